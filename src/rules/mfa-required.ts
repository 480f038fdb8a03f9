/** Can an IAM user of a foreign account assume the role without MFA? */
import { Grade, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { accountOf, Admission, askEachAllow, whyLetIn } from './support/admissions';
import { includesWord, KEYS_BY_INTENT } from './support/condition-intent';
import { changeTo, conditionOn, declareAccount, hardened, principalInCdk, REQUIRES_MFA, useHardened } from './support/fixes';
import { EXTERNAL_ID } from '../analysis/questions/knowing-an-external-id';
import { usersWithoutMfa } from '../analysis/questions/questions';
import { callerAccount } from '../evaluation/assume-role-request';
import { vendorOf } from '../findings/known-parties';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

const ID = 'mfa-required';
const MFA_KEYS = KEYS_BY_INTENT.mfa;

export const mfaRequired: Rule<Admission> = {
  id: ID,
  level: 'error',
  title: 'IAM users of other accounts can assume the role only with MFA',
  defersTo: ['public-principal', 'specific-principal'],
  ask: askEachAllow({
    // The callers of a declared vendor are workloads, which cannot have MFA.
    verdictOf: (subject, statement) => {
      const question = usersWithoutMfa(subject.callersOfOtherAccounts({ except: 'vendor' }));
      return subject.ask(ID, question, statement);
    },
    conditionKeys: MFA_KEYS,
    undecided: { question: 'whether IAM users get access without MFA', gradeOf: gradeOfUndecided },
  }),
  describe: (admission, subject) => ({
    message: `IAM users of ${accountOf(admission, subject)} can assume this role without MFA`,
    because: whyLetIn(admission, subject),
    fix: requireMfaOrDeclare(admission, subject),
  }),
  describeAsFollower: (admission, subject) => ({
    missing: 'MFA',
    fix: `if the principal that you name is an IAM user, require MFA too: ${requireMfa(admission, subject)}`,
  }),
};

/**
 * A warning if the statement names its IAM users and only the account of one of them is known at deployment: it may be the role's own
 * account, and no principal that the document does not name is allowed. An error if anything else is unknown, because then an IAM user
 * without MFA may be allowed.
 */
function gradeOfUndecided({ principals, notPrincipal, conditions }: Statement): Grade {
  const users = principals.filter(mayAdmitUsers);
  const areNamed = users.every((principal) => principal.kind === 'user' && isKnown(principal.name));
  const isAccountUnknown = users.some((principal) => principal.kind === 'user' && !isKnown(principal.account));
  const areConditionsKnown = conditions.every(({ key, values }) => isKnown(key) && (key === EXTERNAL_ID || values.every(isKnown)));
  return areNamed && isAccountUnknown && areConditionsKnown && !notPrincipal ? 'warning' : 'error';
}

function mayAdmitUsers({ kind }: Principal): boolean {
  return kind === 'user' || kind === 'account' || kind === 'anyone' || kind === 'malformed' || kind === 'unknown';
}

/** The changes to the document, also as CDK code, and the alternatives: declare the vendor, allow only roles, trust a role. */
function requireMfaOrDeclare(admission: Admission, subject: RuleSubject): string {
  const { statement, verdict } = admission;
  const change = requireMfa(admission, subject);
  if (conditionOn(statement, ...MFA_KEYS) || denyOnMfa(admission, subject)) return change;
  const { caller } = verdict.request;
  const principal = principalInCdk(subject, statement, caller);
  const account = callerAccount(caller)!;
  const declareVendor = vendorOf(account) === undefined ? undefined : declareAccount(subject, account);
  const isForOrganization = conditionOn(statement, 'aws:principalorgid', 'aws:principalorgpaths') !== undefined;
  return [
    ...declareVendor === undefined ? [] : [declareVendor],
    `${declareVendor === undefined ? '' : 'or '}${change} ` +
    `(in the CDK: ${principal}.withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))`,
    ...isForOrganization ? ['to allow only the roles of the organization, add "StringEquals": { "aws:PrincipalType": "AssumedRole" }'] : [],
    'if the caller is a workload, trust its role instead: roles cannot authenticate with MFA, and this rule does not require it of them',
  ].join('\n');
}

/** The change that makes the statement require MFA: correct the condition that it has, or the Deny, or else add a condition. */
function requireMfa(admission: Admission, subject: RuleSubject): string {
  const { statement } = admission;
  const condition = conditionOn(statement, ...MFA_KEYS);
  const correction = condition && isMeantToRequireMfa(condition) ? useHardened(condition) : undefined;
  if (condition && correction) return `${correction}: ${LONG_TERM_KEYS}, and only ${hardened(condition)} rejects them`;
  if (condition) return changeTo(REQUIRES_MFA, statement, condition);
  const deny = denyOnMfa(admission, subject);
  if (deny) {
    return `use BoolIfExists instead of Bool in ${describeStatement(deny)} (Deny): ${LONG_TERM_KEYS}, and only BoolIfExists denies them`;
  }
  return changeTo(REQUIRES_MFA, statement, undefined);
}

/** A Deny that is meant to require MFA, but does not match requests without the key. */
function denyOnMfa({ verdict }: Admission, { reading }: RuleSubject): Statement | undefined {
  const isPlainBool = ({ key, operatorWritten }: ConditionClause) => MFA_KEYS.includes(String(key)) && operatorWritten === 'Bool';
  return reading.variants[verdict.variant].statements.find(({ effect, conditions }) => effect === 'Deny' && conditions.some(isPlainBool));
}

const LONG_TERM_KEYS = 'requests signed with a long-term access key contain no MFA key';

/** The condition requires MFA of every caller whose request has the key. */
function isMeantToRequireMfa({ operator, values }: ConditionClause): boolean {
  if (operator?.family === 'bool') return values.length === 1 && includesWord('true', values);
  return operator?.family === 'numeric' && (operator.comparison === 'less-than' || operator.comparison === 'less-than-equals');
}
