/**
 * The ids of all rules, in the order in which their findings are told, and the level of each where nobody sets another. Apart from the rules
 * themselves: whoever only names rules need not load them.
 */
import { Level } from '../findings/level';

export const DEFAULT_LEVELS: Readonly<Record<string, Level>> = {
  'public-principal': 'error',
  'specific-principal': 'error',
  'mfa-required': 'error',
  'external-id-required': 'error',
  'ineffective-condition': 'error',
  'oidc-tenant': 'error',
  'oidc-subject-wide': 'warning',
  'saml-audience': 'warning',
  'roles-anywhere-anchor': 'error',
  'confused-deputy': 'warning',
  'shadowed-condition': 'error',
  'never-assumable': 'error',
  'dead-statement': 'warning',
  'rejected-by-iam': 'error',
  'placeholder-value': 'error',
  'action-wide': 'warning',
  'external-id-guessable': 'warning',
  'external-id-shared': 'warning',
  'session-tags-unbounded': 'warning',
  'self-trust': 'info',
  'deleted-principal': 'warning',
  'long-session': 'info',
  'undecided': 'error',
};

/** Every id that `levels` and acknowledgements may name. */
export const RULE_IDS: readonly string[] = Object.keys(DEFAULT_LEVELS);
