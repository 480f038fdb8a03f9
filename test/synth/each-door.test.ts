/**
 * One real `cdk synth` of the packed package for each way in which it can fail a build: the guard as an aspect, the guard as a plugin, and
 * the check that a secure role makes of itself. Everything else that the CDK CLI does with them is tested by the matrix (`npm run
 * test:matrix`).
 */
import { CDK_VERSIONS, cdkSynth, DOORS, removeRuns, reportedFindings } from './run-cdk';
import { CONSUMERS, preparePackedPackage } from '../../tools/packed-package';

/** The CDK version installed in the repository, so that nothing has to be downloaded. */
const [cdkVersion] = CDK_VERSIONS;
/** To compile the package, to pack it, and to install it on a busy machine. */
const LONGEST_PREPARATION = 300_000;

beforeAll(() => preparePackedPackage(CONSUMERS.slice(0, 1)), LONGEST_PREPARATION);
afterAll(removeRuns);

test.each(DOORS)('the guard, added as %s, fails `cdk synth` for the unsafe roles, in a Stage too', (door) => {
  const run = cdkSynth({ app: 'clean-and-unsafe', cdkVersion, door });
  expect(run.exitCode).toBe(1);
  expect(reportedFindings(run)).toEqual(expect.arrayContaining([
    'Partner/Audit/Resource specific-principal',
    'Prod/Partner/Audit/Resource specific-principal',
    'unsafe-trust-policies',
  ]));
});

test('a secure role that was loosened fails `cdk synth` by itself, and passes as it was created', () => {
  const loosened = cdkSynth({ app: 'loosened', cdkVersion });
  expect(loosened.exitCode).toBe(1);
  expect(loosened.output).toContain('arn:aws:iam::444455556666:user/bob');
  expect(cdkSynth({ app: 'loosened', cdkVersion, variant: 'safe' }).exitCode).toBe(0);
});
