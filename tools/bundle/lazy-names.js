/**
 * The package's index: it loads a file of the package when one of its names is used, as aws-cdk-lib does with its own. An app pays for the
 * classes it names, and for the engine only when a role is judged.
 *
 * Node learns what an ES module may import by name (`import { TrustPolicy } from …`) by looking at index.js without running it. It
 * takes the names from `exports.TrustPolicy = void 0`; a getter that calls something would make it give the name up, so it must
 * not see one: that is what the brackets in `(0, Object.defineProperty)` are for.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

/** Every public name that exists at run time: its file, and the room of `src/` where that is. */
function publicFiles(index) {
  const source = ts.createSourceFile(index, fs.readFileSync(index, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    const from = statement.moduleSpecifier.text;
    return statement.exportClause.elements.filter((element) => !element.isTypeOnly).map(({ name }) => (
      { name: name.text, file: path.resolve(path.dirname(index), `${from}.ts`), room: from.split('/')[1] }
    ));
  });
}

function lazyIndex(names) {
  const rooms = [...new Set(names.map(({ room }) => room))];
  return [
    '"use strict"; Object.defineProperty(exports, "__esModule", { value: true });',
    `${names.map(({ name }) => `exports.${name} = `).join('')}void 0;`,
    ...rooms.map((room) => `var load_${room} = () => { const loaded = require("./${room}.js"); load_${room} = () => loaded; return loaded; };`),
    ...names.map(({ name, room }) => `(0, Object.defineProperty)(exports, "${name}", { enumerable: true, get: function () { return load_${room}().${name}; } });`),
  ].join('\n');
}

module.exports = { lazyIndex, publicFiles };
