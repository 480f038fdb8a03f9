/**
 * Makes the compiled package few files and small, since every app and every CI run downloads it, and every synth loads it: 250 files
 * take Node longer to find and read than the engine takes to judge a thousand roles.
 *
 *     lib/index.js        the public names, and where each is (`lazy-names.js`)
 *     lib/constructs.js   what stands in a stack
 *     lib/guard.js        what walks an app: the rest of what knows the CDK
 *     lib/templates.js    finds the roles of a template, and knows by their looks the plain ones, in which nothing is wrong
 *     lib/engine.js       what judges all others; not loaded before there is one
 *     lib/cli.js          the command; `read-yaml.js` when it is given YAML
 *
 * Comments, white space and names go, but for those of public classes, and declarations that
 * follow each other share their `const`. Expressions stay as they were written: nothing here may rewrite what decides who gets in. A crash
 * tells its position, and `where.js` finds that in the sources. The declarations become one file (`declarations.js`).
 *
 * Run after jsii, which has checked the sources and written the declarations and the assembly; running it again changes nothing.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { rollup } = require('rollup');
const { minify_sync: minify } = require('terser');
const { joinedDeclarations } = require('./declarations');
const { lazyIndex, publicFiles } = require('./lazy-names');
const { withLazyRequires } = require('./lazy-requires');
const { typescriptModules } = require('./typescript-modules');

const REPOSITORY = path.resolve(__dirname, '..', '..');
const SRC = path.join(REPOSITORY, 'src');
const LIB = path.join(REPOSITORY, 'lib');
const COMMAND = path.join(SRC, 'cli', 'main.ts');
/** Loaded by name when it is needed: `createRequire(__filename)('./read-yaml')`. */
const YAML = path.join(SRC, 'cli', 'input', 'read-yaml.ts');
/** Whoever finds it finds everything. */
const WRITTEN_LAST = 'engine.js';
const LINE_LENGTH = 400;

/** What a guard runs through in an app in which nothing is wrong, beside what lies in its own room and in that of the construct tree. */
const AT_A_GLANCE = [
  'assessment/plain-policies', 'evaluation/service-callers', 'findings/crash', 'rules/support/external-id-strength', 'rules/support/placeholders', 'rules/tables/placeholder-words',
  'rules/tables/guessable-words', 'rules/tables/confusable-services',
];
const OF_THE_ENGINE = new Set([
  'deploy-time-choices', 'deploy-time-context', 'dynamic-references', 'intrinsic-functions', 'possible-choices', 'pseudo-parameters', 'read-parameter', 'allowed-pattern', 'references', 'resolution', 'resolve-intrinsics', 'read-trust-policy',
].map((name) => `cloudformation/${name}.ts`));
/** What our comparisons with other engines and tools ask of ours by name: file of the package, source, name. All other names between the files are shortened. */
const EXAMINED = [
  ['engine', 'analysis/budget', 'Budget'], ['engine', 'analysis/find-request', 'findRequest'], ['engine', 'analysis/key-constraints/solve-key', 'solveKey'],
  ['engine', 'evaluation/clock', 'clock'], ['engine', 'evaluation/evaluate-trust-policy', 'evaluate'], ['engine', 'cloudformation/read-trust-policy', 'readTrustPolicy'],
  ['engine', 'rules/catalogue', 'DEFAULT_LEVELS'],
].map(([room, file, name]) => ({ name, file: path.join(SRC, `${file}.ts`), room }));
const LOADED_LATE = { 'constructs.js': ['engine.js', 'guard.js', 'templates.js'], 'guard.js': ['engine.js'], 'templates.js': ['engine.js'] };

async function bundleCompiled() {
  const names = publicFiles(path.join(SRC, 'index.ts'));
  const files = new Map((await joinedCode(names)).map(({ fileName, code }) => [fileName, code]));
  files.set('index.js', small(lazyIndex(names), names).code);
  files.set('index.d.ts', await joinedDeclarations(LIB));
  filesBelow(LIB).forEach((file) => fs.rmSync(file));
  const inOrder = [...[...files.keys()].filter((name) => name !== WRITTEN_LAST), WRITTEN_LAST];
  inOrder.forEach((name) => fs.writeFileSync(path.join(LIB, name), files.get(name)));
  removeEmptyFolders(LIB);
}

/** Each file of the package but the index, with a source map that is not published. */
async function joinedCode(names = publicFiles(path.join(SRC, 'index.ts'))) {
  const modules = typescriptModules(REPOSITORY);
  const bundle = await rollup({
    input: { ...modules.entriesFor([...names, ...EXAMINED]), 'cli': COMMAND, 'read-yaml': YAML },
    plugins: [modules, { name: 'lazy', renderChunk: (code, { fileName }) => withLazyRequires(code, LOADED_LATE[fileName] ?? []) }, { name: 'small', renderChunk: (code) => small(code, names) }],
    preserveEntrySignatures: 'allow-extension',
    treeshake: { moduleSideEffects: false },
    // The engine and the templates need each other, but only one of them while it is loaded.
    onLog: (level, log) => { if (level === 'warn' && log.code !== 'CIRCULAR_CHUNK') throw new Error(`the package cannot be bundled: ${log.message}`); },
  });
  const { output } = await bundle.generate({
    format: 'cjs', interop: 'esModule', exports: 'named', strict: true, externalLiveBindings: false, hoistTransitiveImports: false, minifyInternalExports: true,
    generatedCode: { constBindings: true, arrowFunctions: true, objectShorthand: true }, sourcemap: 'hidden',
    chunkFileNames: '[name].js', manualChunks: (id, { getModuleInfo }) => chunkOf(id, modules, getModuleInfo),
  });
  await bundle.close();
  return output.filter(({ type }) => type === 'chunk');
}

/** By where a file lies and what it leads to: the command must not load the CDK, and an app must not load the command. */
function chunkOf(id, modules, getModuleInfo) {
  if (getModuleInfo(id)?.importedIds.includes('yaml')) return 'read-yaml';
  if (modules.roomOfEntry(id) !== undefined) return modules.roomOfEntry(id);
  const file = path.relative(SRC, id).split(path.sep).join('/');
  if (file.startsWith('cdk/constructs/')) return 'constructs';
  const imported = reached(id, (from) => getModuleInfo(from)?.importedIds ?? []);
  if (imported.some((other) => /^(aws-cdk-lib|constructs)(\/|$)/.test(other))) return 'guard';
  if (/^(cdk\/(guard|construct-tree)|cloudformation)\//.test(file) && !OF_THE_ENGINE.has(file) || file === 'assessment/audit-memory.ts' || AT_A_GLANCE.includes(file.replace(/\.ts$/, ''))) return 'templates';
  const importers = reached(id, (to) => getModuleInfo(to)?.importers ?? []);
  return importers.some((other) => [path.join(SRC, 'cdk', 'constructs'), path.join(SRC, 'cdk', 'guard')].includes(path.dirname(other))) ? 'engine' : 'cli';
}

/** The file itself, and whatever a chain of steps leads to. */
function reached(id, stepsFrom, seen = new Set()) {
  if (!seen.has(id)) {
    seen.add(id);
    stepsFrom(id).forEach((next) => reached(next, stepsFrom, seen));
  }
  return [...seen];
}

/** A class that users can meet, in a message of the CDK or in a stack trace, keeps its name. */
function small(code, names) {
  const known = new RegExp(`^(${names.map(({ name }) => name).join('|')}|\\w+Error)$`);
  const { code: smaller, map } = minify(code, {
    ecma: 2020,
    module: true,
    compress: { defaults: false, join_vars: true },
    mangle: { keep_classnames: known },
    format: { comments: false, max_line_len: LINE_LENGTH },
    sourceMap: { asObject: true },
  });
  return { code: `${smaller}\n`, map };
}

function filesBelow(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function removeEmptyFolders(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory())) {
    removeEmptyFolders(path.join(folder, entry.name));
  }
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

if (require.main === module) {
  bundleCompiled().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

module.exports = { bundleCompiled, joinedCode, WRITTEN_LAST };
