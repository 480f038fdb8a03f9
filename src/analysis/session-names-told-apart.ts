/** The names of sessions that principals speak of, one for each way in which they tell such names apart, and first of all one that they do not name. */
import { GlobAutomaton } from './key-constraints/glob-automaton';
import { Alphabet } from './key-constraints/shortest-text';
import { exactReaderOf, stateAfter, tellsApart, textsToldApart, ToldApart } from './key-constraints/told-apart';
import { unnamed } from './unnamed';
import { patternMeant } from '../evaluation/match-principal';
import { readPattern, ValuePattern } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-';

export function sessionNamesToldApart(principals: readonly Principal[], partition: string): ToldApart<string> {
  const named = principals.flatMap((principal) => (principal.kind === 'session' && isKnown(principal.sessionName) ? [principal.sessionName] : []));
  const all = principals.flatMap((principal) => patternsOfSessionNames(principal, partition)).map((pattern) => exactReaderOf(pattern));
  const readers = all.filter((reader) => tellsApart(reader, CHARACTERS));
  const other = unnamed('example-session', named);
  const found = textsToldApart(readers, { alphabet: Alphabet.of('\\w+=,.@-'), length: undefined, min: 2, named: new Set(named) });
  if (!found) return { all: [other, ...new Set(named)], gaps: ['the policy holds too many patterns of session names'] };
  found.delete(stateAfter(readers, other));
  return { all: [other, ...new Set(named), ...found.values()], gaps: [] };
}

/** A name of which a part is known at deployment only, or text that IAM refuses and that was meant for sessions. */
function patternsOfSessionNames(principal: Principal, partition: string): ValuePattern[] {
  if (principal.kind === 'session' && !isKnown(principal.sessionName)) return [readPattern(principal.sessionName, { wildcards: false, variables: false })];
  if (principal.kind !== 'malformed' || principal.key !== 'AWS') return [];
  const pattern = patternMeant(principal);
  const glob = GlobAutomaton.ofText(pattern, false);
  return glob.isDead(glob.run(glob.start, `arn:${partition}:sts::`)) ? [] : endingsOf(pattern);
}

/**
 * What may have to match the name of the session, where the whole pattern has to match its ARN: all that is behind the last slash. A
 * wildcard may be that slash itself.
 */
function endingsOf(pattern: ValuePattern): ValuePattern[] {
  const ending = behindLastSlash(pattern);
  return [ending, ...ending.flatMap((token, at) => (token.kind === 'literal' ? [] : [ending.slice(token.kind === 'any-one' ? at + 1 : at)]))];
}

function behindLastSlash(pattern: ValuePattern): ValuePattern {
  const last = pattern.map((token) => token.kind === 'literal' && token.text.includes('/')).lastIndexOf(true);
  const token = pattern[last];
  if (token?.kind !== 'literal') return pattern;
  return [{ kind: 'literal', text: token.text.slice(token.text.lastIndexOf('/') + 1) }, ...pattern.slice(last + 1)];
}
