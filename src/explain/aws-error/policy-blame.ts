/**
 * The policy that an AccessDenied message names as its reason. If policies of several types deny the call, AWS names one of them.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html and, for the ARN of the policy,
 * https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns
 */

export type PolicyType =
  | 'identity-based policy'
  | 'resource-based policy'
  | 'role trust policy'
  | 'permissions boundary'
  | 'session policy'
  | 'service control policy'
  | 'resource control policy'
  | 'VPC endpoint policy';

export interface Blame {
  /** Undefined for `with an explicit deny` and nothing else. */
  readonly policyType?: PolicyType;
  /** True for a Deny, false for a missing Allow. */
  readonly explicit: boolean;
  /** The ARN of the policy, if the message contains it. */
  readonly policyArn?: string;
}

const POLICY_TYPES: readonly PolicyType[] = [
  'identity-based policy', 'resource-based policy', 'role trust policy', 'permissions boundary', 'session policy',
  'service control policy', 'resource control policy', 'VPC endpoint policy',
];

/** Line breaks may have removed a space. */
const ANY_TYPE = POLICY_TYPES.map((type) => type.replace(/ /g, ' ?')).join('|');

/** @param text in one line, without quotes */
export function blameIn(text: string): Blame | undefined {
  const [, missing] = new RegExp(`because ?(?:no|the) ?(${ANY_TYPE}) ?(?:allows|does ?not ?allow)`, 'i').exec(text) ?? [];
  if (missing !== undefined) return { policyType: typeNamed(missing), explicit: false };
  const explicitDeny = new RegExp(`explicit ?deny ?in ?(?:an?|the) ?(${ANY_TYPE})(?: ?: ?(arn:[^\\s,;)]+))?`, 'i');
  const [, denying, policyArn] = explicitDeny.exec(text) ?? [];
  if (denying !== undefined) return { policyType: typeNamed(denying), explicit: true, policyArn: policyArn?.replace(/\.+$/, '') };
  return /with ?an ?explicit ?deny/i.test(text) ? { explicit: true } : undefined;
}

function typeNamed(written: string): PolicyType | undefined {
  const letters = (text: string) => text.toLowerCase().replace(/ /g, '');
  return POLICY_TYPES.find((type) => letters(type) === letters(written));
}

/** Whether the message names the trust policy of the role itself. */
export function isOfTrustPolicy({ policyType }: Blame): boolean {
  return policyType === 'role trust policy' || policyType === 'resource-based policy';
}
