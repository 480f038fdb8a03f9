/**
 * The condition keys in AWS's own namespaces, as AWS spells them, and the key that was probably intended where a policy has an unknown one.
 *
 * From the page of the IAM User Guide on global condition keys, and from the Service Authorization Reference on AWS STS and IAM, as of
 * November 2026:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */

const KEY_NAMES: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'AssumedRoot', 'CalledVia', 'CalledViaAWSMCP', 'CalledViaFirst', 'CalledViaLast', 'ChatbotSourceArn', 'CurrentTime',
    'Ec2InstanceSourcePrivateIPv4', 'Ec2InstanceSourceVpc', 'EpochTime', 'FederatedProvider', 'IsMcpServiceAction', 'MultiFactorAuthAge',
    'MultiFactorAuthPresent', 'PrincipalAccount', 'PrincipalArn', 'PrincipalIsAWSService', 'PrincipalOrgID', 'PrincipalOrgPaths',
    'PrincipalServiceName', 'PrincipalServiceNamesList', 'PrincipalType', 'referer', 'RequestedRegion', 'ResourceAccount', 'ResourceOrgID',
    'ResourceOrgPaths', 'SecureTransport', 'SignInSessionArn', 'SourceAccount', 'SourceArn', 'SourceIdentity', 'SourceIp', 'SourceOrgID',
    'SourceOrgPaths', 'SourceOwner', 'SourceVpc', 'SourceVpcArn', 'SourceVpce', 'TagKeys', 'TokenIssueTime', 'UserAgent', 'userid',
    'username', 'ViaAWSMCPService', 'ViaAWSService', 'VpceAccount', 'VpceOrgID', 'VpceOrgPaths', 'VpcSourceIp',
  ],
  sts: [
    'AWSServiceName', 'DurationSeconds', 'ExternalId', 'IdentityTokenAudience', 'RequestContextProviders', 'RoleAuthorizedByIdp',
    'RoleSessionName', 'SigningAlgorithm', 'SourceIdentity', 'TaskPolicyArn', 'TransitiveTagKeys',
  ],
  saml: [
    'aud', 'cn', 'commonName', 'doc', 'eduorghomepageuri', 'eduorgidentityauthnpolicyuri', 'eduorglegalname', 'eduorgsuperioruri',
    'eduorgwhitepagesuri', 'edupersonaffiliation', 'edupersonassurance', 'edupersonentitlement', 'edupersonnickname', 'edupersonorgdn',
    'edupersonorgunitdn', 'edupersonprimaryaffiliation', 'edupersonprimaryorgunitdn', 'edupersonprincipalname',
    'edupersonscopedaffiliation', 'edupersontargetedid', 'givenName', 'iss', 'mail', 'name', 'namequalifier', 'organizationStatus',
    'primaryGroupSID', 'sub', 'sub_type', 'surname', 'uid', 'x500UniqueIdentifier',
  ],
  iam: [
    'AccountPropertyNamespaces', 'AssociatedResourceArn', 'AWSServiceName', 'DelegationDuration', 'DelegationRequestOwner',
    'FIDO-certification', 'FIDO-FIPS-140-2-certification', 'FIDO-FIPS-140-3-certification', 'NotificationChannel', 'OrganizationsPolicyId',
    'PassedToService',
    'PermissionsBoundary', 'PolicyARN', 'RegisterSecurityKey', 'RoleTemplateARN', 'ServiceSpecificCredentialAgeDays',
    'ServiceSpecificCredentialServiceName', 'TemplateArn',
  ],
  codebuild: ['BuildArn', 'ProjectArn'],
  ec2: ['RoleDelivery', 'SourceInstanceArn'],
  glue: ['CredentialIssuingService', 'RoleAssumedBy'],
  identitystore: ['UserId'],
  lambda: ['SourceFunctionArn'],
  ssm: ['SourceInstanceArn'],
};

/** Keys whose names end with the name of a tag or a context key. */
const OPEN_ENDED_KEYS = ['aws:PrincipalTag/', 'aws:RequestTag/', 'aws:ResourceTag/', 'iam:ResourceTag/', 'sts:RequestContext/'];

/** The namespaces whose keys are all listed above. */
const NAMESPACES_OF_AWS: ReadonlySet<string> = new Set(['aws', 'sts', 'saml', 'iam']);

const SPELLINGS = Object.entries(KEY_NAMES).flatMap(([prefix, names]) => names.map((name) => `${prefix}:${name}`));
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(SPELLINGS.map((name) => [name.toLowerCase(), name]));

/** The key as AWS spells it, given in lower case; undefined for a key that AWS does not list. */
export function listedSpelling(lowerCaseKey: string): string | undefined {
  const known = BY_LOWER_CASE.get(lowerCaseKey);
  if (known !== undefined) return known;
  const family = OPEN_ENDED_KEYS.find((start) => lowerCaseKey.startsWith(start.toLowerCase()));
  return family === undefined ? undefined : family + lowerCaseKey.slice(family.length);
}

/** Other names that people write for these keys, without prefix, case and punctuation. */
const OTHER_SPELLINGS: readonly (readonly [key: string, spellings: readonly string[]])[] = [
  ['aws:MultiFactorAuthPresent', ['mfa', 'mfapresent', 'mfaauthenticated', 'multifactorauth', 'multifactorauthenticated']],
  ['aws:MultiFactorAuthAge', ['mfaage']],
  ['aws:PrincipalOrgID', ['orgid', 'principalorg', 'organizationid', 'principalorganizationid', 'principalorganization']],
  ['aws:PrincipalAccount', ['accountid', 'principalaccountid']],
  ['aws:SourceAccount', ['sourceaccountid']],
  ['aws:SourceVpc', ['sourcevpcid']],
  ['aws:SourceVpce', ['sourcevpceid', 'sourcevpcendpoint']],
  ['aws:SourceIp', ['sourceipaddress']],
  ['sts:RoleSessionName', ['sessionname']],
];

/** Keys that a trust policy is likely to use. Where a name is similar to several keys, the first of them is taken. */
const LIKELY: readonly string[] = [
  'aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge', 'sts:ExternalId', 'aws:PrincipalOrgID', 'aws:PrincipalOrgPaths',
  'aws:SourceAccount', 'aws:SourceArn', 'aws:SourceOrgID', 'aws:SourceOrgPaths', 'aws:PrincipalArn', 'aws:PrincipalAccount',
  'aws:PrincipalType', 'aws:userid',
  'aws:username', 'sts:SourceIdentity', ...SPELLINGS.filter((key) => /^(aws|sts):/.test(key)),
];

const BY_OTHER_SPELLING: ReadonlyMap<string, string> = byOtherSpelling([
  ...OTHER_SPELLINGS,
  ...LIKELY.map((key) => [key, [bareName(key)]] as const),
]);

function byOtherSpelling(spellings: typeof OTHER_SPELLINGS): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, names] of spellings) for (const name of names) if (!found.has(name)) found.set(name, key);
  return found;
}

/**
 * The key that was probably intended by one that does not exist: `aws:MultiFactorAuthPresent` for `aws:MultiFactorAuth`. Undefined for a
 * key that AWS lists, and for one that is not similar to any of them.
 */
export function intendedKeyFor(lowerCaseKey: string): string | undefined {
  if (listedSpelling(lowerCaseKey) !== undefined) return undefined;
  const known = INTENDED_KEYS.get(lowerCaseKey);
  if (known !== undefined) return known.key;
  const key = mostSimilarKey(bareName(lowerCaseKey));
  INTENDED_KEYS.set(lowerCaseKey, { key });
  return key;
}

/** A search looks up the same few keys again and again. */
const INTENDED_KEYS = new Map<string, { readonly key: string | undefined }>();

function mostSimilarKey(name: string): string | undefined {
  const exact = BY_OTHER_SPELLING.get(name);
  if (exact !== undefined) return exact;
  for (const [spelling, key] of BY_OTHER_SPELLING) if (spelling.length >= 8 && differsByOneTypo(name, spelling)) return key;
  return undefined;
}

/**
 * Is it certain that no request has the key? AWS lists every key in its own namespaces, but adds some each year: a name that is not similar
 * to any listed key may be a new one, so nothing is assumed about it. A name that differs from a listed key by one typing error is taken
 * for a misspelling. Services may add any key to their own namespaces.
 */
export function isMisspelledAwsKey(lowerCaseKey: string): boolean {
  return NAMESPACES_OF_AWS.has(lowerCaseKey.slice(0, lowerCaseKey.indexOf(':'))) && intendedKeyFor(lowerCaseKey) !== undefined;
}

function bareName(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1).toLowerCase().replace(/[^a-z0-9]/g, '').replace('principle', 'principal');
}

/** Do the texts differ by one inserted, missing or replaced letter, or by two swapped neighbours? */
function differsByOneTypo(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return left.length <= 1 && right.length <= 1 || left.length === 2 && left === [...right].reverse().join('');
}
