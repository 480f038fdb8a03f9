/** The README is true: its code compiles for a user, and the failure it shows is what the CDK CLI prints, word for word. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { placeExample, runCdk } from '../../tools/cdk-cli';
import { CONSUMERS } from '../../tools/packed-package';

// Compilers and generators of a whole language, on a machine that may be busy.
jest.setTimeout(180_000);

const readme = fs.readFileSync(path.resolve(__dirname, '..', '..', 'README.md'), 'utf8');
const blocks = (text: string, language: string) => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block);

const code = blocks(readme, 'ts');
const [shownFailure] = blocks(readme, 'text');
/** The app that fails stands right above what the CLI says of it. */
const failingApp = blocks(readme.slice(0, readme.indexOf(shownFailure)), 'ts').pop() ?? '';
const consumer = CONSUMERS[CONSUMERS.length - 1];
let folder: string;

beforeAll(() => {
  folder = placeExample(consumer, 'three-mistakes');
  code.forEach((text, index) => fs.writeFileSync(path.join(folder, 'lib', `readme-${index}.ts`), text));
  fs.writeFileSync(path.join(folder, 'bin', 'app.ts'), failingApp);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('every block of code in it compiles on its own', () => {
  const tsc = path.join(consumer.folder, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: folder, encoding: 'utf8' });
  expect(code.length).toBeGreaterThan(2);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

test('the failure in it is what the CLI prints', () => {
  const { status, output } = runCdk(consumer, folder, ['synth', '--quiet'], { TS_NODE_TRANSPILE_ONLY: 'true' });
  expect(status).toBe(1);
  expect(output.split('\n').map((line) => line.trimEnd()).join('\n').trim()).toBe(shownFailure.trim());
});
