/** Can an assertion be used that was not made for a sign-in to AWS? */
import { allow, deny, expectClosed, expectOpen, judge, OWN, PARTNER, policy, root } from './trust-policy-cases';

const RULE = 'saml-audience';
const ENDPOINT = 'https://signin.aws.amazon.com/saml';
const IDP = `arn:aws:iam::${OWN}:saml-provider/idp`;
const audience = (operator: string, value: unknown) => ({ [operator]: { 'SAML:aud': value } });
const saml = (condition?: object, provider: unknown = IDP) => ({
  Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: provider }, ...(condition && { Condition: condition }),
});
const denySaml = (condition: object) => ({ ...deny('*', condition, 'sts:AssumeRoleWithSAML'), Principal: { Federated: IDP } });
const parameter = (definition: object) => ({ parameters: { Audience: { Type: 'String', ...definition } } });

describe('closed: the assertion was made for AWS', () => {
  test.each<[string, object]>([
    ['the sign-in endpoint', policy(saml(audience('StringEquals', ENDPOINT)))],
    ['the key in another spelling', policy(saml({ StringEquals: { 'saml:AUD': ENDPOINT } }))],
    [
      'the endpoint of a region beside it',
      policy(saml(audience('StringEquals', [ENDPOINT, 'https://eu-west-1.signin.aws.amazon.com/saml']))),
    ],
    ['the endpoint of any region', policy(saml(audience('StringLike', 'https://*.signin.aws.amazon.com/saml')))],
    ['any spelling of the endpoints', policy(saml(audience('StringLike', 'https://*signin.aws.amazon.com/saml')))],
    ['the endpoint of one identity provider', policy(saml(audience('StringLike', 'https://signin.aws.amazon.com/saml/acs/*')))],
    ['the endpoint of China', policy(saml(audience('StringEquals', 'https://signin.amazonaws.cn/saml')))],
    ['the endpoint of any region of China', policy(saml(audience('StringLike', 'https://*.signin.amazonaws.cn/saml')))],
    ['the endpoint of any region of GovCloud', policy(saml(audience('StringLike', 'https://*.signin.amazonaws-us-gov.com/saml')))],
    [
      'the endpoint of any region of the European Sovereign Cloud',
      policy(saml(audience('StringLike', 'https://*.signin.amazonaws-eusc.eu/saml'))),
    ],
    ['a custom recipient, written out', policy(saml(audience('StringEquals', 'https://tool.example.com/saml')))],
    ['a custom recipient, written out under StringLike', policy(saml(audience('StringLike', 'https://tool.example.com/saml')))],
    ['IfExists, as every assertion has the key', policy(saml(audience('StringEqualsIfExists', ENDPOINT)))],
    ['the same beside an account, whose requests have no such key', policy({
      ...saml(audience('StringEqualsIfExists', ENDPOINT)),
      Action: ['sts:AssumeRole', 'sts:AssumeRoleWithSAML'],
      Principal: { AWS: root(PARTNER), Federated: IDP },
    })],
    ['a Deny of everything else', policy(saml(), denySaml(audience('StringNotEquals', ENDPOINT)))],
    ['a recipient from a parameter', policy(saml(audience('StringEquals', { Ref: 'Audience' })))],
    ['a pattern from a parameter, which the deployer supplies', policy(saml(audience('StringLike', { Ref: 'Audience' })))],
    ['the wrong API for assertions', policy({ ...saml(), Action: 'sts:AssumeRole' })],
    ['an account', policy(allow(root(PARTNER)))],
    [
      'tokens',
      policy({
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/id.example.org` },
      }),
    ],
    [
      'assertions for a principal under AWS known only at deployment: public-principal asks whether it is "*"',
      policy(allow({ Ref: 'Audience' }, undefined, 'sts:AssumeRoleWithSAML')),
    ],
    ['every provider, reported by public-principal', policy(saml(undefined, '*'))],
    ['every principal denied', policy(saml(), denySaml({}))],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));
});

describe('open: an assertion for another recipient is accepted', () => {
  test.each<[string, object]>([
    ['weakness 30: no condition', policy(saml())],
    ['a condition on the user only', policy(saml({ StringEquals: { 'SAML:sub': 'alice' } }))],
    ['anything', policy(saml(audience('StringLike', '*')))],
    ['anything over https', policy(saml(audience('StringLike', 'https://*')))],
    ['any host', policy(saml(audience('StringLike', 'https://*/saml')))],
    ['everything except one recipient', policy(saml(audience('StringNotEquals', 'https://tool.example.com/saml')))],
    ['presence', policy(saml(audience('Null', 'false')))],
    [
      'a key that AWS does not have',
      policy(saml({ StringEquals: { 'saml:audience': ENDPOINT } }), saml({ StringEqualsIfExists: { 'saml:audience': ENDPOINT } })),
    ],
    ['one specific and one open value', policy(saml(audience('StringLike', [ENDPOINT, '*'])))],
    ['an open second statement', policy(saml(audience('StringEquals', ENDPOINT)), saml())],
    ['a Deny of one recipient', policy(saml(), denySaml(audience('StringEquals', 'https://tool.example.com/saml')))],
    [
      'a Deny for another provider',
      policy(saml(), { ...denySaml(audience('StringNotEquals', ENDPOINT)), Principal: { Federated: `${IDP}-2` } }),
    ],
    ['every action', policy({ ...saml(), Action: 'sts:*' })],
    ['beside a provider of tokens', policy(saml(undefined, [`arn:aws:iam::${OWN}:oidc-provider/id.example.org`, IDP]))],
    ['weakness 36: JSON text', JSON.stringify(policy(saml())) as unknown as object],
  ])('%s', (_, document) => {
    const { witness, level, message } = expectOpen(RULE, { document });
    expect(witness).toMatchObject({ action: 'sts:AssumeRoleWithSAML', caller: { kind: 'saml', arn: IDP } });
    expect(String(witness.context['saml:aud'])).not.toContain('signin.aws.amazon.com');
    expect([level, message]).toEqual(['warning', 'SAML assertions that were not issued for AWS sign-in can be used to assume this role']);
  });

  test('a provider of the same template', () => {
    const context = { resources: { Idp: { Type: 'AWS::IAM::SAMLProvider', Properties: { Name: 'idp' } } } };
    expectOpen(RULE, { document: policy(saml(undefined, { Ref: 'Idp' })), context });
    expectClosed(RULE, { document: policy(saml(audience('StringEquals', ENDPOINT), { Ref: 'Idp' })), context });
  });

  test.each<[string, object]>([
    ['a provider', saml(undefined, { Ref: 'Audience' })],
    ['the whole principal', { ...saml(), Principal: { Ref: 'Audience' } }],
  ])('%s known only at deployment', (_, statement) => {
    expect(judge(RULE, { document: policy(statement), context: parameter({}) }).findings).toHaveLength(1);
  });

  test('weakness 37: one branch of Fn::If drops the condition', () => {
    const document = policy(saml({ 'Fn::If': ['Strict', audience('StringEquals', ENDPOINT), { Ref: 'AWS::NoValue' }] }));
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });
});

describe('the fix and the reason', () => {
  test.each<[string, object, string, string]>([
    [
      'no condition',
      policy(saml()),
      'add the condition "StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } to statement 0',
      'statement 0 has no condition on saml:aud',
    ],
    [
      'a wide pattern',
      policy(saml(audience('StringLike', '*'))),
      'replace StringLike SAML:aud "*" with "StringEquals"',
      'StringLike SAML:aud "*" matches',
    ],
  ])('%s', (_, document, fix, because) => {
    const finding = expectOpen(RULE, { document });
    expect(finding.fix).toContain(fix);
    expect(finding.because).toContain(because);
  });

  test('the endpoint belongs to the partition of the role', () => {
    const context = { partition: 'aws-cn' };
    expect(expectOpen(
      RULE,
      { document: policy(saml(undefined, IDP.replace('aws', 'aws-cn'))), context },
    ).fix).toContain('https://signin.amazonaws.cn/saml');
  });
});
