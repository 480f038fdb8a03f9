/** Adds the permission to assume a role to the caller's own policies, and fails where a grant of the CDK would silently do nothing. */
import { ArnFormat, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Dependable, IConstruct } from 'constructs';
import { IamIdentity, identityOf, isReference } from './principal-form';
import { show, ValidationError } from './validation-error';

/** The user or role that gets the permission. */
export interface Grantee extends IamIdentity {
  readonly principal: iam.IPrincipal;
  /** For messages: the path of its construct. */
  readonly name: string;
}

/** Throws for a principal that is neither a user nor a role: no other principal has policies that could allow `sts:AssumeRole`. */
export function granteeOf(where: string, identity: iam.IPrincipal): Grantee {
  const principal = identity?.grantPrincipal ?? identity;
  const found = typeof principal === 'object' && principal !== null ? identityOf(principal) : undefined;
  if (!found) {
    throw new ValidationError(
      where,
      `${show(principal)} has no policy of its own to add the permission to. Pass an iam.Role or an iam.User of this app. ` +
        'A caller outside this app needs sts:AssumeRole from the administrators of its own account.',
    );
  }
  return { ...found, principal, name: (principal as unknown as IConstruct).node?.path ?? found.arn };
}

/** Allows `actions` on exactly this ARN. Throws if nothing would be written, or if it would be written in the wrong account. */
export function grantActions(where: string, grantee: Grantee, actions: string[], roleArn: string): iam.Grant {
  const writes = canWrite(grantee.principal);
  if (!writes) requireImportedHere(where, grantee);
  const grant = iam.Grant.addToPrincipal({ grantee: grantee.principal, actions, resourceArns: [roleArn] });
  // A grant to a read-only imported role claims success and writes nothing. If something was written, there is a policy.
  const written = grant.success && (writes || Dependable.of(grant).dependencyRoots.some((root) => root instanceof iam.Policy));
  if (!written) throw cannotWrite(where, grantee, 'is read-only in this app');
  return grant;
}

/** Whether it is a user or role that the app creates, and not a read-only view of one. */
function canWrite(principal: iam.IPrincipal): boolean {
  return iam.Role.isRole(principal) || principal instanceof iam.User || principal instanceof iam.LazyRole;
}

/** The CDK creates the policy of an imported user or role in the stack that imports it, whatever account the ARN names. */
function requireImportedHere(where: string, grantee: Grantee): void {
  if (grantee.resource) return;
  const construct = grantee.principal as unknown as IConstruct;
  const stack = Stack.of(construct);
  const account = stack.splitArn(grantee.arn, ArnFormat.SLASH_RESOURCE_NAME).account ?? '';
  const comparison = Token.compareStrings(stack.account, account);
  if (comparison === TokenComparison.SAME) return;
  if (comparison === TokenComparison.BOTH_UNRESOLVED && isReference(stack.resolve(account), 'AWS::AccountId')) return;
  const theirs = Token.isUnresolved(account) ? 'known only at deployment' : account;
  throw cannotWrite(
    where,
    grantee,
    `is imported into the stack ${stack.node.path}, and its account (${theirs}) is not known to be the account of that stack`,
  );
}

function cannotWrite(where: string, grantee: Grantee, why: string): ValidationError {
  return new ValidationError(
    where,
    `the permission cannot be written: ${grantee.name} ${why}. ` +
      'Pass the iam.Role or iam.User that creates it, or allow sts:AssumeRole on this role where it is created.',
  );
}
