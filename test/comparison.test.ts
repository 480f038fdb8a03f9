/**
 * The tables of `verification/comparison/`: the correct answer for each trust policy was worked out by hand. The command checks it in a
 * template, the guard checks it as the CDK renders it, and both must give that answer. Other tools are run on the same tables by `npm run
 * --prefix verification/comparison compare`.
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Aspects, Stack, aws_iam as iam, cloudformation_include as cloudformationInclude } from 'aws-cdk-lib';
import { ScratchFolder, runCommand } from './cli/run-command';
import { quietSynthesis } from './quiet-synthesis';
import { FindingLevel } from '../src/cdk/guard/finding-level';
import { KnownAccount } from '../src/cdk/guard/known-account';
import { TrustPolicyGuard } from '../src/cdk/guard/trust-policy-guard';
import { DEFAULT_LEVELS } from '../src/rules/catalogue';
import { RULE_IDS } from '../src/rules/rule-ids';
import { addRole } from '../verification/comparison/role-in-cdk';
import { rawTemplate, readTables, TablePolicy } from '../verification/comparison/tables';

const POLICIES = readTables();
const TABLE = POLICIES.map((policy): [string, TablePolicy] => [`${policy.kind}/${policy.family}: ${policy.id}`, policy]);

/** Errors fail a synthesis, and only the report is needed here. */
const NO_ERRORS = Object.fromEntries(RULE_IDS.filter((id) => DEFAULT_LEVELS[id] === 'error').map((id) => [id, FindingLevel.WARNING]));

function rulesThatReport(report: string): string[] {
  const { roles } = JSON.parse(report) as { roles: { findings: { ruleId: string; also?: string[]; level: string }[] }[] };
  return [
    ...new Set(
      roles.flatMap(({ findings }) =>
        findings.filter(({ level }) => level !== 'info').flatMap(({ ruleId, also = [] }) => [ruleId, ...also]),
      ),
    ),
  ];
}

function expectAnswer({ kind, rules, differs }: TablePolicy, spoke: readonly string[]): void {
  // Where our answer is known to differ, it has to differ; otherwise the table is outdated.
  if (differs !== undefined) expect(spoke).not.toEqual(expect.arrayContaining([...rules]));
  else if (kind === 'safe') expect(spoke).toEqual([]);
  else expect(spoke).toEqual(expect.arrayContaining([...rules]));
}

const scratch = new ScratchFolder();

describe('in a template', () => {
  test.each(TABLE)('%s', (_, policy) => {
    const config = scratch.file('config.json', { accounts: policy.accounts });
    const { stdout, stderr } = runCommand([
      'check', scratch.file(`${policy.id}.json`, rawTemplate(policy)), '--account', policy.account, '--config', config, '--format', 'json',
    ]);
    expect(stderr).toBe('');
    expectAnswer(policy, rulesThatReport(stdout));
  });
});

describe('as the CDK renders it', () => {
  const folder = quietSynthesis('comparison');

  test.each(TABLE)('%s', (_, policy) => {
    const reportFile = path.join(folder, 'report.json');
    const app = new App({ outdir: path.join(folder, policy.id) });
    const accounts = policy.accounts.map(({ id, standing, name }) => KnownAccount[standing](id, name));
    Aspects.of(app).add(new TrustPolicyGuard({ accounts, levels: NO_ERRORS, reportFile }));
    const stack = new Stack(app, 'Stack', { env: { account: policy.account } });
    addRole({ iam, cloudformationInclude }, stack, policy, scratch.file(`${policy.id}.json`, rawTemplate(policy)));
    app.synth();
    expectAnswer(policy, rulesThatReport(fs.readFileSync(reportFile, 'utf8')));
  });
});

test('there are enough of them', () => {
  const count = (kind: string) => POLICIES.filter((policy) => policy.kind === kind).length;
  expect(count('unsafe')).toBeGreaterThanOrEqual(100);
  expect(count('safe')).toBeGreaterThanOrEqual(50);
});

test('every rule except six has an unsafe or broken policy that it has to report', () => {
  const reported = new Set(POLICIES.flatMap(({ rules }) => rules));
  // Two are informational, one is not an answer, two check what other tools do not look for, and one is about several roles.
  expect(RULE_IDS.filter((id) => !reported.has(id)).sort()).toEqual([
    'long-session',
    'outside-reaches-administrator',
    'placeholder-value',
    'self-trust',
    'shadowed-condition',
    'undecided',
  ]);
});
