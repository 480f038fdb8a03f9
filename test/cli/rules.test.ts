/** `rules`: a list of all rules, and the page of each. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { runCommand } from './run-command';
import { RULE_IDS } from '../../src/rules/rule-ids';

test('lists each rule with its level and its title, in the order of the catalogue', () => {
  const { status, stdout } = runCommand(['rules']);
  const lines = stdout.trimEnd().split('\n');
  expect(status).toBe(0);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(RULE_IDS);
  for (const line of lines) expect(line).toMatch(/^[a-z-]+ +(error|warning|info) +[A-Z].*\w$/);
});

test.each(RULE_IDS.map((id) => [id]))('%s prints its page', (id) => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'rules', `${id}.md`), 'utf8');
  expect(runCommand(['rules', id])).toEqual({ status: 0, stdout: page, stderr: '' });
});

test('an unknown rule is one line that names the nearest', () => {
  expect(runCommand(['rules', 'mfa'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'cdk-secure-trust: rules: "mfa" is not a rule: did you mean mfa-required? "cdk-secure-trust rules" lists all rules\n',
  });
});
