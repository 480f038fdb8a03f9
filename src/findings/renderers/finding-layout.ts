/**
 * One finding as lines with labels. Every renderer prints these lines, in this order:
 *
 *     mfa-required: IAM users of account 111122223333 can assume this role without MFA
 *       where    statement 0 "AllowPartner"
 *       because  BoolIfExists matches when aws:MultiFactorAuthPresent is missing from the request
 *       witness  sts:AssumeRole by arn:aws:iam::111122223333:user/example, without MFA
 *       fix      require MFA (proved: nobody new can assume the role)
 *                  change Statement[0].Condition …
 *       or       create the role with SecureCrossAccountRole: … (in the guard only)
 *       more     1 other fix (cdk-secure-trust check --format json prints them whole):
 *                  name the role that needs access
 *       baseline no longer accepts the findings of this role, because it now allows …
 *       also     external-id-required
 *       see      https://…/docs/rules/mfa-required.md
 */
import { fixInWords } from './fix-in-words';
import { printable } from './printable';
import { Finding } from '../finding';
import { describeStatement, describeWitness } from '../wording';

export type FindingLabel =
  'where' | 'because' | 'witness' | 'fix' | 'or' | 'more' | 'advice' | 'no fix' | 'baseline' | 'also' | 'see';

export interface LabelledLine<Label extends string = string> {
  readonly label: Label;
  /** May contain line breaks. */
  readonly text: string;
}

/**
 * The lines of a finding below its message.
 *
 * @param place where the role is, if the renderer does not show that elsewhere
 */
export function linesOfFinding(finding: Finding, place?: string): LabelledLine<FindingLabel>[] {
  const { statement, because, witness, baseline, also, docs } = finding;
  const where = [place, statement && describeStatement(statement)].filter((part) => part !== undefined).join(', ');
  const lines: LabelledLine<FindingLabel>[] = [];
  if (where !== '') lines.push({ label: 'where', text: where });
  lines.push({ label: 'because', text: because });
  if (witness) lines.push({ label: 'witness', text: describeWitness(witness) });
  lines.push(...linesOfFixes(finding));
  if (baseline !== undefined) lines.push({ label: 'baseline', text: baseline });
  if (also) lines.push({ label: 'also', text: also.join(', ') });
  lines.push({ label: 'see', text: docs });
  return lines;
}

/**
 * The first proved fix, and the one that creates the role with another construct, which no other output shows; if there is none, what
 * the rule advises, and why nothing is proved.
 */
function linesOfFixes({ fix, fixes = [], noFix }: Finding): LabelledLine<FindingLabel>[] {
  const [first, ...rest] = fixes;
  if (!first) {
    return noFix === undefined ? [{ label: 'fix', text: fix }] : [{ label: 'advice', text: fix }, { label: 'no fix', text: noFix }];
  }
  const shown = rest.filter(({ cdk }) => cdk?.construct !== undefined);
  const others = rest.filter((each) => !shown.includes(each));
  const more = others.length === 1 ? '1 other fix' : `${others.length} other fixes`;
  return [
    { label: 'fix', text: fixInWords(first) },
    ...shown.map((each): LabelledLine<FindingLabel> => ({ label: 'or', text: fixInWords(each) })),
    ...others.length === 0 ? [] : [moreLine(more, others.map(({ title }) => title))],
  ];
}

function moreLine(count: string, titles: readonly string[]): LabelledLine<FindingLabel> {
  return {
    label: 'more',
    text: [`${count} (cdk-secure-trust check --format json prints them whole):`, ...titles.map((title) => `  ${title}`)].join('\n'),
  };
}

/** How the lines are printed in their own column. */
export interface ColumnOptions {
  readonly indent: number;
  /** The width of the widest label. */
  readonly labelWidth: number;
  readonly paintLabel?: (label: string) => string;
}

export const LABEL_WIDTH = 'because'.length + 1;

/** Label and text side by side; the further lines of a text start below its first one. Safe to print to a terminal. */
export function inColumns({ label, text }: LabelledLine, { indent, labelWidth, paintLabel = (plain) => plain }: ColumnOptions): string {
  const lineBreak = `\n${' '.repeat(indent + labelWidth + 1)}`;
  return `${' '.repeat(indent)}${paintLabel(label.padEnd(labelWidth))} ${printable(text).replace(/\n/g, lineBreak)}`;
}
