/**
 * The baseline that the command writes from the cloud assembly is the one that the guard reads: for the roles in all places where they
 * could have different names.
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { CDK_VERSIONS, cdkSynth, Door, DOORS, removeRuns, reportedFindings } from './run-cdk';

afterAll(removeRuns);

const everyDoor = CDK_VERSIONS.flatMap((cdkVersion) => DOORS.map((door): [string, Door] => [cdkVersion, door]));
const APP = { app: 'hiding-places', variant: 'baseline' };
const BASELINE = 'trust-baseline.json';

/** The packed command, in the folder of the app, with the levels of its guard. */
function writeBaseline(folder: string): string {
  const command = path.join(folder, '..', 'node_modules', 'cdk-secure-trust', 'bin', 'cdk-secure-trust');
  fs.writeFileSync(path.join(folder, 'levels.json'), '{ "levels": { "external-id-required": "off", "specific-principal": "off" } }');
  const args = ['check', 'cdk.out', '--config', 'levels.json', '--baseline', BASELINE, '--update-baseline'];
  const { status, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toMatch(/^cdk-secure-trust: trust-baseline.json: \d+ roles \(written\)\n$/);
  expect(status).toBe(0);
  return fs.readFileSync(path.join(folder, BASELINE), 'utf8');
}

test.each(everyDoor)('aws-cdk-lib %s, guard added as %s', (cdkVersion, door) => {
  const without = cdkSynth({ ...APP, cdkVersion, door });
  expect(without.exitCode).toBe(1);
  expect(without.output).toContain('FATAL baseline-file: the baseline was not read, so it accepts nothing');
  expect(without.output).toContain('npx cdk-secure-trust check cdk.out --baseline trust-baseline.json --update-baseline');
  expect(reportedFindings(without)).toContain('Stack/L1 mfa-required');

  const adopted = cdkSynth({ ...APP, cdkVersion, door, files: { [BASELINE]: writeBaseline(without.folder) } });
  // What cannot be seen before deployment is reported as before, for information.
  expect(reportedFindings(adopted).filter((finding) => !finding.endsWith(' hidden-template'))).toEqual([]);
  expect(adopted.exitCode).toBe(0);
});
