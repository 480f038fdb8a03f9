/** What separates a principal that a policy names from one that merely belongs to an account, an organization or a pattern. */
import { uniqueIdsNamed } from './strangers';
import { anyBut, holdsText, patternsOn } from './values-asked-for';
import { patternsOf } from '../../evaluation/match-condition';
import { plainText, splitPattern, ValuePattern } from '../../evaluation/value-pattern';
import { ConditionClause } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { TrustPolicy } from '../../policy/trust-policy';
import { ForbiddenValues, KeyDemand } from '../key-constraints/key-constraint';

/** No condition asks for more of the caller's ARN than the account. */
export function arnsNobodyAsksFor(policy: TrustPolicy): KeyDemand[] {
  const arns = patternsOn(policy, (key) => key === 'aws:principalarn');
  return [anyBut('aws:principalarn', arns.filter(({ pattern, exact }) => exact || holdsText(splitPattern(pattern, ':', 6).at(-1)!)))];
}

/**
 * ARNs that the policy writes out name somebody; so do user names and unique ids, and the pattern of an Identity Center role, whose suffix
 * nobody can choose.
 */
export function unnamedDemands(policy: TrustPolicy, asked: number): KeyDemand[] {
  const clauses = policy.statements.flatMap((statement) => statement.conditions);
  const statement = policy.statements.find(({ index }) => index === asked);
  // Where the statement settles the account, a pattern need not say it again.
  const accountIsSettled = statement !== undefined && !statement.notPrincipal && statement.principals.every(({ kind }) => kind === 'account');
  const arns = clauses.flatMap((clause) => namingValues(clause, policy, accountIsSettled));
  return [
    anyBut('aws:principalarn', [...arns, ...clauses.flatMap(usersNamed)]),
    anyBut('aws:userid', uniqueIdsNamed(policy)),
  ];
}

function namingValues(clause: ConditionClause, policy: TrustPolicy, accountIsSettled: boolean): ForbiddenValues[] {
  const { operator } = clause;
  if (clause.key !== 'aws:principalarn' || !operator || operator.family === 'null') return [];
  const family = operator.family;
  return patternsOf(clause, family, policy.version)
    .map((pattern) => ({ pattern, ignoreCase: operator.ignoreCase }))
    .filter(({ pattern }) => family === 'string-equals' || namesOnePrincipal(pattern, accountIsSettled));
}

/** `aws:username` tells one user of an account, whatever its path; no two names of an account differ in case alone. */
function usersNamed({ operator, key, values }: ConditionClause): ForbiddenValues[] {
  if (key !== 'aws:username' || !operator || operator.family === 'null') return [];
  const wild = operator.family === 'string-equals' ? /\$\{/ : /[*?]|\$\{/;
  return values
    .filter((value): value is string => isKnown(value) && !wild.test(value))
    .flatMap((name) => [`:user/${name}`, `/${name}`].map((end, index) => userArns(end, index === 1)))
    .map((pattern) => ({ pattern, ignoreCase: operator.ignoreCase }));
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
