/** A stack for roles, a role with valid props, and the parts of the synthesized template that tests compare. */
import { App, Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ExternalId } from '../../../src/cdk/constructs/external-id';
import { SecureCrossAccountRole, SecureCrossAccountRoleProps } from '../../../src/cdk/constructs/secure-cross-account-role';
import { TrustedPrincipal } from '../../../src/cdk/constructs/trusted-principal';

export const OWN = '222222222222';
export const PARTNER = '111122223333';
export const EXTERNAL_ID = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';
export const PARTITION = { Ref: 'AWS::Partition' };
export const MINIMIZE = { '@aws-cdk/aws-iam:minimizePolicies': true };

export function stackIn(env: Environment | undefined = {
  account: OWN, region: 'eu-west-1',
}, context: Record<string, unknown> = {}): Stack {
  return new Stack(new App({ context }), 'PartnerStack', { env });
}

/** An environment-agnostic stack. */
export function stackAnywhere(): Stack {
  return new Stack(new App(), 'PartnerStack');
}

export const ALICE = () => TrustedPrincipal.user(PARTNER, 'alice');

/** A role that trusts alice with MFA and ExternalId, except where the given props differ. */
export function roleIn(stack: Stack, props: Partial<SecureCrossAccountRoleProps> = {}): SecureCrossAccountRole {
  return new SecureCrossAccountRole(stack, 'Audit', { trustedPrincipals: [ALICE()], externalId: ExternalId.of(EXTERNAL_ID), ...props });
}

interface RoleResource {
  readonly Properties: { readonly AssumeRolePolicyDocument: { readonly Statement: readonly Record<string, unknown>[] } };
  readonly Metadata?: Record<string, unknown>;
}

/** The resource of the only `SecureCrossAccountRole` of the stack: the one whose logical id starts with `Audit`. */
export function auditResource(stack: Stack): RoleResource {
  const roles = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role')).filter(
    ([logicalId]) => logicalId.startsWith('Audit'),
  );
  expect(roles).toHaveLength(1);
  return roles[0][1] as RoleResource;
}

export function statementsOf(stack: Stack): readonly Record<string, unknown>[] {
  return auditResource(stack).Properties.AssumeRolePolicyDocument.Statement;
}

/** `arn:` + the partition of the stack + the rest, as CloudFormation sees it. */
export function arnInOwnPartition(rest: string): unknown {
  return { 'Fn::Join': ['', ['arn:', PARTITION, rest]] };
}

/** The text of the error that the call threw; fails when it did not throw. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected the call to throw');
}
