/** Requirements that distinguish session tags that a policy names from those that callers choose themselves. */
import { holdsText, patternsOn } from './condition-values';
import { matchPattern, ValuePattern } from '../../evaluation/value-pattern';
import { ConditionClause } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { PolicyVariant } from '../../policy/trust-policy';
import { Budget, DEFAULT_LIMITS } from '../budget';
import { GlobAutomaton } from '../key-constraints/glob-automaton';
import { KeyRequirement, present } from '../key-constraints/key-constraint';
import { Alphabet, GIVEN_UP, shortestText } from '../key-constraints/shortest-text';
import { REQUEST_TAG_PREFIX, TAG_NAMES } from '../session-tags';

/** The request passes this tag, and possibly others. */
export function tagPresent(name: string): KeyRequirement {
  return present(REQUEST_TAG_PREFIX + name.toLowerCase());
}

/** The tags that the policy names. Tag names are case-insensitive. */
export function namedTags({ statements }: PolicyVariant): string[] {
  const clauses = statements.flatMap(({ conditions }) => conditions);
  const names = [...clauses.flatMap(namesListed), ...clauses.flatMap(nameInKey)];
  return names.filter((name, index) => !isAmong(names.slice(0, index), name));
}

const CANDIDATES = ['example-tag', 'AnyTag', 'tag-of-the-caller'];

/** Names that the policy does not name. One is enough, unless a pattern such as `???` requires a length. */
export function unnamedTags(policy: PolicyVariant): string[] {
  const patterns = patternsOn(policy, TAG_NAMES).map(({ pattern }) => pattern);
  const naming = patterns.filter(holdsText);
  const named = namedTags(policy);
  const isUnnamed = (name: string) => !isAmong(named, name) && naming.every((pattern) => matchPattern(pattern, name, true) === 'no');
  const plain = CANDIDATES.find(isUnnamed) ?? unusedTagName(naming, named);
  const ofLengths = patterns.filter((pattern) => !holdsText(pattern)).flatMap((pattern) => namesOfLength(pattern, naming, named));
  return [plain, ...ofLengths].filter((name): name is string => name !== undefined && isUnnamed(name));
}

function namesOfLength(pattern: ValuePattern, naming: readonly ValuePattern[], named: readonly string[]): (string | undefined)[] {
  const length = pattern.filter(({ kind }) => kind === 'any-one').length;
  return length === 0 ? [] : [...['x', 'y', 'z'].map((letter) => letter.repeat(length)), unusedTagName(naming, named, length)];
}

const LETTERS = Alphabet.of('a-z0-9-');
const LONGEST_TAG_NAME = 128;
/** Finding a name takes few steps for any policy that was written to be read. */
const LIMITS = { ...DEFAULT_LIMITS, steps: 20_000 };

/** The shortest name, of at least `min` characters, that no pattern matches. */
function unusedTagName(naming: readonly ValuePattern[], named: readonly string[], min = 1): string | undefined {
  if (naming.length === 0) return undefined;
  const used = [...naming, ...named.map((text): ValuePattern => [{ kind: 'literal', text }])];
  const automata = used.map((pattern) => ({ automaton: GlobAutomaton.ofText(pattern, true) }));
  const isUnused = (accepted: readonly boolean[]) => !accepted.includes(true);
  const found = shortestText(
    { automata, alphabet: LETTERS, min, max: LONGEST_TAG_NAME, accept: isUnused, viable: () => true },
    new Budget(LIMITS),
  );
  return found === GIVEN_UP ? undefined : found;
}

function namesListed({ key, operator, values }: ConditionClause): string[] {
  if (key !== TAG_NAMES || operator?.family === 'null') return [];
  return values.filter((value): value is string => isKnown(value) && value !== '' && !/[*?$]/.test(value));
}

function nameInKey({ key, keyWritten }: ConditionClause): string[] {
  return isKnown(key) && key.startsWith(REQUEST_TAG_PREFIX) && isKnown(keyWritten) ? [keyWritten.slice(REQUEST_TAG_PREFIX.length)] : [];
}

function isAmong(names: readonly string[], wanted: string): boolean {
  return names.some((name) => name.toLowerCase() === wanted.toLowerCase());
}
