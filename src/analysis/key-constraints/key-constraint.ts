/** What a search asks of one condition key: clauses that must hold or fail, and values that the question itself rules out. */
import { ContextValue } from '../../evaluation/assume-role-request';
import { clauseTruth, hasWildcards, patternsOf } from '../../evaluation/match-condition';
import { matchArn } from '../../evaluation/operators/arn-operators';
import { numeric } from '../../evaluation/operators/number-and-date-operators';
import { remembered } from '../../evaluation/remembered';
import { anyOf, not, Truth } from '../../evaluation/truth';
import {
  hasToken, hasVariables, holdsVariable, isOneText, keysOfVariables, matchPattern, PatternToken, resolveVariables, splitPattern, ValuePattern,
  VariableValues,
} from '../../evaluation/value-pattern';
import { ConditionClause, Operator, OperatorFamily } from '../../policy/condition';
import { PolicyVersion } from '../../policy/trust-policy';

export interface KeyConstraint {
  readonly clause: ConditionClause;
  /** That of the clause; a clause without one is unknown and constrains nothing. */
  readonly operator: Operator;
  readonly version: PolicyVersion;
  /** Of the statement the clause is in: it tells which way undocumented behaviour is read. */
  readonly effect: 'Allow' | 'Deny';
  readonly wanted: boolean;
}

/** What the question asks of a key, whatever the policy says. */
export interface KeyRequirement {
  /** In lower case. */
  readonly key: string;
  readonly mayBeAbsent: boolean;
  readonly mayBePresent: boolean;
  /** Values that do not count. */
  readonly differsFrom: readonly ForbiddenValues[];
  /** The one value that counts. Default: any. */
  readonly fixed?: ContextValue;
}

/** The key is there, with whatever value. */
export function present(key: string): KeyRequirement {
  return { key, mayBeAbsent: false, mayBePresent: true, differsFrom: [] };
}

export interface ForbiddenValues {
  readonly pattern: ValuePattern;
  readonly ignoreCase: boolean;
  /** Compared as it is: a deploy-time value in it then is one text, and no pattern. Default: no. */
  readonly exact?: boolean;
  /** An ARN, compared part by part whatever operator the policy has: its wildcards do not run over colons. Default: no. */
  readonly byParts?: boolean;
  /** A number, however it is written: `7` is also `007`. Default: no. */
  readonly asNumber?: boolean;
}

/** Does the question rule this text out, whatever deployment will say? */
export function isRuledOut(requirement: KeyRequirement | undefined, text: string): boolean {
  return requirement !== undefined && requirement.differsFrom.some((forbidden) => matchForbidden(forbidden, text) === 'yes');
}

/** How `NumericEquals` compares. */
export const NUMERIC_EQUALS: Operator = { family: 'numeric', comparison: 'equals', negated: false, ignoreCase: false, ifExists: false };

function matchForbidden({ pattern, ignoreCase, byParts, asNumber }: ForbiddenValues, text: string): Truth {
  if (asNumber && numeric.matches(pattern, text, NUMERIC_EQUALS) === 'yes') return 'yes';
  return byParts ? matchArn(pattern, text, ignoreCase) : matchPattern(pattern, text, ignoreCase);
}

/** What that is: a value that deployment will give is but one, nobody knows which, and rules out no text that could be another. */
export function textsRuledOut(requirement: KeyRequirement | undefined): readonly ForbiddenValues[] {
  return requirement?.differsFrom.filter(({ pattern }) => !hasToken(pattern, 'hole')) ?? [];
}

/**
 * `exact`: every value is known, a clause must come out as wanted.
 * `widest`: what is known only at deploy time may be anything, so a clause that depends on it counts as wanted.
 */
export type SearchMode = 'exact' | 'widest';

/** Does the truth serve what is wanted? `doubt` is told when it does so only because something is unknown. */
export function satisfies(truth: Truth, { wanted, effect }: Pick<KeyConstraint, 'wanted' | 'effect'>, mode: SearchMode, doubt?: () => void): boolean {
  if (truth === 'unknown') {
    if (mode === 'widest') doubt?.();
    return mode === 'widest';
  }
  const holds = truth === 'yes' || (truth === 'unconfirmed' && effect === 'Allow');
  return holds === wanted;
}

/** How the constraint comes out for a value of the key, or for its absence. */
export function truthFor({ clause, operator, version }: KeyConstraint, sent: ContextValue | undefined, variables: VariableValues): Truth {
  const open = new Set<string>();
  const truth = clauseTruth(clause, operator, version, sent, (key) => {
    const value = variables(key);
    if (isOpenVariable(value)) open.add(key);
    return value;
  });
  if (open.size === 0) return truth;
  const withoutValues = clauseTruth(clause, operator, version, sent, (key) => known(variables(key)));
  return withoutValues === truth ? truth : 'unknown';
}

/** The key behind the variable may hold anything, or be absent: for a negated operator that is not the same. */
export function isOpenVariable(value: ReturnType<VariableValues>): boolean {
  return typeof value === 'object';
}

/** One value of a clause, with its variables resolved; undefined where a variable has no value. */
export interface ComparedPattern {
  readonly pattern: ValuePattern | undefined;
  /** A variable in it may turn out to have no value. */
  readonly mayLackValue: boolean;
}

/** What a clause on a key compares it with; nothing for one that only asks for the key to be there. */
export function comparedPatterns(
  { clause, operator, version }: Pick<KeyConstraint, 'clause' | 'operator' | 'version'>,
  variables: VariableValues,
): ComparedPattern[] {
  const { family } = operator;
  if (family === 'null') return [];
  return patternsOf(clause, family, version).map((asked) => {
    let mayLackValue = false;
    const pattern = resolveVariables(asked, hasWildcards(family), (key) => {
      const found = variables(key);
      mayLackValue ||= isOpenVariable(found);
      return found;
    });
    return { pattern, mayLackValue };
  });
}

/** From which values of a clause `accept`, as automata read them, to how it comes out: as the evaluator would put them together. */
export function truthAsRead<Asked extends ComparedPattern>(
  { negated, family }: Operator, values: readonly Asked[], accept: (value: Asked, index: number) => boolean,
): Truth {
  const found = anyOf(
    values.map((value, index): Truth => {
      const { pattern, mayLackValue } = value;
      // A variable without value matches nothing, but whether it then counts as different is not documented.
      if (!pattern) return negated ? 'unconfirmed' : 'no';
      // What does not match under any value of its variables may still count as not comparable when a variable has none.
      if (!accept(value, index)) return mayLackValue && negated ? 'unknown' : 'no';
      // Where an automaton reads a pattern more widely than it may turn out, accepting proves nothing yet.
      if (hasToken(pattern, 'hole')) return 'unknown';
      return hasToken(pattern, 'suspect') || (family === 'arn' && isNotArn(pattern)) ? 'unconfirmed' : 'yes';
    }),
  );
  return negated ? not(found) : found;
}

/** The keys of the policy variables that a clause compares its key with; the older policy language has none. A search asks at each of its steps. */
export function variablesOf(clause: ConditionClause, version: PolicyVersion): readonly string[] {
  return hasVariables(version) && clause.values.some(holdsVariable) ? variablesInNewLanguage(clause) : [];
}

/** Does any of them hold a policy variable? */
export function usesVariables(constraints: readonly KeyConstraint[]): boolean {
  return constraints.some(({ clause, version }) => variablesOf(clause, version).length > 0);
}

const variablesInNewLanguage = remembered((clause: ConditionClause): readonly string[] => {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null') return [];
  return patternsOf(clause, family, '2012-10-17').flatMap(keysOfVariables);
});

function known(value: ReturnType<VariableValues>): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * Does the clause ask for nothing but what the question rules out, word for word? A quick proof, and a common one: who asks for principals
 * that nobody named rules out the very patterns that name them.
 */
export function requiresForbiddenValue(
  { operator, wanted }: KeyConstraint,
  patterns: readonly ComparedPattern[],
  requirement: KeyRequirement | undefined,
): boolean {
  const { family } = operator;
  if (!requirement || wanted === operator.negated || !isTextual(family)) return false;
  const mayBeWild = (asked: ValuePattern) => family !== 'string-equals' && asked.some((token) => token.kind === 'hole' && !isOneText(token));
  const matchesMore = (asked: ValuePattern) => family === 'string-like' && mayRunOverColons(asked);
  const isForbidden = (asked: ValuePattern) =>
    requirement.differsFrom.some(
      ({ pattern, ignoreCase, exact, byParts }) =>
        (ignoreCase || !operator.ignoreCase) && samePattern(pattern, asked) && !(exact && mayBeWild(asked)) && !(byParts && matchesMore(asked)),
    );
  return patterns.every(({ pattern }) => {
    // A variable without value matches nothing, but whether it then counts as different is not documented.
    if (pattern === undefined) return !operator.negated;
    // Nor is what an ARN operator makes of text that is no ARN: it may match more than the text says.
    return !(family === 'arn' && isNotArn(pattern)) && isForbidden(pattern);
  });
}

/** Read as text, does the pattern match more than an ARN with these parts? A deploy-time value stands for one part. */
function mayRunOverColons(pattern: ValuePattern): boolean {
  return splitPattern(pattern, ':', 6).slice(0, 5).some((part) => part.some(({ kind }) => kind !== 'literal' && kind !== 'hole'));
}

function samePattern(one: ValuePattern, other: ValuePattern): boolean {
  return one === other || (one.length === other.length && one.every((token, index) => sameToken(token, other[index])));
}

function sameToken(one: PatternToken, other: PatternToken): boolean {
  if ('text' in one && 'text' in other) return one.kind === other.kind && one.text === other.text;
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Does an operator of the family compare text, by patterns that an automaton can read? */
export function isTextual(family: OperatorFamily): boolean {
  return family === 'string-equals' || family === 'string-like' || family === 'arn';
}

export function isNotArn(pattern: ValuePattern): boolean {
  return splitPattern(pattern, ':', 6).length < 6;
}
