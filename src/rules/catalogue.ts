/** All rules, in the order in which their findings are told. */
import { externalIdRequired } from './external-id-required';
import { mfaRequired } from './mfa-required';
import { publicPrincipal } from './public-principal';
import { rejectedByIam } from './rejected-by-iam';
import { Rule } from './rule';
import { specificPrincipal } from './specific-principal';
import { undecided } from './undecided';
import { Level } from '../findings/level';

export const RULES: readonly Rule[] = [publicPrincipal, specificPrincipal, mfaRequired, externalIdRequired, rejectedByIam];

/** Every id that `levels` and acknowledgements may name. */
export const RULE_IDS: readonly string[] = [...RULES.map((rule) => rule.id), undecided.id];

/** The level of each rule where nobody sets another. */
export const DEFAULT_LEVELS: Readonly<Record<string, Level>> = Object.fromEntries([...RULES, undecided].map((rule) => [rule.id, rule.level]));
