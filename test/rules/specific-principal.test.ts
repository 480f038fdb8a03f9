/** Can any principal of a foreign account, of an organization or of a name pattern assume the role, rather than only named ones? */
import {
  allow, allowFederated, deny, EXTERNAL_ID, expectClosed, expectOpen, expectUndecided, MFA, ORGANIZATION, OWN, PARTNER, policy,
  renderedRoot, role, root, session, SISTER, user, VENDOR,
} from './trust-policy-cases';

const RULE = 'specific-principal';
const partner = root(PARTNER);
const principalArn = (operator: string, value: unknown) => ({ [operator]: { 'aws:PrincipalArn': value } });
const deploy = role(PARTNER, 'team/deploy');
const parameter = (definition: object) => ({ parameters: { Name: { Type: 'String', ...definition } } });
/** Every role of this name, in whichever account of the organization. */
const auditOfOrganization = {
  StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION },
  ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/audit' },
};
const identityCenter = (end: string) => principalArn('ArnLike', `arn:aws:iam::${PARTNER}:role/aws-reserved/sso.amazonaws.com${end}`);

describe('closed: the policy names every principal that can assume the role', () => {
  test.each<[string, object]>([
    ['a role', policy(allow(role(PARTNER, 'deploy')))],
    ['a role with a path', policy(allow(deploy))],
    ['a user', policy(allow(user(PARTNER, 'alice')))],
    ['a session', policy(allow(session(PARTNER, 'deploy', 'ci')))],
    ['a list of them', policy(allow([role(PARTNER, 'deploy'), user(PARTNER, 'alice')]))],
    ['a role in a partition known at deployment', policy(allow({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::${PARTNER}:role/deploy` }))],
    ['an account pinned by ArnEquals', policy(allow(partner, principalArn('ArnEquals', deploy)))],
    ['an account pinned by StringEquals', policy(allow(renderedRoot(PARTNER), principalArn('StringEquals', deploy)))],
    ['an account pinned by StringLike without a wildcard', policy(allow(partner, principalArn('StringLike', deploy)))],
    ['an account pinned to a list', policy(allow(partner, principalArn('ArnLike', [deploy, user(PARTNER, 'alice')])))],
    ['a pin in any partition', policy(allow(partner, principalArn('ArnLike', `arn:*:iam::${PARTNER}:role/deploy`)))],
    [
      'a pin that leaves the account to the principal element',
      policy(allow(partner, principalArn('ArnLike', 'arn:aws:iam::*:role/deploy'))),
    ],
    [
      'a pin to a user by name, for which a path containing the ARN of another user is of no use',
      policy(allow(partner, { StringEquals: { 'aws:username': 'alice' }, StringLike: { 'aws:PrincipalArn': '*:user/*' } })),
    ],
    ['a pin with IfExists: every caller has an ARN', policy(allow(partner, principalArn('ArnEqualsIfExists', deploy)))],
    ['a pin with ForAnyValue', policy(allow(partner, principalArn('ForAnyValue:ArnEquals', deploy)))],
    ['every principal, pinned to a role', policy(allow('*', principalArn('ArnEquals', deploy)))],
    ['a pin to a user by name', policy(allow(partner, { StringEquals: { 'aws:username': ['alice', 'bob'] } }))],
    [
      'a pin to a user by name, ignoring case: no two names differ only in case',
      policy(allow(partner, { StringEqualsIgnoreCase: { 'aws:username': 'alice' } })),
    ],
    ['a pin to a user by StringLike without a wildcard', policy(allow(partner, { StringLike: { 'aws:username': 'alice' } }))],
    [
      'a pin to a role whose name contains that of the stack',
      policy(allow(partner, principalArn('ArnLike', { 'Fn::Sub': `arn:aws:iam::${PARTNER}:role/\${AWS::StackName}-deploy` }))),
    ],
    [
      'Identity Center, in the region of the stack',
      policy(allow(
        partner,
        principalArn(
          'ArnLike',
          { 'Fn::Sub': `arn:aws:iam::${PARTNER}:role/aws-reserved/sso.amazonaws.com/\${AWS::Region}/AWSReservedSSO_Admin_*` },
        ),
      )),
    ],
    ['a pin to a role, ignoring case', policy(allow(partner, principalArn('StringEqualsIgnoreCase', deploy)))],
    ['a pin to a user by its unique id', policy(allow(partner, { StringEquals: { 'aws:userid': 'AIDAABCDEFGHIJKLMNOPQ' } }))],
    [
      'a pin to a user by a unique id of sixteen characters, the shortest possible',
      policy(allow(partner, { StringEquals: { 'aws:userid': 'AIDAABCDEFGHIJKL' } })),
    ],
    ['the same by StringLike without a wildcard', policy(allow(partner, { StringLike: { 'aws:userid': 'AIDAABCDEFGHIJKL' } }))],
    [
      'a pin to a user by a unique id known only at deployment',
      policy(allow(partner, { StringEquals: { 'aws:userid': { Ref: 'Name' } } })),
    ],
    ['a pin to a session by its whole id', policy(allow(partner, { StringLike: { 'aws:userid': 'AROAABCDEFGHIJKLMNOPQ:ci' } }))],
    [
      'a pin to a user by its whole unique id, followed by a wildcard',
      policy(allow(partner, { StringLike: { 'aws:userid': 'AIDAABCDEFGHIJKLMNOPQ*' } })),
    ],
    ['a pin to a role by its unique id', policy(allow(partner, { StringLike: { 'aws:userid': 'AROAABCDEFGHIJKLMNOPQ:*' } }))],
    ['weakness 38: a Deny of every other principal', policy(allow(partner), deny('*', principalArn('ArnNotEquals', deploy)))],
    ['a Deny of every principal', policy(allow(partner), deny('*'))],
    [
      'a pattern under StringEquals, which is literal text: no caller is allowed',
      policy(allow(partner, principalArn('StringEquals', role(PARTNER, 'app-*')))),
    ],
    [
      'a pin to a session, which aws:PrincipalArn never holds: no caller is allowed',
      policy(allow(partner, principalArn('ArnEquals', session(PARTNER, 'deploy', 'ci')))),
    ],
    ['Identity Center, any suffix', policy(allow(partner, identityCenter('/AWSReservedSSO_Admin_*')))],
    ['Identity Center, with or without the region', policy(allow(partner, identityCenter('*/AWSReservedSSO_Admin_*')))],
    ['Identity Center, in a region', policy(allow(partner, identityCenter('/eu-west-1/AWSReservedSSO_Admin_????????????????')))],
    ['the role\'s own account', policy(allow(root(OWN)))],
    ['the role\'s own account as AWS::AccountId', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
    ['a pattern of roles of the role\'s own account', policy(allow(root(OWN), principalArn('ArnLike', role(OWN, 'app-*'))))],
    ['the account of a vendor', policy(allow(root(VENDOR)))],
    ['a vendor by a condition', policy(allow('*', { StringEquals: { 'aws:PrincipalAccount': VENDOR } }))],
    ['a service', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } })],
    ['a web identity', policy(allowFederated(`arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`))],
    ['a deleted role', policy(allow('AROAABCDEFGHIJKLMNOPQ'))],
    ['members of the role\'s own organization', policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } }))],
    [
      'members of a part of it',
      policy(allow('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': '${aws:ResourceOrgID}/r-ab12/ou-ab12-11111111/*' } })),
    ],
    ['a role whose name a parameter gives', policy(allow({ 'Fn::Sub': `arn:aws:iam::${PARTNER}:role/\${Name}` }))],
    [
      'an account pinned to an exact ARN from a parameter',
      policy(allow(partner, principalArn('StringEquals', { 'Fn::Sub': `arn:aws:iam::${PARTNER}:role/\${Name}` }))),
    ],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));

  test('a role of the same template', () => {
    const context = { resources: { Deploy: { Type: 'AWS::IAM::Role' } } };
    expectClosed(RULE, { document: policy(allow({ 'Fn::GetAtt': ['Deploy', 'Arn'] })), account: null, context });
    expectClosed(RULE, { document: policy(allow(partner, principalArn('ArnEquals', { 'Fn::GetAtt': ['Deploy', 'Arn'] }))), context });
  });

  test('both allowed values of a parameter name a role', () => {
    const document = policy(allow({ Ref: 'Name' }));
    expectClosed(RULE, { document, context: parameter({ AllowedValues: [role(PARTNER, 'blue'), role(PARTNER, 'green')] }) });
  });
});

describe('open: a principal that the policy does not name can assume the role', () => {
  test.each<[string, object]>([
    [
      'a pin in any partition, compared as text: a role whose path contains the rest',
      policy(allow(partner, principalArn('StringLike', `arn:*:iam::${OWN}:role/deploy`))),
    ],
    [
      'a pin that leaves the account to the principal element, compared as text: a user whose path contains the rest',
      policy(allow(partner, principalArn('StringLike', 'arn:aws:iam::*:role/deploy'))),
    ],
    [
      'a Deny of every other principal, compared as text',
      policy(allow(partner), deny('*', principalArn('StringNotLike', `arn:*:iam::${PARTNER}:role/deploy`))),
    ],
    ['weakness 6: a whole account', policy(allow(partner))],
    ['weakness 6: a whole account by its number', policy(allow(PARTNER))],
    ['weakness 7: a whole account as the CDK renders it', policy(allow(renderedRoot(PARTNER)))],
    ['weakness 7: the same by Fn::Sub', policy(allow({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::${PARTNER}:root` }))],
    ['weakness 8: a whole account of another partition', policy(allow(root(PARTNER, 'aws-us-gov')))],
    ['neither MFA nor an ExternalId names a principal', policy(allow(partner, { ...MFA, ...EXTERNAL_ID }))],
    ['weakness 2: a whole account beside a role and the role\'s own account', policy(allow([root(OWN), role(PARTNER, 'deploy'), partner]))],
    ['weakness 11: an account declared as own, whose root names no principal', policy(allow(root(SISTER)))],
    ['a pattern of names', policy(allow(partner, principalArn('ArnLike', role(PARTNER, 'app-*'))))],
    ['a pattern of names under StringLike', policy(allow(partner, principalArn('StringLike', `${role(PARTNER, 'app-')}?`)))],
    ['a pattern of paths', policy(allow(partner, principalArn('ArnLike', role(PARTNER, 'team/*'))))],
    ['every role', policy(allow(partner, principalArn('ArnLike', 'arn:aws:iam::*:role/*')))],
    ['a named role beside a pattern in one list', policy(allow(partner, principalArn('ArnLike', [deploy, role(PARTNER, 'app-*')])))],
    ['every principal except one role', policy(allow(partner, principalArn('ArnNotEquals', deploy)))],
    ['every principal that has an ARN', policy(allow(partner, principalArn('Null', 'false')))],
    ['a type of principal', policy(allow(partner, { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }))],
    ['a tag that the account\'s administrators set', policy(allow(partner, { StringEquals: { 'aws:PrincipalTag/team': 'audit' } }))],
    ['a pattern of user names', policy(allow(partner, { StringLike: { 'aws:username': 'ci-*' } }))],
    ['the first part of a unique id', policy(allow(partner, { StringLike: { 'aws:userid': 'AIDAABCDEFGHIJKL*' } }))],
    ['the first part of the unique id of a role', policy(allow(partner, { StringLike: { 'aws:userid': 'AROAABCDEFGHIJKL*' } }))],
    ['every user', policy(allow(partner, { Null: { 'aws:username': 'false' } }))],
    ['an organization', policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }))],
    ['every principal', policy(allow('*'))],
    [
      'the role\'s own organization, with IfExists',
      policy(allow('*', { StringEqualsIfExists: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } })),
    ],
    ['accounts by a condition', policy(allow('*', { StringEquals: { 'aws:PrincipalAccount': [OWN, PARTNER] } }))],
    ['a VPC', policy(allow('*', { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60718' } }))],
    ['Identity Center, every permission set', policy(allow(partner, identityCenter('/*')))],
    ['Identity Center, every permission set whose name begins like this', policy(allow(partner, identityCenter('/AWSReservedSSO_Admin*')))],
    [
      'Identity Center, permission sets whose names begin and end like this',
      policy(allow(partner, identityCenter('/AWSReservedSSO_Team_*Admin_*'))),
    ],
    [
      'users whose path looks like that of Identity Center',
      policy(allow(
        partner,
        principalArn('ArnLike', `arn:aws:iam::${PARTNER}:user/role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*`),
      )),
    ],
    ['a role of any account, after a statement that fixes the account', policy(allow(root(OWN)), allow('*', auditOfOrganization))],
    ['a user of any account who has a tag of the same name', policy(allow('*', {
      StringEquals: {
        'aws:PrincipalOrgID': ORGANIZATION,
        'aws:PrincipalTag/name': 'audit',
      },
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/audit' },
    }))],
    ['a role of any account beside one that is named', policy(allow([partner, '*'], auditOfOrganization))],
    [
      'a role of any account but one',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { AWS: root(OWN) }, Condition: auditOfOrganization }),
    ],
    [
      'a pinned user and a statement without the pin',
      policy(allow(partner, { StringEquals: { 'aws:username': 'alice' } }), allow(partner)),
    ],
    [
      'a pinned user and a statement for all users',
      policy(allow(partner, { StringEquals: { 'aws:username': 'alice' } }), allow(partner, { Null: { 'aws:username': 'false' } })),
    ],
    [
      'a role that has the name of a pinned user',
      policy(allow(partner, { StringEquals: { 'aws:username': 'audit' } }), allow('*', auditOfOrganization)),
    ],
    ['a Deny of one role', policy(allow(partner), deny(deploy))],
    [
      'a Deny of every other principal for another action',
      policy(allow(partner), deny('*', principalArn('ArnNotEquals', deploy), 'sts:TagSession')),
    ],
    ['a pinned statement and one that is not', policy(allow(partner, principalArn('ArnEquals', deploy)), allow(partner))],
    ['weakness 4: a single statement instead of a list', { Version: '2012-10-17', Statement: allow(partner) }],
    ['weakness 36: the whole document as JSON text', JSON.stringify(policy(allow(partner))) as unknown as object],
    [
      'a variable in version 2008-10-17 is plain text',
      { Version: '2008-10-17', Statement: allow(partner, { StringNotEquals: { 'aws:username': '${aws:username}' } }) },
    ],
  ])('%s', (_, document) => {
    const { witness } = expectOpen(RULE, { document });
    expect([PARTNER, SISTER, '999999999999']).toContain(witness.caller.account);
    expect(witness.caller.arn).not.toMatch(/^([^:]*:){5}(role|assumed-role)\/(team\/)?deploy(\/|$)/);
  });

  test('weakness 37: one branch of Fn::If trusts the whole account', () => {
    const document = policy(allow({ 'Fn::If': ['Prod', role(PARTNER, 'deploy'), partner] }));
    const { message } = expectOpen(
      RULE,
      { document, context: { conditions: { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } },
    );
    expect(message).toBe(`any principal in account ${PARTNER} can assume this role`);
  });

  test('weakness 37: one branch of Fn::If leaves the statement out', () => {
    const document = policy({ 'Fn::If': ['Prod', allow(partner), { Ref: 'AWS::NoValue' }] }, allow({ Ref: 'Name' }));
    const context = { ...parameter({}), conditions: { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } };
    expect(expectOpen(RULE, { document, context }).statement).toEqual({ index: 0 });
  });

  test('a role of any account of an organization: every account of it can create that role', () => {
    const { witness } = expectOpen(RULE, { document: policy(allow('*', auditOfOrganization)) });
    expect(witness.caller.arn).toMatch(/:assumed-role\/audit\//);
  });

  test('the path of a role is in the witness, though the ARN of a session lacks it', () => {
    const { witness } = expectOpen(RULE, { document: policy(allow(partner, principalArn('ArnLike', role(PARTNER, 'team/*')))) });
    expect(witness.context['aws:PrincipalArn']).toMatch(/:role\/team\/./);
  });

  test('an account among the allowed values of a parameter', () => {
    const context = { parameters: { Account: { Type: 'String', AllowedValues: [OWN, PARTNER] } } };
    expectOpen(RULE, { document: policy(allow(renderedRoot({ Ref: 'Account' }))), context });
  });

  test('a principal known only at deployment, and the principals of a second statement', () => {
    const named = allow(partner, principalArn('StringEquals', { Ref: 'Name' }));
    expect(expectOpen(RULE, { document: policy(named, allow(partner)), context: parameter({}) }).statement).toEqual({ index: 1 });
    expect(expectOpen(
      RULE,
      { document: policy(named, allow(partner, principalArn('ArnLike', role(PARTNER, '*')))), context: parameter({}) },
    ).statement).toEqual({ index: 1 });
  });

  test('an account counts as foreign where the role\'s own account is not known before deployment', () => {
    expectOpen(RULE, { document: policy(allow(root(OWN))), account: null });
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, object]>([
    ['the principal', policy(allow({ Ref: 'Name' }))],
    ['the account', policy(allow(renderedRoot({ Ref: 'Name' })))],
    ['the import of an ARN', policy(allow({ 'Fn::ImportValue': 'Partner:Arn' }))],
    ['an attribute of a custom resource', policy(allow({ 'Fn::GetAtt': ['Lookup', 'Arn'] }))],
    ['a parameter used as a pattern', policy(allow(partner, principalArn('ArnLike', { Ref: 'Name' })))],
    [
      'a name used as a pattern',
      policy(allow(partner, principalArn('ArnLike', { 'Fn::Sub': `arn:aws:iam::${PARTNER}:role/\${Name}` }))),
    ],
    [
      'a parameter used as a pattern, which another statement compares as it is',
      policy(allow(partner, principalArn('StringEquals', { Ref: 'Name' })), allow(partner, principalArn('StringLike', { Ref: 'Name' }))),
    ],
    [
      'the name of a permission set',
      policy(allow(
        partner,
        principalArn('ArnLike', { 'Fn::Sub': `arn:aws:iam::${PARTNER}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_\${Name}_*` }),
      )),
    ],
    ['the effect', policy({ ...allow(partner), Effect: { Ref: 'Name' } })],
  ])('%s', (_, document) => {
    expect(
      expectUndecided(RULE, { document, context: parameter({}) }).message,
    ).toContain('whether principals that are not named get access');
  });
});

describe('the fix', () => {
  test.each<[string, object, string]>([
    ['a role of the account', policy(allow(partner)), `new iam.ArnPrincipal('arn:aws:iam::${PARTNER}:role/<name>')`],
    ['a role of the partition', policy(allow(root(PARTNER, 'aws-cn'))), `new iam.ArnPrincipal('arn:aws-cn:iam::${PARTNER}:role/<name>')`],
    ['how to declare a vendor', policy(allow(partner)), `KnownAccount.vendor('${PARTNER}', '<name>')`],
    ['how to declare an account as the reader\'s own', policy(allow(partner)), `KnownAccount.own('${PARTNER}')`],
    [
      'how to declare the organization',
      policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })),
      `if ${ORGANIZATION} is your own organization, declare it: organizations: ['${ORGANIZATION}']`,
    ],
    [
      'the clause that is too wide',
      policy(allow(partner, principalArn('ArnLike', role(PARTNER, 'app-*')))),
      `replace ArnLike aws:PrincipalArn "${role(PARTNER, 'app-*')}" with "ArnEquals"`,
    ],
    [
      'no invented account',
      policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })),
      'arn:aws:iam::<account>:role/<name>',
    ],
  ])('%s', (_, document, words) => expect(expectOpen(RULE, { document }).fix).toContain(words));

  test.each<[string, object, string]>([
    ['the account', policy(allow(partner)), `statement 0 trusts the whole account ${PARTNER}`],
    [
      'the pattern',
      policy(allow(partner, principalArn('ArnLike', role(PARTNER, 'app-*')))),
      `ArnLike aws:PrincipalArn "${role(PARTNER, 'app-*')}"`,
    ],
    [
      'the organization',
      policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })),
      `aws:PrincipalOrgID "${ORGANIZATION}" matches a whole group`,
    ],
  ])('the reason names %s', (_, document, words) => expect(expectOpen(RULE, { document }).because).toContain(words));
});
