/** How much a finding matters to the build, in the words of the public API. */

/** How much the findings of a rule matter to the build. */
export enum FindingLevel {
  /** Fails the build until the finding is corrected or acknowledged. */
  ERROR = 'error',
  /** Is shown; fails the build only under `cdk synth --strict`. */
  WARNING = 'warning',
  /** Is shown. */
  INFO = 'info',
  /** The rule is not asked. */
  OFF = 'off',
}
