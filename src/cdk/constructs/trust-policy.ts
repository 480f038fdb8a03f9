/** The engine for the unit tests of an app: answers questions about one trust policy. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { AssumeRoleRequest } from './assume-role-request';
import { policyUnderTest } from './doors';
import type { PolicyUnderTest } from './policy-under-test';
import { AssumeRoleDecision, TrustFinding, TrustPolicyComparison, TrustPolicySummary } from './trust-policy-answers';
import { show, ValidationError } from './validation-error';
import { KnownAccount } from '../guard/known-account';

/** What is known about the role that a trust policy document belongs to. */
export interface TrustPolicyOptions {
  /**
   * The account that owns the role: 12 digits.
   *
   * @default - unknown: every account that the document names is treated as another account
   */
  readonly account?: string;
}

/** Options for `TrustPolicy.findings`. */
export interface TrustFindingsOptions {
  /**
   * The known accounts, as in `TrustPolicyGuardProps.accounts`.
   *
   * @default - every account except the role's own is unknown
   */
  readonly accounts?: KnownAccount[];

  /**
   * The IDs (`o-…`) of your own organizations, as in `TrustPolicyGuardProps.organizations`.
   *
   * @default - only the organization that the role belongs to (`${aws:ResourceOrgID}`)
   */
  readonly organizations?: string[];
}

/**
 * Answers questions about one trust policy (`AssumeRolePolicyDocument`), for example in a unit test: does it allow a request, who
 * can assume the role, what does the guard report?
 *
 * It evaluates the trust policy only. A caller of another account also needs permission in its own policies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * const trust = TrustPolicy.fromRole(role);
 * const decision = trust.evaluate({ callerArn: 'arn:aws:iam::111122223333:user/alice', mfa: true, externalId: 'x9-31' });
 * const aliceIsAllowed = decision.outcome === AssumeRoleOutcome.ALLOWED;
 * const mfaIsEnforced = trust.summary.mfaEnforced === TrustAnswer.YES;
 */
export class TrustPolicy {
  /**
   * The trust policy of a role of the app, as it is now: with added statements and overrides, and with the changes of aspects once
   * the app has been synthesized.
   *
   * Throws if the role is imported, because its trust policy is not part of the app.
   *
   * @param role a role that the app creates
   */
  public static fromRole(role: iam.IRole): TrustPolicy {
    return new TrustPolicy(policyUnderTest().ofRole(role));
  }

  /**
   * The trust policy in a document, such as a CloudFormation template, the output of `aws iam get-role`, or a policy file contains.
   *
   * Throws if `account` is not 12 digits. It does not throw for a document that cannot be read: then the answers are `UNDECIDED`.
   *
   * @param document an object or JSON text, which may be URL-encoded
   * @param options the account of the role, if it is known
   */
  public static fromJson(document: any, options: TrustPolicyOptions = {}): TrustPolicy {
    if (options.account !== undefined && !/^\d{12}$/.test(options.account)) {
      throw new ValidationError(
        'TrustPolicy.fromJson',
        `account ${show(options.account)} is not an account id. Write its 12 digits as text, for example '111122223333'.`,
      );
    }
    return new TrustPolicy(policyUnderTest().ofDocument(document, { account: options.account }));
  }

  private constructor(private readonly policy: PolicyUnderTest) { }

  /** A summary of the trust policy. */
  public get summary(): TrustPolicySummary {
    return policyUnderTest().summaryOf(this.policy);
  }

  /**
   * Evaluates one request against the trust policy. A caller of another account also needs permission in its own policies, which
   * are not evaluated here.
   *
   * Throws if no such request exists: if it does not identify exactly one caller, or has MFA but the caller is not an IAM user, or
   * has an ExternalId with AssumeRoleWithWebIdentity or AssumeRoleWithSAML.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
   * @param request the caller, and what the caller sends
   */
  public evaluate(request: AssumeRoleRequest): AssumeRoleDecision {
    return policyUnderTest().decisionOn(this.policy, request);
  }

  /**
   * The findings that the guard reports for this trust policy, most important first. Each has the default level of its rule:
   * configuration files, baselines and acknowledgements are not considered.
   *
   * @param options the accounts and organizations that are known
   */
  public findings(options: TrustFindingsOptions = {}): TrustFinding[] {
    return policyUnderTest().findingsOf(this.policy, options);
  }

  /**
   * Compares which requests the two trust policies allow, and describes a request that only one of them allows.
   *
   * @param other the trust policy to compare this one with, such as its next version
   */
  public compareWith(other: TrustPolicy): TrustPolicyComparison {
    return policyUnderTest().comparisonOf(this.policy, other.policy);
  }
}
