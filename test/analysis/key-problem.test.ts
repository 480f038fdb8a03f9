import { ADDRESS, answer, ClauseJson, solve, TEXT } from './ask-key';
import { Budget } from '../../src/analysis/budget';
import { KeyDomain } from '../../src/evaluation/key-domains';
import { holeOf } from '../evaluation/policies';

const hole = holeOf();

test('the assumption of a value that is not possible is not reported', () => {
  const doubted: string[] = [];
  // The example begins with ex, as the unknown value may; no text that begins with b does.
  const solution = solve(TEXT, [['StringNotEquals', ['ex', hole]], ['StringLike', 'b*']], {
    mode: 'widest',
    doubt: ({ operatorWritten }) => doubted.push(operatorWritten),
  });
  expect(solution).toEqual({ kind: 'found', value: expect.stringMatching(/^b/) });
  expect(doubted).toEqual([]);
});

test('a problem that is given up names its key', () => {
  const solution = solve(TEXT, [['StringLike', '*a*']], {}, new Budget({ steps: 1000, longestPattern: 2 }));
  expect(solution).toEqual({ kind: 'unproven', why: expect.stringContaining('aws:example') });
});

test.each<[string, KeyDomain, ClauseJson, unknown]>([
  ['an address', ADDRESS, ['IpAddress', [hole]], expect.stringMatching(/^[\d.]+$/)],
  ['an address with a known beginning', ADDRESS, ['IpAddress', ['203.0.', hole]], expect.stringMatching(/^[\d.]+$/)],
  ['a number in a tag', TEXT, ['NumericEquals', [hole]], 'example'],
])('%s that is known only at deploy time is not a candidate', (_, domain, clause, found) => {
  expect(answer(domain, [clause], { mode: 'widest' })).toEqual(found);
  expect(answer(domain, [clause], { mode: 'exact' })).toBe('none');
});
