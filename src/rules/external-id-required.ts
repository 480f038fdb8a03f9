/** Can a principal of a foreign account assume the role without knowing an ExternalId? */
import { Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { accountOf, Admission, askEachAllow, whyLetIn } from './support/admissions';
import { refusesExternalIds } from './support/condition-intent';
import { withoutExternalIdVerdict } from './support/external-ids';
import {
  changeTo, conditionOn, declareAccount, declareOrganization, declareOwnAccount, EXTERNAL_ID_IN_CDK, REQUIRES_EXTERNAL_ID,
  undeclaredOrganizations,
} from './support/fixes';
import { EXTERNAL_ID } from '../analysis/questions/knowing-an-external-id';
import { callerAccount } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { vendorOf } from '../findings/known-parties';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { Statement } from '../policy/trust-policy';

export const externalIdRequired: Rule<Admission> = {
  id: 'external-id-required',
  level: 'error',
  title: 'Callers from other accounts can assume the role only with an ExternalId',
  defersTo: ['public-principal', 'specific-principal', 'mfa-required'],
  ask: askEachAllow({
    verdictOf: withoutExternalIdVerdict,
    conditionKeys: [EXTERNAL_ID],
    undecided: { question: 'whether callers get access without an ExternalId', gradeOf: () => 'warning' },
  }),
  describe: (admission, subject) => {
    const how = admission.verdict.request.context.has(EXTERNAL_ID) ? 'with an ExternalId of their own choice' : 'without an ExternalId';
    return {
      message: `callers from ${accountOf(admission, subject)} can assume this role ${how}`,
      because: whyNoneIsRequired(admission, subject),
      fix: requireOrDeclare(admission, subject),
    };
  },
  describeAsFollower: ({ statement }) => ({ missing: 'an ExternalId', fix: `require an ExternalId too: ${requireExternalId(statement)}` }),
};

function whyNoneIsRequired(admission: Admission, subject: RuleSubject): string {
  const { statement } = admission;
  const refusing = refusingClause(statement);
  if (!refusing) return whyLetIn(admission, subject);
  return (
    `no condition of ${describeStatement(statement)} requires an ExternalId, ` +
    `and ${showClause(refusing)} matches only requests without one`
  );
}

function requireExternalId(statement: Statement): string {
  return changeTo(REQUIRES_EXTERNAL_ID, statement, conditionOn(statement, EXTERNAL_ID));
}

/** The condition that refuses requests with an ExternalId, where the statement has no other condition on the key. */
function refusingClause({ conditions }: Statement): ConditionClause | undefined {
  const clauses = conditions.filter(({ key }) => key === EXTERNAL_ID);
  return clauses.every(refusesExternalIds) ? clauses[0] : undefined;
}

function requireOrDeclare({ statement, verdict }: Admission, subject: RuleSubject): string {
  const account = callerAccount(verdict.request.caller)!;
  const change = requireExternalId(statement);
  const declare = [
    ...undeclaredOrganizations(statement, subject).map(declareOrganization),
    ...(isToDeclare(subject, account) ? [declareOwnAccount(account)] : []),
  ];
  const mine = subject.isNamed(account) ? [] : [
    'if only your own organization should have access, require it: "StringEquals": { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" }',
  ];
  if (refusingClause(statement)) return [...declare, ...mine, `if it belongs to a third party, ${change}`].join('\n');
  return [`${change} ${EXTERNAL_ID_IN_CDK}`, ...declare, ...mine].join('\n');
}

/** The account is not declared, and it is not the published account of a vendor. */
function isToDeclare(subject: RuleSubject, account: string): boolean {
  return declareAccount(subject, account) !== undefined && vendorOf(account) === undefined;
}
