/** Is a value still a placeholder? */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import {
  allow,
  allowFederated,
  allowService,
  Case,
  deny,
  expectClosed,
  EXTERNAL_ID,
  judge,
  OWN,
  PARTNER,
  policy,
  role,
  root,
  SECRET,
} from './trust-policy-cases';
import { placeholdersIn } from '../../src/rules/support/placeholders';

const RULE = 'placeholder-value';
const own = root(OWN);
const scanner = role(PARTNER, 'scanner');
const equals = (key: string, value: unknown) => ({ StringEquals: { [key]: value } });
const GITHUB = 'token.actions.githubusercontent.com';
const provider = (issuer: string) => `arn:aws:iam::${OWN}:oidc-provider/${issuer}`;
const github = (subject: unknown) => policy(allowFederated(
  provider(GITHUB),
  { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' }, StringLike: { [`${GITHUB}:sub`]: subject } },
));
const parameters = { context: { parameters: { Who: { Type: 'String' } } } };

describe('closed: no value is a placeholder', () => {
  test.each<[string, object]>([
    ['an ordinary policy', policy(allow(scanner, EXTERNAL_ID))],
    ['an account id used in documentation', policy(allow(root('123456789012'), EXTERNAL_ID))],
    ['a deploy-time principal', policy(allow({ Ref: 'Who' }))],
    ['a deploy-time value', policy(allow(scanner, equals('sts:ExternalId', { Ref: 'Who' })))],
    ['a value that Fn::Sub fills in', policy(allow({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Who}' }))],
    ['a dynamic reference', policy(allow(scanner, equals('sts:ExternalId', '{{resolve:ssm:/external-id:1}}')))],
    ['a policy variable', policy(allow(own, equals('sts:RoleSessionName', '${aws:username}')))],
    [
      'a name of a tag',
      policy(allow(
        own,
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['ACCOUNT_ID', 'OWNER_ID'] } },
        ['sts:AssumeRole', 'sts:TagSession'],
      )),
    ],
    ['a tag with such a name', policy(allow(own, equals('aws:PrincipalTag/COST_CENTER_ID', 'ACCOUNT_ID')))],
    ['a Sid, which has no effect', policy({ ...allow(own), Sid: 'TODO' })],
  ])('%s', (_, document) => expectClosed(RULE, { document, ...parameters }));
});

describe('open: the placeholder is literal text', () => {
  test.each<[string, object, string]>([
    ['the account of a principal', policy(allow('arn:aws:iam::<account>:role/scanner')), '<account>'],
    ['an account placeholder in words', policy(allow('arn:aws:iam::ACCOUNT_ID:root')), 'ACCOUNT_ID'],
    ['an account placeholder in camel case', policy(allow('arn:aws:iam::accountId:root')), 'accountId'],
    ['a bare account', policy(allow('YOUR_ACCOUNT')), 'YOUR_ACCOUNT'],
    ['the name of a role', policy(allow(role(PARTNER, 'REPLACE_ME'))), 'REPLACE_ME'],
    ['the second principal', policy(allow([own, role(PARTNER, '<name>')])), '<name>'],
    ['a service', policy(allowService('your-service.amazonaws.com')), 'your-service'],
    ['the issuer of a provider', policy(allowFederated(provider('<issuer>'))), '<issuer>'],
    [
      'a pool of Cognito',
      policy(allowFederated(
        'cognito-identity.amazonaws.com',
        equals('cognito-identity.amazonaws.com:aud', 'eu-west-1:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'),
      )),
      'xxxxxxxxxxxx',
    ],
    ['an action', policy(allow(own, undefined, '<action>')), '<action>'],
    ['an ExternalId', policy(allow(scanner, equals('sts:ExternalId', 'CHANGE_ME'))), 'CHANGE_ME'],
    ['an ExternalId in small letters', policy(allow(scanner, equals('sts:ExternalId', 'your-external-id'))), 'your-external-id'],
    ['one of two values', policy(allow(scanner, equals('sts:ExternalId', [SECRET, 'TODO']))), 'TODO'],
    ['an organization', policy(allow('*', equals('aws:PrincipalOrgID', 'o-xxxxxxxxxx'))), 'xxxxxxxxxx'],
    ['an organization placeholder in words', policy(allow('*', equals('aws:PrincipalOrgID', 'o-yourorgid'))), 'o-yourorgid'],
    ['a subject', github('repo:YOUR-ORG/app:ref:refs/heads/main'), 'YOUR-ORG'],
    ['a variable that was never substituted', github('repo:${GITHUB_REPO}:*'), '${GITHUB_REPO}'],
    ['a pseudo parameter without Fn::Sub', policy(allow(own, equals('aws:PrincipalAccount', '${AWS::AccountId}'))), '${AWS::AccountId}'],
    ['a key', policy(allowFederated(provider('oidc.example.com'), equals('<issuer>:sub', 'app'))), '<issuer>'],
    ['the value of a tag', policy(allow(own, equals('aws:PrincipalTag/team', '<team>'))), '<team>'],
    ['a Deny', policy(allow(own), deny('*', equals('aws:PrincipalOrgID', '<organization>'))), '<organization>'],
    [
      'a Deny with an exception',
      policy(allow(own), { Effect: 'Deny', Action: 'sts:AssumeRole', NotPrincipal: { AWS: 'arn:aws:iam::<account>:root' } }),
      '<account>',
    ],
    [
      'beside a deploy-time value',
      policy(allow({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/REPLACE_ME' })),
      'REPLACE_ME',
    ],
    ['a document as text', JSON.stringify(policy(allow('arn:aws:iam::<account>:root'))) as never, '<account>'],
  ])('%s', (_, document, placeholder) => {
    const { findings } = judge(RULE, { document });
    expect(findings).toHaveLength(1);
    expect(findings[0].level).toBe('error');
    expect(findings[0].message).toMatch(/^statement \d still contains the placeholder "/);
    expect(findings[0].message).toContain(`"${placeholder}"`);
    expect(findings[0].because).toMatch(/^IAM takes it literally: /);
    expect(findings[0].fix).toContain(`replace "${placeholder}" with `);
  });

  test('one finding for each statement, with all its placeholders', () => {
    const { findings } = judge(RULE, {
      document: policy(
        allow('arn:aws:iam::<account>:role/<name>', equals('sts:ExternalId', '<random value agreed with the other party>')),
        allow(own),
        allow('ACCOUNT_ID'),
      ),
    });
    expect(findings.map(({ message }) => message)).toEqual([
      'statement 0 still contains the placeholders "<account>", "<name>" and "<random value agreed with the other party>"',
      'statement 2 still contains the placeholder "ACCOUNT_ID"',
    ]);
  });

  test.each<[string, object, RegExp]>([
    [
      'which element it is in',
      policy(allow([own, 'arn:aws:iam::<account>:root'])),
      /: Principal\.AWS\[1\] "arn:aws:iam::<account>:root" is not a principal, so IAM rejects the policy$/,
    ],
    [
      'which principal it makes the policy trust',
      policy(allow(role(PARTNER, 'REPLACE_ME'))),
      /: Principal\.AWS "arn:aws:iam::222222222222:role\/REPLACE_ME" trusts only a principal with exactly this name$/,
    ],
    [
      'what it requires',
      policy(allow(scanner, equals('sts:ExternalId', 'CHANGE_ME'))),
      /: StringEquals sts:ExternalId "CHANGE_ME" matches only this exact text$/,
    ],
    [
      'what it excludes',
      policy(allow(own, { StringNotEquals: { 'aws:PrincipalOrgID': '<id>' } })),
      /: StringNotEquals aws:PrincipalOrgID "<id>" excludes only this exact text$/,
    ],
    [
      'the effect of a key',
      policy(allowFederated(provider('a.example.com'), equals('<issuer>:sub', 'app'))),
      /: no request contains the condition key <issuer>:sub$/,
    ],
    [
      'the effect of a Deny',
      policy(allow(own), deny('*', equals('aws:PrincipalOrgID', '<id>'))),
      /\nstatement 1 does not deny the intended callers$/,
    ],
  ])('says %s', (_, document, because) => expect(judge(RULE, { document }).findings[0].because).toMatch(because));

  test('in one branch of a choice', () => {
    const context = { conditions: { IsDev: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } } };
    expect(judge(RULE, { document: policy(allow({ 'Fn::If': ['IsDev', own, role(OWN, 'TODO')] })), context }).findings).toHaveLength(1);
  });
});

describe('undecided: never, because a deploy-time value is not a placeholder', () => {
  test('a document that is known only at deployment', () => expectClosedBut(RULE, { document: { Ref: 'Who' }, ...parameters }));
});

/** That the document cannot be read is reported by another rule. */
function expectClosedBut(rule: string, theCase: Case): void {
  expect(judge(rule, theCase).findings).toEqual([]);
}

describe('placeholders that people and generators write', () => {
  test.each([
    '<organization>', '<12 digits>', '&lt;account&gt;', '{{account_id}}', '${{ vars.ORG }}', '${GITHUB_REPO}', '${var.org}',
    '${self:custom.org}', '$ACCOUNT_ID', 'repo:{org}/{repo}:*',
    '%ACCOUNT%', '%account_id%', '__ORG__', '@@X@@', '@ACCOUNT_ID@', '[account]', '[ACCOUNT_ID]', 'xxxx', 'XXXX-XXXX',
    'AROAXXXXXXXXXXXXXXXX', 'arn:aws:iam::xxxxxxxxxxxx:role/a',
    'arn:aws:iam::...:root', '####', 'TODO', 'todo', 'TODO_ORG', 'FIXME', 'TBD', 'CHANGEME', 'change-me', 'changeThis',
    'REPLACE-WITH-YOUR-ID', 'REPLACE_WITH_EXTERNAL_ID',
    'replaceme', 'to-be-replaced', 'INSERT_EXTERNAL_ID_HERE', 'insert-your-external-id-here', 'PLACEHOLDER', 'placeholder',
    'EXTERNAL_ID_PLACEHOLDER', 'MY_ORG', 'MY-ACCOUNT',
    'ORG_ID', 'EXTERNAL_ID', 'GITHUB_ORG', 'repo:OWNER/REPO:*', 'repo:MY_ORG/MY_REPO:*', 'arn:aws:iam::AWS_ACCOUNT_ID:role/x',
    'arn:aws:iam::your-account-id:root',
    'arn:aws:iam::111122223333:user/USERNAME', 'oidc.eks.REGION.amazonaws.com/id/CLUSTER_ID:sub', 'Your-Org', 'yourcompany',
    'yourGitHubOrg', 'your_account_id',
    'your-unique-external-id', 'https://your-domain.example.com', 'o-yourorgid', 'o-your-org-id', 'o-orgid', 'o-XXXXXXXXXX',
  ])('%s', (text) => expect(placeholdersIn(text)).not.toEqual([]));
});

describe('text that may be a real name', () => {
  test.each([
    'todo-app', 'repo:acme/todo:*', 'TodoService', 'repo:acme/placeholder-service:*', 'know-your-customer', 'yourstory-app',
    'exchange-me', 'change-management', 'replace-disks',
    'fill-form', 'insert-coin', 'here', 'add-user', 'example', 'Example987', 'my-org', 'repo:my-org/my-repo:*',
    'repo:octo-org/octo-repo:ref:refs/heads/main', 'o-exampleorgid',
    'o-a1b2c3d4e5', '123456789012', '000000000000', 'ADMIN', 'DEPLOY_ROLE', 'MY_ROLE', 'PROD', 'repo:acme/XXL:*', 'x86',
    'app__prod__deploy', 'APP__PROD__DEPLOY',
    'dependabot[bot]', '{9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55}', 'caf%C3%A9%20x', 'repo:acme@123456/app@789:ref:refs/heads/main',
    'ab12xxxx34cd', 'deadbeefxxxx',
    '${aws:username}', '${*}', '${?}', '${$}', '${aws:PrincipalTag/team, \'none\'}', '${aws_iam_openid_connect_provider.ci.url}:sub',
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
    'arn:aws:iam::*:role/x', 'arn:aws:iam::111122223333:role/OrganizationAccountAccessRole',
    'AWSReservedSSO_AdministratorAccess_0123456789abcdef', 'AROAABCDEFGHIJKLMNOPQ',
    'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE', 'system:serviceaccount:default:my-app',
    'https://signin.aws.amazon.com/saml', 'Sup3r$ecret',
    'organization:acme:project:default:workspace:prod:run_phase:apply', 'project_path:acme/app:ref_type:branch:ref:main', SECRET,
  ])('%s', (text) => expect(placeholdersIn(text)).toEqual([]));

  test('random values', () => {
    // xorshift: the same values in every run.
    let state = 88_675_123;
    const random = (below: number) => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % below;
    };
    const alphabets = [
      '0123456789abcdef',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.,@:',
    ];
    const texts = alphabets.flatMap((alphabet) => Array.from({ length: 5_000 }, () =>
      Array.from({ length: 32 }, () => alphabet[random(alphabet.length)]).join('')));
    expect(texts.filter((text) => placeholdersIn(text).length > 0)).toEqual([]);
  });
});

/** A fix of ours can be copied without filling it in. */
describe('the placeholders in our own fixes are recognised', () => {
  const folder = join(__dirname, '..', '..', 'src');
  const files = readdirSync(
    folder,
    { recursive: true, encoding: 'utf8' },
  ).filter((name) => /^(rules|constructs|troubleshooting|policy)\/.*\.ts$/.test(name));
  const texts = files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/'[^'\n]*'|`[^`]*`/g)].map(([text]) => text));
  const placeholders = [
    ...new Set(texts.flatMap((text) => text.match(/<[a-z][A-Za-z0-9 -]*>/g) ?? [])),
  ].filter((each) => each !== '<string>');

  test('there are many', () => expect(placeholders.length).toBeGreaterThan(12));

  test.each(placeholders)('%s', (placeholder) => {
    expect(placeholdersIn(placeholder)).toEqual([placeholder]);
    expect(placeholdersIn(`arn:aws:iam::${OWN}:role/${placeholder}`)).toEqual([placeholder]);
  });
});
