/** Can a principal of a foreign account get in without knowing an ExternalId? */
import { changeTo, conditionOn, DEMANDS_EXTERNAL_ID, EXTERNAL_ID_IN_CDK } from './fixes';
import { accountOf, admissionInSpiteOf, checkEachAllow } from './openings';
import { Problem, Rule, RuleSubject } from './rule';
import { EXTERNAL_ID } from '../analysis/questions/knowing-an-external-id';
import { callersWithoutExternalId } from '../analysis/questions/questions';
import { patternsOn, ValueOnKey } from '../analysis/questions/values-asked-for';
import { Open, Verdict } from '../analysis/verdict';
import { callerAccount } from '../evaluation/assume-role-request';
import { Statement } from '../policy/trust-policy';

const ID = 'external-id-required';

export const externalIdRequired: Rule = {
  id: ID,
  title: 'Principals of foreign accounts must know an ExternalId',
  check: checkEachAllow(ignorantVerdict, problemOf, 'whether callers who know no ExternalId get in'),
};

/** Those who get in without knowing an ExternalId. The rules about its value ask too: they speak only where one has to be known. */
export function ignorantVerdict(subject: RuleSubject, statement: Statement): Verdict {
  return subject.ask(ID, callersWithoutExternalId(subject.foreigners('own')), statement);
}

/** The values that the conditions of the document ask for. */
export function externalIdsOf({ reading }: RuleSubject): ValueOnKey[] {
  return reading.variants.flatMap((variant) => patternsOn(variant, EXTERNAL_ID));
}

function problemOf(subject: RuleSubject, found: Open, statement: Statement): Problem {
  const how = found.request.context.has(EXTERNAL_ID) ? 'with an ExternalId of their own choice' : 'without an ExternalId';
  return {
    ...admissionInSpiteOf(subject, found, statement, [EXTERNAL_ID]),
    message: `callers of ${accountOf(subject, found)} can assume this role ${how}`,
    fix: fixOf(subject, statement, callerAccount(found.request.caller)!),
  };
}

function fixOf(subject: RuleSubject, statement: Statement, account: string): string {
  const change = changeTo(DEMANDS_EXTERNAL_ID, statement, conditionOn(statement, EXTERNAL_ID));
  const mine = subject.isNamed(account)
    ? `if the account is yours, tell the guard: KnownAccount.own('${account}')`
    : 'if only your own organization is meant, say so: "StringEquals": { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" }';
  return `${change} ${EXTERNAL_ID_IN_CDK}; ${mine}`;
}
