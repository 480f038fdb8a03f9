/** The IDs of the rules, as the public API names them. */

/**
 * The IDs of all rules, to write as keys of `TrustPolicyGuardProps.levels`: a name that is misspelled does not compile.
 *
 * @see https://github.com/cdk-secure-trust/cdk-secure-trust/tree/main/docs/rules
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * Aspects.of(app).add(new TrustPolicyGuard({ levels: { [RuleId.CONFUSED_DEPUTY]: FindingLevel.OFF } }));
 */
export class RuleId {
  /** Only named accounts, services and identities can assume the role. */
  public static readonly PUBLIC_PRINCIPAL = 'public-principal';
  /** Only named users and roles of other accounts can assume the role, not whole accounts, organizations or name patterns. */
  public static readonly SPECIFIC_PRINCIPAL = 'specific-principal';
  /** IAM users of other accounts can assume the role only with MFA. */
  public static readonly MFA_REQUIRED = 'mfa-required';
  /** Callers from other accounts can assume the role only with an ExternalId. */
  public static readonly EXTERNAL_ID_REQUIRED = 'external-id-required';
  /** Every condition enforces what it is meant to require. */
  public static readonly INEFFECTIVE_CONDITION = 'ineffective-condition';
  /** Only your own tenant of a shared OIDC provider can assume the role. */
  public static readonly OIDC_TENANT = 'oidc-tenant';
  /** Only tokens of one repository and branch, workspace or service account can assume the role. */
  public static readonly OIDC_SUBJECT_WIDE = 'oidc-subject-wide';
  /** Only SAML assertions issued for AWS sign-in can assume the role. */
  public static readonly SAML_AUDIENCE = 'saml-audience';
  /** Only certificates of a named trust anchor can assume the role through IAM Roles Anywhere. */
  public static readonly ROLES_ANYWHERE_ANCHOR = 'roles-anywhere-anchor';
  /** Services that act for many customers can assume the role only on behalf of named accounts or resources. */
  public static readonly CONFUSED_DEPUTY = 'confused-deputy';
  /** No other statement allows the callers that a condition excludes. */
  public static readonly SHADOWED_CONDITION = 'shadowed-condition';
  /** At least one caller can assume the role. */
  public static readonly NEVER_ASSUMABLE = 'never-assumable';
  /** Every Allow statement matches at least one request. */
  public static readonly DEAD_STATEMENT = 'dead-statement';
  /** IAM accepts the trust policy. */
  public static readonly REJECTED_BY_IAM = 'rejected-by-iam';
  /** Every placeholder has been replaced with a value. */
  public static readonly PLACEHOLDER_VALUE = 'placeholder-value';
  /** Callers from outside the account are allowed only the actions that they need. */
  public static readonly ACTION_WIDE = 'action-wide';
  /** Every ExternalId is hard to guess. */
  public static readonly EXTERNAL_ID_GUESSABLE = 'external-id-guessable';
  /** Every third party has its own ExternalId. */
  public static readonly EXTERNAL_ID_SHARED = 'external-id-shared';
  /** Callers from other accounts can pass only session tags that the trust policy names. */
  public static readonly SESSION_TAGS_UNBOUNDED = 'session-tags-unbounded';
  /** The role cannot assume itself. */
  public static readonly SELF_TRUST = 'self-trust';
  /** No principal is the ID of a deleted user or role. */
  public static readonly DELETED_PRINCIPAL = 'deleted-principal';
  /** Callers from other accounts get sessions of at most one hour. */
  public static readonly LONG_SESSION = 'long-session';
  /** No caller from outside whom another rule reports ends up at an administrator. */
  public static readonly OUTSIDE_REACHES_ADMINISTRATOR = 'outside-reaches-administrator';
  /** Every question can be answered before deployment. */
  public static readonly UNDECIDED = 'undecided';

  private constructor() { }
}
