/** Is it impossible for anyone to assume this role? */
import {
  allow, allowFederated, allowService, deny, EXTERNAL_ID, expectClosed, judge, MFA, ORGANIZATION, OWN, PARTNER, policy, renderedRoot, role,
  root, session, user,
} from './trust-policy-cases';
import { clock } from '../../src/evaluation/clock';

const RULE = 'never-assumable';
const ISSUER = 'issuer.example.org';
const PROVIDER = `arn:aws:iam::${OWN}:oidc-provider/${ISSUER}`;
const GITHUB = 'token.actions.githubusercontent.com';
const SAML = `arn:aws:iam::${OWN}:saml-provider/login`;
const FUNCTION = `arn:aws:lambda:us-east-1:${OWN}:function:build`;
const ROLES_ANYWHERE = 'rolesanywhere.amazonaws.com';
const own = root(OWN);
const ci = role(OWN, 'ci');
const on = (operator: string, key: string, value: unknown) => ({ [operator]: { [key]: value } });

describe('closed: some caller can assume the role', () => {
  test.each<[string, object]>([
    ['a service', policy(allowService('lambda.amazonaws.com'))],
    ['a service in a list', policy(allowService(['ec2.amazonaws.com', 'lambda.amazonaws.com']))],
    ['the role\'s own account', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
    ['a named user with MFA', policy(allow(user(PARTNER, 'alice'), { ...MFA, ...EXTERNAL_ID }))],
    ['an account with MFA, which its users can have', policy(allow(own, MFA))],
    ['MFA required of a role, with IfExists', policy(allow(ci, on('BoolIfExists', 'aws:MultiFactorAuthPresent', 'true')))],
    ['a role without MFA', policy(allow(ci, on('Bool', 'aws:MultiFactorAuthPresent', 'false')))],
    ['one session of a role', policy(allow(session(OWN, 'ci', 'build')))],
    ['firehose, which sends an ExternalId', policy(allowService('firehose.amazonaws.com', on('StringEquals', 'sts:ExternalId', OWN)))],
    [
      'another service with an ExternalId: AWS does not document that it sends none',
      policy(allowService('example.amazonaws.com', EXTERNAL_ID)),
    ],
    ['Cognito, which sends one with its text messages', policy(allowService('cognito-idp.amazonaws.com', EXTERNAL_ID))],
    [
      'Roles Anywhere with its three actions',
      policy(allowService(ROLES_ANYWHERE, undefined, ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])),
    ],
    ['Roles Anywhere with its three actions in three statements', policy(
      allowService(ROLES_ANYWHERE), allowService(ROLES_ANYWHERE, undefined, 'sts:TagSession'), allowService(
        ROLES_ANYWHERE,
        undefined,
        'sts:SetSourceIdentity',
      ),
    )],
    ['Roles Anywhere with a pattern of actions', policy(allowService(ROLES_ANYWHERE, undefined, 'sts:*'))],
    ['Pod Identity with sts:AssumeRole alone: an association can work without tags', policy(allowService('pods.eks.amazonaws.com'))],
    [
      'the ARN of a log group, which ends in *',
      policy(allowService(
        'logs.eu-west-1.amazonaws.com',
        on('StringEquals', 'aws:SourceArn', `arn:aws:logs:eu-west-1:${OWN}:log-group:app:*`),
      )),
    ],
    ['a service that sends its source account', policy(allowService('iot.amazonaws.com', on('StringEquals', 'aws:SourceAccount', OWN)))],
    [
      'a token of one repository',
      policy(allowFederated(PROVIDER.replace(ISSUER, GITHUB), on('StringLike', `${GITHUB}:sub`, 'repo:acme/app:*'))),
    ],
    [
      'a SAML provider',
      policy({
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithSAML',
        Principal: { Federated: SAML },
        Condition: on('StringEquals', 'SAML:aud', 'https://signin.aws.amazon.com/saml'),
      }),
    ],
    [
      'every principal with the web identity action: AWS does not document whom it excludes',
      policy(allow('*', undefined, 'sts:AssumeRoleWithWebIdentity')),
    ],
    [
      'an ARN condition with text that is not an ARN: AWS does not document how it matches',
      policy(allow(own, on('ArnLike', 'aws:PrincipalArn', '*'))),
    ],
    ['an undocumented key, which AWS may have added', policy(allow(own, on('StringEquals', 'aws:SomethingNew', 'x')))],
    ['a key of a service', policy(allow(own, on('StringEquals', 'foo:ExternalId', 'x')))],
    ['a key that AWS does not have, negated', policy(allow(own, on('StringNotEquals', 'sts:External-Id', 'x')))],
    ['a key that AWS does not have, with IfExists', policy(allow(own, on('StringEqualsIfExists', 'sts:External-Id', 'x')))],
    ['a time window that starts later', policy(allow(own, on('DateGreaterThan', 'aws:CurrentTime', '2090-01-01T00:00:00Z')))],
    ['a time window that ends later', policy(allow(own, on('DateLessThan', 'aws:CurrentTime', '2090-01-01T00:00:00Z')))],
    ['a time window that is current', policy(allow(own, on('DateGreaterThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z')))],
    ['a Deny until a date that has passed', policy(allow(own), deny(own, on('DateLessThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z')))],
    ['a function of the account that is trusted', policy(allow(own, on('ArnEquals', 'lambda:SourceFunctionArn', FUNCTION)))],
    [
      'a provider of the role\'s own account, through which the session was federated',
      policy(allow(own, on('StringEquals', 'aws:FederatedProvider', PROVIDER))),
    ],
    ['the provider that issued the token', policy(allowFederated(PROVIDER, on('ArnEquals', 'aws:FederatedProvider', PROVIDER)))],
    [
      'one source identity for both keys',
      policy(allow(
        own,
        { StringEquals: { 'aws:SourceIdentity': ['alice', 'carol'], 'sts:SourceIdentity': ['bob', 'carol'] } },
        ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      )),
    ],
    [
      'the keys of one instance',
      policy(allow(own, { StringEquals: { 'aws:Ec2InstanceSourceVpc': 'vpc-1' }, Null: { 'ec2:SourceInstanceArn': 'false' } })),
    ],
    ['temporary credentials with MFA', policy(allow(own, { ...MFA, Null: { 'aws:TokenIssueTime': 'false' } }))],
    ['an MFA code with a long-term key', policy(allow(own, { ...MFA, Null: { 'aws:TokenIssueTime': 'true' } }))],
    [
      'a value that Bool does not define: AWS does not document whether it matches',
      policy(allow(own, on('Bool', 'aws:SecureTransport', 'yes'))),
    ],
    ['a Deny for some of them', policy(allow(own), deny(own, on('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false')))],
    [
      'a tag that callers may pass',
      policy(allow(own, on('StringEquals', 'aws:RequestTag/team', 'a'), ['sts:AssumeRole', 'sts:TagSession'])),
    ],
    [
      'a tag that another statement allows them to pass',
      policy(allow(own, on('StringEquals', 'aws:RequestTag/team', 'a')), allow(own, undefined, 'sts:TagSession')),
    ],
    ['a dead statement beside one that can be satisfied', policy(allow(ci, MFA), allow(ci))],
    ['a user name that the statement itself requires', policy(allow(own, on('StringEquals', 'sts:RoleSessionName', '${aws:username}')))],
    ['another partition, where the role\'s own is unknown', policy(allow(root(OWN, 'aws-cn')))],
  ])('%s', (_, document) => expectClosed(RULE, { document }));

  test.each<[string, object]>([
    ['an account of the partition of the role', policy(allow(own), deny(user(OWN, 'alice')))],
    ['a service, which exists in every partition', policy(allowService('lambda.amazonaws.com'), deny(user(OWN, 'alice')))],
    ['a token', policy(allowFederated(PROVIDER), deny(user(OWN, 'alice')))],
  ])('beside a Deny of another principal: %s', (_, document) => expectClosed(RULE, { document, context: { partition: 'aws' } }));

  test('the role\'s own partition', () => expectClosed(
    RULE,
    { document: policy(allow(root(OWN, 'aws-cn'))), context: { partition: 'aws-cn' } },
  ));

  test.each<[string, object]>([
    [
      'the role\'s own account is required of a role of a named account',
      policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }), on('ArnEquals', 'aws:PrincipalArn', role(PARTNER, 'admin')))),
    ],
    [
      'a named account is required to be the role\'s own',
      policy(allow(root(PARTNER), on('StringEquals', 'aws:PrincipalAccount', '${aws:ResourceAccount}'))),
    ],
  ])('the account of the role is unknown, and may be that one: %s', (_, document) => {
    expectClosed(RULE, { document, account: null });
    expect(judge(RULE, { document }).findings).toHaveLength(1);
  });

  test('a statement that allows a caller in one branch of Fn::If', () => {
    const document = policy(allow(ci, { 'Fn::If': ['Strict', MFA, { Ref: 'AWS::NoValue' }] }));
    expectClosed(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });
});

describe('closed here, because another rule reports it', () => {
  test.each<[string, unknown]>([
    ['a deleted role', policy(allow('AROAABCDEFGHIJKLMNOPQ'))],
    ['a deleted user beside a dead statement', policy(allow('AIDAABCDEFGHIJKLMNOPQ'), allow(ci, MFA))],
    ['a deleted user beside a role in one statement that no request satisfies', policy(allow(['AIDAABCDEFGHIJKLMNOPQ', ci], MFA))],
    ['a principal that IAM rejects', policy(allow('11111111111'))],
    ['a group', policy(allow(`arn:aws:iam::${OWN}:group/admins`))],
    ['a statement without a principal', policy({ Effect: 'Allow', Action: 'sts:AssumeRole' })],
    ['no statement', policy()],
    ['no document', undefined],
    ['a document that is a number', 42],
  ])('%s', (_, document) => expect(judge(RULE, { document }).findings).toEqual([]));
});

describe('open: no caller can assume the role, and the finding says why', () => {
  test.each<[string, object, string, string]>([
    [
      'weakness 35: MFA required of a role',
      policy(allow(ci, MFA)),
      'requires MFA, but roles cannot authenticate with MFA',
      'remove the condition',
    ],
    [
      'MFA required of a role, whatever else is required',
      policy(allow(ci, { ...EXTERNAL_ID, ...MFA })),
      'Bool aws:MultiFactorAuthPresent "true" requires MFA',
      'remove the condition',
    ],
    [
      'an ARN that is compared as a number',
      policy(allow(own, on('NumericLessThan', 'aws:PrincipalArn', ci))),
      'NumericLessThan aws:PrincipalArn',
      '',
    ],
    [
      'weakness 35: MFA required of a service',
      policy(allowService('lambda.amazonaws.com', MFA)),
      'services cannot authenticate with MFA',
      'remove the condition',
    ],
    [
      'weakness 35: MFA required of a web identity',
      policy(allowFederated(PROVIDER, MFA)),
      'callers with a web identity token cannot authenticate with MFA',
      'remove the condition',
    ],
    [
      'MFA required of a session',
      policy(allow(session(OWN, 'ci', 'build'), MFA)),
      'roles cannot authenticate with MFA',
      'remove the condition',
    ],
    [
      'MFA false required of a service, which has no such key',
      policy(allowService('ec2.amazonaws.com', on('Bool', 'aws:MultiFactorAuthPresent', 'false'))),
      'services never contain: only IAM users can authenticate with MFA',
      'remove the condition',
    ],
    [
      'the age of MFA required of a role',
      policy(allow(ci, on('NumericLessThan', 'aws:MultiFactorAuthAge', '3600'))),
      'roles cannot authenticate with MFA',
      'remove the condition',
    ],
    [
      'an ARN required of a web identity',
      policy(allowFederated(PROVIDER, on('ArnLike', 'aws:PrincipalArn', role(OWN, '*')))),
      'is not an AWS principal yet',
      'claims of the token',
    ],
    [
      'the unique id required of a web identity',
      policy(allowFederated(PROVIDER, on('StringLike', 'aws:userid', '*'))),
      'is not an AWS principal yet',
      'claims of the token',
    ],
    [
      'an account required of a SAML assertion',
      policy({
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithSAML',
        Principal: { Federated: SAML },
        Condition: on('StringEquals', 'aws:PrincipalAccount', OWN),
      }),
      'is not an AWS principal yet',
      'claims of the token',
    ],
    [
      'a Deny of every other organization, which covers a token without one',
      policy(allowFederated(PROVIDER), { ...deny('*', on('StringNotEquals', 'aws:PrincipalOrgID', ORGANIZATION), '*'), Principal: '*' }),
      'denies every caller',
      'narrow',
    ],
    [
      'a Deny of every other account, which covers a token without one',
      policy(allowFederated(PROVIDER), { ...deny('*', on('StringNotEquals', 'aws:PrincipalAccount', OWN), '*'), Principal: '*' }),
      'denies every caller',
      'narrow',
    ],
    [
      'a provider of another account',
      policy(allowFederated(PROVIDER.replace(OWN, PARTNER))),
      'is not in the account of the role (111111111111)',
      PROVIDER,
    ],
    [
      'a SAML provider of another account',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: SAML.replace(OWN, PARTNER) } }),
      'is not in the account of the role',
      SAML,
    ],
    [
      'a provider that did not issue the token',
      policy(allowFederated(PROVIDER, on('ArnEquals', 'aws:FederatedProvider', PROVIDER.replace(ISSUER, 'gitlab.com')))),
      'aws:FederatedProvider',
      '',
    ],
    [
      'a key that AWS does not have',
      policy(allow(ci, on('StringEquals', 'sts:External-Id', 'alpha-7f3c'))),
      'AWS has no condition key sts:External-Id',
      'write sts:ExternalId instead of sts:External-Id',
    ],
    [
      'the same for MFA',
      policy(allow(own, on('Bool', 'aws:MultiFactorAuth', 'true'))),
      'AWS has no condition key',
      'write aws:MultiFactorAuthPresent',
    ],
    [
      'the same for the organization',
      policy(allow('*', on('StringEquals', 'aws:PrincipalOrgIDs', ORGANIZATION))),
      'AWS has no condition key',
      'write aws:PrincipalOrgID',
    ],
    [
      'a time window that has ended',
      policy(allow(
        own,
        { ...on('DateGreaterThan', 'aws:CurrentTime', '2019-01-01'), ...on('DateLessThan', 'aws:CurrentTime', '2020-01-02T00:00:00Z') },
      )),
      'that time passed on 2020-01-02',
      'a date in the future',
    ],
    [
      'the same in seconds',
      policy(allow(own, on('NumericLessThanEquals', 'aws:EpochTime', '1577836800'))),
      'that time passed on 2020-01-01',
      'a date in the future',
    ],
    [
      'credentials that have all expired',
      policy(allow(ci, on('DateLessThan', 'aws:TokenIssueTime', '2020-01-01T00:00:00Z'))),
      'that time passed on 2020-01-01',
      'a date in the future',
    ],
    [
      'a function of another account',
      policy(allow(own, on('ArnEquals', 'lambda:SourceFunctionArn', FUNCTION.replace(OWN, PARTNER)))),
      'is a resource in the account of the caller',
      'name the account of the resource',
    ],
    [
      'a provider of another account, required of a session',
      policy(allow(own, on('StringEquals', 'aws:FederatedProvider', PROVIDER.replace(OWN, PARTNER)))),
      'is a resource in the account of the caller',
      'name the account of the resource',
    ],
    [
      'a session issued to two services at once',
      policy(allow(own, { ArnEquals: { 'lambda:SourceFunctionArn': FUNCTION }, StringEquals: { 'aws:Ec2InstanceSourceVpc': 'vpc-1' } })),
      'no request meets',
      'two statements',
    ],
    [
      'half of the keys of an instance',
      policy(allow(own, { StringEquals: { 'aws:Ec2InstanceSourceVpc': 'vpc-1' }, Null: { 'ec2:SourceInstanceArn': 'true' } })),
      'no request meets',
      'two statements',
    ],
    [
      'half of the keys of an endpoint',
      policy(allow(own, { StringEquals: { 'aws:SourceVpc': 'vpc-1' }, Null: { 'aws:SourceVpce': 'true' } })),
      'no request meets',
      'two statements',
    ],
    [
      'an address beside the owner of an endpoint',
      policy(allow(own, { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, StringEquals: { 'aws:VpceAccount': OWN } })),
      'do not contain aws:SourceIp',
      'two statements',
    ],
    [
      'another source identity than that of the session',
      policy(allow(
        own,
        { StringEquals: { 'aws:SourceIdentity': 'alice', 'sts:SourceIdentity': 'bob' } },
        ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      )),
      'no request meets',
      'two statements',
    ],
    [
      'a source identity required of a user',
      policy(allow(user(OWN, 'alice'), on('StringEquals', 'aws:SourceIdentity', 'alice'), ['sts:AssumeRole', 'sts:SetSourceIdentity'])),
      'IAM users never contain',
      'remove the condition',
    ],
    [
      'no MFA for temporary credentials, and no temporary credentials',
      policy(allow(user(OWN, 'alice'), { Bool: { 'aws:MultiFactorAuthPresent': 'false' }, Null: { 'aws:TokenIssueTime': 'true' } })),
      'no request meets',
      'two statements',
    ],
    [
      'an ExternalId required of a web identity',
      policy(allowFederated(PROVIDER, EXTERNAL_ID)),
      'only sts:AssumeRole has an ExternalId parameter',
      'remove the condition',
    ],
    [
      'a user name required of a role',
      policy(allow(ci, on('StringEquals', 'aws:username', 'ci'))),
      'only IAM users have a user name',
      'aws:PrincipalArn',
    ],
    [
      'the unique id of a user, required of a role',
      policy(allow(ci, on('StringEquals', 'aws:userid', 'AIDAABCDEFGHIJKLMNOPQ'))),
      'no principal of the statement matches',
      'same callers',
    ],
    [
      'the unique id of a role, without a session',
      policy(allow(ci, on('StringEquals', 'aws:userid', 'AROAABCDEFGHIJKLMNOPQ'))),
      'no principal of the statement matches',
      'same callers',
    ],
    [
      'a source key required of an AWS principal',
      policy(allow(own, on('StringEquals', 'aws:SourceAccount', OWN))),
      'only services send it',
      'aws:PrincipalArn',
    ],
    [
      'an organization required of a service',
      policy(allowService('lambda.amazonaws.com', on('StringEquals', 'aws:PrincipalOrgID', ORGANIZATION))),
      'only users and roles have it',
      'aws:SourceOrgID',
    ],
    [
      'a duration',
      policy(allow(own, on('NumericLessThan', 'sts:DurationSeconds', '3600'))),
      'no AssumeRole request contains it',
      'maxSessionDuration',
    ],
    [
      'claims of another issuer', policy(allowFederated(
        PROVIDER,
        on('StringEquals', `${GITHUB}:sub`, 'repo:acme/app:ref:refs/heads/main'),
      )),
      `begin with "${ISSUER}:"`, `write "${ISSUER}:sub"`,
    ],
    [
      'a claim that AWS does not pass on', policy(allowFederated(PROVIDER, on('StringEquals', `${ISSUER}:groups`, 'admins'))),
      `AWS has no condition key for the claim "groups" of ${ISSUER}`,
      'one of the claims that have a condition key: sub, aud, amr, azp, email',
    ],
    [
      'the name of the owner of a repository of GitHub', policy(allowFederated(
        PROVIDER.replace(ISSUER, GITHUB),
        on('StringEquals', `${GITHUB}:repository_owner`, 'acme'),
      )),
      `AWS has no condition key for the claim "repository_owner" of ${GITHUB}`, 'repository_owner_id',
    ],
    [
      'a literal *',
      policy(allowFederated(PROVIDER, on('StringEquals', `${ISSUER}:sub`, 'repo:acme/*'))),
      'does not treat "*" and "?" as wildcards',
      'use StringLike instead of StringEquals',
    ],
    [
      'a literal * in an ARN',
      policy(allow(own, on('StringEquals', 'aws:PrincipalArn', role(OWN, '*')))),
      'does not treat "*" and "?" as wildcards',
      'use StringLike instead of StringEquals',
    ],
    [
      'a literal * that would not help as a wildcard either',
      policy(allow(own, on('StringEquals', 'aws:PrincipalArn', role(PARTNER, '*')))),
      'no principal of the statement matches',
      'the same callers',
    ],
    [
      'the absence of a subject',
      policy(allowFederated(PROVIDER, on('StringNotLike', `${ISSUER}:sub`, '?*'))),
      'no request from callers with a web identity token matches',
      'correct the condition',
    ],
    [
      'a user name required of a token',
      policy(allowFederated(PROVIDER, on('StringEquals', `${ISSUER}:sub`, '${aws:username}'))),
      'have no value for ${aws:username}',
      'name IAM users',
    ],
    [
      'a tag that no statement allows',
      policy(allow(own, on('StringEquals', 'aws:RequestTag/team', 'a'))),
      'only requests with sts:TagSession',
      'add "sts:TagSession"',
    ],
    [
      'a source identity that no statement allows',
      policy(allow(own, on('StringLike', 'sts:SourceIdentity', '*'))),
      'only requests with sts:SetSourceIdentity',
      'add "sts:SetSourceIdentity"',
    ],
    [
      'a session as aws:PrincipalArn',
      policy(allow(own, on('ArnEquals', 'aws:PrincipalArn', session(OWN, 'ci', 'build')))),
      'never that of a session',
      `use the ARN of the role: ${ci}`,
    ],
    [
      'the root as aws:PrincipalArn',
      policy(allow(own, on('ArnEquals', 'aws:PrincipalArn', own))),
      'stands for the root user',
      'remove the condition',
    ],
    [
      'a role name of 65 characters',
      policy(allow(own, on('ArnEquals', 'aws:PrincipalArn', role(OWN, `team/${'n'.repeat(65)}`)))),
      'at most 64 characters',
      'the name of an existing user or role',
    ],
    [
      'a user name of 65 characters',
      policy(allow(own, on('StringEquals', 'aws:username', 'n'.repeat(65)))),
      'aws:username consists of 1 to 64 characters',
      'can have',
    ],
    [
      'a user name of 65 characters by a pattern',
      policy(allow(own, on('StringLike', 'aws:username', `${'?'.repeat(65)}*`))),
      'no principal of the statement matches StringLike',
      'the same callers',
    ],
    [
      'another principal as aws:PrincipalArn',
      policy(allow(own, on('ArnEquals', 'aws:PrincipalArn', role(PARTNER, 'ci')))),
      'no principal of the statement matches ArnEquals',
      'the same callers',
    ],
    [
      'another account',
      policy(allow(own, on('StringEquals', 'aws:PrincipalAccount', PARTNER))),
      'no principal of the statement matches',
      'the same callers',
    ],
    [
      'an ExternalId with a space',
      policy(allow(own, on('StringEquals', 'sts:ExternalId', 'not so'))),
      'consists of 2 to 1,224 characters',
      'can have',
    ],
    [
      'weakness 24: an empty ExternalId',
      policy(allow(own, on('StringEquals', 'sts:ExternalId', ''))),
      'consists of 2 to 1,224 characters',
      'can have',
    ],
    [
      'an ExternalId of one character',
      policy(allow(own, on('StringEquals', 'sts:ExternalId', 'x'))),
      'consists of 2 to 1,224 characters',
      'can have',
    ],
    [
      'a private address',
      policy(allow(own, on('IpAddress', 'aws:SourceIp', '10.0.0.0/8'))),
      'aws:SourceIp is never a private address',
      'aws:VpcSourceIp',
    ],
    [
      'a variable in the old policy version',
      { Version: '2008-10-17', Statement: [allow(own, on('StringEquals', 'sts:RoleSessionName', '${aws:username}'))] },
      'policy variables are plain text',
      '"Version": "2012-10-17"',
    ],
    [
      'the same for a role, where the newer version would not help',
      { Version: '2008-10-17', Statement: [allow(ci, on('StringEquals', 'sts:RoleSessionName', '${aws:username}'))] },
      'consists of 2 to 64 characters',
      'can have',
    ],
    [
      'a variable that has no value for a role',
      policy(allow(ci, on('StringEquals', 'sts:RoleSessionName', '${aws:username}'))),
      'requests from roles have no value for ${aws:username}',
      'name IAM users',
    ],
    [
      'two values at once',
      policy(allow(own, { StringEquals: { 'sts:ExternalId': 'alpha-7f3c' }, StringLike: { 'sts:ExternalId': 'beta-*' } })),
      'no request meets StringEquals sts:ExternalId "alpha-7f3c" and StringLike',
      'in one condition',
    ],
    [
      'Null true beside a value',
      policy(allow(own, { ...EXTERNAL_ID, ...on('Null', 'sts:ExternalId', 'true') })),
      'no request meets',
      'keep only the condition',
    ],
    [
      'an empty interval',
      policy(allow(
        own,
        { ...on('NumericLessThan', 'aws:MultiFactorAuthAge', '5'), ...on('NumericGreaterThan', 'aws:MultiFactorAuthAge', '10') },
      )),
      'no request meets',
      'keep only the condition',
    ],
    [
      'an address through an endpoint',
      policy(allow(own, { ...on('IpAddress', 'aws:SourceIp', '203.0.113.0/24'), ...on('StringEquals', 'aws:SourceVpce', 'vpce-1') })),
      'do not contain aws:SourceIp',
      'two statements',
    ],
    [
      'the wrong action for an account',
      policy(allow(own, undefined, 'sts:AssumeRoleWithSAML')),
      'needs sts:AssumeRole, but the statement allows only sts:AssumeRoleWithSAML',
      'write "Action": "sts:AssumeRole"',
    ],
    [
      'the wrong action for a service',
      policy(allowService('ec2.amazonaws.com', undefined, 'sts:AssumeRoleWithWebIdentity')),
      'ec2.amazonaws.com needs sts:AssumeRole',
      'write "Action": "sts:AssumeRole"',
    ],
    [
      'the wrong action for SAML',
      policy({ ...allowFederated(SAML) }),
      'needs sts:AssumeRoleWithSAML',
      'write "Action": "sts:AssumeRoleWithSAML"',
    ],
    [
      'sts:AssumeRole for a token',
      policy({ ...allowFederated(PROVIDER), Action: 'sts:AssumeRole' }),
      'needs sts:AssumeRoleWithWebIdentity',
      'write "Action": "sts:AssumeRoleWithWebIdentity"',
    ],
    [
      'sts:AssumeRoleWith*, which is not sts:AssumeRole',
      policy(allow(own, undefined, 'sts:AssumeRoleWith*')),
      'needs sts:AssumeRole',
      'write "Action": "sts:AssumeRole"',
    ],
    [
      'side actions alone',
      policy(allow(own, undefined, ['sts:TagSession', 'sts:SetSourceIdentity'])),
      'no caller can assume a role with sts:TagSession and sts:SetSourceIdentity alone',
      'the statement that allows assuming the role',
    ],
    [
      'no action that assumes a role',
      policy(allow(own, undefined, 'sts:AssumeRoot')),
      'no caller can assume a role with sts:AssumeRoot',
      'allow sts:AssumeRole',
    ],
    [
      'everything except the actions of STS',
      policy({ Effect: 'Allow', NotAction: 'sts:*', Principal: { AWS: own } }),
      'no caller can assume a role with the actions other than sts:*',
      'allow sts:AssumeRole',
    ],
    [
      'Roles Anywhere with sts:AssumeRole alone',
      policy(allowService(ROLES_ANYWHERE)),
      'it also needs sts:TagSession and sts:SetSourceIdentity',
      'add "sts:TagSession" and "sts:SetSourceIdentity" to the actions of statement 0',
    ],
    [
      'Roles Anywhere without a source identity',
      policy(allowService(ROLES_ANYWHERE, undefined, ['sts:AssumeRole', 'sts:TagSession'])),
      'it also needs sts:SetSourceIdentity, which',
      'add "sts:SetSourceIdentity"',
    ],
    [
      'Roles Anywhere, whose missing action another principal is allowed',
      policy(
        allowService(ROLES_ANYWHERE, undefined, ['sts:AssumeRole', 'sts:TagSession']),
        allowService('ec2.amazonaws.com', MFA, 'sts:SetSourceIdentity'),
      ),
      'it also needs sts:SetSourceIdentity',
      'add "sts:SetSourceIdentity"',
    ],
    [
      'Roles Anywhere with a Deny of the tags',
      policy(
        allowService(ROLES_ANYWHERE, undefined, 'sts:*'),
        { ...deny('*', undefined, 'sts:TagSession'), Principal: { Service: ROLES_ANYWHERE } },
      ),
      'statement 1 (Deny) denies every caller',
      'narrow statement 1',
    ],
    [
      'an ExternalId required of a service that sends none',
      policy(allowService('lambda.amazonaws.com', EXTERNAL_ID)),
      'no setting for an ExternalId',
      'remove the condition for services',
    ],
    [
      'the same for a regional service name',
      policy(allowService('states.eu-west-1.amazonaws.com', EXTERNAL_ID)),
      'no setting for an ExternalId',
      'remove the condition for services',
    ],
    [
      'a literal * in the ARN of a source',
      policy(allowService('lambda.amazonaws.com', on('StringEquals', 'aws:SourceArn', `arn:aws:lambda:*:${OWN}:function:*`))),
      'does not treat "*" and "?" as wildcards',
      'use ArnLike instead of StringEquals',
    ],
    [
      'a literal ? in the ARN of a source',
      policy(allowService('sns.amazonaws.com', on('StringEquals', 'aws:SourceArn', `arn:aws:sns:eu-west-1:${OWN}:topic-?`))),
      'does not treat "*" and "?" as wildcards',
      'use ArnLike instead of StringEquals',
    ],
    [
      'a literal * as the account of a source',
      policy(allowService('lambda.amazonaws.com', on('StringEquals', 'aws:SourceAccount', '*'))),
      'does not treat "*" and "?" as wildcards',
      'write the 12 digits of the account',
    ],
    [
      'everything except the required action',
      policy({ Effect: 'Allow', NotAction: 'sts:*', Principal: { AWS: own } }),
      'no caller can assume a role with the actions other than sts:*',
      'allow sts:AssumeRole',
    ],
    [
      'a federation-token session',
      policy(allow(`arn:aws:sts::${OWN}:federated-user/alice`)),
      'cannot call AssumeRole',
      `trust the user that creates the session: ${user(OWN, 'alice')}`,
    ],
    [
      'a Deny of every principal',
      policy(allow(own), deny('*')),
      'statement 1 (Deny) denies every caller that it allows',
      'narrow statement 1',
    ],
    [
      'a Deny of every caller without MFA, and a service',
      policy(
        allowService('lambda.amazonaws.com'),
        { ...deny('*', on('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false')), Principal: '*' },
      ),
      'denies every caller',
      'narrow',
    ],
    [
      'a Deny of every caller that satisfies the condition',
      policy(allow(own, EXTERNAL_ID), deny('*', EXTERNAL_ID)),
      'statement 1 (Deny) denies every caller that meets StringEquals sts:ExternalId',
      'narrow statement 1',
    ],
    ['only Deny statements', policy(deny('*')), 'has no Allow statement', 'or delete the role'],
  ])('%s', (_, document, why, fix) => {
    const { findings, undecided } = judge(RULE, { document });
    expect(findings).toEqual([expect.objectContaining({ level: 'error', message: 'nobody can assume this role' })]);
    expect(findings[0].because).toContain(why);
    expect(findings[0].fix).toContain(fix);
    expect(undecided).toBeUndefined();
  });

  test('the clock of the machine decides what has expired', () => {
    const document = policy(allow(own, on('DateLessThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z')));
    const at = (time: string) => {
      jest.spyOn(clock, 'now').mockReturnValue(Date.parse(time));
      return judge(RULE, { document }).findings.length;
    };
    expect([at('2019-12-31T23:59:58Z'), at('2020-01-01T00:00:00Z')]).toEqual([0, 1]);
    jest.restoreAllMocks();
  });

  test('a provider of another account, where the role\'s own is unknown: no finding', () => {
    const document = policy(allowFederated(PROVIDER));
    expect(judge(RULE, { document, account: null }).findings).toEqual([]);
  });

  test('a principal of another partition, where the role\'s own is known', () => {
    const { findings } = judge(RULE, { document: policy(allow(root(OWN, 'aws-cn'))), context: { partition: 'aws' } });
    expect(findings[0]).toMatchObject({
      because: expect.stringContaining('not in the partition of the role (aws)'),
      fix: expect.stringContaining('AWS::Partition'),
    });
  });

  test('the reason of each of several statements', () => {
    const { findings } = judge(RULE, { document: policy(allow(ci, MFA), { ...allow(own, undefined, 'sts:AssumeRoot'), Sid: 'Odd' }) });
    expect(findings).toHaveLength(1);
    expect(findings[0].because).toMatch(
      /^statement 0: Bool .* cannot authenticate with MFA.*\nstatement 1 "Odd": no caller can assume a role with sts:AssumeRoot/,
    );
  });

  test('for every deploy-time choice', () => {
    const document = policy(allow(ci, { 'Fn::If': ['Strict', MFA, EXTERNAL_ID] }), deny(ci, EXTERNAL_ID));
    const context = { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } };
    expect(judge(RULE, { document, context }).findings).toHaveLength(1);
  });
});

describe('undecided: a deploy-time value decides, and a caller may be allowed', () => {
  test.each<[string, unknown]>([
    ['a principal', policy(allow({ Ref: 'Who' }))],
    [
      'a principal for services, which may turn out to be "*"',
      policy(allow({ Ref: 'Who' }, on('StringEquals', 'aws:PrincipalServiceName', 'lambda.amazonaws.com'))),
    ],
    [
      'a principal for tokens, which may turn out to be "*"',
      policy(allow({ Ref: 'Who' }, undefined, 'sts:AssumeRoleWithWebIdentity')),
    ],
    ['MFA required of a role, or not', policy(allow(ci, on('Bool', 'aws:MultiFactorAuthPresent', { Ref: 'Who' })))],
    ['a condition block', policy(allow(own, { 'Fn::FindInMap': ['Blocks', { Ref: 'Who' }, 'Block'] }))],
    ['an effect', policy({ ...allow(ci), Effect: { Ref: 'Who' } })],
    ['an action', policy(allow(own, undefined, { Ref: 'Who' }))],
    ['a Deny', policy(allow(own), deny({ Ref: 'Who' }))],
    ['the document', { Ref: 'Who' }],
  ])('%s', (_, document) => expect(judge(RULE, { document, context: { parameters: { Who: { Type: 'String' } } } }).findings).toEqual([]));
});
