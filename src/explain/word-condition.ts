/** Describes conditions: what they expect, and what the request has. */
import { ClauseMatch, showClause } from '../evaluation/match-condition';
import { showText } from '../policy/partly-known-text';

/** Longer lists of values are cut. */
const MAX_CHARACTERS = 240;

/** `StringEquals sts:ExternalId "x9-31" (the request has "X9-31")` */
export function describeClauses(clauses: readonly ClauseMatch[]): string {
  return clauses.map(describeClause).join(' and ');
}

function describeClause({ clause, sent, reason }: ClauseMatch): string {
  const shown = shortened(showClause(clause));
  const key = showText(clause.keyWritten);
  switch (reason) {
    case 'key-absent': return `${shown} (${key} is missing from the request)`;
    case 'key-undocumented': return `${shown} (the value of ${key} in the request is not known)`;
    case 'unreadable': return `${shown} (this condition cannot be read)`;
    default: return `${shown} (the request has ${shortened(typeof sent === 'string' ? `"${sent}"` : JSON.stringify(sent))})`;
  }
}

export function shortened(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 3)}...` : text;
}
