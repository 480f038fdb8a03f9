/** What a user can tell the guard. */
import { FindingLevel } from './finding-level';
import { KnownAccount } from './known-account';

/** Settings of a `TrustPolicyGuard`. */
export interface TrustPolicyGuardProps {
  /**
   * The accounts you vouch for, besides those that the app's own stacks deploy to. What is said here of one of the app's
   * own accounts comes first.
   *
   * @default - the accounts that stacks of the app name in their `env` are own accounts; every other foreign account is a stranger
   */
  readonly accounts?: KnownAccount[];

  /**
   * The ids (`o-…`) of your own organizations. Their members are insiders: a role that trusts such an organization as a whole, by a condition on
   * `aws:PrincipalOrgID` or `aws:PrincipalOrgPaths`, needs neither an ExternalId nor named principals. IAM users among the members still need MFA.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
   *
   * @default - only the organization that the role itself belongs to, written as `${aws:ResourceOrgID}`
   */
  readonly organizations?: string[];

  /**
   * How much the findings of a rule matter, by rule id (`mfa-required`). An id that no rule has is an error.
   *
   * @default - each rule keeps the level of its page in the documentation
   */
  readonly levels?: { [ruleId: string]: FindingLevel };

  /**
   * What to make of a trust policy that values known only at deploy time keep open. Short for the level of the rule
   * `undecided`; giving both, and different, is an error.
   *
   * @default FindingLevel.ERROR
   */
  readonly undecided?: FindingLevel;

  /**
   * Also write a JSON report here, with every role of the app and every finding, acknowledged ones with their reasons.
   * Relative to the working directory. It cannot lie inside the cloud assembly (`cdk.out`), which the CDK keeps closed to plugins.
   *
   * @default - no report file
   */
  readonly reportFile?: string;
}
