/** The output of `diff` in Markdown, for a comment on a pull request and for the summary of a job. */
import { ComparedRole, InputComparison } from './compare-inputs';
import { conclusion, countsInWords, linesOfChange, rolesToShow } from './render-diff';
import { fittingItems, MarkdownItem, nameAsCode, sentence } from '../findings/renderers/markdown';
import { shortened } from '../findings/renderers/text-lines';

/** Of a list that can be of any length. */
const MOST_NOTES = 10;

/** Unchanged roles are counted, not listed. */
export function renderDiffAsMarkdown({ roles, unseen }: InputComparison): string {
  const head = ['## Who can assume the roles after this change', `**${conclusion(roles)}** ${countsInWords(roles)}.`];
  const hidden = unseen.map(({ what, because }) => `- not compared: ${sentence(what)}, because ${sentence(because)}`);
  const tail = hidden.length === 0 ? [] : [shortened(hidden.slice(0, MOST_NOTES), hidden.length).join('\n')];
  const shown = rolesToShow(roles).map(itemOf);
  const items = shown.length === 0 ? [] : fittingItems(shown, [...head, ...tail], 'roles');
  return `${[...head, ...items, ...tail].join('\n\n')}\n`;
}

function itemOf(role: ComparedRole): MarkdownItem {
  const { id, change: { kind }, account } = role;
  const where = account === undefined || id.endsWith(account) ? '' : ` in account ${nameAsCode(account)}`;
  const lines = linesOfChange(role).map(({ label, text }) => `  - ${label}: ${sentence(text)}`);
  return { lines: [`- **${kind}** ${nameAsCode(id)}${where}`, ...lines], details: [] };
}
