/**
 * Every weakness that scanners of trust policies look for, and some that none does: 43 of them, each with documents that have it and, where
 * that says more, documents that look alike and do not. The rules have tables of their own; this one shows that nothing falls between them.
 *
 * Two kinds of weakness are no question about who gets in. What IAM itself refuses is told as that. And a document can be written in many
 * ways: there the same rules must speak as for the plain way.
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

function rulesThatSpeak(document: unknown, surroundings?: Surroundings): string[] {
  const findings = auditTrustPolicy(subjectWith(document, surroundings), SETTINGS);
  return findings.flatMap(({ ruleId, also = [] }) => [ruleId, ...also]);
}

/** Rows of several lengths do not go into a table of jest as they are. */
function titled<Row extends Unsafe | Safe | Alike>(rows: readonly Row[]): [string, Row][] {
  return rows.map((row) => [`${row[0]}: ${row[1]}`, row]);
}

describe('told', () => {
  test.each(titled(UNSAFE))('weakness %s', (_, [, , document, told, surroundings]) => {
    expect(rulesThatSpeak(document, surroundings)).toEqual(expect.arrayContaining([...told]));
  });
});

describe('not told, for it is no weakness', () => {
  test.each(titled(SAFE))('weakness %s', (_, [, , document, surroundings]) => expect(rulesThatSpeak(document, surroundings)).toEqual([]));
});

describe('told as in plain writing', () => {
  test.each(titled(ALIKE))('weakness %s', (_, [, , plain, document, surroundings]) => {
    expect(rulesThatSpeak(document, surroundings)).toEqual(rulesThatSpeak(plain));
    expect(rulesThatSpeak(plain)).not.toEqual([]);
  });
});

/** About where a trust policy hides: each adds roles to the stack of an app. */
type InApp = readonly [weakness: number, words: string, told: readonly string[], build: (stack: Stack) => void];

/** The report is what counts here; that errors fail the build is tested elsewhere. */
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
  [36, 'a role that is no construct for roles', WHOLE_ACCOUNT, (stack) => {
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

describe('told in an app', () => {
  const folder = quietSynthesis('weaknesses');

  test.each(IN_APP)('weakness %i: %s', (_, __, told, build) => {
    const runFolder = fs.mkdtempSync(path.join(folder, 'run-'));
    const reportFile = path.join(runFolder, 'report.json');
    const app = new App({ outdir: path.join(runFolder, 'cdk.out') });
    Aspects.of(app).add(new TrustPolicyGuard({ reportFile, levels: NO_ERRORS }));
    build(new Stack(app, 'Stack', { env: { account: OWN, region: 'eu-west-1' } }));
    app.synth();
    const { roles } = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as { roles: { findings: { ruleId: string; also?: string[] }[] }[] };
    expect(roles.flatMap(({ findings }) => findings.flatMap(({ ruleId, also = [] }) => [ruleId, ...also]))).toEqual(told);
  });
});

test('a wildcard that IAM refuses opens nothing beyond the account it stands in', () => {
  expect(rulesThatSpeak(policy(allow(role(PARTNER, 'dev-*'), EXTERNAL_ID)))).not.toContain('public-principal');
  expect(rulesThatSpeak(policy(allow('arn:aws:iam::*:role/dev', EXTERNAL_ID)))).toContain('public-principal');
});

test('all 43 weaknesses are here', () => {
  const here = new Set([...UNSAFE, ...ALIKE, ...IN_APP].map(([weakness]) => weakness));
  expect([...Array(43).keys()].map((index) => index + 1).filter((weakness) => !here.has(weakness))).toEqual([]);
});

test('every rule but three has a weakness to tell', () => {
  const told = new Set(UNSAFE.flatMap(([, , , rules]) => rules));
  // No scanner looks for an anchor of Roles Anywhere, for a role that may assume itself, or for what deployment decides.
  expect(RULE_IDS.filter((id) => !told.has(id))).toEqual(['roles-anywhere-anchor', 'self-trust', 'undecided']);
});
