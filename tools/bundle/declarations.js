/**
 * The declarations as one file: the public names with their documentation, and nothing that only the package itself uses. Editors and compilers
 * then read one file instead of twenty, and no internal type can be imported by accident.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { rollup } = require('rollup');
const { dts } = require('rollup-plugin-dts');
const ts = require('typescript');

/** Joins `index.d.ts` in this folder with all that it leads to. Returns its text. */
async function joinedDeclarations(folder) {
  const all = declarationsBelow(folder);
  if (all.length === 1) return fs.readFileSync(all[0], 'utf8'); // joined before
  all.forEach((file) => replace(file, withoutInternals(withoutOpeningComment(fs.readFileSync(file, 'utf8')))));
  const bundle = await rollup({ input: path.join(folder, 'index.d.ts'), plugins: [dts()], external: /^(aws-cdk-lib|constructs)(\/|$)/ });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  return output[0].code.replace(/^( {4})+/gm, (indent) => ' '.repeat(indent.length / 2));
}

/**
 * A member that is internal becomes a private one: its type is gone, and two classes that have no other member still are two types, so that
 * nobody can give an `ExternalId` where an `MfaRequirement` belongs.
 */
function withoutInternals(text) {
  const source = parsed(text);
  const edits = [];
  const visit = (node) => {
    if (ts.isClassElement(node) && isInternal(node)) edits.push({ start: node.getFullStart(), end: node.end, text: `\n    private readonly ${node.name.getText()};` });
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.reduceRight((edited, { start, end, text: instead }) => edited.slice(0, start) + instead + edited.slice(end), text);
}

/** jsii demands the underscore of whatever is marked `@internal`; the mark itself is lost where a parameter of the constructor declares the member. */
function isInternal({ name }) {
  return name !== undefined && ts.isIdentifier(name) && name.text.startsWith('_');
}

/** What a source file says of itself at its top. The documentation of the first declaration stays. */
function withoutOpeningComment(text) {
  const [first] = parsed(text).statements;
  const comments = ts.getLeadingCommentRanges(text, 0) ?? [];
  const documents = first !== undefined && !ts.isImportDeclaration(first) && !ts.isExportDeclaration(first) ? 1 : 0;
  return comments.length > documents ? text.slice(comments[comments.length - documents - 1].end).trimStart() : text;
}

function parsed(text) {
  return ts.createSourceFile('declarations.d.ts', text, ts.ScriptTarget.ES2022, true);
}

function declarationsBelow(folder) {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts')).map((name) => path.join(folder, name));
}

/** Not written into: jsii keeps files that have other names elsewhere. */
function replace(file, text) {
  fs.rmSync(file);
  fs.writeFileSync(file, text);
}

module.exports = { joinedDeclarations };
