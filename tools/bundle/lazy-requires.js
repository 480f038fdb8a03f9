/**
 * Lets a file of the package load another one when it first uses it. Compilers of TypeScript cannot do it.
 *
 *     const engine = require('./engine.js');     var engine = () => { const m = require('./engine.js'); engine = () => m; return m; };
 *     engine.auditRole                     →     engine().auditRole
 */
'use strict';

const ts = require('typescript');

/** @param lazy the names of the files to be loaded late */
function withLazyRequires(code, lazy) {
  const source = ts.createSourceFile('joined.js', code, ts.ScriptTarget.ES2022, true);
  const required = new Map(source.statements.flatMap(requireOf).filter(({ file }) => lazy.includes(file)).map((each) => [each.name, each]));
  const edits = [...required.values()].map(({ statement, name, file }) => ({
    start: statement.getStart(), end: statement.end, text: `var ${name} = () => { const m = require('./${file}'); ${name} = () => m; return m; };`,
  }));
  const visit = (node) => {
    if (ts.isIdentifier(node) && required.has(node.text) && isUse(node)) {
      // `new engine().Name()` would make a new engine.
      edits.push({ start: node.getStart(), end: node.end, text: isConstructed(node) ? `(${node.text}())` : `${node.text}()` });
    }
    ts.forEachChild(node, visit);
  };
  source.statements.filter((statement) => requireOf(statement).length === 0).forEach(visit);
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((edited, { start, end, text }) => edited.slice(0, start) + text + edited.slice(end), code);
}

/** `const engine = require('./engine.js')`, of a file of our own. */
function requireOf(statement) {
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1) return [];
  const [{ name, initializer }] = statement.declarationList.declarations;
  if (initializer === undefined || !ts.isCallExpression(initializer) || initializer.expression.getText() !== 'require') return [];
  const file = initializer.arguments[0].text;
  return file.startsWith('./') ? [{ statement, name: name.getText(), file: file.slice('./'.length) }] : [];
}

/** Not the name of a property, nor the declaration of another variable. */
function isUse({ parent, text }) {
  if (ts.isPropertyAccessExpression(parent)) return parent.expression.getText() === text;
  return !ts.isPropertyAssignment(parent) && !ts.isVariableDeclaration(parent) && !ts.isParameter(parent);
}

function isConstructed({ parent }) {
  return ts.isPropertyAccessExpression(parent) && ts.isNewExpression(parent.parent) && parent.parent.expression === parent;
}

module.exports = { withLazyRequires };
