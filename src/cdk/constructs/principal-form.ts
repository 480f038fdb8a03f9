/** The forms of a trusted principal, and what follows from each: its ARN, its condition, and its name in messages. */
import { Aws, CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ValidationError } from './validation-error';

interface PrincipalAccount {
  /** Undefined if it is the partition that the role is deployed to. */
  readonly partition?: string;
  /** 12 digits, or a token that stands for the role's own account. */
  readonly account: string;
}

export interface UserForm extends PrincipalAccount { readonly kind: 'user'; /** With its path: `team/alice`. */ readonly name: string }
export interface RoleForm extends PrincipalAccount { readonly kind: 'role'; /** With its path: `team/Deploy`. */ readonly name: string }
export interface SessionForm extends PrincipalAccount { readonly kind: 'session'; readonly roleName: string; readonly sessionName: string }
export interface PermissionSetForm extends PrincipalAccount { readonly kind: 'permission-set'; readonly name: string }
export interface AccountForm extends PrincipalAccount { readonly kind: 'account'; readonly reason: string }

/** A user or role that this app creates. Its ARN is a reference to the resource. */
export interface ResourceForm {
  readonly kind: 'resource';
  readonly of: 'user' | 'role';
  readonly arn: string;
  readonly resource: CfnResource;
}

export type PrincipalForm = UserForm | RoleForm | SessionForm | PermissionSetForm | AccountForm | ResourceForm;

/** The value of `Principal.AWS`. */
export function principalArn(form: PrincipalForm): string {
  if (form.kind === 'resource') return form.arn;
  switch (form.kind) {
    case 'user':
    case 'role': return arnIn(form, 'iam', `${form.kind}/${form.name}`);
    case 'session': return arnIn(form, 'sts', `assumed-role/${form.roleName}/${form.sessionName}`);
    case 'permission-set':
    case 'account': return arnIn(form, 'iam', 'root');
  }
}

function arnIn({ partition = Aws.PARTITION, account }: PrincipalAccount, service: 'iam' | 'sts', resource: string): string {
  return `arn:${partition}:${service}::${account}:${resource}`;
}

/**
 * The patterns of `aws:PrincipalArn` that narrow an account down to one permission set. Undefined for the other forms.
 *
 * Identity Center names its role `AWSReservedSSO_<permission set>_<16 hex digits>`, and puts its region into the path unless
 * that is us-east-1. The pattern for the suffix is 16 times `?`, not `*`: `Admin` must not match the permission set `Admin_Extra`.
 */
export function principalArnPatterns(form: PrincipalForm): readonly string[] | undefined {
  if (form.kind !== 'permission-set') return undefined;
  const folder = arnIn(form, 'iam', 'role/aws-reserved/sso.amazonaws.com');
  const role = `AWSReservedSSO_${form.name}_${'?'.repeat(16)}`;
  return [`${folder}/${role}`, `${folder}/*/${role}`];
}

/** Whether the principal is an IAM user, or contains IAM users. Only IAM users can authenticate with MFA and have a user name. */
export function hasUsers(form: PrincipalForm): boolean {
  return form.kind === 'user' || form.kind === 'account' || (form.kind === 'resource' && form.of === 'user');
}

/** `role Deploy of account 111122223333` */
export function describePrincipalForm(form: PrincipalForm): string {
  if (form.kind === 'resource') return `${form.of} ${form.resource.node.path.replace(/\/Resource$/, '')} of this app`;
  const account = Token.isUnresolved(form.account) ? "the role's own account" : `account ${form.account}`;
  switch (form.kind) {
    case 'user':
    case 'role': return `${form.kind} ${form.name} of ${account}`;
    case 'session': return `session ${form.sessionName} of role ${form.roleName} of ${account}`;
    case 'permission-set': return `permission set ${form.name} of ${account}`;
    case 'account': return `the whole of ${account}`;
  }
}

/** Forms that name the same principal have the same key. The accounts must already be bound. */
export function principalKey(form: PrincipalForm): string {
  switch (form.kind) {
    case 'resource': return `resource ${form.resource.node.addr}`;
    case 'account': return `account ${form.account}`;
    case 'session': return `session ${form.account} ${form.roleName} ${form.sessionName}`;
    default: return `${form.kind} ${form.account} ${form.name}`;
  }
}

/**
 * The form as it appears in the stack of a role, with its account and partition checked there.
 *
 * A deploy-time account or partition must be that of the role itself (`AWS::AccountId`, `AWS::Partition`).
 */
export function bindPrincipal(scope: Construct, where: string, form: PrincipalForm): PrincipalForm {
  if (form.kind === 'resource') {
    requireKnownEnvironment(scope, where, form);
    return form;
  }
  const account = bindAccount(scope, where, form);
  if (form.partition === undefined || !Token.isUnresolved(form.partition)) return { ...form, account };
  const partition: unknown = Stack.of(scope).resolve(form.partition);
  if (typeof partition === 'string') return { ...form, account, partition };
  if (isReference(partition, 'AWS::Partition')) return { ...form, account, partition: undefined };
  throw new ValidationError(
    where,
    `the partition in the ARN of ${describePrincipalForm(form)} is a deploy-time value other than AWS::Partition. ` +
      'Write the partition, or use Aws.PARTITION.',
  );
}

function bindAccount(scope: Construct, where: string, form: Exclude<PrincipalForm, ResourceForm>): string {
  if (!Token.isUnresolved(form.account)) return form.account;
  const account: unknown = Stack.of(scope).resolve(form.account);
  if (typeof account === 'string' && /^\d{12}$/.test(account)) return account;
  if (isReference(account, 'AWS::AccountId')) {
    const own = Stack.of(scope).account;
    return Token.isUnresolved(own) ? Aws.ACCOUNT_ID : own;
  }
  throw new ValidationError(
    where,
    `the account of a trusted ${form.kind} is known only at deployment, so it cannot be checked which account the role trusts. ` +
      "Write its 12 digits as text, or Aws.ACCOUNT_ID for the role's own account.",
  );
}

/**
 * The CDK renders the ARN of a named role of an environment-agnostic stack with `AWS::AccountId`. In a stack with an explicit
 * account, that is *this* account, so the ARN would name a different role.
 */
function requireKnownEnvironment(scope: Construct, where: string, form: ResourceForm): void {
  const theirs = Stack.of(form.resource);
  const ours = Stack.of(scope);
  if (theirs === ours || !Token.isUnresolved(theirs.account) || Token.isUnresolved(ours.account)) return;
  throw new ValidationError(
    where,
    `the account of ${describePrincipalForm(form)} is not known: its stack ${theirs.node.path} has no explicit account, ` +
      `while this role is deployed to ${ours.account}. Give that stack an explicit env ({ account, region }).`,
  );
}

export function isReference(value: unknown, to: string): boolean {
  return typeof value === 'object' && value !== null && (value as { Ref?: unknown }).Ref === to;
}

/** The user or role behind a principal. */
export interface IamIdentity {
  readonly of: 'user' | 'role';
  readonly arn: string;
  /** The resource that creates it. Undefined if it is imported. */
  readonly resource?: CfnResource;
}

/** The user or role behind a principal. Undefined if it is any other principal. */
export function identityOf(principal: iam.IPrincipal): IamIdentity | undefined {
  const { roleArn, userArn } = principal as unknown as { roleArn?: unknown; userArn?: unknown };
  // The ARN is read first, because that makes a lazy role create its resource.
  if (typeof roleArn === 'string') return { of: 'role', arn: roleArn, resource: resourceBehind(principal, 'AWS::IAM::Role') };
  return typeof userArn === 'string' ? { of: 'user', arn: userArn, resource: resourceBehind(principal, 'AWS::IAM::User') } : undefined;
}

function resourceBehind(principal: iam.IPrincipal, type: string): CfnResource | undefined {
  let construct: unknown = principal;
  while (Construct.isConstruct(construct)) {
    if (CfnResource.isCfnResource(construct)) return construct.cfnResourceType === type ? construct : undefined;
    construct = construct.node.defaultChild;
  }
  return undefined;
}
