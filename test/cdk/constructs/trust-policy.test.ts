/** `TrustPolicy` as a user's own unit tests call it. */
import { App, Aws, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AssumeRoleOutcome,
  AssumeRoleRequest,
  ExternalId,
  FindingLevel,
  KnownAccount,
  SecureCrossAccountRole,
  TrustAnswer,
  TrustedPrincipal,
  TrustPolicy,
} from '../../../src';

const PARTNER = '111122223333';
const ALICE = `arn:aws:iam::${PARTNER}:user/alice`;
const ID = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';

function stackOf(account?: string): Stack {
  return new Stack(new App(), 'Workload', account ? { env: { account, region: 'eu-west-1' } } : {});
}

function audit(): TrustPolicy {
  return TrustPolicy.fromRole(
    new SecureCrossAccountRole(stackOf('444455556666'), 'Audit', {
      trustedPrincipals: [TrustedPrincipal.user(PARTNER, 'alice')],
      externalId: ExternalId.of(ID),
    }),
  );
}

function allow(principal: object, condition?: object, action: string | string[] = 'sts:AssumeRole'): object {
  return {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: principal, Action: action, ...(condition && { Condition: condition }) },
  };
}

describe('evaluate', () => {
  test.each<[string, AssumeRoleRequest, AssumeRoleOutcome]>([
    ['the named user with MFA and the ExternalId', { callerArn: ALICE, mfa: true, externalId: ID }, AssumeRoleOutcome.ALLOWED],
    ['MFA given only by its age', { callerArn: ALICE, mfaAge: Duration.minutes(5), externalId: ID }, AssumeRoleOutcome.ALLOWED],
    ['no MFA', { callerArn: ALICE, externalId: ID }, AssumeRoleOutcome.DENIED],
    ['a session without MFA', { callerArn: ALICE, mfa: false, externalId: ID }, AssumeRoleOutcome.DENIED],
    ['another ExternalId', { callerArn: ALICE, mfa: true, externalId: ID.toUpperCase() }, AssumeRoleOutcome.DENIED],
    ['another user', { callerArn: ALICE.replace('alice', 'bob'), mfa: true, externalId: ID }, AssumeRoleOutcome.DENIED],
    ['a role of the same name', { callerArn: `arn:aws:iam::${PARTNER}:role/alice`, externalId: ID }, AssumeRoleOutcome.DENIED],
    [
      'a source identity, which the role does not accept',
      { callerArn: ALICE, mfa: true, externalId: ID, sourceIdentity: 'alice' },
      AssumeRoleOutcome.DENIED,
    ],
    [
      'session tags, which the role does not accept',
      { callerArn: ALICE, mfa: true, externalId: ID, sessionTags: { team: 'a' } },
      AssumeRoleOutcome.DENIED,
    ],
  ])('of a secure role: %s', (_, request, outcome) => expect(audit().evaluate(request).outcome).toBe(outcome));

  test('says for each statement why it does not match', () => {
    const { reasons } = audit().evaluate({ callerArn: ALICE, externalId: ID });
    expect(reasons).toEqual([
      'statement 0 (Allow) does not match: Bool aws:MultiFactorAuthPresent "true" does not match (the key is missing from the request)',
    ]);
  });

  const github = 'arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com';
  const repository = { StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:acme/web:ref:refs/heads/main' } };
  test.each<[string, object, AssumeRoleRequest, AssumeRoleOutcome]>([
    ['a service', allow({ Service: 'lambda.amazonaws.com' }), { service: 'lambda.amazonaws.com' }, AssumeRoleOutcome.ALLOWED],
    ['another service', allow({ Service: 'lambda.amazonaws.com' }), { service: 'ec2.amazonaws.com' }, AssumeRoleOutcome.DENIED],
    [
      'a token of the right subject',
      allow({ Federated: github }, repository, 'sts:AssumeRoleWithWebIdentity'),
      { federatedProvider: github, context: { 'token.actions.githubusercontent.com:sub': 'repo:acme/web:ref:refs/heads/main' } },
      AssumeRoleOutcome.ALLOWED,
    ],
    [
      'a token of another subject',
      allow({ Federated: github }, repository, 'sts:AssumeRoleWithWebIdentity'),
      { federatedProvider: github, context: { 'token.actions.githubusercontent.com:sub': 'repo:evil/web:ref:refs/heads/main' } },
      AssumeRoleOutcome.DENIED,
    ],
    [
      'a token without a subject',
      allow({ Federated: github }, repository, 'sts:AssumeRoleWithWebIdentity'),
      { federatedProvider: github },
      AssumeRoleOutcome.UNDECIDED,
    ],
    [
      'an assertion',
      allow({ Federated: 'arn:aws:iam::444455556666:saml-provider/Okta' }, undefined, 'sts:AssumeRoleWithSAML'),
      { federatedProvider: 'arn:aws:iam::444455556666:saml-provider/Okta' },
      AssumeRoleOutcome.ALLOWED,
    ],
    [
      'a session by its own ARN',
      allow({ AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ci` }),
      { callerArn: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ci` },
      AssumeRoleOutcome.ALLOWED,
    ],
    [
      'a list of values',
      allow({ AWS: '*' }, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }),
      { callerArn: ALICE, contextLists: { 'aws:PrincipalOrgPaths': ['o-a1b2c3d4e5/r-ab12/'] } },
      AssumeRoleOutcome.ALLOWED,
    ],
    [
      'a condition on the time, which is not given',
      allow({ AWS: ALICE }, { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } }),
      { callerArn: ALICE },
      AssumeRoleOutcome.UNDECIDED,
    ],
    [
      "the role's own account, which is not known",
      allow({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }),
      { callerArn: ALICE },
      AssumeRoleOutcome.UNDECIDED,
    ],
    ['text that is not a document', 'nothing' as unknown as object, { callerArn: ALICE }, AssumeRoleOutcome.UNDECIDED],
  ])('%s', (_, document, request, outcome) => expect(TrustPolicy.fromJson(document).evaluate(request).outcome).toBe(outcome));

  test('a decision that depends on Fn::If is undecided, and the reasons name the branch', () => {
    const trust = TrustPolicy.fromJson(allow({ AWS: { 'Fn::If': ['IsProd', ALICE, '*'] } }));
    const decision = trust.evaluate({ callerArn: ALICE.replace('alice', 'bob') });
    expect(decision.outcome).toBe(AssumeRoleOutcome.UNDECIDED);
    expect(decision.reasons).toEqual([
      'with condition "IsProd" = true: statement 0 (Allow) does not match: its principals do not include the caller',
      'with condition "IsProd" = false: statement 0 (Allow) matches',
    ]);
  });

  test.each<[string, AssumeRoleRequest, string]>([
    ['no caller', {}, '0 of callerArn, service and federatedProvider are given'],
    ['two callers', { callerArn: ALICE, service: 'ec2.amazonaws.com' }, '2 of callerArn, service and federatedProvider are given'],
    ['a root user', { callerArn: `arn:aws:iam::${PARTNER}:root` }, 'is not the ARN of a user, role or role session'],
    ['text that is not a provider', { federatedProvider: 'github' }, 'is not an identity provider'],
    ['a role with MFA', { callerArn: `arn:aws:iam::${PARTNER}:role/Deploy`, mfa: true }, 'only IAM users can authenticate with MFA'],
    ['contradictory MFA', { callerArn: ALICE, mfa: false, mfaAge: Duration.minutes(1) }, 'mfa is false, but mfaAge is given'],
    ['an ExternalId with a token', { federatedProvider: 'accounts.google.com', externalId: ID }, 'do not accept an ExternalId'],
    ['a field that does not exist', { callerArn: ALICE, externalID: ID } as AssumeRoleRequest, 'the request has no field "externalID"'],
  ])('rejects a request that cannot exist: %s', (_, request, message) => expect(() => audit().evaluate(request)).toThrow(message));
});

describe('summary', () => {
  test('of a secure role', () => {
    expect(audit().summary).toEqual({
      openToPublic: TrustAnswer.NO,
      accountWide: TrustAnswer.NO,
      mfaEnforced: TrustAnswer.YES,
      externalIdEnforced: TrustAnswer.YES,
      oidcSubjectEnforced: TrustAnswer.NOT_APPLICABLE,
      serviceSourceEnforced: TrustAnswer.NOT_APPLICABLE,
      satisfiable: TrustAnswer.YES,
    });
  });

  test('of a principal that is a parameter', () => {
    const stack = stackOf();
    const who = new CfnParameter(stack, 'Who');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ArnPrincipal(who.valueAsString) });
    expect(TrustPolicy.fromRole(role).summary).toMatchObject({
      openToPublic: TrustAnswer.UNDECIDED,
      mfaEnforced: TrustAnswer.NO,
      satisfiable: TrustAnswer.YES,
    });
  });
});

describe('fromRole', () => {
  test('includes overrides', () => {
    const role = new iam.Role(stackOf('444455556666'), 'Role', { assumedBy: new iam.ArnPrincipal(ALICE) });
    (role.node.defaultChild as iam.CfnRole).addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal.AWS', '*');
    expect(TrustPolicy.fromRole(role).summary.openToPublic).toBe(TrustAnswer.YES);
  });

  test('knows the account of the stack', () => {
    const role = new iam.Role(stackOf('444455556666'), 'Role', { assumedBy: new iam.AccountPrincipal(Aws.ACCOUNT_ID) });
    expect(TrustPolicy.fromRole(role).evaluate({ callerArn: 'arn:aws:iam::444455556666:user/bob' }).outcome).toBe(
      AssumeRoleOutcome.ALLOWED,
    );
  });

  test('rejects an imported role', () => {
    const role = iam.Role.fromRoleArn(stackOf(), 'Imported', `arn:aws:iam::${PARTNER}:role/Deploy`);
    expect(() => TrustPolicy.fromRole(role)).toThrow('this role is imported');
  });
});

test('fromJson rejects text that is not an account id', () => {
  expect(() => TrustPolicy.fromJson({}, { account: '12' })).toThrow('account "12" is not an account id');
});

describe('findings', () => {
  const document = allow({ AWS: `arn:aws:iam::${PARTNER}:root` });
  test('are those of the guard, with a description of the witness', () => {
    const findings = TrustPolicy.fromJson(document).findings();
    expect(findings.map(({ ruleId, also }) => ({ ruleId, also }))).toEqual(
      [{ ruleId: 'specific-principal', also: ['mfa-required', 'external-id-required'] }],
    );
    expect(findings[0].witness).toContain(`sts:AssumeRole by arn:aws:iam::${PARTNER}:user/example, without MFA`);
  });

  test('have a level, a severity and proved fixes, the first of which is the fix', () => {
    const [{ level, severity, fix, fixes }] = TrustPolicy.fromJson(document).findings();
    expect([level, severity]).toEqual([FindingLevel.ERROR, 7.8]);
    expect(fixes.length).toBeGreaterThan(1);
    expect(fix).toBe(fixes[0]);
    expect(fix).toContain('name the role that needs access and require an ExternalId (proved: nobody new can assume the role)');
    expect(fix).toContain(`change Statement.Principal.AWS to "arn:aws:iam::${PARTNER}:role/<role>"`);
  });

  test('consider the known accounts', () => {
    expect(
      TrustPolicy.fromJson(document)
        .findings({ accounts: [KnownAccount.vendor(PARTNER)] })
        .map(({ ruleId }) => ruleId),
    ).toEqual(['external-id-required']);
  });
});

describe('findings about organizations', () => {
  const document = {
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    },
  };

  test('consider the declared organizations', () => {
    expect(TrustPolicy.fromJson(document).findings().map(({ ruleId }) => ruleId)).toEqual(['specific-principal']);
    expect(TrustPolicy.fromJson(document).findings({ organizations: ['o-a1b2c3d4e5'] })).toEqual([]);
  });

  test('reject text that is not the id of an organization', () => {
    expect(() => TrustPolicy.fromJson(document).findings({ organizations: ['acme'] })).toThrow(
      'TrustPolicy.findings: \'organizations\' contains "acme", which is not an organization ID',
    );
  });
});

describe('a document that cannot be read is never considered safe', () => {
  test.each<[string, unknown]>([
    ['text that is not JSON', '{nope'],
    ['nothing', null],
    ['a number', 42],
    ['an empty document', {}],
    ['no statement', { Version: '2012-10-17', Statement: [] }],
    ['a number for a statement', { Statement: [7] }],
    ['one statement of two', { Statement: [{ Effect: 'Allow', Principal: { AWS: ALICE }, Action: 'sts:AssumeRole' }, 'x'] }],
    ['no principal', { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole' } }],
    ['an unknown effect', { Statement: { Effect: 'Permit', Principal: '*', Action: 'sts:AssumeRole' } }],
  ])('%s', (_, document) => {
    const policy = TrustPolicy.fromJson(document);
    expect(new Set(Object.values(policy.summary))).toEqual(new Set([TrustAnswer.UNDECIDED]));
    const { outcome, reasons } = policy.evaluate({ callerArn: 'arn:aws:iam::111122223333:user/anyone' });
    expect([outcome, reasons.length > 0]).toEqual([AssumeRoleOutcome.UNDECIDED, true]);
    const safe = TrustPolicy.fromJson(allow({ AWS: ALICE }));
    expect([policy.compareWith(safe), safe.compareWith(policy)]).toEqual([UNKNOWN, UNKNOWN]);
    expect(policy.findings().map(({ ruleId }) => ruleId)).toContain('rejected-by-iam');
  });

  const UNKNOWN = { widens: TrustAnswer.UNDECIDED, narrows: TrustAnswer.UNDECIDED };
});

describe('compareWith', () => {
  const named = TrustPolicy.fromJson(allow({ AWS: ALICE }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }));
  test.each<[string, object, TrustAnswer, TrustAnswer]>([
    [
      'the same policy, written differently', allow({ AWS: [ALICE] }, { Bool: { 'AWS:multifactorauthpresent': true } }),
      TrustAnswer.NO, TrustAnswer.NO,
    ],
    ['without MFA', allow({ AWS: ALICE }), TrustAnswer.YES, TrustAnswer.NO],
    [
      'with an additional ExternalId',
      allow({ AWS: ALICE }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringEquals: { 'sts:ExternalId': ID } }),
      TrustAnswer.NO,
      TrustAnswer.YES,
    ],
    [
      'another user instead',
      allow({ AWS: ALICE.replace('alice', 'bob') }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      TrustAnswer.YES,
      TrustAnswer.YES,
    ],
    ['a principal known only at deployment', allow({ AWS: { Ref: 'Who' } }), TrustAnswer.UNDECIDED, TrustAnswer.UNDECIDED],
  ])('%s', (_, document, widens, narrows) => {
    expect(named.compareWith(TrustPolicy.fromJson(document))).toMatchObject({ widens, narrows });
  });

  test('describes a request that is newly allowed', () => {
    expect(named.compareWith(TrustPolicy.fromJson(allow({ AWS: ALICE }))).newlyAllowed).toContain(
      `sts:AssumeRole by ${ALICE}, without MFA`,
    );
  });
});
