/** Can an IAM user of a foreign account assume the role without MFA? */
import {
  allow, allowFederated, deny, EXTERNAL_ID, expectClosed, expectOpen, expectUndecided, judge, MFA, OWN, PARTNER, policy, renderedRoot, role,
  root, session, SISTER, user, VENDOR,
} from './trust-policy-cases';

const RULE = 'mfa-required';
const mfa = (operator: string, value: unknown) => ({ [operator]: { 'aws:MultiFactorAuthPresent': value } });
const age = (operator: string, value: unknown) => ({ [operator]: { 'aws:MultiFactorAuthAge': value } });
const partner = root(PARTNER);
const parameter = (definition: object) => ({ parameters: { Mfa: { Type: 'String', ...definition } } });

describe('closed: a user without MFA is denied', () => {
  test.each<[string, object]>([
    ['a key that AWS does not have: no caller is allowed', policy(allow(partner, { Bool: { 'aws:MultiFactorAuth': 'true' } }))],
    ['Bool true as text', policy(allow(partner, MFA))],
    ['Bool true as a JSON boolean, as the CDK renders it', policy(allow(renderedRoot(PARTNER), mfa('Bool', true)))],
    ['Bool "TRUE" in capitals', policy(allow(partner, mfa('Bool', 'TRUE')))],
    ['Bool true in a list of one', policy(allow(partner, mfa('Bool', ['true'])))],
    ['the key in another spelling', policy(allow(partner, { Bool: { 'AWS:multifactorauthpresent': 'true' } }))],
    ['ForAnyValue:Bool true: unusual, but it requires the key', policy(allow(partner, mfa('ForAnyValue:Bool', 'true')))],
    ['BoolIfExists made strict by Null false', policy(allow(partner, { ...mfa('BoolIfExists', 'true'), ...mfa('Null', 'false') }))],
    ['StringEquals "true": an unsuitable operator, but it requires the exact text', policy(allow(partner, mfa('StringEquals', 'true')))],
    ['MFA no older than an hour', policy(allow(partner, age('NumericLessThan', 3600)))],
    ['MFA older than an hour: reversed, but still requires MFA', policy(allow(partner, age('NumericGreaterThan', '3600')))],
    ['Null false on the age, which is present only with MFA', policy(allow(partner, age('Null', 'false')))],
    [
      'weakness 38: a Deny with BoolIfExists false covers requests without the key',
      policy(allow(partner), deny('*', mfa('BoolIfExists', 'false'))),
    ],
    [
      'two Denies, one for a missing key and one for false',
      policy(allow(partner), deny('*', mfa('Null', 'true')), deny('*', mfa('Bool', 'false'))),
    ],
    ['a Deny of everything except MFA by StringNotEquals', policy(allow(partner), deny(partner, mfa('StringNotEquals', 'true')))],
    ['a named role: roles cannot authenticate with MFA', policy(allow(role(PARTNER, 'deploy')))],
    ['one session of a role', policy(allow(session(PARTNER, 'deploy', 'ci')))],
    ['an account pinned to one of its roles', policy(allow(partner, { ArnEquals: { 'aws:PrincipalArn': role(PARTNER, 'deploy') } }))],
    ['an account narrowed to roles of any name', policy(allow(partner, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }))],
    ['an account narrowed to sessions by type', policy(allow(partner, { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }))],
    ['an account narrowed to the unique id of a role', policy(allow(partner, { StringLike: { 'aws:userid': 'AROAABCDEFGHIJKLMNOPQ:*' } }))],
    ['an account narrowed to callers that are not users', policy(allow(partner, { Null: { 'aws:username': 'true' } }))],
    ['the role\'s own account', policy(allow(root(OWN)))],
    ['the role\'s own account as AWS::AccountId', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
    ['a user of the role\'s own account', policy(allow(user(OWN, 'alice')))],
    [
      'weakness 35: a service, which cannot have MFA',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }),
    ],
    ['a web identity', policy(allowFederated(`arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`))],
    ['a vendor: its workloads cannot authenticate with MFA', policy(allow(root(VENDOR)))],
    ['a deleted user', policy(allow('AIDAABCDEFGHIJKLMNOPQ'))],
    ['a federation-token session, which cannot call AssumeRole', policy(allow(`arn:aws:sts::${PARTNER}:federated-user/alice`))],
    ['the wrong API for the principal', policy(allow(partner, undefined, 'sts:AssumeRoleWithSAML'))],
    ['every principal denied by a second statement', policy(allow(partner), deny('*'))],
  ])('%s', (_, document) => expectClosed(RULE, { document }));

  test('a parameter that can only be "true"', () => {
    const document = policy(allow(partner, mfa('Bool', { Ref: 'Mfa' })));
    expectClosed(RULE, { document, context: parameter({ AllowedValues: ['true'] }) });
  });

  test('a role and a user of the same template belong to the role\'s own account, even where its id is not known yet', () => {
    const resources = { Deploy: { Type: 'AWS::IAM::Role' }, Alice: { Type: 'AWS::IAM::User' } };
    const document = policy(allow([{ 'Fn::GetAtt': ['Deploy', 'Arn'] }, { 'Fn::GetAtt': ['Alice', 'Arn'] }]));
    expectClosed(RULE, { document, account: null, context: { resources } });
  });
});

describe('open: a user without MFA is allowed', () => {
  test.each<[string, object]>([
    ['no condition at all', policy(allow(partner))],
    ['weakness 7: the same as the CDK renders it', policy(allow(renderedRoot(PARTNER)))],
    ['the bare account id', policy(allow(PARTNER))],
    ['weakness 8: another partition', policy(allow(root(PARTNER, 'aws-us-gov')))],
    ['a named user', policy(allow(user(PARTNER, 'team/alice')))],
    ['weakness 17: an ExternalId does not replace MFA', policy(allow(partner, EXTERNAL_ID))],
    ['weakness 18: BoolIfExists matches a long-term key', policy(allow(partner, mfa('BoolIfExists', 'true')))],
    ['weakness 19: Bool false', policy(allow(partner, mfa('Bool', 'false')))],
    ['weakness 19: Bool true or false', policy(allow(partner, mfa('Bool', ['true', 'false'])))],
    ['weakness 20: Null false matches a session without MFA', policy(allow(partner, mfa('Null', 'false')))],
    ['weakness 20: Null true', policy(allow(partner, mfa('Null', 'true')))],
    ['weakness 21: ForAllValues:Bool matches when the key is missing', policy(allow(partner, mfa('ForAllValues:Bool', 'true')))],
    ['StringNotEquals "false" matches when the key is missing', policy(allow(partner, mfa('StringNotEquals', 'false')))],
    ['an age with IfExists', policy(allow(partner, age('NumericLessThanIfExists', '3600')))],
    ['an age that must be absent', policy(allow(partner, age('Null', 'true')))],
    ['a key that AWS does not have, with IfExists', policy(allow(partner, { BoolIfExists: { 'aws:MultiFactorAuth': 'true' } }))],
    ['a Deny of Bool false, which does not cover a long-term key', policy(allow(partner), deny('*', mfa('Bool', 'false')))],
    ['a Deny of an old age, which does not cover a long-term key', policy(allow(partner), deny('*', age('NumericGreaterThan', '3600')))],
    ['a Deny for one user only', policy(allow(partner), deny(user(PARTNER, 'alice'), mfa('BoolIfExists', 'false')))],
    ['a Deny of another action', policy(allow(partner), deny('*', mfa('BoolIfExists', 'false'), 'sts:TagSession'))],
    ['Null with a variable, which AWS does not document', policy(allow(partner, mfa('Null', '${aws:username}')))],
    ['a Deny of Null with a variable, which may cover nobody', policy(allow(partner), deny('*', mfa('Null', '${aws:username}')))],
    [
      'a Deny of an ARN that has too few parts wherever it is deployed',
      policy(allow(partner), deny('*', { ArnLike: { 'aws:PrincipalArn': { Ref: 'AWS::AccountId' } } })),
    ],
    ['the same, negated', policy(allow(partner), deny('*', { ArnNotLike: { 'aws:PrincipalArn': { Ref: 'AWS::AccountId' } } }))],
    ['an account narrowed to such an ARN', policy(allow(partner, { ArnLike: { 'aws:PrincipalArn': { Ref: 'AWS::AccountId' } } }))],
    ['MFA required by one statement, not by the next', policy(allow(partner, MFA), allow(partner))],
    ['weakness 4: a single statement instead of a list', { Version: '2012-10-17', Statement: allow([partner]) }],
    ['weakness 13: the action by a pattern and in mixed case', policy(allow(partner, undefined, ['STS:assume*']))],
    ['weakness 12: every action', policy(allow(partner, undefined, '*'))],
    ['weakness 14: every action except some', policy({ Effect: 'Allow', NotAction: 'iam:*', Principal: { AWS: partner } })],
    ['an account declared as own: its users still need MFA', policy(allow(root(SISTER)))],
    ['every principal', policy(allow('*'))],
    ['an organization', policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }))],
    [
      'an account narrowed to roles with a text operator: a user whose path contains the rest',
      policy(allow(partner, { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } })),
    ],
    [
      'an account pinned to one of its roles with a text operator',
      policy(allow(partner, { StringLike: { 'aws:PrincipalArn': '*:role/deploy' } })),
    ],
    ['an account pinned to one of its users', policy(allow(partner, { ArnEquals: { 'aws:PrincipalArn': user(PARTNER, 'alice') } }))],
    [
      'a session name of ${aws:username}, which only users have',
      policy(allow(partner, { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } })),
    ],
    ['version 2008-10-17', { Version: '2008-10-17', Statement: [allow(partner)] }],
    ['no version', { Statement: [allow(partner)] }],
    ['MFA text with a lower-case element name, which IAM rejects', { version: '2012-10-17', statement: [allow(partner)] }],
  ])('%s', (_, document) => {
    const { witness } = expectOpen(RULE, { document });
    expect(witness).toMatchObject({ action: 'sts:AssumeRole', caller: { kind: 'iam-user' } });
    expect(witness.caller.account).not.toBe(OWN);
    expect(witness.context['aws:MultiFactorAuthPresent']).not.toBe('true');
  });

  test('weakness 37: one branch of Fn::If drops the condition', () => {
    const document = policy(allow(partner, { 'Fn::If': ['Strict', MFA, { Ref: 'AWS::NoValue' }] }));
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('a parameter that can be "false"', () => {
    const document = policy(allow(partner, mfa('Bool', { Ref: 'Mfa' })));
    const { witness } = expectOpen(RULE, { document, context: parameter({ AllowedValues: ['true', 'false'] }) });
    expect(witness.context['aws:MultiFactorAuthPresent']).toBe('false');
  });

  test('an account that counts as foreign because the role\'s own account is not known before deployment', () => {
    expectOpen(RULE, { document: policy(allow(renderedRoot(OWN))), account: null });
  });

  test('each statement that allows users without MFA is reported, by its own index and Sid', () => {
    const document = policy(allow(partner, MFA), { ...allow(partner), Sid: 'Loose' }, allow(user(PARTNER, 'alice')));
    expect(judge(RULE, { document }).findings.map(({ statement }) => statement)).toEqual([{ index: 1, sid: 'Loose' }, { index: 2 }]);
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, object]>([
    ['a parameter that can have any value', policy(allow(partner, mfa('Bool', { Ref: 'Mfa' })))],
    ['a parameter inside a Deny', policy(allow(partner), deny('*', mfa('BoolIfExists', { Ref: 'Mfa' })))],
    ['the operator', policy(allow(partner, { 'Fn::FindInMap': ['Conditions', { Ref: 'Mfa' }, 'Block'] }))],
    ['the account', policy(allow(renderedRoot({ Ref: 'Mfa' })))],
    ['the principal', policy(allow({ Ref: 'Mfa' }))],
    ['the import of a principal', policy(allow({ 'Fn::ImportValue': 'Partner:Arn' }))],
    ['an attribute of a custom resource', policy(allow({ 'Fn::GetAtt': ['Lookup', 'Arn'] }))],
  ])('%s', (_, document) => {
    const { message, because } = expectUndecided(RULE, { document, context: parameter({}) });
    expect(message).toContain('whether IAM users get access without MFA');
    expect(because).not.toBe('the answer depends on ');
  });

  test('a part of the partition of the principal, where the partition of the role is not known either', () => {
    const document = policy(allow({ 'Fn::Sub': `arn:aws-\${Mfa}:iam::${PARTNER}:root` }));
    const context = { ...parameter({}), partition: undefined, region: undefined };
    expect(expectUndecided(RULE, { document, context }).because).toContain('the principal arn:aws-<parameter "Mfa">');
  });
});

describe('the fix', () => {
  test.each<[string, object, string]>([
    ['the plain operator for one with IfExists', policy(allow(partner, mfa('BoolIfExists', 'true'))), 'use Bool instead of BoolIfExists'],
    [
      'the plain operator for ForAllValues',
      policy(allow(partner, mfa('ForAllValues:Bool', 'true'))),
      'use Bool instead of ForAllValues:Bool',
    ],
    [
      'the plain operator for an age',
      policy(allow(partner, age('NumericLessThanIfExists', '60'))),
      'use NumericLessThan instead of NumericLessThanIfExists',
    ],
    [
      'another condition where the plain operator would not help', policy(allow(partner, mfa('BoolIfExists', 'false'))),
      'replace BoolIfExists aws:MultiFactorAuthPresent "false" with "Bool": { "aws:MultiFactorAuthPresent": "true" }',
    ],
    [
      'the one word that the Deny lacks',
      policy(allow(partner), deny('*', mfa('Bool', 'false'))),
      'use BoolIfExists instead of Bool in statement 1 (Deny)',
    ],
    ['the account in CDK code', policy(allow(partner)), `new iam.AccountPrincipal('${PARTNER}').withConditions(`],
    ['the user in CDK code', policy(allow(user(PARTNER, 'alice'))), `new iam.ArnPrincipal('${user(PARTNER, 'alice')}').withConditions(`],
    ['no invented account', policy(allow('*')), 'new iam.AnyPrincipal().withConditions('],
  ])('%s', (_, document, words) => expect(expectOpen(RULE, { document }).fix).toContain(words));

  test.each<[string, object, string]>([
    ['the missing key', policy(allow(partner, mfa('BoolIfExists', 'true'))), 'matches when aws:MultiFactorAuthPresent is missing'],
    ['a missing condition', policy(allow(partner)), 'statement 0 has no condition on aws:MultiFactorAuthPresent'],
    ['a value that matches', policy(allow(partner, mfa('Bool', 'false'))), 'matches "false"'],
  ])('the reason names %s', (_, document, words) => expect(expectOpen(RULE, { document }).because).toContain(words));
});
