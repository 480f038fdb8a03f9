/** The properties of the guard. */
import { FindingLevel } from './finding-level';
import { KnownAccount } from './known-account';

/** Properties for a `TrustPolicyGuard`. */
export interface TrustPolicyGuardProps {
  /**
   * The accounts that you own or that belong to vendors you work with.
   *
   * An entry takes precedence for an account that the app itself deploys to.
   *
   * @default - the accounts in the `env` of the app's stacks are own accounts; all other accounts are unknown
   */
  readonly accounts?: KnownAccount[];

  /**
   * The IDs (`o-…`) of your own organizations.
   *
   * A role can trust such an organization as a whole, with a condition on `aws:PrincipalOrgID` or `aws:PrincipalOrgPaths`: an ExternalId
   * and specific principals are then not required. IAM users of the organization must still use MFA.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
   *
   * @default - only the role's own organization, if a condition refers to it as `${aws:ResourceOrgID}`
   */
  readonly organizations?: string[];

  /**
   * The settings file: a JSON file with accounts, organizations, levels and accepted findings, which `cdk-secure-trust check --config`
   * reads as well.
   *
   * Where the file and a property specify the same account or the level of the same rule, the property takes precedence. A relative path
   * is resolved against the working directory, which is the directory of `cdk.json` when the CDK CLI runs the app.
   *
   * @see https://github.com/cdk-secure-trust/cdk-secure-trust/blob/main/docs/settings-file.md
   *
   * @default - `secure-trust.json` in the working directory, if it exists
   */
  readonly configFile?: string;

  /**
   * The level of each rule, by rule ID: `RuleId.MFA_REQUIRED`, which is `mfa-required`.
   *
   * An ID that no rule has is an error, which names the nearest rule.
   *
   * @default - the level that is documented for each rule
   */
  readonly levels?: { [ruleId: string]: FindingLevel };

  /**
   * The level of a finding about a trust policy that cannot be decided before deployment.
   *
   * The same as the level of the rule `undecided` in `levels`.
   *
   * @default FindingLevel.ERROR
   */
  readonly undecided?: FindingLevel;

  /**
   * The baseline: a file with the findings that the app had when the guard was added. They are reported as accepted, and fail the build
   * again as soon as somebody can assume the role who could not before. New findings fail the build.
   *
   * Synthesize the app, and write the file with
   * `npx cdk-secure-trust check cdk.out --baseline trust-baseline.json --update-baseline`. A baseline that does not exist, or cannot be
   * read, fails the build. A relative path is resolved against the working directory.
   *
   * @see https://github.com/cdk-secure-trust/cdk-secure-trust/blob/main/docs/adopting.md
   *
   * @default - there is no baseline
   */
  readonly baselineFile?: string;

  /**
   * The file to write a JSON report to, with all roles of the app and all findings, including acknowledged ones with their reasons.
   *
   * A relative path is resolved against the working directory. The file cannot be inside the cloud assembly (`cdk.out`).
   *
   * @default - no report file is written
   */
  readonly reportFile?: string;
}
