/**
 * The ids of all rules, in the order of the catalogue. They are a separate list because the CDK asks the guard for them in every synthesis,
 * and the catalogue loads the engine; `test/rules/catalogue.test.ts` compares the two.
 */

/** The name of the guard as a plugin of the CDK, and the namespace of the IDs that acknowledgements of its findings use. */
export const PLUGIN_NAME = 'SecureTrust';

/** What the guard, `check` and `reach` find in several roles together. */
export const OUTSIDE_REACHES_ADMINISTRATOR = 'outside-reaches-administrator';

/** Every id that `levels` and acknowledgements may name. */
export const RULE_IDS: readonly string[] = [
  'public-principal', 'specific-principal', 'mfa-required', 'external-id-required', 'ineffective-condition', 'oidc-tenant',
  'oidc-subject-wide', 'saml-audience', 'roles-anywhere-anchor', 'confused-deputy', 'shadowed-condition', 'never-assumable',
  'dead-statement', 'rejected-by-iam', 'placeholder-value', 'action-wide', 'external-id-guessable', 'external-id-shared',
  'session-tags-unbounded', 'self-trust', 'deleted-principal', 'long-session', OUTSIDE_REACHES_ADMINISTRATOR, 'undecided',
];
