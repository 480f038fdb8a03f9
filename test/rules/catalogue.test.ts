/** The rules, and the ids that levels and acknowledgements may name. */
import { RULES } from '../../src/rules/catalogue';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { undecided } from '../../src/rules/undecided';

test('each rule is listed, in order, and no other', () => {
  expect(RULE_IDS).toEqual([...RULES, undecided].map(({ id }) => id));
});
