/**
 * Fills in values that are known only at deploy time, so that requests can be evaluated against the policy.
 *
 * The role's own account, partition and region may be given any values that the policy does not use otherwise. Other deploy-time values
 * get placeholders, but only for the exact search, which looks for a request to show; a proof leaves them open.
 */
import { isTextual } from './key-constraints/key-constraint';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { namedAccounts, strangerTo } from './representative-accounts';
import { matchPattern, readPattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { ConditionClause, OperatorFamily } from '../policy/condition';
import { isIssuerOfCluster } from '../policy/holes';
import { idOf, Issuer } from '../policy/origin';
import { PARTITIONS_BESIDE_AWS } from '../policy/partitions';
import {
  fillHoles, Hole, HoleKind, isKnown, knownPartMatches, PartlyKnownText, showText, splitText, textOf,
} from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { exampleOf, hasShapeOf } from '../policy/text-shape';
import { Statement, PolicyVariant } from '../policy/trust-policy';

export interface Owner {
  readonly account?: string;
  readonly partition?: string;
  readonly region?: string;
}

/** The account that the role belongs to. */
export interface RoleAccount {
  readonly ownAccount: string;
  readonly partition: string;
}

export interface RoleEnvironment extends RoleAccount {
  readonly ownAccountIsKnown: boolean;
  readonly region: string;
}

/** The role's own account, partition and region; where the template does not give them, they are chosen. */
export function roleEnvironmentOf(owner: Owner, policies: readonly PolicyVariant[]): RoleEnvironment {
  return {
    ownAccount: owner.account ?? strangerTo(new Set([...namedAccounts(policies), '999999999999', '888888888888'])),
    ownAccountIsKnown: owner.account !== undefined,
    partition: owner.partition ?? partitionNamedBy(policies) ?? 'aws',
    region: owner.region ?? 'us-east-1',
  };
}

/** Trust never crosses a partition: a document that names one is for that partition. */
function partitionNamedBy(policies: readonly PolicyVariant[]): string | undefined {
  const principals = principalsOf(policies);
  for (const principal of principals) {
    if ('partition' in principal && typeof principal.partition === 'string') return principal.partition;
  }
  // IAM rejects principals of another partition, but accepts any condition.
  const described = partitionDescribedBy(principals.map(({ written }) => written));
  if (described !== undefined) return described;
  const values = conditionsOf(policies).flatMap(({ clause }) => clause.values);
  for (const value of values) {
    const found = isKnown(value) ? /^arn:(aws[a-z-]*):/.exec(value)?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return partitionDescribedBy(values);
}

/** `arn:aws-${Parameter}:…` and `arn:aws-*:…` match some partitions, but not `aws`: there the document would allow no principal. */
function partitionDescribedBy(texts: readonly PartlyKnownText[]): string | undefined {
  const described = texts.flatMap((text) => {
    const [arn, partition, rest] = splitText(text, ':', 3);
    return arn === 'arn' && rest !== undefined ? [readPattern(partition, WILDCARDS_ONLY)] : [];
  });
  const unusual = described.filter((pattern) => matchPattern(pattern, 'aws') === 'no');
  return PARTITIONS_BESIDE_AWS.find((partition) => unusual.some((pattern) => matchPattern(pattern, partition) !== 'no'));
}

/** Fills in the role's own account, partition, region and URL suffix, as far as these are given. */
export function fillRoleEnvironment(
  policy: PolicyVariant, environment: Pick<RoleEnvironment, 'partition' | 'region'> & Partial<RoleEnvironment>,
): PolicyVariant {
  if (!policy.statements.some(holdsHoles)) return policy;
  const valuesByKind: Partial<Record<HoleKind, string>> = {
    'own-account': environment.ownAccount,
    'partition': environment.partition,
    'region': environment.region,
    'url-suffix': environment.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  const fill: TextMap = (text) =>
    fillHoles(text, (hole) => {
      if (isIssuerOfCluster(hole)) return inventedIssuer(hole.origin, environment.region);
      return hole.guests === 'refused' ? `${environment.region}:${NO_GUESTS}${asName(hole.id)}` : valuesByKind[hole.kind];
    });
  return mapStatements(policy, (statement) => ({
    ...mapStatement(statement, fill),
    conditions: statement.conditions.map((clause) => mapClause(clause, fill)),
  }));
}

/** Fills in deploy-time values that are known from elsewhere. */
export function fillValues(policy: PolicyVariant, valueOf: (hole: Hole) => string | undefined): PolicyVariant {
  if (!policy.statements.some(holdsHoles)) return policy;
  const fill: TextMap = (text) => fillHoles(text, valueOf);
  return mapStatements(policy, (statement) => ({
    ...mapStatement(statement, fill),
    conditions: statement.conditions.map((clause) => mapClause(clause, fill)),
  }));
}

/** In the form of Amazon EKS issuers. Each cluster gets its own, whether in another template or in the same template after a change. */
function inventedIssuer({ of }: Issuer, region: string): string {
  return `oidc.eks.${region}.amazonaws.com/id/${asName(idOf(of))}`;
}

function asName(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, (character) => `-${character.codePointAt(0)!.toString(16)}-`);
}

const NO_GUESTS = 'refuses-guests-';

/** Is the text a placeholder for the id of an identity pool that, as far as is known, does not allow guest identities? */
export function isPoolWithoutGuests(text: string): boolean {
  return text.includes(NO_GUESTS);
}

/** The number of each hole's placeholder. */
type PlaceholderNumbers = Map<string, number>;

/** A placeholder for a hole. It is valid in every element of IAM, or has the form that the template requires, and no policy contains it. */
function placeholderFor({ id, shape, guests }: Hole, numbers: PlaceholderNumbers): string {
  if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
  const number = numbers.get(id)!;
  // The pool may turn out not to allow guests: a request of a guest would show nothing.
  const name = `${guests === undefined ? '' : NO_GUESTS}${PLACEHOLDER}${number}`;
  return shape === undefined || hasShapeOf(shape, name) ? name : exampleOf(shape, number);
}

const PLACEHOLDER = 'known-at-deploy-time-';

/** Does the text contain a placeholder? */
export function containsPlaceholder(text: string): boolean {
  return text.includes(PLACEHOLDER);
}

/** The text with its placeholders replaced. */
export function withPlaceholdersReplaced(text: string, name: string): string {
  return text.replace(new RegExp(`${PLACEHOLDER}\\d+`, 'g'), name);
}

function placeholderFiller(numbers: PlaceholderNumbers): TextMap {
  return (text) => fillHoles(text, (hole) => placeholderFor(hole, numbers));
}

/** Keys that identify the caller: a placeholder for their value would be a placeholder principal. */
const IDENTITY_KEYS = /^(aws:principalarn|aws:principalaccount|aws:principalorg|aws:userid|aws:username)/;

/**
 * For the exact search: names of the template's own resources, and values in conditions, get placeholders. A principal or an identity
 * that is known only at deploy time stays open, for it is not known yet whom it names.
 */
export function fillWithPlaceholders(policy: PolicyVariant, numbers: PlaceholderNumbers = new Map()): PolicyVariant {
  if (!policy.statements.some(holdsHoles)) return policy;
  const ownNames = (text: PartlyKnownText) =>
    fillHoles(text, (hole) => (hole.kind === 'own-name' ? placeholderFor(hole, numbers) : undefined));
  const fill = placeholderFiller(numbers);
  return mapStatements(policy, (statement) => {
    const { principals, ...rest } = mapStatement(statement, ownNames);
    return {
      ...rest,
      principals: principals.map((principal) => withPlaceholderName(principal, fill)),
      conditions: statement.conditions.map((clause) => {
        const family = familyToFill(clause);
        return mapClause(clause, family ? (text) => filledValue(family, text, fill) : ownNames);
      }),
    };
  });
}

/** The name of a user, role or session contains no wildcard, whatever it turns out to be, so a placeholder can stand for it. */
function withPlaceholderName(principal: Principal, fill: TextMap): Principal {
  switch (principal.kind) {
    case 'user':
    case 'role':
      return { ...principal, name: fill(principal.name) };
    case 'session':
      return { ...principal, roleName: fill(principal.roleName), sessionName: fill(principal.sessionName) };
    default:
      return principal;
  }
}

/** The family of the operator; undefined where the clause must not get a placeholder. */
function familyToFill({ key, operator }: ConditionClause): OperatorFamily | undefined {
  return operator !== undefined && isKnown(key) && !IDENTITY_KEYS.test(key) && isTextual(operator.family) ? operator.family : undefined;
}

/**
 * `repo:${Repository}:*`: unless the text around it contains a slash, the value consists of owner and name. A placeholder without a
 * slash would be the subject of no repository, and no token could match the statement.
 */
function withOwnerOfRepository(text: PartlyKnownText): PartlyKnownText {
  if (isKnown(text) || knownPartMatches(text, /\//)) return text;
  return textOf(text.flatMap((piece, index) => {
    const before = text[index - 1];
    const isRepository = typeof piece !== 'string' && piece.shape === undefined && typeof before === 'string' && REPOSITORY.test(before);
    return isRepository ? [piece, '/', piece] : [piece];
  }));
}

const REPOSITORY = /(^|:)(repo|repository|project_path):$/;

/** An ARN operator needs an ARN. */
function filledValue(family: OperatorFamily, text: PartlyKnownText, fill: TextMap): PartlyKnownText {
  const filled = fill(withOwnerOfRepository(text));
  const isNotArn = family === 'arn' && !isKnown(text) && splitText(filled, ':', 6).length < 6;
  return isNotArn ? `arn:aws:example:us-east-1:000000000000:${showText(filled)}` : filled;
}

/**
 * For proofs about callers who do not know a secret: an exact comparison with a deploy-time value requires its knowledge, whatever the
 * value turns out to be. Only clauses on `key` are filled.
 */
export function fillSecrets(policy: PolicyVariant, key: string): PolicyVariant {
  const fill = placeholderFiller(new Map());
  const fillClause = (clause: ConditionClause) =>
    clause.key === key && clause.operator?.family === 'string-equals' && !clause.operator.negated ? mapClause(clause, fill) : clause;
  return mapStatements(policy, (statement) => ({ ...statement, conditions: statement.conditions.map(fillClause) }));
}

function holdsHoles({ actions, principals, conditions }: Statement): boolean {
  return (
    !actions.every(isKnown) ||
    principals.some(principalHoldsHoles) ||
    conditions.some(({ key, values }) => !isKnown(key) || !values.every(isKnown))
  );
}

function principalHoldsHoles(principal: Principal): boolean {
  for (const name in principal) if (Array.isArray(principal[name as keyof Principal])) return true;
  return false;
}

/** Is anything about the principal known only at deploy time? */
export function isUncertain(principal: Principal): boolean {
  return principal.kind === 'unknown' || principalHoldsHoles(principal);
}

/** Is anything in the policy known only at deploy time, or impossible to read? */
export function hasUnknowns(policy: PolicyVariant): boolean {
  return (
    policy.problems.some((problem) => problem.kind === 'unreadable') ||
    policy.statements.some(
      (statement) =>
        statement.effect === 'unknown' ||
        statement.unreadable.length > 0 ||
        holdsHoles(statement) ||
        statement.principals.some(isUncertain) ||
        statement.conditions.some(({ operator, unreadable }) => operator === undefined || unreadable !== undefined),
    )
  );
}

type TextMap = (text: PartlyKnownText) => PartlyKnownText;

export function mapStatements(policy: PolicyVariant, map: (statement: Statement) => Statement): PolicyVariant {
  return { ...policy, statements: policy.statements.map(map) };
}

/** Maps the texts of principals and actions. */
function mapStatement(statement: Statement, map: TextMap): Statement {
  return {
    ...statement,
    actions: statement.actions.map(map),
    principals: statement.principals.map((principal) => mapPrincipal(principal, map)),
  };
}

function mapPrincipal(principal: Principal, map: TextMap): Principal {
  // Every text of a principal is either a string, which `map` leaves unchanged, or a list of pieces.
  return Object.fromEntries(
    Object.entries(principal).map(([name, part]) => [name, Array.isArray(part) ? map(part as PartlyKnownText) : part]),
  ) as unknown as Principal;
}

function mapClause(clause: ConditionClause, map: TextMap): ConditionClause {
  if (isKnown(clause.key) && clause.values.every(isKnown)) return clause;
  const key = map(clause.key);
  return { ...clause, key: isKnown(key) ? key.toLowerCase() : key, keyWritten: map(clause.keyWritten), values: clause.values.map(map) };
}
