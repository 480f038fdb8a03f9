/**
 * The terms of a trust: the principals, their ExternalIds and all other conditions. They are read from the props of a role and
 * checked once. The statements of the role, its waivers and its instructions for callers are made from them.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { ExternalId, ExternalIdForm } from './external-id';
import { requireSessionName } from './iam-names';
import { MfaForm, MfaRequirement } from './mfa-requirement';
import { bindPrincipal, describePrincipalForm, hasUsers, PrincipalForm, principalKey } from './principal-form';
import { SessionNameForm, SessionNameRequirement } from './session-name-requirement';
import { SessionTagForm, SessionTagRequirement } from './session-tag-requirement';
import { requireOrganizationId, requireSourceIps } from './source-addresses';
import { SourceIdentityForm, SourceIdentityRequirement } from './source-identity-requirement';
import { TrustedPrincipal } from './trusted-principal';
import { show, ValidationError } from './validation-error';
import { Waiver } from '../../cloudformation/waivers';
import { lastSegment } from '../../evaluation/assume-role-request';

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

/** A principal and the ExternalId that it must send. */
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
  return callers.map(({ principal }) => describePrincipalForm(principal)).join(', ');
}

/**
 * Throws a `ValidationError` if the terms are malformed, or if no caller could ever meet them.
 *
 * @param scope the scope that the role is created in
 */
export function readTrustTerms(scope: Construct, where: string, props: TrustProps): TrustTerms {
  requireClasses(where, props);
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

/** The requirements that were waived, each by the id of the rule that would report it. */
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

interface ExpectedClass {
  readonly prop: keyof TrustProps;
  readonly type: new (...parts: never[]) => unknown;
  readonly instead: string;
}

/** The TypeScript compiler checks this. Plain JavaScript and some other languages do not. */
function requireClasses(where: string, props: TrustProps): void {
  const expected: readonly ExpectedClass[] = [
    { prop: 'externalId', type: ExternalId as never, instead: 'ExternalId.of(value), or ExternalId.waived(reason)' },
    { prop: 'mfa', type: MfaRequirement as never, instead: 'MfaRequirement.required(), or MfaRequirement.waived(reason)' },
    { prop: 'sourceIdentity', type: SourceIdentityRequirement as never, instead: 'SourceIdentityRequirement.required()' },
    { prop: 'sessionName', type: SessionNameRequirement as never, instead: 'SessionNameRequirement.callerUserName()' },
    { prop: 'sessionTags', type: SessionTagRequirement as never, instead: 'SessionTagRequirement.allowed(key)' },
  ];
  for (const { prop, type, instead } of expected) {
    const value = props[prop];
    if (value instanceof type || (value === undefined && prop !== 'externalId')) continue;
    const given = value === undefined ? 'missing' : `${show(value)}, which is not an object of the class ${type.name}`;
    throw new ValidationError(where, `${prop} is ${given}. Write ${instead}.`);
  }
}

function readCallers(scope: Construct, where: string, { trustedPrincipals, externalId }: TrustProps): TrustedCaller[] {
  if (!Array.isArray(trustedPrincipals) || trustedPrincipals.length === 0) {
    throw new ValidationError(
      where,
      'trustedPrincipals is empty, so no caller could assume the role. ' +
        "Name the callers, for example TrustedPrincipal.user('111122223333', 'alice').",
    );
  }
  const seen = new Set<string>();
  return trustedPrincipals.map((trusted: unknown) => {
    if (!(trusted instanceof TrustedPrincipal)) {
      throw new ValidationError(
        where,
        `trustedPrincipals contains ${show(trusted)}, which is not a TrustedPrincipal. ` +
          'Write TrustedPrincipal.user(account, name), TrustedPrincipal.role(account, name), or TrustedPrincipal.fromPrincipal(role).',
      );
    }
    const principal = bindPrincipal(scope, where, trusted._form);
    const key = principalKey(principal);
    if (seen.has(key)) {
      throw new ValidationError(
        where,
        `trustedPrincipals names ${describePrincipalForm(principal)} twice. Name each principal once, with one ExternalId.`,
      );
    }
    seen.add(key);
    return { principal, externalId: (trusted._externalId ?? externalId)._form };
  });
}

/** Trust never crosses partitions, so a principal of another partition could never assume the role. */
function requireOnePartition(scope: Construct, where: string, terms: TrustTerms): void {
  const { region } = Stack.of(scope);
  const own = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  const named = new Set<string>();
  for (const { principal } of terms.callers) {
    if (principal.kind === 'resource' || principal.partition === undefined) continue;
    const { partition } = principal;
    if (own !== undefined && partition !== own) {
      throw new ValidationError(
        where,
        `${describePrincipalForm(principal)} is in the partition ${partition} and the role is in ${own}. ` +
          `Principals of one partition cannot assume roles of another. Name a principal of ${own}.`,
      );
    }
    named.add(partition);
  }
  if (named.size > 1) {
    throw new ValidationError(
      where,
      `trustedPrincipals names principals of the partitions ${[...named].join(' and ')}. ` +
        'Principals of one partition cannot assume roles of another. Use one role for each partition.',
    );
  }
}

/** Callers that are not IAM users never carry MFA, so they could never assume a role that requires it. */
function requireMfaIsPossible(where: string, terms: TrustTerms): void {
  if (terms.mfa.kind !== 'required') return;
  const without = terms.callers.filter(hasNoUsers);
  if (without.length === 0) return;
  const instead = without.length === terms.callers.length
    ? "Write mfa: MfaRequirement.waived('the reason')."
    : "Create another role for them with mfa: MfaRequirement.waived('the reason'), or waive MFA here.";
  throw new ValidationError(
    where,
    'MFA is required, but only IAM users can authenticate with MFA, so these callers could never assume the role: ' +
      `${describeCallers(without)}. ${instead}`,
  );
}

/** Only IAM users have `aws:username`. */
function requireUserNameIsPossible(where: string, terms: TrustTerms): void {
  if (terms.sessionName?.kind !== 'caller-user-name') return;
  const without = terms.callers.filter(hasNoUsers);
  if (without.length > 0) {
    throw new ValidationError(
      where,
      'sessionName is SessionNameRequirement.callerUserName(), but only IAM users have a user name, ' +
        `so these callers could never assume the role: ${describeCallers(without)}. ` +
        'Use SessionNameRequirement.matching(pattern), or leave sessionName out.',
    );
  }
  for (const { principal } of terms.callers) {
    if (principal.kind !== 'user') continue;
    requireSessionName(`${where}, SessionNameRequirement.callerUserName()`, 'session name', lastSegment(principal.name));
  }
}

function hasNoUsers({ principal }: TrustedCaller): boolean {
  return !hasUsers(principal);
}
