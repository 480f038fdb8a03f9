/** Placeholders for principals that are known only at deploy time, where it makes no difference which principal they will name. */
import { documentOf, LATER, OWNER, PARTNER } from './ask-policy';
import { withPlaceholderPrincipals, haveSameUnknownPrincipals } from '../../src/analysis/placeholder-principals';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { showText } from '../../src/policy/partly-known-text';
import { Principal } from '../../src/policy/principal';
import { Statement, PolicyVariant } from '../../src/policy/trust-policy';
import { allow, holeOf, policyOf, StatementJson } from '../evaluation/policies';

const SURROUNDINGS = { ownAccount: OWNER.account, partition: 'aws-cn' };
const OTHER = { Ref: 'Other' };
const sub = (text: string) => ({ 'Fn::Sub': text });

const CONTEXT = {
  parameters: { Parameter: { Type: 'String' }, Other: { Type: 'String' }, List: { Type: 'List<String>' } },
  resources: { Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: sub('{"token.${Parameter}.example.com:sub":"x"}') } } },
};

function read(...statements: readonly StatementJson[]): PolicyVariant {
  return readTrustPolicy(documentOf(...statements), CONTEXT).variants[0];
}

function invented(...statements: readonly StatementJson[]): readonly Statement[] {
  return withPlaceholderPrincipals(read(...statements), SURROUNDINGS).statements;
}

/** The principal without its original text. */
function whom(principal: Principal): object {
  return Object.fromEntries(Object.entries(principal).filter(([part]) => part !== 'written'));
}

const NAME = 'known-at-deploy-time';
const FIRST = '000000000001';
const SECOND = '000000000002';
const ROLE = { kind: 'role', partition: 'aws-cn', account: FIRST, name: NAME };
const USER = { ...ROLE, kind: 'user' };
const SERVICE = { kind: 'service', service: `${NAME}.amazonaws.com` };
const SAML = { kind: 'saml-provider', partition: 'aws-cn', account: OWNER.account, name: NAME };
const OIDC = { kind: 'oidc-provider', partition: 'aws-cn', account: OWNER.account, issuer: `${NAME}.example.com` };

describe('principals', () => {
  test.each<[string, unknown, object[]]>([
    ['an AWS principal: a role and a user', { AWS: LATER }, [ROLE, USER]],
    ['services', { Service: { Ref: 'List' } }, [SERVICE]],
    ['an identity provider: one of each kind, in the role\'s own account', { Federated: LATER }, [SAML, OIDC]],
    ['canonical users, who match no caller', { CanonicalUser: { Ref: 'List' } }, []],
    ['the whole element: all of them', LATER, [ROLE, USER, SERVICE, SAML, OIDC]],
    ['an account', { AWS: sub('arn:aws:iam::${Parameter}:root') }, [{ kind: 'account', partition: 'aws', account: FIRST }]],
    [
      'the account of a role',
      { AWS: sub('arn:${Other}:iam::${Parameter}:role/Deploy') },
      [{ kind: 'role', partition: 'aws-cn', account: FIRST, name: 'Deploy' }],
    ],
    [
      'two accounts',
      { AWS: [sub('arn:aws:iam::${Parameter}:root'), sub('arn:aws:iam::${Other}:root'), sub('arn:aws:iam::${Parameter}:user/alice')] },
      [
        { kind: 'account', partition: 'aws', account: FIRST },
        { kind: 'account', partition: 'aws', account: SECOND },
        { kind: 'user', partition: 'aws', account: FIRST, name: 'alice' },
      ],
    ],
    ['the id of an account', { AWS: { Ref: 'AWS::AccountId' } }, [{ kind: 'account', account: FIRST }]],
    [
      'partly known accounts',
      {
        AWS: ['12${Parameter}', '13${Parameter}', '12${Parameter}', '${Parameter}12', '12${Other}'].map((account) =>
          sub(`arn:aws:iam::${account}:root`),
        ),
      },
      [FIRST, SECOND, FIRST, '000000000003', '000000000004'].map((account) => ({ kind: 'account', partition: 'aws', account })),
    ],
    ['nothing: an account', { AWS: PARTNER }, [{ kind: 'account', account: PARTNER }]],
    ['nothing: a service', { Service: 'lambda.amazonaws.com' }, [{ kind: 'service', service: 'lambda.amazonaws.com' }]],
    ['nothing: every principal', { AWS: '*' }, [{ kind: 'anyone', key: 'AWS' }]],
  ])('are placeholders for %s', (_, principal, expected) => {
    expect(invented(allow({ Principal: principal }))[0].principals.map(whom)).toEqual(expected);
  });

  test('one unknown part is one account, however two templates describe it', () => {
    const [one, other] = ['one', 'other'].map((what) => {
      const [statement] = policyOf(allow({ Principal: { AWS: PARTNER } })).statements;
      const account = [{ ...holeOf(), what }];
      return { ...statement, principals: [{ kind: 'account', account, written: account }] } satisfies Statement;
    });
    const { statements } = withPlaceholderPrincipals({ ...policyOf(allow()), statements: [one, other] }, SURROUNDINGS);
    expect(statements.map(({ principals: [principal] }) => 'account' in principal && principal.account)).toEqual([FIRST, FIRST]);
  });

  test('are written as the document has them', () => {
    const [{ principals }] = invented(allow({ Principal: LATER }));
    expect(principals.map(({ written }) => showText(written))).toEqual(Array.from({ length: 5 }, () => '<parameter "Parameter">'));
  });

  test.each<[string, StatementJson, string]>([
    ['the issuer whose claim is compared', { StringEquals: { 'token.example.org:sub': 'x' } }, 'token.example.org'],
    [
      'also after other conditions',
      { StringEquals: { 'sts:RoleSessionName': 'x', 'token.example.org/path:sub': 'x' } },
      'token.example.org/path',
    ],
    [
      'also after a key that is not known yet',
      { StringEquals: { 'Fn::Transform': LATER }, StringLike: { 'token.example.org:sub': 'x' } },
      'token.example.org',
    ],
    [
      'also after a partly known key',
      { StringEquals: { 'Fn::GetAtt': ['Json', 'Value'] }, StringLike: { 'token.example.org:sub': 'x' } },
      'token.example.org',
    ],
    ['no service that keys begin with', { StringEquals: { 'saml:aud': 'x', 'aws:a:b.c': 'x' } }, `${NAME}.example.com`],
  ])('the issuer of tokens is %s', (_, Condition, issuer) => {
    expect(invented(allow({ Principal: { Federated: LATER }, Condition }))[0].principals[1]).toMatchObject({ issuer });
  });

  test('the same text is the same account, in another statement and in another policy', () => {
    const accounts = new Map<string, string>();
    const accountsIn = (...statements: StatementJson[]) =>
      withPlaceholderPrincipals(read(...statements), SURROUNDINGS, accounts).statements.map(
        ({ principals: [principal] }) => 'account' in principal && principal.account,
      );
    const root = (name: string) => allow({ Principal: { AWS: sub(`arn:aws:iam::\${${name}}:root`) } });
    expect(accountsIn(root('Parameter'), root('Other'), root('Parameter'))).toEqual([FIRST, SECOND, FIRST]);
    expect(accountsIn(root('Other'), allow({ Principal: { AWS: LATER } }))).toEqual([SECOND, FIRST]);
  });
});

describe('conditions on the caller match the principals', () => {
  const valuesOf = ([{ conditions }]: readonly Statement[]) => conditions.flatMap(({ values }) => values.map(showText));
  const given = (key: string, values: unknown, AWS: unknown = '*') =>
    valuesOf(invented(allow({ Principal: { AWS }, Condition: { StringLike: { [key]: values } } })));
  const ROOT = sub('arn:aws:iam::${Parameter}:root');

  test.each<[string, string, unknown, unknown, string[]]>([
    ['the account is that of the principal', 'aws:PrincipalAccount', LATER, ROOT, [FIRST]],
    ['a different account stays different', 'aws:PrincipalAccount', OTHER, ROOT, [SECOND]],
    ['a known account stays as it is', 'aws:PrincipalAccount', [PARTNER, LATER], ROOT, [PARTNER, FIRST]],
    ['an ARN is a role in the trusted account', 'aws:PrincipalArn', OTHER, ROOT, [`arn:aws-cn:iam::${FIRST}:role/${NAME}`]],
    ['where one is trusted', 'aws:PrincipalArn', OTHER, ['*', PARTNER], [`arn:aws-cn:iam::${PARTNER}:role/${NAME}`]],
    [
      'but not where only a role of the account is trusted',
      'aws:PrincipalArn',
      OTHER,
      `arn:aws:iam::${PARTNER}:role/Deploy`,
      [`arn:aws-cn:iam::${FIRST}:role/${NAME}`],
    ],
    ['otherwise in the account of the ARN\'s own placeholder', 'aws:PrincipalArn', LATER, LATER, [`arn:aws-cn:iam::${FIRST}:role/${NAME}`]],
    [
      'the account in an ARN is that of the principal',
      'aws:PrincipalArn',
      sub('arn:${Other}:iam::${Parameter}:role/Deploy*'),
      ROOT,
      [`arn:aws-cn:iam::${FIRST}:role/Deploy*`],
    ],
    [
      'with all its known parts',
      'aws:PrincipalArn',
      sub(`arn:\${Other}:iam::${PARTNER}:role/Deploy`),
      ROOT,
      [`arn:aws-cn:iam::${PARTNER}:role/Deploy`],
    ],
  ])('%s', (_, key, values, principal, expected) => expect(given(key, values, principal)).toEqual(expected));

  test('unknown parts of names get a name, the same for the same text and another for another text', () => {
    const arns = ['${Parameter}', 'x-${Parameter}', '${Other}'].map((name) => sub(`arn:aws:iam::*:role/${name}`));
    const [one, same, another, organization] = valuesOf(
      invented(allow({ Condition: { ArnLike: { 'aws:PrincipalArn': arns }, StringLike: { 'aws:PrincipalOrgID': LATER } } })),
    );
    expect(one).toMatch(/^arn:aws:iam::\*:role\/known-at-deploy-time-\d+$/);
    expect(same).toBe(one.replace('role/', 'role/x-'));
    expect(another).toMatch(/^arn:aws:iam::\*:role\/known-at-deploy-time-\d+$/);
    expect(another).not.toBe(one);
    expect(organization).toBe(one.replace(/^.*\//, ''));
  });

  test.each<[string, StatementJson, string]>([
    ['conditions on other keys', { StringLike: { 'sts:ExternalId': LATER } }, '<parameter "Parameter">'],
    ['keys that only begin like those', { StringLike: { 'aws:PrincipalArnLike': LATER } }, '<parameter "Parameter">'],
    ['keys that only end like those', { StringLike: { 'x:aws:PrincipalArn': LATER } }, '<parameter "Parameter">'],
  ])('%s stay unknown', (_, Condition, expected) => {
    expect(valuesOf(invented(allow({ Condition })))).toEqual([expected]);
  });

  test('an unknown key is left as it is, and so is a clause without unknown values', () => {
    const policy = read(
      allow({ Condition: { StringEquals: { 'Fn::Transform': LATER }, StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } } }),
    );
    const [{ conditions }] = policy.statements;
    expect(withPlaceholderPrincipals(policy, SURROUNDINGS).statements[0].conditions).toEqual(conditions);
    expect(withPlaceholderPrincipals(policy, SURROUNDINGS).statements[0].conditions[1]).toBe(conditions[1]);
  });
});

describe('the deploy-time principal makes no difference', () => {
  const SAME = allow({ Principal: { AWS: LATER } });
  const role = (name: string) => allow({ Principal: { AWS: sub(`arn:aws:iam::\${${name}}:role/x`) } });

  test.each<[string, StatementJson[], StatementJson[], boolean]>([
    ['where every principal is known', [allow()], [allow({ Principal: { AWS: PARTNER } })], true],
    [
      'where both have the same principal',
      [SAME],
      [allow(), { ...SAME, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
      true,
    ],
    ['any number of times', [SAME, SAME], [SAME], true],
    ['but not where one has an additional principal', [SAME], [SAME, role('Other')], false],
    ['nor one fewer', [SAME, role('Other')], [SAME], false],
    ['nor another one', [role('Parameter')], [role('Other')], false],
    ['nor where one has a condition on it', [SAME], [{ ...SAME, Condition: { ArnLike: { 'aws:PrincipalArn': LATER } } }], false],
    ['also in one of two statements', [SAME], [SAME, { ...SAME, Condition: { ArnLike: { 'aws:PrincipalArn': LATER } } }], false],
    [
      'also beside a known principal',
      [SAME],
      [{ ...SAME, Condition: { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/x', LATER] } } }],
      false,
    ],
    ['or the other way round', [{ ...SAME, Condition: { StringEquals: { 'aws:PrincipalOrgID': LATER } } }], [SAME], false],
    ['nor with a key that is not known yet', [SAME], [{ ...SAME, Condition: { StringEquals: { 'Fn::Transform': LATER } } }], false],
    [
      'but not where it names a known principal',
      [SAME],
      [{ ...SAME, Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } } }],
      true,
    ],
    ['nor for anything else', [SAME], [{ ...SAME, Condition: { StringEquals: { 'sts:ExternalId': LATER } } }], true],
  ])('%s', (_, one, other, expected) => expect(haveSameUnknownPrincipals(read(...one), read(...other))).toBe(expected));
});

test('a policy in which everything is known stays as it is', () => {
  const policy = policyOf(allow({ Principal: { AWS: PARTNER }, Condition: { StringEquals: { 'aws:PrincipalAccount': PARTNER } } }));
  expect(withPlaceholderPrincipals(policy, SURROUNDINGS)).toEqual(policy);
});
