/** The other ways to run an app, and what happens when the guard itself fails: nothing passes silently. */
import * as fs from 'fs';
import * as path from 'path';
import { CDK_VERSIONS, cdkSynth, Door, DOORS, plainNode, removeRuns, Run } from './run-cdk';

afterAll(removeRuns);

const everyDoor = CDK_VERSIONS.flatMap((cdkVersion) => DOORS.map((door): [string, Door] => [cdkVersion, door]));

describe.each(everyDoor)('aws-cdk-lib %s, guard added as %s', (cdkVersion, door) => {
  test('`node app.js` fails, and shows the finding', () => {
    const run = plainNode({ app: 'clean-and-unsafe', cdkVersion, door });
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('ERROR specific-principal: any principal in account 444455556666 can assume this role');
    expect(run.output).toContain('Prod/Partner/Audit/Resource');
  });

  test('a unit test throws, with the finding in the message', () => {
    const run = plainNode({ app: 'unit-test', cdkVersion, door }, { NODE_ENV: 'test' });
    expect(run.exitCode).toBe(1);
    expect(run.output).toMatch(/ValidationFailed|Validation/);
    expect(run.output).toContain('ERROR specific-principal: any principal in account 444455556666 can assume this role');
  });

  test('a unit test of a safe app passes', () => {
    expect(plainNode({ app: 'unit-test', cdkVersion, door, variant: 'safe' }, { NODE_ENV: 'test' })).toMatchObject({ exitCode: 0 });
  });

  const frontEnds: [string, (variant: string) => Run][] = [
    ['cdk synth', (variant) => cdkSynth({ app: 'crash', cdkVersion, door, variant })],
    ['node app.js', (variant) => plainNode({ app: 'crash', cdkVersion, door, variant })],
  ];

  test.each(frontEnds)('%s fails when the engine fails on a role inside a Stage, and names the role and the error', (_name, runIt) => {
    const run = runIt('in a Stage');
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain(
      'FATAL internal-error: the guard failed on the trust policy of Prod/Service/Task, so it was not checked: the engine broke',
    );
    expect(run.output).not.toContain('Worker');
    const report = JSON.parse(fs.readFileSync(path.join(run.folder, 'report.json'), 'utf8'));
    expect(report.roles).toMatchObject([
      { internalError: expect.stringMatching(/^the engine broke \(at crash\.js:\d+:\d+\)$/) },
      { findings: [] },
    ]);
  });

  test.each(frontEnds)('%s fails when the guard fails at its start', (_name, runIt) => {
    const run = runIt('cannot begin');
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('FATAL internal-error: the guard failed to start, so no trust policy was checked: the guard broke');
  });
});

describe.each(CDK_VERSIONS)('aws-cdk-lib %s', (cdkVersion) => {
  test('the CDK CLI shows a finding with line, role, reason, witness, fix and id', () => {
    const { output } = cdkSynth({ app: 'clean-and-unsafe', cdkVersion }, ['Partner']);
    const block = output.slice(output.indexOf('clean-and-unsafe.js:8:1\nERROR specific-principal'));
    expect(block.split('\n').slice(0, 22)).toEqual([
      'clean-and-unsafe.js:8:1',
      'ERROR specific-principal: any principal in account 444455556666 can assume this role, ' +
      'and neither MFA nor an ExternalId is required',
      '   where    statement 0',
      expect.stringMatching(/^ {3}because {2}\S/),
      expect.stringMatching(/^ {3}witness {2}sts:AssumeRole by arn:aws:iam::444455556666:user\/.*, without ExternalId$/),
      '   also     mfa-required, external-id-required (SecureTrust)',
      expect.stringMatching(/^ {3}Partner\/Audit\/Resource \(Audit\w+\) aws-cdk-lib\.aws_iam\.CfnRole$/),
      '   Suggested fix: name the role that needs access and require an ExternalId (proved: nobody new can assume the role)',
      '     assumedBy: new iam.ArnPrincipal(`arn:${cdk.Aws.PARTITION}:iam::444455556666:role/<role>`).withConditions({',
      "       StringEquals: { 'sts:ExternalId': '<external-id>' },",
      '     })',
      '     fill in <role> (for example app) and <external-id> (for example 9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55)',
      '   or create the role with SecureCrossAccountRole: keep its ID and other props, with these in place of assumedBy and externalIds '
      + '(proved: nobody new can assume the role)',
      "     trustedPrincipals: [TrustedPrincipal.role('444455556666', '<role>')],",
      "     externalId: ExternalId.of('<external-id>'),",
      "     mfa: MfaRequirement.waived('only IAM users can authenticate with MFA')",
      '     fill in <role> (for example app) and <external-id> (for example 9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55)',
      expect.stringMatching(/^ {3}more 2 other fixes/),
      '     name the IAM user that needs access and require MFA and an ExternalId',
      '     admit roles of your own organization only',
      expect.stringMatching(/^ {3}see https:\/\/.*specific-principal/),
      "   Acknowledge with 'SecureTrust::specific-principal'",
    ]);
  });
});
