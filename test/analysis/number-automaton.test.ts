/** Texts as numbers: the automaton and the operator give the same result for each text. */
import fc from 'fast-check';
import { ANY_NUMBER, comparedNumbers } from '../../src/analysis/key-constraints/number-automaton';
import { readDecimal } from '../../src/evaluation/operators/number-and-date-operators';
import { truthOfClause } from '../evaluation/policies';
import { propertyRuns } from '../property-runs';

const OPERATORS = ['NumericEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals'];
const COMPARISONS = ['equals', 'less-than', 'less-than-equals', 'greater-than', 'greater-than-equals'] as const;

function accepts(index: number, limit: string, text: string): boolean {
  const automaton = comparedNumbers(
    { family: 'numeric', comparison: COMPARISONS[index], negated: false, ignoreCase: false, ifExists: false },
    limit,
  )!;
  return automaton.accepts(automaton.run(automaton.start, text));
}

test.each<[string, string]>([
  ['12', '12'], ['12', '012.00'], ['12', ' 12 '], ['12', '+12.'], ['12', '-12'], ['12', '11.999'], ['12', '12.0001'], ['12', '120'],
  ['12', '9'],
  ['0', '-0'], ['0', '-0.1'], ['0', '.0'], ['-1.5', '-1.5'], ['-1.5', '-1.49'], ['-1.5', '-2'], ['-1.5', '1.5'], ['0.25', '.25'],
  ['0.25', '.3'],
  ['111122223333', '111122223333'], ['111122223333', '000000000001'], ['1', '000000000001'], ['9007199254740993', '9007199254740992'],
  ['12', ''], ['12', '.'], ['12', '+'], ['12', '1 2'], ['12', '12s'], ['12', '1.2.3'], ['12', '12-'],
])('against %s: %j', (limit, text) => {
  OPERATORS.forEach((operator, index) =>
    expect([operator, accepts(index, limit, text)]).toEqual([operator, truthOfClause(operator, [limit], text) === 'yes']),
  );
  expect(ANY_NUMBER.accepts(ANY_NUMBER.run(ANY_NUMBER.start, text))).toBe(readDecimal(text) !== undefined);
});

test('every text has the same result as with the operator', () => {
  const number = fc.stringMatching(/^[+-]?[019]{0,3}(\.[019]{0,3})?$/);
  const text = fc.oneof(number, fc.stringMatching(/^[ 019.+x-]{0,6}$/));
  fc.assert(
    fc.property(number.filter((limit) => readDecimal(limit) !== undefined), text, fc.nat(4), (limit, sent, index) => {
      expect(accepts(index, limit, sent)).toBe(truthOfClause(OPERATORS[index], [limit], sent) === 'yes');
    }),
    propertyRuns(3000),
  );
});

test('text that is not a number is not a limit', () => {
  expect(
    comparedNumbers({ family: 'numeric', comparison: 'equals', negated: false, ignoreCase: false, ifExists: false }, 'soon'),
  ).toBeUndefined();
});
