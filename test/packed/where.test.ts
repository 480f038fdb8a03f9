/** A crash report names a position in the published code. A maintainer finds that place in the sources. */
import * as fs from 'fs';
import * as path from 'path';
import { whereInSources } from '../../tools/bundle/where';
import { CONSUMERS, PACKAGE_NAME } from '../../tools/packed-package';

const REPOSITORY = path.resolve(__dirname, '..', '..');
const lib = path.join(CONSUMERS[0].folder, 'node_modules', PACKAGE_NAME, 'lib');

/** Wherever the published code throws, counted as a stack trace counts. */
function positionsOf(text: string): string[] {
  return fs.readdirSync(lib).filter((name) => name.endsWith('.js')).flatMap((name) => (
    fs.readFileSync(path.join(lib, name), 'utf8').split('\n').flatMap((line, index) => [...line.matchAll(new RegExp(text, 'g'))].map((found) => `${name}:${index + 1}:${found.index + 1}`))
  ));
}

const thrown = positionsOf('throw new \\w+');
let answers: string[];

beforeAll(async () => {
  answers = await whereInSources([...thrown, 'here']);
});

test('every place that throws is found in the sources', () => {
  expect(thrown.length).toBeGreaterThan(50);
  const wrong = answers.slice(0, thrown.length).filter((answer) => {
    const [, file, line, column] = /  (src\/.*\.ts):(\d+):(\d+)$/.exec(answer) ?? [];
    if (file === undefined) return true;
    const source = fs.readFileSync(path.join(REPOSITORY, file), 'utf8').split('\n')[Number(line) - 1];
    return !source.slice(Number(column) - 1).startsWith('throw new ');
  });
  expect(wrong).toEqual([]);
});

test('for text that is not a position, the answer shows how to write one', () => {
  expect(answers[thrown.length]).toBe(
    'here  no position in cli.js, constructs.js, engine.js, guard.js, read-yaml.js, templates.js: write FILE.js:LINE:COLUMN, as a stack trace does',
  );
});
