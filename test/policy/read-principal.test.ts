/** What a `Principal` names. Partition and account are those of the ARN unless a row says otherwise. */
import { describePrincipal, documentOf, join, LAMBDA, messages, readOne, readPrincipals, readStatement, ref } from './reading';
import { showText } from '../../src/policy/partly-known-text';

/** As long as a name can be. */
const LONG = 'a'.repeat(64);
const OWN = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };

describe('a principal that IAM accepts', () => {
  test.each<[string, unknown, string]>([
    ['AWS', '*', 'anyone key=AWS'],
    ['AWS', '111122223333', 'account account=111122223333'],
    ['AWS', 111122223333, 'account account=111122223333'],
    ['AWS', 'arn:aws:iam::111122223333:root', 'account partition=aws account=111122223333'],
    ['AWS', 'arn:aws-us-gov:iam::111122223333:root', 'account partition=aws-us-gov account=111122223333'],
    ['AWS', 'arn:aws:iam::111122223333:user/alice', 'user partition=aws account=111122223333 name=alice'],
    ['AWS', 'arn:aws:iam::111122223333:user/team/a+=,.@-_b', 'user partition=aws account=111122223333 name=team/a+=,.@-_b'],
    ['AWS', 'arn:aws-cn:iam::111122223333:role/team/x/Deploy', 'role partition=aws-cn account=111122223333 name=team/x/Deploy'],
    ['AWS', 'arn:aws:iam::111122223333:role///Deploy', 'role partition=aws account=111122223333 name=//Deploy'],
    ['AWS', `arn:aws:iam::111122223333:role/${LONG}x/${LONG}`, `role partition=aws account=111122223333 name=${LONG}x/${LONG}`],
    [
      'AWS',
      'arn:aws:sts::111122223333:assumed-role/Deploy/session@x',
      'session partition=aws account=111122223333 roleName=Deploy sessionName=session@x',
    ],
    ['AWS', 'arn:aws:sts::111122223333:federated-user/Bob', 'federated-user partition=aws account=111122223333 name=Bob'],
    ['AWS', 'AIDAJQABLZS4A3QDU576Q', 'unique-id id=AIDAJQABLZS4A3QDU576Q'],
    ['AWS', 'AROAJQABLZS4A3QDU576Q', 'unique-id id=AROAJQABLZS4A3QDU576Q'],
    ['Service', 'lambda.amazonaws.com', 'service service=lambda.amazonaws.com'],
    ['Service', 'logs.eu-west-1.amazonaws.com', 'service service=logs.eu-west-1.amazonaws.com'],
    ['Service', 'ec2.amazonaws.com.cn', 'service service=ec2.amazonaws.com.cn'],
    ['Service', 'lambda.alexa.amazon.com', 'service service=lambda.alexa.amazon.com'],
    ['Service', 'lambda.a.amazonaws.com', 'service service=lambda.a.amazonaws.com'],
    ['Service', 'x.amazonaws.com', 'service service=x.amazonaws.com'],
    ['Federated', 'accounts.google.com', 'web-identity provider=accounts.google.com'],
    ['Federated', 'graph.facebook.com', 'web-identity provider=graph.facebook.com'],
    ['Federated', 'www.amazon.com', 'web-identity provider=www.amazon.com'],
    ['Federated', 'cognito-identity.amazonaws.com', 'web-identity provider=cognito-identity.amazonaws.com'],
    ['Federated', 'cognito-identity-us-gov.amazonaws.com', 'web-identity provider=cognito-identity-us-gov.amazonaws.com'],
    ['Federated', 'arn:aws:iam::111122223333:saml-provider/Corp_1', 'saml-provider partition=aws account=111122223333 name=Corp_1'],
    [
      'Federated',
      'arn:aws:iam::111122223333:oidc-provider/app.terraform.io',
      'oidc-provider partition=aws account=111122223333 issuer=app.terraform.io',
    ],
    [
      'Federated',
      'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB',
      'oidc-provider partition=aws account=111122223333 issuer=oidc.eks.eu-west-1.amazonaws.com/id/AB',
    ],
  ])('%s: %s', (key, value, expected) => {
    const read = readStatement({ ...LAMBDA, Principal: { [key]: value } });
    expect(read.principals.map(describePrincipal)).toEqual([expected]);
    expect(read.problems).toEqual([]);
    expect(read.unreadable).toEqual([]);
  });
});

describe('every principal, in a spelling that IAM rejects', () => {
  test.each<[unknown, string]>([
    ['*', 'anyone'],
    [{ Service: '*' }, 'anyone key=Service'],
    [{ Federated: ['*'] }, 'anyone key=Federated'],
  ])('%j', (principal, expected) => {
    const read = readStatement({ ...LAMBDA, Principal: principal });
    expect(read.principals.map(describePrincipal)).toEqual([expected]);
    expect(read.problems.map(({ kind }) => kind)).toEqual(['rejected']);
  });
});

describe('a principal that IAM rejects, and why', () => {
  test.each<[string, unknown, string]>([
    ['AWS', 'arn:aws:iam::111122223333:group/Admins', 'a group cannot be a principal'],
    ['AWS', 'arn:aws:iam::111122223333:role/dev-*', 'a principal cannot contain a wildcard'],
    ['AWS', 'arn:aws:iam::*:root', 'a principal cannot contain a wildcard'],
    ['AWS', 'arn:aws:sts::111122223333:assumed-role/Deploy/*', 'a principal cannot contain a wildcard'],
    ['AWS', 'arn:aws:iam::111122223333:user/${aws:username}', 'a principal cannot contain a policy variable'],
    ['AWS', '1111222233334', 'an account id has 12 digits, not 13'],
    ['AWS', 'arn:aws:iam::1111222233334:root', 'its account is not 12 digits'],
    ['AWS', 'arn:aws:iam::root', 'it is not a complete ARN'],
    ['AWS', 'arn:aws:iam:us-east-1:111122223333:root', 'an ARN of IAM has no region'],
    ['AWS', 'arn:amazon:iam::111122223333:root', 'AWS has no such partition'],
    ['AWS', 'arn::iam::111122223333:root', 'AWS has no such partition'],
    ['AWS', 'arn:AWS:iam::111122223333:root', 'AWS has no such partition'],
    ['AWS', 'arn:xaws:iam::111122223333:root', 'AWS has no such partition'],
    ['AWS', 'arn:aws-1:iam::111122223333:root', 'AWS has no such partition'],
    ['AWS', 'arn:aws:iam::111122223333:root/x', 'a root ARN ends in `:root`'],
    ['AWS', 'arn:aws:iam::111122223333:role', '`role` is not a principal without a name'],
    ['AWS', 'arn:aws:iam::111122223333:role/', 'no role can have this name'],
    ['AWS', 'arn:aws:iam::111122223333:role//Deploy', 'no role can have this name'],
    ['AWS', 'arn:aws:iam::111122223333:role/a b', 'no role can have this name'],
    ['AWS', 'arn:aws:iam::111122223333:role/a b/c', 'no role can have this name'],
    ['AWS', 'arn:aws:iam::111122223333:role/!a', 'no role can have this name'],
    ['AWS', 'arn:aws:iam::111122223333:role/a!', 'no role can have this name'],
    ['AWS', `arn:aws:iam::111122223333:user/${LONG}x`, 'no user can have this name'],
    ['AWS', `arn:aws:iam::111122223333:user/team/${LONG}x`, 'no user can have this name'],
    ['AWS', 'arn:aws:iam::111122223333:assumed-role/Deploy/x', 'the ARN of a role session belongs to `sts`, not to `iam`'],
    ['AWS', 'arn:aws:sts::111122223333:assumed-role/Deploy', 'the ARN of a role session ends in the name of the session'],
    ['AWS', 'arn:aws:sts::111122223333:assumed-role/team/Deploy/x', 'the ARN of a role session does not contain a path'],
    ['AWS', 'arn:aws:sts::111122223333:assumed-role', '`assumed-role` is not a kind of principal of `sts`'],
    ['AWS', 'arn:aws:sts::111122223333:federated-user', '`federated-user` is not a kind of principal of `sts`'],
    ['AWS', 'arn:aws:sts::111122223333:federated-user/a b', 'no user can have this name'],
    ['AWS', 'arn:aws:sts::111122223333:role/Deploy', '`role` is not a kind of principal of `sts`'],
    ['AWS', 'arn:aws:iam::111122223333:oidc-provider/app.terraform.io', 'an identity provider belongs under `Federated`, not under `AWS`'],
    ['AWS', 'arn:aws:iam::111122223333:saml-provider/Corp', 'an identity provider belongs under `Federated`, not under `AWS`'],
    ['AWS', 'arn:aws:sts::111122223333:assumed-role/a b/x', 'no role can have this name'],
    ['AWS', 'arn:aws:sts::111122223333:assumed-role/Deploy/a b', 'no session can have this name'],
    ['AWS', 'arn:aws:iam::111122223333:instance-profile/x', '`instance-profile` is not a kind of principal'],
    ['AWS', 'arn:aws:s3:::bucket', 'an ARN of `s3` is not a principal'],
    ['AWS', 'lambda.amazonaws.com', 'a service belongs under `Service`'],
    ['AWS', 'cognito-identity.amazonaws.com', 'an identity provider belongs under `Federated`'],
    ['AWS', 'AGPAJQABLZS4A3QDU576Q', 'only IDs of users and roles are allowed there'],
    ['AWS', 'xAIDAJQABLZS4A3QDU576Q', 'it is neither an ARN nor an account id'],
    ['AWS', 'AIDAJQABLZS4A3QDU576Q-x', 'it is neither an ARN nor an account id'],
    ['AWS', 'alice', 'it is neither an ARN nor an account id'],
    ['AWS', '', 'it is neither an ARN nor an account id'],
    ['AWS', null, 'it is null, not a string'],
    ['AWS', true, 'it is a boolean, not a string'],
    ['AWS', [['111122223333']], 'it is a list, not a string'],
    ['AWS', { a: 1, b: 2 }, 'it is an object, not a string'],
    ['Service', 'lambda', 'it is not the name of a service'],
    ['Service', 'arn:aws:iam::111122223333:root', 'it is not the name of a service'],
    ['Service', '-lambda.amazonaws.com', 'it is not the name of a service'],
    ['Service', 'lambda.amazonaws.com-', 'it is not the name of a service'],
    ['Service', '*.amazonaws.com', 'a principal cannot contain a wildcard'],
    ['Federated', 'token.actions.githubusercontent.com', 'it is neither the ARN of an identity provider nor one that IAM knows by name'],
    ['Federated', 'xcognito-identity.amazonaws.com', 'it is neither the ARN of an identity provider nor one that IAM knows by name'],
    ['Federated', 'cognito-identity.amazonaws.com.example', 'it is neither the ARN of an identity provider nor one that IAM knows by name'],
    ['Federated', 'arn:aws:iam::oidc-provider/x', 'it is not a complete ARN'],
    ['Federated', 'arn:aws:sts::111122223333:oidc-provider/x', 'this is not the ARN of an identity provider'],
    ['Federated', 'arn:aws:iam::111122223333:saml-provider', 'this is not the ARN of an identity provider'],
    ['Federated', 'arn:aws:iam::111122223333:role/x', '`role` is not an identity provider'],
    ['Federated', 'arn:aws:iam::111122223333:saml-provider/a b', 'no SAML provider can have this name'],
    ['Federated', 'arn:aws:iam::111122223333:oidc-provider/', 'this is not the ARN of an identity provider'],
    ['CanonicalUser', '*', 'a canonical user is a principal of S3 only'],
    ['CanonicalUser', '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be', 'a canonical user is a principal of S3 only'],
  ])('%s: %j', (key, value, why) => {
    const read = readStatement({ ...LAMBDA, Principal: { [key]: value } });
    expect(read.principals).toMatchObject([{ kind: 'malformed', key, why }]);
    expect(read.problems).toHaveLength(1);
    expect(read.problems[0]).toMatchObject({ kind: 'rejected', statement: 0 });
    expect(read.problems[0].message).toContain(why);
  });

  test.each([['arn:aws:iam::111122223333:root'], ['111122223333']])('%s without a key', (principal) => {
    expect(readPrincipals(principal)).toMatchObject([{ kind: 'malformed', key: 'AWS', why: 'it has no key' }]);
  });
});

describe('the map', () => {
  test('several keys and lists together are a union, in order', () => {
    const principals = readPrincipals({ AWS: ['111122223333', '444455556666'], Service: 'ec2.amazonaws.com' });
    expect(principals.map(({ written }) => showText(written))).toEqual(['111122223333', '444455556666', 'ec2.amazonaws.com']);
  });

  test('a key in mixed case is read, and rejected', () => {
    const read = readStatement({ ...LAMBDA, Principal: { aws: '*' } });
    expect(read.principals).toMatchObject([{ kind: 'anyone', key: 'AWS' }]);
    expect(messages(read)).toEqual(['rejected: statement 0: `Principal` has the key `aws`, which IAM does not know']);
  });

  test('an unknown key names no principal, and is rejected', () => {
    const read = readStatement({ ...LAMBDA, Principal: { Account: '111122223333' } });
    expect(read.principals).toMatchObject([{ kind: 'malformed', key: 'AWS', written: '111122223333' }]);
    expect(read.problems).toHaveLength(1);
  });

  test.each<[unknown, string]>([
    [{}, '`Principal` is empty'],
    [{ AWS: [] }, '`Principal` has an empty list under `AWS`'],
    [[], '`Principal` is a list'],
    [null, '`Principal` is null'],
    [12, '`Principal` is a number'],
  ])('%j names no recognisable principal', (principal, message) => {
    const read = readStatement({ ...LAMBDA, Principal: principal });
    expect(read.unreadable).toEqual([message]);
    expect(messages(read)).toEqual([`rejected: statement 0: ${message}`]);
  });
});

describe('what is known only at deployment', () => {
  const RESOURCES = { Deploy: { Type: 'AWS::IAM::Role', Properties: {} } };

  test.each<[string, unknown, string]>([
    [
      'the role\'s own account, by its root',
      { AWS: OWN },
      'account partition=<partition AWS::Partition> account=<own-account AWS::AccountId>',
    ],
    ['the role\'s own account, by its id', { AWS: { Ref: 'AWS::AccountId' } }, 'account account=<own-account AWS::AccountId>'],
    [
      'another account in the role\'s own partition',
      { AWS: join('arn:', { Ref: 'AWS::Partition' }, ':iam::444455556666:root') },
      'account partition=<partition AWS::Partition> account=444455556666',
    ],
    [
      'the root of an unknown account',
      { AWS: join('arn:aws:iam::', { Ref: 'A' }, ':root') },
      'account partition=aws account=<unknown reference to "A">',
    ],
    [
      'a role of an unknown name',
      { AWS: join('arn:aws:iam::444455556666:role/', { Ref: 'N' }) },
      'role partition=aws account=444455556666 name=<unknown reference to "N">',
    ],
    [
      'a role of a name known in part',
      { AWS: join('arn:aws:iam::444455556666:role/team/x-', { Ref: 'N' }) },
      'role partition=aws account=444455556666 name=team/x-<unknown reference to "N">',
    ],
    [
      'a role of the same template',
      { AWS: { 'Fn::GetAtt': ['Deploy', 'Arn'] } },
      'role partition=<partition AWS::Partition> account=<own-account AWS::AccountId> name=<own-name name of role "Deploy">',
    ],
    [
      'a session of an unknown name',
      { AWS: join('arn:aws:sts::444455556666:assumed-role/Deploy/', { Ref: 'N' }) },
      'session partition=aws account=444455556666 roleName=Deploy sessionName=<unknown reference to "N">',
    ],
    [
      'a service with the region in its name',
      { Service: { 'Fn::Sub': 'states.${AWS::Region}.amazonaws.com' } },
      'service service=states.<region AWS::Region>.amazonaws.com',
    ],
    [
      'a service with the URL suffix',
      { Service: { 'Fn::Sub': 'ec2.${AWS::URLSuffix}' } },
      'service service=ec2.<url-suffix AWS::URLSuffix>',
    ],
    ['a service named by a parameter', { Service: { Ref: 'S' } }, 'service service=<unknown reference to "S">'],
    ['a service named by an attribute', { Service: { 'Fn::GetAtt': ['S', 'Name'] } }, 'service service=<unknown attribute "Name" of "S">'],
    [
      'an account with some known digits',
      { AWS: join('arn:aws:iam::1111', ref('A'), '3333:root') },
      'account partition=aws account=1111<unknown reference to "A">3333',
    ],
    [
      'an account with a value beside it, which may be empty',
      { AWS: join('arn:aws:iam::111122223333', ref('A'), ':root') },
      'account partition=aws account=111122223333<unknown reference to "A">',
    ],
    [
      'a partly known partition',
      { AWS: join('arn:aws', ref('P'), '-gov:iam::111122223333:root') },
      'account partition=aws<unknown reference to "P">-gov account=111122223333',
    ],
    ['every principal, if the value beside the wildcard is empty', { AWS: join('*', ref('P')) }, 'unknown key=AWS'],
    ['the role\'s own account and more text', { AWS: join(ref('AWS::AccountId'), '0') }, 'unknown key=AWS'],
    ['any attribute', { AWS: { 'Fn::GetAtt': ['X', 'Arn'] } }, 'unknown key=AWS'],
    ['a provider of an unknown kind', { Federated: join('arn:aws:iam::444455556666:', ref('P')) }, 'unknown key=Federated'],
    ['a session, or the beginning of one', { AWS: join('arn:aws:sts::444455556666:assumed-role/', ref('P')) }, 'unknown key=AWS'],
    [
      'an OIDC provider of an unknown issuer',
      { Federated: join('arn:aws:iam::444455556666:oidc-provider/', { Ref: 'I' }) },
      'oidc-provider partition=aws account=444455556666 issuer=<unknown reference to "I">',
    ],
    [
      'a SAML provider of an unknown name',
      { Federated: join('arn:aws:iam::444455556666:saml-provider/', { Ref: 'I' }) },
      'saml-provider partition=aws account=444455556666 name=<unknown reference to "I">',
    ],
    ['any text', { AWS: { Ref: 'P' } }, 'unknown key=AWS'],
    ['any provider', { Federated: { Ref: 'P' } }, 'unknown key=Federated'],
    ['an ARN cut short by a hole', { AWS: join('arn:aws:iam::', { Ref: 'P' }) }, 'unknown key=AWS'],
    ['an unknown resource of an account', { AWS: join('arn:aws:iam::444455556666:', { Ref: 'P' }) }, 'unknown key=AWS'],
    ['an unknown service in the ARN', { AWS: join('arn:aws:', { Ref: 'P' }, '::444455556666:root') }, 'unknown key=AWS'],
    ['a list', { AWS: { 'Fn::Split': [',', { Ref: 'P' }] } }, 'unknown key=AWS'],
    ['a list in a list', { AWS: [{ 'Fn::Split': [',', { Ref: 'P' }] }] }, 'unknown key=AWS'],
    ['a list of services', { Service: { 'Fn::Split': [',', { Ref: 'P' }] } }, 'unknown key=Service'],
    ['the whole element', { Ref: 'P' }, 'unknown'],
    ['an attribute for the whole element', { 'Fn::GetAtt': ['X', 'Principal'] }, 'unknown'],
  ])('%s', (_what, principal, expected) => {
    const read = readStatement({ ...LAMBDA, Principal: principal }, { resources: RESOURCES });
    expect(read.principals.map(describePrincipal)).toEqual([expected]);
    expect(read.problems).toEqual([]);
    expect(read.unreadable).toEqual([]);
  });

  test('the key itself: it may name any principal', () => {
    const [before, after] = JSON.stringify(documentOf({ ...LAMBDA, Principal: { KEY: ['111122223333', '*'] } })).split('KEY');
    const policy = readOne(join(before, ref('Key'), after));
    expect(policy.statements[0].principals.map(({ kind, written }) => [kind, showText(written)])).toEqual(
      ['111122223333', '*'].map((named) => ['unknown', `<reference to "Key">: ${named}`]),
    );
    expect(policy.problems).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['the name of a role is not a principal', { Ref: 'Deploy' }, 'the name of a resource is not a principal'],
    ['a wildcard beside a hole', join('arn:aws:iam::', { Ref: 'A' }, ':role/*'), 'a principal cannot contain a wildcard'],
    [
      'a path beside a hole in a session',
      join('arn:aws:sts::444455556666:assumed-role/Deploy/a/', ref('N')),
      'the ARN of a role session does not contain a path',
    ],
    ['too many digits for an account', join('arn:aws:iam::1111222233334', ref('A'), ':root'), 'its account is not 12 digits'],
    ['an upper-case partition', join('arn:A', ref('P'), ':iam::111122223333:root'), 'AWS has no such partition'],
    ['a partition with a digit', join('arn:', ref('P'), '1:iam::111122223333:root'), 'AWS has no such partition'],
    ['digits that cannot become an account', join('arn:aws:iam::x', { Ref: 'A' }, ':root'), 'its account is not 12 digits'],
  ])('%s', (_what, value, why) => {
    expect(readPrincipals({ AWS: value }, { resources: RESOURCES })).toMatchObject([{ kind: 'malformed', why }]);
  });

  test.each([['a_', ''], ['', '_a'], ['', ' ']])('%j, an unknown part and %j are not a service', (before, after) => {
    expect(readPrincipals({ Service: join(before, ref('S'), after) })).toMatchObject([
      { kind: 'malformed', why: 'it is not the name of a service' },
    ]);
  });
});
