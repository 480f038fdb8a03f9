/** What is proved for a parameter holds for every value that its `AllowedPattern` accepts. */
import * as fc from 'fast-check';
import { allow, allowFederated, deny, EXTERNAL_ID, judge, OWN, PARTNER, policy, role, root } from './trust-policy-cases';
import { propertyRuns } from '../property-runs';

const PATTERNS: Readonly<Record<string, RegExp>> = {
  Account: /^\d{12}$/,
  OneOf: /^(111111111111|222222222222)$/,
  Repository: /^[ab-]{1,3}\/[ab.-]{1,3}$/,
  Name: /^[abx-]{1,3}$/,
  Maybe: /^[a/]{0,2}$/,
  Wild: /^[a*]{1,2}$/,
  Colons: /^[a:]{1,3}$/,
  RoleArn: /^arn:aws:iam::[12]{12}:(role|user)\/a{0,2}$/,
  PartnerRole: /^arn:aws:iam::222222222222:role\/[ab*]{1,2}$/,
};
const NAMES = Object.keys(PATTERNS);

const GITHUB = `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`;
const parameters = Object.fromEntries(NAMES.map((name) => [name, { Type: 'String', AllowedPattern: PATTERNS[name].source }]));
const values = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.stringMatching(PATTERNS[name])])));

const name = fc.constantFrom(...NAMES);
const text = (...forms: string[]) =>
  fc.tuple(fc.constantFrom(...forms), name).map(([form, parameter]) => ({ 'Fn::Sub': form.replace('$', `\${${parameter}}`) }));
const arns = text(
  '$', '$', `arn:aws:iam::${PARTNER}:role/$`, 'arn:aws:iam::$:role/Deploy', `arn:aws:iam::${PARTNER}:role/$*`, 'arn:aws:iam::$:root',
  `arn:aws:iam::${PARTNER}:user/$/x`,
);
const like = (family: string) => fc.constantFrom(`${family}Equals`, `${family}Like`, `${family}NotLike`, `${family}LikeIfExists`);
const one = (operator: fc.Arbitrary<string>, key: string, value: fc.Arbitrary<unknown>) =>
  fc.tuple(operator, value).map(([written, asked]) => ({ [written]: { [key]: asked } }));
const condition = fc.oneof(
  one(like('Arn'), 'aws:PrincipalArn', arns),
  one(like('String'), 'aws:PrincipalArn', arns),
  one(like('String'), 'aws:PrincipalAccount', text('$', '$*', '1$')),
  one(like('String'), 'sts:ExternalId', text('$', 'secret-$', 'secret-number-$*')),
  one(like('String'), 'aws:username', text('$', '$*')),
  one(fc.constant('Bool'), 'aws:MultiFactorAuthPresent', fc.constant('true')),
);
const merged = (first: object | undefined, second: object | undefined) => (first || second ? { ...first, ...second } : undefined);
const statement = fc.oneof(
  fc.tuple(
    fc.oneof(arns, fc.constantFrom<unknown>(root(PARTNER), role(PARTNER, 'ci'), root(OWN))),
    fc.option(condition, { nil: undefined }),
    fc.constantFrom(undefined, EXTERNAL_ID),
  )
    .map(([principal, asked, secret]) => allow(principal, merged(asked, secret))),
  fc.tuple(arns, fc.option(condition, { nil: undefined })).map(([principal, asked]) => deny(principal, asked)),
  one(
    like('String'),
    'token.actions.githubusercontent.com:sub',
    text('$', 'repo:$:*', 'repo:$/*', 'repo:a/$:*', 'repo:$*', 'repo:a$*'),
  ).map((asked) => allowFederated(GITHUB, asked)),
);

/** The document after deployment. */
function deployed(node: unknown, given: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(node)) return node.map((item) => deployed(item, given));
  if (typeof node !== 'object' || node === null) return node;
  if ('Fn::Sub' in node) return String(node['Fn::Sub']).replace(/\$\{(\w+)\}/g, (_, parameter: string) => given[parameter]);
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, deployed(item, given)]));
}

const RULES = ['public-principal', 'specific-principal', 'mfa-required', 'external-id-required', 'oidc-tenant'];

test('no finding appears after deployment that was proved absent before', () => {
  const someStatements = fc.array(statement, { minLength: 1, maxLength: 3 });
  fc.assert(fc.property(someStatements, values, fc.constantFrom(...RULES), (statements, given, rule) => {
    const document = policy(...statements);
    const before = judge(rule, { document, context: { parameters } });
    if (before.findings.length > 0 || before.undecided) return;
    // IAM rejects a wildcard in the ARN of a principal, so such a document is never deployed.
    const outcome = { document: deployed(document, given) };
    if (judge('rejected-by-iam', outcome).findings.length > 0) return;
    expect(judge(rule, outcome).findings.map(({ message }) => message)).toEqual([]);
  }), propertyRuns(500));
});
