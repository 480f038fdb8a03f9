import { LATER, PARTNER } from './ask-policy';
import { startBranch, withClause, withPrincipals } from '../../src/analysis/branch';
import { Budget } from '../../src/analysis/budget';
import { CallerClass } from '../../src/analysis/caller-class';
import { ForbiddenValues } from '../../src/analysis/key-constraints/key-constraint';
import { NamedRoles } from '../../src/analysis/named-roles';
import { CallerProblem, CallerSolution, solveCaller } from '../../src/analysis/solve-caller';
import { callerArn } from '../../src/evaluation/assume-role-request';
import { readPattern } from '../../src/evaluation/value-pattern';
import { ConditionClause } from '../../src/policy/condition';
import { PartlyKnownText } from '../../src/policy/partly-known-text';
import { Principal } from '../../src/policy/principal';
import { allow, clauseOf, holeOf, policyOf, StatementJson } from '../evaluation/policies';

const USER: CallerClass = { kind: 'iam-user', mfa: 'absent', account: PARTNER, partition: 'aws' };
const ROLE: CallerClass = { kind: 'role-session', mfa: 'absent', account: PARTNER, partition: 'aws', sessionName: 'build' };
const OIDC: CallerClass = { kind: 'oidc', mfa: 'absent', account: PARTNER, partition: 'aws', name: 'token.example.com' };
const SAML: CallerClass = { kind: 'saml', mfa: 'absent', account: PARTNER, partition: 'aws', name: 'Okta' };
const SERVICE: CallerClass = { kind: 'service', mfa: 'absent', account: '', partition: '', name: 'ec2.amazonaws.com' };

/** `not ArnLike`: the clause must not hold. */
type ClauseJson = readonly [operator: string, key: string, ...values: PartlyKnownText[]];
type PrincipalsJson = readonly [wanted: boolean, statement: StatementJson];

interface Rest extends Partial<CallerProblem> {
  readonly principals?: readonly PrincipalsJson[];
  readonly budget?: Budget;
}

function solutionFor(caller: CallerClass, clauses: readonly ClauseJson[], given: Rest = {}): CallerSolution {
  const { principals = [], budget = new Budget(), ...rest } = given;
  let branch = startBranch(caller);
  for (const [wanted, statement] of principals) {
    branch = withPrincipals(branch, { statement: policyOf(statement).statements[0], effect: 'Allow', wanted })!;
  }
  for (const [operator, key, ...values] of clauses) {
    const clause = clauseOf(operator.replace(/^not /, ''), key, ...values);
    branch = withClause(branch, {
      clause,
      operator: clause.operator!,
      version: '2012-10-17',
      effect: 'Allow',
      wanted: !operator.startsWith('not '),
    })!;
  }
  return solveCaller({ branch, mode: 'exact', variables: () => undefined, doubt: () => undefined, ...rest }, budget);
}

/** The ARN of the caller that was found, `none`, or `unproven`. */
function solve(caller: CallerClass, clauses: readonly ClauseJson[], rest: Rest = {}): string {
  const solution = solutionFor(caller, clauses, rest);
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
  ['a name that the ARN excludes', USER, [['StringEquals', 'aws:username', 'alice'], ['StringLike', ARN, '*/bob']], 'none'],
  ['an empty segment, which the pattern of the API allows', USER, [['StringLike', ARN, '*:user/a//b']], user('a//b')],
  ['a path that ends in nothing', USER, [['StringLike', ARN, '*:user/a/']], 'none'],
  ['the ARN of a role for a user', USER, [['ArnLike', ARN, 'arn:*:iam::*:role/*']], 'none'],
  ['the same as text, for a user whose path contains it', USER, [['StringLike', ARN, '*:role/*']], user(':role/a')],
  ['the ARN of a role of another account', ROLE, [['ArnLike', ARN, 'arn:*:iam::222222222222:role/Deploy']], 'none'],
  ['the same with its partition written out, as text', ROLE, [['StringLike', ARN, 'arn:aws:iam::222222222222:role/Deploy']], 'none'],
  ['a wildcard for one character of the partition, as text', ROLE, [['StringLike', ARN, 'arn:aw?:iam::222222222222:role/Deploy']], 'none'],
  ['a pattern that no ARN begins like', ROLE, [['StringLike', ARN, 'arn:aws-*:iam::222222222222:role/Deploy']], 'none'],
  ['a colon after the path', USER, [['StringLike', ARN, '*:user/team/a:b']], 'none'],
  ['a colon in the path', USER, [['ArnEquals', ARN, user('a:b/c')]], user('a:b/c')],
  ['a wildcard that matches the path', USER, [['StringEquals', ARN, user('*/?/c')]], user('*/?/c')],
  ['a name of 65 characters by a pattern', USER, [['StringLike', 'aws:username', '?'.repeat(65)]], 'none'],
  ['a name of 65 characters without a path', USER, [['ArnLike', ARN, user(`${'?'.repeat(65)}*`)], ['StringNotLike', ARN, '*/*/*']], 'none'],
  [
    '65 characters of path and name',
    USER,
    [['ArnLike', ARN, user('?'.repeat(65))]],
    /^[^:]*:[^:]*:[^:]*::[^:]*:user\/(?=.{65}$)[^:]+\/[\w+=,.@-]{1,64}$/,
  ],
  ['longer than any path and name', USER, [['ArnLike', ARN, user('?'.repeat(576))]], 'none'],
  ['the account as a fact', USER, [['StringLike', 'aws:PrincipalAccount', '1111*']], user('example')],
  ['another account', USER, [['not StringLike', 'aws:PrincipalAccount', '1111*']], 'none'],
  ['a role has no user name', ROLE, [['Null', 'aws:username', 'false']], 'none'],
  ['a name compared as a number', USER, [['NumericLessThan', 'aws:username', '5']], `arn:aws:iam::${PARTNER}:user/0`],
  [
    'a name between two numbers',
    USER,
    [
      ['NumericGreaterThan', 'aws:username', '12'],
      ['NumericLessThan', 'aws:username', '13'],
    ],
    /user\/12\.0*[1-9]$/,
  ],
  [
    'a name below and above one number',
    USER,
    [
      ['NumericGreaterThan', 'aws:username', '12'],
      ['NumericLessThan', 'aws:username', '12.0'],
    ],
    'none',
  ],
  ['a name that is a number and not a number', USER, [['NumericEquals', 'aws:username', '12'], ['Bool', 'aws:username', 'true']], 'none'],
  ['a name in base64', USER, [['BinaryEquals', 'aws:username', 'YWJj']], `arn:aws:iam::${PARTNER}:user/YWJj`],
  ['a name in base64 with a slash, which only a path can contain', USER, [['BinaryEquals', 'aws:username', '////']], 'none'],
  [
    'an address that is required to be another name',
    USER,
    [
      ['IpAddress', 'aws:username', '203.0.113.0/24'],
      ['StringEquals', 'aws:username', 'x'],
    ],
    'none',
  ],
  [
    'a web identity has neither ARN nor account',
    OIDC,
    [
      ['StringNotEquals', ARN, 'x'],
      ['Null', 'aws:PrincipalAccount', 'true'],
    ],
    `arn:aws:iam::${PARTNER}:oidc-provider/token.example.com`,
  ],
  ['no ARN that could be required', OIDC, [['StringEquals', 'aws:PrincipalAccount', PARTNER]], 'none'],
  ['and no user name', OIDC, [['Null', 'aws:username', 'false']], 'none'],
])('%s', (_, caller, clauses, expected) => {
  const found = solve(caller, clauses);
  if (typeof expected === 'string') expect(found).toBe(expected);
  else expect(found).toMatch(expected);
});

const sessionOf = (name: string) => `arn:aws:sts::${PARTNER}:assumed-role/${name}/build`;
const SESSION_OF_DEPLOY = sessionOf('Deploy');

test.each<[string, CallerClass, PrincipalsJson[], ClauseJson[], string]>([
  ['the named role', ROLE, [[true, named(role('team/Deploy'))]], [], SESSION_OF_DEPLOY],
  ['a role of the same name with another path', ROLE, [[true, named(role('Deploy'))]], [['ArnLike', ARN, role('team/*')]], 'none'],
  ['the named session', ROLE, [[true, named(SESSION_OF_DEPLOY)]], [], SESSION_OF_DEPLOY],
  ['its role may have a path', ROLE, [[true, named(SESSION_OF_DEPLOY)]], [['StringLike', ARN, '*:role/x/y/*']], SESSION_OF_DEPLOY],
  ['another session of the role', ROLE, [[true, named(`arn:aws:sts::${PARTNER}:assumed-role/Deploy/other`)]], [], 'none'],
  [
    'an unnamed caller',
    USER,
    [
      [true, named(PARTNER)],
      [false, named(user('example'))],
    ],
    [['ArnEquals', ARN, user('example')]],
    'none',
  ],
  [
    'another caller',
    ROLE,
    [
      [true, named(PARTNER)],
      [false, named(role('example'))],
    ],
    [['StringLike', ARN, '*:role/*example']],
    expect.stringMatching(/assumed-role\/[^/]+example\/build$/),
  ],
  [
    'all except the named one',
    USER,
    [[true, { Effect: 'Allow', NotPrincipal: { AWS: user('example') }, Action: '*' }]],
    [['ArnEquals', ARN, user('example')]],
    'none',
  ],
  [
    'an ARN with a wildcard, as its author intended it',
    ROLE,
    [[true, named(role('dev-*'))]],
    [],
    expect.stringMatching(/assumed-role\/dev-.*\/build$/),
  ],
  [
    'a session ARN with a wildcard',
    ROLE,
    [[true, named(`arn:aws:sts::${PARTNER}:assumed-role/*/b*`)]],
    [],
    expect.stringMatching(/\/build$/),
  ],
  [
    'an ARN with a wildcard that conditions exclude',
    ROLE,
    [[true, named(role('dev-*'))]],
    [['StringNotLike', ARN, '*:role/dev-*']],
    'none',
  ],
  ['a user for an ARN of roles', USER, [[true, named(role('dev-*'))]], [], 'none'],
])('principals: %s', (_, caller, principals, clauses, expected) => {
  expect(solve(caller, clauses, { principals })).toEqual(expected);
});

test('the same principals cannot both match and not match, nor the same clause hold and fail', () => {
  const [statement] = policyOf(named(PARTNER)).statements;
  const matched = withPrincipals(startBranch(USER), { statement, effect: 'Allow', wanted: true })!;
  expect(withPrincipals(matched, { statement: { ...statement, index: 7 }, effect: 'Allow', wanted: false })).toBeUndefined();
  expect(withPrincipals(matched, { statement, effect: 'Deny', wanted: false })).toBeDefined();
});

test('a search that costs too much is unproven', () => {
  const clauses: ClauseJson[] = [
    ['StringLike', ARN, '*a?b*c*'],
    ['StringLike', ARN, '*c?b*a*'],
    ['StringNotLike', ARN, '*a?b*c*b*', '*c?b*a*b*'],
  ];
  const tooMuch = { kind: 'unproven', why: expect.stringContaining('too many or too long') };
  expect(solutionFor(USER, clauses, { budget: new Budget({ steps: 300, longestPattern: 4096 }) })).toEqual(tooMuch);
  expect(solutionFor(USER, [['StringLike', ARN, '*x'.repeat(3000)]])).toEqual(tooMuch);
});

test('a single value that is too long is undecided for every caller', () => {
  const budget = () => new Budget({ steps: 1000, longestPattern: 6 });
  expect(solve(OIDC, [['StringNotEquals', ARN, 'abcdef', 'ghijkl']], { budget: budget() })).toMatch(/^arn:/);
  expect(solve(OIDC, [['StringNotEquals', ARN, 'abcdef', 'ghijklm']], { budget: budget() })).toBe('unproven');
});

test('a caller is not accepted when no steps are left to check it', () => {
  const clauses: ClauseJson[] = [['StringLike', ARN, '*']];
  expect(solve({ ...USER, name: 'alice' }, clauses, { budget: new Budget({ steps: 8, longestPattern: 10 }) })).toBe(user('alice'));
  expect(solve({ ...USER, name: 'alice' }, clauses, { budget: new Budget({ steps: 7, longestPattern: 10 }) })).toBe('none');
});

describe('a caller whose name is given', () => {
  const alice: CallerClass = { ...USER, name: 'alice' };

  test.each<[string, CallerClass, ClauseJson[], string]>([
    ['keeps its name', alice, [['StringLike', ARN, '*:user/a*']], user('alice')],
    ['does not take another', alice, [['StringLike', ARN, '*:user/b*']], 'none'],
    ['is a provider that is not named', { ...SAML, name: undefined }, [], `arn:aws:iam::${PARTNER}:saml-provider/example`],
  ])('%s', (_, caller, clauses, expected) => expect(solve(caller, clauses)).toBe(expected));

  // For these callers AWS documents that a key is present, that it is absent, or nothing at all.
  test.each<[string, CallerClass, ClauseJson, boolean]>([
    ['the ARN of a web identity', OIDC, ['StringEquals', ARN, 'x'], false],
    ['the ARN of a SAML caller', SAML, ['StringEquals', ARN, 'x'], false],
    ['the ARN of a service', SERVICE, ['StringEquals', ARN, 'x'], true],
    ['the ARN of a user', USER, ['StringEquals', ARN, 'x'], false],
    ['that a service is an AWS service', SERVICE, ['Bool', 'aws:PrincipalIsAWSService', 'true'], true],
    ['that a service is not an AWS service', SERVICE, ['Bool', 'aws:PrincipalIsAWSService', 'false'], false],
    ['that a web identity is an AWS service', OIDC, ['Bool', 'aws:PrincipalIsAWSService', 'true'], false],
    ['that a SAML caller is an AWS service', SAML, ['Bool', 'aws:PrincipalIsAWSService', 'true'], false],
    ['that a user is an AWS service', USER, ['Bool', 'aws:PrincipalIsAWSService', 'true'], false],
    ['the name of another service', SERVICE, ['StringEquals', 'aws:PrincipalServiceName', 'lambda.amazonaws.com'], false],
    ['the names of another service', SERVICE, ['ForAnyValue:StringEquals', 'aws:PrincipalServiceNamesList', 'lambda.amazonaws.com'], false],
    ['the service name of a web identity', OIDC, ['StringEquals', 'aws:PrincipalServiceName', 'x'], false],
    ['the user name of a SAML caller', SAML, ['StringLike', 'aws:username', '*'], false],
  ])('required %s: %j %j', (_, caller, clause, isFound) => {
    expect(solutionFor(caller, [clause]).kind).toBe(isFound ? 'found' : 'none');
  });
});

/** Too few steps for any search: what is still found was among the candidates. */
const barely = () => new Budget({ steps: 100, longestPattern: 4096 });

const ACCOUNTS = ['222222222220', '222222222221', '222222222222', '222222222223', '222222222224'];

describe('without a search', () => {
  test.each<[string, CallerClass, PrincipalsJson[], ClauseJson[], string]>([
    ['a named user', USER, [[true, named(user('team/bob'))]], [], user('team/bob')],
    ['a named role', ROLE, [[true, named(role('team/Deploy'))]], [], SESSION_OF_DEPLOY],
    ['a named session', ROLE, [[true, named(SESSION_OF_DEPLOY)]], [], SESSION_OF_DEPLOY],
    ['an ARN that a clause requires', USER, [], [['StringEquals', ARN, user('alice')]], user('alice')],
    ['one with a path', USER, [], [['StringEquals', ARN, user('team-7/alice')]], user('team-7/alice')],
    ['one whose path has the name of the kind', ROLE, [], [['StringEquals', ARN, role('my-role/role/Deploy')]], SESSION_OF_DEPLOY],
    ['one whose path ends like the kind', ROLE, [], [['StringLike', ARN, '*-role/Deploy']], SESSION_OF_DEPLOY],
    ['a name that a clause requires', USER, [], [['StringEquals', 'aws:username', 'alice']], user('alice')],
    ['a pattern with nothing for *', USER, [], [['StringLike', ARN, '*:user/a*b']], user('ab')],
    ['with a word for *', USER, [], [['StringLike', ARN, '*:user/a*b'], ['StringNotLike', 'aws:username', 'ab', 'axb']], user('aexampleb')],
    [
      'with a letter for *',
      USER,
      [],
      [
        ['StringLike', ARN, '*:user/a*b'],
        ['StringNotLike', 'aws:username', 'ab', '*example*'],
      ],
      user('axb'),
    ],
    ['with a letter for ?', USER, [], [['StringLike', 'aws:username', '4??']], user('4xx')],
    ['a name that is required as a number', USER, [], [['NumericEquals', 'aws:username', '5']], user('5')],
    [
      'a name that is none of the given accounts',
      USER,
      [],
      [
        ['StringNotEquals', 'aws:PrincipalAccount', ...ACCOUNTS],
        ['StringEquals', ARN, user('alice')],
      ],
      user('alice'),
    ],
    ['the longest name', USER, [], [['StringEquals', 'aws:username', 'a'.repeat(64)]], user('a'.repeat(64))],
    [
      'the longest name and path',
      USER,
      [],
      [['StringEquals', ARN, user(`${'/'.repeat(511)}${'a'.repeat(64)}`)]],
      user(`${'/'.repeat(511)}${'a'.repeat(64)}`),
    ],
    ['one with colons in its path', ROLE, [], [['StringEquals', ARN, role('a:b/c:d/Deploy')]], SESSION_OF_DEPLOY],
  ])('%s is found', (_, caller, principals, clauses, expected) => {
    expect(solve(caller, clauses, { principals, budget: barely() })).toBe(expected);
  });

  test.each<[string, ClauseJson[], PrincipalsJson[]]>([
    ['is too long', [['StringEquals', 'aws:username', 'a'.repeat(65)]], []],
    ['has too long a path', [['StringEquals', ARN, user(`${'p'.repeat(511)}/a`)]], []],
    ['begins with a slash that no other slash follows', [['ArnLike', ARN, user('/b*')], ['StringNotLike', ARN, '*/*/*/*']], []],
    ['is a path', [['StringLike', ARN, '*:user/b/']], []],
    ['is missing', [['StringLike', ARN, '*:user/']], []],
  ])('a name that %s is not a name', (_, clauses, principals) => {
    expect(solve(USER, clauses, { principals })).toBe('none');
  });
});

/** ARNs of principals of an unknown account, which can choose their own path. The account in the pattern is not theirs. */
describe('a pattern that leaves the account or the partition open is matched', () => {
  const OTHER = '222222222222';

  test.each<[string, CallerClass, ClauseJson, string]>([
    ['by a user', USER, ['StringLike', ARN, `arn:*:iam::${OTHER}:role/Deploy`], user(`:iam::${OTHER}:role/Deploy`)],
    ['by a role', ROLE, ['StringLike', ARN, `arn:*:iam::${OTHER}:role/Deploy`], sessionOf('Deploy')],
    ['where only the account is required', USER, ['StringLike', ARN, `*:${OTHER}:*`], user(`:${OTHER}:/a`)],
    ['where the kind is another', ROLE, ['StringLike', ARN, `*:iam::${OTHER}:user/alice`], sessionOf('alice')],
    [
      'with a single character for the colon',
      USER,
      ['StringLike', ARN, `arn:*?iam::${OTHER}:role/Deploy`],
      user(`iam::${OTHER}:role/Deploy`),
    ],
    [
      'where every other caller is denied',
      USER,
      ['not StringNotLike', ARN, `arn:*:iam::${OTHER}:role/Deploy`],
      user(`:iam::${OTHER}:role/Deploy`),
    ],
  ])('%s', (_, caller, clause, expected) => expect(solve(caller, [clause])).toEqual(expected));

  test.each<[string, ClauseJson]>([
    ['part by part', ['ArnLike', ARN, `arn:*:iam::${OTHER}:role/Deploy`]],
    ['part by part, negated', ['not ArnNotLike', ARN, `arn:*:iam::${OTHER}:role/Deploy`]],
    ['up to the account', ['StringLike', ARN, `arn:aws:iam::${OTHER}:*`]],
  ])('it is not matched where it is compared %s', (_, clause) => {
    expect([USER, ROLE].map((caller) => solve(caller, [clause]))).toEqual(['none', 'none']);
  });
});

describe('roles that exist', () => {
  const rolesNamed = (...names: string[]) => new NamedRoles([policyOf(named(names.map(role)))]);

  test.each<[string, CallerClass, NamedRoles, ClauseJson[], string]>([
    ['exclude a role of the same name with another path', ROLE, rolesNamed('Deploy'), [['ArnLike', ARN, role('*/Deploy')]], 'none'],
    ['also where a condition requires the name', ROLE, rolesNamed('team/Deploy'), [['ArnEquals', ARN, role('Deploy')]], 'none'],
    ['are found themselves', ROLE, rolesNamed('team/Deploy'), [['ArnLike', ARN, role('*m/Deploy')]], SESSION_OF_DEPLOY],
    [
      'do not exclude other names',
      ROLE,
      rolesNamed('Deploy', 'a'),
      [['ArnLike', ARN, role('?/?')]],
      expect.stringMatching(/assumed-role\/[^a]\/build$/),
    ],
    ['do not exclude users of the same name', USER, rolesNamed('Deploy'), [['ArnEquals', ARN, user('team/Deploy')]], user('team/Deploy')],
    [
      'do not exclude each other where both cannot exist',
      ROLE,
      rolesNamed('Deploy', 'team/Deploy'),
      [['ArnEquals', ARN, role('team/Deploy')]],
      SESSION_OF_DEPLOY,
    ],
    ['count for a caller whose name is given', { ...ROLE, name: 'Deploy' }, rolesNamed('team/Deploy'), [], 'none'],
  ])('%s', (_, caller, existing, clauses, expected) => {
    expect(solve(caller, clauses, { namedRoles: existing })).toEqual(expected);
  });
});

test('a search checks each clause with its own automata', () => {
  // From the second letter on, the first clause cannot match, which says nothing about the pattern of the other one.
  const clauses: ClauseJson[] = [['StringNotEquals', ARN, user('ax'), user('aa')], ['StringLike', ARN, '*:user/a?']];
  expect(solve(USER, clauses)).toMatch(/:user\/a[^xa]$/);
  expect(solve(USER, [['StringLike', 'aws:PrincipalAccount', '1111*'], ...clauses])).toMatch(/:user\/a[^xa]$/);
});

test('a search stops where one clause cannot be satisfied any more', () => {
  const others = ['*a*b*c*d*', '*d*c*b*a*', '*b*a*d*c*', '*c*d*a*b*'];
  const clauses: ClauseJson[] = [
    ['StringNotLike', 'aws:username', ...others],
    ['StringLike', ARN, user('q?')],
    ['StringNotLike', ARN, user('q*')],
  ];
  expect(solve(USER, clauses, { budget: new Budget({ steps: 2000, longestPattern: 4096 }) })).toBe('none');
});

describe('what the question excludes', () => {
  const ruledOut = (...texts: string[]): CallerProblem['requirement'] => ({
    key: 'aws:principalarn',
    mayBeAbsent: true,
    mayBePresent: true,
    differsFrom: texts.map((text): ForbiddenValues => ({
      pattern: readPattern(text, { wildcards: true, variables: false }),
      ignoreCase: false,
    })),
  });

  test.each<[string, CallerClass, ClauseJson[], string, string]>([
    ['a clause that requires exactly that', USER, [['StringLike', ARN, '*:user/a*']], '*:user/a*', 'none'],
    ['a clause on the name, which is not an ARN', USER, [['StringLike', 'aws:username', 'b*']], 'b*', user('b')],
    ['a given name', { ...USER, name: 'alice' }, [], '*:user/a*', 'none'],
    ['every caller with an ARN, which a service does not have', SERVICE, [], '*', 'ec2.amazonaws.com'],
  ])('%s', (_, caller, clauses, text, expected) => {
    expect(solve(caller, clauses, { requirement: ruledOut(text), budget: new Budget({ steps: 20, longestPattern: 4096 }) })).toBe(expected);
  });

  test('a search finds another', () => {
    expect(solve(USER, [['StringLike', ARN, '*:user/a*']], { requirement: ruledOut('*:user/a', '*x*', '*:user/a?') })).toMatch(
      /:user\/a[^x]{2}$/,
    );
  });
});

describe('policy variables', () => {
  const variables: CallerProblem['variables'] = (key) => (key === 'aws:principaltag/team' ? 'red' : undefined);

  test.each<[string, ClauseJson[], string]>([
    ['that follow from the caller', [['StringLike', ARN, 'arn:*:${aws:PrincipalAccount}:user/example']], user('example')],
    ['that do not follow from the caller', [['StringLike', ARN, '*:user/${aws:PrincipalTag/team}']], user('red')],
    ['without a value', [['StringLike', ARN, '*:user/${aws:PrincipalTag/other}']], 'none'],
  ])('%s', (_, clauses, expected) => expect(solve(USER, clauses, { variables })).toBe(expected));

  test('a name that is required to contain itself is not found, which proves nothing', () => {
    const solution = solutionFor(USER, [['StringLike', ARN, '*:user/${aws:username}-']], { mode: 'widest', variables: () => holeOf() });
    expect(solution).toEqual({ kind: 'unproven', why: expect.stringContaining('read differently') });
  });
});

describe('what is known only at deploy time', () => {
  const join = (...texts: unknown[]) => ({ 'Fn::Join': ['', texts] });
  const doubtsOf = (caller: CallerClass, clauses: readonly ClauseJson[], principals: readonly PrincipalsJson[] = []) => {
    const doubts: (ConditionClause | Principal)[] = [];
    const solution = solutionFor(caller, clauses, { mode: 'widest', principals, doubt: (what) => doubts.push(what) });
    expect(solution.kind).toBe('found');
    return doubts.map((what) => ('operatorWritten' in what ? what.operatorWritten : what.kind));
  };

  test.each<[string, unknown[], string[]]>([
    ['a principal', [user('bob'), LATER], ['unknown']],
    ['the name of a principal', [role('Deploy'), join(user('exam'), LATER)], ['user']],
    ['nothing', [user('example'), LATER], []],
  ])('for principals, %s is reported as assumed', (_, principals, expected) => {
    expect(doubtsOf({ ...USER, name: 'example' }, [], [[true, named(principals)]])).toEqual(expected);
  });

  test('unreadable principals are reported as assumed', () => {
    const [statement] = policyOf(named(user('bob'))).statements;
    const unread: Principal = { kind: 'unknown', written: '', what: 'the principals' };
    const branch = withPrincipals(startBranch(USER), { statement: { ...statement, principals: [unread] }, effect: 'Allow', wanted: true })!;
    const doubts: unknown[] = [];
    solveCaller({ branch, mode: 'widest', variables: () => undefined, doubt: (what) => doubts.push(what) }, new Budget());
    expect(doubts).toEqual([unread]);
  });

  test('a clause is reported as assumed, but not for a name that another constraint excludes', () => {
    expect(doubtsOf(USER, [['StringLike', ARN, ['*:user/', holeOf()]]])).toEqual(['StringLike']);
    expect(doubtsOf(USER, [['StringNotLike', ARN, ['*:user/ex', holeOf()]], ['StringLike', 'aws:username', 'b*']])).toEqual([]);
  });
});
