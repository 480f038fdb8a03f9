/**
 * The template that `cdk bootstrap` deploys into every account of a CDK user: it is read as published, and its only findings are the
 * questions that its parameters leave open. Tested for the newest CDK CLI, and for the oldest that accepts the assemblies of the oldest
 * supported CDK (its file is a copy: `npm pack aws-cdk@2.1144.0`, Apache License 2.0).
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Aspects, Stack, cloudformation_include as cloudformationInclude } from 'aws-cdk-lib';
import { runCommand } from './run-command';
import { FindingLevel } from '../../src/cdk/guard/finding-level';
import { TrustPolicyGuard } from '../../src/cdk/guard/trust-policy-guard';
import { quietSynthesis } from '../quiet-synthesis';

const TEMPLATES: readonly (readonly [string, string])[] = [
  ['the newest', path.join(path.dirname(require.resolve('aws-cdk/package.json')), 'lib/api/bootstrap/bootstrap-template.yaml')],
  ['the oldest', path.join(__dirname, 'bootstrap-templates', 'cdk-cli-2.1144.0.yaml')],
];

interface FindingOfReport {
  readonly ruleId: string;
  readonly level: string;
  readonly because: string;
}

interface RoleOfReport {
  readonly source: { readonly logicalId: string };
  readonly findings: readonly FindingOfReport[];
}

interface Report {
  readonly roles: readonly RoleOfReport[];
  readonly unseen?: unknown;
}

function check(file: string): Report {
  const { stdout, stderr } = runCommand(['check', file, '--format', 'json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

function reasons({ roles }: Report, isAsked: (finding: FindingOfReport) => boolean): string[] {
  return roles.flatMap(({ findings }) => findings.filter(isAsked).map(({ ruleId, because }) => `${ruleId}: ${because}`));
}

const isOpen = ({ ruleId }: FindingOfReport) => ruleId === 'undecided';
const isElse = ({ ruleId, level }: FindingOfReport) => ruleId !== 'undecided' && level !== 'info';

const ROLES = ['FilePublishingRole', 'ImagePublishingRole', 'LookupRole', 'DeploymentActionRole', 'CloudFormationExecutionRole'];
const LEFT_OPEN = [
  'undecided: the answer depends on the principal <parameter "TrustedAccounts">',
  'undecided: the answer depends on the principal <parameter "TrustedAccounts">',
  'undecided: the answer depends on the principal <parameter "TrustedAccountsForLookup"> and the principal <parameter "TrustedAccounts">',
  'undecided: the answer depends on the principal <parameter "TrustedAccounts">',
];

describe.each(TEMPLATES)('the template of %s CDK CLI', (_, file) => {
  const folder = quietSynthesis('bootstrap-template');

  test('all of its roles are read', () => {
    const { roles, unseen } = check(file);
    expect(roles.map(({ source }) => source.logicalId)).toEqual(ROLES);
    expect(unseen).toBeUndefined();
  });

  test('the undecided findings name its parameters', () => {
    expect(reasons(check(file), isOpen)).toEqual(LEFT_OPEN);
  });

  test('no other finding is at warning or above', () => {
    expect(reasons(check(file), isElse)).toEqual([]);
  });

  test('in an app with the same roles, the guard reports the same', () => {
    const reportFile = path.join(folder, 'report.json');
    const app = new App({ outdir: path.join(folder, 'cdk.out') });
    Aspects.of(app).add(new TrustPolicyGuard({ levels: { undecided: FindingLevel.WARNING }, reportFile }));
    const stack = new Stack(app, 'Bootstrap', { env: { account: '444455556666', region: 'eu-west-1' } });
    new cloudformationInclude.CfnInclude(stack, 'Template', { templateFile: file });
    app.synth();
    const report = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as Report;
    expect(report.roles.map(({ source }) => source.logicalId).sort()).toEqual([...ROLES].sort());
    expect(reasons(report, isOpen).sort()).toEqual([...LEFT_OPEN].sort());
    expect(reasons(report, isElse)).toEqual([]);
  });
});
