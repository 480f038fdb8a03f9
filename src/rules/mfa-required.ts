/** Can an IAM user of a foreign account get in without MFA? */
import { KEYS_BY_AIM, oneIs } from './condition-aims';
import { changeTo, conditionOn, DEMANDS_MFA, hardened, principalInCdk, useHardened } from './fixes';
import { accountOf, admissionInSpiteOf, checkEachAllow } from './openings';
import { Rule, RuleSubject } from './rule';
import { usersWithoutMfa } from '../analysis/questions/questions';
import { Open } from '../analysis/verdict';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { Statement } from '../policy/trust-policy';

const ID = 'mfa-required';
const MFA_KEYS = KEYS_BY_AIM.mfa;

export const mfaRequired: Rule = {
  id: ID,
  title: 'IAM users of foreign accounts must show MFA',
  check: checkEachAllow(
    (subject, asked) => subject.ask(ID, usersWithoutMfa(subject.foreigners('vendor')), asked),
    (subject, found, statement) => ({
      ...admissionInSpiteOf(subject, found, statement, MFA_KEYS),
      message: `IAM users of ${accountOf(subject, found)} can assume this role without MFA`,
      fix: fixOf(subject, found, statement),
    }),
    'whether IAM users without MFA get in',
  ),
};

function fixOf(subject: RuleSubject, verdict: Open, statement: Statement): string {
  const weak = conditionOn(statement, ...MFA_KEYS);
  const change = weak && isMeantWell(weak) ? useHardened(weak) : undefined;
  if (weak) return change ? `${change}${onlyRefusedBy(hardened(weak))}` : changeTo(DEMANDS_MFA, statement, weak);
  const deny = subject.reading.variants[verdict.variant].statements.find(
    ({ effect, conditions }) => effect === 'Deny' && conditions.some(({ key, operatorWritten }) => MFA_KEYS.includes(String(key)) && operatorWritten === 'Bool'),
  );
  if (deny) return `use BoolIfExists instead of Bool in ${describeStatement(deny)}, the Deny${onlyRefusedBy('BoolIfExists')}`;
  const principal = principalInCdk(subject, statement, verdict.request.caller);
  return (
    `${changeTo(DEMANDS_MFA, statement, undefined)} (in the CDK: ${principal}.withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })); ` +
    'if machines come, trust their role by its ARN: roles cannot show MFA, and this rule does not ask it of them'
  );
}

function onlyRefusedBy(operator: string): string {
  return `: a long-term access key sends no MFA key at all, and only ${operator} refuses that`;
}

/** It asks for MFA of those who send the key at all. */
function isMeantWell({ operator, values }: ConditionClause): boolean {
  if (operator?.family === 'bool') return values.length === 1 && oneIs('true', values);
  return operator?.family === 'numeric' && (operator.comparison === 'less-than' || operator.comparison === 'less-than-equals');
}
