/** The whole document: precedence, required actions, and what stays undecided. */
import {
  ALICE,
  allow,
  CALLERS,
  deny,
  DEPLOY,
  GITHUB,
  LAMBDA,
  OKTA,
  outcomeOf,
  policyOf,
  PORTAL,
  readDocument,
  requestOf,
  StatementJson,
} from './policies';
import { Caller } from '../../src/evaluation/assume-role-request';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { matchesFor } from '../../src/evaluation/match-statement';
import { PolicyProblem, PolicyVariant } from '../../src/policy/trust-policy';

const arn = (end: string) => `arn:aws:iam::111122223333:${end}`;
const REF = { Ref: 'Parameter' };
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
/** For a request without the key, the AWS documentation is contradictory. */
const UNDOCUMENTED = { 'ForAnyValue:StringEqualsIfExists': { 'sts:ExternalId': 'x' } };

describe('precedence', () => {
  test.each<[what: string, statements: StatementJson[], outcome: string]>([
    ['without a statement the request is denied', [], 'denied'],
    ['a matching Allow allows', [allow()], 'allowed'],
    ['an Allow for other principals does not match', [allow({ Principal: { AWS: '999999999999' } })], 'denied'],
    ['an Allow for another action does not match', [allow({ Action: 'sts:TagSession' })], 'denied'],
    ['an Allow whose condition fails does not match', [allow({ Condition: MFA })], 'denied'],
    ['a second Allow without the condition bypasses it', [allow({ Condition: MFA }), allow()], 'allowed'],
    ['a Deny beats an Allow', [allow(), deny()], 'denied'],
    ['a Deny beats an Allow in any order', [deny(), allow()], 'denied'],
    ['a Deny beats many Allows', [allow(), allow(), deny(), allow()], 'denied'],
    ['a Deny for other principals has no effect', [allow(), deny({ Principal: { AWS: '999999999999' } })], 'allowed'],
    ['a Deny whose condition fails has no effect', [allow(), deny({ Condition: MFA })], 'allowed'],
    ['a Deny alone allows nothing', [deny({ Condition: MFA })], 'denied'],
    ['a Deny of the account covers its users', [allow(), deny({ Principal: { AWS: arn('root') } })], 'denied'],
    ['one statement instead of a list', [allow({ Sid: 'Only' })], 'allowed'],
  ])('%s', (_what, statements, outcome) => {
    expect(outcomeOf(policyOf(...statements), requestOf(ALICE))).toBe(outcome);
    if (statements.length === 1) {
      expect(outcomeOf(readDocument({ Version: '2012-10-17', Statement: statements[0] }), requestOf(ALICE))).toBe(outcome);
    }
  });
});

describe('a Deny applies from the account down to the session, never upwards', () => {
  const other = { ...DEPLOY, sessionName: 'build-8' };
  test.each<[denied: string, ofSession: string, ofSister: string, ofUser: string]>([
    ['arn:aws:sts::111122223333:assumed-role/Deploy/build-7', 'denied', 'allowed', 'allowed'],
    [arn('role/team/Deploy'), 'denied', 'denied', 'allowed'],
    [arn('root'), 'denied', 'denied', 'denied'],
    [arn('user/team/alice'), 'allowed', 'allowed', 'denied'],
  ])('%s: the session is %s, another session of the role %s, the user %s', (AWS, ...expected) => {
    const policy = policyOf(allow(), deny({ Principal: { AWS } }));
    expect([DEPLOY, other, ALICE].map((caller) => outcomeOf(policy, requestOf(caller)))).toEqual(expected);
  });
});

test.each([
  ['names its own ARN', 'allowed', { AWS: arn('role/team/Deploy') }],
  ['names its own account', 'allowed', { AWS: '111122223333' }],
  ['names another principal', 'denied', { AWS: arn('user/team/alice') }],
])('a role that %s: its own session is %s', (_what, outcome, Principal) => {
  expect(outcomeOf(policyOf(allow({ Principal })), requestOf(DEPLOY))).toBe(outcome);
});

describe('NotPrincipal', () => {
  const account = arn('root');
  const role = arn('role/team/Deploy');
  const session = 'arn:aws:sts::111122223333:assumed-role/Deploy/build-7';
  test.each<[statement: StatementJson, caller: Caller, asDocumented: string, mostAdmitting: string]>([
    [allow({ NotPrincipal: { AWS: arn('user/team/alice') } }), ALICE, 'denied', 'denied'],
    [allow({ NotPrincipal: { AWS: arn('user/team/alice') } }), PORTAL, 'allowed', 'allowed'],
    [allow({ NotPrincipal: { AWS: account } }), { ...ALICE, account: '999999999999' }, 'allowed', 'allowed'],
    // A Deny exempts callers that are named together with their account. For a session, AWS says to name the role as well.
    [deny({ NotPrincipal: { AWS: [arn('user/team/alice'), account] } }), ALICE, 'allowed', 'allowed'],
    [deny({ NotPrincipal: { AWS: arn('user/team/alice') } }), ALICE, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: account } }), ALICE, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: [arn('user/bob'), account] } }), ALICE, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: arn('user/bob') } }), ALICE, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: [session, role, account] } }), DEPLOY, 'allowed', 'allowed'],
    [deny({ NotPrincipal: { AWS: [role, account] } }), DEPLOY, 'undecided', 'allowed'],
    [deny({ NotPrincipal: { AWS: [session, account] } }), DEPLOY, 'undecided', 'allowed'],
    [deny({ NotPrincipal: { AWS: role } }), DEPLOY, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: session } }), DEPLOY, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: [session, role] } }), DEPLOY, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: account } }), DEPLOY, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: [role, REF] } }), DEPLOY, 'undecided', 'undecided'],
    [deny({ NotPrincipal: { AWS: [arn('role/*'), account] } }), DEPLOY, 'undecided', 'allowed'],
    [deny({ NotPrincipal: { AWS: '999999999999' } }), DEPLOY, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: '*' } }), DEPLOY, 'allowed', 'allowed'],
    [deny({ NotPrincipal: { Service: 'lambda.amazonaws.com' } }), ALICE, 'denied', 'denied'],
    [deny({ NotPrincipal: { AWS: REF } }), ALICE, 'undecided', 'undecided'],
  ])('%j: %j is %s, at most %s', (statement, caller, asDocumented, mostAdmitting) => {
    const policy = statement.Effect === 'Deny' ? policyOf(allow(), statement) : policyOf(statement);
    expect(outcomeOf(policy, requestOf(caller))).toBe(asDocumented);
    expect(outcomeOf(policy, requestOf(caller), 'most-admitting')).toBe(mostAdmitting);
  });

  test('services and web identities have one level only', () => {
    const NotPrincipal = { Service: 'lambda.amazonaws.com', Federated: 'arn:aws:iam::222233334444:saml-provider/Okta' };
    const policy = policyOf(allow({ Principal: '*', Action: '*' }), deny({ NotPrincipal, Action: '*' }));
    expect([LAMBDA, OKTA, GITHUB].map((caller) => outcomeOf(policy, requestOf(caller)))).toEqual(['allowed', 'allowed', 'denied']);
  });
});

describe('what cannot be read stays undecided, unless the other statements decide', () => {
  const problem = (where: Partial<PolicyProblem>): PolicyProblem => ({
    kind: 'unreadable',
    message: 'a part of it is known only at deploy time',
    fix: 'write it out',
    ...where,
  });
  const withProblem = (policy: PolicyVariant, where: Partial<PolicyProblem> = {}): PolicyVariant =>
    ({ ...policy, problems: [...policy.problems, problem(where)] });
  test.each<[what: string, policy: PolicyVariant, outcome: string]>([
    ['an Allow that may match', policyOf(allow({ Principal: { AWS: REF } })), 'undecided'],
    ['an Allow that may match, beside one that matches', policyOf(allow({ Principal: { AWS: REF } }), allow()), 'allowed'],
    ['a Deny that may match', policyOf(allow(), deny({ Principal: { AWS: REF } })), 'undecided'],
    ['a Deny that may match, beside one that matches', policyOf(allow(), deny({ Principal: { AWS: REF } }), deny()), 'denied'],
    ['a Deny that may match, and nothing allowed', policyOf(deny({ Principal: { AWS: REF } })), 'denied'],
    ['an effect known only at deploy time, without other statements', policyOf({ ...allow(), Effect: REF }), 'undecided'],
    ['an effect known only at deploy time, beside an Allow', policyOf(allow(), { ...allow(), Effect: REF }), 'undecided'],
    [
      'an effect known only at deploy time, for another principal',
      policyOf(allow(), { ...allow({ Principal: { AWS: '999999999999' } }), Effect: REF }),
      'allowed',
    ],
    ['an effect known only at deploy time, beside a Deny', policyOf(deny(), { ...allow(), Effect: REF }), 'denied'],
    ['a statement without an effect', policyOf({ Principal: '*', Action: '*' }), 'undecided'],
    ['a statement without an action', policyOf({ Effect: 'Allow', Principal: '*' }), 'undecided'],
    ['a statement with an empty list of actions', policyOf(allow({ Action: [] })), 'undecided'],
    ['a statement without a principal', policyOf({ Effect: 'Allow', Action: '*' }), 'undecided'],
    ['a statement with an empty principal', policyOf(allow({ Principal: {} })), 'undecided'],
    ['a condition that is not an object', policyOf(allow({ Condition: 'none' })), 'undecided'],
    ['a condition known only at deploy time', policyOf(allow({ Condition: REF })), 'undecided'],
    [
      'a condition known only at deploy time, for another principal',
      policyOf(allow({ Principal: { AWS: '999999999999' }, Condition: REF })),
      'denied',
    ],
    ['a whole statement known only at deploy time', policyOf(REF), 'undecided'],
    ['a whole statement known only at deploy time, beside an Allow', policyOf(allow(), REF), 'undecided'],
    ['a document known only at deploy time', readDocument(REF), 'undecided'],
    ['an unreadable part, and nothing else', withProblem(policyOf()), 'undecided'],
    ['an unreadable part, beside an Allow', withProblem(policyOf(allow())), 'undecided'],
    ['an unreadable part, beside a Deny', withProblem(policyOf(deny())), 'denied'],
    ['a part that IAM rejects does not make the rest undecided', withProblem(policyOf(allow()), { kind: 'rejected' }), 'allowed'],
    ['a problem of one statement is reported by that statement', withProblem(policyOf(allow()), { statement: 0 }), 'allowed'],
  ])('%s', (_what, policy, outcome) => {
    expect(outcomeOf(policy, requestOf(ALICE))).toBe(outcome);
    // A deploy-time value is unknown in both readings.
    expect(outcomeOf(policy, requestOf(ALICE), 'most-admitting')).toBe(outcome);
  });

  test('the outcome is undecided, for a part of a statement and for a part of the document', () => {
    const [match] = evaluate(policyOf(allow({ Condition: 'none' })), requestOf(ALICE)).statements;
    expect(match).toMatchObject({ principal: 'yes', truth: 'unknown' });
    expect([...evaluate(withProblem(policyOf()), requestOf(ALICE)).allowedActions]).toEqual([['sts:AssumeRole', 'unknown']]);
  });

  test('without a document the request is denied', () => {
    for (const caller of CALLERS) expect(outcomeOf(readDocument(undefined), requestOf(caller))).toBe('denied');
  });
});

describe('the decision lists the statements that decided it', () => {
  const maybe = { AWS: REF };
  test.each<[what: string, statements: StatementJson[], decidedBy: number[]]>([
    ['allowed: the Allows that match', [allow({ Condition: MFA }), allow(), allow(), deny({ Condition: MFA })], [1, 2]],
    ['denied: the Denies that match', [allow(), deny(), deny({ Condition: MFA })], [1]],
    ['denied without an Allow: none', [allow({ Condition: MFA })], []],
    ['undecided: the Allow that is uncertain', [allow({ Condition: MFA }), allow({ Principal: maybe })], [1]],
    ['undecided: the Deny that is uncertain', [allow(), deny({ Principal: maybe })], [1]],
    ['undecided: the statement whose effect is uncertain', [allow(), { ...allow(), Effect: REF }], [1]],
    ['undecided: the Allow whose match AWS does not document', [allow({ Condition: MFA }), allow({ Condition: UNDOCUMENTED })], [1]],
  ])('%s', (_what, statements, decidedBy) => {
    const decision = evaluate(policyOf(...statements), requestOf(ALICE));
    expect(decision.decidedBy.map(({ statement }) => statement.index)).toEqual(decidedBy);
    expect(decision.statements.map(({ statement }) => statement.index)).toEqual(statements.map((_, index) => index));
  });

  test('a request with session tags: each Allow for one of its actions, and each uncertain statement', () => {
    const request = requestOf(ALICE, { 'aws:TagKeys': ['Team'] });
    const decidedBy = (...statements: StatementJson[]) =>
      evaluate(policyOf(...statements), request).decidedBy.map(({ statement }) => statement.index);
    expect(decidedBy(allow(), allow({ Action: 'sts:TagSession' }), allow({ Action: 'sts:SetContext' }))).toEqual([0, 1]);
    expect(decidedBy(allow(), allow({ Action: 'sts:TagSession', Principal: maybe }))).toEqual([1]);
    expect(decidedBy(allow({ Action: 'sts:*' }), deny({ Action: 'sts:TagSession' }))).toEqual([1]);
  });

  test('a statement has no result for an action that the request does not need', () => {
    const [match] = evaluate(policyOf(allow({ Action: 'sts:*' })), requestOf(ALICE)).statements;
    expect(['sts:AssumeRole', 'sts:TagSession'].map((action) => matchesFor(match, action))).toEqual(['yes', 'no']);
  });

  test('each action that the request needs has its own result', () => {
    const policy = policyOf(allow(), allow({ Action: 'sts:TagSession', Principal: maybe }));
    const decision = evaluate(policy, requestOf(ALICE, { 'aws:TagKeys': ['Team'], 'sts:SourceIdentity': 'alice' }));
    expect([...decision.allowedActions]).toEqual([
      ['sts:AssumeRole', 'yes'],
      ['sts:TagSession', 'unknown'],
      ['sts:SetSourceIdentity', 'no'],
    ]);
    expect(decision.outcome).toBe('denied');
  });

  test('each statement says which of its parts failed', () => {
    const [match] = evaluate(policyOf(allow({ Principal: { AWS: '999999999999' }, Condition: MFA })), requestOf(ALICE)).statements;
    expect(match).toMatchObject({ principal: 'no', truth: 'no' });
    expect([...match.actions.values(), ...match.conditions.map(({ truth }) => truth)]).toEqual(['yes', 'no']);
  });
});

describe('the two readings of what AWS does not document', () => {
  // `AWS: "*"` may or may not match a service.
  test.each<[what: string, statements: StatementJson[], asDocumented: string, mostAdmitting: string]>([
    ['an Allow', [allow()], 'undecided', 'allowed'],
    ['a Deny', [allow({ Principal: '*' }), deny()], 'undecided', 'allowed'],
    ['an Allow and a Deny', [allow(), deny()], 'undecided', 'allowed'],
    ['an Allow beside a certain Deny', [allow(), deny({ Principal: '*' })], 'denied', 'denied'],
    [
      'an undocumented match beside a deploy-time value, which takes precedence',
      [allow({ Condition: { StringEquals: { 'sts:ExternalId': REF } } })],
      'undecided',
      'undecided',
    ],
    ['an effect known only at deploy time', [allow({ Principal: '*' }), { ...deny(), Effect: REF }], 'undecided', 'undecided'],
  ])('%s %j: as documented %s, at most %s', (_what, statements, asDocumented, mostAdmitting) => {
    const request = requestOf(LAMBDA, { 'sts:ExternalId': 'some-id' });
    expect(outcomeOf(policyOf(...statements), request)).toBe(asDocumented);
    expect(outcomeOf(policyOf(...statements), request, 'most-admitting')).toBe(mostAdmitting);
  });
});
