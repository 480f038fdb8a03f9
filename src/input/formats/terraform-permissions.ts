/**
 * The policies of the roles, users and groups of Terraform, and the resources that run with a role. In a plan, the ARN of a policy or role
 * that does not exist yet is not known; then the configuration says what the attachment or the resource refers to.
 */
import { holdsUnknown, lastPart, policyReference, TerraformAttachments, textsOf, writtenPolicy } from './terraform-attachments';
import { TerraformConfiguration } from './terraform-configuration';
import { field, itemsOf, JsonObject, textField } from '../../cloudformation/template';
import { holeFrom } from '../../policy/holes';
import { PartlyKnownText, textOf } from '../../policy/partly-known-text';
import { OwnPermissions, WrittenPolicy } from '../../reach/policy-book';
import { arnWithName, memberAt, profileKey, profileKeysOfArn } from '../../reach/running-resources';
import { MemberPath, ResourceWithRole, RESOURCES_WITH_ROLES } from '../../reach/tables/resources-with-roles';
import { InputFile } from '../role-sink';

/** One for each resource instance of Terraform. */
export interface TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly attributes: JsonObject;
  /** The attributes whose values are known only after apply. */
  readonly unknown?: unknown;
}

type Kind = OwnPermissions['kind'];

/** By the type of Terraform. */
const RUNNING: ReadonlyMap<string, ResourceWithRole> = new Map(
  Object.values(RESOURCES_WITH_ROLES).map((resource) => [resource.terraform.type, resource]),
);

/** Does a resource of this type say what a role is allowed, or what runs with it? */
export function saysPermissions(type: string): boolean {
  return type.startsWith('aws_iam_') || RUNNING.has(type);
}

export class TerraformPermissions {
  private readonly resources = new Map<string, TerraformResource>();
  private readonly configuration = new TerraformConfiguration();
  private readonly attachments: TerraformAttachments;

  constructor(private readonly input: InputFile) {
    this.attachments = new TerraformAttachments(input, this.configuration);
  }

  /** A resource that is read twice counts as it is read the second time. */
  public add(resource: TerraformResource): void {
    if (!this.input.permissions || !saysPermissions(resource.type)) return;
    const running = RUNNING.get(resource.type);
    if (running) return void this.resources.set(resource.address, { ...resource, attributes: neededOf(running, resource.attributes) });
    // There can be very many roles. What a role says is read with the role, except for what only the configuration names.
    if (resource.type !== 'aws_iam_role') return void this.resources.set(resource.address, resource);
    const later = LATER_OF_ROLE.filter((attribute) => holdsUnknown(resource, attribute));
    const unknown = Object.fromEntries(later.map((attribute) => [attribute, field(resource.unknown, attribute) ?? true]));
    if (later.length > 0) this.resources.set(resource.address, { address: resource.address, type: resource.type, attributes: {}, unknown });
    else this.resources.delete(resource.address);
  }

  public remove(address: string): void {
    this.resources.delete(address);
  }

  public readConfiguration(configuration: unknown): void {
    this.configuration.read(configuration);
  }

  /** What a role, user or group says about itself. */
  public of(kind: Kind, resource: TerraformResource): OwnPermissions {
    const { address, attributes, unknown } = resource;
    const name = textField(attributes, 'name');
    const arn = textField(attributes, 'arn');
    const boundary = textField(attributes, 'permissions_boundary');
    const isBoundaryUnknown = field(unknown, 'permissions_boundary') === true;
    const laterBoundary = isBoundaryUnknown ? { keys: [this.boundaryKey(address)], name: `of ${address}` } : undefined;
    const keys = [
      this.addressKey(address),
      ...name === undefined ? [] : [this.nameKey(kind, name)],
      ...arn !== undefined ? [arn] : name !== undefined ? [this.laterKey(kind, name)] : [],
    ];
    this.input.permissions?.book.addOwner(keys);
    return {
      kind,
      keys,
      account: /^arn:[^:]+:iam::(\d{12}):/.exec(arn ?? '')?.[1] ?? this.input.account,
      name: name ?? this.laterName(resource),
      inline: inlineOf(resource),
      attached: textsOf(field(attributes, 'managed_policy_arns')).map(policyReference),
      boundary: boundary ? policyReference(boundary) : laterBoundary,
    };
  }

  /** To be called when everything has been read. */
  public finish(): void {
    this.resources.forEach((resource) => this.place(resource));
    this.resources.clear();
  }

  private place(resource: TerraformResource): void {
    const { address, type, attributes } = resource;
    const { permissions, file, account: given } = this.input;
    if (permissions === undefined) return;
    const { book } = permissions;
    const running = RUNNING.get(type);
    if (running) return this.placeRunning(running, resource);
    // The configuration comes after the resources.
    this.permissionsBoundary(address);
    if (type === 'aws_iam_instance_profile') this.placeProfile(resource);
    if (type === 'aws_iam_policy') {
      const arn = textField(attributes, 'arn');
      const keys = [this.addressKey(address), ...arn === undefined ? [] : [arn]];
      book.addManaged(keys, { ...writtenPolicy(resource), ...arn !== undefined && { arn } });
    }
    if (type === 'aws_iam_group') book.addGroup(this.of('group', resource));
    if (type === 'aws_iam_user') {
      const arn = textField(attributes, 'arn') ?? '';
      const [, partition = 'aws', account = given, inArn] = /^arn:([^:]+):iam::(\d{12}):user\/(.+)$/.exec(arn) ?? [];
      const path = (textField(attributes, 'path') ?? '/').slice(1);
      const name = inArn ?? `${path}${textField(attributes, 'name') ?? ''}`;
      permissions.addUser({ source: { file, account, address }, partition, account, name, permissions: this.of('user', resource) });
    }
    this.attachments.place(resource);
  }

  private placeRunning(kind: ResourceWithRole, { address, attributes }: TerraformResource): void {
    const { role: path, name } = kind.terraform;
    const [written, id] = ['arn', 'id'].map((each) => textField(attributes, each)).filter((each) => each?.startsWith('arn:'));
    const account = /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(written ?? id ?? '')?.[1] ?? this.input.account;
    const ownName = (name === undefined ? undefined : textField(attributes, name)) ?? `generated-${address}`;
    const arn = written ?? id ?? arnWithName(kind, ownName, { account, region: textField(attributes, 'region') });
    const role = memberAt(attributes, path);
    const keysOf = kind.isProfile ? (text: string) => this.profileKeys(text, account) : (text: string) => this.roleKeys(text);
    const keys = typeof role === 'string' ? keysOf(role) : this.referredTo(address, path);
    this.input.permissions!.book.addResource(keys, { arn, name: `${kind.what} ${address}` });
  }

  private placeProfile(resource: TerraformResource): void {
    const { address, attributes } = resource;
    const name = textField(attributes, 'name');
    const ofAccount = profileKeysOfArn(textField(attributes, 'arn') ?? '');
    const named = name === undefined ? [] : this.profileKeys(name, this.input.account);
    const roles = this.attachments.owners('role', resource, 'role').flatMap(({ target }) => target.keys);
    this.input.permissions!.book.addProfile([this.addressKey(address), ...ofAccount, ...named], roles);
  }

  private profileKeys(name: string, account: string | undefined): readonly string[] {
    return [this.nameKey('instance profile', name), ...account === undefined ? [] : [profileKey(name, account)]];
  }

  /** A role that is planned has no ARN yet, which a text of the configuration may name all the same. */
  private roleKeys(role: string): readonly string[] {
    const isArn = role.startsWith('arn:');
    return isArn ? [role, this.laterKey('role', lastPart(role))] : [this.nameKey('role', lastPart(role))];
  }

  private laterKey(kind: Kind, name: string): string {
    return `${this.nameKey(kind, name)} without an ARN`;
  }

  private permissionsBoundary(address: string): void {
    const keys = this.referredTo(address, ['permissions_boundary']);
    if (keys.length > 0) this.input.permissions!.book.addAlias(this.boundaryKey(address), keys);
  }

  private boundaryKey(address: string): string {
    return `boundary of ${this.addressKey(address)}`;
  }

  private addressKey(address: string): string {
    return this.attachments.addressKey(address);
  }

  private nameKey(kind: Kind | 'instance profile', name: string): string {
    return this.attachments.nameKey(kind, name);
  }

  /** The keys of what the attribute refers to in the configuration. */
  private referredTo(address: string, attribute: MemberPath): readonly string[] {
    return this.configuration.referencesOf(address, attribute).resources.flat().map((each) => this.addressKey(each));
  }

  private laterName({ address, attributes }: TerraformResource): PartlyKnownText {
    const end = holeFrom({ kind: 'attribute', name: address, attribute: 'name', scope: this.input.scope });
    return textOf([textField(attributes, 'name_prefix') ?? '', end]);
  }
}

/** What only the configuration of a role that is planned may name. */
const LATER_OF_ROLE: readonly string[] = ['permissions_boundary', 'managed_policy_arns', 'inline_policy'];

/** A block whose policy is known only after apply is a policy about which nothing is known. */
function inlineOf({ address, attributes, unknown }: TerraformResource): readonly WrittenPolicy[] {
  const [known, later] = [attributes, unknown].map((each) => itemsOf(field(each, 'inline_policy')));
  return Array.from({ length: Math.max(known.length, later.length) }, (_, index) => {
    const policy = textField(known[index], 'policy');
    const isKnown = policy !== undefined || field(later[index], 'policy') !== true && later[index] !== undefined;
    return isKnown && policy === undefined ? [] : [{ name: `policy "${textField(known[index], 'name') ?? address}"`, document: policy }];
  }).flat();
}

/** A function may hold much more, and there can be very many. */
function neededOf({ terraform: { role: [role], name } }: ResourceWithRole, attributes: JsonObject): JsonObject {
  return Object.fromEntries(['arn', 'id', 'region', role, name ?? 'id'].map((key) => [key, field(attributes, key)]));
}
