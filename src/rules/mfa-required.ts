/** Can an IAM user of a foreign account get in without MFA? */
import { hardened, principalInCdk } from './fixes';
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { usersWithoutMfa } from '../analysis/questions/questions';
import { Verdict } from '../analysis/verdict';
import { callerAccount } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { describeStatement, placeOf, whyNotKeptOut } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

const ID = 'mfa-required';
const MFA_KEYS = ['aws:multifactorauthpresent', 'aws:multifactorauthage'];

export const mfaRequired: Rule = {
  id: ID,
  title: 'IAM users of foreign accounts must show MFA',
  level: 'error',
  check: (subject) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement)),
};

function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  const question = usersWithoutMfa(
    ({ account }, { ownAccount }) => subject.isForeign(account, ownAccount) && subject.accounts.get(account)?.standing !== 'vendor',
  );
  const verdict = subject.ask(ID, question, asked);
  if (verdict.kind === 'undecided') {
    return [{ kind: 'undecided', question: 'whether IAM users without MFA get in', reasons: verdict.reasons }];
  }
  if (verdict.kind === 'closed') return [];
  const statement = subject.statementIn(verdict, asked);
  const account = callerAccount(verdict.request.caller)!;
  return [
    {
      kind: 'problem',
      message: `IAM users of ${subject.accountInWords(account)} can assume this role without MFA`,
      because: whyNotKeptOut(subject.matchOf(verdict, statement), MFA_KEYS),
      statement: placeOf(statement),
      witness: subject.witnessOf(verdict),
      fix: fixOf(subject, verdict, statement),
      blames: MFA_KEYS,
    },
  ];
}

const DEMANDS_MFA = '"Bool": { "aws:MultiFactorAuthPresent": "true" }';

function fixOf(subject: RuleSubject, verdict: Verdict & { kind: 'open' }, statement: Statement): string {
  const weak = statement.conditions.find(isAboutMfa);
  if (weak && isMeantWell(weak) && hardened(weak) !== weak.operatorWritten) {
    return `use ${hardened(weak)} instead of ${weak.operatorWritten}: a long-term access key sends no MFA key at all, and only ${hardened(weak)} refuses that`;
  }
  if (weak) return `replace ${showClause(weak)} by ${DEMANDS_MFA}`;
  const deny = subject.reading.variants[verdict.variant].statements.find(
    ({ effect, conditions }) => effect === 'Deny' && conditions.some((clause) => isAboutMfa(clause) && clause.operatorWritten === 'Bool'),
  );
  if (deny) {
    return `use BoolIfExists instead of Bool in ${describeStatement(deny)}, the Deny: a long-term access key sends no MFA key at all, and only BoolIfExists refuses that`;
  }
  const principal = principalInCdk(subject, statement, verdict.request.caller);
  return (
    `add the condition ${DEMANDS_MFA} to ${describeStatement(statement)} ` +
    `(in the CDK: ${principal}.withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })); ` +
    'if machines come, trust their role by its ARN: roles cannot show MFA, and this rule does not ask it of them'
  );
}

function isAboutMfa(clause: ConditionClause): boolean {
  return typeof clause.key === 'string' && MFA_KEYS.includes(clause.key);
}

/** It asks for MFA of those who send the key at all. */
function isMeantWell({ operator, values }: ConditionClause): boolean {
  if (operator?.family === 'bool') return values.length === 1 && isKnown(values[0]) && values[0].toLowerCase() === 'true';
  return operator?.family === 'numeric' && (operator.comparison === 'less-than' || operator.comparison === 'less-than-equals');
}
