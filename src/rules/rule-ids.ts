/** The names of all rules, for code that only names them: the rules themselves load the engine. */

/** Every id that `levels` and acknowledgements can name, in the order of the catalogue. */
export const RULE_IDS: readonly string[] = [
  'public-principal',
  'specific-principal',
  'mfa-required',
  'external-id-required',
  'ineffective-condition',
  'oidc-tenant',
  'oidc-subject-wide',
  'saml-audience',
  'roles-anywhere-anchor',
  'confused-deputy',
  'shadowed-condition',
  'never-assumable',
  'dead-statement',
  'rejected-by-iam',
  'placeholder-value',
  'action-wide',
  'external-id-guessable',
  'external-id-shared',
  'session-tags-unbounded',
  'self-trust',
  'deleted-principal',
  'long-session',
  'undecided',
];
