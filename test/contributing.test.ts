/** The steps of CONTRIBUTING.md, executed: the rule that it adds as an example is added to a copy of the sources, with its test. */
import { spawnSync } from 'child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const REPOSITORY = join(__dirname, '..');
const RULE = 'temporary-statement';
/** A compiler and two runs of jest, on a busy machine. */
const LONGEST = 240_000;
const copy = mkdtempSync(join(tmpdir(), 'contributing-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The code block of the page that begins with these words, without the indentation of its list. */
function blockThatHolds(words: string): string {
  const blocks = readFileSync(join(REPOSITORY, 'CONTRIBUTING.md'), 'utf8').split(/^ *```.*\n/m);
  const block = blocks.find((each, index) => index % 2 === 1 && each.includes(words));
  if (block === undefined) throw new Error(`CONTRIBUTING.md has no code block with "${words}"`);
  return block.replace(/^ {3}/gm, '');
}

function replaceIn(file: string, pattern: RegExp, replacement: string): void {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(pattern, replacement);
  if (after === before) throw new Error(`${file} has nothing like ${String(pattern)}`);
  writeFileSync(path, after);
}

function run(command: string, ...args: string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(REPOSITORY, 'node_modules', ...command.split('/')), ...args], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}

interface PackageOfTests { readonly jest: { readonly projects: readonly [{ readonly transform: object }] } }

const runJest = (...args: string[]) => run('jest/bin/jest.js', '--config', 'jest.json', ...args);

beforeAll(() => {
  for (const folder of ['src', 'test']) cpSync(join(REPOSITORY, folder), join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json', 'tsconfig.dev.json']) cpSync(join(REPOSITORY, file), join(copy, file));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  const { jest: { projects: [{ transform }] } } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as PackageOfTests;
  writeFileSync(join(copy, 'jest.json'), JSON.stringify({ transform }));

  writeFileSync(join(copy, 'src', 'rules', `${RULE}.ts`), blockThatHolds('export const temporaryStatement'));
  writeFileSync(join(copy, 'test', 'rules', `${RULE}.test.ts`), blockThatHolds(`const RULE = '${RULE}'`));
  replaceIn('src/rules/catalogue.ts', /\n\nexport const RULES/, `\nimport { temporaryStatement } from './${RULE}';$&`);
  replaceIn('src/rules/catalogue.ts', /,\n\];/, ', temporaryStatement,\n];');
  replaceIn('src/rules/rule-ids.ts', /'undecided'/, `'${RULE}', $&`);
});

test('the rule and its test compile', () => {
  writeFileSync(
    join(copy, 'tsconfig.one.json'),
    JSON.stringify({ extends: './tsconfig.dev.json', include: [`src/rules/${RULE}.ts`, `test/rules/${RULE}.test.ts`] }),
  );
  expect(run('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.one.json')).toEqual({ status: 0, output: '' });
}, LONGEST);

test('its test passes, and fails once the rule is broken', () => {
  const sound = runJest(`test/rules/${RULE}`);
  expect(sound).toMatchObject({ status: 0, output: expect.stringContaining('Tests:       6 passed, 6 total') });
  replaceIn(`src/rules/${RULE}.ts`, /foreignCallers\(\(\) => true\)/, 'foreignCallers(() => false)');
  expect(runJest(`test/rules/${RULE}`)).toMatchObject({
    status: 1,
    output: expect.stringContaining('Tests:       3 failed, 3 passed, 6 total'),
  });
}, LONGEST);
