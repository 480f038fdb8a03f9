/**
 * Finds the place in the sources that a position of the published code stands for. Check out the tag of that version first;
 * `npm ci` and `npx projen compile`.
 *
 *     $ node tools/bundle/where.js engine.js:31:207
 *     engine.js:31:207  src/policy/read-condition.ts:58:12
 */
'use strict';

const { SourceMap } = require('node:module');
const path = require('node:path');
const { joinedCode } = require('./bundle-compiled');

const REPOSITORY = path.resolve(__dirname, '..', '..');

async function whereInSources(positions) {
  const maps = new Map((await joinedCode()).map(({ fileName, map }) => [fileName, new SourceMap(map)]));
  return positions.map((position) => `${position}  ${sourceOf(position, maps)}`);
}

function sourceOf(position, maps) {
  const [, file, line, column] = /([\w-]+\.js):(\d+):(\d+)\D*$/.exec(position) ?? [];
  const map = maps.get(file);
  if (map === undefined) return `no position in ${[...maps.keys()].sort().join(', ')}: write FILE.js:LINE:COLUMN, as a stack trace does`;
  // Stack traces count from 1, source maps from 0.
  const { originalSource, originalLine, originalColumn } = map.findEntry(Number(line) - 1, Number(column) - 1);
  if (originalSource === undefined) return 'made by the bundler';
  return `${path.relative(REPOSITORY, path.resolve(originalSource)).split(path.sep).join('/')}:${originalLine + 1}:${originalColumn + 1}`;
}

if (require.main === module) {
  whereInSources(process.argv.slice(2)).then((lines) => console.log(lines.join('\n')), (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

module.exports = { whereInSources };
