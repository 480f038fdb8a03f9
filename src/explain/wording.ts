/** What the wording of every cause has in common: its parts, and what it is about. */
import { Attempt, RoleInQuestion } from './attempt';
import { PolicyCorrection } from './corrected-policy';
import { TrustedRole } from './trusted-role';
import { CallerKind } from '../evaluation/assume-role-request';

/** The attempt and the role, and the corrected call and policy behind the commands. */
export interface WordingContext {
  readonly attempt: Attempt;
  readonly role: RoleInQuestion;
  readonly corrected: Attempt;
  /** Undefined if nothing has to be changed in the trust policy. */
  readonly correction?: PolicyCorrection;
  /** Undefined if the trust policy trusts no other role of the caller's account, or if the caller does not need one. */
  readonly trustedRole?: TrustedRole;
  readonly now: Date;
  /** The profile with the credentials of the caller. */
  readonly sourceProfile: string;
  /** The actions that the policies of the caller have to allow. */
  readonly callerActions: readonly string[];
}

/** What to change (the call, the trust policy, the caller's policies, another given policy), or else what to look at. */
export type Remedy =
  'call' | 'trust-policy' | 'caller-policy' | 'allow-in-policy' | 'look-at-caller' | 'look-at-role' | 'look-who-calls';

/** What is wrong, and what to do about it. */
export interface Wording {
  readonly message: string;
  readonly fix: string;
  readonly remedy: Remedy;
}

const CALLER_KINDS: Readonly<Record<CallerKind, string>> = {
  'iam-user': 'an IAM user',
  'role-session': 'a role session',
  'federated-session': 'a role session',
  'service': 'an AWS service',
  'saml': 'a caller with a SAML assertion',
  'oidc': 'a caller with an OIDC token',
};

export function describeCallerKind({ caller }: Attempt): string {
  return CALLER_KINDS[caller.kind];
}
