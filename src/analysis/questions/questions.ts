/**
 * Every question of this product, each a few words over the one search: is there a request that the policy lets in, and that the question
 * is about? `open` shows such a request, `closed` proves there is none. What changed between two policies is asked in
 * `find-newly-allowed.ts`, and what a statement adds to the others.
 */
import { EXTERNAL_ID, ignoranceDemands } from './knowing-an-external-id';
import { isSharedIssuer, otherTenantDemands } from './other-tenants';
import { sourceStrangerDemands, strangerDemands } from './strangers';
import { subjectsNobodyAsksFor, withoutSource } from './unasked-claims';
import { arnsNobodyAsksFor, unnamedDemands } from './unnamed-principals';
import { SideAction } from '../../evaluation/assume-role-request';
import { Statement } from '../../policy/trust-policy';
import { CallerClass, isAwsCaller } from '../caller-class';
import { Question } from '../question';

/** The callers that a question is about, once it is known whose the role is. */
type Callers = Question['callers'];

/** Never assumable: nobody at all gets in. A principal that only deployment will name is somebody. */
export const ANYBODY: Question = { about: 'anybody', callers: () => true, inventsPrincipals: true };

/** Dead statement: no request that the policy lets in is one that this statement allows. */
export const throughStatement = ({ index }: Statement, side?: SideAction): Question => ({
  ...ANYBODY,
  about: `callers whom statement ${index} lets in`,
  ...(side === undefined ? { statements: (other) => other.index === index } : { sides: [side], sideStatements: (other) => other.index === index }),
});

/** AWS principals of accounts, organizations and networks that the policy does not name. `isUnknown`: an account nobody named. */
export const strangers = (isUnknown: Callers): Question => ({
  about: 'callers from an account nobody named',
  callers: onlyAws(isUnknown),
  demands: strangerDemands,
});

/** Callers that are no AWS principals and that no statement names, where `"*"` may cover them. */
export const strangersOfAnyKind = (callers: Callers): Question => ({ about: 'callers of any kind', callers, demands: sourceStrangerDemands });

/** Open to a whole account: principals that no statement and no condition single out. */
export const wholeAccounts: Question = {
  about: 'principals that nothing singles out',
  callers: (caller) => isAwsCaller(caller) && caller.named !== true,
  demands: arnsNobodyAsksFor,
  inventsPrincipals: true,
};

/** The same, where a pattern of names, unlike a whole name, singles nobody out. `index`: the statement that is asked about. */
export const unnamedPrincipals = (index: number, counts: Callers): Question => ({
  about: 'principals nobody named',
  callers: onlyAws((caller, world) => caller.named !== true && counts(caller, world)),
  demands: (policy) => unnamedDemands(policy, index),
});

/** Open without MFA. */
export const usersWithoutMfa = (counts: Callers): Question => ({
  about: 'users without MFA',
  callers: (caller, world) => caller.kind === 'iam-user' && caller.mfa !== 'true' && counts(caller, world),
});

/** Open without an ExternalId, or with one that the caller chooses. */
export const callersWithoutExternalId = (counts: Callers): Question => ({
  about: 'callers who know no ExternalId',
  callers: onlyAws(counts),
  demands: ignoranceDemands,
  secretKey: EXTERNAL_ID,
});

/** Open without the source condition. `service` undefined: any service. */
export const servicesWithoutSource = (service?: string): Question => ({
  about: 'services that do not say for whom they come',
  callers: (caller) => isService(caller) && (service === undefined || caller.name === service),
  demands: withoutSource,
});

/** Open to another tenant of an issuer that many share. */
export const tokensOfOtherTenants: Question = {
  about: 'tokens of any tenant',
  callers: (caller) => caller.kind === 'oidc' && isSharedIssuer(caller.name),
  demands: otherTenantDemands,
};

/** Guests of a Cognito identity pool: whoever knows the id of the pool. */
export const guestsOfIdentityPools: Question = {
  about: 'guests of an identity pool',
  callers: (caller) => caller.kind === 'oidc' && caller.name === COGNITO,
  demands: () => [{ key: `${COGNITO}:amr`, mayBeAbsent: false, mayBePresent: true, differsFrom: [], fixed: ['unauthenticated'] }],
};

/** Open to tokens whose subject nobody asks for. Cognito's subjects are not counted: its pools are told apart by audience. */
export const tokensOfAnySubject: Question = {
  about: 'tokens of any subject',
  callers: isTokenHolder,
  demands: subjectsNobodyAsksFor,
};

const COGNITO = 'cognito-identity.amazonaws.com';

export function isService(caller: CallerClass): boolean {
  return caller.kind === 'service';
}

export function isTokenHolder(caller: CallerClass): boolean {
  return caller.kind === 'oidc' && caller.name !== COGNITO;
}

function onlyAws(counts: Callers): Callers {
  return (caller, world) => isAwsCaller(caller) && counts(caller, world);
}
