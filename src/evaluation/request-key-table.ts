/**
 * Which condition keys a request contains, by the kind of caller, and what their values can look like: one table, a row for each key.
 *
 * Sources: the pages of the IAM User Guide on global condition keys, on the keys of IAM and STS, and on MFA-protected API access:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 *
 * On unique ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html and reference_policies_variables.html there.
 */
import { CallerKind } from './assume-role-request';
import {
  ACCOUNT_ID, ARN, ARN_OF_VPC, BOOL, GLUE, ISSUE_TIME, KeyDomain, ORGANIZATION_ID, ORGANIZATION_PATH, PRIVATE_IPV4, PUBLIC_ADDRESS,
  SESSION_TEXT, SOURCE_ARN, TAG_VALUE, TAG_KEY, TEXT, text, textLike,
} from './key-domains';

/** `undocumented`: AWS does not say whether such a caller sends the key, or with what value. */
export type Presence = 'always' | 'maybe' | 'never' | 'undocumented';

/** What a request from one kind of caller has for a key. */
export interface RequestKey {
  readonly presence: Presence;
  readonly domain: KeyDomain;
  /** The value is a list. */
  readonly multivalued: boolean;
}

export type ByCaller = Readonly<Record<CallerKind, RequestKey>>;

const PRESENCE_OF_LETTER: Readonly<Record<string, Presence>> = { A: 'always', M: 'maybe', N: 'never', U: 'undocumented' };

/**
 * Presence for user · role session · federated session · SAML call · OIDC call · service, a letter each: Always, Maybe, Never,
 * Undocumented. One letter: the same for all of them.
 */
function key(letters: string, domain: KeyDomain, multivalued = false): ByCaller {
  const columns = [...letters.padEnd(6, letters)].map((letter) => requestKey(PRESENCE_OF_LETTER[letter], domain, multivalued));
  const [user, role, federated, saml, oidc, service] = columns;
  return { 'iam-user': user, 'role-session': role, 'federated-session': federated, saml, oidc, service };
}

export function requestKey(presence: Presence, domain: KeyDomain, multivalued = false): RequestKey {
  return { presence, domain, multivalued };
}

/** Keys with prefixes follow below; those that depend on more than the kind of caller are in `requestKeyOf`. */
const KEYS: ReadonlyMap<string, ByCaller> = new Map(
  Object.entries({
    // Columns: user, role session, federated session, SAML call, OIDC call, service.
    // A call with a token or an assertion is not signed: it has no key of an AWS principal (IAM User Guide, STS VPC endpoint policies).
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
    // Documented for OIDC; formerly also for SAML.
    'aws:federatedprovider': key('NNMUAN', TEXT),
    'aws:sourceidentity': key('NMMNNU', SESSION_TEXT),
    'aws:signinsessionarn': key('MMMNNN', ARN),
    // The root user cannot assume roles.
    'aws:assumedroot': key('N', BOOL),
    'aws:sourceip': key('M', PUBLIC_ADDRESS),
    // Only requests through a VPC endpoint have the network keys: see `key-combinations.ts`.
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
    // Only sent by Amazon SNS.
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
    // A session that came from SAML keeps only these three.
    'saml:namequalifier': key('NNMMNN', TEXT),
    'saml:sub': key('NNMANN', TEXT),
    'saml:sub_type': key('NNMANN', TEXT),
    'saml:aud': key('NNNANN', textLike('https://signin.aws.amazon.com/saml')),
    'saml:iss': key('NNNANN', TEXT),
    'saml:doc': key('NNNANN', TEXT),
    // Set by the service that a role session was issued to, never on a session obtained with a token or an assertion.
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

/** Families of keys with a common prefix. */
const KEYS_BY_PREFIX: readonly (readonly [string, ByCaller])[] = [
  ['aws:principaltag/', key('MMMNNM', TAG_VALUE)],
  ['aws:requesttag/', key('M', TAG_VALUE)],
  ['aws:resourcetag/', key('M', TAG_VALUE)],
  ['iam:resourcetag/', key('M', TAG_VALUE)],
  ['sts:requestcontext/', key('M', TEXT)],
  ['saml:edu', key('NNNMNN', TEXT, true)],
  ['saml:', key('NNNMNN', TEXT)],
];

/** The row of a key (in lower case); undefined for a key that the table does not have. */
export function tableEntryOf(lowerCaseKey: string): ByCaller | undefined {
  return KEYS.get(lowerCaseKey) ?? KEYS_BY_PREFIX.find(([start]) => lowerCaseKey.startsWith(start))?.[1];
}
