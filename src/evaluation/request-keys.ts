/**
 * Which condition keys a request carries, by caller and API, and what their values can look like.
 *
 * Rests on the pages of the IAM User Guide on global condition keys, on the keys of IAM and STS, and on MFA-protected API access:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 *
 * On unique ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html and reference_policies_variables.html there.
 */
import { Caller, CallerKind, isAwsCaller } from './assume-role-request';
import { isNoKeyOfAws } from './listed-keys';
import { sendsArnsWithWildcards, sendsNoExternalId } from './service-callers';
import { claimOf, ClaimValues } from './token-claims';
import { matchPattern, readPattern, ValuePattern, WILDCARDS_ONLY } from './value-pattern';

/** `undocumented`: AWS does not say whether such a caller carries the key, or with what value. */
export type Presence = 'always' | 'maybe' | 'never' | 'undocumented';

export interface TextDomain {
  readonly type: 'text';
  /** The characters a value may have, as the inside of a regular expression class. Default: any printable one. */
  readonly alphabet?: string;
  /** Every value matches the first pattern, and none the second. Default: any text does. */
  readonly shape?: ValuePattern;
  readonly never?: ValuePattern;
  readonly min: number;
  readonly max: number;
  /** A value everybody recognises. */
  readonly example: string;
}

export type KeyDomain =
  | TextDomain
  | { readonly type: 'bool'; readonly values: readonly ('true' | 'false')[] }
  | { readonly type: 'number'; readonly min: number; readonly max: number }
  | { readonly type: 'date'; /** How many seconds before the request the date can lie. Default: it is the time of the request itself. */ readonly age?: number }
  | { readonly type: 'address'; /** Addresses inside these blocks never appear. */ readonly never: readonly string[] };

/** What a request of one kind of caller holds under a key. */
export interface RequestKey {
  readonly presence: Presence;
  readonly domain: KeyDomain;
  /** The key holds a list of values. */
  readonly multivalued: boolean;
}

type ByCaller = Readonly<Record<CallerKind, RequestKey>>;

const TEXT: TextDomain = { type: 'text', min: 1, max: 2048, example: 'example' };
const BOOL: KeyDomain = { type: 'bool', values: ['false', 'true'] };
const ALWAYS_FALSE: KeyDomain = { type: 'bool', values: ['false'] };
/** Tags, and names in tokens, hold no wildcard characters; the value of a tag may be empty. */
const NO_WILDCARDS = '^*?';
const TAG: TextDomain = { ...TEXT, alphabet: NO_WILDCARDS, min: 0, max: 256 };
const TAG_KEY: TextDomain = { ...textLike('example-tag'), max: 128 };
const SESSION_TEXT = text('\\w+=,.@-', 2, 64, 'example-session');
const ACCOUNT_ID = text('0-9', 12, 12, '999999999999');
const ORGANIZATION_ID = text('a-z0-9-', 12, 34, 'o-stranger00');
const ORGANIZATION_PATH = textLike('o-stranger00/r-0000/ou-0000-00000000/');
const ARN: TextDomain = { ...textLike('arn:aws:example:us-east-1:999999999999:example'), min: 12 };
const ARN_OF_VPC: TextDomain = {
  ...textLike('arn:aws:ec2:us-east-1:999999999999:vpc/vpc-0123456789abcdef0'),
  shape: shapeOf('arn:?*:ec2:?*:????????????:vpc/vpc-?*'),
  never: shapeOf('*:*:*:*:*:*:*'),
};
/** Names of resources hold no wildcard characters, but for those of a few services. */
const SOURCE_ARN: TextDomain = { ...ARN, alphabet: NO_WILDCARDS };
/** `aws:userid` holds the unique id of the user; of a session, that of its role and the name of the session. */
const ID_OF_USER: TextDomain = { ...text('A-Z0-9', 5, 128, 'AIDAEXAMPLEEXAMPLE000'), shape: shapeOf('AIDA?*') };
const ID_OF_SESSION: TextDomain = {
  ...text('\\w+=,.@:-', 8, 193, 'AROAEXAMPLEEXAMPLE000:example-session'), shape: shapeOf('AROA?*:??*'), never: shapeOf('*:*:*'),
};
/** Temporary credentials live so long at most: those of `GetSessionToken`. */
const LONGEST_SESSION_SECONDS = 36 * 3600;
const ISSUE_TIME: KeyDomain = { type: 'date', age: LONGEST_SESSION_SECONDS };
const PUBLIC_ADDRESS: KeyDomain = {
  type: 'address',
  never: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16', 'fc00::/7', 'fe80::/10', '::1/128'],
};

const PRIVATE_IPV4: KeyDomain = { type: 'address', never: ['::/0'] };
const GLUE: TextDomain = { ...textLike('glue.amazonaws.com'), shape: shapeOf('glue.amazonaws.com') };

function text(alphabet: string, min: number, max: number, example: string): TextDomain {
  return { type: 'text', alphabet, min, max, example };
}

/** Any text; of which kind, only the example tells. */
function textLike(example: string): TextDomain {
  return { ...TEXT, example };
}

function shapeOf(pattern: string): ValuePattern {
  return readPattern(pattern, WILDCARDS_ONLY);
}

/** Has the text the shape of the key's values? The alphabet and the length are not looked at. */
export function hasShape({ shape, never }: TextDomain, value: string): boolean {
  return (!shape || matchPattern(shape, value) === 'yes') && (!never || matchPattern(never, value) === 'no');
}

/** Can a key with such values hold the text? */
export function isInDomain(domain: TextDomain, value: string): boolean {
  const isSpelled = domain.alphabet === undefined || new RegExp(`^[${domain.alphabet}]*$`, 'u').test(value);
  return isSpelled && value.length >= domain.min && value.length <= domain.max && hasShape(domain, value);
}

const CODES: Readonly<Record<string, Presence>> = { A: 'always', M: 'maybe', N: 'never', U: 'undocumented' };

/**
 * Presence for user · role session · federated session · SAML call · OIDC call · service, a letter each: Always, Maybe, Never,
 * Undocumented. One letter: the same for all of them.
 */
function key(letters: string, domain: KeyDomain, multivalued = false): ByCaller {
  const [user, role, federated, saml, oidc, service] = [...letters.padEnd(6, letters)].map((letter) => requestKey(CODES[letter], domain, multivalued));
  return { 'iam-user': user, 'role-session': role, 'federated-session': federated, saml, oidc, service };
}

function requestKey(presence: Presence, domain: KeyDomain, multivalued = false): RequestKey {
  return { presence, domain, multivalued };
}

/** Keys that are not in this table but below it, or told by `requestKeyOf`, are derived from the caller itself. */
const KEYS: ReadonlyMap<string, ByCaller> = new Map(
  Object.entries({
    //                                 u r f s o v
    // A call by token or assertion is not signed: it carries no key of an AWS principal (IAM User Guide, STS VPC endpoint policies).
    'aws:principalarn': key('AAANNU', ARN),
    'aws:principalaccount': key('AAANNU', ACCOUNT_ID),
    'aws:principaltype': key('AAANNU', TEXT),
    'aws:userid': key('AAANNU', TEXT),
    'aws:username': key('ANNNNN', text('\\w+=,.@-', 1, 64, 'example')),
    'aws:principalisawsservice': key('AAANNA', BOOL),
    'aws:principalservicename': key('NNNNNA', TEXT),
    'aws:principalservicenameslist': key('NNNNNA', TEXT, true),
    'aws:principalorgid': key('MMMNNN', ORGANIZATION_ID),
    'aws:principalorgpaths': key('MMMNNN', ORGANIZATION_PATH, true),
    'aws:tokenissuetime': key('MAANNU', ISSUE_TIME),
    // Documented for OIDC; earlier for SAML, too.
    'aws:federatedprovider': key('NNMUAN', TEXT),
    'aws:sourceidentity': key('NMMNNU', SESSION_TEXT),
    'aws:signinsessionarn': key('MMMNNN', ARN),
    // The root user cannot assume roles.
    'aws:assumedroot': key('N', BOOL),
    'aws:sourceip': key('M', PUBLIC_ADDRESS),
    // Those of the network are held only by requests through a VPC endpoint: see `routes.ts`.
    'aws:vpcsourceip': key('MMMMMN', { type: 'address', never: [] }),
    'aws:sourcevpc': key('MMMMMN', textLike('vpc-0123456789abcdef0')),
    'aws:sourcevpcarn': key('MMMMMN', ARN_OF_VPC),
    'aws:sourcevpce': key('MMMMMN', textLike('vpce-0123456789abcdef0')),
    'aws:vpceaccount': key('MMMMMN', ACCOUNT_ID),
    'aws:vpceorgid': key('MMMMMN', ORGANIZATION_ID),
    'aws:vpceorgpaths': key('MMMMMN', ORGANIZATION_PATH, true),
    'aws:sourceaccount': key('NNNNNM', ACCOUNT_ID),
    'aws:sourcearn': key('NNNNNM', SOURCE_ARN),
    'aws:sourceorgid': key('NNNNNM', ORGANIZATION_ID),
    'aws:sourceorgpaths': key('NNNNNM', TEXT, true),
    // Of Amazon SNS only.
    'aws:sourceowner': key('N', ACCOUNT_ID),
    'aws:viaawsservice': key('M', BOOL),
    'aws:calledvia': key('MMMNNN', TEXT, true),
    'aws:calledviafirst': key('MMMNNN', TEXT),
    'aws:calledvialast': key('MMMNNN', TEXT),
    'aws:calledviaawsmcp': key('MMMNNN', TEXT),
    'aws:viaawsmcpservice': key('MMMNNN', BOOL),
    'aws:ismcpserviceaction': key('MMMNNN', BOOL),
    'aws:currenttime': key('A', { type: 'date' }),
    'aws:epochtime': key('A', { type: 'date' }),
    'aws:securetransport': key('A', BOOL),
    'aws:requestedregion': key('A', textLike('us-east-1')),
    'aws:useragent': key('M', TEXT),
    'aws:referer': key('M', TEXT),
    'aws:resourceaccount': key('A', ACCOUNT_ID),
    'aws:resourceorgid': key('M', ORGANIZATION_ID),
    'aws:resourceorgpaths': key('M', TEXT, true),
    'aws:tagkeys': key('M', TAG_KEY, true),
    'sts:externalid': key('MMMNNM', text('\\w+=,.@:/-', 2, 1224, 'any-external-id')),
    'sts:rolesessionname': key('A', SESSION_TEXT),
    'sts:sourceidentity': key('M', { ...SESSION_TEXT, example: 'example-identity' }),
    'sts:transitivetagkeys': key('M', TAG_KEY, true),
    'sts:roleauthorizedbyidp': key('NNNNMN', BOOL),
    'sts:requestcontextproviders': key('M', ARN, true),
    'sts:durationseconds': key('N', { type: 'number', min: 900, max: 43200 }),
    'sts:awsservicename': key('N', TEXT),
    'sts:identitytokenaudience': key('N', TEXT),
    'sts:signingalgorithm': key('N', TEXT),
    'sts:taskpolicyarn': key('N', ARN),
    // After the first hop only these three stay with a session that came from SAML.
    'saml:namequalifier': key('NNMMNN', TEXT),
    'saml:sub': key('NNMANN', TEXT),
    'saml:sub_type': key('NNMANN', TEXT),
    'saml:aud': key('NNNANN', textLike('https://signin.aws.amazon.com/saml')),
    'saml:iss': key('NNNANN', TEXT),
    'saml:doc': key('NNNANN', TEXT),
    // Set on sessions of roles by the service that the session was issued to: never on one that a token or an assertion was exchanged for.
    'aws:ec2instancesourcevpc': key('NMNNNN', textLike('vpc-0123456789abcdef0')),
    'aws:ec2instancesourceprivateipv4': key('NMNNNN', PRIVATE_IPV4),
    'ec2:sourceinstancearn': key('NMNNNN', ARN),
    'ec2:roledelivery': key('NMNNNN', { type: 'number', min: 1, max: 2 }),
    'lambda:sourcefunctionarn': key('NMNNNN', ARN),
    'codebuild:buildarn': key('NMNNNN', ARN),
    'codebuild:projectarn': key('NMNNNN', ARN),
    'glue:roleassumedby': key('NMNNNN', GLUE),
    'glue:credentialissuingservice': key('NMNNNN', GLUE),
    'ssm:sourceinstancearn': key('NMNNNN', ARN),
    'aws:chatbotsourcearn': key('NMNNNM', ARN),
    'identitystore:userid': key('NMMNNN', TEXT),
  }),
);

/** Families of keys, by what their names begin with. */
const FAMILIES: readonly (readonly [string, ByCaller])[] = [
  ['aws:principaltag/', key('MMMNNM', TAG)],
  ['aws:requesttag/', key('M', TAG)],
  ['aws:resourcetag/', key('M', TAG)],
  ['iam:resourcetag/', key('M', TAG)],
  ['sts:requestcontext/', key('M', TEXT)],
  ['saml:edu', key('NNNMNN', TEXT, true)],
  ['saml:', key('NNNMNN', TEXT)],
];

const MFA_PRESENT = 'aws:multifactorauthpresent';
const MFA_AGE = 'aws:multifactorauthage';

/** How the caller's credentials stand to MFA. */
export type MfaState = 'absent' | 'false' | 'true';

/**
 * What MFA can look like for a caller. A user shows nothing with a long-term key, `true` with a code in the call or an MFA session,
 * `false` with a session made without. A role session never shows `true`; whether it shows `false` or nothing differs.
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

/** The issuer's part of an OIDC condition key, `HOST[/PATH]:claim`; undefined for any other key. */
export function oidcKeyParts(lowerCaseKey: string): { issuer: string; claim: string } | undefined {
  // A host has a dot, and none of the services does that keys begin with.
  if (!/^[^.:]+\.[^:]*:/.test(lowerCaseKey)) return undefined;
  const at = lowerCaseKey.lastIndexOf(':');
  return { issuer: lowerCaseKey.slice(0, at), claim: lowerCaseKey.slice(at + 1) };
}

/** Ids are written as numbers, without leading zeros. */
const CLAIM_DOMAINS: Readonly<Record<ClaimValues, TextDomain>> = {
  number: { ...text('0-9', 1, 20, '123456789'), never: shapeOf('0?*') },
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

/** Only temporary credentials say when they were issued; and only they say `false` of MFA. */
const ISSUE_TIME_OF_USER: Readonly<Record<MfaState, RequestKey>> = {
  absent: requestKey('never', ISSUE_TIME),
  false: requestKey('always', ISSUE_TIME),
  // A code may be sent with the call, which a long-term key signs, or have been sent for the credentials.
  true: requestKey('maybe', ISSUE_TIME),
};

/** The name by which `requestKeyOf` knows single issuers and services. */
export function nameForKeys(caller: Caller): string | undefined {
  if (caller.kind === 'oidc') return caller.issuer;
  return caller.kind === 'service' ? caller.service : undefined;
}

/**
 * What a request of this kind of caller holds under a key (in lower case).
 * `name` is the token's issuer for OIDC calls, and the service for calls of services. A key that nobody documents at all is `undocumented` for
 * everyone; one whose name is a misspelling of a documented one is never sent.
 */
export function requestKeyOf(lowerCaseKey: string, kind: CallerKind, mfa: MfaState, name?: string): RequestKey {
  if (lowerCaseKey === MFA_PRESENT) return MFA_PRESENT_IN[mfa];
  if (lowerCaseKey === 'aws:tokenissuetime' && kind === 'iam-user') return ISSUE_TIME_OF_USER[mfa];
  if (lowerCaseKey === MFA_AGE) return mfa === 'true' ? SOME_MFA_AGE : NO_MFA_AGE;
  const known = KEYS.get(lowerCaseKey) ?? FAMILIES.find(([start]) => lowerCaseKey.startsWith(start))?.[1];
  if (known) return kind === 'service' ? ofService(lowerCaseKey, known[kind], name) : narrowed(lowerCaseKey, known[kind], kind);
  const oidc = oidcKeyParts(lowerCaseKey);
  if (!oidc) return isNoKeyOfAws(lowerCaseKey) ? NEVER_SENT : NOT_DOCUMENTED;
  return claimKey(oidc, kind, name);
}

function ofService(lowerCaseKey: string, found: RequestKey, service: string | undefined): RequestKey {
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
  // A service acting as itself, and a token holder, do not act through another service.
  if (lowerCaseKey === 'aws:viaawsservice' && !isAwsCaller({ kind })) return { ...found, domain: ALWAYS_FALSE };
  return lowerCaseKey === 'aws:userid' && isAwsCaller({ kind }) ? { ...found, domain: kind === 'iam-user' ? ID_OF_USER : ID_OF_SESSION } : found;
}

/** The claim of a token. What Cognito said of an identity stays with the session. */
function claimKey(oidc: { issuer: string; claim: string }, kind: CallerKind, issuer: string | undefined): RequestKey {
  const found = claimOf(oidc.issuer, oidc.claim);
  const domain = CLAIM_DOMAINS[found?.values ?? 'text'];
  const multivalued = found?.multivalued ?? false;
  const isOwn = kind === 'oidc' && issuer?.toLowerCase() === oidc.issuer;
  const stays = kind === 'federated-session' && oidc.issuer === 'cognito-identity.amazonaws.com';
  if (!found || !(isOwn || stays)) return requestKey('never', domain, multivalued);
  return requestKey(isOwn && found.always ? 'always' : 'maybe', domain, multivalued);
}
