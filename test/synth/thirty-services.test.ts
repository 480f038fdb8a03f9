/** No findings where users cannot act: the roles that the CDK's own constructs create. */
import * as fs from 'fs';
import * as path from 'path';
import { CDK_VERSIONS, cdkSynth, removeRuns } from './run-cdk';

afterAll(removeRuns);

interface RoleInReport {
  readonly source: { readonly constructPath: string };
  readonly findings: readonly { readonly ruleId: string; readonly because: string }[];
}

describe.each(CDK_VERSIONS)('aws-cdk-lib %s: an app of thirty ordinary L2 services has no finding', (cdkVersion) => {
  test.each(['unknown account', 'explicit account', 'minimized policies'])('%s', (variant) => {
    const run = cdkSynth({ app: 'thirty-services', cdkVersion, variant });
    const { roles } = JSON.parse(fs.readFileSync(
      path.join(run.folder, 'report.json'),
      'utf8',
    )) as { readonly roles: readonly RoleInReport[] };
    expect(
      roles.flatMap(({ source, findings }) => findings.map(({ ruleId, because }) => `${source.constructPath} ${ruleId}: ${because}`)),
    ).toEqual([]);
    expect(roles.length).toBeGreaterThan(50);
    expect(run.exitCode).toBe(0);
  });
});
