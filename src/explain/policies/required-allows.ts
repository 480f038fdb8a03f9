/**
 * Which policies of the caller have to allow the call, besides the trust policy. Explicit denies always count.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-resource-access.html: in the
 * role's own account, a trust policy that names the session needs no other policy; one that names the role or the user needs no
 * identity-based policy. For a role, the boundary and the session policy still apply. For a user, AWS's pages disagree about the boundary
 * (that on evaluation says it does not matter, that on updating a trust policy that it must allow the call), so it is unconfirmed.
 */
import { Caller, callerAccount, isSession } from '../../evaluation/assume-role-request';
import { matchPrincipal } from '../../evaluation/match-principal';
import { Truth } from '../../evaluation/truth';
import { Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';
import { isOfIdentityCenter } from '../possible-requests';

export interface RequiredAllows {
  readonly identity: Truth;
  /** The permissions boundary and the session policies. */
  readonly limits: Truth;
  /** SCPs apply to the principals of the caller's account. */
  readonly scp: Truth;
}

const NOTHING: RequiredAllows = { identity: 'no', limits: 'no', scp: 'no' };

/** @param trusting the statements that allow the action, or else the one that is nearest to it */
export function requiredAllows(trusting: readonly Statement[], caller: Caller, roleAccount: string): RequiredAllows {
  const account = callerAccount(caller);
  if (account === undefined) return NOTHING;
  // Service-linked roles are exempt. Their names are reserved.
  const scp: Truth = isSession(caller) && /(^|\/)AWSServiceRoleFor/.test(caller.roleName) ? 'no' : 'yes';
  if (account !== roleAccount) return { identity: 'yes', limits: 'yes', scp };
  const named = trusting.flatMap((statement) => levelsNamed(statement, caller));
  const levels = named.length > 0 ? named : [levelOfCorrection(caller)];
  return { ...easiest(levels), scp };
}

/** How the trust policy names the caller: itself, or something that it belongs to. */
type NamedLevel = 'session' | 'role' | 'user' | 'anyone' | 'account';

function levelsNamed({ principals, notPrincipal }: Statement, caller: Caller): readonly NamedLevel[] {
  if (notPrincipal) return ['account'];
  return principals.filter((principal) => matchPrincipal(principal, caller) !== 'no').map(levelOf);
}

function levelOf({ kind }: Principal): NamedLevel {
  return kind === 'session' || kind === 'role' || kind === 'user' || kind === 'anyone' ? kind : 'account';
}

/** A caller that is not trusted yet is named by the corrected policy; a user of IAM Identity Center only through its account. */
function levelOfCorrection(caller: Caller): NamedLevel {
  if (caller.kind === 'iam-user') return 'user';
  return isOfIdentityCenter(caller) ? 'account' : 'role';
}

function easiest(levels: readonly NamedLevel[]): Pick<RequiredAllows, 'identity' | 'limits'> {
  if (levels.includes('session')) return { identity: 'no', limits: 'no' };
  if (levels.includes('user') || levels.includes('anyone')) return { identity: 'no', limits: 'unconfirmed' };
  return levels.includes('role') ? { identity: 'no', limits: 'yes' } : { identity: 'yes', limits: 'yes' };
}
