/**
 * The terms of a trust: who, with what ExternalId, under which further conditions. Read from the props of a role once, checked
 * as a whole, and from then on the only source of its statements, its waivers and its instructions for callers.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { ExternalId, ExternalIdForm } from './external-id';
import { lastSegment, requireSessionName } from './iam-names';
import { MfaForm, MfaRequirement } from './mfa-requirement';
import { bindPrincipal, describePrincipal, hasUsers, PrincipalForm, principalKey } from './principal-form';
import { SessionNameForm, SessionNameRequirement } from './session-name-requirement';
import { SessionTagForm, SessionTagRequirement } from './session-tag-requirement';
import { requireOrganizationId, requireSourceIps } from './source-addresses';
import { SourceIdentityForm, SourceIdentityRequirement } from './source-identity-requirement';
import { TrustedPrincipal } from './trusted-principal';
import { show, ValidationError } from './validation-error';
import { Waiver } from '../../cloudformation/waivers';

export interface TrustProps {
  readonly trustedPrincipals: TrustedPrincipal[];
  readonly externalId: ExternalId;
  readonly mfa?: MfaRequirement;
  readonly sourceIdentity?: SourceIdentityRequirement;
  readonly sessionName?: SessionNameRequirement;
  readonly sessionTags?: SessionTagRequirement;
  readonly organizationId?: string;
  readonly sourceIps?: string[];
}

/** One principal and the ExternalId that it has to send. */
export interface TrustedCaller {
  readonly principal: PrincipalForm;
  readonly externalId: ExternalIdForm;
}

export interface TrustTerms {
  readonly callers: readonly TrustedCaller[];
  readonly mfa: MfaForm;
  readonly sourceIdentity?: SourceIdentityForm;
  readonly sessionName?: SessionNameForm;
  readonly sessionTags?: SessionTagForm;
  readonly organizationId?: string;
  readonly sourceIps?: readonly string[];
}

/** `role Deploy of account 111122223333, user alice of account 444455556666` */
export function describeCallers(callers: readonly TrustedCaller[]): string {
  return callers.map(({ principal }) => describePrincipal(principal)).join(', ');
}

/** Throws a `ValidationError` for terms that are malformed, and for those that nobody could ever meet. `scope` is where the role will stand. */
export function readTrustTerms(scope: Construct, where: string, props: TrustProps): TrustTerms {
  requireKinds(where, props);
  const terms: TrustTerms = {
    callers: readCallers(scope, where, props),
    mfa: (props.mfa ?? MfaRequirement.required())._form,
    sourceIdentity: props.sourceIdentity?._form,
    sessionName: props.sessionName?._form,
    sessionTags: props.sessionTags?._form,
    organizationId: props.organizationId === undefined ? undefined : requireOrganizationId(where, props.organizationId),
    sourceIps: props.sourceIps === undefined ? undefined : requireSourceIps(where, props.sourceIps),
  };
  requireOnePartition(scope, where, terms);
  requireMfaIsPossible(where, terms);
  requireUserNameIsPossible(where, terms);
  return terms;
}

/** What was left out on purpose, in the words of the rules that would complain of it. */
export function waiversOf(terms: TrustTerms): Waiver[] {
  const waivers: Waiver[] = [];
  const add = (rule: string, reason: string) => {
    if (!waivers.some((waiver) => waiver.rule === rule && waiver.reason === reason)) waivers.push({ rule, reason });
  };
  if (terms.mfa.kind === 'waived') add('mfa-required', terms.mfa.reason);
  for (const { principal, externalId } of terms.callers) {
    if (externalId.kind === 'waived') add('external-id-required', externalId.reason);
    if (principal.kind === 'account') add('specific-principal', principal.reason);
  }
  return waivers;
}

/** The STS actions that a caller needs, in its own policies and in the trust policy. */
export function actionsOf(terms: Pick<TrustTerms, 'sourceIdentity' | 'sessionTags'>): string[] {
  return ['sts:AssumeRole', ...(terms.sourceIdentity ? ['sts:SetSourceIdentity'] : []), ...(terms.sessionTags ? ['sts:TagSession'] : [])];
}

/** The compiler of TypeScript sees to this, those of plain JavaScript and of some other languages do not. */
function requireKinds(where: string, props: TrustProps): void {
  const kinds: readonly [string, unknown, new (...parts: never[]) => unknown, string][] = [
    ['externalId', props.externalId, ExternalId as never, 'ExternalId.of(value), or ExternalId.waived(reason)'],
    ['mfa', props.mfa, MfaRequirement as never, 'MfaRequirement.required(), or MfaRequirement.waived(reason)'],
    ['sourceIdentity', props.sourceIdentity, SourceIdentityRequirement as never, 'SourceIdentityRequirement.required()'],
    ['sessionName', props.sessionName, SessionNameRequirement as never, 'SessionNameRequirement.callerUserName()'],
    ['sessionTags', props.sessionTags, SessionTagRequirement as never, 'SessionTagRequirement.allowed(key)'],
  ];
  for (const [name, value, kind, instead] of kinds) {
    if (value instanceof kind || (value === undefined && name !== 'externalId')) continue;
    const given = value === undefined ? `${name} is missing` : `${name} is ${show(value)}, not of the class ${kind.name}`;
    throw new ValidationError(where, `${given}. Write ${instead}.`);
  }
}

function readCallers(scope: Construct, where: string, { trustedPrincipals, externalId }: TrustProps): TrustedCaller[] {
  if (!Array.isArray(trustedPrincipals) || trustedPrincipals.length === 0) {
    throw new ValidationError(where, "trustedPrincipals names nobody, so nobody could assume the role. Name the callers, e.g. TrustedPrincipal.user('111122223333', 'alice').");
  }
  const seen = new Set<string>();
  return trustedPrincipals.map((trusted: unknown) => {
    if (!(trusted instanceof TrustedPrincipal)) {
      throw new ValidationError(where, `trustedPrincipals holds ${show(trusted)}. Write TrustedPrincipal.user(account, name), TrustedPrincipal.role(account, name), or TrustedPrincipal.fromPrincipal(role).`);
    }
    const principal = bindPrincipal(scope, where, trusted._form);
    const key = principalKey(principal);
    if (seen.has(key)) throw new ValidationError(where, `trustedPrincipals names ${describePrincipal(principal)} twice. Name each principal once, with one ExternalId.`);
    seen.add(key);
    return { principal, externalId: (trusted._externalId ?? externalId)._form };
  });
}

/** Trust never crosses a partition, so such a principal could never call. */
function requireOnePartition(scope: Construct, where: string, terms: TrustTerms): void {
  const { region } = Stack.of(scope);
  const own = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  const named = new Set<string>();
  for (const { principal } of terms.callers) {
    if (principal.kind === 'resource' || principal.partition === undefined) continue;
    const { partition } = principal;
    if (own !== undefined && partition !== own) {
      throw new ValidationError(where, `${describePrincipal(principal)} is in the partition ${partition}, the role in ${own}. Trust never crosses a partition: name a principal of ${own}.`);
    }
    named.add(partition);
  }
  if (named.size > 1) {
    throw new ValidationError(where, `trustedPrincipals names principals of the partitions ${[...named].join(' and ')}. Trust never crosses a partition: use one role for each.`);
  }
}

/** A role that demands MFA of callers who can never show it could never be assumed. */
function requireMfaIsPossible(where: string, terms: TrustTerms): void {
  if (terms.mfa.kind !== 'required') return;
  const without = terms.callers.filter(hasNoUsers);
  if (without.length === 0) return;
  const instead = without.length === terms.callers.length
    ? "Say mfa: MfaRequirement.waived('the reason')."
    : "Give them a role of their own with mfa: MfaRequirement.waived('the reason'), or say that here.";
  throw new ValidationError(where, `MFA is demanded of ${describeCallers(without)}, but only IAM users can ever show MFA, so they could never assume the role. ${instead}`);
}

/** `aws:username` exists for IAM users only. */
function requireUserNameIsPossible(where: string, terms: TrustTerms): void {
  if (terms.sessionName?.kind !== 'caller-user-name') return;
  const without = terms.callers.filter(hasNoUsers);
  if (without.length > 0) {
    throw new ValidationError(where, `SessionNameRequirement.callerUserName() is demanded of ${describeCallers(without)}, but only IAM users have a user name, so they could never assume the role. Use SessionNameRequirement.matching(pattern), or leave sessionName out.`);
  }
  for (const { principal } of terms.callers) {
    if (principal.kind === 'user') requireSessionName(`${where}, SessionNameRequirement.callerUserName()`, 'session name', lastSegment(principal.name));
  }
}

function hasNoUsers({ principal }: TrustedCaller): boolean {
  return !hasUsers(principal);
}
