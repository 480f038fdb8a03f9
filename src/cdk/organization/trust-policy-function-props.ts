/** What the hook and the rules have in common: settings of the check, and of the function that makes it. */
import type * as logs from 'aws-cdk-lib/aws-logs';
import { FindingLevel } from '../guard/finding-level';
import { KnownAccount } from '../guard/known-account';

/** Properties that the hook and the rules have: what is considered safe, and the function that checks it. */
export interface TrustPolicyFunctionProps {
  /**
   * The accounts that you own or that belong to vendors you work with.
   *
   * @default - only those of the settings file; all other accounts are unknown
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
   * @default - only those of the settings file, and the role's own organization if a condition refers to it as `${aws:ResourceOrgID}`
   */
  readonly organizations?: string[];

  /**
   * The settings file: a JSON file with accounts, organizations, levels and accepted findings, which `TrustPolicyGuard` and
   * `cdk-secure-trust check --config` read as well. Its content is deployed with the function.
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
   * The level of each rule, by rule ID: `RuleId.MFA_REQUIRED`, which is `mfa-required`. Findings at level error make a role noncompliant.
   *
   * An ID that no rule has is an error, which names the nearest rule.
   *
   * @default - the level of the settings file, or the one that is documented for each rule
   */
  readonly levels?: { [ruleId: string]: FindingLevel };

  /**
   * The level of a finding about a trust policy that cannot be decided.
   *
   * The same as the level of the rule `undecided` in `levels`.
   *
   * @default FindingLevel.ERROR
   */
  readonly undecided?: FindingLevel;

  /**
   * How long the log of the function is kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * How many events the function handles at the same time. They are reserved for it, of those that the account has.
   *
   * Further events of AWS Config wait. A hook whose function cannot run fails, and its `failureMode` decides what becomes of the operation.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default - no limit other than that of the account
   */
  readonly reservedConcurrentExecutions?: number;
}
