/**
 * The code that creates a role with a construct of this package: in each language; that the construct renders the very trust policy that
 * the code was made from; and the trust policies that it has no props for. `npx projen languages` compiles and runs the same code.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ts from 'typescript';
import * as constructs from '../../../src';
import { CdkLanguage, Placeholder } from '../../../src/findings/fix';
import { codeOfSecureRole } from '../../../src/remedies/code/secure-role-code';
import { secureRoles } from '../../../tools/languages/generated-code';
import { quietSynthesis } from '../../quiet-synthesis';

const LANGUAGES: readonly CdkLanguage[] = ['typescript', 'python', 'java', 'csharp', 'go'];

/** What the file says for each document: a line `=== <what is special about the document>`, then the class and the code. */
function expectedCode(language: CdkLanguage): Map<string, string> {
  const written = fs.readFileSync(path.join(__dirname, 'expected', 'secure-roles', `${language}.txt`), 'utf8');
  const sections = written.split(/^=== /m).slice(1).map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    code: section.slice(section.indexOf('\n') + 1).trimEnd(),
  }));
  return new Map(sections.map(({ title, code }) => [title, code]));
}

describe.each(LANGUAGES)('%s', (language) => {
  const expected = expectedCode(language);

  test('every document has its code', () => {
    expect([...expected.keys()]).toEqual(Object.keys(secureRoles()));
  });

  test.each([...expected])('%s', (title, written) => {
    const { construct, code } = codeOfSecureRole(secureRoles()[title], [], language)!;
    expect(`${construct}\n${code.code}`).toBe(written);
    expect(code).toMatchObject({ language, construct });
  });
});

describe('the construct renders the trust policy that the code was made from', () => {
  const outdir = quietSynthesis('secure-role-code');
  const TITLES = Object.keys(secureRoles());
  let rendered: readonly unknown[];

  beforeAll(() => {
    const stack = new cdk.Stack(new cdk.App({ outdir }), 'Stack', { env: { account: '444455556666', region: 'eu-west-1' } });
    const provider = new iam.CfnOIDCProvider(stack, 'Provider', {
      url: 'https://token.actions.githubusercontent.com', clientIdList: ['sts.amazonaws.com', 'https://github.com/acme'],
    });
    const roles = TITLES.map((title, index) => {
      const { construct, code } = codeOfSecureRole(secureRoles()[title], [], 'typescript')!;
      const { outputText } = ts.transpileModule(
        `return new ${construct}(stack, 'Role${index}', { ${code.code} });`, { compilerOptions: { target: ts.ScriptTarget.ES2022 } },
      );
      const given = { cdk, iam, stack, provider, ...constructs };
      return (new Function(...Object.keys(given), outputText) as (...values: unknown[]) => iam.Role)(...Object.values(given));
    });
    const { Resources } = Template.fromStack(stack).toJSON();
    rendered = roles.map((role) => (
      Resources[stack.getLogicalId(role.node.defaultChild as iam.CfnRole)].Properties.AssumeRolePolicyDocument
    ));
  });

  test.each(TITLES.map((title, index) => ({ title, index })))('$title', ({ title, index }) => {
    expect(codeOfSecureRole(secureRoles()[title], [], 'typescript')!.document).toEqual(secureRoles()[title]);
    expect(rendered[index]).toEqual(secureRoles()[title]);
  });
});

const ALICE = 'arn:aws:iam::111122223333:user/alice';
const SCANNER = 'arn:aws:iam::111122223333:role/scanner';
const EXTERNAL_ID = { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' };
const MFA = { 'aws:MultiFactorAuthPresent': 'true' };

interface Statement { readonly [element: string]: unknown }

function policyOf(...statements: readonly Statement[]): unknown {
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement })) };
}

function codeFor(document: unknown, placeholders: readonly Placeholder[] = []): string | undefined {
  return codeOfSecureRole(document, placeholders, 'typescript')?.code.code;
}

describe('a trust policy in another form', () => {
  test('principals in one statement get one each', () => {
    const other = 'arn:aws:iam::222233334444:role/other';
    const condition = { Condition: { StringEquals: EXTERNAL_ID } };
    const document = policyOf({ Principal: { AWS: [SCANNER, other] }, ...condition });
    expect(codeOfSecureRole(document, [], 'typescript')!.document).toEqual(policyOf(
      { Sid: 'TrustedPrincipal1', Principal: { AWS: SCANNER }, ...condition },
      { Sid: 'TrustedPrincipal2', Principal: { AWS: other }, ...condition },
    ));
  });

  test('numbers and booleans become text', () => {
    const document = policyOf({
      Principal: { AWS: ALICE },
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': true }, NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 }, StringEquals: EXTERNAL_ID,
      },
    });
    expect(codeOfSecureRole(document, [], 'typescript')!.document).toEqual(policyOf({
      Principal: { AWS: ALICE },
      Condition: { Bool: MFA, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' }, StringEquals: EXTERNAL_ID },
    }));
  });

  test('the usual audience is added where it is not asked for, and any phase of a run becomes both', () => {
    const issuer = 'app.terraform.io';
    const run = 'organization:acme:project:infra:workspace:app:run_phase';
    const tokens = { Principal: { Federated: providerOf(issuer) }, Action: WEB_IDENTITY };
    const document = policyOf({ ...tokens, Condition: { StringLike: { [`${issuer}:sub`]: `${run}:*` } } });
    expect(codeOfSecureRole(document, [], 'typescript')!.document).toEqual(policyOf({
      ...tokens,
      Condition: {
        StringEquals: { [`${issuer}:aud`]: 'aws.workload.identity', [`${issuer}:sub`]: [`${run}:plan`, `${run}:apply`] },
      },
    }));
  });

  test('a placeholder is what its example is', () => {
    const condition = { Bool: MFA, StringEquals: { 'sts:ExternalId': '<external-id>' } };
    const document = policyOf({ Principal: { AWS: '<user>' }, Condition: condition });
    expect(codeFor(document, [{ name: 'user', kind: 'user-arn', example: ALICE }])).toBe(
      "trustedPrincipals: [TrustedPrincipal.arn('<user>')],\nexternalId: ExternalId.of('<external-id>')",
    );
    expect(codeFor(document, [{ name: 'user', kind: 'role-arn', example: SCANNER }])).toBe(undefined);
  });
});

const NAMED = { Principal: { AWS: SCANNER }, Condition: { StringEquals: EXTERNAL_ID } };
const USER = { Principal: { AWS: ALICE }, Condition: { Bool: MFA, StringEquals: EXTERNAL_ID } };
const ROLE_OF_IDENTITY_CENTER = SCANNER.replace('scanner', 'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef');

const GITHUB = 'token.actions.githubusercontent.com';
const SUB = `${GITHUB}:sub`;
const AUD = `${GITHUB}:aud`;
const WEB_IDENTITY = 'sts:AssumeRoleWithWebIdentity';
const SUBJECT = { [SUB]: 'repo:acme/app:ref:refs/heads/main' };
const providerOf = (issuer: string) => `arn:aws:iam::444455556666:oidc-provider/${issuer}`;
const TOKENS = { Principal: { Federated: providerOf(GITHUB) }, Action: WEB_IDENTITY, Condition: { StringEquals: SUBJECT } };

test('the trust policies that the next tests change have code', () => {
  expect([NAMED, USER, TOKENS].map((statement) => codeFor(policyOf(statement)) === undefined)).toEqual([false, false, false]);
});

interface WithoutCode {
  readonly what: string;
  readonly document: unknown;
}

function changed(statement: Statement, what: string, changes: Statement): WithoutCode {
  return { what, document: policyOf({ ...statement, ...changes }) };
}

function withPrincipal(what: string, principal: unknown): WithoutCode {
  return changed(NAMED, what, { Principal: principal });
}

function withConditions(statement: Statement, what: string, conditions: object): WithoutCode {
  return changed(statement, what, { Condition: conditions });
}

test.each<WithoutCode>([
  { what: 'text', document: JSON.stringify(policyOf(NAMED)) },
  { what: 'another version', document: { ...policyOf(NAMED) as object, Version: '2008-10-17' } },
  { what: 'no statement', document: policyOf() },
  { what: 'a Deny', document: policyOf(NAMED, { ...NAMED, Effect: 'Deny' }) },
  { what: 'a service beside a role', document: policyOf(NAMED, { Principal: { Service: 'ec2.amazonaws.com' } }) },
  { what: 'the same principal twice', document: policyOf(NAMED, NAMED) },
  { what: 'a user with MFA and a role without', document: policyOf(USER, NAMED) },
])('$what has no code', ({ document }) => {
  expect(codeFor(document)).toBeUndefined();
});

test.each<WithoutCode>([
  withPrincipal('a whole account', { AWS: 'arn:aws:iam::111122223333:root' }),
  withPrincipal('everybody', '*'),
  withPrincipal('a service', { Service: 'ec2.amazonaws.com' }),
  withPrincipal('the ID of a deleted role', { AWS: 'AROAEXAMPLEEXAMPLE123' }),
  withPrincipal('a role of Identity Center', { AWS: ROLE_OF_IDENTITY_CENTER }),
  withPrincipal('a resource of the app', { AWS: { 'Fn::GetAtt': ['Caller', 'Arn'] } }),
  withPrincipal('a user without MFA', { AWS: ALICE }),
  changed(NAMED, 'session tags without bound', { Action: ['sts:AssumeRole', 'sts:TagSession'] }),
  changed(NAMED, 'a wildcard action', { Action: 'sts:*' }),
  withConditions(NAMED, 'no ExternalId', {}),
  withConditions(NAMED, 'a pattern of ExternalIds', { StringLike: { 'sts:ExternalId': 'acme-*' } }),
  withConditions(NAMED, 'two ExternalIds', { StringEquals: { 'sts:ExternalId': ['acme-1', 'acme-2'] } }),
  withConditions(NAMED, 'an ExternalId from a parameter', { StringEquals: { 'sts:ExternalId': { Ref: 'Id' } } }),
  withConditions(NAMED, 'a condition without a prop', { StringEquals: EXTERNAL_ID, ArnLike: { 'aws:PrincipalArn': 'arn:*' } }),
  withConditions(NAMED, 'a key without a prop', { StringEquals: { ...EXTERNAL_ID, 'aws:PrincipalTag/team': 'blue' } }),
  withConditions(NAMED, 'a source identity without its action', { StringEquals: EXTERNAL_ID, StringLike: { 'sts:SourceIdentity': '*' } }),
  changed(USER, 'MFA of a role', { Principal: { AWS: SCANNER } }),
  withConditions(USER, 'MFA by its age only', { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' }, StringEquals: EXTERNAL_ID }),
  withConditions(USER, 'MFA of a second', { ...USER.Condition, NumericLessThan: { 'aws:MultiFactorAuthAge': '1' } }),
])('$what has no code of SecureCrossAccountRole', ({ document }) => {
  expect(codeFor(document)).toBeUndefined();
});

test.each<WithoutCode>([
  withConditions(TOKENS, 'no subject', { StringEquals: { [AUD]: 'sts.amazonaws.com' } }),
  withConditions(TOKENS, 'any branch', { StringLike: { [SUB]: 'repo:acme/app:*' } }),
  withConditions(TOKENS, 'any tenant', { StringLike: { [SUB]: '*' } }),
  withConditions(TOKENS, 'pull requests', { StringEquals: { [SUB]: 'repo:acme/app:pull_request' } }),
  withConditions(TOKENS, 'a wildcard in StringEquals', { StringEquals: { [SUB]: 'repo:acme/*' } }),
  withConditions(TOKENS, 'a policy variable', { StringLike: { [SUB]: 'repo:acme/${aws:username}:ref:refs/heads/main' } }),
  withConditions(TOKENS, 'another claim', { StringEquals: { ...SUBJECT, [`${GITHUB}:repository`]: 'acme/app' } }),
  withConditions(TOKENS, 'two audiences', { StringEquals: { ...SUBJECT, [AUD]: ['sts.amazonaws.com', 'other'] } }),
  withConditions(TOKENS, 'claims that may be missing', { StringEqualsIfExists: SUBJECT }),
  changed(TOKENS, 'two providers', { Principal: { Federated: [providerOf(GITHUB), providerOf('gitlab.com')] } }),
  changed(TOKENS, 'session tags', { Action: [WEB_IDENTITY, 'sts:TagSession'] }),
  changed(TOKENS, 'an unknown audience', {
    Principal: { Federated: providerOf('login.example.com') }, Condition: { StringEquals: { 'login.example.com:sub': 'app' } },
  }),
])('$what has no code of SecureOidcRole', ({ document }) => {
  expect(codeFor(document)).toBeUndefined();
});
