/** Can a principal of an account that the policy does not name, or any internet identity, assume the role? */
import {
  allow, allowFederated, deny, EXTERNAL_ID, expectClosed, expectOpen, expectUndecided, MFA, ORGANIZATION, OWN, PARTNER, policy,
  renderedRoot, role, root, SISTER, user, VENDOR,
} from './trust-policy-cases';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';

const RULE = 'public-principal';
const organization = (operator: string, value: unknown) => ({ [operator]: { 'aws:PrincipalOrgID': value } });
const paths = (operator: string, value: unknown) => ({ [operator]: { 'aws:PrincipalOrgPaths': value } });
const account = (operator: string, value: unknown) => ({ [operator]: { 'aws:PrincipalAccount': value } });
const principalArn = (operator: string, value: unknown) => ({ [operator]: { 'aws:PrincipalArn': value } });
const allowService = (Service: unknown, condition?: object) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service },
  ...(condition && { Condition: condition }),
});
const allButPartner = (Action: string, condition?: object) => ({
  Effect: 'Allow',
  Action,
  NotPrincipal: { AWS: root(PARTNER) },
  ...(condition && { Condition: condition }),
});
const PARTLY_KNOWN = { 'Fn::Join': ['', ['o-', { Ref: 'Who' }]] };
const parameter = (definition: object) => ({ parameters: { Who: { Type: 'String', ...definition } } });
const GITHUB = 'token.actions.githubusercontent.com';
const provider = (issuer: string) => `arn:aws:iam::${OWN}:oidc-provider/${issuer}`;
const github = (operator: string, sub: unknown) => policy(allowFederated(provider(GITHUB), { [operator]: { [`${GITHUB}:sub`]: sub } }));
const COGNITO = 'cognito-identity.amazonaws.com';
const POOL = 'eu-west-1:0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f';
const STRANGERS = ['999999999999', '888888888888'];

describe('closed: only accounts and organizations that the policy names, and no arbitrary identity', () => {
  test.each<[string, object]>([
    ['an account', policy(allow(root(PARTNER)))],
    ['an account by its id', policy(allow(PARTNER))],
    ['an account from a parameter, which the deployer names', policy(allow(renderedRoot({ Ref: 'Who' })))],
    ['a list of users and roles', policy(allow([user(PARTNER, 'alice'), role(VENDOR, 'deploy')]))],
    ['the role\'s own account as AWS::AccountId', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
    ['every principal of an organization', policy(allow('*', organization('StringEquals', ORGANIZATION)))],
    ['every principal of an organization, by StringLike without a wildcard', policy(allow('*', organization('StringLike', ORGANIZATION)))],
    ['a session by its whole id', policy(allow('*', { StringLike: { 'aws:userid': 'AROAABCDEFGHIJKLMNOPQ:ci' } }))],
    ['every principal of one of two organizations', policy(allow('*', organization('StringEquals', [ORGANIZATION, 'o-f6g7h8i9j0'])))],
    ['every principal of the role\'s own organization', policy(allow('*', organization('StringEquals', '${aws:ResourceOrgID}')))],
    [
      'every principal of an organization, asked by ForAnyValue',
      policy(allow('*', organization('ForAnyValue:StringEquals', ORGANIZATION))),
    ],
    [
      'every principal of a part of an organization',
      policy(allow('*', paths('ForAnyValue:StringLike', `${ORGANIZATION}/r-ab12/ou-ab12-11111111/*`))),
    ],
    [
      'every principal of a part of the role\'s own organization',
      policy(allow('*', paths('ForAnyValue:StringLike', '${aws:ResourceOrgID}/r-ab12/*'))),
    ],
    ['every principal of an organization from a parameter', policy(allow('*', organization('StringEquals', { Ref: 'Who' })))],
    ['every principal of two accounts', policy(allow('*', account('StringEquals', [PARTNER, SISTER])))],
    ['every principal of the role\'s own account', policy(allow('*', account('StringEquals', '${aws:ResourceAccount}')))],
    ['one role, by a condition', policy(allow('*', principalArn('ArnEquals', role(PARTNER, 'deploy'))))],
    ['the roles of one account, by a condition', policy(allow('*', principalArn('ArnLike', role(PARTNER, '*'))))],
    ['a role by its unique id', policy(allow('*', { StringLike: { 'aws:userid': 'AROAABCDEFGHIJKLMNOPQ:*' } }))],
    ['a VPC', policy(allow('*', { StringEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } }))],
    ['a VPC by its ARN', policy(allow('*', { ArnEquals: { 'aws:SourceVpcArn': `arn:aws:ec2:eu-west-1:${OWN}:vpc/vpc-0a1b2c3d` } }))],
    ['a VPC by its id in any account', policy(allow('*', { ArnLike: { 'aws:SourceVpcArn': 'arn:aws:ec2:*:*:vpc/vpc-0a1b2c3d' } }))],
    ['any VPC of one account', policy(allow('*', { ArnLike: { 'aws:SourceVpcArn': `arn:aws:ec2:*:${OWN}:vpc/*` } }))],
    ['endpoints of one account', policy(allow('*', { StringEquals: { 'aws:VpceAccount': PARTNER } }))],
    ['endpoints of the role\'s own account', policy(allow('*', { StringEquals: { 'aws:VpceAccount': '${aws:ResourceAccount}' } }))],
    ['endpoints of an organization', policy(allow('*', { StringEquals: { 'aws:VpceOrgID': ORGANIZATION } }))],
    ['endpoints of the role\'s own organization', policy(allow('*', { StringEquals: { 'aws:VpceOrgID': '${aws:ResourceOrgID}' } }))],
    [
      'endpoints of a part of an organization',
      policy(allow('*', { 'ForAnyValue:StringLike': { 'aws:VpceOrgPaths': `${ORGANIZATION}/r-ab12/*` } })),
    ],
    [
      'a Deny of every call from outside the endpoints of one account',
      policy(allow('*'), deny('*', { StringNotEquals: { 'aws:VpceAccount': OWN } })),
    ],
    ['instances in one VPC', policy(allow('*', { StringEquals: { 'aws:Ec2InstanceSourceVpc': 'vpc-0a1b2c3d' } }))],
    [
      'an address of an instance in one VPC',
      policy(allow(
        '*',
        { StringEquals: { 'aws:Ec2InstanceSourceVpc': 'vpc-0a1b2c3d' }, IpAddress: { 'aws:Ec2InstanceSourcePrivateIPv4': '10.0.0.7' } },
      )),
    ],
    ['a sign-in session', policy(allow('*', { ArnEquals: { 'aws:SignInSessionArn': `arn:aws:signin:us-east-1:${PARTNER}:session/x` } }))],
    ['a function', policy(allow('*', { ArnEquals: { 'lambda:SourceFunctionArn': `arn:aws:lambda:us-east-1:${PARTNER}:function:x` } }))],
    ['functions of one account', policy(allow('*', { ArnLike: { 'lambda:SourceFunctionArn': `arn:aws:lambda:*:${PARTNER}:function:*` } }))],
    ['an instance', policy(allow('*', { ArnEquals: { 'ec2:SourceInstanceArn': `arn:aws:ec2:us-east-1:${PARTNER}:instance/i-0a1b2c3d` } }))],
    [
      'sessions federated through a provider of one account',
      policy(allow('*', { StringEquals: { 'aws:FederatedProvider': provider(GITHUB) } })),
    ],
    ['a key that AWS does not have and no request has', policy(allow('*', { StringEquals: { 'aws:PrincipalOrgIDs': ORGANIZATION } }))],
    ['a time window that has ended', policy(allow('*', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }))],
    [
      'a Deny since a date that has passed',
      policy(allow('*'), deny('*', { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } })),
    ],
    [
      'weakness 38: a Deny of every other organization, and of requests without one',
      policy(allow('*'), deny('*', organization('StringNotEquals', ORGANIZATION))),
    ],
    [
      'a Deny of every path outside, and of requests without one',
      policy(allow('*'), deny('*', paths('ForAllValues:StringNotLike', `${ORGANIZATION}/*`))),
    ],
    ['a Deny of every other account', policy(allow('*'), deny('*', account('StringNotEquals', [PARTNER])))],
    [
      'a Deny of every other principal by NotPrincipal',
      policy(allow('*'), { Effect: 'Deny', Action: 'sts:*', NotPrincipal: { AWS: root(OWN) } }),
    ],
    ['a Deny of every principal', policy(allow('*'), deny('*'))],
    ['IfExists on the account, which every caller has', policy(allow('*', account('StringEqualsIfExists', PARTNER)))],
    [
      'two conditions that no request satisfies together',
      policy(allow('*', { ...account('StringEquals', PARTNER), ...principalArn('ArnLike', 'arn:aws:iam::333333333333:*') })),
    ],
    ['a service', policy(allowService('lambda.amazonaws.com'))],
    [
      'a SAML provider',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/idp` } }),
    ],
    ['a private issuer', policy(allowFederated(provider('oidc.eks.eu-west-1.amazonaws.com/id/ABC')))],
    ['one repository of GitHub', github('StringEquals', 'repo:acme/app:ref:refs/heads/main')],
    ['every repository of one organization of GitHub', github('StringLike', 'repo:acme/*')],
    ['other tenants of GitHub, reported by oidc-tenant', github('StringLike', '*')],
    ['any token of one repository, of an issuer that another statement names', policy(
      allowFederated(provider(GITHUB), { StringEquals: { [`${GITHUB}:sub`]: 'repo:acme/app:ref:refs/heads/main' } }),
      allow('*', { StringEquals: { [`${GITHUB}:sub`]: 'repo:acme/app:ref:refs/heads/main' } }, 'sts:AssumeRoleWithWebIdentity'),
    )],
    [
      'a repository of GitHub by its id',
      policy(allowFederated(provider(GITHUB), { StringEquals: { [`${GITHUB}:repository_id`]: '123456' } })),
    ],
    [
      'signed-in users of one identity pool',
      policy(allowFederated(
        COGNITO,
        { 'StringEquals': { [`${COGNITO}:aud`]: POOL }, 'ForAnyValue:StringLike': { [`${COGNITO}:amr`]: 'authenticated' } },
      )),
    ],
    [
      'signed-in users, by ForAllValues: the token of a guest says that nobody signed in',
      policy(allowFederated(
        COGNITO,
        { 'StringEquals': { [`${COGNITO}:aud`]: POOL }, 'ForAllValues:StringLike': { [`${COGNITO}:amr`]: 'authenticated' } },
      )),
    ],
    ['signed-in users of one identity pool beside any token of another issuer', policy(
      allowFederated([COGNITO, provider('id.example.org')], { 'ForAnyValue:StringLikeIfExists': { [`${COGNITO}:amr`]: 'authenticated' } }),
    )],
    ['every principal, for an action that does not assume a role', policy(allow('*', undefined, 'sts:TagSession'))],
    ['a deleted user', policy(allow('AIDAABCDEFGHIJKLMNOPQ'))],
    [
      'every principal except one account, of an organization',
      policy(allButPartner('sts:AssumeRole', organization('StringEquals', ORGANIZATION))),
    ],
    [
      'every principal except one account, required to be a certain user: this excludes web identities',
      policy(allButPartner('sts:AssumeRoleWithWebIdentity', principalArn('ArnEquals', user(OWN, 'alice')))),
    ],
    ['an account id of eleven digits, which IAM rejects', policy(allow(root('22222222222')))],
    ['a statement without Effect, which IAM rejects', policy({ Action: 'sts:AssumeRole', Principal: { AWS: '*' } })],
    [
      'the same beside a statement whose effect is known only at deployment',
      policy({ ...allow(root(PARTNER)), Effect: { Ref: 'Who' } }, { Action: 'sts:AssumeRole', Principal: { AWS: '*' } }),
    ],
    ['a statement without Principal, which IAM rejects', policy({ Effect: 'Allow', Action: 'sts:AssumeRole' })],
    [
      'tokens for a principal that is known only at deployment and cannot be "*"',
      policy(allow({ 'Fn::Sub': `arn:aws:iam::${PARTNER}:\${Who}` }, undefined, 'sts:AssumeRoleWithWebIdentity')),
    ],
    [
      'a variable in version 2008-10-17, which is plain text',
      { Version: '2008-10-17', Statement: allow('*', account('StringEquals', '${aws:PrincipalAccount}')) },
    ],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));

  test('a role of the same template', () => {
    const context = { resources: { Deploy: { Type: 'AWS::IAM::Role' } } };
    expectClosed(RULE, { document: policy(allow({ 'Fn::GetAtt': ['Deploy', 'Arn'] })), account: null, context });
  });
});

describe('open: a principal of an unknown account can assume the role', () => {
  test.each<[string, object]>([
    ['weakness 1: every principal', policy(allow('*'))],
    ['weakness 2: every principal in a list', policy(allow([role(OWN, 'deploy'), '*']))],
    ['weakness 2: every principal in a later statement', policy(allow(root(OWN)), allow('*'))],
    [
      'weakness 2: every principal beside a service',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com', AWS: '*' } }),
    ],
    ['weakness 3: a bare "*", which IAM rejects', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' })],
    ['weakness 4: a single statement instead of a list', { Version: '2012-10-17', Statement: allow('*') }],
    ['weakness 5: StringLike "*"', policy(allow('*', organization('StringLike', '*')))],
    ['weakness 5: StringLike "o-*", which matches every organization', policy(allow('*', organization('StringLike', 'o-*')))],
    ['weakness 5: a negation', policy(allow('*', organization('StringNotEquals', ORGANIZATION)))],
    ['weakness 5: a negation of accounts', policy(allow('*', account('StringNotEquals', PARTNER)))],
    [
      'weakness 5: IfExists matches accounts outside every organization',
      policy(allow('*', organization('StringEqualsIfExists', ORGANIZATION))),
    ],
    [
      'weakness 5: ForAllValues matches accounts outside every organization',
      policy(allow('*', paths('ForAllValues:StringLike', `${ORGANIZATION}/*`))),
    ],
    [
      'ForAllValues on the paths of the role\'s own organization',
      policy(allow('*', paths('ForAllValues:StringLike', '${aws:ResourceOrgID}/*'))),
    ],
    [
      'paths of organizations whose ids begin like the role\'s own',
      policy(allow('*', paths('ForAnyValue:StringLike', '${aws:ResourceOrgID}*'))),
    ],
    [
      'roots of organizations whose ids begin like another one',
      policy(allow('*', paths('ForAnyValue:StringLike', `${ORGANIZATION}*/r-ab12/*`))),
    ],
    [
      'the role\'s own organization beside all others in one list',
      policy(allow('*', paths('ForAnyValue:StringLike', ['${aws:ResourceOrgID}/*', 'o-*']))),
    ],
    ['the first part of the unique id of a user', policy(allow('*', { StringLike: { 'aws:userid': 'AIDAABCDEFGHIJKL*' } }))],
    ['weakness 5: Null false', policy(allow('*', organization('Null', 'false')))],
    ['a pattern of account ids', policy(allow('*', account('StringLike', '2222*')))],
    ['a role of this name in any account', policy(allow('*', principalArn('ArnLike', 'arn:aws:iam::*:role/deploy')))],
    ['an ExternalId, which is not a secret', policy(allow('*', EXTERNAL_ID))],
    ['MFA, which a user of any account can have', policy(allow('*', MFA))],
    ['a session name, which the caller chooses', policy(allow('*', { StringEquals: { 'sts:RoleSessionName': 'audit' } }))],
    ['a tag that the caller sets itself', policy(allow('*', { StringEquals: { 'aws:PrincipalTag/team': 'audit' } }))],
    ['any VPC', policy(allow('*', { ArnLike: { 'aws:SourceVpcArn': 'arn:aws:ec2:*:*:vpc/*' } }))],
    ['endpoints of the caller\'s own account', policy(allow('*', { StringEquals: { 'aws:VpceAccount': '${aws:PrincipalAccount}' } }))],
    [
      'endpoints of an organization, with IfExists',
      policy(allow('*', { StringEqualsIfExists: { 'aws:VpceOrgID': ORGANIZATION } })),
    ],
    [
      'a Deny of other endpoints, which does not cover calls without one',
      policy(allow('*'), deny('*', { StringNotEqualsIfExists: { 'aws:VpceAccount': OWN }, Null: { 'aws:VpceAccount': 'false' } })),
    ],
    [
      'a private address, which any network can have',
      policy(allow('*', { IpAddress: { 'aws:Ec2InstanceSourcePrivateIPv4': '10.0.0.7' } })),
    ],
    [
      'any sign-in session of the caller\'s account',
      policy(allow('*', { ArnLike: { 'aws:SignInSessionArn': 'arn:aws:signin:*:${aws:PrincipalAccount}:session/*' } })),
    ],
    [
      'a function of this name in any account',
      policy(allow('*', { ArnLike: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:*:*:function:x' } })),
    ],
    ['a provider that is built into AWS', policy(allow('*', { StringEquals: { 'aws:FederatedProvider': 'accounts.google.com' } }))],
    ['a key that AWS does not have, negated', policy(allow('*', { StringNotEquals: { 'aws:PrincipalOrgIDs': ORGANIZATION } }))],
    ['a key that AWS may have added', policy(allow('*', { StringEquals: { 'aws:SomethingNew': 'x' } }))],
    ['a Deny until a date that has passed', policy(allow('*'), deny('*', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }))],
    [
      'functions of accounts whose ids begin like one',
      policy(allow('*', { StringLike: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:*:2222*:function:x' } })),
    ],
    ['an address', policy(allow('*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }))],
    ['a user name, which can exist in every account', policy(allow('*', { StringEquals: { 'aws:username': 'alice' } }))],
    ['weakness 9: every account by a wildcard in its ARN, which IAM rejects', policy(allow('arn:aws:iam::*:root'))],
    ['weakness 10: NotPrincipal', policy(allButPartner('sts:AssumeRole'))],
    ['weakness 12: every action', policy(allow('*', undefined, 'sts:*'))],
    ['weakness 13: the action as a pattern, in mixed case', policy(allow('*', undefined, 'STS:Assume*'))],
    ['weakness 14: every action except some', policy({ Effect: 'Allow', NotAction: 'sts:TagSession', Principal: { AWS: '*' } })],
    ['a Deny of one account', policy(allow('*'), deny(root(PARTNER)))],
    [
      'a Deny of other organizations that does not cover accounts outside all of them',
      policy(allow('*'), deny('*', paths('ForAnyValue:StringNotLike', `${ORGANIZATION}/*`))),
    ],
    ['a Deny of another action', policy(allow('*'), deny('*', organization('StringNotEquals', ORGANIZATION), 'sts:AssumeRoleWithSAML'))],
    ['weakness 36: the whole document as JSON text', JSON.stringify(policy(allow('*'))) as unknown as object],
    [
      'version 2008-10-17, where a variable is plain text',
      { Version: '2008-10-17', Statement: allow('*', account('StringNotEquals', '${aws:ResourceAccount}')) },
    ],
  ])('%s', (_, document) => {
    const { message, witness } = expectOpen(RULE, { document });
    expect(message).toBe('anyone with an AWS account can assume this role');
    expect(witness.action).toBe('sts:AssumeRole');
    expect(STRANGERS.includes(witness.caller.account!) || /^2222(?!2222)/.test(witness.caller.account!)).toBe(true);
    expect(witness.context['aws:PrincipalOrgID']).not.toBe(ORGANIZATION);
  });

  test('weakness 30: the guests of an identity pool', () => {
    const document = policy(allowFederated(COGNITO, { StringEquals: { [`${COGNITO}:aud`]: POOL } }));
    const { message, fix } = expectOpen(RULE, { document });
    expect(message).toBe('anyone on the internet who knows the ID of the identity pool can assume this role');
    expect(fix).toBe(`require authenticated identities: "ForAnyValue:StringLike": { "${COGNITO}:amr": "authenticated" }`);
  });

  describe('the guests of an identity pool of the same template', () => {
    const template = (AllowUnauthenticatedIdentities: unknown) => ({
      ...parameter({}),
      resources: { Pool: { Type: 'AWS::Cognito::IdentityPool', Properties: { AllowUnauthenticatedIdentities } } },
      conditions: { Public: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
    });
    const audience = (pool: unknown) => ({ StringEquals: { [`${COGNITO}:aud`]: pool } });
    const identities = (pool: unknown = { Ref: 'Pool' }) => policy(allowFederated(COGNITO, audience(pool)));
    const guests = policy(allowFederated(
      COGNITO,
      { ...audience({ Ref: 'Pool' }), 'ForAnyValue:StringLike': { [`${COGNITO}:amr`]: 'unauthenticated' } },
    ));

    test.each([false, 'false'])('no finding where the pool allows none: %j', (allowed) => {
      expectClosed(RULE, { document: identities(), context: template(allowed) });
      expectClosed(RULE, { document: identities({ 'Fn::GetAtt': ['Pool', 'Id'] }), context: template(allowed) });
      expectClosed(RULE, { document: identities({ 'Fn::Sub': '${Pool}' }), context: template(allowed) });
      expectClosed(RULE, { document: guests, context: template(allowed) });
    });

    test.each([true, undefined, { 'Fn::If': ['Public', true, false] }])('open where it allows them, or may allow them: %j', (allowed) => {
      expectOpen(RULE, { document: identities(), context: template(allowed) });
      expectOpen(RULE, { document: guests, context: template(allowed) });
    });

    test('undecided where a parameter decides', () => {
      expectUndecided(RULE, { document: identities(), context: template({ Ref: 'Who' }) });
      expectUndecided(RULE, { document: guests, context: template({ Ref: 'Who' }) });
    });

    test.each<[string, object]>([
      ['a second pool of another owner', identities([{ Ref: 'Pool' }, POOL])],
      ['every pool of a region', policy(allowFederated(COGNITO, { StringLike: { [`${COGNITO}:aud`]: 'us-east-1:*' } }))],
      ['a second statement', policy(allowFederated(COGNITO, audience({ Ref: 'Pool' })), allowFederated(COGNITO, audience(POOL)))],
      [
        'an IfExists condition on another key',
        policy(allowFederated(COGNITO, { StringEqualsIfExists: { [`${COGNITO}:azp`]: { Ref: 'Pool' } } })),
      ],
    ])('a pool without guests beside %s', (_, document) => {
      expectOpen(RULE, { document, context: template(false) });
    });
  });

  test('one identity of a pool is not every identity', () => {
    expectClosed(
      RULE,
      {
        document: policy(allowFederated(
          COGNITO,
          { StringEquals: { [`${COGNITO}:sub`]: 'eu-west-1:0a1b2c3d-1111-4000-8000-0a1b2c3d4e5f' } },
        )),
      },
    );
    expectOpen(RULE, { document: policy(allowFederated(COGNITO, { StringLike: { [`${COGNITO}:sub`]: 'eu-west-1:*' } })) });
    expectOpen(RULE, { document: policy(allowFederated(COGNITO, { StringEquals: { [`${COGNITO}:sub`]: `\${${COGNITO}:sub}` } })) });
  });

  test('weakness 30: the guests of an identity pool of GovCloud, which has its own issuer', () => {
    const issuer = 'cognito-identity-us-gov.amazonaws.com';
    const document = policy(allowFederated(issuer, { StringEquals: { [`${issuer}:aud`]: POOL } }));
    expect(expectOpen(RULE, { document }).witness.context).toEqual({ [`${issuer}:aud`]: POOL });
  });

  test.each<[string, object, string]>([
    ['weakness 34: any service, which IAM rejects', policy(allowService('*')), 'any AWS service can assume this role'],
    ['any provider, which IAM rejects', policy(allowFederated('*')), 'anyone with a web identity token may be able to assume this role'],
    ['any service beside one that is named', policy(allowService(['lambda.amazonaws.com', '*'])), 'any AWS service can assume this role'],
    [
      'any service, with a condition that excludes one user',
      policy(allowService('*', { StringNotEquals: { 'aws:username': 'alice' } })),
      'any AWS service can assume this role',
    ],
    [
      'any provider, with a condition that no token satisfies',
      policy(allowFederated('*', { StringNotEquals: { 'aws:username': 'alice' } })),
      'anyone with a web identity token may be able to assume this role',
    ],
    [
      'any token',
      policy(allow('*', undefined, 'sts:AssumeRoleWithWebIdentity')),
      'anyone with a web identity token may be able to assume this role',
    ],
    [
      'any assertion',
      policy(allow('*', undefined, 'sts:AssumeRoleWithSAML')),
      'anyone with a SAML assertion may be able to assume this role',
    ],
    [
      'any token, with a condition that excludes one account',
      policy(allButPartner('sts:AssumeRoleWithWebIdentity')),
      'anyone with a web identity token may be able to assume this role',
    ],
    [
      'any assertion, with a condition that excludes one account',
      policy(allButPartner('sts:AssumeRoleWithSAML')),
      'anyone with a SAML assertion may be able to assume this role',
    ],
  ])('"*" of another kind: %s', (_, document, message) => expect(expectOpen(RULE, { document }).message).toBe(message));

  test('weakness 37: one branch of Fn::If trusts every principal, and the reason is that of this branch', () => {
    const document = policy({ 'Fn::If': ['Prod', allow(root(PARTNER), MFA), allow('*')] });
    const { because } = expectOpen(
      RULE,
      { document, context: { conditions: { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } },
    );
    expect(because).toBe('statement 0 trusts every AWS account ("*") without any condition');
  });

  test.each([
    [{ Ref: 'Who' }],
    [PARTLY_KNOWN],
  ])('an organization that only a search finds, beside one known only at deployment: %j', (later) => {
    const without = ['*e*', '*a*', '*x*', '*1*', '*0*', '*b*'];
    const document = policy(
      allow('*', organization('StringEquals', later)), allow(
        '*',
        { ...organization('StringLike', 'o-*'), ...organization('StringNotLike', without) },
      ),
    );
    expect(expectOpen(RULE, { document, context: parameter({}) }).witness.context['aws:PrincipalOrgID']).toMatch(/^o-[c-z2-9]{10,32}$/);
  });

  test.each([[[root(PARTNER), '*']], [['*', root(PARTNER)]]])('"*" among the allowed values of a parameter: %j', (AllowedValues) => {
    expectOpen(RULE, { document: policy(allow({ Ref: 'Who' })), context: parameter({ AllowedValues }) });
  });

  test.each<[string, object, object]>([
    ['an organization', organization('StringEquals', { Ref: 'Who' }), organization('StringLike', 'o-*')],
    ['a part of an organization', paths('ForAnyValue:StringEquals', { Ref: 'Who' }), paths('ForAnyValue:StringLike', 'o-*')],
  ])('%s known only at deployment, and the principals of a second statement', (_, named, wide) => {
    expect(expectOpen(
      RULE,
      { document: policy(allow('*', named), allow('*', wide)), context: parameter({}) },
    ).statement).toEqual({ index: 1 });
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, object]>([
    ['the principal', policy(allow({ Ref: 'Who' }))],
    ['the import of a principal', policy(allow({ 'Fn::ImportValue': 'Partner:Arn' }))],
    ['an attribute of a custom resource', policy(allow({ 'Fn::GetAtt': ['Lookup', 'Arn'] }))],
    ['the provider, and one pool is asked for', policy(allowFederated({ Ref: 'Who' }, { StringEquals: { [`${COGNITO}:aud`]: POOL } }))],
    ['an organization that is used as a pattern', policy(allow('*', organization('StringLike', { Ref: 'Who' })))],
    ['an ARN that is used as a pattern', policy(allow('*', principalArn('ArnLike', { Ref: 'Who' })))],
    [
      'an organization that one statement compares as it is, and another as a pattern', policy(
        allow('*', organization('StringEquals', PARTLY_KNOWN)), allow('*', organization('StringLike', PARTLY_KNOWN)),
      ),
    ],
    ['a condition block', policy(allow('*', { 'Fn::FindInMap': ['Blocks', { Ref: 'Who' }, 'Block'] }))],
    ['the effect of a statement that may deny', policy(allow('*'), { ...deny('*'), Effect: { Ref: 'Who' } })],
    [
      'a condition with an unknown operator, which IAM may have added',
      policy(allow('*', { StringEqual: { 'aws:PrincipalOrgID': ORGANIZATION } })),
    ],
    [
      'any token, should the principal turn out to be "*"',
      policy(allow({ Ref: 'Who' }, undefined, 'sts:AssumeRoleWithWebIdentity')),
    ],
    [
      'any assertion, should the principal turn out to be "*"',
      policy(allow({ Ref: 'Who' }, undefined, 'sts:AssumeRoleWithSAML')),
    ],
    ['the whole document', { Ref: 'Who' }],
  ])('%s', (_, document) => {
    expect(expectUndecided(RULE, { document, context: parameter({}) }).message).toContain('whether this role is public');
  });

  const partners = { Partners: { acme: { Arn: root(PARTNER) } } };
  const looked = (...more: unknown[]) => policy(allow({ 'Fn::FindInMap': ['Partners', { Ref: 'Who' }, 'Arn', ...more] }));

  test('a key of a mapping is one of the keys of the template, unless the mapping has a default value', () => {
    expectClosed(RULE, { document: looked(), context: { ...parameter({}), mappings: partners } });
    expectUndecided(RULE, { document: looked({ DefaultValue: '*' }), context: { ...parameter({}), mappings: partners } });
  });

  test('the value of an SSM parameter whose name the parent stack supplies', () => {
    const context: DeployTimeContext = {
      ...parameter({ Type: 'AWS::SSM::Parameter::Value<String>' }),
      follow: () => ({ value: '/partners/acme', context: {} }),
    };
    expectUndecided(RULE, { document: policy(allow({ Ref: 'Who' })), context });
  });
});

describe('the fix and the reason', () => {
  test.each<[string, object, string, string]>([
    ['every principal', policy(allow('*')), 'new iam.ArnPrincipal(', 'trusts every AWS account ("*") without any condition'],
    [
      'an IfExists operator', policy(allow(
        '*',
        organization('StringEqualsIfExists', ORGANIZATION),
      )), 'use StringEquals instead of StringEqualsIfExists',
      `StringEqualsIfExists aws:PrincipalOrgID "${ORGANIZATION}" matches when aws:PrincipalOrgID is missing`,
    ],
    [
      'an IfExists operator on a list', policy(allow(
        '*',
        paths('ForAllValues:StringLike', `${ORGANIZATION}/*`),
      )), 'use ForAnyValue:StringLike instead of ForAllValues:StringLike',
      'matches when aws:PrincipalOrgPaths is missing',
    ],
    [
      'IfExists on a key that is never missing', policy(allow(
        '*',
        principalArn('ArnLikeIfExists', 'arn:aws:iam::*:role/deploy'),
      )), 'new iam.ArnPrincipal(',
      'ArnLikeIfExists aws:PrincipalArn "arn:aws:iam::*:role/deploy" matches "arn:aws:iam::999999999999:role/deploy"',
    ],
    [
      'an ARN compared as text', policy(allow(
        '*',
        principalArn('StringLikeIfExists', `arn:*:iam::${PARTNER}:role/deploy`),
      )), 'use ArnLikeIfExists instead of StringLikeIfExists',
      `matches "arn:aws:iam::999999999999:user/:iam::${PARTNER}:role/deploy"`,
    ],
    [
      'an ARN compared as text that names no account',
      policy(allow('*', principalArn('StringLike', '*:role/deploy'))),
      'new iam.ArnPrincipal(',
      'StringLike aws:PrincipalArn "*:role/deploy"',
    ],
    [
      'a value that anyone can send',
      policy(allow('*', EXTERNAL_ID)),
      'new SecureCrossAccountRole(',
      'anyone can meet its condition:\nStringEquals sts:ExternalId',
    ],
    [
      'a wildcard in an ARN',
      policy(allow('arn:aws:iam::*:root')),
      'new iam.ArnPrincipal(',
      'trusts "arn:aws:iam::*:root" without any condition',
    ],
    ['NotPrincipal', policy(allButPartner('sts:AssumeRole')), 'new iam.ArnPrincipal(', 'NotPrincipal'],
  ])('%s', (_, document, fix, because) => {
    const finding = expectOpen(RULE, { document });
    expect(finding.fix).toContain(fix);
    expect(finding.because).toContain(because);
  });
});

/** A path can contain colons, and whoever creates a user or role chooses it. */
describe('a path chosen in another account', () => {
  test.each<[string, object]>([
    ['the partition is left open', policy(allow('*', principalArn('StringLike', `arn:*:iam::${PARTNER}:role/deploy`)))],
    ['only the account is written out', policy(allow('*', principalArn('StringLike', `*:${PARTNER}:*`)))],
    ['one character may be a colon', policy(allow('*', principalArn('StringLike', `arn:*?iam::${PARTNER}:user/alice`)))],
    [
      'one value of two',
      policy(allow('*', principalArn('StringLike', [`arn:aws:iam::${PARTNER}:role/deploy`, `*::${PARTNER}:role/deploy`]))),
    ],
    [
      'of Identity Center',
      policy(allow('*', principalArn('StringLike', `arn:*:iam::${PARTNER}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_*`))),
    ],
    ['every other principal is denied', policy(allow('*'), deny('*', principalArn('StringNotLike', `arn:*:iam::${PARTNER}:role/deploy`)))],
    [
      'every principal of other accounts is denied',
      policy(allow('*'), deny('*', principalArn('StringNotLikeIfExists', `*:iam::${PARTNER}:*`))),
    ],
  ])('matches a pattern of ARNs that is compared as text: %s', (_, document) => {
    const { witness } = expectOpen(RULE, { document });
    expect(witness.caller.account).toBe('999999999999');
  });

  test.each<[string, object]>([
    ['ArnLike', policy(allow('*', principalArn('ArnLike', `arn:*:iam::${PARTNER}:role/deploy`)))],
    ['ArnEquals', policy(allow('*', principalArn('ArnEquals', `arn:*:iam::${PARTNER}:*`)))],
    ['ArnNotLike in a Deny', policy(allow('*'), deny('*', principalArn('ArnNotLike', `arn:*:iam::${PARTNER}:role/*`)))],
    [
      'StringLike with everything before the name written out',
      policy(allow('*', principalArn('StringLike', `arn:aws:iam::${PARTNER}:role/*`))),
    ],
    ['StringNotLike of the same in a Deny', policy(allow('*'), deny('*', principalArn('StringNotLike', `arn:aws:iam::${PARTNER}:*`)))],
  ])('does not match where ARNs are compared part by part, or up to the account: %s', (_, document) => expectClosed(RULE, { document }));

  test('is that of a role where the statement allows no users', () => {
    const document = policy(allow(
      '*',
      { StringLike: { 'aws:PrincipalArn': `arn:*:iam::${PARTNER}:role/deploy` }, StringEquals: { 'aws:PrincipalType': 'AssumedRole' } },
    ));
    expect(expectOpen(RULE, { document }).witness).toMatchObject({
      caller: { kind: 'role-session', arn: 'arn:aws:sts::999999999999:assumed-role/deploy/example-session' },
      context: { 'aws:PrincipalArn': `arn:aws:iam::999999999999:role/:iam::${PARTNER}:role/deploy` },
    });
  });
});
