/** Constraints on one condition key: clauses that must hold or must not hold, and values that the question itself rules out. */
import { ContextValue } from '../../evaluation/assume-role-request';
import { clauseTruth, hasWildcards, patternsOf } from '../../evaluation/match-condition';
import { memoize } from '../../evaluation/memoize';
import { matchArn } from '../../evaluation/operators/arn-operators';
import { numeric } from '../../evaluation/operators/number-and-date-operators';
import { anyOf, not, Truth } from '../../evaluation/truth';
import {
  hasToken,
  hasVariables,
  holdsVariable,
  isOneText,
  keysOfVariables,
  matchPattern,
  PatternToken,
  resolveVariables,
  splitPattern,
  ValuePattern,
  VariableValues,
} from '../../evaluation/value-pattern';
import { ConditionClause, Operator, OperatorFamily } from '../../policy/condition';
import { PolicyVersion } from '../../policy/trust-policy';

/**
 * How behaviour that AWS does not document is read. `most-admitting`: an Allow matches, a Deny does not, so that the policy allows as much
 * as it possibly does. `least-admitting`: the reverse.
 */
export type PolicyReading = 'most-admitting' | 'least-admitting';

export interface KeyConstraint {
  readonly clause: ConditionClause;
  /** The operator of the clause; a clause without an operator is unknown and gives no constraint. */
  readonly operator: Operator;
  readonly version: PolicyVersion;
  readonly effect: 'Allow' | 'Deny';
  /** Default: `most-admitting`. */
  readonly policyReading?: PolicyReading;
  /** Must the clause hold (`true`) or fail (`false`)? */
  readonly wanted: boolean;
}

/** What the question requires of a key, independently of the policy. */
export interface KeyRequirement {
  /** In lower case. */
  readonly key: string;
  readonly mayBeAbsent: boolean;
  readonly mayBePresent: boolean;
  /** Values that the key must not have. */
  readonly differsFrom: readonly ForbiddenValues[];
  /** The only value that the key may have. Default: any value. */
  readonly fixed?: ContextValue;
}

/** The key is present, with any value. */
export function present(key: string): KeyRequirement {
  return { key, mayBeAbsent: false, mayBePresent: true, differsFrom: [] };
}

export interface ForbiddenValues {
  readonly pattern: ValuePattern;
  readonly ignoreCase: boolean;
  /** Compared exactly: a deploy-time value in it is a text, not a pattern. Default: no. */
  readonly exact?: boolean;
  /** An ARN, compared part by part whatever the operator in the policy: its wildcards do not match colons. Default: no. */
  readonly byParts?: boolean;
  /** A number in any spelling: `7` is also `007`. Default: no. */
  readonly asNumber?: boolean;
}

/** Does the question rule this text out, whatever the deploy-time values? */
export function isRuledOut(requirement: KeyRequirement | undefined, text: string): boolean {
  return requirement !== undefined && requirement.differsFrom.some((forbidden) => matchForbidden(forbidden, text) === 'yes');
}

/** How `NumericEquals` compares. */
export const NUMERIC_EQUALS: Operator = { family: 'numeric', comparison: 'equals', negated: false, ignoreCase: false, ifExists: false };

function matchForbidden({ pattern, ignoreCase, byParts, asNumber }: ForbiddenValues, text: string): Truth {
  if (asNumber && numeric.matches(pattern, text, NUMERIC_EQUALS) === 'yes') return 'yes';
  return byParts ? matchArn(pattern, text, ignoreCase) : matchPattern(pattern, text, ignoreCase);
}

/** The values that are certainly ruled out. A deploy-time value is a single unknown text, so it rules out no other text. */
export function textsRuledOut(requirement: KeyRequirement | undefined): readonly ForbiddenValues[] {
  return requirement?.differsFrom.filter(({ pattern }) => !hasToken(pattern, 'hole')) ?? [];
}

/**
 * `exact`: every value is known, and each constraint must be satisfied.
 * `widest`: a deploy-time value may be anything, so a constraint that depends on one counts as satisfied.
 */
export type SearchMode = 'exact' | 'widest';

/** What decides whether a constraint is satisfied, besides the result of its clause. */
export type ReadConstraint = Pick<KeyConstraint, 'wanted' | 'effect' | 'policyReading'>;

/** Does the result of a clause satisfy the constraint? `doubt` is called when it does so only because something is unknown. */
export function satisfies(
  truth: Truth, { wanted, effect, policyReading }: ReadConstraint, mode: SearchMode, doubt?: () => void,
): boolean {
  if (truth === 'unknown') {
    if (mode === 'widest') doubt?.();
    return mode === 'widest';
  }
  const holds = truth === 'yes' || (truth === 'unconfirmed' && (effect === 'Allow') === (policyReading !== 'least-admitting'));
  return holds === wanted;
}

/** The result of the clause for a value of the key, or for its absence. */
export function truthFor({ clause, operator, version }: KeyConstraint, sent: ContextValue | undefined, variables: VariableValues): Truth {
  const open = new Set<string>();
  const truth = clauseTruth(clause, operator, version, sent, (key) => {
    const value = variables(key);
    if (isOpenVariable(value)) open.add(key);
    return value;
  });
  if (open.size === 0) return truth;
  const withoutValues = clauseTruth(clause, operator, version, sent, (key) => knownValue(variables(key)));
  return withoutValues === truth ? truth : 'unknown';
}

/** The key behind the variable may have any value, or be absent: to a negated operator that makes a difference. */
export function isOpenVariable(value: ReturnType<VariableValues>): boolean {
  return typeof value === 'object';
}

/** One value of a clause. */
export interface ComparedPattern {
  /** With its variables resolved; undefined where a variable has no value. */
  readonly pattern: ValuePattern | undefined;
  /** A variable in it may turn out to have no value. */
  readonly mayLackValue: boolean;
}

/** The patterns that a clause compares its key with; none for `Null`, which only checks whether the key is present. */
export function comparedPatterns(
  { clause, operator, version }: Pick<KeyConstraint, 'clause' | 'operator' | 'version'>,
  variables: VariableValues,
): ComparedPattern[] {
  const { family } = operator;
  if (family === 'null') return [];
  return patternsOf(clause, family, version).map((written) => {
    let mayLackValue = false;
    const pattern = resolveVariables(written, hasWildcards(family), (key) => {
      const found = variables(key);
      mayLackValue ||= isOpenVariable(found);
      return found;
    });
    return { pattern, mayLackValue };
  });
}

/** The result of a clause, given which of its values the automata accept, combined as the evaluator would combine them. */
export function truthAsRead<Value extends ComparedPattern>(
  { negated, family }: Operator, values: readonly Value[], accept: (value: Value, index: number) => boolean,
): Truth {
  const found = anyOf(
    values.map((value, index): Truth => {
      const { pattern, mayLackValue } = value;
      // A variable without a value matches nothing, but whether it then counts as different is not documented.
      if (!pattern) return negated ? 'unconfirmed' : 'no';
      // A pattern that matches under no value of its variables may still count as not comparable when a variable has no value.
      if (!accept(value, index)) return mayLackValue && negated ? 'unknown' : 'no';
      // Where an automaton accepts more than the pattern may turn out to match, acceptance proves nothing.
      if (hasToken(pattern, 'hole')) return 'unknown';
      return hasToken(pattern, 'suspect') || (family === 'arn' && isNotArn(pattern)) ? 'unconfirmed' : 'yes';
    }),
  );
  return negated ? not(found) : found;
}

/** The keys of the policy variables in the values of a clause; the older policy language has none. Called at every step of a search. */
export function variablesOf(clause: ConditionClause, version: PolicyVersion): readonly string[] {
  return hasVariables(version) && clause.values.some(holdsVariable) ? variablesInNewLanguage(clause) : [];
}

/** Does any of them contain a policy variable? */
export function usesVariables(constraints: readonly KeyConstraint[]): boolean {
  return constraints.some(({ clause, version }) => variablesOf(clause, version).length > 0);
}

const variablesInNewLanguage = memoize((clause: ConditionClause): readonly string[] => {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null') return [];
  return patternsOf(clause, family, '2012-10-17').flatMap(keysOfVariables);
});

function knownValue(value: ReturnType<VariableValues>): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * Does the clause require one of the very patterns that the question rules out? A quick proof, and a common one: a question about
 * principals that a policy does not name rules out the patterns with which the policy names principals.
 */
export function requiresForbiddenValue(
  { operator, wanted }: KeyConstraint,
  patterns: readonly ComparedPattern[],
  requirement: KeyRequirement | undefined,
): boolean {
  const { family } = operator;
  if (!requirement || wanted === operator.negated || !isTextual(family)) return false;
  const mayBeWildcard = (required: ValuePattern) =>
    family !== 'string-equals' && required.some((token) => token.kind === 'hole' && !isOneText(token));
  const matchesMore = (required: ValuePattern) => family === 'string-like' && mayMatchColons(required);
  const isForbidden = (required: ValuePattern) =>
    requirement.differsFrom.some(
      ({ pattern, ignoreCase, exact, byParts }) =>
        (ignoreCase || !operator.ignoreCase) && samePattern(pattern, required) &&
        !(exact && mayBeWildcard(required)) && !(byParts && matchesMore(required)),
    );
  return patterns.every(({ pattern }) => {
    // A variable without a value matches nothing, but whether it then counts as different is not documented.
    if (pattern === undefined) return !operator.negated;
    // Nor is it documented what an ARN operator matches with text that is not an ARN.
    return !(family === 'arn' && isNotArn(pattern)) && isForbidden(pattern);
  });
}

/** Does the pattern, read as text, match more than ARNs with these parts? A deploy-time value is within one part. */
function mayMatchColons(pattern: ValuePattern): boolean {
  return splitPattern(pattern, ':', 6).slice(0, 5).some((part) => part.some(({ kind }) => kind !== 'literal' && kind !== 'hole'));
}

function samePattern(one: ValuePattern, other: ValuePattern): boolean {
  return one === other || (one.length === other.length && one.every((token, index) => sameToken(token, other[index])));
}

function sameToken(one: PatternToken, other: PatternToken): boolean {
  if ('text' in one && 'text' in other) return one.kind === other.kind && one.text === other.text;
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Does an operator of the family compare text with patterns that an automaton can read? */
export function isTextual(family: OperatorFamily): boolean {
  return family === 'string-equals' || family === 'string-like' || family === 'arn';
}

export function isNotArn(pattern: ValuePattern): boolean {
  return splitPattern(pattern, ':', 6).length < 6;
}
