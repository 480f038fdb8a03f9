/** Does an ExternalId that someone else could guess let callers assume the role? */
import {
  allow, allowFederated, deny, EXTERNAL_ID, expectClosed, expectOpen, judge, MFA, OWN, PARTNER, policy, renderedRoot, role, root, SECRET,
  SISTER, user, VENDOR,
} from './trust-policy-cases';
import { whyGuessable } from '../../src/rules/support/external-id-strength';

const RULE = 'external-id-guessable';
const partner = root(PARTNER);
const externalId = (operator: string, value: unknown) => ({ [operator]: { 'sts:ExternalId': value } });
const parameter = (definition: object) => ({ parameters: { Id: { Type: 'String', ...definition } } });

describe('hard to guess', () => {
  test.each<[string, string]>([
    ['a UUID', SECRET],
    ['a UUID in capitals', SECRET.toUpperCase()],
    ['a UUID whose last group is all digits', '9b0e6f0c-4c1f-4c0b-8d0a-502984716630'],
    ['a UUID that happens to have no letters', '50298471-6630-4981-8734-185029384756'],
    ['six different characters', 'a3f9kza3kf9z9fk3'],
    ['16 hexadecimal digits', '9f8a7c6b5d4e3012'],
    ['16 letters and digits', 'k3v9q0z7m2x8c4b1'],
    ['16 letters of both cases', 'qWfPbJlUyArStGmN'],
    ['a name in front of 16 characters', 'acme-k3v9q0z7m2x8c4b1'],
    ['filler words and the role\'s own account around 16 characters', 'external-id-111111111111-k3v9q0z7m2x8c4b1'],
    ['more than 12 digits in a row, which are not an account id', '7019283046518k3v'],
  ])('%s: %s', (_, value) => expect(whyGuessable(value)).toBeUndefined());
});

describe('easy to guess, and why', () => {
  test.each<[string, string, string]>([
    ['the role\'s own account id', OWN, 'is an account ID, and account IDs are not secret'],
    ['any account id', '123456789012', 'is an account ID, and account IDs are not secret'],
    ['five digits, as in many examples', '12345', 'has only 5 characters'],
    ['the shortest value that STS accepts', 'ab', 'has only 2 characters'],
    ['one character', 'a', 'has only one character'],
    ['15 characters', 'k3v9q0z7m2x8c4b', 'has only 15 characters'],
    ['an account id behind a name', 'acme-111122223333', 'has only 4 characters besides account IDs and common words'],
    ['an account id behind a filler word', 'external-id-111122223333', 'has nothing besides account IDs and common words'],
    ['words used as placeholders', 'YourUniqueExternalId', 'has nothing besides account IDs and common words'],
    [
      'a name with filler words',
      'acme-prod-external-id-2024',
      'has only 11 characters besides account IDs and common words',
    ],
    ['a lower-case name', 'northwind-traders-emea', 'consists of lowercase letters only, like a name or a number'],
    ['an upper-case name', 'NORTHWIND_TRADERS_EMEA', 'consists of uppercase letters only, like a name or a number'],
    ['a long number', '50298471663098812734', 'consists of digits only, like a name or a number'],
    ['the nil UUID', '00000000-0000-0000-0000-000000000000', 'repeats a few characters or counts through them'],
    ['a UUID typed by hand', '11111111-2222-3333-4444-555555555555', 'repeats a few characters or counts through them'],
    ['a UUID that is a sequence of digits', '12345678-1234-1234-1234-123456789012', 'repeats a few characters or counts through them'],
    ['the digits of the keyboard and the alphabet in order', '1234567890abcdef', 'repeats a few characters or counts through them'],
    ['five different characters', 'a3f9ka3kf9a9fk3a', 'repeats a few characters or counts through them'],
    ['one word repeated', 'abc1abc1abc1abc1', 'repeats a few characters or counts through them'],
    ['the UUID shown on many pages', '550E8400-E29B-41D4-A716-446655440000', 'appears in published examples'],
  ])('%s: %s', (_, value, why) => expect(whyGuessable(value)).toBe(why));
});

describe('closed: callers have to send a value that is hard to guess', () => {
  test.each<[string, object]>([
    ['a UUID', policy(allow(partner, EXTERNAL_ID))],
    ['two UUIDs', policy(allow(partner, externalId('StringEquals', [SECRET, 'k3v9q0z7m2x8c4b1'])))],
    ['a pattern that requires 16 literal characters', policy(allow(partner, externalId('StringLike', 'k3v9q0z7m2x8c4b1-*')))],
    [
      'a weak value excluded by a Deny',
      policy(allow(partner, externalId('StringEquals', ['12345', SECRET])), deny('*', externalId('StringEquals', '12345'))),
    ],
    [
      'a weak value excluded by a second clause',
      policy(allow(partner, { ...externalId('StringEquals', ['12345', SECRET]), ...externalId('StringNotEquals', '12345') })),
    ],
    ['a weak value that STS rejects', policy(allow(partner, externalId('StringEquals', ['no value', SECRET])))],
    [
      'a weak value in a statement that never matches',
      policy(allow(partner, EXTERNAL_ID), allow(partner, { ...externalId('StringEquals', '12345'), Null: { 'aws:PrincipalArn': 'true' } })),
    ],
    ['a weak value required of the role\'s own account', policy(allow(root(OWN), externalId('StringEquals', '12345')))],
    [
      'a weak value required of the role\'s own account as AWS::AccountId',
      policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }), externalId('StringEquals', '12345'))),
    ],
    ['a weak value required of an account declared as own', policy(allow(root(SISTER), externalId('StringEquals', '12345')))],
    [
      'a weak value required of the role\'s own organization',
      policy(allow(partner, { StringEquals: { 'sts:ExternalId': '12345', 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } })),
    ],
    [
      'a weak value required of a service',
      policy({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'cognito-idp.amazonaws.com' },
        Condition: externalId('StringEquals', '12345'),
      }),
    ],
    [
      'a weak value required of a web identity, which cannot send one',
      policy(allowFederated(`arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`, externalId('StringEquals', '12345'))),
    ],
    ['a weak value for the wrong API', policy(allow(partner, externalId('StringEquals', '12345'), 'sts:AssumeRoleWithSAML'))],
    ['a weak value required of a deleted role', policy(allow('AROAABCDEFGHIJKLMNOPQ', externalId('StringEquals', '12345')))],
    ['an empty value, which no request can have', policy(allow(partner, externalId('StringEquals', '')))],
  ])('%s', (_, document) => expectClosed(RULE, { document }));

  test.each<[string, object]>([
    ['no value is required', policy(allow(partner))],
    ['the value is optional', policy(allow(partner, externalId('StringEqualsIfExists', '12345')))],
    ['the list is optional', policy(allow(partner, externalId('ForAllValues:StringEquals', '12345')))],
    ['any other value matches', policy(allow(partner, externalId('StringNotEquals', '12345')))],
    ['a pattern requires fewer than eight literal characters', policy(allow(partner, externalId('StringLike', '12*')))],
    ['a second statement requires none', policy(allow(partner, { ...externalId('StringEqualsIfExists', '12345'), ...MFA }))],
  ])('no finding where external-id-required reports: %s', (_, document) => {
    expect(judge(RULE, { document }).findings).toEqual([]);
    expect(judge('external-id-required', { document }).findings).not.toEqual([]);
  });
});

describe('open: a guessed value is enough', () => {
  test.each<[string, object, string]>([
    ['a short value', policy(allow(partner, externalId('StringEquals', '12345'))), '12345'],
    ['the same as the CDK renders it', policy(allow(renderedRoot(PARTNER), externalId('StringEquals', '12345'))), '12345'],
    ['the caller\'s account', policy(allow(partner, externalId('StringEquals', PARTNER))), PARTNER],
    ['the role\'s own account, written out', policy(allow(partner, externalId('StringEquals', OWN))), OWN],
    ['the role\'s own account as AWS::AccountId', policy(allow(partner, externalId('StringEquals', { Ref: 'AWS::AccountId' }))), OWN],
    [
      'a name around the role\'s own account',
      policy(allow(partner, externalId('StringEquals', { 'Fn::Sub': 'acme-${AWS::AccountId}' }))),
      `acme-${OWN}`,
    ],
    ['the weak value of a list', policy(allow(partner, externalId('StringEquals', [SECRET, '12345']))), '12345'],
    ['a vendor', policy(allow(root(VENDOR), externalId('StringEquals', '12345'))), '12345'],
    ['a named role', policy(allow(role(PARTNER, 'deploy'), externalId('StringEquals', '12345'))), '12345'],
    ['a named user with MFA', policy(allow(user(PARTNER, 'alice'), { ...externalId('StringEquals', '12345'), ...MFA })), '12345'],
    ['the key in another spelling', policy(allow(partner, { StringEquals: { 'STS:externalid': '12345' } })), '12345'],
    [
      'an operator that ignores case',
      policy(allow(partner, externalId('StringEqualsIgnoreCase', 'QwFpBjLuYaRsTgMn'))),
      'QwFpBjLuYaRsTgMn',
    ],
    ['StringLike without a wildcard', policy(allow(partner, externalId('StringLike', '12345678'))), '12345678'],
    ['ForAnyValue:StringEquals', policy(allow(partner, externalId('ForAnyValue:StringEquals', '12345'))), '12345'],
    [
      'StringEqualsIfExists made strict by Null false',
      policy(allow(partner, { ...externalId('StringEqualsIfExists', '12345'), ...externalId('Null', 'false') })),
      '12345',
    ],
    [
      'a Deny of every other value, and of requests without the key',
      policy(allow(partner), deny('*', externalId('StringNotEquals', '12345'))),
      '12345',
    ],
    [
      'every action except some',
      policy({ Effect: 'Allow', NotAction: 'iam:*', Principal: { AWS: partner }, Condition: externalId('StringEquals', '12345') }),
      '12345',
    ],
    [
      'weakness 4: a single statement instead of a list',
      { Version: '2012-10-17', Statement: allow(partner, externalId('StringEquals', '12345')) },
      '12345',
    ],
  ])('weakness 25: %s', (_, document, sent) => {
    const { witness, message } = expectOpen(RULE, { document });
    expect(witness.context['sts:ExternalId']).toBe(sent);
    expect(witness.caller.account).not.toBe(OWN);
    expect(message).toMatch(/^callers from account \d{12} can assume this role with an ExternalId that is easy to guess$/);
  });

  test('a pattern whose literal part is too short', () => {
    const { witness, because } = expectOpen(RULE, { document: policy(allow(partner, externalId('StringLike', 'acme-042*'))) });
    expect(witness.context['sts:ExternalId']).toMatch(/^acme-042/);
    expect(because).toBe('"acme-042*" requires only "acme-042", which has only 8 characters');
  });

  test('only the text around a policy variable counts, because the caller knows its value', () => {
    const { because } = expectOpen(
      RULE,
      { document: policy(allow(user(PARTNER, 'alice'), externalId('StringEquals', 'acme-prod-${aws:username}'))) },
    );
    expect(because).toBe('"acme-prod-${aws:username}" requires only "acme-prod-", which has only 10 characters');
  });

  test('the role\'s own account, where it is not known before deployment', () => {
    const document = policy(allow(partner, externalId('StringEquals', { Ref: 'AWS::AccountId' })));
    expect(expectOpen(RULE, { document, account: null }).because).toContain('is an account ID');
  });

  test('the role\'s own account, and a random value in another statement', () => {
    const document = policy(
      allow(partner, externalId('StringEquals', { Ref: 'AWS::AccountId' })),
      allow(partner, externalId('StringEquals', SECRET)),
    );
    expect(judge(RULE, { document, account: null }).findings.map(({ statement }) => statement?.index)).toEqual([0]);
  });

  test('one of the allowed values of a parameter', () => {
    const document = policy(allow(partner, externalId('StringEquals', { Ref: 'Id' })));
    const { witness } = expectOpen(RULE, { document, context: parameter({ AllowedValues: [SECRET, '12345'] }) });
    expect(witness.context['sts:ExternalId']).toBe('12345');
  });

  test('weakness 37: one branch of Fn::If', () => {
    const document = policy(allow(partner, externalId('StringEquals', { 'Fn::If': ['Strict', SECRET, '12345'] })));
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('all weak values of a statement are reported together, the strong one is not', () => {
    const { because, fix } = expectOpen(RULE, { document: policy(allow(partner, externalId('StringEquals', ['12345', SECRET, PARTNER]))) });
    expect(because).toBe(`"12345" has only 5 characters\n"${PARTNER}" is an account ID, and account IDs are not secret`);
    expect(fix).toContain(`replace "12345" and "${PARTNER}" with a random value`);
  });

  test('each statement reports its own value', () => {
    const document = policy(
      allow(role(PARTNER, 'one'), EXTERNAL_ID),
      { ...allow(role(PARTNER, 'two'), externalId('StringEquals', '12345')), Sid: 'Two' },
    );
    expect(judge(RULE, { document }).findings.map(({ statement }) => statement)).toEqual([{ index: 1, sid: 'Two' }]);
  });
});

describe('no finding: a deploy-time value cannot be judged', () => {
  test.each<[string, unknown]>([
    ['a parameter', { Ref: 'Id' }],
    ['a parameter behind a name', { 'Fn::Sub': 'acme-${Id}' }],
    ['an import', { 'Fn::ImportValue': 'Partner:ExternalId' }],
    ['a Systems Manager parameter', '{{resolve:ssm:/partner/external-id}}'],
    ['an id generated by the template', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }],
  ])('%s', (_, value) => expectClosed(
    RULE,
    { document: policy(allow(partner, externalId('StringEquals', value))), context: parameter({}) },
  ));

  test('a weak literal beside a deploy-time value is reported', () => {
    const { because } = expectOpen(
      RULE,
      { document: policy(allow(partner, externalId('StringEquals', [{ Ref: 'Id' }, '12345']))), context: parameter({}) },
    );
    expect(because).toBe('"12345" has only 5 characters');
  });

  test('where a deploy-time value decides whether any caller is allowed, the rules that require an ExternalId report it', () => {
    const document = policy(allow({ Ref: 'Id' }, externalId('StringEquals', '12345')));
    expect(judge(RULE, { document, context: parameter({}) }).findings).toEqual([]);
  });
});
