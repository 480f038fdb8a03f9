/** Gives a caller the permission to assume a role, in its own policies - or fails, where CDK grants would pass in silence. */
import { ArnFormat, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Dependable, IConstruct } from 'constructs';
import { IamIdentity, identityOf, isReference } from './principal-form';
import { show, ValidationError } from './validation-error';

/** A user or role that asks for the permission. */
export interface Grantee extends IamIdentity {
  readonly principal: iam.IPrincipal;
  /** For messages: the path of its construct. */
  readonly name: string;
}

/** Throws for what is neither a user nor a role: nothing else has policies of its own that could say `sts:AssumeRole`. */
export function granteeOf(where: string, identity: iam.IPrincipal): Grantee {
  const principal = identity?.grantPrincipal ?? identity;
  const found = typeof principal === 'object' && principal !== null ? identityOf(principal) : undefined;
  if (!found) {
    throw new ValidationError(where, `${show(principal)} has no policy of its own to write the permission into. Pass an iam.Role or an iam.User of this app; for a caller outside the app, its own administrators have to allow sts:AssumeRole.`);
  }
  return { ...found, principal, name: (principal as unknown as IConstruct).node?.path ?? found.arn };
}

/** Writes `actions` on exactly this ARN. Throws when nothing would be written, or when it would be written in the wrong account. */
export function grantActions(where: string, grantee: Grantee, actions: string[], roleArn: string): iam.Grant {
  const writes = canWrite(grantee.principal);
  if (!writes) requireImportedHere(where, grantee);
  const grant = iam.Grant.addToPrincipal({ grantee: grantee.principal, actions, resourceArns: [roleArn] });
  // An imported role that is read-only claims success and writes nothing; what was written has a policy behind it.
  const written = grant.success && (writes || Dependable.of(grant).dependencyRoots.some((root) => root instanceof iam.Policy));
  if (!written) throw cannotWrite(where, grantee, 'is read-only in this app');
  return grant;
}

/** Is it a user or role that the app creates, and not a read-only view of it? */
function canWrite(principal: iam.IPrincipal): boolean {
  return iam.Role.isRole(principal) || principal instanceof iam.User || principal instanceof iam.LazyRole;
}

/** The policy of an imported user or role is created in the stack that imports it, whatever account the ARN names. */
function requireImportedHere(where: string, grantee: Grantee): void {
  if (grantee.resource) return;
  const construct = grantee.principal as unknown as IConstruct;
  const stack = Stack.of(construct);
  const account = stack.splitArn(grantee.arn, ArnFormat.SLASH_RESOURCE_NAME).account ?? '';
  const comparison = Token.compareStrings(stack.account, account);
  const same = comparison === TokenComparison.SAME || (comparison === TokenComparison.BOTH_UNRESOLVED && isReference(stack.resolve(account), 'AWS::AccountId'));
  if (!same) {
    const theirs = Token.isUnresolved(account) ? 'known at deployment only' : account;
    throw cannotWrite(where, grantee, `is imported, and its account (${theirs}) is not known to be that of the stack ${stack.node.path}, where its policy would go`);
  }
}

function cannotWrite(where: string, grantee: Grantee, why: string): ValidationError {
  return new ValidationError(
    where,
    `the permission cannot be written: ${grantee.name} ${why}. Pass the iam.Role or iam.User that creates it, or have sts:AssumeRole on this role allowed where it is created.`,
  );
}
