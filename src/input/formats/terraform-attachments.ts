/** What Terraform attaches to roles, users and groups: policies, and users to groups. */
import { TerraformConfiguration } from './terraform-configuration';
import type { TerraformResource } from './terraform-permissions';
import { field, itemsOf, textField } from '../../cloudformation/template';
import { OwnPermissions, Reference, WrittenPolicy } from '../../reach/policy-book';
import type { PossibleTarget } from '../../reach/possible-target';
import { InputFile } from '../role-sink';

type Kind = OwnPermissions['kind'];

const KINDS: readonly Kind[] = ['role', 'user', 'group'];

export class TerraformAttachments {
  constructor(private readonly input: InputFile, private readonly configuration: TerraformConfiguration) { }

  public addressKey(address: string): string {
    return `${this.input.scope}${this.input.file} ${address}`;
  }

  public nameKey(kind: Kind | 'instance profile', name: string): string {
    return `${this.input.scope}${this.input.file} ${kind} ${name}`;
  }

  /** To be called when the configuration has been read. */
  public place(resource: TerraformResource): void {
    const { type } = resource;
    const kindOf = (pattern: RegExp) => KINDS.find((kind) => kind === pattern.exec(type)?.[1]);
    if (type === 'aws_iam_role') this.placeLater(resource);
    const withInline = kindOf(/^aws_iam_(role|user|group)_policy$/);
    if (withInline) this.attach(withInline, resource, withInline, writtenPolicy(resource));
    const attached = kindOf(/^aws_iam_(role|user|group)_policy_attachment$/);
    if (attached) for (const policy of this.policiesOf(resource, 'policy_arn')) this.attach(attached, resource, attached, policy);
    const exclusive = kindOf(/^aws_iam_(role|user|group)_policy_attachments_exclusive$/);
    if (exclusive) {
      for (const policy of this.policiesOf(resource, 'policy_arns')) this.attach(exclusive, resource, `${exclusive}_name`, policy);
    }
    if (type === 'aws_iam_policy_attachment') {
      for (const policy of this.policiesOf(resource, 'policy_arn')) {
        for (const kind of KINDS) this.attach(kind, resource, `${kind}s`, policy);
      }
    }
    if (type === 'aws_iam_user_group_membership') this.addMembers(resource, 'user', 'groups');
    if (type === 'aws_iam_group_membership') this.addMembers(resource, 'users', 'group');
  }

  /** Of a role that is planned: what only the configuration says about its policies. */
  private placeLater(resource: TerraformResource): void {
    const { address, unknown } = resource;
    const { book } = this.input.permissions!;
    const to = [this.addressKey(address)];
    const isLater = (attribute: string) => field(unknown, attribute) !== undefined && this.configuration.mayGive(address, attribute);
    if (isLater('managed_policy_arns')) {
      for (const policy of this.policiesOf(resource, 'managed_policy_arns')) book.attach({ to, policy });
    }
    // The provider decides what a role without inline policies has, too.
    if (field(unknown, 'inline_policy') === true && isLater('inline_policy')) {
      book.attach({ to, policy: { name: `the inline policies of ${address}`, document: undefined } });
    }
  }

  private attach(kind: Kind, resource: TerraformResource, attribute: string, policy: WrittenPolicy | Reference): void {
    const { book } = this.input.permissions!;
    for (const { target, isCertain } of this.owners(kind, resource, attribute)) {
      const why = target.name === undefined
        ? `it is known after apply only which ${kind}s it is attached to`
        : `the input does not say in which account the ${kind} ${target.name} is`;
      const doubted = { ...policy, uncertain: policy.uncertain === undefined ? why : `${policy.uncertain}, and ${why}` };
      book.attach({ to: target.keys, policy: isCertain ? policy : doubted });
      book.attachPerhaps(target, doubted);
    }
  }

  private addMembers(resource: TerraformResource, users: string, groups: string): void {
    const { book } = this.input.permissions!;
    for (const { target: group, isCertain: isInGroup } of this.owners('group', resource, groups)) {
      for (const { target, isCertain } of this.owners('user', resource, users)) {
        const why = 'it is known after apply only which users are in which groups';
        const reference = { keys: group.keys, name: group.keys[0] ?? `of ${resource.address}` };
        book.addMember(target.keys, isCertain && isInGroup ? reference : { ...reference, uncertain: why });
        book.addPossibleMember(target, { ...reference, uncertain: why });
      }
    }
  }

  /** The policies that an attribute names: an ARN, or a list of them. */
  private policiesOf(resource: TerraformResource, attribute: string): readonly Reference[] {
    const { address, attributes, unknown } = resource;
    const known = textsOf(field(attributes, attribute));
    const isKnown = !holdsUnknown(resource, attribute) && known.length > 0;
    if (isKnown || isEmptyList(field(attributes, attribute))) return known.map(policyReference);
    const { resources, hasMore } = this.configuration.referencesOf(address, [attribute]);
    const later = itemsOf(field(unknown, attribute)).filter((each) => each === true).length;
    // The configuration lists references, not the constants between them.
    const isList = attribute !== 'policy_arn';
    const isWhole = !hasMore && resources.length === (isList && !Array.isArray(field(unknown, attribute)) ? -1 : later || 1);
    const isOneOfMany = !isList && (hasMore || resources.length > 1);
    const followed = resources.map((addresses): Reference => ({
      keys: addresses.map((each) => this.addressKey(each)),
      name: `policy ${addresses[0]}`,
      ...isOneOfMany && { uncertain: `it is known after apply only which policy ${address} attaches` },
    }));
    const rest: Reference = { keys: [], name: `a policy that ${address} attaches, and that is known after apply only,` };
    return [...known.map(policyReference), ...followed, ...isWhole || isOneOfMany && !hasMore ? [] : [rest]];
  }

  /** Who an attribute names: a name, or a list of them. */
  public owners(kind: Kind, resource: TerraformResource, attribute: string): readonly NamedOwner[] {
    const { address, attributes } = resource;
    const value = field(attributes, attribute);
    const known = textsOf(value).map(lastPart).map((name): NamedOwner => (
      { target: { kind, keys: [this.nameKey(kind, name)], account: this.input.account, name }, isCertain: true }
    ));
    const { resources, hasMore } = this.configuration.referencesOf(address, [attribute]);
    const isOptional = attribute.endsWith('s') && !attribute.endsWith('_name');
    const isMissing = value === undefined || value === null;
    if (!holdsUnknown(resource, attribute) && (!isMissing || isOptional && resources.length === 0 && !hasMore)) return known;
    const isCertain = !hasMore && (isOptional || resources.length === 1);
    const target = (keys: readonly string[]): NamedOwner['target'] => ({ kind, keys, account: this.input.account });
    const followed = resources.map((addresses): NamedOwner => (
      { target: target(addresses.map((each) => this.addressKey(each))), isCertain }
    ));
    return [...known, ...followed, ...hasMore || resources.length === 0 ? [{ target: target([]), isCertain: false }] : []];
  }
}

interface NamedOwner {
  readonly target: PossibleTarget & { readonly name?: string };
  /** What has the keys of the target is meant for certain. If nothing has them, something of another input may be meant. */
  readonly isCertain: boolean;
}

/** Is the value, or part of it, known only after apply? */
export function holdsUnknown({ attributes, unknown }: TerraformResource, attribute: string): boolean {
  const later = field(unknown, attribute);
  const value = field(attributes, attribute);
  return unknown === true || later === true || Array.isArray(later) && later.includes(true) || Array.isArray(value) && value.includes(null);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

export function textsOf(value: unknown): readonly string[] {
  return itemsOf(value).filter((each): each is string => typeof each === 'string');
}

export function writtenPolicy({ address, attributes }: TerraformResource): WrittenPolicy {
  const policy = textField(attributes, 'policy');
  return { name: `policy "${textField(attributes, 'name') ?? address}"`, document: policy };
}

export function policyReference(arn: string): Reference {
  return { keys: [arn], name: `policy ${arn}` };
}

export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
