/** The example app with the hook, the rule and the boundary of an organization: it synthesizes, and the guard finds nothing in it. */
import * as fs from 'fs';
import * as path from 'path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BoundaryStack } from '../../../examples/organization/lib/boundary-stack';
import { EvaluationStack } from '../../../examples/organization/lib/evaluation-stack';
import { HookStack } from '../../../examples/organization/lib/hook-stack';
import { HOOKED_ACCOUNTS, MANAGEMENT_ACCOUNT, REGION, SECURITY_ACCOUNT } from '../../../examples/organization/lib/organization';
import { TrustPolicyGuard } from '../../../src';
import { quietSynthesis } from '../../quiet-synthesis';

jest.mock('cdk-secure-trust', () => jest.requireActual<object>('../../../src'), { virtual: true });

const EXAMPLE = path.join(__dirname, '..', '..', '..', 'examples', 'organization');
const folder = quietSynthesis('organization-example');

/** As `bin/app.ts` of the example makes them, in the folder of the example, where its settings file is. */
function synthesize(): { readonly directory: string; readonly stacks: readonly Stack[]; readonly report: string } {
  const before = process.cwd();
  process.chdir(EXAMPLE);
  try {
    const report = path.join(folder, 'report.json');
    const app = new App({ outdir: path.join(folder, 'cdk.out') });
    Aspects.of(app).add(new TrustPolicyGuard({ reportFile: report }));
    const stacks = [
      new EvaluationStack(app, 'Evaluation', { env: { account: SECURITY_ACCOUNT, region: REGION } }),
      new BoundaryStack(app, 'Boundary', { env: { account: MANAGEMENT_ACCOUNT, region: REGION } }),
      ...Object.entries(HOOKED_ACCOUNTS).map(([name, account]) => new HookStack(app, `Hook-${name}`, { env: { account, region: REGION } })),
    ];
    return { directory: app.synth().directory, stacks, report };
  } finally {
    process.chdir(before);
  }
}

test('it synthesizes, and the guard finds nothing', () => {
  const { directory, stacks: [evaluation, boundary, ...hooks], report } = synthesize();
  const { roles, counts } = JSON.parse(fs.readFileSync(report, 'utf8')) as { roles: unknown[]; counts: object };
  expect({ roles: roles.length, counts }).toEqual({ roles: 6, counts: { error: 0, warning: 0, info: 0 } });

  Template.fromStack(evaluation).resourceCountIs('AWS::Config::OrganizationConfigRule', 1);
  Template.fromStack(boundary).hasResourceProperties('AWS::Organizations::Policy', {
    Type: 'RESOURCE_CONTROL_POLICY', TargetIds: ['ou-ab12-11111111'],
  });
  for (const hook of hooks) {
    const found = Template.fromStack(hook).findResources('AWS::CloudFormation::LambdaHook');
    expect(Object.values(found).map(({ Properties: { TargetOperations: operations } }) => operations as string[])).toEqual([
      ['RESOURCE', 'CLOUD_CONTROL'], ['CHANGE_SET'],
    ]);
  }
  // One function for all stacks, with the settings of the example.
  const assets = fs.readdirSync(directory).filter((name) => name.startsWith('asset.'));
  expect(assets).toHaveLength(1);
  const settings = JSON.parse(fs.readFileSync(path.join(directory, assets[0], 'secure-trust.json'), 'utf8')) as { organizations: string[] };
  expect(settings.organizations).toEqual(['o-a1b2c3d4e5']);
});
