/** Which declarations belong into the package. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

/** The declarations that a TypeScript compiler may open when it reads this one. */
function reachableDeclarations(entry, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const [, imported] of fs.readFileSync(entry, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)["']/g)) {
    reachableDeclarations(`${path.resolve(path.dirname(entry), imported)}.d.ts`, seen);
  }
  return seen;
}

module.exports = { reachableDeclarations };
