import { PARTNER } from './asking';
import { startBranch, withClause, withPrincipals } from '../../src/analysis/branch';
import { Budget } from '../../src/analysis/budget';
import { CallerClass } from '../../src/analysis/caller-class';
import { solveCaller } from '../../src/analysis/solve-caller';
import { callerArn } from '../../src/evaluation/assume-role-request';
import { allow, clauseOf, policyOf, StatementJson } from '../evaluation/policies';

const USER: CallerClass = { kind: 'iam-user', mfa: 'absent', account: PARTNER, partition: 'aws' };
const ROLE: CallerClass = { kind: 'role-session', mfa: 'absent', account: PARTNER, partition: 'aws', sessionName: 'build' };
const OIDC: CallerClass = { kind: 'oidc', mfa: 'absent', account: PARTNER, partition: 'aws', name: 'token.example.com' };

/** `not ArnLike` asks that the clause fails. */
type ClauseJson = readonly [operator: string, key: string, ...values: string[]];
type PrincipalsJson = readonly [wanted: boolean, statement: StatementJson];

function solve(caller: CallerClass, clauses: readonly ClauseJson[], principals: readonly PrincipalsJson[] = [], budget = new Budget()): string {
  let branch = startBranch(caller);
  for (const [wanted, statement] of principals) branch = withPrincipals(branch, { statement: policyOf(statement).statements[0], effect: 'Allow', wanted })!;
  for (const [operator, key, ...values] of clauses) {
    const clause = clauseOf(operator.replace(/^not /, ''), key, ...values);
    branch = withClause(branch, { clause, operator: clause.operator!, version: '2012-10-17', effect: 'Allow', wanted: !operator.startsWith('not ') })!;
  }
  const solution = solveCaller({ branch, mode: 'exact', variables: () => undefined, doubt: () => undefined }, budget);
  return solution.kind === 'found' ? callerArn(solution.caller) : solution.kind;
}

const ARN = 'aws:PrincipalArn';
const named = (AWS: unknown): StatementJson => allow({ Principal: { AWS } });
const role = (name: string) => `arn:aws:iam::${PARTNER}:role/${name}`;
const user = (name: string) => `arn:aws:iam::${PARTNER}:user/${name}`;

test.each<[string, CallerClass, ClauseJson[], string | RegExp]>([
  ['any user', USER, [], user('example')],
  ['a user with a path', USER, [['ArnEquals', ARN, user('team/alice')]], user('team/alice')],
  ['a user by pattern', USER, [['ArnLike', ARN, 'arn:aws:iam::*:user/a*'], ['StringLike', ARN, '*/b?c']], /:user\/a.*\/b.c$/],
  ['a name excluded', USER, [['StringLike', 'aws:username', 'a?'], ['StringNotEquals', 'aws:username', 'ax', 'aa']], /:user\/a[^xa]$/],
  ['a name with any path', USER, [['StringEquals', 'aws:username', 'alice'], ['StringLike', ARN, '*user/team/*']], /:user\/team\/.*alice$/],
  ['a name that the ARN rules out', USER, [['StringEquals', 'aws:username', 'alice'], ['StringLike', ARN, '*/bob']], 'none'],
  ['an empty segment', USER, [['StringLike', ARN, '*:user/a//b']], 'none'],
  ['a path that ends in nothing', USER, [['StringLike', ARN, '*:user/a/']], 'none'],
  ['the ARN of a role for a user', USER, [['StringLike', ARN, '*:role/*']], 'none'],
  ['the account as a fact', USER, [['StringLike', 'aws:PrincipalAccount', '1111*']], user('example')],
  ['another account', USER, [['not StringLike', 'aws:PrincipalAccount', '1111*']], 'none'],
  ['a role has no user name', ROLE, [['Null', 'aws:username', 'false']], 'none'],
  ['a name compared as a number', USER, [['NumericLessThan', 'aws:username', '5']], 'unproven'],
  ['an address, which no name is', USER, [['IpAddress', 'aws:username', '203.0.113.0/24'], ['StringEquals', 'aws:username', 'x']], 'unproven'],
  ['of a token holder nothing is documented', OIDC, [['StringEquals', ARN, 'x'], ['StringEquals', 'aws:PrincipalAccount', 'y']], `arn:aws:iam::${PARTNER}:oidc-provider/token.example.com`],
  ['but that it has no user name', OIDC, [['Null', 'aws:username', 'false']], 'none'],
])('%s', (_, caller, clauses, expected) => {
  const found = solve(caller, clauses);
  if (typeof expected === 'string') expect(found).toBe(expected);
  else expect(found).toMatch(expected);
});

const SESSION_OF_DEPLOY = `arn:aws:sts::${PARTNER}:assumed-role/Deploy/build`;

test.each<[string, CallerClass, PrincipalsJson[], ClauseJson[], string]>([
  ['the role that is named', ROLE, [[true, named(role('team/Deploy'))]], [], SESSION_OF_DEPLOY],
  ['by its last segment', ROLE, [[true, named(role('Deploy'))]], [['StringLike', ARN, '*:role/team/*']], SESSION_OF_DEPLOY],
  ['the session that is named', ROLE, [[true, named(SESSION_OF_DEPLOY)]], [], SESSION_OF_DEPLOY],
  ['its role may have a path', ROLE, [[true, named(SESSION_OF_DEPLOY)]], [['StringLike', ARN, '*:role/x/y/*']], SESSION_OF_DEPLOY],
  ['another session of it', ROLE, [[true, named(`arn:aws:sts::${PARTNER}:assumed-role/Deploy/other`)]], [], 'none'],
  ['somebody who is not named', USER, [[true, named(PARTNER)], [false, named(user('example'))]], [['ArnEquals', ARN, user('example')]], 'none'],
  ['somebody else', ROLE, [[true, named(PARTNER)], [false, named(role('example'))]], [['StringLike', ARN, '*:role/*example']], expect.stringMatching(/assumed-role\/[^/]+example\/build$/)],
  ['all but the named', USER, [[true, { Effect: 'Allow', NotPrincipal: { AWS: user('example') }, Action: '*' }]], [['ArnEquals', ARN, user('example')]], 'none'],
  ['an ARN with a wildcard, as it was meant', ROLE, [[true, named(role('dev-*'))]], [], expect.stringMatching(/assumed-role\/dev-.*\/build$/)],
  ['a session ARN with a wildcard', ROLE, [[true, named(`arn:aws:sts::${PARTNER}:assumed-role/*/b*`)]], [], expect.stringMatching(/\/build$/)],
  ['an ARN with a wildcard that conditions rule out', ROLE, [[true, named(role('dev-*'))]], [['StringNotLike', ARN, '*:role/dev-*']], 'none'],
  ['a user by an ARN for roles', USER, [[true, named(role('dev-*'))]], [], 'none'],
])('principals: %s', (_, caller, principals, clauses, expected) => {
  expect(solve(caller, clauses, principals)).toEqual(expected);
});

test('the same principals cannot match and miss, nor the same clause hold and fail', () => {
  const [statement] = policyOf(named(PARTNER)).statements;
  const matched = withPrincipals(startBranch(USER), { statement, effect: 'Allow', wanted: true })!;
  expect(withPrincipals(matched, { statement: { ...statement, index: 7 }, effect: 'Allow', wanted: false })).toBeUndefined();
  expect(withPrincipals(matched, { statement, effect: 'Deny', wanted: false })).toBeDefined();
});

test('a search that costs too much is unproven', () => {
  const clauses: ClauseJson[] = [['StringLike', ARN, '*a?b*c*'], ['StringLike', ARN, '*c?b*a*'], ['StringNotLike', ARN, '*a?b*c*b*', '*c?b*a*b*']];
  expect(solve(USER, clauses, [], new Budget({ steps: 300, longestPattern: 4096 }))).toBe('unproven');
  expect(solve(USER, [['StringLike', ARN, '*x'.repeat(3000)]])).toBe('unproven');
});
