/**
 * Lets the compiled package load its files when they are used, as aws-cdk-lib does with its own: an app that requires the
 * package pays for the classes it names, and for the engine only when a role is judged. Compilers of TypeScript cannot do it.
 *
 *     const x_1 = require("./x");          var x_1 = () => { const m = require("./x"); x_1 = () => m; return m; };
 *     x_1.name                       →     x_1().name
 *
 * Node learns what an ES module may import by name (`import { TrustPolicy } from …`) by looking at index.js without running it. A
 * getter that calls something makes it give the name up, although `exports.TrustPolicy = void 0` stands above. So it must not see one:
 *
 *     Object.defineProperty(exports, "TrustPolicy", …)     →     (0, Object.defineProperty)(exports, "TrustPolicy", …)
 *
 * Run after compilation; running it again changes nothing.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

/** The rooms above the engine. The engine itself is loaded as a whole, and pays for no detour at each call. */
const LAZY_ROOMS = ['guard', 'constructs', 'construct-tree'];

function makeRequiresLazy(lib) {
  const files = LAZY_ROOMS.flatMap((room) => fs.readdirSync(path.join(lib, room), { recursive: true }).map((name) => path.join(lib, room, name)));
  for (const file of [path.join(lib, 'index.js'), ...files.filter((name) => name.endsWith('.js'))]) {
    const before = fs.readFileSync(file, 'utf8');
    const after = withLazyRequires(before);
    if (after !== before) fs.writeFileSync(file, after);
  }
}

function withLazyRequires(text) {
  const source = ts.createSourceFile('compiled.js', text, ts.ScriptTarget.ES2022, true);
  const required = new Map(source.statements.flatMap(requireOf).map((each) => [each.name, each]));
  const edits = [...required.values()].map(({ statement, name, file }) => ({
    start: statement.getStart(), end: statement.end, text: `var ${name} = () => { const m = require(${file}); ${name} = () => m; return m; };`,
  }));
  edits.push(...source.statements.flatMap(reExportOf).map((callee) => (
    { start: callee.getStart(), end: callee.end, text: `(0, ${callee.getText()})` }
  )));
  const visit = (node) => {
    if (ts.isIdentifier(node) && required.has(node.text) && isUse(node)) {
      // `new x_1().Name()` would make a new x_1.
      edits.push({ start: node.getStart(), end: node.end, text: isConstructed(node) ? `(${node.text}())` : `${node.text}()` });
    }
    ts.forEachChild(node, visit);
  };
  source.statements.filter((statement) => requireOf(statement).length === 0).forEach(visit);
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((edited, { start, end, text: replacement }) => edited.slice(0, start) + replacement + edited.slice(end), text);
}

/** `const x_1 = require("./x")`, of a file of our own. */
function requireOf(statement) {
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1) return [];
  const [{ name, initializer }] = statement.declarationList.declarations;
  const isRequire = initializer !== undefined && ts.isCallExpression(initializer) && initializer.expression.getText() === 'require';
  const file = isRequire && initializer.arguments[0].getText();
  return isRequire && /^["']\./.test(file) ? [{ statement, name: name.getText(), file }] : [];
}

/** The `Object.defineProperty` that hands on a name of another file. */
function reExportOf(statement) {
  const call = ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression) ? statement.expression : undefined;
  const isDefinition = call?.expression.getText() === 'Object.defineProperty' && call.arguments[0].getText() === 'exports';
  return isDefinition && call.arguments[1].text !== '__esModule' ? [call.expression] : [];
}

/** Not the name of a property, nor the declaration of another variable. */
function isUse({ parent, text }) {
  if (ts.isPropertyAccessExpression(parent)) return parent.expression.getText() === text;
  return !ts.isPropertyAssignment(parent) && !ts.isVariableDeclaration(parent) && !ts.isParameter(parent);
}

function isConstructed({ parent }) {
  return ts.isPropertyAccessExpression(parent) && ts.isNewExpression(parent.parent) && parent.parent.expression === parent;
}

if (require.main === module) makeRequiresLazy(path.resolve(process.argv[2] ?? path.join(__dirname, '..', 'lib')));

module.exports = { makeRequiresLazy };
