/**
 * The causes that a denied call can have when a policy is not known: what each of them means, how to tell whether it is the actual one,
 * and what to do then.
 */
import { Cause, CauseCode } from './explanation';
import {
  assumeWith, Known, listRcps, listScps, lookUpEvents, SHOW_CALLER, SHOW_STS_ENDPOINTS, showBoundary, showCallerPolicies, showProvider,
  showRole, simulateCaller,
} from './settling-commands';
import { Caller, callerAccount, callerArn, isSession } from '../evaluation/assume-role-request';

export interface PossibleCause extends Omit<Cause, 'certain' | 'code'> {
  readonly code: CauseCode;
}

export function describeCaller({ caller }: Known): string {
  return caller ? callerArn(caller) : 'the caller';
}

export function describeRole({ role }: Known): string {
  return role ? role.written : 'the role';
}

export function untrustedPrincipal(known: Known): PossibleCause {
  return {
    code: 'principal-not-trusted',
    message: `the trust policy of ${describeRole(known)} does not name ${describeCaller(known)}, its role or its account`,
    where: 'trust policy',
    fix: 'compare the principals of the trust policy with the ARN that get-caller-identity prints: a user, a role and a session are ' +
      'different principals, and names are case-sensitive; if it is not named, have the owner of the role add it',
    commands: [SHOW_CALLER, showRole(known)],
  };
}

export function wrongRoleArn(known: Known): PossibleCause {
  return {
    code: 'role-arn-mismatch',
    message: `no role with exactly the ARN ${known.role?.written ?? 'in the call'} exists: AWS answers AccessDenied, not NotFound`,
    where: 'the call',
    fix: 'compare the account, the path and the case of the name with the ARN that get-role prints',
    commands: [showRole(known)],
  };
}

export function missingPermission(known: Known, action = 'sts:AssumeRole'): PossibleCause {
  return {
    code: 'caller-policy-missing',
    message: `no policy of ${describeCaller(known)} allows ${action} on ${describeRole(known)}; ` +
      'a caller in another account needs that permission there, whatever the trust policy says',
    where: "the caller's policies",
    fix: `attach a policy that allows ${action} on ${describeRole(known)} to the caller`,
    commands: [simulateCaller(known, action), showCallerPolicies(known)],
  };
}

export function denyOfCallerPolicy(known: Known, action = 'sts:AssumeRole'): PossibleCause {
  return {
    code: 'caller-policy-denies',
    message: `an identity-based policy of ${describeCaller(known)} explicitly denies ${action} on ${describeRole(known)}`,
    where: "the caller's policies",
    fix: 'have the Deny changed so that it does not match this call, or call as a principal that it does not cover: no Allow ' +
      'overrides a Deny',
    commands: [simulateCaller(known, action), showCallerPolicies(known)],
  };
}

export function boundary(known: Known): PossibleCause {
  return {
    code: 'boundary-denies',
    message: `the permissions boundary of ${describeCaller(known)} does not allow the call`,
    where: 'permissions boundary',
    fix: 'give the boundary with --boundary, and have sts:AssumeRole on this role added to it',
    commands: [showBoundary(known)],
  };
}

export function sessionPolicy(known: Known): PossibleCause {
  return {
    code: 'session-policy-denies',
    message: `the session of ${describeCaller(known)} was created with a session policy that does not allow the call`,
    where: 'session policy',
    fix: 'create the session without a session policy, or with one that allows sts:AssumeRole on this role',
    commands: [SHOW_CALLER],
  };
}

export function scp(known: Known): PossibleCause {
  const account = known.caller && callerAccount(known.caller);
  return {
    code: 'scp-denies',
    message: `a service control policy of the organization does not allow the call for account ${account ?? 'of the caller'}`,
    where: 'service control policy',
    fix: 'have the organization allow sts:AssumeRole on this role; SCPs of the account, of its organizational units and of the root ' +
      'all count',
    commands: [listScps(known)],
  };
}

export function rcp(known: Known): PossibleCause {
  return {
    code: 'rcp-denies',
    message: `a resource control policy of the organization of account ${known.role?.account ?? 'of the role'} denies the call`,
    where: 'resource control policy',
    fix: 'have that organization except this caller from the Deny; typical ones deny callers from outside the organization',
    commands: [listRcps(known)],
  };
}

export function endpointPolicy(): PossibleCause {
  return {
    code: 'vpc-endpoint-policy-denies',
    message: 'the call goes through a VPC endpoint of STS whose policy does not allow it',
    where: 'VPC endpoint policy',
    fix: 'have the endpoint policy allow sts:AssumeRole on this role for this caller',
    commands: [SHOW_STS_ENDPOINTS],
  };
}

export function missingMfa(known: Known): PossibleCause {
  return {
    code: 'mfa-missing',
    message: 'the trust policy requires MFA, and the call has none: a long-term access key alone never shows MFA',
    where: 'trust policy',
    fix: "send the serial number of the user's MFA device and a code from it, or set mfa_serial in the profile",
    commands: [assumeWith(known, { mfa: true })],
  };
}

export function impossibleMfa(known: Known): PossibleCause {
  return {
    code: 'mfa-impossible',
    message: 'the trust policy requires MFA, and the caller is a role session, which never carries MFA - also one of IAM Identity Center',
    where: 'trust policy',
    fix: 'have the owner of the role trust this role in a statement without MFA, or call as an IAM user with MFA',
    commands: [SHOW_CALLER, showRole(known)],
  };
}

export function missingExternalId(known: Known): PossibleCause {
  return {
    code: 'external-id-missing',
    message: 'the trust policy requires an ExternalId that the call does not send, or sends in other case; the console cannot send one',
    where: 'trust policy',
    fix: 'ask the owner of the role for the ExternalId, and send it with --external-id, or set external_id in the profile',
    commands: [assumeWith(known, { externalId: true, mfa: known.caller?.kind === 'iam-user' ? false : undefined })],
  };
}

export function otherCondition(known: Known): PossibleCause {
  return {
    code: 'condition-not-met',
    message: 'another condition of the trust policy does not match: organization, address, session name, source identity, a tag',
    where: 'trust policy',
    fix: 'get the trust policy, and give it with --trust-policy: every condition that does not match is reported',
    commands: [showRole(known)],
  };
}

export function denyOfTrustPolicy(known: Known): PossibleCause {
  return {
    code: 'explicit-deny',
    message: `a Deny of the trust policy of ${describeRole(known)} matches the call`,
    where: 'trust policy',
    fix: 'get the trust policy, and give it with --trust-policy: the conditions of the Deny are reported',
    commands: [showRole(known)],
  };
}

export function tokenClaim(known: Known): PossibleCause {
  return {
    code: 'token-claim-mismatch',
    message: 'the claims of the token are not those that the trust policy requires: sub and aud are compared exactly, case included; ' +
      'with a GitHub environment the subject ends in environment:NAME instead of the branch, and since July 2026 new and renamed ' +
      'repositories have subjects with ids (repo:OWNER@ID/NAME@ID:...)',
    where: 'trust policy',
    fix: 'give the claims of the token with --token and the trust policy with --trust-policy: they are compared one by one',
    commands: [showRole(known), lookUpEvents('AssumeRoleWithWebIdentity')],
  };
}

export function wrongAction(known: Known, api: string): PossibleCause {
  return {
    code: 'wrong-action',
    message: `the statement for this identity provider does not allow sts:${api}`,
    where: 'trust policy',
    fix: `allow sts:${api} for the Federated principal: sts:AssumeRole alone admits no token and no assertion`,
    commands: [showRole(known)],
  };
}

export function untrustedProvider(known: Known): PossibleCause {
  return {
    code: 'principal-not-trusted',
    message: `the trust policy of ${describeRole(known)} does not name the identity provider of the token, ` +
      "or names one of another account: it has to be in the role's own account",
    where: 'trust policy',
    fix: 'name the provider of the account of the role as the Federated principal',
    commands: [showRole(known), showProvider(known)],
  };
}

export function sideAction(known: Known, action: 'sts:TagSession' | 'sts:SetSourceIdentity'): PossibleCause {
  const isTags = action === 'sts:TagSession';
  return {
    code: isTags ? 'session-tags-not-allowed' : 'source-identity-not-allowed',
    message: `the call ${isTags ? 'passes session tags' : 'sets or passes on a source identity'}, and ${action} is not allowed: ` +
      'the trust policy has to allow it and, for a caller in another account, a policy of the caller as well',
    where: 'trust policy',
    fix: isTags
      ? 'allow sts:TagSession on both sides, or do not pass tags: configure-aws-credentials passes them unless ' +
        'role-skip-session-tagging is true'
      : 'allow sts:SetSourceIdentity on both sides, or do not set a source identity',
    commands: [showRole(known), simulateCaller(known, action)],
  };
}

/** What remains if the trust policy allows the call: the policies around the caller, then those around the role. */
export function causesBesideTrust(known: Known, checked: ReadonlySet<CauseCode> = new Set()): readonly PossibleCause[] {
  const { caller } = known;
  const isOfAws = caller === undefined || callerAccount(caller) !== undefined;
  const ofCaller = isOfAws ? [missingPermission(known), boundary(known), ...sessionPolicies(known), scp(known)] : [];
  const all = [...ofCaller, rcp(known), ...caller?.kind === 'service' ? [] : [endpointPolicy()]];
  return all.filter(({ code }) => !checked.has(code));
}

function sessionPolicies(known: Known): readonly PossibleCause[] {
  return known.caller && isSession(known.caller) ? [sessionPolicy(known)] : [];
}

export function certainly(cause: PossibleCause): Cause {
  return { ...cause, certain: true };
}

export function possibly(cause: PossibleCause): Cause {
  return { ...cause, certain: false };
}

/** Whether the caller is certainly in the account of the role, or certainly not. */
export function isSameAccount({ caller, role }: Known): boolean | undefined {
  const account = caller && callerAccount(caller as Caller);
  return account === undefined || !role ? undefined : account === role.account;
}
