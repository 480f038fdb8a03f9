/** What the author of a condition wants it to force, told by its key; and whether the way it is written may miss that. */
import { leavesOrganizationOpen, leavesSourceOpen, shapeOf } from '../analysis/questions/unenforced-conditions';
import { patternOf } from '../evaluation/match-condition';
import { mfaStates, oidcKeyParts, requestKeyOf } from '../evaluation/request-keys';
import { spellKey } from '../findings/key-names';
import { ConditionClause, Operator } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { PolicyVersion } from '../policy/trust-policy';

export type Aim = 'mfa' | 'external-id' | 'organization' | 'source' | 'principal' | 'claim';

/** In lower case, first the one that people know. Claims of tokens have any name. */
export const KEYS_BY_AIM: Readonly<Record<Exclude<Aim, 'claim'>, readonly string[]>> = {
  'mfa': ['aws:multifactorauthpresent', 'aws:multifactorauthage'],
  'external-id': ['sts:externalid'],
  'organization': ['aws:principalorgid', 'aws:principalorgpaths'],
  'source': ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths'],
  'principal': ['aws:principalarn', 'aws:principalaccount', 'aws:principaltype', 'aws:userid', 'aws:username'],
};

const AIMS: ReadonlyMap<string, Aim> = new Map(Object.entries(KEYS_BY_AIM).flatMap(([aim, keys]) => keys.map((key) => [key, aim as Aim])));

/** Undefined for keys that ask for nothing of the kind: tags, networks, names of sessions, times. */
export function aimOf({ key }: ConditionClause): Aim | undefined {
  if (!isKnown(key)) return undefined;
  return AIMS.get(key) ?? (oidcKeyParts(key) ? 'claim' : undefined);
}

/** An absent key satisfies it, though it says which value is wanted. */
export function isSoft({ ifExists, qualifier }: Operator): boolean {
  return ifExists || qualifier === 'for-all-values';
}

/**
 * Is it written in a way that may ask for nothing? A plain positive operator with whole values asks for something, and a value that is
 * known at deployment only is taken for a whole one.
 */
export function mayMissItsAim(clause: ConditionClause, aim: Aim, version: PolicyVersion): boolean {
  const { operator, values } = clause;
  if (!operator || clause.unreadable !== undefined) return false;
  if (isSoft(operator) || operator.negated || operator.family === 'null') return true;
  if (operator.family === 'bool') return oneIs('false', values);
  if (comparesWithItself(clause, version)) return true;
  const family = operator.family;
  const shapes = values.map((value) => shapeOf(patternOf(value, family, version)));
  const isWild = family === 'string-equals' ? () => false : WILD[aim];
  return shapes.some(isWild);
}

/** `${aws:userid}` asked of `aws:userid`: every value that is sent will do. */
export function comparesWithItself({ operator, key, values }: ConditionClause, version: PolicyVersion): boolean {
  const family = operator?.family;
  if (family === undefined || family === 'null' || operator?.negated) return false;
  return values.some((value) => {
    const [token, ...rest] = patternOf(value, family, version);
    return token?.kind === 'variable' && token.key === key && rest.length === 0;
  });
}

/** Is one of the values this word, in whatever case? */
export function oneIs(word: 'true' | 'false', values: ConditionClause['values']): boolean {
  return values.some((value) => isKnown(value) && value.toLowerCase() === word);
}

const anyWildcard = (shape: string) => shape.includes('*');
const onlyWildcards = (shape: string) => /^\*+$/.test(shape);

/** Values with wildcards that may come to no more than that the key is there. The engine says whether they do. */
const WILD: Readonly<Record<Aim, (shape: string) => boolean>> = {
  'mfa': onlyWildcards,
  'external-id': anyWildcard,
  'organization': leavesOrganizationOpen,
  'source': leavesSourceOpen,
  'principal': (shape) => onlyWildcards(shape) || /^arn:[^:]*:[^:]*:[^:]*:\*+:\*+$/.test(shape),
  'claim': onlyWildcards,
};

/** Spellings that people write for one of the keys above, without the prefix. */
const SPELLINGS: readonly (readonly [key: string, spellings: readonly string[]])[] = [
  ['aws:multifactorauthpresent', ['mfa', 'mfapresent', 'mfaauthenticated', 'multifactorauth', 'multifactorauthenticated']],
  ['aws:multifactorauthage', ['mfaage']],
  ['aws:principalorgid', ['orgid', 'principalorg', 'organizationid', 'principalorganizationid']],
  ['aws:principalaccount', ['accountid', 'principalaccountid']],
  ['aws:sourceaccount', ['sourceaccountid']],
  ...[...AIMS.keys()].map((key) => [key, [bareName(key)]] as const),
];

const MEANT: ReadonlyMap<string, string> = new Map(SPELLINGS.flatMap(([key, spellings]) => spellings.map((spelling) => [spelling, key])));

/** The key that was meant by one that AWS does not have: `aws:MultiFactorAuthPresent` by `aws:MultiFactorAuth`. */
export function keyMeantBy(lowerCaseKey: string): string | undefined {
  if (AIMS.has(lowerCaseKey) || requestKeyOf(lowerCaseKey, 'iam-user', mfaStates('iam-user')[0]).presence !== 'undocumented') return undefined;
  const name = bareName(lowerCaseKey);
  const meant = MEANT.get(name) ?? [...MEANT].find(([spelling]) => spelling.length >= 8 && isOneSlipAway(name, spelling))?.[1];
  return meant && spellKey(meant);
}

function bareName(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1).replace(/[^a-z0-9]/g, '').replace('principle', 'principal');
}

/** One letter too many, too few, or another; or two neighbours swapped. */
function isOneSlipAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return left.length <= 1 && right.length <= 1 || left.length === 2 && left === [...right].reverse().join('');
}
