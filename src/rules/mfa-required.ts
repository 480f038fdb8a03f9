/** Can an IAM user of a foreign account get in without MFA? */
import { Grade, Rule, RuleSubject } from './rule';
import { KEYS_BY_AIM, oneIs } from './support/condition-intent';
import { changeTo, conditionOn, declareAccount, DEMANDS_MFA, hardened, principalInCdk, useHardened } from './support/fixes';
import { accountOf, admissionInSpiteOf, checkEachAllow } from './support/openings';
import { EXTERNAL_ID } from '../analysis/questions/knowing-an-external-id';
import { usersWithoutMfa } from '../analysis/questions/questions';
import { Open } from '../analysis/verdict';
import { callerAccount } from '../evaluation/assume-role-request';
import { vendorOf } from '../findings/known-parties';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

const ID = 'mfa-required';
const MFA_KEYS = KEYS_BY_AIM.mfa;

export const mfaRequired: Rule = {
  id: ID,
  title: 'IAM users of foreign accounts must show MFA',
  defersTo: ['public-principal', 'specific-principal'],
  check: checkEachAllow(
    (subject, asked) => subject.ask(ID, usersWithoutMfa(subject.foreigners('vendor')), asked),
    (subject, found, statement) => ({
      ...admissionInSpiteOf(subject, found, statement, MFA_KEYS),
      message: `IAM users of ${accountOf(subject, found)} can assume this role without MFA`,
      fix: fixOf(subject, found, statement),
      asFollower: { missing: 'MFA', fix: `if the principal that you name is an IAM user, require MFA too: ${changeOf(subject, found, statement)}` },
    }),
    { question: 'whether IAM users without MFA get in', grade: gradeOf },
  ),
};

/**
 * Where nothing is open but whether the account of a named user is one's own, that is a warning: nobody gets in whom the document does not
 * name. Whatever else is open - because deployment decides it, or because it could not be worked out - may let an IAM user in without MFA.
 */
function gradeOf({ principals, notPrincipal, conditions }: Statement): Grade {
  const users = principals.filter(mayBeUser);
  const isNamed = users.every((principal) => principal.kind === 'user' && isKnown(principal.name));
  const isAccountOpen = users.some((principal) => principal.kind === 'user' && !isKnown(principal.account));
  const isCertain = conditions.every(({ key, values }) => isKnown(key) && (key === EXTERNAL_ID || values.every(isKnown)));
  return isNamed && isAccountOpen && isCertain && !notPrincipal ? 'warning' : 'error';
}

/** Could the principal admit an IAM user? */
function mayBeUser({ kind }: Principal): boolean {
  return kind === 'user' || kind === 'account' || kind === 'anyone' || kind === 'malformed' || kind === 'unknown';
}

function fixOf(subject: RuleSubject, verdict: Open, statement: Statement): string {
  const change = changeOf(subject, verdict, statement);
  if (conditionOn(statement, ...MFA_KEYS) || denyOnMfa(subject, verdict)) return change;
  const principal = principalInCdk(subject, statement, verdict.request.caller);
  const account = callerAccount(verdict.request.caller)!;
  const vendor = vendorOf(account) === undefined ? undefined : declareAccount(subject, account);
  const ofOrganization = statement.conditions.some(({ key }) => key === 'aws:principalorgid' || key === 'aws:principalorgpaths');
  return (
    (vendor === undefined ? '' : `${vendor}; or `) +
    `${change} (in the CDK: ${principal}.withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })); ` +
    (ofOrganization ? 'to admit the roles of the organization only, add "StringEquals": { "aws:PrincipalType": "AssumedRole" }; ' : '') +
    'if the caller is a workload, trust its role by its ARN instead: roles cannot show MFA, and this rule does not ask it of them'
  );
}

/** What has to change in the document. */
function changeOf(subject: RuleSubject, verdict: Open, statement: Statement): string {
  const weak = conditionOn(statement, ...MFA_KEYS);
  const change = weak && isMeantWell(weak) ? useHardened(weak) : undefined;
  if (weak) return change ? `${change}${onlyRefusedBy(hardened(weak))}` : changeTo(DEMANDS_MFA, statement, weak);
  const deny = denyOnMfa(subject, verdict);
  if (deny) return `use BoolIfExists instead of Bool in ${describeStatement(deny)}, the Deny${onlyRefusedBy('BoolIfExists')}`;
  return changeTo(DEMANDS_MFA, statement, undefined);
}

/** A Deny that is meant to demand MFA, and that passes over requests without the key. */
function denyOnMfa(subject: RuleSubject, { variant }: Open): Statement | undefined {
  return subject.reading.variants[variant].statements.find(
    ({ effect, conditions }) => effect === 'Deny' && conditions.some(({ key, operatorWritten }) => MFA_KEYS.includes(String(key)) && operatorWritten === 'Bool'),
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
