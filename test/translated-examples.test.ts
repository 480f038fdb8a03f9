/** What jsii-rosetta would translate wrongly must not be in the examples that it translates: those of the README and of the public API. */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { blocksOf, pageAt } from './pages';

const SOURCES = join(__dirname, '..', 'src', 'cdk');

const examples = [
  ...blocksOf(pageAt('README.md'), 'ts'),
  ...readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(SOURCES, file), 'utf8').matchAll(/@example\n([^]*?)\*\//g)].map(([, example]) => example)),
];

test('no key of an object is a property of another: in Python it would become text, as "RuleId.MFA_REQUIRED"', () => {
  expect(examples.length).toBeGreaterThan(20);
  expect(examples.filter((example) => /\[\w+(\.\w+)+\]:/.test(example))).toEqual([]);
});
