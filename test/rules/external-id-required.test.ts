/** Can a principal of a foreign account assume the role without knowing an ExternalId? */
import {
  allow, allowFederated, deny, EXTERNAL_ID, expectClosed, expectOpen, expectUndecided, judge, MFA, ORGANIZATION, OWN, PARTNER, policy,
  renderedRoot, role, root, SECRET, session, SISTER, user, VENDOR,
} from './trust-policy-cases';

const RULE = 'external-id-required';
const partner = root(PARTNER);
const externalId = (operator: string, value: unknown) => ({ [operator]: { 'sts:ExternalId': value } });
const parameter = (definition: object) => ({ parameters: { Id: { Type: 'String', ...definition } } });

describe('closed: only callers that know an ExternalId are allowed', () => {
  test.each<[string, object]>([
    ['a key that no request has: no caller is allowed', policy(allow(partner, { StringEquals: { 'aws:ExternalId': SECRET } }))],
    ['StringEquals', policy(allow(partner, EXTERNAL_ID))],
    ['StringEquals on a root as the CDK renders it', policy(allow(renderedRoot(PARTNER), EXTERNAL_ID))],
    ['the key in another spelling', policy(allow(partner, { StringEquals: { 'STS:externalid': SECRET } }))],
    ['a list, each value of which has to be known', policy(allow(partner, externalId('StringEquals', [SECRET, 'another-agreed-value'])))],
    ['StringEqualsIgnoreCase', policy(allow(partner, externalId('StringEqualsIgnoreCase', SECRET)))],
    ['ForAnyValue:StringEquals: unusual, but it requires the key', policy(allow(partner, externalId('ForAnyValue:StringEquals', SECRET)))],
    [
      'StringEqualsIfExists made strict by Null false',
      policy(allow(partner, { ...externalId('StringEqualsIfExists', SECRET), ...externalId('Null', 'false') })),
    ],
    ['StringLike without a wildcard', policy(allow(partner, externalId('StringLike', SECRET)))],
    [
      'a short value under StringLike without a wildcard, which still has to be known',
      policy(allow(partner, externalId('StringLike', 'acme42'))),
    ],
    ['a pattern that requires eight literal characters', policy(allow(partner, externalId('StringLike', 'acme-042*')))],
    ['a pattern that requires eight literal characters in two parts', policy(allow(partner, externalId('StringLike', 'acme*prod')))],
    [
      'a pattern that requires eight literal characters before a variable',
      policy(allow(partner, externalId('StringEquals', 'acme-prod-${aws:username}'))),
    ],
    [
      'weakness 38: a Deny of every other value, and of requests without the key',
      policy(allow(partner), deny('*', externalId('StringNotEquals', SECRET))),
    ],
    [
      'a Deny of requests without the key beside an IfExists',
      policy(allow(partner, externalId('StringEqualsIfExists', SECRET)), deny('*', externalId('Null', 'true'))),
    ],
    ['weakness 24: an empty value, which STS never sends: no caller is allowed', policy(allow(partner, externalId('StringEquals', '')))],
    ['a value with a space, which STS rejects: no caller is allowed', policy(allow(partner, externalId('StringEquals', 'not a value')))],
    [
      'a variable in version 2008-10-17 is plain text, which STS rejects',
      { Version: '2008-10-17', Statement: allow(partner, externalId('StringEquals', '${aws:PrincipalAccount}')) },
    ],
    [
      'two values that no request can have at once',
      policy(allow(partner, { ...externalId('StringEquals', 'value-one'), ...externalId('StringLike', 'value-two*') })),
    ],
    ['a user of the role\'s own account', policy(allow(user(OWN, 'alice')))],
    ['the role\'s own account', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
    ['an account declared as own', policy(allow(root(SISTER)))],
    ['the role\'s own organization', policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } }))],
    [
      'a part of the role\'s own organization',
      policy(allow('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': '${aws:ResourceOrgID}/r-ab12/*' } })),
    ],
    ['the role\'s own account in a condition', policy(allow('*', { StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } }))],
    ['accounts declared as own, in a condition', policy(allow('*', { StringEquals: { 'aws:PrincipalAccount': [OWN, SISTER] } }))],
    ['a service', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } })],
    ['a web identity, which cannot send an ExternalId', policy(allowFederated(`arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`))],
    ['a deleted role', policy(allow('AROAABCDEFGHIJKLMNOPQ'))],
    [
      'a secret of Secrets Manager',
      policy(allow(partner, externalId('StringEquals', '{{resolve:secretsmanager:partner:SecretString:externalId}}'))),
    ],
    ['a Systems Manager parameter', policy(allow(partner, externalId('StringEquals', '{{resolve:ssm:/partner/external-id}}')))],
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
    ['allowed values, each of which has to be known', { AllowedValues: [SECRET, 'another-agreed-value'] }],
    ['a default', { Default: SECRET }],
    ['a value from Systems Manager', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/partner/external-id' }],
  ])('a parameter with %s', (_, definition) => {
    expectClosed(RULE, { document: policy(allow(partner, externalId('StringEquals', { Ref: 'Id' }))), context: parameter(definition) });
  });

  test('a role of the same template, where the role\'s own account is not known yet', () => {
    const document = policy(allow({ 'Fn::GetAtt': ['Deploy', 'Arn'] }));
    expectClosed(RULE, { document, account: null, context: { resources: { Deploy: { Type: 'AWS::IAM::Role' } } } });
  });
});

describe('open: callers that do not know an ExternalId are allowed', () => {
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
      'a user of another account whose path contains an ARN of the role\'s own account',
      policy(allow('*', { StringLike: { 'aws:PrincipalArn': `arn:*:iam::${OWN}:role/deploy` } })),
    ],
    ['an account pinned to one role', policy(allow(partner, { ArnEquals: { 'aws:PrincipalArn': role(PARTNER, 'deploy') } }))],
    ['weakness 22: StringLike "*"', policy(allow(partner, externalId('StringLike', '*')))],
    ['weakness 22: StringLike "??*"', policy(allow(partner, externalId('StringLike', '??*')))],
    ['a pattern with a single literal character', policy(allow(partner, externalId('StringLike', '*-*')))],
    ['a pattern that requires seven literal characters', policy(allow(partner, externalId('StringLike', 'acme-04*')))],
    ['the shape of a UUID', policy(allow(partner, externalId('StringLike', '????????-????-????-????-????????????')))],
    ['a specific value and a pattern in one list', policy(allow(partner, externalId('StringLike', [SECRET, 'a*'])))],
    ['weakness 23: StringEqualsIfExists', policy(allow(partner, externalId('StringEqualsIfExists', SECRET)))],
    ['weakness 23: Null false matches any value', policy(allow(partner, externalId('Null', 'false')))],
    ['weakness 23: Null true requires that none is sent', policy(allow(partner, externalId('Null', 'true')))],
    ['weakness 23: StringNotEquals', policy(allow(partner, externalId('StringNotEquals', 'not-this-one')))],
    ['weakness 23: StringNotLike', policy(allow(partner, externalId('StringNotLike', 'not-these-*')))],
    ['weakness 24: an empty value with IfExists', policy(allow(partner, externalId('StringEqualsIfExists', '')))],
    ['ForAllValues:StringEquals matches requests without the key', policy(allow(partner, externalId('ForAllValues:StringEquals', SECRET)))],
    ['the caller\'s own account as the value', policy(allow(partner, externalId('StringEquals', '${aws:PrincipalAccount}')))],
    ['the caller\'s own session name as the value', policy(allow(partner, externalId('StringEquals', '${sts:RoleSessionName}')))],
    ['a key that AWS does not have, with IfExists', policy(allow(partner, { StringEqualsIfExists: { 'aws:ExternalId': SECRET } }))],
    ['a key that AWS does not have, negated', policy(allow(partner, { StringNotEquals: { 'aws:ExternalId': SECRET } }))],
    ['a Deny of one value', policy(allow(partner), deny('*', externalId('StringEquals', 'leaked-value')))],
    [
      'a Deny of other values with IfExists missing',
      policy(allow(partner), deny('*', externalId('StringNotEqualsIfExists', SECRET), 'sts:TagSession')),
    ],
    ['a Deny for another account', policy(allow(partner), deny(root(VENDOR), externalId('StringNotEquals', SECRET)))],
    ['an ExternalId required by one statement, not by the next', policy(allow(partner, EXTERNAL_ID), allow(role(PARTNER, 'deploy')))],
    ['weakness 2: the unsafe account beside the safe one', policy(allow([root(OWN), partner]))],
    ['weakness 4: a single statement instead of a list', { Version: '2012-10-17', Statement: allow(partner) }],
    ['an organization with IfExists', policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }))],
    ['every principal', policy(allow('*', MFA))],
  ])('%s', (_, document) => {
    const { witness } = expectOpen(RULE, { document });
    expect(witness.caller.account).not.toBe(OWN);
    expect(witness.context['sts:ExternalId'] ?? 'none').not.toContain(SECRET);
  });

  test('weakness 37: one branch of Fn::If matches any value', () => {
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

  test('the bare id of an account, where the role\'s own account is not known before deployment', () => {
    expectOpen(RULE, { document: policy(allow(OWN)), account: null });
  });

  test('the values that other statements require are not known either', () => {
    const document = policy(allow(role(PARTNER, 'one'), EXTERNAL_ID), allow(role(PARTNER, 'two'), externalId('StringLike', '*')));
    const { findings } = judge(RULE, { document });
    expect(findings.map(({ statement }) => statement?.index)).toEqual([1]);
    expect(findings[0].witness?.context['sts:ExternalId']).not.toBe(SECRET);
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, object]>([
    ['a parameter used as a pattern, which may be "*"', policy(allow(partner, externalId('StringLike', { Ref: 'Id' })))],
    [
      'a parameter with little text around it, used as a pattern',
      policy(allow(partner, externalId('StringLike', { 'Fn::Sub': 'acme-${Id}' }))),
    ],
    [
      'a parameter that one statement compares exactly, and another uses as a pattern',
      policy(
        allow(role(PARTNER, 'one'), externalId('StringEquals', { Ref: 'Id' })),
        allow(role(PARTNER, 'two'), externalId('StringLike', { Ref: 'Id' })),
      ),
    ],
    ['a list from a parameter', policy(allow(partner, externalId('StringEquals', { Ref: 'List' })))],
    ['a list without values', policy(allow(partner, externalId('StringEquals', [])))],
    ['whether the key is required', policy(allow(partner, externalId('Null', { Ref: 'Id' })))],
    ['the principal', policy(allow({ Ref: 'Id' }))],
    ['the account', policy(allow(renderedRoot({ Ref: 'Id' })))],
    ['the condition block', policy(allow(partner, { 'Fn::FindInMap': ['Blocks', { Ref: 'Id' }, 'Block'] }))],
  ])('%s', (_, document) => {
    const context = { parameters: { Id: { Type: 'String' }, List: { Type: 'CommaDelimitedList' } } };
    expect(expectUndecided(RULE, { document, context }, 'warning').message).toContain('whether callers get access without an ExternalId');
  });
});

describe('the fix', () => {
  test.each<[string, object, string]>([
    ['a condition where there is none', policy({ ...allow(partner), Sid: 'Partner' }), 'to statement 0 "Partner"'],
    [
      'the whole clause that is too weak',
      policy(allow(partner, externalId('StringEqualsIfExists', SECRET))),
      `replace StringEqualsIfExists sts:ExternalId "${SECRET}" with "StringEquals"`,
    ],
    ['how to declare an account as the reader\'s own', policy(allow(partner)), `KnownAccount.own('${PARTNER}')`],
    ['no invented account, but the role\'s own organization', policy(allow('*')), '"aws:PrincipalOrgID": "${aws:ResourceOrgID}"'],
  ])('%s', (_, document, words) => expect(expectOpen(RULE, { document }).fix).toContain(words));

  test('declaring the account comes first where the statement rejects every ExternalId, because it does not try to require one', () => {
    const { because, fix } = expectOpen(RULE, { document: policy(allow(partner, externalId('Null', 'true'))) });
    expect(because).toBe(
      'no condition of statement 0 requires an ExternalId, and Null sts:ExternalId "true" matches only requests without one',
    );
    expect(fix).toMatch(
      /^if account \d+ is your own, declare it: .*\nif it belongs to a third party, replace Null sts:ExternalId "true" with /,
    );
  });

  test('the message names an account only if the policy does', () => {
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
