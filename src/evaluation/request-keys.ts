/**
 * Looks up what a request has for a condition key: `requestKeyOf` answers, for a key and a kind of caller, whether the request has the key
 * and what its value can be. Most answers are in the table (`request-key-table.ts`); here are those that depend on more than the kind of
 * caller: MFA, single services, and the claims of a token's issuer.
 */
import { Caller, CallerKind, isAwsCaller } from './assume-role-request';
import {
  ALWAYS_FALSE, ARN, BOOL, ID_OF_SESSION, ID_OF_USER, ISSUE_TIME, KeyDomain, LONGEST_SESSION_SECONDS, NO_WILDCARDS, valueShape, TEXT, text,
  TextDomain,
} from './key-domains';
import { isMisspelledAwsKey } from './listed-keys';
import { RequestKey, requestKey, tableEntryOf } from './request-key-table';
import { sendsArnsWithWildcards, sendsNoExternalId } from './service-callers';
import { claimOf, ClaimValues } from './token-claims';

const MFA_PRESENT = 'aws:multifactorauthpresent';
const MFA_AGE = 'aws:multifactorauthage';

/** What the request says about MFA: the value of `aws:MultiFactorAuthPresent`, or its absence. */
export type MfaState = 'absent' | 'false' | 'true';

/**
 * The MFA states that a kind of caller can have. For a user the key is absent with a long-term access key, `true` with a code in the call
 * or with MFA session credentials, `false` with session credentials obtained without MFA. For a role session it is never `true`; whether
 * it is `false` or absent differs.
 */
export function mfaStates(kind: CallerKind): readonly MfaState[] {
  switch (kind) {
    case 'iam-user':
      return ['absent', 'false', 'true'];
    case 'role-session':
      return ['absent', 'false'];
    default:
      return ['absent'];
  }
}

/** The issuer and the claim of an OIDC condition key, `HOST[/PATH]:claim`; undefined for any other key. */
export function oidcKeyParts(lowerCaseKey: string): { issuer: string; claim: string } | undefined {
  // A host contains a dot; the service prefixes of condition keys do not.
  if (!/^[^.:]+\.[^:]*:/.test(lowerCaseKey)) return undefined;
  const at = lowerCaseKey.lastIndexOf(':');
  return { issuer: lowerCaseKey.slice(0, at), claim: lowerCaseKey.slice(at + 1) };
}

/** Numeric ids have no leading zeros. */
const CLAIM_DOMAINS: Readonly<Record<ClaimValues, TextDomain>> = {
  number: { ...text('0-9', 1, 20, '123456789'), never: valueShape('0?*') },
  name: { ...TEXT, alphabet: NO_WILDCARDS },
  text: TEXT,
};

const MFA_PRESENT_IN: Readonly<Record<MfaState, RequestKey>> = {
  absent: requestKey('never', BOOL),
  false: requestKey('always', ALWAYS_FALSE),
  true: requestKey('always', { type: 'bool', values: ['true'] }),
};
const MFA_AGE_DOMAIN: KeyDomain = { type: 'number', min: 0, max: LONGEST_SESSION_SECONDS };
const NO_MFA_AGE = requestKey('never', MFA_AGE_DOMAIN);
const SOME_MFA_AGE = requestKey('always', MFA_AGE_DOMAIN);
const NOT_DOCUMENTED = requestKey('undocumented', TEXT);
const NEVER_SENT = requestKey('never', TEXT);

/** Only temporary credentials have a time of issue, and the MFA key can be `false` only with them. */
const ISSUE_TIME_OF_USER: Readonly<Record<MfaState, RequestKey>> = {
  absent: requestKey('never', ISSUE_TIME),
  false: requestKey('always', ISSUE_TIME),
  // The code was sent either with the call, signed with a long-term access key, or when the credentials were obtained.
  true: requestKey('maybe', ISSUE_TIME),
};

/** The name of the issuer or the service, as `requestKeyOf` needs it. */
export function nameForKeys(caller: Caller): string | undefined {
  if (caller.kind === 'oidc') return caller.issuer;
  return caller.kind === 'service' ? caller.service : undefined;
}

/**
 * What a request from this kind of caller has for a key (in lower case): whether the key is present, and what its value can be.
 *
 * `name`: the token's issuer for an OIDC call, the service for a call by a service. A key that AWS does not document at all is
 * `undocumented` for every caller; a misspelling of a documented key is never sent.
 */
export function requestKeyOf(lowerCaseKey: string, kind: CallerKind, mfa: MfaState, name?: string): RequestKey {
  if (lowerCaseKey === MFA_PRESENT) return MFA_PRESENT_IN[mfa];
  if (lowerCaseKey === 'aws:tokenissuetime' && kind === 'iam-user') return ISSUE_TIME_OF_USER[mfa];
  if (lowerCaseKey === MFA_AGE) return mfa === 'true' ? SOME_MFA_AGE : NO_MFA_AGE;
  const known = tableEntryOf(lowerCaseKey);
  if (known) return kind === 'service' ? requestKeyOfService(lowerCaseKey, known[kind], name) : narrowed(lowerCaseKey, known[kind], kind);
  const oidc = oidcKeyParts(lowerCaseKey);
  if (!oidc) return isMisspelledAwsKey(lowerCaseKey) ? NEVER_SENT : NOT_DOCUMENTED;
  return claimKey(oidc, kind, name);
}

function requestKeyOfService(lowerCaseKey: string, found: RequestKey, service: string | undefined): RequestKey {
  switch (lowerCaseKey) {
    case 'sts:externalid':
      return service !== undefined && sendsNoExternalId(service) ? { ...found, presence: 'never' } : found;
    case 'aws:sourcearn':
      return sendsArnsWithWildcards(service) ? { ...found, domain: ARN } : found;
    default:
      return narrowed(lowerCaseKey, found, 'service');
  }
}

function narrowed(lowerCaseKey: string, found: RequestKey, kind: CallerKind): RequestKey {
  // A service that acts as itself, and a caller with a token, do not call through another service.
  if (lowerCaseKey === 'aws:viaawsservice' && !isAwsCaller({ kind })) return { ...found, domain: ALWAYS_FALSE };
  return lowerCaseKey === 'aws:userid' && isAwsCaller({ kind })
    ? { ...found, domain: kind === 'iam-user' ? ID_OF_USER : ID_OF_SESSION }
    : found;
}

/** A claim of a token. A session obtained through Cognito keeps its claims. */
function claimKey(oidc: { issuer: string; claim: string }, kind: CallerKind, issuer: string | undefined): RequestKey {
  const found = claimOf(oidc.issuer, oidc.claim);
  const domain = CLAIM_DOMAINS[found?.values ?? 'text'];
  const multivalued = found?.multivalued ?? false;
  const isOwnIssuer = kind === 'oidc' && issuer?.toLowerCase() === oidc.issuer;
  const staysWithSession = kind === 'federated-session' && oidc.issuer === 'cognito-identity.amazonaws.com';
  if (!found || !(isOwnIssuer || staysWithSession)) return requestKey('never', domain, multivalued);
  return requestKey(isOwnIssuer && found.always ? 'always' : 'maybe', domain, multivalued);
}
