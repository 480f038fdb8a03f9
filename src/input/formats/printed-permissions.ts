/**
 * The policies of an account as AWS prints them: `aws iam get-account-authorization-details`, and items of AWS Config, whose names begin
 * with a lower-case letter.
 */
import { field, isObject, itemsOf, textField } from '../../cloudformation/template';
import { OwnPermissions, PolicyBook, Reference, WrittenPolicy } from '../../reach/policy-book';
import { MissingPolicy } from '../../reach/principal';
import { profileKeysOfArn } from '../../reach/running-resources';
import { InputFile } from '../role-sink';

type Kind = OwnPermissions['kind'];

/** The policies of a role, user or group; `account` where its ARN does not say it. */
export function printedPermissions(kind: Kind, printed: unknown, account?: string): OwnPermissions {
  const arn = textOf(printed, 'Arn');
  const own = accountIn(arn) ?? account;
  const policyList = valueOf(printed, `${title(kind)}PolicyList`);
  const name = textOf(printed, `${title(kind)}Name`);
  const boundary = textOf(valueOf(printed, 'PermissionsBoundary'), 'PermissionsBoundaryArn');
  const missing: MissingPolicy[] = policyList === undefined && valueOf(printed, 'AttachedManagedPolicies') === undefined
    ? [{ as: 'all', message: `the input does not contain the policies of ${kind} ${name ?? arn ?? ''}`.trim() }]
    : [];
  return {
    kind,
    keys: [...arn === undefined ? [] : [arn], ...name === undefined ? [] : [keyOf(kind, name, own)], ...profilesOf(printed)],
    account: own,
    name,
    inline: itemsOf(policyList).map((policy): WrittenPolicy => (
      { name: `policy "${textOf(policy, 'PolicyName') ?? ''}"`, document: valueOf(policy, 'PolicyDocument') }
    )),
    attached: itemsOf(valueOf(printed, 'AttachedManagedPolicies')).map((policy) => managed(textOf(policy, 'PolicyArn'))),
    boundary: boundary === undefined ? undefined : managed(boundary),
    groups: kind === 'user' ? itemsOf(valueOf(printed, 'GroupList')).map((group) => groupNamed(String(group), own)) : undefined,
    isWhole: true,
    missing,
  };
}

/** By the instance profile that a role is in, instances refer to it. */
function profilesOf(printed: unknown): readonly string[] {
  return itemsOf(valueOf(printed, 'InstanceProfileList')).flatMap((profile) => profileKeysOfArn(textOf(profile, 'Arn') ?? ''));
}

/** A customer-managed policy in its default version. */
export function addPrintedPolicy(printed: unknown, book: PolicyBook): void {
  const arn = textOf(printed, 'Arn');
  if (arn === undefined) return;
  const versions = itemsOf(valueOf(printed, 'PolicyVersionList'));
  const id = textOf(printed, 'DefaultVersionId');
  const isDefault = (each: unknown) => valueOf(each, 'IsDefaultVersion') === true;
  const version = versions.find(isDefault) ?? versions.find((each) => textOf(each, 'VersionId') === id);
  if (version === undefined) return;
  book.addManaged([arn], { name: `policy "${textOf(printed, 'PolicyName') ?? arn}"`, arn, document: valueOf(version, 'Document') });
}

/** An IAM user, with its groups. */
export function addPrintedUser(printed: unknown, { file, permissions }: InputFile, account?: string): void {
  const arn = textOf(printed, 'Arn');
  const [, partition, own, name] = /^arn:([^:]+):iam::(\d{12}):user\/(.+)$/.exec(arn ?? '') ?? [];
  permissions?.addUser({
    source: { file, account: own ?? account, roleName: textOf(printed, 'UserName') },
    partition: partition ?? 'aws',
    account: own ?? account,
    name: name ?? textOf(printed, 'UserName'),
    permissions: printedPermissions('user', printed, account),
  });
}

/** Of `get-account-authorization-details`: what is in the lists beside the roles. */
export function addPrintedItem(list: string, printed: unknown, input: InputFile): void {
  const { permissions } = input;
  if (permissions === undefined || !isObject(printed)) return;
  if (list === 'UserDetailList') addPrintedUser(printed, input);
  if (list === 'GroupDetailList') permissions.book.addGroup(printedPermissions('group', printed));
  if (list === 'Policies') addPrintedPolicy(printed, permissions.book);
}

function groupNamed(name: string, account: string | undefined): Reference {
  return { keys: [keyOf('group', name, account)], name };
}

function managed(arn: string | undefined): Reference {
  return { keys: arn === undefined ? [] : [arn], name: `policy ${arn ?? 'without an ARN'}` };
}

/** The names of roles, users and groups are unique in an account, whatever their paths are. */
function keyOf(kind: Kind, name: string, account: string | undefined): string {
  return `${kind} ${name} of ${account ?? 'an account that is not known'}`;
}

function accountIn(arn: string | undefined): string | undefined {
  return /^arn:[^:]+:iam::(\d{12}):/.exec(arn ?? '')?.[1];
}

function valueOf(owner: unknown, name: string): unknown {
  const value = field(owner, name) ?? field(owner, `${name[0].toLowerCase()}${name.slice(1)}`);
  return value === null ? undefined : value;
}

function textOf(owner: unknown, name: string): string | undefined {
  return textField(owner, name) ?? textField(owner, `${name[0].toLowerCase()}${name.slice(1)}`);
}

function title(kind: Kind): string {
  return `${kind[0].toUpperCase()}${kind.slice(1)}`;
}
