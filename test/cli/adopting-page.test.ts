/** The page about adopting is true: its app is synthesized, its commands are run, and they print what it shows. */
import * as fs from 'fs';
import * as path from 'path';
import { ModuleKind, transpileModule } from 'typescript';
import { runCommand, ScratchFolder } from './run-command';

const PAGE = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'adopting.md'), 'utf8');
const blocksIn = (language: string) => (
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block)
);
const [rolesBefore, appWithoutGuard, appWithGuard, rolesAfter] = blocksIn('ts');
const [settings] = blocksIn('json');
const [look, adopt, widened, clean] = blocksIn('console');

const scratch = new ScratchFolder();
const before = { folder: process.cwd(), exitCode: process.exitCode, environment: { ...process.env } };

beforeAll(() => {
  process.env.CDK_OUTDIR = 'cdk.out';
  process.chdir(scratch.path);
});

afterAll(() => {
  process.chdir(before.folder);
  process.exitCode = before.exitCode;
  process.env = before.environment;
});

/** Runs the app, as `cdk synth` does. The exit status is that of the CDK. */
function synthesize(app: string, roles: string): void {
  process.exitCode = 0;
  load(app, (name) => (name === './roles' ? load(roles, load_) : load_(name)));
}

/** The package is the sources. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load_ = (name: string): unknown => require(name === 'cdk-secure-trust' ? '../../src' : name);

function load(source: string, resolve: (name: string) => unknown): unknown {
  const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS } });
  const exported = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  (new Function('require', 'exports', outputText) as (...args: unknown[]) => void)(resolve, exported);
  return exported;
}

/** The commands of a block, run, with what they print. */
function session(block: string): { readonly status: number; readonly text: string } {
  const [command] = block.split('\n');
  const [, args] = /^\$ npx cdk-secure-trust (.*)$/.exec(command) ?? [];
  const { status, stdout, stderr } = runCommand(args!.split(' '));
  return { status, text: `${command}\n${stderr}${stdout}` };
}

test('an app with 200 findings passes, then is clean, in the three commands of the page', () => {
  expect([blocksIn('ts').length, blocksIn('json').length, blocksIn('console').length]).toEqual([4, 1, 4]);

  synthesize(appWithoutGuard, rolesBefore);
  expect(session(look)).toEqual({ status: 1, text: look });
  expect(look).toContain('200 roles: 200 errors');

  expect(session(adopt)).toEqual({ status: 0, text: adopt });
  synthesize(appWithGuard, rolesBefore);
  expect(process.exitCode).toBe(0);

  synthesize(appWithoutGuard, rolesBefore.replace("AccountPrincipal('444455556666')", `CompositePrincipal(
    new iam.AccountPrincipal('444455556666'), ...team === 'Team7' ? [new iam.AccountPrincipal('555566667777')] : [],
  )`));
  expect(session(widened)).toEqual({ status: 1, text: widened });

  scratch.file('secure-trust.json', settings);
  synthesize(appWithGuard, rolesAfter);
  expect(session(clean)).toEqual({ status: 0, text: clean });
  synthesize(appWithGuard, rolesAfter);
  expect(process.exitCode).toBe(0);
  expect(JSON.parse(fs.readFileSync('trust-baseline.json', 'utf8'))).toEqual({ schemaVersion: '1', roles: [] });
});
