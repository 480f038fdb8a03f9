/**
 * The template that `cdk bootstrap` deploys into every account of a CDK user: read as it is published, and quiet but for what its
 * parameters leave open.
 */
import * as fs from 'fs';
import * as path from 'path';
import { runCommand } from './run-command';

const TEMPLATE = path.join(path.dirname(require.resolve('aws-cdk/package.json')), 'lib/api/bootstrap/bootstrap-template.yaml');

interface RoleOfReport {
  readonly source: { readonly logicalId: string };
  readonly findings: readonly { readonly ruleId: string; readonly level: string; readonly because: string }[];
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

test('all of its roles are read', () => {
  expect(fs.existsSync(TEMPLATE)).toBe(true);
  const { roles, unseen } = check(TEMPLATE);
  expect(roles.map(({ source }) => source.logicalId)).toEqual([
    'FilePublishingRole', 'ImagePublishingRole', 'LookupRole', 'DeploymentActionRole', 'CloudFormationExecutionRole',
  ]);
  expect(unseen).toBeUndefined();
});

test('what its parameters leave open names them', () => {
  const open = check(TEMPLATE).roles.flatMap(({ findings }) => findings.filter(({ ruleId }) => ruleId === 'undecided'));
  expect(open.map(({ because }) => because)).toEqual([
    'it depends on the principal <parameter "TrustedAccounts">',
    'it depends on the principal <parameter "TrustedAccounts">',
    'it depends on the principal <parameter "TrustedAccountsForLookup"> and the principal <parameter "TrustedAccounts">',
    'it depends on the principal <parameter "TrustedAccounts">',
  ]);
});

test('nothing else is found at warning or above', () => {
  const { roles } = check(TEMPLATE);
  const found = roles.map(({ findings }) => findings.filter(({ ruleId, level }) => ruleId !== 'undecided' && level !== 'info'));
  expect(found.flat().map(({ ruleId, because }) => `${ruleId}: ${because}`)).toEqual([]);
});
