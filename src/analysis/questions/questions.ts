/**
 * Every question of this product, each a few words over the one search: is there a request that the policy lets in, and that the question
 * is about? `open` shows such a request, `closed` proves there is none. What changed between two policies is asked in
 * `find-newly-allowed.ts`, and what a statement adds to the others.
 */
import { EXTERNAL_ID, unknownExternalIdRequirements } from './knowing-an-external-id';
import { namesSessionsByTenant, otherGuestRequirements, otherSessionRequirements, otherTenantRequirements } from './other-tenants';
import { membersOf, outsideOwnOrganization } from './own-account-and-organization';
import { strangeSourceRequirements, strangerRequirements } from './strangers';
import { unconstrainedSubjects, allSourceKeysAbsent } from './unconstrained-claims';
import { unnamedSource, outsideOrganizations, keyAbsent } from './unenforced-conditions';
import { unconstrainedArns, unnamedPrincipalRequirements } from './unnamed-principals';
import { tagPresent } from './unnamed-tags';
import { anyValueExcept, isWrittenOut, withoutPinnedValues, patternsOn, ValueOnKey } from './values-asked-for';
import { ContextValue, isAwsCaller, SideAction } from '../../evaluation/assume-role-request';
import { Statement } from '../../policy/trust-policy';
import { CallerClass } from '../caller-class';
import { ForbiddenValues, KeyRequirement, present } from '../key-constraints/key-constraint';
import { Question } from '../question';
import { isIdentityPool } from '../tables/shared-issuers';

/** The callers that a question is about, once it is known whose the role is. */
type Callers = Question['callers'];

/** Never assumable: nobody at all gets in. A principal that only deployment will name is somebody. */
export const ANYBODY: Question = { about: 'anybody', callers: () => true, inventsPrincipals: true };

/** Dead statement: no request that the policy lets in is one that this statement allows. */
export const throughStatement = ({ index }: Statement, side?: SideAction): Question => ({
  ...ANYBODY,
  about: `callers whom statement ${index} lets in`,
  ...(side === undefined ? { through: index } : { sides: [side], sideStatements: (other) => other.index === index }),
});

/** AWS principals of accounts, organizations and networks that the policy does not name. `isUnknown`: an account nobody named. */
export const strangers = (isUnknown: Callers): Question => ({
  about: 'callers from an account nobody named',
  callers: onlyAws(isUnknown),
  requirements: strangerRequirements,
});

/** Callers that are no AWS principals and that no statement names, where `"*"` may cover them. */
export const strangersOfAnyKind = (callers: Callers): Question => ({ about: 'callers of any kind', callers, requirements: strangeSourceRequirements });

/** Open to a whole account: principals that no statement and no condition single out. */
export const wholeAccounts: Question = {
  about: 'principals that nothing singles out',
  callers: (caller) => isAwsCaller(caller) && caller.named !== true,
  requirements: unconstrainedArns,
  inventsPrincipals: true,
};

/**
 * The same, where a pattern of names, unlike a whole name, singles nobody out. `index`: the statement that is asked about. `organizations`: the
 * members of these, and of the role's own, are insiders and do not count.
 */
export const unnamedPrincipals = (index: number, counts: Callers, organizations: readonly string[]): Question => ({
  about: 'principals nobody named',
  callers: onlyAws((caller, world) => caller.named !== true && counts(caller, world)),
  requirements: (policy) => [...unnamedPrincipalRequirements(policy, index), ...outsideOwnOrganization(membersOf(organizations))],
});

/** AWS principals of other accounts. */
export const foreignCallers = (counts: (caller: CallerClass) => boolean): Question => ({
  about: 'callers of other accounts',
  callers: onlyAws((caller, { ownAccount }) => caller.account !== ownAccount && counts(caller)),
});

/** The same, and whoever holds a token or an assertion. */
export const outsiders: Question = {
  about: 'callers from outside the account',
  callers: (caller, { ownAccount }) => (isAwsCaller(caller) ? caller.account !== ownAccount : caller.kind !== 'service'),
};

/** Self-trust, of a policy that is narrowed to the role itself. */
export const ownSessions: Question = {
  about: 'sessions of the role itself',
  callers: onlyAws((caller, { ownAccount }) => caller.kind !== 'iam-user' && caller.account === ownAccount),
};

/** Open without MFA. */
export const usersWithoutMfa = (counts: Callers): Question => ({
  about: 'users without MFA',
  callers: (caller, world) => caller.kind === 'iam-user' && caller.mfa !== 'true' && counts(caller, world),
});

/** Open without an ExternalId, or with one that the caller chooses. `organizations`: their members need none. */
export const callersWithoutExternalId = (counts: Callers, organizations: readonly string[] = []): Question => ({
  ...callersKnowingOnly(() => false, counts, organizations),
  about: 'callers who know no ExternalId',
});

/** Open to whoever knows the values that are `known`, and no other: asked where nobody gets in without knowing any. */
export const callersKnowingOnly = (known: (value: ValueOnKey) => boolean, counts: Callers, organizations: readonly string[] = []): Question => ({
  about: 'callers who know a certain ExternalId',
  callers: onlyAws(counts),
  requirements: (policy) => unknownExternalIdRequirements(policy, known, membersOf(organizations)),
  secretKey: EXTERNAL_ID,
});

/** Open to callers who attach a session tag of this name. `index`: the statement that lets them. */
export const callersPassingTag = (index: number, name: string, counts: Callers): Question => ({
  about: 'callers who attach session tags of their own choice',
  callers: onlyAws(counts),
  requirements: () => [tagPresent(name)],
  sides: ['sts:TagSession'],
  sideStatements: (other) => other.index === index,
});

/** Open without the source condition. */
export const servicesWithoutSource: Question = {
  about: 'services that do not say for whom they come',
  callers: isService,
  requirements: allSourceKeysAbsent,
};

/** Open to a service that comes for somebody else. `service`: the one that is asked about. */
export const servicesForOthers = (service: string): Question => ({
  about: `${service} acting for an account nobody named`,
  callers: (caller) => isService(caller) && caller.name === service,
  requirements: strangeSourceRequirements,
});

/** Open to a service that comes for another resource than those that `pins` accepts. */
export const servicesWithoutSourceArn = (service: string, pins: (value: ValueOnKey) => boolean): Question => ({
  about: `${service} acting for a resource nobody named`,
  callers: (caller) => isService(caller) && caller.name === service,
  requirements: (policy) => withoutPinnedValues(policy, (value) => value.key === 'aws:sourcearn' && pins(value)),
});

/** Open in spite of a condition: to those who lack what it is there to ask for. */
export const unenforced: Readonly<Record<'mfa' | 'external-id' | 'organization' | 'source', Question>> = {
  'mfa': { about: 'callers without MFA', callers: ({ mfa }) => mfa !== 'true' },
  'external-id': callersWithoutExternalId(() => true),
  'organization': { about: 'callers from outside the organization', callers: isAwsCaller, requirements: outsideOrganizations },
  'source': { about: 'services that may come for anybody', callers: isService, requirements: unnamedSource },
};

/** Open without a condition key. */
export const callersWithout = (key: string, callers: (caller: CallerClass) => boolean): Question => ({
  about: `requests without ${key}`,
  callers,
  requirements: () => keyAbsent(key),
});

/** Open to another tenant of an issuer that many share. `mayBe`: could the statement trust this issuer? */
export const tokensOfOtherTenants = (mayBe: (issuer: string | undefined) => boolean): Question => ({
  about: 'tokens of any tenant',
  callers: (caller) => caller.kind === 'oidc' && mayBe(caller.name) && !namesSessionsByTenant(caller.name),
  requirements: otherTenantRequirements,
});

/** The same, of an issuer whose tenants are told apart by the name of the session. */
export const sessionsOfOtherTenants: Question = {
  about: 'sessions of any tenant',
  callers: (caller) => caller.kind === 'oidc' && namesSessionsByTenant(caller.name),
  requirements: otherSessionRequirements,
};

/** Open to tokens that show none of the values `pins` accepts. `isTheirs`: the issuers asked about; `sub`: the one subject that is tried. */
export const tokensWithoutClaims = (isTheirs: (issuer: string) => boolean, pins: (value: ValueOnKey) => boolean, sub?: SubjectTried): Question => ({
  about: 'tokens that nobody described',
  callers: (caller) => caller.kind === 'oidc' && caller.name !== undefined && isTheirs(caller.name),
  requirements: (policy) => {
    const requirements = withoutPinnedValues(policy, pins);
    if (!sub) return requirements;
    const forbidden = requirements.find(({ key }) => key === sub.key)?.differsFrom;
    return [...requirements.filter(({ key }) => key !== sub.key), fixedTo(sub.key, sub.value, forbidden)];
  },
  inventsPrincipals: true,
});

export interface SubjectTried {
  readonly key: string;
  readonly value: string;
}

/** Open to guests of a Cognito identity pool: whoever knows the id of the pool. */
export const guestsOfIdentityPools = (provider: string): Question => ({
  about: 'guests of an identity pool',
  callers: (caller) => caller.kind === 'oidc' && caller.name === provider,
  requirements: (policy) => [fixedTo(`${provider}:amr`, ['unauthenticated']), ...otherGuestRequirements(policy, provider)],
});

/** Open to assertions that were not made for a sign-in to AWS. */
export const assertionsForOthers = (audiences: readonly ForbiddenValues[]): Question => ({
  about: 'assertions made for another audience',
  callers: (caller) => caller.kind === 'saml',
  requirements: (policy) => [anyValueExcept(SAML_AUDIENCE, [...audiences, ...patternsOn(policy, SAML_AUDIENCE).filter(isWrittenOut)])],
  inventsPrincipals: true,
});

/** Open to tokens whose subject nobody asks for. Cognito's subjects are not counted: its pools are told apart by audience. */
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
