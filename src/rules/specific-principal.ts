/** Can any principal of a foreign account, of an organization or of a name pattern get in, rather than named ones? */
import { strangersVerdict } from './public-principal';
import { RuleOutcome, Rule, RuleSubject } from './rule';
import { uniqueIdsNamed } from './strangers';
import { isAwsCaller } from '../analysis/caller-class';
import { ForbiddenValues, KeyDemand } from '../analysis/key-constraints/key-constraint';
import { Question } from '../analysis/question';
import { Caller, callerAccount, callerArn } from '../evaluation/assume-role-request';
import { patternOf, showClause } from '../evaluation/match-condition';
import { matchPrincipal } from '../evaluation/match-principal';
import { plainText, splitPattern, ValuePattern } from '../evaluation/value-pattern';
import { describeStatement, placeOf } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Statement, TrustPolicy } from '../policy/trust-policy';

const ID = 'specific-principal';

export const specificPrincipal: Rule = {
  id: ID,
  title: 'A role trusts named principals of a foreign account, not whole accounts, organizations or name patterns',
  level: 'error',
  check: (subject) => subject.allowStatements.flatMap((statement) => checkStatement(subject, statement)),
};

function checkStatement(subject: RuleSubject, asked: Statement): RuleOutcome[] {
  // Whoever trusts the whole world has been told so already.
  if (strangersVerdict(subject, asked).kind === 'open') return [];
  const question: Question = {
    about: 'principals nobody named',
    callers: (caller, { ownAccount }) =>
      isAwsCaller(caller) &&
      caller.named !== true &&
      subject.isForeign(caller.account, ownAccount) &&
      subject.accounts.get(caller.account)?.standing !== 'vendor',
    demands: (policy) => unnamedDemands(policy, asked.index),
  };
  const verdict = subject.ask(ID, question, asked);
  if (verdict.kind === 'undecided') {
    return [{ kind: 'undecided', question: 'whether principals that nobody named get in', reasons: verdict.reasons }];
  }
  if (verdict.kind === 'closed') return [];
  const statement = subject.statementIn(verdict, asked);
  const { caller } = verdict.request;
  const account = callerAccount(caller)!;
  const whole = statement.principals.some((principal) => principal.kind === 'account' && matchPrincipal(principal, caller) === 'yes');
  const bounded = statement.conditions.find((clause) => clause.key === 'aws:principalarn');
  return [
    {
      kind: 'problem',
      message:
        whole && !bounded
          ? `any principal of account ${account} can assume this role`
          : `principals that nobody named can assume this role, for example ${callerArn(caller)}`,
      because: reasonOf(statement, whole ? account : undefined, bounded),
      statement: placeOf(statement),
      witness: subject.witnessOf(verdict),
      fix: fixOf(subject.isNamed(account) ? account : undefined, partitionOf(caller), bounded),
    },
  ];
}

/** `wholeAccount`: the account whose root the statement names. `bounded`: its condition on the caller's ARN. */
function reasonOf(statement: Statement, wholeAccount: string | undefined, bounded: ConditionClause | undefined): string {
  const where = describeStatement(statement);
  if (bounded) return `more than one principal satisfies ${showClause(bounded)} in ${where}`;
  if (wholeAccount !== undefined) return `${where} trusts the whole account ${wholeAccount}: its administrators decide who comes`;
  const group = statement.conditions.find(({ key }) => typeof key === 'string' && /^aws:(principalorg|principalaccount|sourcevpc)/.test(key));
  return group
    ? `${where} names no user or role, and ${showClause(group)} admits a whole group of them`
    : `${where} names no user or role, and no condition on aws:PrincipalArn does`;
}

function fixOf(account: string | undefined, partition: string, bounded: ConditionClause | undefined): string {
  const arn = `arn:${partition}:iam::${account ?? '<account>'}:role/<name>`;
  const pin = `"ArnEquals": { "aws:PrincipalArn": "${arn}" }`;
  return [
    `name the role or user that needs it: assumedBy: new iam.ArnPrincipal('${arn}')`,
    bounded
      ? `or write its whole name in the condition: replace ${showClause(bounded)} by ${pin}`
      : `or keep the principal and add the condition ${pin}, which outlives a re-created role`,
    ...(account === undefined ? [] : [`if it is the account of a vendor, tell the guard: KnownAccount.vendor('${account}')`]),
  ].join('; ');
}

function partitionOf(caller: Caller): string {
  return 'partition' in caller ? caller.partition : 'aws';
}

/**
 * ARNs that the policy writes out name somebody; so do user names and unique ids, and the pattern of an Identity Center role, whose suffix
 * nobody can choose.
 */
function unnamedDemands(policy: TrustPolicy, asked: number): KeyDemand[] {
  const clauses = policy.statements.flatMap((statement) => statement.conditions);
  const statement = policy.statements.find(({ index }) => index === asked);
  // Where the statement settles the account, a pattern need not say it again.
  const accountIsSettled = statement !== undefined && !statement.notPrincipal && statement.principals.every(({ kind }) => kind === 'account');
  const arns = clauses.flatMap((clause) => namingValues(clause, policy, accountIsSettled));
  return [
    { key: 'aws:principalarn', mayBeAbsent: true, mayBePresent: true, differsFrom: [...arns, ...clauses.flatMap(usersNamed)] },
    { key: 'aws:userid', mayBeAbsent: true, mayBePresent: true, differsFrom: uniqueIdsNamed(policy) },
  ];
}

function namingValues(clause: ConditionClause, policy: TrustPolicy, accountIsSettled: boolean): ForbiddenValues[] {
  const { operator } = clause;
  if (clause.key !== 'aws:principalarn' || !operator || operator.family === 'null') return [];
  const family = operator.family;
  return clause.values
    .map((value) => ({ pattern: patternOf(value, family, policy.version), ignoreCase: false }))
    .filter(({ pattern }) => family === 'string-equals' || namesOnePrincipal(pattern, accountIsSettled));
}

/** `aws:username` tells one user of an account, whatever its path. */
function usersNamed({ operator, key, values }: ConditionClause): ForbiddenValues[] {
  if (key !== 'aws:username' || !operator || operator.ignoreCase || operator.family === 'null') return [];
  const wild = operator.family === 'string-equals' ? /\$\{/ : /[*?]|\$\{/;
  return values
    .filter((value): value is string => isKnown(value) && !wild.test(value))
    .flatMap((name) => [`:user/${name}`, `/${name}`].map((end, index) => userArns(end, index === 1)))
    .map((pattern) => ({ pattern, ignoreCase: false }));
}

function userArns(end: string, hasPath: boolean): ValuePattern {
  const anything = { kind: 'any-run' } as const;
  const literal = (text: string) => ({ kind: 'literal', text }) as const;
  return hasPath ? [anything, literal(':user/'), anything, literal(end)] : [anything, literal(end)];
}

/** Account and name are written out; the partition may be anything. */
function namesOnePrincipal(pattern: ValuePattern, accountIsSettled: boolean): boolean {
  const parts = splitPattern(pattern, ':', 6);
  if (parts.length < 6) return false;
  const [, , , , account, resource] = parts;
  return (
    (accountIsSettled || /^\d{12}$/.test(plainText(account) ?? '')) &&
    (plainText(resource) !== undefined || isIdentityCenterRole(resource) || namesOwnResource(resource))
  );
}

const IDENTITY_CENTER = /^role\/aws-reserved\/sso\.amazonaws\.com\*?\/(\*\/|[a-z0-9-]+\/)?AWSReservedSSO_[\w+=,.@-]+_[*?]+$/;

function isIdentityCenterRole(resource: ValuePattern): boolean {
  return IDENTITY_CENTER.test(
    resource
      .map((token) => (token.kind === 'literal' ? token.text : token.kind === 'any-run' ? '*' : token.kind === 'any-one' ? '?' : '\0'))
      .join(''),
  );
}

/** A name that CloudFormation will choose holds no wildcard. */
function namesOwnResource(resource: ValuePattern): boolean {
  return resource.every((token) => token.kind === 'literal' || (token.kind === 'hole' && token.hole.kind === 'own-name'));
}
