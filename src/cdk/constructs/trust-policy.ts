/** The engine for people's own tests: a trust policy that can be asked. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { AssumeRoleRequest } from './assume-role-request';
import { policyUnderTest } from './doors';
import type { PolicyUnderTest } from './policy-under-test';
import { AssumeRoleDecision, TrustFinding, TrustPolicyComparison, TrustPolicySummary } from './trust-policy-answers';
import { show, ValidationError } from './validation-error';
import { KnownAccount } from '../guard/known-account';

/** What is known about the role of a document. */
export interface TrustPolicyOptions {
  /**
   * The account that owns the role: 12 digits.
   *
   * @default - unknown: every account that the document names counts as another one
   */
  readonly account?: string;
}

/** How `TrustPolicy.findings` judges accounts. */
export interface TrustFindingsOptions {
  /**
   * The accounts that are known, as in the props of the guard.
   *
   * @default - every account but the role's own is a stranger
   */
  readonly accounts?: KnownAccount[];

  /**
   * The ids (`o-…`) of your own organizations, as in the props of the guard.
   *
   * @default - only the organization that the role itself belongs to
   */
  readonly organizations?: string[];
}

/**
 * A trust policy (`AssumeRolePolicyDocument`) that can be asked who gets in, in a unit test say.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * const trust = TrustPolicy.fromRole(role);
 * const decision = trust.evaluate({ callerArn: 'arn:aws:iam::111122223333:user/alice', mfa: true, externalId: 'x9-31' });
 * const aliceGetsIn = decision.outcome === AssumeRoleOutcome.ALLOWED;
 * const nobodyWithoutMfa = trust.summary.mfaEnforced === TrustAnswer.YES;
 */
export class TrustPolicy {
  /**
   * The final trust policy of a role of an app: overrides, added statements and everything else so far included. Aspects count once the
   * app has been synthesized.
   *
   * @param role a role that the app creates; an imported one has no trust policy here, and throws
   */
  public static fromRole(role: iam.IRole): TrustPolicy {
    return new TrustPolicy(policyUnderTest().ofRole(role));
  }

  /**
   * A document as a template, `aws iam get-role` or a policy file holds it.
   *
   * Throws when `account` is not 12 digits. What the document holds never throws: what cannot be read makes answers `UNDECIDED`.
   *
   * @param document an object, or JSON text (URL-encoded too)
   */
  public static fromJson(document: any, options: TrustPolicyOptions = {}): TrustPolicy {
    if (options.account !== undefined && !/^\d{12}$/.test(options.account)) {
      throw new ValidationError(
        'TrustPolicy.fromJson',
        `account ${show(options.account)} is no account id. Write its 12 digits as text, e.g. '111122223333'.`,
      );
    }
    return new TrustPolicy(policyUnderTest().ofDocument(document, { account: options.account }));
  }

  private constructor(private readonly policy: PolicyUnderTest) { }

  /** What the policy comes down to. */
  public get summary(): TrustPolicySummary {
    return policyUnderTest().summaryOf(this.policy);
  }

  /**
   * What becomes of one request, as far as the trust policy goes. (A caller of another account needs a permission of its own, too.)
   *
   * Throws when the request could not be made: no caller or two, MFA of a role, an ExternalId with a token.
   */
  public evaluate(request: AssumeRoleRequest): AssumeRoleDecision {
    return policyUnderTest().decisionOn(this.policy, request);
  }

  /** What the guard would tell about the policy, most important first. */
  public findings(options: TrustFindingsOptions = {}): TrustFinding[] {
    return policyUnderTest().findingsOf(this.policy, options);
  }

  /** Who gets in under the other policy and not under this one, and the other way round. */
  public compareWith(other: TrustPolicy): TrustPolicyComparison {
    return policyUnderTest().comparisonOf(this.policy, other.policy);
  }
}
