/**
 * Every weakness that scanners of trust policies look for, and some that none looks for: 43 of them, each with documents that have it and,
 * where useful, similar documents that do not. The rules have their own tables; this one shows that nothing falls between them.
 *
 * Two kinds of weakness are not about who can assume the role. What IAM itself rejects is reported as such. And a document can be written
 * in many ways: the same rules must report it as for the plain form.
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Aspects, CfnCondition, CfnParameter, CfnResource, Fn, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { quietSynthesis } from './quiet-synthesis';
import { allow, EXTERNAL_ID, OWN, PARTNER, policy, role, root, SECRET, VENDOR } from './rules/trust-policy-cases';
import {
  Alike, ALIKE, AUDIENCE, GITHUB, partner, Safe, SAFE, SETTINGS, subjectWith, Surroundings, Unsafe, UNSAFE,
} from './weaknesses-table';
import { auditTrustPolicy } from '../src/assessment/assess';
import { FindingLevel } from '../src/cdk/guard/finding-level';
import { TrustPolicyGuard } from '../src/cdk/guard/trust-policy-guard';
import { RULE_IDS } from '../src/rules/rule-ids';

function rulesThatReport(document: unknown, surroundings?: Surroundings): string[] {
  const findings = auditTrustPolicy(subjectWith(document, surroundings), SETTINGS);
  return findings.flatMap(({ ruleId, also = [] }) => [ruleId, ...also]);
}

/** Rows of different lengths do not fit into a jest table as they are. */
function titled<Row extends Unsafe | Safe | Alike>(rows: readonly Row[]): [string, Row][] {
  return rows.map((row) => [`${row[0]}: ${row[1]}`, row]);
}

describe('reported', () => {
  test.each(titled(UNSAFE))('weakness %s', (_, [, , document, reported, surroundings]) => {
    expect(rulesThatReport(document, surroundings)).toEqual(expect.arrayContaining([...reported]));
  });
});

describe('not reported, because it is not a weakness', () => {
  test.each(titled(SAFE))('weakness %s', (_, [, , document, surroundings]) => expect(rulesThatReport(document, surroundings)).toEqual([]));
});

describe('reported as if written plainly', () => {
  test.each(titled(ALIKE))('weakness %s', (_, [, , plain, document, surroundings]) => {
    expect(rulesThatReport(document, surroundings)).toEqual(rulesThatReport(plain));
    expect(rulesThatReport(plain)).not.toEqual([]);
  });
});

/** For the places where a trust policy can hide: each adds roles to the stack of an app. */
type InApp = readonly [weakness: number, words: string, reported: readonly string[], build: (stack: Stack) => void];

/** Only the report matters here; that errors fail the build is tested elsewhere. */
const NO_ERRORS = Object.fromEntries(RULE_IDS.map((id) => [id, FindingLevel.WARNING]));

const WHOLE_ACCOUNT = ['specific-principal', 'mfa-required', 'external-id-required'];

const IN_APP: readonly InApp[] = [
  [7, 'an account principal, as the CDK writes it', WHOLE_ACCOUNT, (stack) => {
    new iam.Role(stack, 'Role', { assumedBy: new iam.AccountPrincipal(PARTNER) });
  }],
  [31, 'an OIDC provider of the same stack', ['oidc-tenant', 'oidc-subject-wide', 'rejected-by-iam'], (stack) => {
    const gitHub = new iam.CfnOIDCProvider(stack, 'GitHub', { url: `https://${GITHUB}` });
    new iam.Role(stack, 'Role', { assumedBy: new iam.WebIdentityPrincipal(gitHub.ref, { StringEquals: AUDIENCE }) });
  }],
  [36, 'an override of a safe role', ['public-principal', ...WHOLE_ACCOUNT], (stack) => {
    const safe = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const resource = safe.node.defaultChild as CfnResource;
    resource.addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal', { AWS: '*', Service: undefined });
  }],
  [36, 'a role that is not a role construct', WHOLE_ACCOUNT, (stack) => {
    new CfnResource(stack, 'Role', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: policy(allow(partner)) } });
  }],
  [37, 'a principal in one branch of a condition', WHOLE_ACCOUNT, (stack) => {
    const stage = new CfnParameter(stack, 'StageName');
    new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals(stage, 'prod') });
    new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: policy(allow(Fn.conditionIf('IsProd', root(OWN), partner))) });
  }],
  [25, 'an ExternalId that two roles trust for two accounts', ['external-id-shared', 'external-id-shared'], (stack) => {
    for (const account of [PARTNER, VENDOR]) {
      new iam.Role(stack, `For${account}`, { assumedBy: new iam.ArnPrincipal(role(account, 'scanner')), externalIds: [SECRET] });
    }
  }],
];

describe('reported in an app', () => {
  const folder = quietSynthesis('weaknesses');

  test.each(IN_APP)('weakness %i: %s', (_, __, reported, build) => {
    const runFolder = fs.mkdtempSync(path.join(folder, 'run-'));
    const reportFile = path.join(runFolder, 'report.json');
    const app = new App({ outdir: path.join(runFolder, 'cdk.out') });
    Aspects.of(app).add(new TrustPolicyGuard({ reportFile, levels: NO_ERRORS }));
    build(new Stack(app, 'Stack', { env: { account: OWN, region: 'eu-west-1' } }));
    app.synth();
    const { roles } = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as { roles: { findings: { ruleId: string; also?: string[] }[] }[] };
    expect(roles.flatMap(({ findings }) => findings.flatMap(({ ruleId, also = [] }) => [ruleId, ...also]))).toEqual(reported);
  });
});

test('a wildcard that IAM rejects opens nothing beyond its account', () => {
  expect(rulesThatReport(policy(allow(role(PARTNER, 'dev-*'), EXTERNAL_ID)))).not.toContain('public-principal');
  expect(rulesThatReport(policy(allow('arn:aws:iam::*:role/dev', EXTERNAL_ID)))).toContain('public-principal');
});

test('all 43 weaknesses are here', () => {
  const here = new Set([...UNSAFE, ...ALIKE, ...IN_APP].map(([weakness]) => weakness));
  expect([...Array(43).keys()].map((index) => index + 1).filter((weakness) => !here.has(weakness))).toEqual([]);
});

test('every rule except four reports a weakness', () => {
  const reported = new Set(UNSAFE.flatMap(([, , , rules]) => rules));
  // No scanner looks for a Roles Anywhere anchor, for a role that can assume itself, for where a role leads, or for deploy-time values.
  expect(RULE_IDS.filter((id) => !reported.has(id))).toEqual([
    'roles-anywhere-anchor', 'self-trust', 'outside-reaches-administrator', 'undecided',
  ]);
});
