/** What the author of a condition wants it to force, told by its key; and whether the way it is written may miss that. */
import { leavesOrganizationOpen, leavesSourceOpen, shapeOf } from '../../analysis/questions/unenforced-conditions';
import { patternOf } from '../../evaluation/match-condition';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { ConditionClause, Operator } from '../../policy/condition';
import { isKnown, PartlyKnownText } from '../../policy/partly-known-text';
import { PolicyVersion } from '../../policy/trust-policy';

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
  if (!operator || clause.unreadable !== undefined || refusesExternalIds(clause)) return false;
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

/**
 * `Null: { "sts:ExternalId": "true" }` refuses requests that send an ExternalId, so that no third party can be made to use the role: the roles
 * of `cdk bootstrap` have it. It is no failed attempt to demand one. (On MFA the same would be a mistake: nobody wants MFA to be absent.)
 */
export function refusesExternalIds({ key, operator, values }: ConditionClause): boolean {
  const isTrue = (value: PartlyKnownText) => isKnown(value) && value.toLowerCase() === 'true';
  return key === 'sts:externalid' && operator?.family === 'null' && values.length > 0 && values.every(isTrue);
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
