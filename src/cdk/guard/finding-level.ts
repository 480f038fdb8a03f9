/** The level of a finding, as the public API names it. */

/**
 * The severity of the findings of a rule.
 *
 * For the hook and the rules of AWS Config, a finding at level error makes a role noncompliant, and all others do not.
 */
export enum FindingLevel {
  /** The finding fails the build until it is fixed or acknowledged. */
  ERROR = 'error',
  /** The finding is reported. It fails the build only with `cdk synth --strict`. */
  WARNING = 'warning',
  /** The finding is reported. It never fails the build. */
  INFO = 'info',
  /** The rule is not checked. */
  OFF = 'off',
}
