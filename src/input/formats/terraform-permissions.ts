/**
 * The policies of the roles, users and groups of Terraform, and the resources that run with a role. In a plan, the ARN of a policy or role
 * that does not exist yet is not known; then the configuration says what the attachment or the resource refers to.
 */
import { field, isObject, itemsOf, JsonObject, textField } from '../../cloudformation/template';
import { OwnPermissions, Reference, WrittenPolicy } from '../../reach/policy-book';
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

const KINDS: readonly Kind[] = ['role', 'user', 'group'];

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
  /** By address without indexes, the expressions of the configuration. */
  private readonly expressions = new Map<string, unknown>();

  constructor(private readonly input: InputFile) { }

  /** A resource that is read twice counts as it is read the second time. */
  public add(resource: TerraformResource): void {
    if (!this.input.permissions || !saysPermissions(resource.type)) return;
    const running = RUNNING.get(resource.type);
    if (running) return void this.resources.set(resource.address, { ...resource, attributes: neededOf(running, resource.attributes) });
    // There can be very many roles. What a role says is read with the role, except for a boundary that only the configuration names.
    const isRead = resource.type === 'aws_iam_role' && field(resource.unknown, 'permissions_boundary') !== true;
    if (!isRead) this.resources.set(resource.address, resource);
  }

  public remove(address: string): void {
    this.resources.delete(address);
  }

  public readConfiguration(configuration: unknown): void {
    this.readModule(field(configuration, 'root_module'), '');
  }

  /** What a role, user or group says about itself. */
  public of(kind: Kind, { address, attributes, unknown }: TerraformResource): OwnPermissions {
    const name = textField(attributes, 'name');
    const arn = textField(attributes, 'arn');
    const boundary = textField(attributes, 'permissions_boundary');
    const inline = itemsOf(field(attributes, 'inline_policy')).filter((policy) => textField(policy, 'policy') !== undefined);
    const isBoundaryUnknown = field(unknown, 'permissions_boundary') === true;
    const laterBoundary = isBoundaryUnknown ? { keys: [this.boundaryKey(address)], name: `of ${address}` } : undefined;
    return {
      kind,
      keys: [
        this.addressKey(address),
        ...name === undefined ? [] : [this.nameKey(kind, name)],
        ...arn !== undefined ? [arn] : name !== undefined ? [this.laterKey(kind, name)] : [],
      ],
      inline: inline.map((policy): WrittenPolicy => (
        { name: `policy "${textField(policy, 'name') ?? address}"`, document: field(policy, 'policy') }
      )),
      attached: itemsOf(field(attributes, 'managed_policy_arns') ?? undefined).map((each) => policyReference(String(each))),
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
    const kindOf = (pattern: RegExp) => KINDS.find((kind) => kind === pattern.exec(type)?.[1]);
    const running = RUNNING.get(type);
    if (running) return this.placeRunning(running, resource);
    // The configuration comes after the resources.
    this.permissionsBoundary(address);
    if (type === 'aws_iam_instance_profile') this.placeProfile(resource);
    if (type === 'aws_iam_policy') {
      const arn = textField(attributes, 'arn');
      const keys = [this.addressKey(address), ...arn === undefined ? [] : [arn]];
      book.addManaged(keys, { ...this.written(resource), ...arn !== undefined && { arn } });
    }
    if (type === 'aws_iam_group') book.addGroup(this.of('group', resource));
    if (type === 'aws_iam_user') {
      const arn = textField(attributes, 'arn') ?? '';
      const [, partition = 'aws', account = given, inArn] = /^arn:([^:]+):iam::(\d{12}):user\/(.+)$/.exec(arn) ?? [];
      const path = (textField(attributes, 'path') ?? '/').slice(1);
      const name = inArn ?? `${path}${textField(attributes, 'name') ?? ''}`;
      permissions.addUser({ source: { file, account, address }, partition, account, name, permissions: this.of('user', resource) });
    }
    const withInline = kindOf(/^aws_iam_(role|user|group)_policy$/);
    if (withInline) book.attach({ to: this.owner(withInline, resource, withInline).keys, policy: this.written(resource) });
    const attached = kindOf(/^aws_iam_(role|user|group)_policy_attachment$/);
    if (attached) book.attach({ to: this.owner(attached, resource, attached).keys, policy: this.policyOf(resource) });
    if (type === 'aws_iam_policy_attachment') {
      for (const kind of KINDS) {
        for (const key of this.owners(kind, resource, `${kind}s`)) book.attach({ to: [key], policy: this.policyOf(resource) });
      }
    }
    if (type === 'aws_iam_user_group_membership') {
      const user = this.owner('user', resource, 'user').keys;
      for (const key of this.owners('group', resource, 'groups')) book.addMember(user, { keys: [key], name: key });
    }
    if (type === 'aws_iam_group_membership') {
      const group = this.owner('group', resource, 'group');
      for (const key of this.owners('user', resource, 'users')) book.addMember([key], group);
    }
  }

  private placeRunning(kind: ResourceWithRole, { address, attributes }: TerraformResource): void {
    const { role: path, name } = kind.terraform;
    const [written, id] = ['arn', 'id'].map((each) => textField(attributes, each)).filter((each) => each?.startsWith('arn:'));
    const account = /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(written ?? id ?? '')?.[1] ?? this.input.account;
    const ownName = (name === undefined ? undefined : textField(attributes, name)) ?? `generated-${address}`;
    const arn = written ?? id ?? arnWithName(kind, ownName, { account, region: textField(attributes, 'region') });
    const role = memberAt(attributes, path);
    const keysOf = kind.isProfile ? (text: string) => this.profileKeys(text, account) : (text: string) => this.roleKeys(text);
    const keys = typeof role === 'string' ? keysOf(role) : this.referencesOf(address, path).keys;
    this.input.permissions!.book.addResource(keys, { arn, name: `${kind.what} ${address}` });
  }

  private placeProfile(resource: TerraformResource): void {
    const { address, attributes } = resource;
    const name = textField(attributes, 'name');
    const ofAccount = profileKeysOfArn(textField(attributes, 'arn') ?? '');
    const named = name === undefined ? [] : this.profileKeys(name, this.input.account);
    this.input.permissions!.book.addProfile([this.addressKey(address), ...ofAccount, ...named], this.owner('role', resource, 'role').keys);
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
    const { keys } = this.referencesOf(address, ['permissions_boundary']);
    if (keys.length > 0) this.input.permissions!.book.addAlias(this.boundaryKey(address), keys);
  }

  private boundaryKey(address: string): string {
    return `boundary of ${this.addressKey(address)}`;
  }

  private written({ address, attributes }: TerraformResource): WrittenPolicy {
    const policy = textField(attributes, 'policy');
    return { name: `policy "${textField(attributes, 'name') ?? address}"`, document: policy };
  }

  private policyOf({ address, attributes }: TerraformResource): Reference {
    const arn = textField(attributes, 'policy_arn');
    return arn === undefined ? this.referencesOf(address, ['policy_arn']) : policyReference(arn);
  }

  private owner(kind: Kind, { address, attributes }: TerraformResource, attribute: string): Reference {
    const name = textField(attributes, attribute);
    return name === undefined ? this.referencesOf(address, [attribute]) : { keys: [this.nameKey(kind, lastPart(name))], name };
  }

  private owners(kind: Kind, { address, attributes }: TerraformResource, attribute: string): readonly string[] {
    const names = field(attributes, attribute);
    if (!Array.isArray(names)) return this.referencesOf(address, [attribute]).keys;
    return names.map((name) => this.nameKey(kind, lastPart(String(name))));
  }

  private addressKey(address: string): string {
    return `${this.input.scope}${this.input.file} ${address}`;
  }

  private nameKey(kind: Kind | 'instance profile', name: string): string {
    return `${this.input.scope}${this.input.file} ${kind} ${name}`;
  }

  /** What the attribute refers to in the configuration: in the same module, with the same index or with none. */
  private referencesOf(address: string, attribute: MemberPath): Reference {
    const [, module, , index = ''] = /^((?:module\.[^.[]+(?:\[[^\]]*\])?\.)*)(.*?)(\[[^\]]*\])?$/.exec(address) ?? [];
    const expression = memberAt(this.expressions.get(withoutIndexes(address)), attribute);
    const references = itemsOf(field(expression, 'references')).map(String).filter((reference) => /^aws_iam_\w+\.[^.]+$/.test(reference));
    const keys = references.flatMap((reference) => (
      [`${module}${reference}`, ...index === '' || reference.includes('[') ? [] : [`${module}${reference}${index}`]]
    ));
    const name = references[0] === undefined ? `of ${address}` : `policy ${module}${references[0]}`;
    return { keys: keys.map((key) => this.addressKey(key)), name };
  }

  private readModule(module: unknown, prefix: string): void {
    for (const resource of itemsOf(field(module, 'resources'))) {
      this.expressions.set(`${prefix}${textField(resource, 'address')}`, field(resource, 'expressions'));
    }
    const calls = field(module, 'module_calls');
    if (!isObject(calls)) return;
    for (const [name, call] of Object.entries(calls)) this.readModule(field(call, 'module'), `${prefix}module.${name}.`);
  }
}

/** A function may hold much more, and there can be very many. */
function neededOf({ terraform: { role: [role], name } }: ResourceWithRole, attributes: JsonObject): JsonObject {
  return Object.fromEntries(['arn', 'id', 'region', role, name ?? 'id'].map((key) => [key, field(attributes, key)]));
}

function policyReference(arn: string): Reference {
  return { keys: [arn], name: `policy ${arn}` };
}

function withoutIndexes(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
