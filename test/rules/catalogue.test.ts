/** The rules, and the ids that levels and acknowledgements may name. */
import { RuleId } from '../../src/cdk/guard/rule-id';
import { RULES } from '../../src/rules/catalogue';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { undecided } from '../../src/rules/undecided';

test('every rule is listed, in order, and nothing else is', () => {
  expect(RULE_IDS).toEqual([...RULES, undecided].map(({ id }) => id));
});

test('the public list names each rule as the command does, in capital letters', () => {
  expect(Object.entries(RuleId)).toEqual(RULE_IDS.map((id) => [id.toUpperCase().replace(/-/g, '_'), id]));
});
