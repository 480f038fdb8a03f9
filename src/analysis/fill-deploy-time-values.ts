/**
 * Puts values into the holes of a policy, so that requests can be tried against it.
 *
 * The role's own account, partition and region are the same in every deployment that matters to a question, so any values do that
 * collide with nothing. Other holes are filled only to try a request out; a proof leaves them open.
 */
import { isTextual } from './key-constraints/key-constraint';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { namedAccounts, strangerTo } from './representative-accounts';
import { matchPattern, readPattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { ConditionClause, OperatorFamily } from '../policy/condition';
import { isIssuerOfCluster } from '../policy/holes';
import { idOf, Issuer } from '../policy/origin';
import { PARTITIONS_BESIDE_AWS } from '../policy/partitions';
import { fillHoles, Hole, HoleKind, isKnown, knownPartMatches, PartlyKnownText, showText, splitText, textOf } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { exampleOf, hasShapeOf } from '../policy/text-shape';
import { Statement, TrustPolicy } from '../policy/trust-policy';

export interface Owner {
  readonly account?: string;
  readonly partition?: string;
  readonly region?: string;
}

export interface Grounding {
  readonly ownAccount: string;
  readonly ownAccountIsKnown: boolean;
  readonly partition: string;
  readonly region: string;
}

/** What the role's own account, partition and region shall be where the template does not say. */
export function groundingOf(owner: Owner, policies: readonly TrustPolicy[]): Grounding {
  return {
    ownAccount: owner.account ?? strangerTo(new Set([...namedAccounts(policies), '999999999999', '888888888888'])),
    ownAccountIsKnown: owner.account !== undefined,
    partition: owner.partition ?? partitionNamedBy(policies) ?? 'aws',
    region: owner.region ?? 'us-east-1',
  };
}

/** Trust never crosses a partition: a document that names one belongs to it. */
function partitionNamedBy(policies: readonly TrustPolicy[]): string | undefined {
  const principals = principalsOf(policies);
  for (const principal of principals) {
    if ('partition' in principal && typeof principal.partition === 'string') return principal.partition;
  }
  // IAM refuses principals of another partition, but takes any condition.
  const described = partitionDescribedBy(principals.map(({ written }) => written));
  if (described !== undefined) return described;
  const values = conditionsOf(policies).flatMap(({ clause }) => clause.values);
  for (const value of values) {
    const found = isKnown(value) ? /^arn:(aws[a-z-]*):/.exec(value)?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return partitionDescribedBy(values);
}

/** `arn:aws-${Parameter}:…` and `arn:aws-*:…` fit some partition, but not the usual one: there the document would let nobody in. */
function partitionDescribedBy(texts: readonly PartlyKnownText[]): string | undefined {
  const described = texts.flatMap((text) => {
    const [arn, partition, rest] = splitText(text, ':', 3);
    return arn === 'arn' && rest !== undefined ? [readPattern(partition, WILDCARDS_ONLY)] : [];
  });
  const unusual = described.filter((pattern) => matchPattern(pattern, 'aws') === 'no');
  return PARTITIONS_BESIDE_AWS.find((partition) => unusual.some((pattern) => matchPattern(pattern, partition) !== 'no'));
}

/** Fills the holes that stand for the role's own surroundings, as far as these are given. */
export function ground(policy: TrustPolicy, grounding: Pick<Grounding, 'partition' | 'region'> & Partial<Grounding>): TrustPolicy {
  if (!policy.statements.some(holdsHoles)) return policy;
  const surroundings: Partial<Record<HoleKind, string>> = {
    'own-account': grounding.ownAccount,
    'partition': grounding.partition,
    'region': grounding.region,
    'url-suffix': grounding.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  const fill: TextMap = (text) =>
    fillHoles(text, (hole) => {
      if (isIssuerOfCluster(hole)) return inventedIssuer(hole.origin, grounding.region);
      return hole.guests === 'refused' ? `${grounding.region}:${REFUSES_GUESTS}${asName(hole.id)}` : surroundings[hole.kind];
    });
  return mapStatements(policy, (statement) => ({
    ...mapStatement(statement, fill),
    conditions: statement.conditions.map((clause) => mapClause(clause, fill)),
  }));
}

/** As Amazon EKS spells issuers. Another cluster gets another one, be it of another template or of the same one after a change. */
function inventedIssuer({ of }: Issuer, region: string): string {
  return `oidc.eks.${region}.amazonaws.com/id/${asName(idOf(of))}`;
}

function asName(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, (character) => `-${character.codePointAt(0)!.toString(16)}-`);
}

const REFUSES_GUESTS = 'refuses-guests-';

/** Does the text stand for the id of an identity pool that, as far as is known, gives no identities to guests? */
export function isPoolWithoutGuests(text: string): boolean {
  return text.includes(REFUSES_GUESTS);
}

/** For each hole the name of its own that it takes. */
type InventedNames = Map<string, number>;

/** A value that a hole may get: it fits every alphabet of IAM, unless the template asks for another, and is none that anybody writes. */
function inventedName({ id, shape, guests }: Hole, numbers: InventedNames): string {
  if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
  const number = numbers.get(id)!;
  // A trial shows nothing of guests that the pool may turn out not to have.
  const name = `${guests === undefined ? '' : REFUSES_GUESTS}${INVENTED}${number}`;
  return shape === undefined || hasShapeOf(shape, name) ? name : exampleOf(shape, number);
}

const INVENTED = 'known-at-deploy-time-';

/** Was a part of the text made up for a trial? */
export function holdsInventedName(text: string): boolean {
  return text.includes(INVENTED);
}

/** The text with something else in the place of what was made up. */
export function withNamesInvented(text: string, name: string): string {
  return text.replace(new RegExp(`${INVENTED}\\d+`, 'g'), name);
}

function inventing(numbers: InventedNames): TextMap {
  return (text) => fillHoles(text, (hole) => inventedName(hole, numbers));
}

/** Keys that say who the caller is: a value invented for them would invent a principal. */
const IDENTITY_KEYS = /^(aws:principalarn|aws:principalaccount|aws:principalorg|aws:userid|aws:username)/;

/**
 * For trying requests out: names of own resources, and values that conditions compare exactly, take invented values. A principal or
 * an identity that is known only at deploy time stays open - nobody can say yet whom it names.
 */
export function fillForTrial(policy: TrustPolicy, numbers: InventedNames = new Map()): TrustPolicy {
  if (!policy.statements.some(holdsHoles)) return policy;
  const ownNames = (text: PartlyKnownText) =>
    fillHoles(text, (hole) => (hole.kind === 'own-name' ? inventedName(hole, numbers) : undefined));
  const invent = inventing(numbers);
  return mapStatements(policy, (statement) => {
    const { principals, ...rest } = mapStatement(statement, ownNames);
    return {
      ...rest,
      principals: principals.map((principal) => nameOf(principal, invent)),
      conditions: statement.conditions.map((clause) => {
        const family = familyFilled(clause);
        return mapClause(clause, family ? (text) => inventedValue(family, text, invent) : ownNames);
      }),
    };
  });
}

/** The name of a user, role or session holds no wildcard, whatever it turns out to be: any name does for it. */
function nameOf(principal: Principal, fill: TextMap): Principal {
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

/** The family of the operator; undefined where no value may be invented for the clause. */
function familyFilled({ key, operator }: ConditionClause): OperatorFamily | undefined {
  return operator !== undefined && isKnown(key) && !IDENTITY_KEYS.test(key) && isTextual(operator.family) ? operator.family : undefined;
}

/**
 * `repo:${Repository}:*`: where nothing else does, the value tells owner and name. One without a slash would be the subject of no
 * repository, and the statement open to nobody that anybody can name.
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

/** An ARN operator takes nothing that is no ARN. */
function inventedValue(family: OperatorFamily, text: PartlyKnownText, invent: TextMap): PartlyKnownText {
  const filled = invent(withOwnerOfRepository(text));
  const isNoArn = family === 'arn' && !isKnown(text) && splitText(filled, ':', 6).length < 6;
  return isNoArn ? `arn:aws:example:us-east-1:000000000000:${showText(filled)}` : filled;
}

/**
 * For proofs about not knowing a secret: an exact comparison with a deploy-time value is something one has to know, whatever the
 * value turns out to be. Only clauses on `key` are touched.
 */
export function fillSecrets(policy: TrustPolicy, key: string): TrustPolicy {
  const invent = inventing(new Map());
  const fill = (clause: ConditionClause) =>
    clause.key === key && clause.operator?.family === 'string-equals' && !clause.operator.negated ? mapClause(clause, invent) : clause;
  return mapStatements(policy, (statement) => ({ ...statement, conditions: statement.conditions.map(fill) }));
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

/** Is anything in the policy known only at deploy time, or not readable at all? */
export function hasUnknowns(policy: TrustPolicy): boolean {
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

export function mapStatements(policy: TrustPolicy, map: (statement: Statement) => Statement): TrustPolicy {
  return { ...policy, statements: policy.statements.map(map) };
}

/** Principals and actions. */
function mapStatement(statement: Statement, map: TextMap): Statement {
  return {
    ...statement,
    actions: statement.actions.map(map),
    principals: statement.principals.map((principal) => mapPrincipal(principal, map)),
  };
}

function mapPrincipal(principal: Principal, map: TextMap): Principal {
  // Every text of a principal is either a string, which `map` leaves alone, or a list of pieces.
  return Object.fromEntries(
    Object.entries(principal).map(([name, part]) => [name, Array.isArray(part) ? map(part as PartlyKnownText) : part]),
  ) as unknown as Principal;
}

function mapClause(clause: ConditionClause, map: TextMap): ConditionClause {
  if (isKnown(clause.key) && clause.values.every(isKnown)) return clause;
  const key = map(clause.key);
  return { ...clause, key: isKnown(key) ? key.toLowerCase() : key, keyWritten: map(clause.keyWritten), values: clause.values.map(map) };
}
