/** All rules, in the order in which their findings are shown. */
import { actionWide } from './action-wide';
import { confusedDeputy } from './confused-deputy';
import { deadStatement } from './dead-statement';
import { deletedPrincipal } from './deleted-principal';
import { externalIdGuessable } from './external-id-guessable';
import { externalIdRequired } from './external-id-required';
import { externalIdShared } from './external-id-shared';
import { ineffectiveCondition } from './ineffective-condition';
import { longSession } from './long-session';
import { mfaRequired } from './mfa-required';
import { neverAssumable } from './never-assumable';
import { oidcSubjectWide } from './oidc-subject-wide';
import { oidcTenant } from './oidc-tenant';
import { outsideReachesAdministrator } from './outside-reaches-administrator';
import { placeholderValue } from './placeholder-value';
import { publicPrincipal } from './public-principal';
import { rejectedByIam } from './rejected-by-iam';
import { rolesAnywhereAnchor } from './roles-anywhere-anchor';
import { Rule } from './rule';
import { samlAudience } from './saml-audience';
import { selfTrust } from './self-trust';
import { sessionTagsUnbounded } from './session-tags-unbounded';
import { shadowedCondition } from './shadowed-condition';
import { specificPrincipal } from './specific-principal';
import { SharedExternalId } from './support/external-ids';
import { undecided } from './undecided';
import { Level } from '../findings/level';

export const RULES: readonly Rule[] = [
  publicPrincipal, specificPrincipal, mfaRequired, externalIdRequired, ineffectiveCondition, oidcTenant, oidcSubjectWide,
  samlAudience, rolesAnywhereAnchor, confusedDeputy, shadowedCondition, neverAssumable, deadStatement, rejectedByIam,
  placeholderValue, actionWide, externalIdGuessable, externalIdShared, sessionTagsUnbounded, selfTrust, deletedPrincipal, longSession,
  outsideReachesAdministrator,
];

/** It is also asked about several roles side by side, since two roles may share an ExternalId. */
export const RULE_ABOUT_SEVERAL_ROLES: Rule<SharedExternalId> = externalIdShared;

/** The level of each rule where the user sets no other. */
export const DEFAULT_LEVELS: Readonly<Record<string, Level>> = Object.fromEntries(
  [...RULES, undecided].map(({ id, level }) => [id, level]),
);
