/** Can a principal of a foreign account get in without knowing an ExternalId? */
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { Question } from '../analysis/question';
import { EXTERNAL_ID } from '../analysis/questions/knowing-an-external-id';
import { callersWithoutExternalId } from '../analysis/questions/questions';
import { Verdict } from '../analysis/verdict';
import { callerAccount } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { describeStatement, placeOf, whyNotKeptOut } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

const ID = 'external-id-required';

export const externalIdRequired: Rule = {
  id: ID,
  title: 'Principals of foreign accounts must know an ExternalId',
  level: 'error',
  check: (subject) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement)),
};

/** Callers of foreign accounts that do not belong to the same owner. */
export function strangersAndVendors(subject: RuleSubject): Question['callers'] {
  return ({ account }, { ownAccount }) => subject.isForeign(account, ownAccount) && subject.accounts.get(account)?.standing !== 'own';
}

/** Those who get in without knowing an ExternalId. The rules about its value ask too: they speak only where one has to be known. */
export function ignorantVerdict(subject: RuleSubject, statement: Statement): Verdict {
  return subject.ask(ID, callersWithoutExternalId(strangersAndVendors(subject)), statement);
}

function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  const verdict = ignorantVerdict(subject, asked);
  if (verdict.kind === 'undecided') {
    return [{ kind: 'undecided', question: 'whether callers who know no ExternalId get in', reasons: verdict.reasons }];
  }
  if (verdict.kind === 'closed') return [];
  const statement = subject.statementIn(verdict, asked);
  const account = callerAccount(verdict.request.caller)!;
  const how = verdict.request.context.has(EXTERNAL_ID) ? 'with an ExternalId of their own choice' : 'without an ExternalId';
  return [
    {
      kind: 'problem',
      message: `callers of ${subject.accountInWords(account)} can assume this role ${how}`,
      because: whyNotKeptOut(subject.matchOf(verdict, statement), [EXTERNAL_ID]),
      statement: placeOf(statement),
      witness: subject.witnessOf(verdict),
      fix: fixOf(subject, statement, account),
      blames: [EXTERNAL_ID],
    },
  ];
}

function fixOf(subject: RuleSubject, statement: Statement, account: string): string {
  const wanted = '"StringEquals": { "sts:ExternalId": "<a random value agreed with the other side>" }';
  const weak = statement.conditions.find((clause) => clause.key === EXTERNAL_ID);
  const change = weak ? `replace ${showClause(weak)} by ${wanted}` : `add the condition ${wanted} to ${describeStatement(statement)}`;
  const mine = subject.isNamed(account)
    ? `if the account is yours, tell the guard: KnownAccount.own('${account}')`
    : 'if only your own organization is meant, say so: "StringEquals": { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" }';
  return `${change} (in the CDK: externalIds: ['<value>'] on iam.Role, externalId: ExternalId.of('<value>') on SecureCrossAccountRole); ${mine}`;
}
