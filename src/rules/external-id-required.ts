/** Can a principal of a foreign account get in without knowing an ExternalId? */
import { Problem, Rule, RuleSubject } from './rule';
import { refusesExternalIds } from './support/condition-intent';
import {
  changeTo, conditionOn, declareAccount, DEMANDS_EXTERNAL_ID, EXTERNAL_ID_IN_CDK, undeclaredOrganizations,
} from './support/fixes';
import { accountOf, admissionInSpiteOf, checkEachAllow } from './support/openings';
import { EXTERNAL_ID } from '../analysis/questions/knowing-an-external-id';
import { callersWithoutExternalId } from '../analysis/questions/questions';
import { patternsOn, ValueOnKey } from '../analysis/questions/values-asked-for';
import { Open, Verdict } from '../analysis/verdict';
import { callerAccount } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { vendorOf } from '../findings/known-parties';
import { describeStatement } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { Statement } from '../policy/trust-policy';

const ID = 'external-id-required';

export const externalIdRequired: Rule = {
  id: ID,
  title: 'Principals of foreign accounts must know an ExternalId',
  defersTo: ['public-principal', 'specific-principal', 'mfa-required'],
  check: checkEachAllow(ignorantVerdict, problemOf, { question: 'whether callers who know no ExternalId get in', grade: () => 'warning' }),
};

/** Those who get in without knowing an ExternalId. The rules about its value ask too: they speak only where one has to be known. */
export function ignorantVerdict(subject: RuleSubject, statement: Statement): Verdict {
  return subject.ask(ID, callersWithoutExternalId(subject.foreigners('own'), subject.organizations), statement);
}

/** The values that the conditions of the document ask for. */
export function externalIdsOf({ reading }: RuleSubject): ValueOnKey[] {
  return reading.variants.flatMap((variant) => patternsOn(variant, EXTERNAL_ID));
}

function problemOf(subject: RuleSubject, found: Open, statement: Statement): Problem {
  const refusing = refusingClause(statement);
  const how = found.request.context.has(EXTERNAL_ID) ? 'with an ExternalId of their own choice' : 'without an ExternalId';
  const change = changeTo(DEMANDS_EXTERNAL_ID, statement, conditionOn(statement, EXTERNAL_ID));
  return {
    ...admissionInSpiteOf(subject, found, statement, [EXTERNAL_ID]),
    ...(refusing && { because: `no condition of ${describeStatement(statement)} ${butRefuses(refusing)}` }),
    message: `callers of ${accountOf(subject, found)} can assume this role ${how}`,
    fix: fixOf(subject, change, statement, callerAccount(found.request.caller)!),
    asFollower: { missing: 'an ExternalId', fix: `require an ExternalId too: ${change}` },
  };
}

/** The condition that refuses ExternalIds, where the statement has no other on them. */
function refusingClause({ conditions }: Statement): ConditionClause | undefined {
  const clauses = conditions.filter(({ key }) => key === EXTERNAL_ID);
  return clauses.every(refusesExternalIds) ? clauses[0] : undefined;
}

function butRefuses(clause: ConditionClause): string {
  return `demands an ExternalId; ${showClause(clause)} refuses requests that send one`;
}

function fixOf(subject: RuleSubject, change: string, statement: Statement, account: string): string {
  const declare = [
    ...undeclaredOrganizations(statement, subject).map((id) => `if ${id} is your own organization, declare it: organizations: ['${id}'] on the guard`),
    ...(isToDeclare(subject, account) ? [`if the account is your own, declare it: KnownAccount.own('${account}')`] : []),
  ];
  const mine = subject.isNamed(account) ? [] : [
    'if only your own organization is meant, say so: "StringEquals": { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" }',
  ];
  if (refusingClause(statement)) return [...declare, ...mine, `if it is a third party's, ${change}`].join('; ');
  return [`${change} ${EXTERNAL_ID_IN_CDK}`, ...declare, ...mine].join('; ');
}

/** Nobody declared the account, and it is not the published account of a vendor. */
function isToDeclare(subject: RuleSubject, account: string): boolean {
  return declareAccount(subject, account) !== undefined && vendorOf(account) === undefined;
}
