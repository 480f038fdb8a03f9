/**
 * The policies of all inputs, and which of them are attached to which role or user. An attachment may be read before what it attaches, and
 * from another file, so everything is put together at the end.
 */
import { isMeantBy, PossibleTarget } from './possible-target';
import { MissingPolicy, PrincipalPolicies, RunningResource } from './principal';
import { awsManagedPolicy, isAwsManaged } from './tables/aws-permissions';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { IdentityPolicy } from '../permissions/identity-policy';
import { readIdentityPolicy, unreadablePolicy } from '../permissions/read-identity-policy';
import { PartlyKnownText } from '../policy/partly-known-text';

/** A policy document as an input has it. */
export interface WrittenPolicy {
  /** For messages: `policy "Deploy"`. */
  readonly name: string;
  /** An object or JSON text, with intrinsics in a template. */
  readonly document: unknown;
  readonly arn?: PartlyKnownText;
  readonly arnAliases?: readonly PartlyKnownText[];
  readonly context?: DeployTimeContext;
  /** Why the policy is perhaps not there, or perhaps another one. */
  readonly uncertain?: string;
}

/** A managed policy, or a group, that something refers to: by any of these keys. */
export interface Reference {
  readonly keys: readonly string[];
  /** As messages name it. */
  readonly name: string;
  /** Why it is perhaps not there. */
  readonly uncertain?: string;
}

/** A role, user or group with what its own resource says. */
export interface OwnPermissions {
  readonly kind: 'role' | 'user' | 'group';
  /** By these keys attachments refer to it. */
  readonly keys: readonly string[];
  /** 12 digits; undefined where the input does not say it. */
  readonly account?: string;
  /** Without its path. Undefined, or with holes, where only the deployment decides it. */
  readonly name?: PartlyKnownText;
  readonly inline: readonly WrittenPolicy[];
  readonly attached: readonly Reference[];
  readonly boundary?: Reference;
  /** Of a user. */
  readonly groups?: readonly Reference[];
  /** AWS printed it, so it says everything that is attached to it. Default: other resources may attach more. */
  readonly isWhole?: true;
  /** What it does not say, in words: `policies` that only the deployment adds, or all of them. */
  readonly missing?: readonly MissingPolicy[];
}

/** A policy that something other than the principal attaches to it. */
export interface Attachment {
  /** Of the principal or group. */
  readonly to: readonly string[];
  readonly policy: WrittenPolicy | Reference;
}

export class PolicyBook {
  private readonly managed = new Map<string, WrittenPolicy>();
  private readonly attachments = new Map<string, Attachment['policy'][]>();
  private readonly groups = new Map<string, OwnPermissions>();
  private readonly resources = new Map<string, RunningResource[]>();
  private readonly possibleAttachments: Possible<Attachment['policy']>[] = [];
  private readonly possibleMemberships: Possible<Reference>[] = [];
  private readonly ownerKeys = new Set<string>();
  private readonly withdrawn = new Set<RunningResource>();
  private readonly profiles = new Map<string, string[]>();
  private readonly memberships = new Map<string, Reference[]>();
  private readonly aliases = new Map<string, readonly string[]>();
  private readonly scopes = new WeakMap<object, string>();
  private scopeCount = 0;

  /** A text that distinguishes this template, file or account from all others. */
  public scopeOf(owner: object): string {
    const known = this.scopes.get(owner) ?? `scope ${this.scopeCount += 1}`;
    this.scopes.set(owner, known);
    return known;
  }

  public addManaged(keys: readonly string[], policy: WrittenPolicy): void {
    keys.forEach((key) => this.managed.set(key, policy));
  }

  /** What refers to the first key means these. */
  public addAlias(key: string, keys: readonly string[]): void {
    this.aliases.set(key, keys);
  }

  public attach({ to, policy }: Attachment): void {
    for (const key of to) this.attachments.set(key, [...this.attachments.get(key) ?? [], policy]);
  }

  /** @param policy with the reason why it is perhaps not attached to what may be meant */
  public attachPerhaps(target: PossibleTarget, policy: Attachment['policy']): void {
    this.possibleAttachments.push({ target, what: policy });
  }

  public addPossibleMember(target: PossibleTarget, group: Reference): void {
    this.possibleMemberships.push({ target, what: group });
  }

  /** The keys of a role, user or group of the inputs: what refers to one of them means no other. */
  public addOwner(keys: readonly string[]): void {
    keys.forEach((key) => this.ownerKeys.add(key));
  }

  public addGroup(group: OwnPermissions): void {
    group.keys.forEach((key) => this.groups.set(key, group));
  }

  public addMember(userKeys: readonly string[], group: Reference): void {
    for (const key of userKeys) this.memberships.set(key, [...this.memberships.get(key) ?? [], group]);
  }

  /** @param roleKeys of the role that the resource runs with, or of its instance profile */
  public addResource(roleKeys: readonly string[], resource: RunningResource): void {
    // Very many functions may run with one role.
    for (const key of roleKeys) pushTo(this.resources, key, resource);
  }

  /** The input turned out to hold a newer state of it. */
  public removeResource(resource: RunningResource): void {
    this.withdrawn.add(resource);
  }

  /** An instance profile, by any of its keys, and the keys of the role in it. */
  public addProfile(profileKeys: readonly string[], roleKeys: readonly string[]): void {
    for (const key of roleKeys) profileKeys.forEach((profile) => pushTo(this.profiles, key, profile));
  }

  public resourcesOf({ keys }: OwnPermissions): readonly RunningResource[] {
    const all = [...keys, ...keys.flatMap((key) => this.profiles.get(key) ?? [])];
    const found = new Set(all.flatMap((key) => this.resources.get(key) ?? []));
    return [...found].filter((resource) => !this.withdrawn.has(resource));
  }

  /** Everything that is attached to the principal. To be asked when all inputs have been read. */
  public policiesOf(principal: OwnPermissions): PrincipalPolicies {
    const missing: MissingPolicy[] = [...principal.missing ?? []];
    const identity = new Map<unknown, IdentityPolicy>();
    const owners: readonly Owner[] = [{ owner: principal }, ...this.groupsOf(principal, missing)];
    for (const { owner, uncertain } of owners) {
      const attached = owner.keys.flatMap((key) => this.attachments.get(key) ?? []);
      for (const policy of [...owner.inline, ...owner.attached, ...attached, ...this.possible(this.possibleAttachments, owner)]) {
        if (identity.has(policy)) continue;
        const read = isReference(policy) ? this.find(policy) : readWritten(policy);
        const counted = read && uncertain !== undefined ? doubtful(read, uncertain) : read;
        if (counted) identity.set(isReference(policy) || uncertain !== undefined ? counted : policy, counted);
        else missing.push({ as: 'policy', message: `${policy.name} is not among the inputs` });
      }
    }
    return { identity: [...identity.values()], boundary: this.boundaryOf(principal, missing), missing };
  }

  private boundaryOf({ boundary }: OwnPermissions, missing: MissingPolicy[]): IdentityPolicy | undefined {
    if (boundary === undefined) return undefined;
    const { uncertain, ...reference } = boundary;
    const read = this.find(reference);
    if (read === undefined) missing.push({ as: 'boundary', message: `the permissions boundary ${boundary.name} is not among the inputs` });
    return read && uncertain !== undefined ? uncertainBoundary(read, uncertain) : read;
  }

  /** The keys of the groups of a user that are ARNs: those that it is in for sure, or the others. */
  public groupArnsOf(user: OwnPermissions, isCertain: boolean): readonly string[] {
    const groups = this.groupsOf(user, []).filter(({ uncertain }) => (uncertain === undefined) === isCertain);
    return groups.flatMap(({ owner: { keys } }) => keys.filter((key) => key.startsWith('arn:')));
  }

  private groupsOf(user: OwnPermissions, missing: MissingPolicy[]): readonly Owner[] {
    const { kind, keys, groups = [] } = user;
    if (kind !== 'user') return [];
    const members = keys.flatMap((key) => this.memberships.get(key) ?? []);
    const named = [...groups, ...members, ...this.possible(this.possibleMemberships, user)];
    const found = new Map<OwnPermissions, Owner>();
    for (const { keys: ofGroup, name, uncertain } of named) {
      const group = ofGroup.map((key) => this.groups.get(key)).find((each) => each !== undefined);
      if (group === undefined) missing.push({ as: 'policy', message: `group ${name} is not among the inputs` });
      else if (!found.has(group) || uncertain === undefined) found.set(group, { owner: group, uncertain });
    }
    return [...found.values()];
  }

  /** What is perhaps meant for this role, user or group. */
  private possible<T>(all: readonly Possible<T>[], owner: OwnPermissions): readonly T[] {
    const isOfOther = ({ keys }: PossibleTarget) => keys.some((key) => this.ownerKeys.has(key));
    return all.filter(({ target }) => isMeantBy(target, owner) && !isOfOther(target)).map(({ what }) => what);
  }

  private find(reference: Reference): IdentityPolicy | undefined {
    const keys = reference.keys.flatMap((key) => this.aliases.get(key) ?? [key]);
    const known = keys.map((key) => this.managed.get(key)).find((each) => each !== undefined);
    const read = known ? readWritten(known) : keys.filter(isAwsManaged).map(awsManagedPolicy).find((each) => each !== undefined);
    return read && reference.uncertain !== undefined ? doubtful(read, reference.uncertain) : read;
  }
}

/** A policy or a group, and what is known of those that it is for. */
interface Possible<T> {
  readonly target: PossibleTarget;
  readonly what: T;
}

/** The principal, or a group that it is in. */
interface Owner {
  readonly owner: OwnPermissions;
  /** Why it is perhaps not in the group. */
  readonly uncertain?: string;
}

function pushTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const known = lists.get(key);
  if (known) known.push(item);
  else lists.set(key, [item]);
}

function isReference(policy: WrittenPolicy | Reference): policy is Reference {
  return 'keys' in policy;
}

const READ = new WeakMap<WrittenPolicy, IdentityPolicy>();

/** Once for each, so that what is found out about a policy is found out once. */
function readWritten(policy: WrittenPolicy): IdentityPolicy {
  const known = READ.get(policy);
  if (known) return known;
  const { name, arn, arnAliases, document, context, uncertain } = policy;
  const heading = { name, ...arn !== undefined && { arn }, ...arnAliases && { arnAliases } };
  const read = document === undefined
    ? unreadablePolicy(heading, `the document of ${name} is not known`)
    : readIdentityPolicy(document, heading, context);
  const doubted = uncertain === undefined ? read : doubtful(read, uncertain);
  READ.set(policy, doubted);
  return doubted;
}

/** Each of its statements may or may not be there. */
function doubtful(policy: IdentityPolicy, why: string): IdentityPolicy {
  const statements = policy.statements.map((statement) => ({ ...statement, unreadable: [...statement.unreadable, why] }));
  return { ...policy, isUncertain: true, statements };
}

/** What the boundary allows is allowed with it and without it. It may be absent, and then nothing else is in the way either. */
function uncertainBoundary(boundary: IdentityPolicy, why: string): IdentityPolicy {
  const allows = boundary.statements.filter(({ effect }) => effect === 'Allow');
  const others = doubtful(boundary, why).statements.filter(({ effect }) => effect !== 'Allow');
  return { ...boundary, statements: [...allows, ...others], unreadable: [...boundary.unreadable, `${boundary.name}: ${why}`] };
}
