/** `docs/reach.md` shows what the command prints about two examples: held word for word. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { organization } from './organization';
import { twoAccounts } from './two-accounts';
import { runCommand, ScratchFolder } from '../cli/run-command';

const scratch = new ScratchFolder();
const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'reach.md'), 'utf8');

/** The text block after a mark. */
function blockAfter(mark: string): string {
  const [, block] = new RegExp(`<!-- ${mark} -->\n\n\`\`\`\n([^]*?)\`\`\``).exec(PAGE) ?? [];
  if (block === undefined) throw new Error(`docs/reach.md has no block after "${mark}"`);
  return block;
}

test('the two accounts', () => {
  const { status, stdout } = runCommand(['reach', scratch.folder('two', twoAccounts())]);
  expect(stdout).toBe(blockAfter('two accounts'));
  expect(status).toBe(1);
});

test('the organization: its worst paths, and the totals', () => {
  const { status, stdout } = runCommand(['reach', scratch.folder('organization', organization())]);
  const blocks = stdout.split('\n\n');
  expect(`${[blocks[0], blocks[2], '...', blocks[blocks.length - 1]].join('\n\n')}`).toBe(blockAfter('organization'));
  expect(status).toBe(1);
  expect(stdout).toContain('40 roles; ');
});
