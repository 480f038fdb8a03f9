/**
 * The session names to try: one that principals do not name, those that they do, and one for each way in which patterns distinguish such
 * names.
 */
import { exactReaderOf, otherRepresentatives, Representatives } from './key-constraints/representatives';
import { Alphabet } from './key-constraints/shortest-text';
import { unusedName } from './unused-name';
import { intendedPattern } from '../evaluation/match-principal';
import { readPattern, ValuePattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';

export function representativeSessionNames(principals: readonly Principal[], partition: string): Representatives<string> {
  const names = principals.flatMap((principal) => ('sessionName' in principal ? [principal.sessionName] : []));
  const named = names.filter(isKnown);
  const patterns = [
    ...names.filter((name) => !isKnown(name)).map((name) => readPattern(name, WILDCARDS_ONLY)),
    ...principals.flatMap((principal) => sessionNamePatterns(principal, partition)),
  ];
  const readers = patterns.map((pattern) => exactReaderOf(pattern));
  const other = unusedName('example-session', named);
  const { all, incompleteBecause } = otherRepresentatives(
    'session names',
    readers,
    { alphabet: Alphabet.of('\\w+=,.@-'), min: 2, named: new Set(named) },
    other,
  );
  return { all: [other, ...new Set(named), ...all], incompleteBecause };
}

/** The patterns for session names in text that IAM rejects and that was intended for sessions. */
function sessionNamePatterns(principal: Principal, partition: string): ValuePattern[] {
  if (principal.kind !== 'malformed' || principal.key !== 'AWS') return [];
  const pattern = intendedPattern(principal);
  const { automaton, startState } = exactReaderOf(pattern, `arn:${partition}:sts::`);
  return automaton.isDead(startState) ? [] : endingsOf(pattern);
}

/**
 * The endings of a pattern that may have to match the name of the session when the whole pattern matches its ARN: everything after the
 * last slash. A wildcard may match that slash itself.
 */
function endingsOf(pattern: ValuePattern): ValuePattern[] {
  const ending = afterLastSlash(pattern);
  return [
    ending,
    ...ending.flatMap((token, at) => (token.kind === 'literal' ? [] : [ending.slice(token.kind === 'any-one' ? at + 1 : at)])),
  ];
}

function afterLastSlash(pattern: ValuePattern): ValuePattern {
  for (let at = pattern.length - 1; at >= 0; at -= 1) {
    const token = pattern[at];
    if (token.kind === 'literal' && token.text.includes('/')) {
      return [{ kind: 'literal', text: token.text.slice(token.text.lastIndexOf('/') + 1) }, ...pattern.slice(at + 1)];
    }
  }
  return pattern;
}
