/** From the description of a call - an ARN, an ExternalId, some tags - to the request that is evaluated. */
import { ALICE, allow, DEPLOY, deny, GITHUB, GOOGLE, holeOf, OKTA, policyOf } from './policies';
import { Caller, ContextValue } from '../../src/evaluation/assume-role-request';
import { callerKeys } from '../../src/evaluation/caller-keys';
import {
  callerWithArn,
  callerWithProvider,
  DescribedRequest,
  conditionKeysOf,
  requestOf,
  variableKeysOf,
} from '../../src/evaluation/described-request';

describe('the keys of a described call, besides those of its caller', () => {
  const MFA_PRESENT = 'aws:multifactorauthpresent';
  const MFA_AGE = 'aws:multifactorauthage';
  test.each<[what: string, said: Omit<DescribedRequest, 'caller'>, context: Record<string, ContextValue>]>([
    ['nothing given', {}, {}],
    ['MFA', { mfa: true }, { [MFA_PRESENT]: 'true', [MFA_AGE]: '0' }],
    ['MFA of an age', { mfa: true, mfaAgeSeconds: 3600 }, { [MFA_PRESENT]: 'true', [MFA_AGE]: '3600' }],
    // Without MFA there is no age.
    ['a session without MFA', { mfa: false, mfaAgeSeconds: 3600 }, { [MFA_PRESENT]: 'false' }],
    ['no MFA but an MFA age', { mfaAgeSeconds: 3600 }, {}],
    ['an ExternalId', { externalId: 'Some-Id' }, { 'sts:externalid': 'Some-Id' }],
    ['the name of the session', { sessionName: 'Build-7' }, { 'sts:rolesessionname': 'Build-7' }],
    ['a source identity', { sourceIdentity: 'Alice' }, { 'sts:sourceidentity': 'Alice' }],
    // Keys are case-insensitive; the values of `aws:TagKeys` are not.
    ['a session tag', { sessionTags: new Map([['Team', 'Blue']]) }, { 'aws:requesttag/team': 'Blue', 'aws:tagkeys': ['Team'] }],
    ['no session tag', { sessionTags: new Map() }, {}],
    [
      'further keys',
      {
        context: new Map<string, ContextValue>([
          ['aws:SourceVpc', 'vpc-1'],
          ['aws:CalledVia', ['a', 'b']],
        ]),
      },
      { 'aws:sourcevpc': 'vpc-1', 'aws:calledvia': ['a', 'b'] },
    ],
    [
      'a further key that contradicts an option',
      { mfa: true, context: new Map([['aws:MultiFactorAuthAge', '7']]) },
      { [MFA_PRESENT]: 'true', [MFA_AGE]: '7' },
    ],
  ])('%s: %j', (_what, said, context) => {
    const request = requestOf({ caller: ALICE, ...said });
    expect(request).toEqual({
      action: 'sts:AssumeRole',
      caller: ALICE,
      context: new Map([...callerKeys(ALICE), ...Object.entries(context)]),
      undocumented: new Set(),
    });
  });

  test('the caller decides the API, and keys that are not given stay unknown', () => {
    expect([DEPLOY, OKTA, GITHUB].map((caller) => requestOf({ caller }).action)).toEqual([
      'sts:AssumeRole',
      'sts:AssumeRoleWithSAML',
      'sts:AssumeRoleWithWebIdentity',
    ]);
    expect(requestOf({ caller: DEPLOY }, new Set(['aws:sourceip'])).undocumented).toEqual(new Set(['aws:sourceip']));
  });
});

describe('the caller with an ARN', () => {
  const account = '111122223333';
  test.each<[arn: string, Caller]>([
    ['arn:aws:iam::111122223333:user/alice', { kind: 'iam-user', partition: 'aws', account, name: 'alice' }],
    ['arn:aws:iam::111122223333:user/team/alice', { kind: 'iam-user', partition: 'aws', account, name: 'team/alice' }],
    ['arn:aws-us-gov:iam::111122223333:user/alice', { kind: 'iam-user', partition: 'aws-us-gov', account, name: 'alice' }],
    [
      'arn:aws:iam::111122223333:role/team/Deploy',
      { kind: 'role-session', partition: 'aws', account, roleName: 'team/Deploy', sessionName: 'example-session' },
    ],
    [
      'arn:aws-cn:sts::111122223333:assumed-role/Deploy/build-7',
      { kind: 'role-session', partition: 'aws-cn', account, roleName: 'Deploy', pathIsUnknown: true, sessionName: 'build-7' },
    ],
    [
      'arn:aws:iam::111122223333:role/a:b*?//c/Deploy',
      { kind: 'role-session', partition: 'aws', account, roleName: 'a:b*?//c/Deploy', sessionName: 'example-session' },
    ],
    [
      `arn:aws:iam::111122223333:user/${'p'.repeat(510)}/${'n'.repeat(64)}`,
      { kind: 'iam-user', partition: 'aws', account, name: `${'p'.repeat(510)}/${'n'.repeat(64)}` },
    ],
  ])('%s', (arn, caller) => {
    expect(callerWithArn(arn)).toEqual(caller);
  });

  test.each([
    '', 'alice', '111122223333', 'arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:group/team',
    'arn:aws:iam::111122223333:user/', 'arn:aws:s3:::bucket',
    'arn:aws:iam::1111:user/alice', 'arn:aws:iam::aaaabbbbcccc:user/alice', 'arn:gcp:iam::111122223333:user/alice',
    'arn:aws:iam:eu-west-1:111122223333:user/alice',
    'my arn:aws:iam::111122223333:user/alice', 'arn:aws:iam::111122223333:user/alice\nbob',
    // Users and roles belong to IAM, sessions to STS. A session has its own name, and no path.
    'arn:aws:sts::111122223333:user/alice', 'arn:aws:sts::111122223333:role/team/Deploy',
    'arn:aws:iam::111122223333:assumed-role/Deploy/build-7',
    'arn:aws:sts::111122223333:assumed-role/Deploy', 'arn:aws:sts::111122223333:assumed-role/Deploy/',
    'arn:aws:sts::111122223333:assumed-role/team/Deploy/build-7',
    // Such a session cannot call AssumeRole.
    'arn:aws:sts::111122223333:federated-user/alice',
  ])('not a caller: %j', (arn) => {
    expect(callerWithArn(arn)).toBeUndefined();
  });
});

describe('the caller with a provider', () => {
  test.each<[provider: string, Caller]>([
    ['accounts.google.com', GOOGLE],
    ['graph.facebook.com', { kind: 'oidc', issuer: 'graph.facebook.com' }],
    ['www.amazon.com', { kind: 'oidc', issuer: 'www.amazon.com' }],
    ['cognito-identity.amazonaws.com', { kind: 'oidc', issuer: 'cognito-identity.amazonaws.com' }],
    ['cognito-identity-us-gov.amazonaws.com', { kind: 'oidc', issuer: 'cognito-identity-us-gov.amazonaws.com' }],
    ['arn:aws:iam::222233334444:oidc-provider/token.actions.githubusercontent.com', GITHUB],
    [
      'arn:aws-cn:iam::222233334444:oidc-provider/gitlab.com/acme',
      { kind: 'oidc', issuer: 'gitlab.com/acme', provider: { partition: 'aws-cn', account: '222233334444' } },
    ],
    ['arn:aws:iam::222233334444:saml-provider/Okta', OKTA],
  ])('%s', (provider, caller) => {
    expect(callerWithProvider(provider)).toEqual(caller);
  });

  test.each([
    '', 'gitlab.com', 'lambda.amazonaws.com', 'arn:aws:iam::222233334444:oidc-provider/', 'arn:aws:iam::222233334444:role/Okta',
    'arn:aws:sts::222233334444:saml-provider/Okta',
    'arn:aws:iam::2222:saml-provider/Okta', 'arn:aws:iam::aaaabbbbcccc:saml-provider/Okta', 'arn:gcp:iam::222233334444:saml-provider/Okta',
    'my arn:aws:iam::222233334444:saml-provider/Okta', 'arn:aws:iam::222233334444:saml-provider/Okta\nOther',
  ])('not a caller: %j', (provider) => {
    expect(callerWithProvider(provider)).toBeUndefined();
  });
});

describe('the keys that a policy uses', () => {
  const { statements } = policyOf(
    allow({ Condition: { StringEquals: { 'sts:RoleSessionName': '${aws:username}', 'SAML:aud': ['*', 'x-${aws:PrincipalTag/Team}'] } } }),
    deny({ Condition: { Null: { 'sts:ExternalId': 'true' } } }),
  );

  test('its keys, in lower case, except those known only at deploy time', () => {
    const [first, ...more] = statements;
    const key = [holeOf(), ':sub'];
    const conditions = [...first.conditions, { ...first.conditions[0], key, keyWritten: key }];
    expect(conditionKeysOf([{ ...first, conditions }, ...more])).toEqual(new Set(['sts:rolesessionname', 'saml:aud', 'sts:externalid']));
  });

  test('the variables in its values, in lower case', () => {
    expect(variableKeysOf(statements)).toEqual(new Set(['aws:username', 'aws:principaltag/team']));
  });
});
