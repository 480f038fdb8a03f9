/** What people read of a verdict where AWS leaves little room: the message of a hook, and the annotation of an evaluation. */
import { errorsOf, JudgedRole } from './judge-roles';
import { textOfError } from '../findings/crash';
import { Finding } from '../findings/finding';
import { inOneLine } from '../findings/renderers/printable';
import { UnseenReport } from '../findings/renderers/report';
import { nameOfRole } from '../findings/role-source';
import { severityOf } from '../findings/severity';
import { describeWitness, listOf } from '../findings/wording';

/** CloudFormation keeps 4,096 characters of the message of a hook, Cloud Control only these. */
export const LONGEST_MESSAGE = 1_024;
/** See https://docs.aws.amazon.com/config/latest/APIReference/API_Evaluation.html */
export const LONGEST_ANNOTATION = 256;

const LONGEST_SENTENCE = 400;
/** More roles with errors are only counted. */
const MOST_NAMED = 3;

interface Sentence {
  readonly text: string;
  /** 1 is needed most. */
  readonly rank: number;
}

/** The worst finding first, and as much about it as there is room for. */
export function refusalMessage(judged: readonly JudgedRole[]): string {
  const errors = judged.flatMap((each) => errorsOf(each).map((finding) => ({ finding, name: nameOfRole(each.role.source) })));
  errors.sort((one, other) => severityOf(other.finding) - severityOf(one.finding));
  const [{ finding, name }, ...others] = errors;
  const { message, because, witness, fix, docs } = finding;
  return fitting([
    { text: `${finding.ruleId} in ${name}: ${message}`, rank: 1 },
    { text: `Because: ${because}`, rank: 4 },
    { text: witness ? `Allowed request: ${describeWitness(witness)}` : '', rank: 3 },
    { text: `Fix: ${firstLine(fix)}`, rank: 5 },
    { text: otherErrors(others), rank: 2 },
    { text: `See ${docs}`, rank: 2 },
  ], LONGEST_MESSAGE);
}

function otherErrors(others: readonly { readonly finding: Finding; readonly name: string }[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, MOST_NAMED).map(({ finding, name }) => `${finding.ruleId} in ${name}`);
  const count = others.length === 1 ? '1 more error' : `${others.length} more errors`;
  return others.length > MOST_NAMED ? `${count}, among them ${listOf(named)}` : `${count}: ${listOf(named)}`;
}

/** What a developer sees if nothing keeps the operation from being done. */
export function passMessage(judged: readonly JudgedRole[], unseen: readonly UnseenReport[]): string {
  const [worst] = judged.flatMap(({ findings, role }) => findings.map((finding) => ({ finding, name: nameOfRole(role.source) })))
    .filter(({ finding }) => finding.level === 'warning');
  const [hidden] = unseen;
  const count = judged.length === 1 ? '1 role' : `${judged.length} roles`;
  return fitting([
    { text: judged.length === 0 ? 'No trust policies to check' : `Trust policies of ${count} checked, without errors`, rank: 1 },
    { text: hidden ? `Not checked: ${hidden.what}, because ${hidden.because}` : '', rank: 2 },
    { text: worst ? `Warning: ${worst.finding.ruleId} in ${worst.name}: ${worst.finding.message}` : '', rank: 3 },
  ], LONGEST_MESSAGE);
}

/** @param failure whatever was thrown */
export function failureMessage(failure: unknown): string {
  return fitting([
    { text: `The trust policies could not be checked: ${inWords(failure)}`, rank: 1 },
    { text: 'The log of the function of this hook has more', rank: 2 },
  ], LONGEST_MESSAGE);
}

/** The findings about one role in one line; undefined if there is nothing to say. */
export function annotationOf(judged: JudgedRole): string | undefined {
  if (judged.internalError !== undefined) return cut(`This role could not be checked: ${clean(judged.internalError)}`, LONGEST_ANNOTATION);
  const [worst, ...others] = judged.findings.filter(({ level }) => level !== 'info');
  if (worst === undefined) return undefined;
  const more = others.length === 0 ? '' : ` (${others.length} more)`;
  const label = worst.level === 'error' ? '' : 'Warning, ';
  return `${cut(clean(`${label}${worst.ruleId}: ${worst.message}`), LONGEST_ANNOTATION - more.length)}${more}`;
}

/** Of a role that is not as AWS Config records roles. */
export function unreadableAnnotation(problem: unknown): string {
  return cut(clean(`This role could not be read: ${inWords(problem)}`), LONGEST_ANNOTATION);
}

/** The sentences that fit together, those that are needed most first, in the given order. */
function fitting(sentences: readonly Sentence[], limit: number): string {
  const shortened = sentences.filter(({ text }) => text !== '')
    .map(({ text, rank }) => ({ rank, text: cut(`${clean(text)}.`, LONGEST_SENTENCE) }));
  const kept = new Set<Sentence>();
  let length = 0;
  for (const sentence of [...shortened].sort((one, other) => one.rank - other.rank)) {
    const longer = length + sentence.text.length + 1;
    if (longer > limit) continue;
    kept.add(sentence);
    length = longer;
  }
  return shortened.filter((sentence) => kept.has(sentence)).map(({ text }) => text).join(' ');
}

/** What to do, without the code, which would need more lines. */
function firstLine(fix: string): string {
  return fix.split('\n', 1)[0].replace(/[:,;\s]+$/, '');
}

/** In one line; several reasons or fixes stand on lines of their own. */
function clean(text: string): string {
  return inOneLine(text.replace(/\n+/g, ', ')).replace(/\.+$/, '');
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 3).replace(/[\uD800-\uDBFF]$/, '')}...`;
}

function inWords(failure: unknown): string {
  try {
    return textOfError(failure);
  } catch {
    return 'an error that cannot be shown';
  }
}
