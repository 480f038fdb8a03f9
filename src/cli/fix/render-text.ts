/** The outcome of `fix` as text: what is fixed and how that is proved, the diff, and what the reader has to add. */
import { FileChange } from './change-files';
import { allOpenPlaceholders, FixOutcome } from './outcome';
import { LeftFinding, PlannedFix, RolePlan } from './plan-fixes';
import { shellWord } from '../../explain/shell-word';
import { Declarations, Fix, FixProof } from '../../findings/fix';
import { hclInLines } from '../../findings/renderers/hcl';
import { Paint } from '../../findings/renderers/palette';
import { inOneLine, printable } from '../../findings/renderers/printable';
import { nameOfRole, uniqueNamesOfRoles } from '../../findings/role-source';
import { describeWitness } from '../../findings/wording';
import { fillPlaceholders } from '../../remedies/placeholders';
import { textDiff } from '../doors';

export function renderOutcomeAsText(outcome: FixOutcome, paint: Paint): string {
  const { plans, failed, input, changes } = outcome;
  const names = uniqueNamesOfRoles(plans.map(({ role }) => role.source));
  const blocks = [
    ...plans.flatMap((plan, index) => roleBlock(names[index], plan, paint)),
    ...failed.map(({ role, internalError }) => (
      [`${inOneLine(nameOfRole(role.source))}: internal error: ${inOneLine(internalError)}; please report it`]
    )),
    ...changeBlocks(outcome, paint),
    ...plans.flatMap((plan, index) => (
      changes.unplaced.has(plan) && input.kindOf(plan.role) !== 'dump' ? [byHand(names[index], plan, input)] : []
    )),
    ...placeholderBlock(outcome),
    ...declarationBlock(outcome),
    ...noteBlock(outcome),
  ];
  if (blocks.length === 0) return 'nothing to fix\n';
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function roleBlock(name: string, { steps, left }: RolePlan, paint: Paint): string[][] {
  if (steps.length === 0 && left.length === 0) return [];
  return [[
    paint('bold', inOneLine(name)),
    ...steps.flatMap((step) => stepLines(step, paint)),
    ...left.filter(({ noFix }) => noFix !== undefined).flatMap((each) => leftLines(each, paint)),
  ]];
}

function stepLines({ finding, fix, others, state }: PlannedFix, paint: Paint): string[] {
  return [
    ...findingLine(finding, paint),
    `    ${paint('green', WORDS[state])} ${inOneLine(fix.title)}`,
    ...proofLines(fix.proof),
    ...others.map((other) => `    or       ${inOneLine(other.title)}${howToChoose(other)}`),
  ];
}

const WORDS: Readonly<Record<PlannedFix['state'], string>> = { applied: 'fix     ', declared: 'declare ', waiting: 'waiting ' };

function howToChoose({ placeholders }: Fix): string {
  return placeholders.length === 0 ? '' : ` (${placeholders.map(({ name }) => `--set ${name}=…`).join(' ')})`;
}

function leftLines({ finding, noFix = '' }: LeftFinding, paint: Paint): string[] {
  return [...findingLine(finding, paint), `    no fix   ${inOneLine(noFix)}`];
}

function findingLine({ level, ruleId, also = [], message }: PlannedFix['finding'], paint: Paint): string[] {
  const rules = [ruleId, ...also].join(', ');
  return [`  ${paint(level === 'error' ? 'red' : 'yellow', level.padEnd(8))} ${rules}: ${inOneLine(message)}`];
}

function proofLines({ admits, admitsNobodyNew, shutsOut }: FixProof): string[] {
  const proved = admitsNobodyNew ? 'nobody can assume the role who could not before' : 'the finding is gone, and the role can be assumed';
  return [
    `    proved   ${proved}`,
    ...shutsOut ? [`    denies   ${inOneLine(describeWitness(shutsOut))}`] : [],
    ...admits ? [`    allows   ${inOneLine(describeWitness(admits))}`] : [],
  ];
}

function changeBlocks({ input, plans, changes }: FixOutcome, paint: Paint): string[][] {
  const printed = plans.filter(({ role, edits }) => input.kindOf(role) === 'dump' && edits.length > 0);
  return [
    ...printed.map((plan) => terraformArgument(plan) ?? updateCommand(plan)),
    ...changes.files.map((change) => unifiedDiff(change, paint)),
  ];
}

/** For a role of Terraform, which would undo a change that it does not know. */
function terraformArgument({ role, printed }: RolePlan): string[] | undefined {
  const { address } = role.source;
  if (address === undefined) return undefined;
  const argument = address.includes('awscc_iam_role.') ? 'assume_role_policy_document' : 'assume_role_policy';
  return [`# ${inOneLine(address)}`, `${argument} = jsonencode(${printable(hclInLines(printed))})`];
}

/** Roles of several accounts can have the same name. */
function updateCommand({ role, printed }: RolePlan): string[] {
  const { roleName, account } = role.source;
  const policy = printable(JSON.stringify(printed));
  const inAccount = account === undefined ? '' : ` in account ${account}`;
  if (roleName === undefined) return [`# The name of this role${inAccount} is missing in the input. Its trust policy: ${policy}`];
  const name = inOneLine(roleName);
  const option = name.startsWith('-') ? `--role-name=${shellWord(name)}` : `--role-name ${shellWord(name)}`;
  return [
    ...account === undefined ? [] : [`# ${name}${inAccount}`],
    `aws iam update-assume-role-policy ${option} --policy-document ${shellWord(policy)}`,
  ];
}

/** Windows line breaks are not shown. */
function unifiedDiff({ file, before, after }: FileChange, paint: Paint): string[] {
  const name = file === '-' ? 'stdin' : inOneLine(file);
  const [old, changed] = [before, after].map((text) => text.replaceAll('\r\n', '\n'));
  const { hunks } = textDiff().structuredPatch(name, name, old, changed, undefined, undefined, { context: 3 });
  return [
    `--- ${name}`,
    `+++ ${name}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      paint('dim', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
      ...lines.map((line) => paintLine(inOneLine(line.replaceAll('\t', '    ')), paint)),
    ]),
  ];
}

function paintLine(line: string, paint: Paint): string {
  return line.startsWith('-') ? paint('red', line) : line.startsWith('+') ? paint('green', line) : line;
}

function byHand(name: string, { role, printed }: RolePlan, input: FixOutcome['input']): string[] {
  const why = input.holdsSeveral(role.source.file)
    ? 'is in a file of several JSON documents, none of which is changed in place.'
    : 'cannot be changed at its place: it is not written out there, or an alias repeats a part of it.';
  return [
    `The trust policy of ${inOneLine(name)} ${why}`,
    'Change it by hand where it is made, so that it becomes:',
    printable(JSON.stringify(printed, undefined, 2)),
  ];
}

function placeholderBlock(outcome: FixOutcome): string[][] {
  const open = allOpenPlaceholders(outcome);
  if (open.length === 0) return [];
  const options = open.map(({ name, example }) => inOneLine(`--set ${shellWord(`${name}=${example}`)}`));
  const width = Math.max(...options.map(({ length }) => length));
  return [[
    `${outcome.isWriting ? 'Not written, because values are missing' : 'Specify your values'} (those shown here are examples):`,
    ...open.map(({ kind }, index) => `  ${options[index].padEnd(width)}  ${kind}`),
  ]];
}

function declarationBlock({ plans, values }: FixOutcome): string[][] {
  const declared = plans.flatMap(({ steps }) => steps.flatMap(({ fix }) => (fix.config ? [fix.config] : [])));
  if (declared.length === 0) return [];
  const accounts = new Map(declared.flatMap((each) => each.accounts ?? []).map((account) => [account.id, account]));
  const organizations = [...new Set(declared.flatMap((each) => each.organizations ?? []))];
  const config: Declarations = {
    ...accounts.size > 0 && { accounts: [...accounts.values()] },
    ...organizations.length > 0 && { organizations },
  };
  return [['Add this to the file of --config, if it is true:', printable(JSON.stringify(fillPlaceholders(config, values), undefined, 2))]];
}

function noteBlock({ input, plans, changes, isWriting }: FixOutcome): string[][] {
  if (changes.files.length === 0) return [];
  if (isWriting) return [[`Written: ${changes.files.map(({ file }) => inOneLine(file)).join(', ')}`]];
  const written = plans.filter(({ role, edits }) => edits.length > 0 && input.kindOf(role) === 'synthesized');
  if (written.length === 0) return [];
  const templates = new Set(written.map(({ role }) => role.source.file)).size === 1 ? 'this template' : 'these templates';
  return [[`cdk synth writes ${templates} again. Make the change in the app.`]];
}
