/**
 * The known ways by which the policies of one principal lead to the permissions of another one (`tables/escalation-paths.ts`), each proved
 * by asking its policies about every action that the way needs, on the resource that it is about.
 */
import { OwnTarget, ownGroups, ownPolicies } from './own-targets';
import { PrincipalWithPolicies } from './principal';
import { knownText, permissionsOf } from './principal-permissions';
import { resourceForms } from './tables/aws-permissions';
import { EscalationPath, EscalationStep, EscalationTarget, EXISTING_RESOURCES } from './tables/escalation-paths';
import { trustsService } from './trusts-service';
import { allOf, anyOf, Truth } from '../evaluation/truth';
import { coversEverything } from '../permissions/covers-everything';
import { filledText } from '../permissions/fill-holes';
import { matchResource } from '../permissions/match-resource';
import { PermissionSet } from '../permissions/permission-set';
import { readIdentityPolicy } from '../permissions/read-identity-policy';
import { fillHoles, holesOf, PartlyKnownText } from '../policy/partly-known-text';

/** A principal while the power of all is found. */
export interface Candidate {
  readonly principal: PrincipalWithPolicies;
  readonly set: PermissionSet;
}

/** A way, as the policies of one principal allow it. */
export interface FoundWay {
  readonly truth: Truth;
  readonly path: EscalationPath;
  readonly to?: PrincipalWithPolicies;
  readonly service?: string;
  /** The resource of the inputs that runs with the role `to`, as messages name it. */
  readonly resource?: string;
  readonly ifThereIsOne: boolean;
}

const ROLE = 'arn:${Partition}:iam::${Account}:role/${RoleName}';
const USER = 'arn:${Partition}:iam::${Account}:user/${UserName}';
const GROUP = 'arn:${Partition}:iam::${Account}:group/${GroupName}';
const POLICY = 'arn:${Partition}:iam::${Account}:policy/${PolicyName}';

/** Ways that end at the principal itself, once it has given itself more. */
const TO_ITSELF: Readonly<Partial<Record<EscalationTarget, PrincipalWithPolicies['kind']>>> = {
  'own-role': 'role', 'own-user': 'user', 'own-group': 'user',
};

/** Ways that end at any principal, because it is given more permissions on the way. */
const AFTER_A_CHANGE: Readonly<Partial<Record<EscalationTarget, PrincipalWithPolicies['kind']>>> = {
  'changed-user': 'user', 'changed-role': 'role', 'changed-assumable-role': 'role',
};

/** Ways that are worth as much as the principal they end at. */
const AS_IT_IS: Readonly<Partial<Record<EscalationTarget, PrincipalWithPolicies['kind']>>> = {
  'passed-role': 'role', 'user': 'user', 'role': 'role', 'assumable-role': 'role', 'role-of-resource': 'role',
};

/** Does the way end at a principal whose own power decides what it is worth? */
export function isWorthItsTarget({ leadsTo }: EscalationPath): boolean {
  return AS_IT_IS[leadsTo] !== undefined;
}

/** The way without a principal of the inputs at its end: through itself, or through any principal or resource that there may be. */
export function wayOnItsOwn(candidate: Candidate, path: EscalationPath): FoundWay | undefined {
  const { leadsTo } = path;
  if (leadsTo in TO_ITSELF || leadsTo === 'own-policy') return wayToItself(candidate, path);
  if (leadsTo === 'assumable-role' || leadsTo === 'changed-assumable-role') return undefined;
  if (leadsTo === 'any-group' && candidate.principal.kind !== 'user') return undefined;
  return wayToAny(candidate, path);
}

function wayToItself({ principal, set }: Candidate, path: EscalationPath): FoundWay | undefined {
  const { leadsTo, steps } = path;
  const isOwnPolicy = leadsTo === 'own-policy';
  if (!isOwnPolicy && TO_ITSELF[leadsTo] !== principal.kind) return undefined;
  const itself: OwnTarget = { resource: set.principal.arn, isIts: 'yes' };
  const targets = isOwnPolicy ? ownPolicies(principal, set) : leadsTo === 'own-group' ? ownGroups(principal) : [itself];
  const allowedOn = ({ isIts, ...target }: OwnTarget) => (
    allOf([isIts, ...steps.map(({ action }) => set.allows({ action, ...target, context: contextOf(action, set) }))])
  );
  const allowed = anyOf(targets.map(allowedOn));
  const truth = allowed === 'no' ? allowed : allOf([allowed, gainsEverything(set)]);
  if (truth === 'no') return undefined;
  return { truth, path, to: principal, ifThereIsOne: path.id === 'iam-set-default-policy-version' };
}

function wayToAny({ set }: Candidate, path: EscalationPath): FoundWay | undefined {
  const services = path.services ?? [undefined];
  let found: FoundWay | undefined;
  for (const service of services) {
    const truth = allOfSteps(path.steps, (step) => {
      const form = formOfAny(step, path);
      const context = contextOf(step.action, set, service);
      return form === undefined ? set.allowsSome(step.action, resourceForms(step.action)) : anyForm(set, step.action, form, context);
    });
    if (truth === 'yes') return { truth, path, service, ifThereIsOne: true };
    if (truth !== 'no') found ??= { truth, path, service, ifThereIsOne: true };
  }
  return found;
}

function anyForm(set: PermissionSet, action: string, form: string, context?: ReadonlyMap<string, string>): Truth {
  return form === '*' ? set.allows({ action, resource: '*', context }) : set.allowsAny(action, form, context);
}

/** Undefined: something new, whose name can be chosen. */
function formOfAny({ action, on }: EscalationStep, { leadsTo }: EscalationPath): string | undefined {
  switch (on) {
    case 'some': return undefined;
    case 'existing': return existingForm(action);
    case 'role': return ROLE;
    case 'policy': return POLICY;
    case 'assumed': return ROLE;
    case 'target':
      if (leadsTo === 'any-group') return GROUP;
      return leadsTo === 'user' || leadsTo === 'changed-user' ? USER : ROLE;
  }
}

/**
 * The way to this principal. (What it is worth, if the target is taken as it is, is for the caller to say.)
 *
 * @param assumed whether the target can be assumed, as far as its trust policy and the permission for it are concerned
 */
export function wayTo(candidate: Candidate, target: Candidate, path: EscalationPath, assumed: Truth): FoundWay | undefined {
  const { leadsTo } = path;
  if ((AS_IT_IS[leadsTo] ?? AFTER_A_CHANGE[leadsTo]) !== target.principal.kind || target === candidate) return undefined;
  const isAssumed = leadsTo === 'assumable-role' || leadsTo === 'changed-assumable-role';
  if (isAssumed && assumed === 'no') return undefined;
  if (leadsTo !== 'assumable-role' && target.set.principal.account !== candidate.set.principal.account) return undefined;
  if (leadsTo === 'role-of-resource') return wayThroughResource(candidate, target, path);
  const gains = AFTER_A_CHANGE[leadsTo] === undefined ? 'yes' : gainsEverything(target.set);
  if (gains === 'no') return undefined;
  for (const service of path.services ?? [undefined]) {
    const trusts = service === undefined ? 'yes' : trustsService(target.principal, service);
    if (trusts === 'no') continue;
    const truth = allOf([gains, trusts, allOfSteps(path.steps, (step) => stepTo(candidate.set, target, step, service, assumed))]);
    if (truth !== 'no') return { truth, path, to: target.principal, service, ifThereIsOne: path.steps.some(({ on }) => on === 'existing') };
  }
  return undefined;
}

/** The way through a resource of the inputs that runs with the role. */
function wayThroughResource({ set }: Candidate, { principal }: Candidate, path: EscalationPath): FoundWay | undefined {
  let found: FoundWay | undefined;
  for (const { arn, aliases = [], name, isUncertain } of principal.resources ?? []) {
    const resource = knownText(arn, principal);
    if (resource === undefined) continue;
    const filled = aliases.map((alias) => filledText(alias, set.principal));
    const form = formInAnyRegion(arn, principal);
    const allowsOnIt = (action: string): Truth => {
      const truth = set.allows({ action, resource, aliases: filled });
      return truth === 'no' && form !== undefined && set.allowsAny(action, form) !== 'no' ? 'unknown' : truth;
    };
    // A way that is about resources of another kind.
    if (!path.steps.some(({ action, on }) => on === 'existing' && isAbout(action, resource))) continue;
    const allowed = allOfSteps(path.steps, ({ action, on }) => {
      if (on !== 'existing') return set.allowsSome(action, resourceForms(action));
      return isAbout(action, resource) ? allowsOnIt(action) : anyForm(set, action, existingForm(action));
    });
    const truth = isUncertain ? allOf([allowed, 'unknown']) : allowed;
    if (truth === 'yes') return { truth, path, to: principal, resource: name, ifThereIsOne: false };
    if (truth !== 'no') found ??= { truth, path, to: principal, resource: name, ifThereIsOne: false };
  }
  return found;
}

/** The ARN, where only the deployment decides the region: a policy may name the right one. */
function formInAnyRegion(arn: PartlyKnownText, principal: PrincipalWithPolicies): string | undefined {
  const isOpen = holesOf(arn).some(({ kind }) => kind === 'region');
  return isOpen ? knownText(fillHoles(arn, ({ kind }) => (kind === 'region' ? '${Region}' : undefined)), principal) : undefined;
}

/** Is the action about resources with such an ARN? */
function isAbout(action: string, arn: string): boolean {
  return matchResource(existingForm(action).replace(/\$\{\w+\}/g, '*'), arn, '2012-10-17', () => undefined) === 'yes'
    && existingForm(action) !== '*';
}

function existingForm(action: string): string {
  return (EXISTING_RESOURCES[action] ?? resourceForms(action) ?? [])[0] ?? '*';
}

function stepTo(set: PermissionSet, target: Candidate, { action, on }: EscalationStep, service: string | undefined, assumed: Truth): Truth {
  const context = contextOf(action, set, service);
  const allowsOn = (resource: Pick<OwnTarget, 'resource' | 'aliases'>) => set.allows({ action, ...resource, context });
  switch (on) {
    case 'some': return set.allowsSome(action, resourceForms(action));
    case 'existing': return anyForm(set, action, existingForm(action));
    case 'assumed': return assumed;
    case 'policy': return anyOf(ownPolicies(target.principal, set).map(({ isIts, ...policy }) => allOf([isIts, allowsOn(policy)])));
    case 'role':
    case 'target': return allowsOn({ resource: target.set.principal.arn });
  }
}

function allOfSteps(steps: readonly EscalationStep[], truthOf: (step: EscalationStep) => Truth): Truth {
  let result: Truth = 'yes';
  for (const step of steps) {
    result = allOf([result, truthOf(step)]);
    if (result === 'no') return 'no';
  }
  return result;
}

/** What the request says besides its resource. */
function contextOf(action: string, { principal: { partition } }: PermissionSet, service?: string): ReadonlyMap<string, string> | undefined {
  if (action === 'iam:PassRole' && service !== undefined) return new Map([['iam:passedtoservice', service]]);
  const attaches = /^iam:Attach(Role|User|Group)Policy$/.test(action);
  return attaches ? new Map([['iam:policyarn', `arn:${partition}:iam::aws:policy/AdministratorAccess`]]) : undefined;
}

const EVERYTHING = readIdentityPolicy(
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, { name: 'a policy that allows everything' },
);

/** What a principal that nothing limits can make out of one that its boundary and its Deny statements still limit. */
const NEW_ADMINISTRATOR = ['iam:CreateUser', 'iam:AttachUserPolicy', 'iam:CreateAccessKey'];

const GAINS = new WeakMap<PermissionSet, Truth>();

/**
 * Does the principal become an administrator once a policy that allows everything is attached to it? Its permissions boundary and its Deny
 * statements still count: they must leave it everything, or let it create a user that they do not apply to.
 */
export function gainsEverything(set: PermissionSet): Truth {
  const known = GAINS.get(set);
  if (known !== undefined) return known;
  const changed = set.with(EVERYTHING);
  const makesAnother = () => allOf(NEW_ADMINISTRATOR.map((action) => changed.allowsAny(action, USER, contextOf(action, set))));
  const covers = coversEverything(changed);
  const gains = covers === 'yes' ? covers : anyOf([covers, makesAnother()]);
  GAINS.set(set, gains);
  return gains;
}

export function candidateOf(principal: PrincipalWithPolicies): Candidate {
  return { principal, set: permissionsOf(principal) };
}
