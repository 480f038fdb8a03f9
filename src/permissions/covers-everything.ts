/**
 * Do the policies of a principal allow every action on every resource? Proved by a search for an action and a resource that they do not
 * allow: the statements that allow may cover everything only together.
 */
import { findAction, findArn, TextConstraint } from './find-text';
import { PermissionStatement } from './identity-policy';
import { PermissionSet } from './permission-set';
import { conditionsIn, isDefinite, Layer, matchesAction, Placed, resourcesOf } from './placed-statement';
import { deciderOf } from './request-contexts';
import { ContextValue, RequestContext } from '../evaluation/assume-role-request';
import { memoize } from '../evaluation/memoize';
import { Truth } from '../evaluation/truth';
import { readPattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';

/**
 * `yes`: under one and the same context of the request, whatever the action and the resource are. Conditions about the resource are not
 * met by every resource.
 */
export function coversEverything(set: PermissionSet): Truth {
  const layers = [set.identity, set.boundary].filter((layer) => layer !== undefined);
  const relevant = layers.flatMap(({ allows, denies }) => [...allows.filter(isBroad), ...denies]);
  if (layers.some(({ allows, mayAllowMore }) => !mayAllowMore && !allows.some(isBroad))) return 'no';
  const contexts = set.contextsFor(relevant.map(({ statement }) => statement));
  if (contexts.some((context) => layers.every((layer) => isCovered(layer, context, set.known, 'for-sure')))) return 'yes';
  return layers.every((layer) => isCovered(layer, set.anyContext, set.known, 'perhaps')) ? 'unknown' : 'no';
}

/** Without a wildcard for the service in some of them, no number of statements covers the actions of all services. */
function isBroad({ statement: { actions, notAction, unreadable, effect } }: Placed): boolean {
  return notAction || unreadable.length > 0 || effect === 'unknown' || isOfAnyService(actions);
}

/** Some policies of AWS name more than a thousand actions. */
const isOfAnyService = memoize((actions: PermissionStatement['actions']): boolean => (
  actions.some((action) => !isKnown(action) || /^[^:]*[*?]/.test(action))
));

type Certainty = 'for-sure' | 'perhaps';

function isCovered(
  { allows, denies, mayAllowMore }: Layer, context: RequestContext, known: ReadonlyMap<string, ContextValue>, how: Certainty,
): boolean {
  if (denies.some((placed) => deniesSomething(placed, context, how))) return false;
  if (mayAllowMore && how === 'perhaps') return true;
  const counted = allows.filter((placed) => {
    if (isAboutSomeResources(placed)) return false;
    const truth = conditionsIn(placed, context);
    return how === 'perhaps' ? truth !== 'no' : truth === 'yes' && isDefinite(placed, 'Allow') && placed.statement.actions.every(isKnown);
  }).map((placed) => (how === 'perhaps' ? withUnknownAsAny(placed) : placed));
  return !findUncovered(counted, [], { known, ifGivenUp: how === 'for-sure', branches: MOST_BRANCHES });
}

/** A resource that is known only later may be `*`. */
function withUnknownAsAny(placed: Placed): Placed {
  const { statement } = placed;
  const isOpen = !statement.notResource && !statement.resources.every((text) => isKnown(text));
  return isOpen ? { ...placed, statement: { ...statement, resources: ['*'] } } : placed;
}

/** A condition about the resource is not met by all of them. */
function isAboutSomeResources({ statement: { conditions } }: Placed): boolean {
  return conditions.some(({ key }) => isKnown(key) && deciderOf(key) === 'resource');
}

/** Every statement that can be read matches something. */
function deniesSomething(placed: Placed, context: RequestContext, how: Certainty): boolean {
  const { statement } = placed;
  const ofRequest = statement.conditions.filter(({ key }) => !isKnown(key) || deciderOf(key) !== 'resource');
  const met = conditionsIn({ ...placed, statement: { ...statement, conditions: ofRequest } }, context);
  return how === 'perhaps' ? met === 'yes' && isDefinite(placed, 'Deny') && statement.actions.every(isKnown) : met !== 'no';
}

/** Two statements of many may cover an action only together: each branch leaves one of them out for the action. */
const MOST_BRANCHES = 200;

interface Search {
  readonly known: ReadonlyMap<string, ContextValue>;
  /** What a search that is given up answers. */
  readonly ifGivenUp: boolean;
  branches: number;
}

/** Is there an action and a resource that none of the statements allows? */
function findUncovered(statements: readonly Placed[], outside: readonly Placed[], search: Search): boolean {
  search.branches -= 1;
  if (search.branches < 0) return search.ifGivenUp;
  const everywhere = statements.filter(isOnEveryResource);
  const found = findAction([...SHAPE_OF_ACTION, ...[...everywhere, ...outside].map(outsideOfActions)]);
  if (found.kind !== 'found') return found.kind === 'given-up' && search.ifGivenUp;
  const about = statements.filter((placed) => (
    !everywhere.includes(placed) && !outside.includes(placed) && matchesAction(placed, found.text) !== 'no'
  ));
  const resource = findArn([SHAPE_OF_ARN, ...about.map((placed) => resourcesOf(placed, false, search.known))]);
  if (resource.kind === 'found') return true;
  if (resource.kind === 'given-up') return search.ifGivenUp;
  return about.some((placed) => findUncovered(statements, [...outside, placed], search));
}

function isOnEveryResource({ statement: { resources, notResource } }: Placed): boolean {
  return !notResource && resources.includes('*');
}

const SHAPE_OF_ACTION: readonly TextConstraint[] = [{ patterns: [readPattern('?*:?*', WILDCARDS_ONLY)], wanted: true }];
const SHAPE_OF_ARN: TextConstraint = { patterns: [readPattern('arn:*:*:*:*:*', WILDCARDS_ONLY)], wanted: true };

function outsideOfActions({ statement: { actions, notAction } }: Placed): TextConstraint {
  return { patterns: actions.map((action) => readPattern(action, WILDCARDS_ONLY)), wanted: notAction };
}
