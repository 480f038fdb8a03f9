/**
 * Deploy-time values of the policies of one principal. A name or an attribute of a resource of the same template stands for one resource of
 * its own, so it gets a text that nothing else has; the account, the partition and the region get that of the principal. What a parameter
 * or an import will hold stays unknown.
 */
import { PermissionStatement } from './identity-policy';
import { ConditionClause } from '../policy/condition';
import { Hole, holesOf, isKnown, PartlyKnownText, piecesOf, textOf } from '../policy/partly-known-text';

/** Where the principal is. */
export interface PlaceOfPrincipal {
  readonly partition: string;
  readonly account: string;
}

/** Stands for any region where one has to be named. */
export const SOME_REGION = 'us-east-1';

export function filledText(text: PartlyKnownText, place: PlaceOfPrincipal): PartlyKnownText {
  return isKnown(text) ? text : textOf(piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : valueOfHole(piece, place))));
}

function valueOfHole(hole: Hole, { partition, account }: PlaceOfPrincipal): PartlyKnownText | Hole {
  switch (hole.kind) {
    case 'own-account': return account;
    case 'partition': return partition;
    case 'region': return SOME_REGION;
    case 'url-suffix': return 'amazonaws.com';
    case 'own-name': return inventedName(hole);
    case 'unknown': return isOfResource(hole) ? inventedName(hole) : hole;
  }
}

/** A `Ref` or an attribute: the template creates the resource, and no other has the same name or ARN. */
function isOfResource({ origin }: Hole): boolean {
  return origin.kind === 'attribute' || origin.kind === 'resource-name' || origin.kind === 'resource-id';
}

function inventedName({ id }: Hole): string {
  return `generated-${id.replace(/[^\w.-]+/g, '-')}`;
}

/** The statement with everything filled in that is known of the place; itself if there is nothing to fill in. */
export function filledStatement(statement: PermissionStatement, place: PlaceOfPrincipal): PermissionStatement {
  return hasHoles(statement) ? mapTexts(statement, (text) => filledText(text, place)) : statement;
}

/**
 * For the question whether the statement allows an action on some resource: whatever an unknown part of an ARN will be, the pattern matches
 * some text, so the part counts as a wildcard. So does an attribute, which is a whole ARN of a form that only its service knows.
 */
export function widenedStatement(statement: PermissionStatement, place: PlaceOfPrincipal): PermissionStatement {
  const isUnknown = statement.resources.some((text) => holesOf(text).length > 0);
  if (!isUnknown || statement.effect !== 'Allow' || statement.notResource) return filledStatement(statement, place);
  const widened = (text: PartlyKnownText) => textOf(piecesOf(text).map((piece, index) => {
    if (typeof piece === 'string') return piece;
    if (piece.kind !== 'unknown') return valueOfHole(piece, place);
    return index === 0 ? 'arn:*:*:*:*:*' : '*';
  }));
  return { ...filledStatement(statement, place), resources: statement.resources.map(widened) };
}

function hasHoles({ actions, resources, conditions }: PermissionStatement): boolean {
  return [...actions, ...resources, ...conditions.flatMap(({ values }) => values)].some((text) => !isKnown(text));
}

function mapTexts(statement: PermissionStatement, change: (text: PartlyKnownText) => PartlyKnownText): PermissionStatement {
  const ofClause = (clause: ConditionClause): ConditionClause => ({ ...clause, values: clause.values.map(change) });
  return {
    ...statement,
    actions: statement.actions.map(change),
    resources: statement.resources.map(change),
    conditions: statement.conditions.map(ofClause),
  };
}
