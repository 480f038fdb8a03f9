/** Accepting a finding: at the role or above it, by its exact id, one finding at a time. */
import * as fs from 'fs';
import * as path from 'path';
import { acknowledgedFindings, CDK_VERSIONS, cdkSynth, Door, DOORS, removeRuns, reportedFindings, Run } from './run-cdk';

afterAll(removeRuns);

const everyDoor = CDK_VERSIONS.flatMap((cdkVersion) => DOORS.map((door): [string, Door] => [cdkVersion, door]));

/** The missing ExternalId is the same opening as the missing MFA: it is reported with it, or alone where MFA is accepted. */
const FINDINGS = ['One/Audit mfa-required', 'Two/Audit mfa-required'];
const ACCEPTED = ['One/Audit external-id-required', 'One/Audit mfa-required', 'Two/Audit external-id-required', 'Two/Audit mfa-required'];

/** What the roll-up still reports as failing the build. */
function open({ output }: Run): string[] {
  return [...output.matchAll(/^ {3}(\S+) \[([\w-]+)\]/gm)].map(([, role, rule]) => `${role} ${rule}`).sort();
}

interface RoleInReport {
  readonly source: { readonly constructPath: string };
  readonly findings: readonly { readonly ruleId: string; readonly acknowledged?: { readonly reason: string } }[];
}

function reportFile({ folder }: Run): { readonly roles: readonly RoleInReport[]; readonly counts: unknown } {
  return JSON.parse(fs.readFileSync(path.join(folder, 'report.json'), 'utf8'));
}

describe.each(everyDoor)('aws-cdk-lib %s, guard added as %s', (cdkVersion, door) => {
  test.each([
    ['nothing', FINDINGS],
    ['wrong ids', FINDINGS],
    ['one of two findings of one role', ['One/Audit external-id-required']],
    ['all findings of one of two roles', ['Two/Audit mfa-required']],
  ])('with %s acknowledged, the build fails for the rest', (variant, expected) => {
    const run = cdkSynth({ app: 'acknowledged', cdkVersion, door, variant });
    expect(run.exitCode).toBe(1);
    expect(open(run)).toEqual(expected);
    expect(reportFile(run).counts).toEqual({ error: expected.length, warning: 0, info: 0 });
  });

  test('a wrong id is reported at the scope that acknowledges it', () => {
    const run = cdkSynth({ app: 'acknowledged', cdkVersion, door, variant: 'wrong ids' });
    expect(run.output).toContain(
      "WARNING unknown-acknowledgement: 'SecureTrust::mfa' is acknowledged here, but no finding has this ID, " +
      'so the acknowledgement has no effect',
    );
    const mistakes = reportedFindings(run).filter((finding) => finding.includes('unknown-acknowledgement'));
    expect(mistakes).toEqual(Array(5).fill('unknown-acknowledgement'));
  });

  test.each([
    ['everything, at the roles', ["agreed at 'One/Audit'", "agreed at 'Two/Audit'"]],
    ['everything, at the app', ["agreed at ''", "agreed at ''"]],
  ])('with %s acknowledged, the build passes and the reasons stay in both reports', (variant, [one, two]) => {
    const run = cdkSynth({ app: 'acknowledged', cdkVersion, door, variant });
    expect(run.exitCode).toBe(0);
    expect(reportedFindings(run)).toEqual([]);
    expect(
      acknowledgedFindings(run).map((line) => line.replace(/:.*/, '')),
    ).toEqual(ACCEPTED.map((finding) => finding.replace(' ', '/Resource ')));
    const { roles, counts } = reportFile(run);
    expect(counts).toEqual({ error: 0, warning: 0, info: 0 });
    expect(roles.map(({ source, findings }) => [
      source.constructPath,
      ...findings.map(({ acknowledged }) => acknowledged?.reason),
    ])).toEqual([
      ['One/Audit/Resource', one, one],
      ['Two/Audit/Resource', two, two],
    ]);
  });
});
