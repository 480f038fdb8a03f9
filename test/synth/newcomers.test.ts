/**
 * Pasting the fix that the guard prints, without any other knowledge, is enough for the build to pass: for the roles that newcomers are
 * most likely to write. The same in Python is in the languages job (`tools/languages/python.js`).
 */
import * as fs from 'fs';
import * as path from 'path';
import { placeExample, runCdk } from '../../tools/cdk-cli';
import { CONSUMERS } from '../../tools/packed-package';
import { followPrintedFixes, NEWCOMERS, newcomersApp, violationsIn } from '../../tools/printed-fixes';

const consumer = CONSUMERS[0];

const WAYS = [{ way: 'the first fix', withConstruct: false }, { way: 'the construct that is named', withConstruct: true }];

const CASES = NEWCOMERS.flatMap((role) => WAYS.map((way) => ({ ...way, name: role.name, role })));

test.each(CASES)('$name: $way', async ({ role, withConstruct }) => {
  const folder = placeExample(consumer, 'three-mistakes');
  const synthesize = (source: string) => {
    fs.writeFileSync(path.join(folder, 'bin', 'app.ts'), source);
    const { status } = runCdk(consumer, folder, ['synth', '--quiet'], { TS_NODE_TRANSPILE_ONLY: 'true' });
    return { status, violations: violationsIn(path.join(folder, 'cdk.out')) };
  };
  const source = newcomersApp(role, 'typescript');
  const { status, rounds, text } = await followPrintedFixes({ language: 'typescript', source, synthesize, withConstruct });
  expect({ status, rounds }).toEqual({ status: 0, rounds: 1 });
  expect(text).not.toMatch(/<[a-z-]+>/);
  fs.rmSync(folder, { recursive: true });
});
