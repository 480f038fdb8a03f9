/** The statements of one principal, and whether a request matches them. */
import { filledStatement, PlaceOfPrincipal, widenedStatement } from './fill-holes';
import { TextConstraint } from './find-text';
import { IdentityPolicy, PermissionStatement } from './identity-policy';
import { matchActionOfStatement } from './match-action-of-statement';
import { completeArn, matchResource } from './match-resource';
import { ContextValue, RequestContext } from '../evaluation/assume-role-request';
import { matchClause, resolvedPattern } from '../evaluation/match-condition';
import { memoize } from '../evaluation/memoize';
import { allOf, anyOf, not, Truth } from '../evaluation/truth';
import { anyText, hasToken, ValuePattern, VariableValues } from '../evaluation/value-pattern';
import { identityOfText, isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { PolicyVersion } from '../policy/trust-policy';

/** A statement of the principal with the version of its document. */
export interface Placed {
  readonly statement: PermissionStatement;
  readonly version: PolicyVersion;
  /** The same for the question whether it allows something on some resource. */
  readonly widened: PermissionStatement;
}

export type Effect = 'Allow' | 'Deny';

/** The statements of one layer: the identity-based policies, or the boundary. */
export interface Layer {
  readonly allows: readonly Placed[];
  readonly denies: readonly Placed[];
  /** A document of it cannot be read or is not given, so it may allow more. */
  readonly mayAllowMore: boolean;
}

export interface RequestToDecide {
  readonly action: string;
  /** An ARN, or `*` for an action that is about no single resource. */
  readonly resource: string;
  /** Other texts by which policies name the same resource: only these very texts of a policy match it. Default: there are none. */
  readonly aliases?: readonly PartlyKnownText[];
  /** Condition keys in lower case, besides those that follow from the principal. */
  readonly context?: ReadonlyMap<string, ContextValue>;
}

export function layerOf(policies: readonly IdentityPolicy[], isIncomplete: boolean, place: PlaceOfPrincipal): Layer {
  const placed = policies.flatMap(({ statements, version }) => statements.map((statement): Placed => (
    { statement: filledStatement(statement, place), version, widened: widenedStatement(statement, place) }
  )));
  const of = (effect: Effect) => placed.filter(({ statement }) => statement.effect === effect || statement.effect === 'unknown');
  const isUnreadable = policies.some(({ unreadable }) => unreadable.length > 0);
  return { allows: of('Allow'), denies: of('Deny'), mayAllowMore: isIncomplete || isUnreadable };
}

export function allowedBy({ allows, mayAllowMore }: Layer, matches: (placed: Placed) => Truth): Truth {
  let result: Truth = mayAllowMore ? 'unknown' : 'no';
  for (const placed of allows) {
    const truth = matches(placed);
    if (truth === 'yes') return 'yes';
    result = anyOf([result, truth]);
  }
  return result;
}

export function matchesAction({ statement: { actions, notAction } }: Placed, action: string): Truth {
  return matchActionOfStatement(actions, notAction, action);
}

export function conditionsIn({ statement, version }: Placed, context: RequestContext): Truth {
  return allOf(statement.conditions.map((clause) => matchClause(clause, version, context).truth));
}

export function matchesRequest(placed: Placed, request: RequestToDecide, context: RequestContext): Truth {
  const aboutAction = matchesAction(placed, request.action);
  if (aboutAction === 'no') return 'no';
  const { statement } = placed;
  const aboutResource = resourcesMatch(placed, request, (key) => valueOf(key, context));
  if (aboutResource === 'no') return 'no';
  const readable: Truth = statement.unreadable.length > 0 || statement.effect === 'unknown' ? 'unknown' : 'yes';
  return allOf([aboutAction, aboutResource, conditionsIn(placed, context), readable]);
}

function valueOf(key: string, { context, undocumented }: RequestContext) {
  const value = context.get(key);
  if (typeof value === 'string') return value;
  return undocumented?.has(key) ? anyText(key) : undefined;
}

function resourcesMatch(placed: Placed, { resource, aliases = [] }: RequestToDecide, variables: VariableValues): Truth {
  const { statement: { resources, notResource }, version } = placed;
  if (resources.length === 0) return 'unknown';
  const isAlias = (text: PartlyKnownText) => aliases.some((alias) => identityOfText(alias) === identityOfText(text));
  const matches = (text: PartlyKnownText) => (isAlias(text) ? 'yes' : matchResource(text, resource, version, variables));
  const named = anyOf(resources.map(matches));
  return notResource ? not(named) : named;
}

/** Can the statement be read as a whole, and has it this effect? */
export function isDefinite({ statement: { unreadable, effect } }: Placed, wanted: Effect): boolean {
  return unreadable.length === 0 && effect === wanted;
}

/**
 * The texts that the statement may match, or (not wanted) those that it does not certainly match: what a pattern holds that is not known
 * can be any text where the pattern has to match, and disproves nothing where it must not.
 */
export function resourcesOf({ statement, version }: Placed, wanted: boolean, known: ReadonlyMap<string, ContextValue>): TextConstraint {
  const { resources, notResource } = statement;
  const hasToMatch = wanted !== notResource;
  // They could not be read.
  if (resources.length === 0) return ANY_ARN;
  const patterns = resources.map((text) => patternOf(text, version, known)).filter((pattern) => pattern !== undefined);
  return { patterns: hasToMatch ? patterns : patterns.filter((pattern) => !hasToken(pattern, 'hole')), wanted: hasToMatch };
}

/** The pattern of a resource, with the values of variables that are known; the others may be any text. */
function patternOf(text: PartlyKnownText, version: PolicyVersion, known: ReadonlyMap<string, ContextValue>): ValuePattern | undefined {
  if (isKnown(text) && !text.includes('${')) return patternOfText(text);
  return resolvedPattern(completeArn(text), 'arn', version, (key) => {
    const own = known.get(key);
    return typeof own === 'string' ? own : anyText(key);
  });
}

/** So that each automaton is made once. */
const patternOfText = memoize((text: string) => resolvedPattern(completeArn(text), 'arn', '2008-10-17', () => undefined)!, new Map());

const ANY_ARN: TextConstraint = { patterns: [patternOfText('*')], wanted: true };

const patternOfForm = memoize((form: string) => patternOfText(form.replace(/\$\{\w+\}/g, '*')), new Map());

export function shapeOf(form: string): readonly TextConstraint[] {
  return [{ patterns: [patternOfForm(form === '*' ? 'arn:*:*:*:*:*' : form)], wanted: true }];
}

export function fitsForm(form: string, arn: string): boolean {
  return matchResource(form.replace(/\$\{\w+\}/g, '*'), arn, '2008-10-17', () => undefined) === 'yes';
}
