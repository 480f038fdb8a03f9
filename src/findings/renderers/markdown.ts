/**
 * Markdown for a comment on a pull request and for the summary of a job. Names come from files that anyone can write: they cannot become
 * markup, mention anybody, refer to an issue or be a link, because whatever is not a plain word is shown as code.
 */
import { inOneLine } from './printable';

/**
 * A comment on GitHub has at most 65,536 characters, a job summary 1 MiB. Some are left for what a workflow writes around the report.
 *
 * See https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
export const MOST_CHARACTERS = 64_000;

/** Of one name, and of one sentence. */
const LONGEST_NAME = 300;
const LONGEST_SENTENCE = 1_000;
/** Of a block of code. */
const LONGEST_BLOCK = 8_000;

/** A name as code. */
export function nameAsCode(name: string): string {
  return code(shortText(inOneLine(name), LONGEST_NAME));
}

/** Words of letters, and numbers, with the usual punctuation. None of them means anything to Markdown, GitHub or GitLab. */
const PLAIN_WORD = /^\(?(?:[A-Za-z]+(?:['-][A-Za-z]+)*|\d+)[.,:;)]{0,2}$/;

/** A sentence with names in it: whatever is not a plain word is shown as code. Not for the beginning of a line. */
export function sentence(text: string): string {
  const words = shortText(inOneLine(text), LONGEST_SENTENCE).split(' ').filter((word) => word !== '');
  const parts: { readonly isPlain: boolean; text: string }[] = [];
  for (const word of words) {
    const isPlain = PLAIN_WORD.test(word);
    const last = parts[parts.length - 1];
    if (last?.isPlain === isPlain) last.text += ` ${word}`;
    else parts.push({ isPlain, text: word });
  }
  return parts.map((part) => (part.isPlain ? part.text : codeInSentence(part.text))).join(' ');
}

/** A comma after a name is not a part of it. */
function codeInSentence(text: string): string {
  const end = /[^,:;][,:;]$/.test(text) ? text.length - 1 : text.length;
  return code(text.slice(0, end)) + text.slice(end);
}

/** A run of backticks that is longer than any in the text is the only thing that can end the code. */
function code(text: string): string {
  if (text.trim() === '') return '';
  const fence = '`'.repeat(longestRun(text) + 1);
  const padding = text.startsWith('`') || text.endsWith('`') || text.startsWith(' ') ? ' ' : '';
  return `${fence}${padding}${text}${padding}${fence}`;
}

/** Printable lines as a block of code. */
export function codeBlock(text: string): readonly string[] {
  const shown = shortText(text, LONGEST_BLOCK);
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return [`${fence}text`, ...shown.split('\n'), fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function shortText(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text;
}

/** Part of a list, with and without its details. */
export interface MarkdownItem {
  readonly lines: readonly string[];
  readonly details: readonly string[];
}

/** The item with its details folded away, as one paragraph of a list. */
function withDetails({ lines, details }: MarkdownItem): string {
  return [...lines, '  <details><summary>Details</summary>', '', ...details.map((line) => `  ${line}`), '', '  </details>', ''].join('\n');
}

/**
 * As many items as fit, from the first on; of some of them perhaps only the lines without details. Says what was left out.
 *
 * @param around the lines before and after the items; they are always written
 */
export function fittingItems(items: readonly MarkdownItem[], around: readonly string[], what: string): readonly string[] {
  const note = (left: number, bare: number) => [
    ...left === 0 ? [] : [`${left} more ${what} are not shown`],
    ...bare === 0 ? [] : [`the details of ${bare} ${what} are not shown`],
  ];
  const longestNote = 300;
  let room = MOST_CHARACTERS - around.join('\n\n').length - longestNote;
  const shown: string[] = [];
  let bare = 0;
  for (const item of items) {
    const full = item.details.length === 0 ? item.lines.join('\n') : withDetails(item);
    const text = full.length < room ? full : item.lines.join('\n');
    if (text.length >= room) break;
    room -= text.length + 1;
    bare += text === full ? 0 : 1;
    shown.push(text);
  }
  const left = note(items.length - shown.length, bare);
  if (left.length === 0) return [shown.join('\n')];
  return [shown.join('\n'), `**Cut:** ${left.join(', and ')}, because a comment holds 65,536 characters. The format json has everything.`];
}
