/** Which caller of a role the instructions are for, and what that caller has to send. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { bindPrincipal, describePrincipalForm, hasUsers, PrincipalForm, principalKey } from './principal-form';
import { RoleToAssume } from './role-to-assume';
import { describeCallers, TrustedCaller, TrustTerms } from './trust-terms';
import { TrustedPrincipal } from './trusted-principal';
import { show, ValidationError } from './validation-error';
import { lastSegment } from '../../evaluation/assume-role-request';

export interface RoleTrust {
  readonly terms: TrustTerms;
  readonly maxSessionSeconds: number;
}

/** Throws if the callers have different ExternalIds and no caller is chosen, or if the role does not trust the chosen caller. */
export function roleToAssume(role: iam.Role, method: string, trust: RoleTrust, forPrincipal?: TrustedPrincipal): RoleToAssume {
  const where = `${role.node.path}, ${method}`;
  const { terms, maxSessionSeconds } = trust;
  const callers = forPrincipal === undefined ? terms.callers : [trustedCaller(role, where, terms, forPrincipal)];
  return {
    ...terms,
    roleArn: role.roleArn,
    externalId: commonExternalId(where, callers),
    mfaRequired: terms.mfa.kind === 'required',
    callersAreUsers: callers.some(({ principal }) => hasUsers(principal)),
    userName: callers.length === 1 ? userNameOf(callers[0].principal) : undefined,
    maxSessionSeconds,
  };
}

function trustedCaller(role: iam.Role, where: string, terms: TrustTerms, forPrincipal: TrustedPrincipal): TrustedCaller {
  if (!(forPrincipal instanceof TrustedPrincipal)) {
    throw new ValidationError(
      where,
      `forPrincipal is ${show(forPrincipal)}, which is not a TrustedPrincipal. Pass one of the trustedPrincipals of the role.`,
    );
  }
  const key = principalKey(bindPrincipal(role, where, forPrincipal._form));
  const caller = terms.callers.find(({ principal }) => principalKey(principal) === key);
  if (caller) return caller;
  throw new ValidationError(
    where,
    `forPrincipal is ${describePrincipalForm(forPrincipal._form)}, which this role does not trust. ` +
      `Pass one of its trusted principals: ${describeCallers(terms.callers)}.`,
  );
}

function commonExternalId(where: string, callers: readonly TrustedCaller[]): string | undefined {
  const values = new Set(callers.map(({ externalId }) => (externalId.kind === 'sent' ? externalId.value : undefined)));
  if (values.size > 1) {
    throw new ValidationError(
      where,
      'the trusted principals of this role have different ExternalIds. Pass one of them as forPrincipal.',
    );
  }
  return [...values][0];
}

function userNameOf(principal: PrincipalForm): string | undefined {
  if (principal.kind === 'user') return lastSegment(principal.name);
  return principal.kind === 'resource' && principal.of === 'user' ? principal.resource.ref : undefined;
}
