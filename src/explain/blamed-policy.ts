/** The policy that AWS names in its message, as a failure of the call. */
import { Blame, isOfTrustPolicy, PolicyType } from './aws-error/policy-blame';
import { CauseCode } from './explanation';
import { Failure, failureAt } from './failure';
import { GivenPolicies } from './policies/given-policy';

/**
 * It counts if no other failure says the same. If the given policies of that type allow the call, they are not complete, or not those that
 * AWS evaluated.
 */
export function failuresOfBlame(
  blame: Blame | undefined, known: readonly Failure[], given: GivenPolicies, actions: readonly string[],
): readonly Failure[] {
  if (blame?.policyType === undefined || isOfTrustPolicy(blame)) return [];
  const { policyType, policyArn } = blame;
  const code = codeOf(blame, policyType);
  if (known.some((failure) => failure.code === code)) return [];
  const isGiven = isTypeGiven(policyType, given);
  if (code === 'caller-policy-missing') return [{ ...failureAt({ in: 'caller-policy' }, code, isGiven, actions), isReportedByAws: true }];
  const type = policyArn === undefined ? policyType : `${policyType} ${policyArn}`;
  return [{ ...failureAt({ in: 'other-policy', type }, code, isGiven, actions), isExplicitDeny: blame.explicit }];
}

function codeOf({ explicit }: Blame, policyType: PolicyType): CauseCode {
  switch (policyType) {
    case 'permissions boundary': return 'boundary-denies';
    case 'session policy': return 'session-policy-denies';
    case 'service control policy': return 'scp-denies';
    case 'resource control policy': return 'rcp-denies';
    case 'VPC endpoint policy': return 'vpc-endpoint-policy-denies';
    default: return explicit ? 'caller-policy-denies' : 'caller-policy-missing';
  }
}

function isTypeGiven(policyType: PolicyType, given: GivenPolicies): boolean {
  switch (policyType) {
    case 'permissions boundary': return given.boundary !== undefined;
    case 'session policy': return given.session !== undefined;
    case 'service control policy': return given.scpLevels !== undefined;
    case 'resource control policy': return given.rcps !== undefined;
    case 'VPC endpoint policy': return false;
    default: return given.identity !== undefined;
  }
}
