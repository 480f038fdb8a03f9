/** Help, version, colours and progress. */
import { runCommand, ScratchFolder, UNSAFE } from './run-command';
import { packageVersion } from '../../src/cdk/guard/package-version';
import { Progress } from '../../src/cli/progress';

const scratch = new ScratchFolder();

const COMMANDS = ['check', 'diff', 'explain', 'external-id', 'fix', 'organization-policy', 'rules'];

test('--help names every command, shows an example and the exit statuses', () => {
  const { status, stdout, stderr } = runCommand(['--help']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Usage: cdk-secure-trust');
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  expect(stdout).toContain('Example:');
  expect(stdout).toContain('Exit status: 0');
});

test.each(COMMANDS)('%s --help shows an example', (command) => {
  const { status, stdout, stderr } = runCommand([command, '--help']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`Usage: cdk-secure-trust ${command}`);
  expect(stdout).toMatch(new RegExp(`Examples?:(\\n.*)*cdk-secure-trust ${command}`));
});

test('--version prints the version of the package', () => {
  expect(runCommand(['--version'])).toEqual({ status: 0, stdout: `${packageVersion()}\n`, stderr: '' });
});

describe('colours', () => {
  const check = (surroundings: Parameters<typeof runCommand>[1], ...more: string[]) =>
    runCommand(['check', scratch.file('input.json', UNSAFE), ...more], surroundings).stdout.includes('\u001b[');

  test.each<[string, Parameters<typeof runCommand>[1], string[], boolean]>([
    ['at a terminal', { isTerminal: true }, [], true],
    ['in a pipe', {}, [], false],
    ['at a terminal with NO_COLOR', { isTerminal: true, environment: { NO_COLOR: '1' } }, [], false],
    ['in a pipe with FORCE_COLOR', { environment: { FORCE_COLOR: '1' } }, [], true],
    ['in JSON at a terminal', { isTerminal: true }, ['--format', 'json'], false],
    ['in SARIF at a terminal', { isTerminal: true }, ['--format', 'sarif'], false],
  ])('%s', (_, surroundings, more, expected) => {
    expect(check(surroundings, ...more)).toBe(expected);
  });
});

describe('progress', () => {
  const shownWhen = (isTerminal: boolean) => {
    jest.useFakeTimers({ now: 0 });
    let said = '';
    const progress = new Progress({ isTerminal, write: (text) => { said += text; } });
    for (const [time, done] of [[900, 1], [1_001, 2], [1_100, 3], [1_300, 1_000]]) {
      jest.setSystemTime(time);
      progress.show(done, 5_000);
    }
    progress.end();
    jest.useRealTimers();
    return said;
  };

  test('is shown on a terminal, after a second, at intervals, and is removed again', () => {
    expect(shownWhen(true)).toBe(
      `\rchecked 2 of 5000 roles\rchecked 1000 of 5000 roles\r${' '.repeat('checked 1000 of 5000 roles'.length)}\r`,
    );
  });

  test('is shown nowhere else', () => {
    expect(shownWhen(false)).toBe('');
  });
});
