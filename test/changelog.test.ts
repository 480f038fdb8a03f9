/** `CHANGELOG.md` is true of this version, and becomes the notes of its release. */
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { runCommand } from './cli/run-command';
import { codeInSentences, pageAt, sectionOf } from './pages';
import * as library from '../src';
import { RULE_IDS } from '../src/rules/rule-ids';
import { releaseNotes } from '../tools/publish/release-notes';

const page = pageAt('CHANGELOG.md');
const first = sectionOf(page, '1.0.0');
const code = codeInSentences(first);

test('it names only constructs and classes that exist, and every construct', () => {
  const named = code.filter((word) => /^[A-Z]\w+$/.test(word));
  expect(named.filter((name) => !(name in library))).toEqual([]);
  const constructs = Object.keys(library).filter((name) => /(Role|Guard|Rule|Hook|Boundary)$/.test(name));
  expect(constructs.filter((name) => !named.includes(name))).toEqual([]);
});

test('it names every subcommand, and counts the rules', () => {
  const { stdout } = runCommand(['--help']);
  const [listed] = stdout.split('Commands:\n')[1].split('\n\n');
  const subcommands = [...listed.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
  expect(subcommands).toContain('check');
  expect(subcommands.filter((name) => !code.some((word) => word.split(' ').at(-1) === name))).toEqual([]);
  expect(first).toContain(`${RULE_IDS.length} rules`);
});

test('its links lead somewhere', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link);
  expect(links.filter((link) => !existsSync(join(__dirname, '..', link)))).toEqual([]);
});

test('it names the versions of the peers', () => {
  const { peerDependencies } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  for (const [peer, range] of Object.entries(peerDependencies)) expect(first).toContain(`\`${peer}\` ${range.slice(1)} or later`);
});

describe('the notes of a release', () => {
  const changelog = '# Changelog\n\n## 1.1.0\n\n- One\n  thing ([docs](docs/a.md), [AWS](https://aws.amazon.com)).\n\n## 1.0.0\n\nThe first.\n';

  test('are the section of its version, with whole lines and links that work elsewhere', () => {
    expect(releaseNotes(changelog, '1.1.0', 'list')).toBe(
      '- One thing ([docs](https://github.com/cdk-secure-trust/cdk-secure-trust/blob/v1.1.0/docs/a.md), [AWS](https://aws.amazon.com)).\n\n' +
        'All commits: https://github.com/cdk-secure-trust/cdk-secure-trust/commits/v1.1.0\n',
    );
    expect(releaseNotes(changelog, '1.0.0', 'list')).toMatch(/^The first\.\n\nAll commits: /);
  });

  test('are the titles of the commits where there is no section', () => {
    expect(releaseNotes(changelog, '1.1.1', 'list')).toBe('list');
  });

  test('are made by the release task, after the version is known', () => {
    const { tasks } = JSON.parse(readFileSync(join(__dirname, '..', '.projen', 'tasks.json'), 'utf8')) as {
      tasks: { release: { steps: { spawn?: string; exec?: string }[] } };
    };
    const steps = tasks.release.steps.map(({ spawn, exec }) => spawn ?? exec);
    expect(steps.indexOf('node tools/publish/release-notes.js')).toBeGreaterThan(steps.indexOf('bump'));
  });
});
