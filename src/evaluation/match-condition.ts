/**
 * Does one condition clause hold for a request?
 *
 * Missing keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * Several values and set operators:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
import { ContextValue, isPresent, RequestContext } from './assume-role-request';
import { FAMILIES } from './operators/all-operators';
import { ValueMatch } from './operators/operator-family';
import { allOf, anyOf, not, Truth, truthOf } from './truth';
import { anyText, hasVariables, readPattern, resolveVariables, ValuePattern, VariableValues } from './value-pattern';
import { ConditionClause, Operator, OperatorFamily } from '../policy/condition';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';
import { PolicyVersion } from '../policy/trust-policy';

/** The families that compare values; `Null` only checks whether the key is present. */
export type ComparedFamily = Exclude<OperatorFamily, 'null'>;

/** Why a clause has its result. */
export type ClauseReason =
  /** The key is absent from the request, and the operator has a rule for that. */
  | 'key-absent'
  /** The operator is `Null`, and the key is present. */
  | 'key-present'
  /** The values in the request were compared with those of the policy. */
  | 'compared'
  /** A value, key or operator is known only at deploy time, or does not exist in IAM. */
  | 'unreadable'
  /** AWS does not document whether this caller sends the key. */
  | 'key-undocumented';

export interface ClauseMatch {
  readonly clause: ConditionClause;
  readonly truth: Truth;
  readonly reason: ClauseReason;
  /** The value in the request; undefined when the key is absent. */
  readonly sent?: ContextValue;
}

export function matchClause(clause: ConditionClause, version: PolicyVersion, request: RequestContext): ClauseMatch {
  const { operator, key } = clause;
  if (!operator || clause.unreadable !== undefined || !isKnown(key) || clause.values.length === 0) {
    return { clause, truth: 'unknown', reason: 'unreadable' };
  }
  if (request.undocumented?.has(key)) return { clause, truth: 'unconfirmed', reason: 'key-undocumented' };

  const sent = isPresent(request, key) ? request.context.get(key)! : undefined;
  const textOf = (variable: string) => {
    const text = request.undocumented?.has(variable) ? undefined : request.context.get(variable);
    return typeof text === 'string' ? text : undefined;
  };
  let usesUndocumented = false;
  const found = clauseTruth(clause, operator, version, sent, (variable) => {
    if (!request.undocumented?.has(variable)) return textOf(variable);
    usesUndocumented = true;
    return anyText(variable);
  });
  // An undocumented key may have any value, or be absent: a result that is the same either way is certain. Otherwise it is unconfirmed
  // rather than unknown, unless the policy itself has a deploy-time value as well.
  const isUncertain = usesUndocumented && found !== clauseTruth(clause, operator, version, sent, textOf);
  const truth = isUncertain && clause.values.every(isKnown) ? 'unconfirmed' : found;
  if (sent === undefined) return { clause, truth, reason: 'key-absent' };
  return { clause, truth, reason: operator.family === 'null' ? 'key-present' : 'compared', sent };
}

/** The result of a clause for a value of the key, or for its absence (`sent` undefined). */
export function clauseTruth(
  clause: ConditionClause,
  operator: Operator,
  version: PolicyVersion,
  sent: ContextValue | undefined,
  variables: VariableValues,
): Truth {
  const { family, qualifier } = operator;
  if (family === 'null') return matchNull(clause, sent);
  if (sent === undefined) return whenAbsent(operator);
  const patterns = patternsOf(clause, family, version).map((pattern) => resolveVariables(pattern, FAMILIES[family].wildcards, variables));
  const one = (text: string) => matchOneSent(patterns, text, operator, family);
  if (qualifier === 'for-all-values') return allOf([sent].flat().map(one));
  if (qualifier === 'for-any-value') return anyOf([sent].flat().map(one));
  // A multi-valued key needs a set operator. Without one, a public simulator never matches; AWS says only that it is an error.
  return typeof sent === 'string' ? one(sent) : 'unconfirmed';
}

/** The rule of each operator for a key that is absent from the request. */
function whenAbsent(operator: Operator): Truth {
  if (operator.qualifier === 'for-all-values') return 'yes';
  // AWS's pages on IfExists say true, its page on set operators says false.
  if (operator.qualifier === 'for-any-value') return operator.ifExists ? 'unconfirmed' : 'no';
  return truthOf(operator.ifExists || operator.negated);
}

function matchNull(clause: ConditionClause, sent: ContextValue | undefined): Truth {
  return anyOf(
    clause.values.map((value): Truth => {
      if (!isKnown(value)) return 'unknown';
      const wanted = value.toLowerCase();
      if (wanted !== 'true' && wanted !== 'false') return 'unconfirmed';
      return truthOf((wanted === 'true') === (sent === undefined));
    }),
  );
}

/** One value of a clause with its variables resolved. Undefined: a variable has neither a value nor a default. */
export function resolvedPattern(
  value: PartlyKnownText,
  family: ComparedFamily,
  version: PolicyVersion,
  variables: VariableValues,
): ValuePattern | undefined {
  return resolveVariables(patternOf(value, family, version), FAMILIES[family].wildcards, variables);
}

/** Are `*` and `?` wildcards for these operators? */
export function hasWildcards(family: ComparedFamily): boolean {
  return FAMILIES[family].wildcards;
}

/** A search compares the same few clauses with many values, so their patterns are kept. */
const PATTERNS_OF = new WeakMap<ConditionClause, PatternsOfClause>();

interface PatternsOfClause {
  readonly family: ComparedFamily;
  readonly version: PolicyVersion;
  readonly patterns: readonly ValuePattern[];
}

/** The values of a clause as its operator reads them. */
export function patternsOf(clause: ConditionClause, family: ComparedFamily, version: PolicyVersion): readonly ValuePattern[] {
  const known = PATTERNS_OF.get(clause);
  if (known !== undefined && known.family === family && known.version === version) return known.patterns;
  const patterns = clause.values.map((value) => patternOf(value, family, version));
  PATTERNS_OF.set(clause, { family, version, patterns });
  return patterns;
}

/** A value as its operator reads it: with or without wildcards and variables. */
export function patternOf(value: PartlyKnownText, family: ComparedFamily, version: PolicyVersion): ValuePattern {
  const { wildcards, variables } = FAMILIES[family];
  return readPattern(value, { wildcards, variables: variables && hasVariables(version) });
}

/** Compares one value of the request with the list in the policy: a positive operator needs one match, a negated one needs none. */
function matchOneSent(patterns: readonly (ValuePattern | undefined)[], sent: string, operator: Operator, family: ComparedFamily): Truth {
  const found = anyOf(
    patterns.map((pattern) =>
      truthOfMatch(pattern === undefined ? 'invalid' : FAMILIES[family].matches(pattern, sent, operator), operator),
    ),
  );
  return operator.negated ? not(found) : found;
}

/** A value that cannot be compared does not match; whether it then counts as different is not documented. */
function truthOfMatch(match: ValueMatch, operator: Operator): Truth {
  if (match !== 'invalid') return match;
  return operator.negated ? 'unconfirmed' : 'no';
}

/** For messages: `Bool aws:MultiFactorAuthPresent "true"`. */
export function showClause(clause: ConditionClause): string {
  const { operatorWritten, keyWritten, valuesShown: shown = clause.values } = clause;
  const values = shown.map((value) => `"${showText(value)}"`).join(', ');
  return `${operatorWritten} ${showText(keyWritten)} ${shown.length === 1 ? values : `[${values}]`}`;
}
