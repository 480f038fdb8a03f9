/** Stages: an aspect never visits one, and the CDK CLI shows only the findings of the selected stacks. */
import { CDK_VERSIONS, cdkSynth, Door, DOORS, removeRuns, reportedFindings } from './run-cdk';

afterAll(removeRuns);

const everyDoor = CDK_VERSIONS.flatMap((cdkVersion) => DOORS.map((door): [string, Door] => [cdkVersion, door]));

/** The roles reported to trust a whole account, as every unsafe role here does. */
function wholeAccounts(findings: readonly string[]): string[] {
  return findings.filter((finding) => finding.endsWith(' specific-principal'));
}

describe.each(everyDoor)('aws-cdk-lib %s, guard added as %s', (cdkVersion, door) => {
  test('a bare `cdk synth` fails for a role inside a Stage inside a Stage, and names it', () => {
    const run = cdkSynth({ app: 'stage-only', cdkVersion, door });
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('Prod/Europe/Partner/Audit [specific-principal]');
    expect(wholeAccounts(reportedFindings(run))).toEqual(['Prod/Europe/Partner/Audit/Resource specific-principal']);
  });

  test('`cdk synth` of a clean stack fails for the unsafe role of a stack that was not selected', () => {
    const run = cdkSynth({ app: 'clean-and-unsafe', cdkVersion, door }, ['Clean']);
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('unsafe-trust-policies: 2 roles have unsafe trust policies');
    expect(run.output).toContain('   Partner/Audit [specific-principal]');
    expect(run.output).toContain('   Prod/Partner/Audit [specific-principal]');
  });

  test.each([
    'app, before addStage',
    'app, after addStage',
    'the Stages, one of them too late',
  ])('CodePipeline.addStage hides nothing from a guard on the %s', (variant) => {
    const run = cdkSynth({ app: 'pipeline', cdkVersion, door, variant });
    expect(run.exitCode).toBe(1);
    expect(wholeAccounts(reportedFindings(run))).toEqual([
      'Early/Partner/Audit/Resource specific-principal',
      'Late/Partner/Audit/Resource specific-principal',
    ]);
  });
});

const inRole = ['Top/Role/Resource'];
const inTop = ['Top/Nested/Role/Resource', 'Top/Role/Resource'];
const inInnerStack = ['Prod/Inner/Role/Resource'];
const inStage = ['Prod/Inner/Role/Resource', 'Prod/Second/Role/Resource'];
const inApp = ['Other/Role/Resource', ...inStage, ...inTop];

describe.each(CDK_VERSIONS)('aws-cdk-lib %s: a guard covers what it was added to, and reports each finding once', (cdkVersion) => {
  test.each([
    ['aspect on role', inRole],
    ['aspect on top', inTop],
    ['aspect on stage', inStage],
    ['aspect on stack in Stage', inInnerStack],
    ['plugin on stage', inStage],
    ['aspect on app + plugin on app', inApp],
    ['aspect on app + aspect on top + aspect on stage', inApp],
    ['aspect on top + plugin on stage', [...inStage, ...inTop]],
    ['aspect on top + plugin on app', inApp],
    ['aspect on stack in Stage + aspect on role', [...inInnerStack, ...inRole]],
  ])('%s', (variant, expected) => {
    const run = cdkSynth({ app: 'subtree', cdkVersion, variant });
    expect(run.exitCode).toBe(1);
    expect(wholeAccounts(reportedFindings(run))).toEqual(expected.map((constructPath) => `${constructPath} specific-principal`));
  });
});
