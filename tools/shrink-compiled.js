/**
 * Makes the compiled package small, since every app and every CI run downloads it. What goes is what nothing reads:
 *
 * - comments, white space and the names of local variables in JavaScript. Functions, classes and exports keep their names, and
 *   lines stay short, so that the stack trace of a crash report still says where;
 * - declarations that cannot be reached from `lib/index.d.ts`. Those that can keep their comments: editors show them.
 *
 * Run after compilation (and after `lazy-requires.js`); running it again changes nothing.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { minify_sync: minify } = require('terser');

const LINE_LENGTH = 150;

function shrinkCompiled(lib) {
  const files = fs.readdirSync(lib, { recursive: true }).map((name) => path.join(lib, name));
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const before = fs.readFileSync(file, 'utf8');
    const after = shrunk(before);
    if (after.length < before.length) fs.writeFileSync(file, after);
  }
  const reachable = reachableDeclarations(path.join(lib, 'index.d.ts'));
  files.filter((name) => name.endsWith('.d.ts') && !reachable.has(name)).forEach((name) => fs.rmSync(name));
}

function shrunk(text) {
  return minify(text, {
    ecma: 2020,
    compress: false,
    mangle: { keep_fnames: true, keep_classnames: true },
    format: { comments: false, max_line_len: LINE_LENGTH },
  }).code;
}

/** The declarations that a TypeScript compiler may open when it reads this one. */
function reachableDeclarations(entry, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const [, imported] of fs.readFileSync(entry, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)["']/g)) {
    reachableDeclarations(`${path.resolve(path.dirname(entry), imported)}.d.ts`, seen);
  }
  return seen;
}

if (require.main === module) shrinkCompiled(path.resolve(process.argv[2] ?? path.join(__dirname, '..', 'lib')));

module.exports = { reachableDeclarations, shrinkCompiled };
