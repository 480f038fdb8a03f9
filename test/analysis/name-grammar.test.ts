/** The state machine for names of users and roles accepts the same texts as the regular expression for IAM's names. */
import * as fc from 'fast-check';
import { TextGrammar } from '../../src/analysis/key-constraints/shortest-text';
import { NAMES, NAMES_OF_ANY_LENGTH } from '../../src/analysis/name-grammar';
import { isNameWithPath } from '../../src/policy/iam-name';
import { propertyRuns } from '../property-runs';

function accepts(grammar: TextGrammar, text: string): boolean {
  return grammar.accepts(stateAfter(grammar, text));
}

function stateAfter(grammar: TextGrammar, text: string): number {
  return [...text].reduce((state, char, position) => grammar.step(state, char, position), grammar.start);
}

const LONG = 'n'.repeat(64);

test.each<[string, boolean]>([
  ['Deploy', true],
  ['team/Deploy', true],
  ['a:b/Deploy', true],
  [':iam::111122223333:role/Deploy', true],
  ['*/?/Deploy', true],
  ['a//b/Deploy', true],
  ['//Deploy', true],
  ['/Deploy', false],
  ['/a:b', false],
  ['/', false],
  ['', false],
  ['team/', false],
  ['De:ploy', false],
  ['team/De*', false],
  ['De:ploy/team', true],
  [LONG, true],
  [`${LONG}/${LONG}`, true],
])('%s: %s', (text, expected) => {
  expect(accepts(NAMES, text)).toBe(expected);
  expect(accepts(NAMES_OF_ANY_LENGTH, text)).toBe(expected);
  expect(isNameWithPath(text)).toBe(expected);
});

test.each<[string, boolean]>([[`${LONG}n`, false], [`team/${LONG}n`, false], [`${LONG}n/team`, true], [`${LONG}n/${LONG}`, true]])(
  'a name has 64 characters: %s, %s',
  (text, expected) => {
    expect(accepts(NAMES, text)).toBe(expected);
    expect(accepts(NAMES_OF_ANY_LENGTH, text)).toBe(true);
    expect(isNameWithPath(text)).toBe(expected);
  },
);

test.each([
  [`${'p'.repeat(510)}/x`, true],
  [`${'p'.repeat(511)}/x`, false],
  [`${'/'.repeat(511)}x`, true],
  [`${'/'.repeat(512)}x`, false],
])('a path has 512 characters with both of its slashes', (text, expected) => {
  expect(accepts(NAMES, text)).toBe(expected);
  expect(accepts(NAMES_OF_ANY_LENGTH, text)).toBe(expected);
  expect(isNameWithPath(text)).toBe(expected);
});

test('the machine and the expression agree on every text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '_', ':', '*', '/', '/'), maxLength: 80 });
  fc.assert(fc.property(text, (name) => accepts(NAMES, name) === isNameWithPath(name)), propertyRuns(2000));
});

test('a state expects the characters that lead on where no other character does', () => {
  const expectsSlash = (grammar: TextGrammar, text: string) => grammar.expects(stateAfter(grammar, text)).includes('/');
  expect(['', 'a', 'a/'].map((text) => expectsSlash(NAMES_OF_ANY_LENGTH, text))).toEqual([false, false, false]);
  expect(['a:', '/', '/a', 'a/b:'].map((text) => expectsSlash(NAMES_OF_ANY_LENGTH, text))).toEqual([true, true, true, true]);
  expect(['', 'a', 'a/', 'a:', '/'].map((text) => expectsSlash(NAMES, text))).toEqual([true, true, true, true, true]);
});
