/**
 * Every question about a trust policy, each in a few words over the same search: is there a request that the policy allows and that the
 * question is about? `open` shows such a request, `closed` proves that there is none. Questions about the difference between two policies
 * are in `find-newly-allowed.ts`.
 */
import { anyValueExcept, isWrittenOut, withoutPinnedValues, patternsOn, ConditionValue } from './condition-values';
import { EXTERNAL_ID, unknownExternalIdRequirements } from './knowing-an-external-id';
import { namesSessionsByTenant, otherGuestRequirements, otherSessionRequirements, otherTenantRequirements } from './other-tenants';
import { membersOf, outsideOwnOrganization } from './own-account-and-organization';
import { strangeSourceRequirements, strangerRequirements } from './strangers';
import { unconstrainedSubjects, allSourceKeysAbsent } from './unconstrained-claims';
import { unnamedSource, outsideOrganizations, keyAbsent } from './unenforced-conditions';
import { unconstrainedArns, unnamedPrincipalRequirements } from './unnamed-principals';
import { tagPresent } from './unnamed-tags';
import { ContextValue, isAwsCaller, SideAction } from '../../evaluation/assume-role-request';
import { Statement } from '../../policy/trust-policy';
import { CallerClass } from '../caller-class';
import { ForbiddenValues, KeyRequirement, present } from '../key-constraints/key-constraint';
import { Question } from '../question';
import { isIdentityPool } from '../tables/shared-issuers';

/** The callers that a question is about, given the role's own account. */
type Callers = Question['callers'];

/** For `never-assumable`: any caller at all. A principal that is known only at deploy time counts as a caller. */
export const ANYBODY: Question = { about: 'any caller', callers: () => true, usesPlaceholderPrincipals: true };

/** For `dead-statement`: requests that the policy allows because of this statement. */
export const throughStatement = ({ index }: Statement, side?: SideAction): Question => ({
  ...ANYBODY,
  about: `callers that statement ${index} allows`,
  ...(side === undefined ? { through: index } : { sides: [side], sideStatements: (other) => other.index === index }),
});

/** AWS principals of accounts, organizations and networks that the policy does not name. `isUnknown`: the account is not named or known. */
export const strangers = (isUnknown: Callers): Question => ({
  about: 'callers from accounts that the policy does not name',
  callers: onlyAws(isUnknown),
  requirements: strangerRequirements,
});

/** Callers that are not AWS principals and that no statement names, where `"*"` may match them. */
export const strangersOfAnyKind = (callers: Callers): Question => ({
  about: 'callers of any kind that no statement names', callers, requirements: strangeSourceRequirements,
});

/** Whole accounts: principals that neither a statement nor a condition names. */
export const wholeAccounts: Question = {
  about: 'principals that neither a statement nor a condition names',
  callers: (caller) => isAwsCaller(caller) && caller.named !== true,
  requirements: unconstrainedArns,
  usesPlaceholderPrincipals: true,
};

/**
 * The same, but a pattern of names, unlike a whole name, does not name a principal. `index`: the statement that is asked about.
 * `organizations`: members of these, and of the role's own organization, are insiders and do not count.
 */
export const unnamedPrincipals = (index: number, counts: Callers, organizations: readonly string[]): Question => ({
  about: 'principals that the policy does not name',
  callers: onlyAws((caller, world) => caller.named !== true && counts(caller, world)),
  requirements: (policy) => [...unnamedPrincipalRequirements(policy, index), ...outsideOwnOrganization(membersOf(organizations))],
});

/** AWS principals of other accounts. */
export const foreignCallers = (counts: (caller: CallerClass) => boolean): Question => ({
  about: 'callers of other accounts',
  callers: onlyAws((caller, { ownAccount }) => caller.account !== ownAccount && counts(caller)),
});

/** The same, and callers with a token or an assertion. */
export const outsiders: Question = {
  about: 'callers from outside the account',
  callers: (caller, { ownAccount }) => (isAwsCaller(caller) ? caller.account !== ownAccount : caller.kind !== 'service'),
};

/** For `self-trust`, asked about a policy that is narrowed to the role itself. */
export const ownSessions: Question = {
  about: 'sessions of the role itself',
  callers: onlyAws((caller, { ownAccount }) => caller.kind !== 'iam-user' && caller.account === ownAccount),
};

/** IAM users without MFA. */
export const usersWithoutMfa = (counts: Callers): Question => ({
  about: 'users without MFA',
  callers: (caller, world) => caller.kind === 'iam-user' && caller.mfa !== 'true' && counts(caller, world),
});

/** Callers without an ExternalId, or with one that they choose. `organizations`: their members do not count. */
export const callersWithoutExternalId = (counts: Callers, organizations: readonly string[] = []): Question => ({
  ...callersKnowingOnly(() => false, counts, organizations),
  about: 'callers that know none of the ExternalIds',
});

/** Callers who know only the values that are `known`: asked where a caller without any of the values is denied. */
export const callersKnowingOnly = (
  known: (value: ConditionValue) => boolean, counts: Callers, organizations: readonly string[] = [],
): Question => ({
  about: 'callers that know some of the ExternalIds',
  callers: onlyAws(counts),
  requirements: (policy) => unknownExternalIdRequirements(policy, known, membersOf(organizations)),
  secretKey: EXTERNAL_ID,
});

/** Callers who pass a session tag with this name. `index`: the statement that allows them to. */
export const callersPassingTag = (index: number, name: string, counts: Callers): Question => ({
  about: 'callers that pass session tags of their own choice',
  callers: onlyAws(counts),
  requirements: () => [tagPresent(name)],
  sides: ['sts:TagSession'],
  sideStatements: (other) => other.index === index,
});

/** Services that send no source key. */
export const servicesWithoutSource: Question = {
  about: 'services that send no source key',
  callers: isService,
  requirements: allSourceKeysAbsent,
};

/** A service that calls on behalf of an account that the policy does not name. */
export const servicesForOthers = (service: string): Question => ({
  about: `${service} acting for an account that the policy does not name`,
  callers: (caller) => isService(caller) && caller.name === service,
  requirements: strangeSourceRequirements,
});

/** A service that calls on behalf of a resource other than those that `pins` accepts. */
export const servicesWithoutSourceArn = (service: string, pins: (value: ConditionValue) => boolean): Question => ({
  about: `${service} acting for a resource that the policy does not name`,
  callers: (caller) => isService(caller) && caller.name === service,
  requirements: (policy) => withoutPinnedValues(policy, (value) => value.key === 'aws:sourcearn' && pins(value)),
});

/** For `ineffective-condition`: callers who do not have what a condition is meant to require. */
export const unenforced: Readonly<Record<'mfa' | 'external-id' | 'organization' | 'source', Question>> = {
  'mfa': { about: 'callers without MFA', callers: ({ mfa }) => mfa !== 'true' },
  'external-id': callersWithoutExternalId(() => true),
  'organization': { about: 'callers from outside the organization', callers: isAwsCaller, requirements: outsideOrganizations },
  'source': { about: 'services acting for any account, organization or resource', callers: isService, requirements: unnamedSource },
};

/** Requests without a condition key. */
export const callersWithout = (key: string, callers: (caller: CallerClass) => boolean): Question => ({
  about: `requests without ${key}`,
  callers,
  requirements: () => keyAbsent(key),
});

/** Tokens of other tenants of a shared issuer. `mayBe`: may the statement trust this issuer? */
export const tokensOfOtherTenants = (mayBe: (issuer: string | undefined) => boolean): Question => ({
  about: 'tokens of other tenants',
  callers: (caller) => caller.kind === 'oidc' && mayBe(caller.name) && !namesSessionsByTenant(caller.name),
  requirements: otherTenantRequirements,
});

/** The same for an issuer whose tenants are distinguished by the session name. */
export const sessionsOfOtherTenants: Question = {
  about: 'sessions of other tenants',
  callers: (caller) => caller.kind === 'oidc' && namesSessionsByTenant(caller.name),
  requirements: otherSessionRequirements,
};

/**
 * Tokens that have none of the values `pins` accepts. `isTheirs`: the issuers asked about; `sub`: the only subject that is tried.
 */
export const tokensWithoutClaims = (
  isTheirs: (issuer: string) => boolean, pins: (value: ConditionValue) => boolean, sub?: SubjectTried,
): Question => ({
  about: 'tokens without the claims that the policy should require',
  callers: (caller) => caller.kind === 'oidc' && caller.name !== undefined && isTheirs(caller.name),
  requirements: (policy) => {
    const requirements = withoutPinnedValues(policy, pins);
    if (!sub) return requirements;
    const forbidden = requirements.find(({ key }) => key === sub.key)?.differsFrom;
    return [...requirements.filter(({ key }) => key !== sub.key), fixedTo(sub.key, sub.value, forbidden)];
  },
  usesPlaceholderPrincipals: true,
});

export interface SubjectTried {
  readonly key: string;
  readonly value: string;
}

/** Guests of a Cognito identity pool: anyone who knows the id of the pool. */
export const guestsOfIdentityPools = (provider: string): Question => ({
  about: 'guests of an identity pool',
  callers: (caller) => caller.kind === 'oidc' && caller.name === provider,
  requirements: (policy) => [fixedTo(`${provider}:amr`, ['unauthenticated']), ...otherGuestRequirements(policy, provider)],
});

/** SAML assertions that were not issued for signing in to AWS. */
export const assertionsForOthers = (audiences: readonly ForbiddenValues[]): Question => ({
  about: 'SAML assertions for another audience',
  callers: (caller) => caller.kind === 'saml',
  requirements: (policy) => [anyValueExcept(SAML_AUDIENCE, [...audiences, ...patternsOn(policy, SAML_AUDIENCE).filter(isWrittenOut)])],
  usesPlaceholderPrincipals: true,
});

/** Tokens whose subject no condition names. Cognito's subjects do not count: its pools are distinguished by audience. */
export const tokensOfAnySubject: Question = {
  about: 'tokens of any subject',
  callers: isTokenHolder,
  requirements: unconstrainedSubjects,
};

export const SAML_AUDIENCE = 'saml:aud';

function fixedTo(key: string, value: ContextValue, differsFrom: readonly ForbiddenValues[] = []): KeyRequirement {
  return { ...present(key), differsFrom, fixed: value };
}

export function isService(caller: CallerClass): boolean {
  return caller.kind === 'service';
}

export function isTokenHolder(caller: CallerClass): boolean {
  return caller.kind === 'oidc' && !isIdentityPool(caller.name ?? '');
}

function onlyAws(counts: Callers): Callers {
  return (caller, world) => isAwsCaller(caller) && counts(caller, world);
}
