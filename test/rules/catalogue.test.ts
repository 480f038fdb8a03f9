/** The rules, and the list of their ids that stands apart from them. */
import { RULES } from '../../src/rules/catalogue';
import { DEFAULT_LEVELS } from '../../src/rules/rule-ids';
import { undecided } from '../../src/rules/undecided';

test('each rule is listed with its level, in order, and no other', () => {
  expect(Object.entries(DEFAULT_LEVELS)).toEqual([...RULES, undecided].map(({ id, level }) => [id, level]));
});
