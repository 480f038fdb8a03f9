/** Condition keys as AWS spells them; inside the engine they are in lower case. */

const NAMES: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'CalledVia', 'CalledViaFirst', 'CalledViaLast', 'CurrentTime', 'EpochTime', 'FederatedProvider', 'MultiFactorAuthAge',
    'MultiFactorAuthPresent', 'PrincipalAccount', 'PrincipalArn', 'PrincipalIsAWSService', 'PrincipalOrgID', 'PrincipalOrgPaths',
    'PrincipalServiceName', 'PrincipalServiceNamesList', 'PrincipalType', 'RequestedRegion', 'ResourceAccount', 'ResourceOrgID',
    'ResourceOrgPaths', 'SecureTransport', 'SourceAccount', 'SourceArn', 'SourceIdentity', 'SourceIp', 'SourceOrgID', 'SourceOrgPaths',
    'SourceVpc', 'SourceVpce', 'TagKeys', 'TokenIssueTime', 'UserAgent', 'VpcSourceIp', 'ViaAWSService',
  ],
  sts: [
    'ExternalId', 'RequestContextProviders', 'RoleAuthorizedByIdp', 'RoleSessionName', 'SourceIdentity', 'TransitiveTagKeys',
  ],
};
const SPELLINGS = Object.entries(NAMES).flatMap(([prefix, names]) => names.map((name) => `${prefix}:${name}`));
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(SPELLINGS.map((name) => [name.toLowerCase(), name]));
const FAMILIES = ['aws:PrincipalTag/', 'aws:RequestTag/', 'aws:ResourceTag/', 'iam:ResourceTag/', 'sts:RequestContext/'];

/** `aws:multifactorauthpresent` → `aws:MultiFactorAuthPresent`; what is not in the table stays as it is. */
export function spellKey(lowerCaseKey: string): string {
  const known = BY_LOWER_CASE.get(lowerCaseKey);
  if (known !== undefined) return known;
  const family = FAMILIES.find((start) => lowerCaseKey.startsWith(start.toLowerCase()));
  return family === undefined ? lowerCaseKey : family + lowerCaseKey.slice(family.length);
}
