/**
 * Commands that show whether a possible cause is the actual one, and who can run them. What is not known is read from a shell variable,
 * and the shell prints what to set.
 */
import { RoleArn } from './attempt';
import { CauseCommand } from './explanation';
import { isOfIdentityCenter } from './possible-requests';
import { shellWord } from './shell-word';
import { Caller, callerAccount, iamArn, isSession, lastSegment } from '../evaluation/assume-role-request';

/** Who called which role, as far as it is known. */
export interface Known {
  readonly caller?: Caller;
  readonly role?: RoleArn;
}

export function variable(name: string, what: string): string {
  return `"\${${name}:?set it to ${what}}"`;
}

export function roleArnWord({ role }: Known): string {
  return role ? shellWord(role.written) : variable('ROLE_ARN', 'the ARN of the role');
}

function roleNameWord({ role }: Known): string {
  return role ? shellWord(lastSegment(role.name)) : variable('ROLE_NAME', 'the name of the role');
}

export const SHOW_CALLER: CauseCommand = { by: 'caller', run: 'aws sts get-caller-identity' };
export const SHOW_CONFIGURATION: CauseCommand = { by: 'caller', run: 'aws configure list' };

export function showRole(known: Known): CauseCommand {
  return { by: 'role-owner', run: `aws iam get-role --role-name ${roleNameWord(known)}` };
}

export interface AssumeOptions {
  readonly mfa?: boolean;
  readonly externalId?: boolean;
  /** Further options, as they are written. */
  readonly more?: string;
}

/** The call with everything that a statement may require of a user. */
export function assumeWith(known: Known, options: AssumeOptions): CauseCommand {
  const parts = [
    `aws sts assume-role --role-arn ${roleArnWord(known)} --role-session-name cli-session`,
    options.externalId ? `--external-id ${variable('EXTERNAL_ID', 'the ExternalId that the owner of the role gave you')}` : undefined,
    options.mfa ? `--serial-number ${variable('MFA_SERIAL', 'the ARN of your MFA device')}` : undefined,
    options.mfa ? `--token-code ${variable('TOKEN_CODE', 'the 6 digits that your MFA device shows')}` : undefined,
    options.more,
  ];
  return { by: 'caller', run: parts.filter((part) => part !== undefined).join(' ') };
}

/** What the identity-based policies and the boundary of the caller allow. The path of the role behind a session is not known. */
export function simulateCaller(known: Known, action: string): CauseCommand {
  return {
    by: 'caller-account',
    run: `aws iam simulate-principal-policy --policy-source-arn ${principalWord(known)} --action-names ${action} ` +
      `--resource-arns ${roleArnWord(known)}`,
  };
}

function principalWord({ caller }: Known): string {
  if (caller?.kind === 'iam-user') return shellWord(iamArn(caller, `user/${caller.name}`));
  if (caller && isSession(caller) && !isOfIdentityCenter(caller)) return shellWord(iamArn(caller, `role/${caller.roleName}`));
  return variable('CALLER_ARN', 'the ARN of the calling user, or of the role of the calling session');
}

/** The policies of the caller, with its boundary. */
export function showCallerPolicies({ caller }: Known): CauseCommand {
  const details = (kind: 'User' | 'Role', name: string) =>
    `aws iam get-account-authorization-details --filter ${kind} --query "${kind}DetailList[?${kind}Name=='${lastSegment(name)}']"`;
  if (caller?.kind === 'iam-user') return { by: 'caller-account', run: details('User', caller.name) };
  return caller && isSession(caller) ? { by: 'caller-account', run: details('Role', caller.roleName) } : SHOW_CALLER;
}

export function showBoundary({ caller }: Known): CauseCommand {
  const ofUser = (name: string) => `aws iam get-user --user-name ${name} --query User.PermissionsBoundary`;
  const ofRole = (name: string) => `aws iam get-role --role-name ${name} --query Role.PermissionsBoundary`;
  if (caller?.kind === 'iam-user') return { by: 'caller-account', run: ofUser(shellWord(lastSegment(caller.name))) };
  const name = caller && isSession(caller) ? shellWord(lastSegment(caller.roleName)) : undefined;
  return { by: 'caller-account', run: ofRole(name ?? variable('CALLER_NAME', 'the name of the role that calls')) };
}

export type OrganizationPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

/** Policies that are attached to the account. Those of its organizational units and of the root count as well. */
export function listOrganizationPolicies(type: OrganizationPolicyType, account: string | undefined): CauseCommand {
  const target = account ?? variable('ACCOUNT_ID', 'the id of the account');
  return { by: 'organization', run: `aws organizations list-policies-for-target --target-id ${target} --filter ${type}` };
}

export function listScps({ caller }: Known): CauseCommand {
  return listOrganizationPolicies('SERVICE_CONTROL_POLICY', caller && callerAccount(caller));
}

export function listRcps({ role }: Known): CauseCommand {
  return listOrganizationPolicies('RESOURCE_CONTROL_POLICY', role?.account);
}

export const SHOW_STS_ENDPOINTS: CauseCommand = {
  by: 'caller-account',
  run: "aws ec2 describe-vpc-endpoints --query \"VpcEndpoints[?ends_with(ServiceName, '.sts')].[VpcEndpointId, PolicyDocument]\"",
};

/** Whether the account of the role has an identity provider for the token, and which audiences it accepts. */
export function showProvider(known: Known, issuer?: string): CauseCommand {
  const { caller, role } = known;
  const host = issuer ?? (caller?.kind === 'oidc' ? caller.issuer : undefined);
  const run = role && host
    ? 'aws iam get-open-id-connect-provider --open-id-connect-provider-arn ' +
      shellWord(`arn:${role.partition}:iam::${role.account}:oidc-provider/${host}`)
    : 'aws iam list-open-id-connect-providers';
  return { by: 'role-owner', run };
}

/** The failed calls of the last 90 days, in the account of the role. */
export function lookUpEvents(operation: string): CauseCommand {
  return {
    by: 'role-owner',
    run: `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=${operation} --max-results 10`,
  };
}
