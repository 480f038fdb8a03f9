/** All rules, in the order in which their findings are told. */
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

export const RULES: readonly Rule[] = [
  publicPrincipal, specificPrincipal, mfaRequired, externalIdRequired, ineffectiveCondition, oidcTenant, oidcSubjectWide,
  samlAudience, rolesAnywhereAnchor, confusedDeputy, shadowedCondition, neverAssumable, deadStatement, rejectedByIam, placeholderValue, actionWide,
  externalIdGuessable, externalIdShared, sessionTagsUnbounded, selfTrust, deletedPrincipal, longSession,
];
