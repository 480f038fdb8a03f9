/** Can a principal of a foreign account get in without knowing an ExternalId? */
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { patternsOn, ValueOnKey } from './strangers';
import { isAwsCaller } from '../analysis/caller-class';
import { OWN_ORGANIZATION } from '../analysis/complete-request';
import { KeyDemand } from '../analysis/key-constraints/key-constraint';
import { Question } from '../analysis/question';
import { callerAccount } from '../evaluation/assume-role-request';
import { showClause } from '../evaluation/match-condition';
import { PatternToken } from '../evaluation/value-pattern';
import { describeStatement, placeOf, whyNotKeptOut } from '../findings/wording';
import { Statement, TrustPolicy } from '../policy/trust-policy';

const ID = 'external-id-required';
export const EXTERNAL_ID = 'sts:externalid';

/** A pattern is something to know only if it forces at least this many characters. */
const CHARACTERS_TO_KNOW = 8;

export const externalIdRequired: Rule = {
  id: ID,
  title: 'Principals of foreign accounts must know an ExternalId',
  level: 'error',
  check: (subject) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement)),
};

function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  const question: Question = {
    about: 'callers who know no ExternalId',
    callers: (caller, { ownAccount }) =>
      isAwsCaller(caller) && subject.isForeign(caller.account, ownAccount) && subject.accounts.get(caller.account)?.standing !== 'own',
    demands: ignoranceDemands,
    secretKey: EXTERNAL_ID,
  };
  const verdict = subject.ask(ID, question, asked);
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

/** Whoever calls knows none of the values (or telling patterns) that the policy asks for, and does not belong to the role's own organization. */
export function ignoranceDemands(policy: TrustPolicy): KeyDemand[] {
  const secrets = patternsOn(policy, (key) => key === EXTERNAL_ID)
    .filter(isToBeKnown)
    .map(({ pattern, ignoreCase }) => ({ pattern: pattern.map(withoutVariable), ignoreCase }));
  return [
    { key: EXTERNAL_ID, mayBeAbsent: true, mayBePresent: true, differsFrom: secrets },
    {
      key: 'aws:principalorgid',
      mayBeAbsent: true,
      mayBePresent: true,
      differsFrom: [{ pattern: [{ kind: 'literal', text: OWN_ORGANIZATION }], ignoreCase: false }],
    },
  ];
}

/** Compared as it is, a deploy-time value is one to know; read as a pattern it may turn out to be `*`. */
function isToBeKnown({ pattern, exact }: ValueOnKey): boolean {
  const isWild = pattern.some(({ kind }) => kind === 'any-run' || kind === 'any-one' || kind === 'variable' || (kind === 'hole' && !exact));
  const forced = pattern.reduce((count, token) => count + (token.kind === 'literal' ? token.text.length : 0), 0);
  return !isWild || forced >= CHARACTERS_TO_KNOW;
}

/** Whatever the variable stands for: the literal text around it is what one has to know. */
function withoutVariable(token: PatternToken): PatternToken {
  return token.kind === 'variable' ? { kind: 'any-run' } : token;
}
