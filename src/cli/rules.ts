/** `cdk-secure-trust rules`: lists the rules, or prints the page of one, which is in the package. */
import * as fs from 'fs';
import * as path from 'path';
import { Command } from 'commander';
import { CommandIo } from './command-io';
import { refuse } from '../input/input-error';
import { DEFAULT_LEVELS, RULES } from '../rules/catalogue';
import { RULE_IDS } from '../rules/rule-ids';
import { undecided } from '../rules/undecided';
import { isRule, notARule } from '../rules/unknown-rule';

const EXAMPLES = `
Examples:
  cdk-secure-trust rules
  cdk-secure-trust rules mfa-required
`;

/** From `lib/cli` and from `src/cli` alike. */
const PAGES = path.join(__dirname, '..', '..', 'docs', 'rules');

export function addRulesCommand(program: Command, io: CommandIo): void {
  program
    .command('rules')
    .description('list the rules, or print the page of a rule: what it checks, why, and how to fix a finding')
    .argument('[ID]', 'the ID of a rule')
    .addHelpText('after', EXAMPLES)
    .action((id: string | undefined) => io.stdout.write(id === undefined ? listOfRules() : pageOfRule(id)));
}

function listOfRules(): string {
  const idWidth = Math.max(...RULE_IDS.map((id) => id.length));
  const levelWidth = Math.max(...Object.values(DEFAULT_LEVELS).map((level) => level.length));
  return [...RULES, undecided]
    .map(({ id, title }) => `${id.padEnd(idWidth)}  ${DEFAULT_LEVELS[id].padEnd(levelWidth)}  ${title}\n`)
    .join('');
}

function pageOfRule(id: string): string {
  if (!isRule(id)) refuse('rules', `${JSON.stringify(id)} ${notARule(id)}`);
  return fs.readFileSync(path.join(PAGES, `${id}.md`), 'utf8');
}
