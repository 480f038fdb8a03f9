/**
 * The fix that creates the role with `SecureCrossAccountRole` or `SecureOidcRole`: pasting the code of the report, with its examples, gives
 * a role with the trust policy of the edits, and the guard finds nothing about it.
 */
import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as ts from 'typescript';
import * as secureTrust from '../../../src';
import { Fix } from '../../../src/findings/fix';
import { applyEdits } from '../../../src/remedies/json-edit';
import { examplesOf, fillPlaceholders } from '../../../src/remedies/placeholders';
import { quietSynthesis } from '../../quiet-synthesis';

const outdir = quietSynthesis('secure-role-instead');
let apps = 0;

interface Checked {
  readonly fixes: readonly Fix[];
  readonly rules: readonly string[];
  readonly document: unknown;
}

const GITHUB = 'token.actions.githubusercontent.com';
const AUDIENCES = ['sts.amazonaws.com', 'https://github.com/acme'];
type AddRole = (stack: cdk.Stack, provider: iam.CfnOIDCProvider) => unknown;

/** What the guard reports about the only role of an app. */
function checked(addRole: AddRole): Checked {
  apps += 1;
  const folder = path.join(outdir, `app-${apps}`);
  const reportFile = `${folder}.report.json`;
  const app = new cdk.App({ outdir: folder });
  const stack = new cdk.Stack(app, 'Stack', { env: { account: '444455556666', region: 'eu-west-1' } });
  const provider = new iam.CfnOIDCProvider(stack, 'Provider', { url: `https://${GITHUB}`, clientIdList: AUDIENCES });
  addRole(stack, provider);
  cdk.Aspects.of(app).add(new secureTrust.TrustPolicyGuard({ reportFile }));
  try {
    app.synth();
  } catch {
    // The report has been written, which is what counts here.
  }
  const { roles } = JSON.parse(fs.readFileSync(reportFile, 'utf8'));
  const { Resources } = JSON.parse(fs.readFileSync(path.join(folder, 'Stack.template.json'), 'utf8'));
  const [role] = Object.values<any>(Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  const findings: readonly any[] = roles.flatMap((each: any) => each.findings).filter((finding: any) => finding.level !== 'info');
  return {
    fixes: findings.flatMap(({ fixes = [] }) => fixes),
    rules: findings.map(({ ruleId }) => ruleId),
    document: role.Properties.AssumeRolePolicyDocument,
  };
}

function insteadOf(addRole: AddRole): Fix | undefined {
  return checked(addRole).fixes.find(({ cdk: code }) => code?.construct !== undefined);
}

/** The role that the code creates, with the examples in place of the placeholders. */
function pasted({ cdk: code, placeholders }: Fix): AddRole {
  const props = fillPlaceholders(code!.code, examplesOf(placeholders)) as string;
  const kept = "managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')]";
  const { outputText } = ts.transpileModule(
    `return new ${code!.construct}(stack, 'Role', { ${kept}, ${props} });`, { compilerOptions: { target: ts.ScriptTarget.ES2022 } },
  );
  return (stack, provider) => {
    const given = { cdk, iam, stack, provider, ...secureTrust };
    return (new Function(...Object.keys(given), outputText) as (...values: unknown[]) => unknown)(...Object.values(given));
  };
}

const roleWith = (assumedBy: iam.IPrincipal): AddRole => (stack) => new iam.Role(stack, 'Role', { assumedBy });
const scanner = () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/scanner');
const alice = () => new iam.ArnPrincipal('arn:aws:iam::111122223333:user/alice');
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const tokensWith = (conditions: Record<string, unknown>): AddRole => (stack, provider) => (
  new iam.Role(stack, 'Role', { assumedBy: new iam.WebIdentityPrincipal(provider.ref, conditions) })
);

interface Offered {
  readonly what: string;
  readonly role: AddRole;
  readonly id: string;
  readonly code: readonly string[];
}

test.each<Offered>([
  {
    what: 'a foreign role without an ExternalId',
    role: roleWith(scanner()),
    id: 'use-secure-cross-account-role',
    code: [
      "trustedPrincipals: [TrustedPrincipal.arn('arn:aws:iam::111122223333:role/scanner')],",
      "externalId: ExternalId.of('<external-id>'),",
      "mfa: MfaRequirement.waived('only IAM users can authenticate with MFA')",
    ],
  },
  {
    what: 'a foreign user without MFA and ExternalId',
    role: roleWith(alice()),
    id: 'use-secure-cross-account-role',
    code: [
      "trustedPrincipals: [TrustedPrincipal.arn('arn:aws:iam::111122223333:user/alice')],",
      "externalId: ExternalId.of('<external-id>')",
    ],
  },
  {
    what: 'a foreign user whose MFA is not enforced: the other conditions stay',
    role: roleWith(alice().withConditions({
      BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
      StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
      IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
    })),
    id: 'use-secure-cross-account-role',
    code: [
      "trustedPrincipals: [TrustedPrincipal.arn('arn:aws:iam::111122223333:user/alice')],",
      "externalId: ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55'),",
      "organizationId: 'o-a1b2c3d4e5',",
      "sourceIps: ['203.0.113.0/24']",
    ],
  },
  {
    what: 'a foreign account that must use MFA',
    role: roleWith(new iam.AccountPrincipal('111122223333').withConditions(MFA)),
    id: 'use-secure-cross-account-role',
    code: [
      "trustedPrincipals: [TrustedPrincipal.user('111122223333', '<user>')],",
      "externalId: ExternalId.of('<external-id>')",
    ],
  },
  {
    what: 'tokens of GitHub without a subject and an audience',
    role: tokensWith({}),
    id: 'use-secure-oidc-role',
    code: [
      'provider: provider,',
      'subjects: [',
      '  OidcSubject.githubBranch({',
      "    owner: '<organization>',",
      "    repository: '<repository>',",
      "    branch: '<branch>',",
      '  }),',
      ']',
    ],
  },
  {
    what: 'tokens of any branch and pull request',
    role: tokensWith({
      StringEquals: { [`${GITHUB}:aud`]: 'https://github.com/acme' }, StringLike: { [`${GITHUB}:sub`]: 'repo:acme/app:*' },
    }),
    id: 'use-secure-oidc-role',
    code: [
      'provider: provider,',
      "subjects: [OidcSubject.githubBranch({ owner: 'acme', repository: 'app', branch: '<branch>' })],",
      "audience: 'https://github.com/acme'",
    ],
  },
])('$what', ({ role, id, code }) => {
  const before = checked(role);
  const fix = before.fixes.find(({ cdk: written }) => written?.construct !== undefined)!;
  expect({ id: fix.id, code: fix.cdk!.code.split('\n') }).toEqual({ id, code });
  expect(fix.proof).toMatchObject({ remaining: [], admitsNobodyNew: true });

  const after = checked(pasted(fix));
  expect(after.rules).toEqual([]);
  expect(after.document).toEqual(fillPlaceholders(applyEdits(before.document, fix.edits), examplesOf(fix.placeholders)));
});

/** A construct of a library, which creates its role by itself. */
class ScannerAccess extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new iam.CfnRole(this, 'Resource', {
      assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [scanner().policyFragment] },
    });
    role.addPropertyOverride('AssumeRolePolicyDocument.Statement', [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111122223333:role/scanner' } },
    ]);
  }
}

test.each<{ what: string; role: AddRole }>([
  { what: 'the role is no iam.Role', role: (stack) => new ScannerAccess(stack, 'Role') },
  {
    what: 'a condition has no prop',
    role: roleWith(scanner().withConditions({ StringEquals: { 'aws:PrincipalTag/team': 'blue' } })),
  },
  {
    what: 'a service is trusted too',
    role: roleWith(new iam.CompositePrincipal(scanner(), new iam.ServicePrincipal('ec2.amazonaws.com'))),
  },
  {
    what: 'the finding is about something else',
    role: roleWith(scanner().withConditions({ StringEquals: { 'sts:ExternalId': '444455556666' } })),
  },
])('not offered where $what', ({ role }) => {
  const { rules } = checked(role);
  expect(rules).not.toEqual([]);
  expect(insteadOf(role)).toBeUndefined();
});

test('the title says what stays, in the words of the language', () => {
  expect(insteadOf(roleWith(scanner()))!.title).toBe(
    'create the role with SecureCrossAccountRole: keep its ID and other props, with these in place of assumedBy and externalIds',
  );
  expect(insteadOf(tokensWith({}))!.title).toBe(
    'create the role with SecureOidcRole: keep its ID and other props, with these in place of assumedBy; ' +
    'provider is the OIDC provider that the role trusts',
  );
  process.env.JSII_AGENT = 'Python/3.12.4';
  try {
    expect(insteadOf(roleWith(scanner()))!.title).toMatch(/in place of assumed_by and external_ids$/);
  } finally {
    delete process.env.JSII_AGENT;
  }
});
