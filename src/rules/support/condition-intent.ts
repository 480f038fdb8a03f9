/** What the author of a condition wants to enforce, as its key shows, and whether the condition may fail to enforce it as written. */
import { leavesOrganizationOpen, leavesSourceOpen, shapeOf } from '../../analysis/questions/unenforced-conditions';
import { patternOf } from '../../evaluation/match-condition';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { ConditionClause, Operator } from '../../policy/condition';
import { isKnown, PartlyKnownText } from '../../policy/partly-known-text';
import { PolicyVersion } from '../../policy/trust-policy';

export type ConditionIntent = 'mfa' | 'external-id' | 'organization' | 'source' | 'principal' | 'claim';

/** The condition keys, in lower case; the first is the best-known one. Claims of tokens can have any name. */
export const KEYS_BY_INTENT: Readonly<Record<Exclude<ConditionIntent, 'claim'>, readonly string[]>> = {
  'mfa': ['aws:multifactorauthpresent', 'aws:multifactorauthage'],
  'external-id': ['sts:externalid'],
  'organization': ['aws:principalorgid', 'aws:principalorgpaths'],
  'source': ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths'],
  'principal': ['aws:principalarn', 'aws:principalaccount', 'aws:principaltype', 'aws:userid', 'aws:username'],
};

const INTENTS: ReadonlyMap<string, ConditionIntent> = new Map(
  Object.entries(KEYS_BY_INTENT).flatMap(([intent, keys]) => keys.map((key) => [key, intent as ConditionIntent])),
);

/** Undefined for keys that are about something else: tags, networks, session names, times. */
export function intentOf({ key }: ConditionClause): ConditionIntent | undefined {
  if (!isKnown(key)) return undefined;
  return INTENTS.get(key) ?? (oidcKeyParts(key) ? 'claim' : undefined);
}

/** The operator compares values, and also matches when the key is missing from the request. */
export function matchesWhenAbsent({ ifExists, qualifier }: Operator): boolean {
  return ifExists || qualifier === 'for-all-values';
}

/**
 * Is the condition written in a way that may restrict nothing? A positive operator without a qualifier and with whole values does restrict
 * something. A value that is known only at deployment counts as a whole one.
 */
export function mayMissIntent(clause: ConditionClause, intent: ConditionIntent, version: PolicyVersion): boolean {
  const { operator, values } = clause;
  if (!operator || clause.unreadable !== undefined || refusesExternalIds(clause)) return false;
  if (matchesWhenAbsent(operator) || operator.negated || operator.family === 'null') return true;
  if (operator.family === 'bool') return includesWord('false', values);
  if (comparesWithItself(clause, version)) return true;
  const family = operator.family;
  const shapes = values.map((value) => shapeOf(patternOf(value, family, version)));
  const isWild = family === 'string-equals' ? () => false : WILDCARDS_TO_CHECK[intent];
  return shapes.some(isWild);
}

/** `${aws:userid}` as the value of `aws:userid`: every value in the request matches. */
export function comparesWithItself({ operator, key, values }: ConditionClause, version: PolicyVersion): boolean {
  const family = operator?.family;
  if (family === undefined || family === 'null' || operator?.negated) return false;
  return values.some((value) => {
    const [token, ...rest] = patternOf(value, family, version);
    return token?.kind === 'variable' && token.key === key && rest.length === 0;
  });
}

/**
 * `Null: { "sts:ExternalId": "true" }` denies requests with an ExternalId, so that no third party can be made to use the role: the roles of
 * `cdk bootstrap` have it. It is not a failed attempt to require one. (On MFA the same is a mistake: no author wants MFA to be absent.)
 */
export function refusesExternalIds({ key, operator, values }: ConditionClause): boolean {
  const isTrue = (value: PartlyKnownText) => isKnown(value) && value.toLowerCase() === 'true';
  return key === 'sts:externalid' && operator?.family === 'null' && values.length > 0 && values.every(isTrue);
}

/** Is one of the values this word, in upper or lower case? */
export function includesWord(word: 'true' | 'false', values: ConditionClause['values']): boolean {
  return values.some((value) => isKnown(value) && value.toLowerCase() === word);
}

const anyWildcard = (shape: string) => shape.includes('*');
const onlyWildcards = (shape: string) => /^\*+$/.test(shape);

/** Values with wildcards that may match any value of the key. The engine decides whether they do. */
const WILDCARDS_TO_CHECK: Readonly<Record<ConditionIntent, (shape: string) => boolean>> = {
  'mfa': onlyWildcards,
  'external-id': anyWildcard,
  'organization': leavesOrganizationOpen,
  'source': leavesSourceOpen,
  'principal': (shape) => onlyWildcards(shape) || /^arn:[^:]*:[^:]*:[^:]*:\*+:\*+$/.test(shape),
  'claim': onlyWildcards,
};
