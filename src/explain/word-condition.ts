/** Conditions in words: what they expect, and what was sent. */
import { ClauseMatch, showClause } from '../evaluation/match-condition';
import { showText } from '../policy/partly-known-text';

/** Longer lists of values are cut. */
const MAX_CHARACTERS = 240;

/** `StringEquals sts:ExternalId "x9-31"; sent was "X9-31"` */
export function whyNotMet(clauses: readonly ClauseMatch[]): string {
  return clauses.map(oneClause).join(' and ');
}

function oneClause({ clause, sent, reason }: ClauseMatch): string {
  const shown = shortened(showClause(clause));
  const key = showText(clause.keyWritten);
  switch (reason) {
    case 'key-absent': return `${shown}; ${key} was not sent`;
    case 'key-undocumented': return `${shown}; what the request holds under ${key} was not told`;
    case 'unreadable': return `${shown}; this cannot be read`;
    default: return `${shown}; sent was ${shortened(typeof sent === 'string' ? `"${sent}"` : JSON.stringify(sent))}`;
  }
}

export function shortened(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 3)}...` : text;
}
