/**
 * Lets a file of the package load another one when it first uses it. Compilers of TypeScript cannot do it.
 *
 *     const engine = require('./engine.js');     var engine = () => { const m = require('./engine.js'); engine = () => m; return m; };
 *     engine.auditRole                     →     engine().auditRole
 */
'use strict';

const { default: MagicString } = require('magic-string');
const ts = require('typescript');

/**
 * @param lazy the names of the files to be loaded late
 * @returns the code, and a source map to the code as it was
 */
function withLazyRequires(code, lazy) {
  const source = ts.createSourceFile('joined.js', code, ts.ScriptTarget.ES2022, true);
  const required = new Map(source.statements.flatMap(requireOf).filter(({ file }) => lazy.includes(file)).map((each) => [each.name, each]));
  const edited = new MagicString(code);
  for (const { statement, name, file } of required.values()) {
    edited.overwrite(statement.getStart(), statement.end, `var ${name} = () => { const m = require('./${file}'); ${name} = () => m; return m; };`);
  }
  const visit = (node) => {
    if (ts.isIdentifier(node) && required.has(node.text) && isUse(node)) {
      // `new engine().Name()` would make a new engine.
      edited.overwrite(node.getStart(), node.end, isConstructed(node) ? `(${node.text}())` : `${node.text}()`);
    }
    ts.forEachChild(node, visit);
  };
  source.statements.filter((statement) => requireOf(statement).length === 0).forEach(visit);
  return { code: edited.toString(), map: edited.generateMap({ hires: true }) };
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
