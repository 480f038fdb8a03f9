/** Can a principal of a foreign account get in without knowing an ExternalId? */
import {
  allow, allowFederated, deny, EXTERNAL_ID, expectClosed, expectOpen, expectUndecided, judge, MFA, ORGANIZATION, OWN, PARTNER, policy,
  renderedRoot, role, root, SECRET, session, SISTER, user, VENDOR,
} from './trust-policy-cases';

const RULE = 'external-id-required';
const partner = root(PARTNER);
const externalId = (operator: string, value: unknown) => ({ [operator]: { 'sts:ExternalId': value } });
const parameter = (definition: object) => ({ parameters: { Id: { Type: 'String', ...definition } } });

describe('closed: only who knows an ExternalId gets in', () => {
  test.each<[string, object]>([
    ['a wrong key, which no request holds: nobody gets in at all', policy(allow(partner, { StringEquals: { 'aws:ExternalId': SECRET } }))],
    ['StringEquals', policy(allow(partner, EXTERNAL_ID))],
    ['StringEquals on a root as the CDK renders it', policy(allow(renderedRoot(PARTNER), EXTERNAL_ID))],
    ['the key in another spelling', policy(allow(partner, { StringEquals: { 'STS:externalid': SECRET } }))],
    ['a list: each of the values is one to know', policy(allow(partner, externalId('StringEquals', [SECRET, 'another-agreed-value'])))],
    ['StringEqualsIgnoreCase', policy(allow(partner, externalId('StringEqualsIgnoreCase', SECRET)))],
    ['ForAnyValue:StringEquals: odd, but the key has to be there', policy(allow(partner, externalId('ForAnyValue:StringEquals', SECRET)))],
    [
      'StringEqualsIfExists made hard by Null false',
      policy(allow(partner, { ...externalId('StringEqualsIfExists', SECRET), ...externalId('Null', 'false') })),
    ],
    ['StringLike without a wildcard', policy(allow(partner, externalId('StringLike', SECRET)))],
    [
      'a short value under StringLike without a wildcard: short, but one to know',
      policy(allow(partner, externalId('StringLike', 'acme42'))),
    ],
    ['a pattern that forces eight characters', policy(allow(partner, externalId('StringLike', 'acme-042*')))],
    ['a pattern that forces eight characters in two pieces', policy(allow(partner, externalId('StringLike', 'acme*prod')))],
    [
      'a pattern that forces eight characters before a variable',
      policy(allow(partner, externalId('StringEquals', 'acme-prod-${aws:username}'))),
    ],
    ['weakness 38: a Deny of every other value, and of none', policy(allow(partner), deny('*', externalId('StringNotEquals', SECRET)))],
    [
      'a Deny of the absent key beside an IfExists',
      policy(allow(partner, externalId('StringEqualsIfExists', SECRET)), deny('*', externalId('Null', 'true'))),
    ],
    ['weakness 24: an empty value, which STS never sends: nobody gets in', policy(allow(partner, externalId('StringEquals', '')))],
    ['a value with a space, which STS refuses: nobody gets in', policy(allow(partner, externalId('StringEquals', 'not a value')))],
    [
      'a variable in version 2008-10-17 is plain text that STS refuses',
      { Version: '2008-10-17', Statement: allow(partner, externalId('StringEquals', '${aws:PrincipalAccount}')) },
    ],
    [
      'two values of which nobody can send both',
      policy(allow(partner, { ...externalId('StringEquals', 'value-one'), ...externalId('StringLike', 'value-two*') })),
    ],
    ['a user of the own account', policy(allow(user(OWN, 'alice')))],
    ['the own account', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
    ['a known own account', policy(allow(root(SISTER)))],
    ['the own organization', policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } }))],
    [
      'a part of the own organization',
      policy(allow('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': '${aws:ResourceOrgID}/r-ab12/*' } })),
    ],
    ['the own account by a condition', policy(allow('*', { StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } }))],
    ['known own accounts by a condition', policy(allow('*', { StringEquals: { 'aws:PrincipalAccount': [OWN, SISTER] } }))],
    ['a service', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } })],
    ['a token holder, who has no ExternalId to send', policy(allowFederated(`arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`))],
    ['a deleted role', policy(allow('AROAABCDEFGHIJKLMNOPQ'))],
    [
      'a secret of Secrets Manager',
      policy(allow(partner, externalId('StringEquals', '{{resolve:secretsmanager:partner:SecretString:externalId}}'))),
    ],
    ['a parameter of Systems Manager', policy(allow(partner, externalId('StringEquals', '{{resolve:ssm:/partner/external-id}}')))],
    ['an import', policy(allow(partner, externalId('StringEquals', { 'Fn::ImportValue': 'Partner:ExternalId' })))],
    ['a parameter', policy(allow(partner, externalId('StringEquals', { Ref: 'Id' })))],
    ['a parameter beside a literal value', policy(allow(partner, externalId('StringEquals', [SECRET, { Ref: 'Id' }])))],
    [
      'a parameter behind eight characters, read as a pattern',
      policy(allow(partner, externalId('StringLike', { 'Fn::Sub': 'acme-042${Id}' }))),
    ],
    ['a parameter with text around it', policy(allow(partner, externalId('StringEquals', { 'Fn::Sub': 'acme-${Id}' })))],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));

  test.each<[string, object]>([
    ['allowed values, each one to know', { AllowedValues: [SECRET, 'another-agreed-value'] }],
    ['a default', { Default: SECRET }],
    ['a value from Systems Manager', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/partner/external-id' }],
  ])('a parameter with %s', (_, definition) => {
    expectClosed(RULE, { document: policy(allow(partner, externalId('StringEquals', { Ref: 'Id' }))), context: parameter(definition) });
  });

  test('a role of the same template, where the own account is not known yet', () => {
    const document = policy(allow({ 'Fn::GetAtt': ['Deploy', 'Arn'] }));
    expectClosed(RULE, { document, account: null, context: { resources: { Deploy: { Type: 'AWS::IAM::Role' } } } });
  });
});

describe('open: who knows nothing gets in', () => {
  test.each<[string, object]>([
    ['weakness 16: no condition at all', policy(allow(partner))],
    ['weakness 7: the same as the CDK renders it', policy(allow(renderedRoot(PARTNER)))],
    ['weakness 8: another partition', policy(allow(root(PARTNER, 'aws-cn')))],
    ['weakness 17: MFA does not replace an ExternalId', policy(allow(partner, MFA))],
    ['a vendor', policy(allow(root(VENDOR)))],
    ['a named role', policy(allow(role(PARTNER, 'deploy')))],
    ['a named session', policy(allow(session(PARTNER, 'deploy', 'ci')))],
    ['a named user', policy(allow(user(PARTNER, 'alice'), MFA))],
    [
      'a stranger whose path holds an ARN of the own account',
      policy(allow('*', { StringLike: { 'aws:PrincipalArn': `arn:*:iam::${OWN}:role/deploy` } })),
    ],
    ['an account pinned to one role', policy(allow(partner, { ArnEquals: { 'aws:PrincipalArn': role(PARTNER, 'deploy') } }))],
    ['weakness 22: StringLike "*"', policy(allow(partner, externalId('StringLike', '*')))],
    ['weakness 22: StringLike "??*"', policy(allow(partner, externalId('StringLike', '??*')))],
    ['a pattern of a single literal character', policy(allow(partner, externalId('StringLike', '*-*')))],
    ['a pattern that forces seven characters', policy(allow(partner, externalId('StringLike', 'acme-04*')))],
    ['the shape of a UUID', policy(allow(partner, externalId('StringLike', '????????-????-????-????-????????????')))],
    ['a safe value and a pattern in one list', policy(allow(partner, externalId('StringLike', [SECRET, 'a*'])))],
    ['weakness 23: StringEqualsIfExists', policy(allow(partner, externalId('StringEqualsIfExists', SECRET)))],
    ['weakness 23: Null false takes any value', policy(allow(partner, externalId('Null', 'false')))],
    ['weakness 23: Null true takes none', policy(allow(partner, externalId('Null', 'true')))],
    ['weakness 23: StringNotEquals', policy(allow(partner, externalId('StringNotEquals', 'not-this-one')))],
    ['weakness 23: StringNotLike', policy(allow(partner, externalId('StringNotLike', 'not-these-*')))],
    ['weakness 24: an empty value that need not exist', policy(allow(partner, externalId('StringEqualsIfExists', '')))],
    ['ForAllValues:StringEquals passes the absent key', policy(allow(partner, externalId('ForAllValues:StringEquals', SECRET)))],
    ['the caller\'s own account as the value', policy(allow(partner, externalId('StringEquals', '${aws:PrincipalAccount}')))],
    ['the caller\'s own session name as the value', policy(allow(partner, externalId('StringEquals', '${sts:RoleSessionName}')))],
    ['a wrong key, if it is there', policy(allow(partner, { StringEqualsIfExists: { 'aws:ExternalId': SECRET } }))],
    ['a wrong key, negated', policy(allow(partner, { StringNotEquals: { 'aws:ExternalId': SECRET } }))],
    ['a Deny of one value', policy(allow(partner), deny('*', externalId('StringEquals', 'leaked-value')))],
    [
      'a Deny of other values that need not exist',
      policy(allow(partner), deny('*', externalId('StringNotEqualsIfExists', SECRET), 'sts:TagSession')),
    ],
    ['a Deny for another account', policy(allow(partner), deny(root(VENDOR), externalId('StringNotEquals', SECRET)))],
    ['an ExternalId asked of one statement, not of the next', policy(allow(partner, EXTERNAL_ID), allow(role(PARTNER, 'deploy')))],
    ['weakness 2: the unsafe account beside the safe one', policy(allow([root(OWN), partner]))],
    ['weakness 4: one statement that is no list', { Version: '2012-10-17', Statement: allow(partner) }],
    ['an organization that need not be the own one', policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }))],
    ['everybody', policy(allow('*', MFA))],
  ])('%s', (_, document) => {
    const { witness } = expectOpen(RULE, { document });
    expect(witness.caller.account).not.toBe(OWN);
    expect(witness.context['sts:ExternalId'] ?? 'none').not.toContain(SECRET);
  });

  test('weakness 37: one branch of Fn::If takes any value', () => {
    const document = policy(allow(partner, { StringLike: { 'sts:ExternalId': { 'Fn::If': ['Strict', SECRET, '*'] } } }));
    const { because } = expectOpen(
      RULE,
      { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } },
    );
    expect(because).toBe('StringLike sts:ExternalId "*" matches "any-external-id"');
  });

  test('a pattern among the allowed values of a parameter', () => {
    const document = policy(allow(partner, externalId('StringLike', { Ref: 'Id' })));
    expectOpen(RULE, { document, context: parameter({ AllowedValues: [SECRET, '*'] }) });
  });

  test('a parameter that must not be sent', () => {
    expectOpen(RULE, { document: policy(allow(partner, externalId('StringNotEquals', { Ref: 'Id' }))), context: parameter({}) });
  });

  test('the bare number of an account, where the own one is not known before deployment', () => {
    expectOpen(RULE, { document: policy(allow(OWN)), account: null });
  });

  test('the values that other statements ask for are not known either', () => {
    const document = policy(allow(role(PARTNER, 'one'), EXTERNAL_ID), allow(role(PARTNER, 'two'), externalId('StringLike', '*')));
    const { findings } = judge(RULE, { document });
    expect(findings.map(({ statement }) => statement?.index)).toEqual([1]);
    expect(findings[0].witness?.context['sts:ExternalId']).not.toBe(SECRET);
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, object]>([
    ['a parameter read as a pattern: it may be "*"', policy(allow(partner, externalId('StringLike', { Ref: 'Id' })))],
    [
      'a parameter with little text around it, read as a pattern',
      policy(allow(partner, externalId('StringLike', { 'Fn::Sub': 'acme-${Id}' }))),
    ],
    [
      'a parameter that one statement compares exactly, and another reads as a pattern',
      policy(
        allow(role(PARTNER, 'one'), externalId('StringEquals', { Ref: 'Id' })),
        allow(role(PARTNER, 'two'), externalId('StringLike', { Ref: 'Id' })),
      ),
    ],
    ['a list that is a parameter', policy(allow(partner, externalId('StringEquals', { Ref: 'List' })))],
    ['a list without values', policy(allow(partner, externalId('StringEquals', [])))],
    ['whether the key has to be there', policy(allow(partner, externalId('Null', { Ref: 'Id' })))],
    ['the principal', policy(allow({ Ref: 'Id' }))],
    ['the account', policy(allow(renderedRoot({ Ref: 'Id' })))],
    ['the condition block', policy(allow(partner, { 'Fn::FindInMap': ['Blocks', { Ref: 'Id' }, 'Block'] }))],
  ])('%s', (_, document) => {
    const context = { parameters: { Id: { Type: 'String' }, List: { Type: 'CommaDelimitedList' } } };
    expect(expectUndecided(RULE, { document, context }, 'warning').message).toContain('whether callers get access without an ExternalId');
  });
});

describe('the fix says what to write', () => {
  test.each<[string, object, string]>([
    ['a condition where there is none', policy({ ...allow(partner), Sid: 'Partner' }), 'to statement 0 "Partner"'],
    [
      'the whole clause that is too weak',
      policy(allow(partner, externalId('StringEqualsIfExists', SECRET))),
      `replace StringEqualsIfExists sts:ExternalId "${SECRET}" with "StringEquals"`,
    ],
    ['how to tell the guard that an account is the reader\'s own', policy(allow(partner)), `KnownAccount.own('${PARTNER}')`],
    ['no invented account, but the own organization', policy(allow('*')), '"aws:PrincipalOrgID": "${aws:ResourceOrgID}"'],
  ])('%s', (_, document, words) => expect(expectOpen(RULE, { document }).fix).toContain(words));

  test('who is the reader\'s own comes first where the statement refuses every ExternalId: that is no weak way to demand one', () => {
    const { because, fix } = expectOpen(RULE, { document: policy(allow(partner, externalId('Null', 'true'))) });
    expect(because).toBe(
      'no condition of statement 0 requires an ExternalId, and Null sts:ExternalId "true" matches only requests without one',
    );
    expect(fix).toMatch(
      /^if account \d+ is your own, declare it: .*\nif it belongs to a third party, replace Null sts:ExternalId "true" with /,
    );
  });

  test('and the message speaks of the account that is written out, or of nobody\'s', () => {
    expect(expectOpen(RULE, { document: policy(allow(partner)) }).message).toBe(
      `callers from account ${PARTNER} can assume this role without an ExternalId`,
    );
    expect(expectOpen(RULE, { document: policy(allow('*')) }).message).toContain('accounts that the policy does not name, such as ');
    expect(expectOpen(
      RULE,
      { document: policy(allow(partner, externalId('StringLike', '*')), allow(partner)) },
    ).message).toContain('with an ExternalId of their own choice');
  });
});
