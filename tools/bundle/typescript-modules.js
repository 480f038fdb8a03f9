/** The sources as modules that rollup can join: TypeScript taken away, and what jsii adds to public classes put in. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { loadAssemblyFromPath } = require('@jsii/spec');
const ts = require('typescript');

/** The language level that jsii compiles to. */
const OPTIONS = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, isolatedModules: true, sourceMap: true };
/** What is exported by name, of several files, is an entry without a file of its own. */
const ENTRY = 'room:';

function typescriptModules(repository) {
  const rooms = new Map();
  const { types, version } = loadAssemblyFromPath(repository);
  const marks = marksOfPublicClasses(repository, types, version);
  // The source reads package.json, which is elsewhere once an app has been bundled with us in it.
  const versionFile = path.join(repository, 'src', 'guard', 'package-version.ts');
  return {
    name: 'typescript-modules',

    /** An entry for each room that names are asked of. */
    entriesFor(names) {
      for (const { name, file, room } of names) {
        rooms.set(room, `${rooms.get(room) ?? ''}export { ${name} } from ${JSON.stringify(file)};\n`);
      }
      return Object.fromEntries([...rooms.keys()].map((room) => [room, ENTRY + room]));
    },

    /** @returns undefined for a file */
    roomOfEntry(id) {
      return id.startsWith(ENTRY) ? id.slice(ENTRY.length) : undefined;
    },

    resolveId(id, importer) {
      if (id.startsWith(ENTRY) || path.isAbsolute(id)) return id;
      if (!id.startsWith('.')) return { id, external: true };
      return path.resolve(path.dirname(importer), `${id}.ts`);
    },

    load(id) {
      if (id.startsWith(ENTRY)) return rooms.get(id.slice(ENTRY.length));
      if (id === versionFile) return `export const PACKAGE_VERSION = ${JSON.stringify(version)};`;
      return fs.readFileSync(id, 'utf8');
    },

    transform(code, id) {
      if (id.startsWith(ENTRY)) return null;
      const { outputText, sourceMapText } = ts.transpileModule(code, { compilerOptions: OPTIONS, fileName: id });
      return { code: withMarks(outputText, marks.filter(({ file }) => file === id)), map: sourceMapText };
    },
  };
}

/** By this mark the kernel of the other languages, and the CDK's metadata, know a class of the package. */
function marksOfPublicClasses(repository, types, version) {
  return Object.values(types).filter(({ kind }) => kind === 'class').map(({ symbolId, fqn }) => {
    const [file, name] = symbolId.split(':');
    return { file: path.join(repository, `${file}.ts`), name, text: `static [Symbol.for("jsii.rtti")] = ${JSON.stringify({ fqn, version })};` };
  });
}

function withMarks(code, marks) {
  return marks.reduce((marked, { file, name, text }) => {
    const opened = new RegExp(`^(export (?:abstract )?class ${name}\\b[^{]*\\{)`, 'm');
    if (!opened.test(marked)) throw new Error(`${file} has no class ${name}, which the jsii assembly tells of`);
    return marked.replace(opened, (head) => `${head} ${text}`); // in the same line: the source map tells lines
  }, code);
}

module.exports = { typescriptModules };
