/** Condition keys as AWS spells them; inside the engine they are in lower case. */

const SPELLINGS: readonly string[] = [
  'aws:CalledVia',
  'aws:CalledViaFirst',
  'aws:CalledViaLast',
  'aws:CurrentTime',
  'aws:EpochTime',
  'aws:FederatedProvider',
  'aws:MultiFactorAuthAge',
  'aws:MultiFactorAuthPresent',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalServiceName',
  'aws:PrincipalServiceNamesList',
  'aws:PrincipalType',
  'aws:RequestedRegion',
  'aws:ResourceAccount',
  'aws:ResourceOrgID',
  'aws:ResourceOrgPaths',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceIdentity',
  'aws:SourceIp',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'aws:TagKeys',
  'aws:TokenIssueTime',
  'aws:UserAgent',
  'aws:VpcSourceIp',
  'aws:ViaAWSService',
  'sts:ExternalId',
  'sts:RequestContextProviders',
  'sts:RoleAuthorizedByIdp',
  'sts:RoleSessionName',
  'sts:SourceIdentity',
  'sts:TransitiveTagKeys',
];
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(SPELLINGS.map((name) => [name.toLowerCase(), name]));
const FAMILIES = ['aws:PrincipalTag/', 'aws:RequestTag/', 'aws:ResourceTag/', 'iam:ResourceTag/', 'sts:RequestContext/'];

/** `aws:multifactorauthpresent` → `aws:MultiFactorAuthPresent`; what is not in the table stays as it is. */
export function spellKey(lowerCaseKey: string): string {
  const known = BY_LOWER_CASE.get(lowerCaseKey);
  if (known !== undefined) return known;
  const family = FAMILIES.find((start) => lowerCaseKey.startsWith(start.toLowerCase()));
  return family === undefined ? lowerCaseKey : family + lowerCaseKey.slice(family.length);
}
