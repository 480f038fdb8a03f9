'use strict';
/** Few words, so that the values of policies and requests often match, and often nearly match. */

const names = require('./names');
const tokens = require('./tokens');

const OWN = '444455556666';
const PARTNER = '111122223333';
const OTHER = '777788889999';
/** As a number it has eleven digits. */
const SMALL = '012345678901';
const ACCOUNTS = [OWN, OWN, PARTNER, PARTNER, PARTNER, OTHER, OTHER, SMALL];

const { USERS, ROLES } = names;
const SESSIONS = ['ci', 'alice', 'i-0abc', 'build.42', 'Deploy'];
// The first three never send an ExternalId, the last one does.
const SERVICES = ['lambda.amazonaws.com', 'ec2.amazonaws.com', 'events.amazonaws.com', 'cognito-idp.amazonaws.com'];
const SAML_PROVIDERS = ['corp', 'Corp', 'partner-idp'];
const OWN_ISSUERS = ['idp.example.com', 'idp.example.com/pool/7', 'oidc.ci.example.org'];
const ISSUERS = [...OWN_ISSUERS, tokens.GITHUB];
const BUILT_IN_PROVIDERS = [tokens.GOOGLE, 'cognito-identity.amazonaws.com'];

const TEAM_NAMES = ['blue', 'red', 'Blue', 'blue-2', 'bl*e', ''];
const DATES = [
  '2026-01-01T00:00:00Z',
  '2026-06-15T12:30:00Z',
  '2026-06-15T14:30:00+02:00',
  '2027-01-01',
  '2025-12-31T23:59:59Z',
  '1781526600',
  '1767225600',
];
/** The current time. Of the dates above, three are in the past, three are now, and one is in the future. */
const CLOCK = '2026-06-15T12:30:00Z';
/** The times of requests. */
const NOW = [CLOCK, CLOCK, '2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z'];

/**
 * Condition keys by name, the kind of value they hold, and values for policies to name. `list`: the key has several.
 */
const KEYS = {
  'sts:ExternalId': { type: 'text', values: ['ext-1', 'ext-2', 'EXT-1', 'ext-1/a', 'ext:1', 'e*', '12345', 'true', '5.0'] },
  'sts:RoleSessionName': { type: 'text', values: SESSIONS },
  'sts:SourceIdentity': { type: 'text', values: ['alice', 'Alice', 'bob', 'ci'] },
  'aws:SourceIdentity': { type: 'text', values: ['alice', 'Alice', 'bob', 'ci'] },
  'aws:PrincipalArn': {
    type: 'arn',
    values: [
      `arn:aws:iam::${PARTNER}:user/alice`, `arn:aws:iam::${PARTNER}:user/team/alice`, `arn:aws:iam::${PARTNER}:role/Deploy`,
      `arn:aws:iam::${PARTNER}:role/team/Deploy`, `arn:aws:iam::${OWN}:role/Audit`, `arn:aws:iam::${OTHER}:user/bob`,
      `arn:aws:iam::${PARTNER}:root`, `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ci`,
    ],
  },
  'aws:PrincipalAccount': { type: 'text', values: [OWN, PARTNER, OTHER, SMALL, '12345678901', '11112222*'] },
  'aws:PrincipalType': { type: 'text', values: ['User', 'AssumedRole', 'user'] },
  'aws:username': { type: 'text', values: ['alice', 'bob', 'Alice', 'ci'] },
  'aws:userid': {
    type: 'text',
    values: ['AIDAJQABLZS4A3QDU576Q', 'AROAJQABLZS4A3QDU576Q:ci', 'AROAJQABLZS4A3QDU576Q:alice', 'AROAXXXXXXXXXXXXXXXXX:ci'],
  },
  'aws:PrincipalOrgID': { type: 'text', values: ['o-aaaaaaaaaa', 'o-bbbbbbbbbb'] },
  'aws:PrincipalOrgPaths': {
    type: 'text',
    list: true,
    values: ['o-aaaaaaaaaa/r-ab12/ou-ab12-11111111/', 'o-aaaaaaaaaa/r-ab12/', 'o-bbbbbbbbbb/r-cd34/'],
  },
  'aws:PrincipalTag/team': { type: 'text', values: TEAM_NAMES },
  'aws:PrincipalTag/level': { type: 'number', values: ['1', '2', '3', '10', '2.5'] },
  'aws:RequestTag/team': { type: 'text', values: TEAM_NAMES },
  'aws:TagKeys': { type: 'text', list: true, values: ['team', 'Team', 'cost', 'env'] },
  'sts:TransitiveTagKeys': { type: 'text', list: true, values: ['team', 'Team', 'cost', 'env'] },
  'aws:MultiFactorAuthPresent': { type: 'bool', values: ['true', 'false', 'TRUE', true, false] },
  'aws:MultiFactorAuthAge': { type: 'number', values: ['300', '3600', '900', 3600, '3600s', '0'] },
  'aws:SecureTransport': { type: 'bool', values: ['true', 'false', true] },
  'aws:ViaAWSService': { type: 'bool', values: ['true', 'false'] },
  'aws:PrincipalIsAWSService': { type: 'bool', values: ['true', 'false'] },
  'aws:PrincipalServiceName': { type: 'text', values: SERVICES },
  'aws:PrincipalServiceNamesList': { type: 'text', list: true, values: SERVICES },
  'aws:SourceAccount': { type: 'text', values: [OWN, PARTNER, OTHER] },
  'aws:SourceArn': {
    type: 'arn',
    values: [
      `arn:aws:lambda:eu-west-1:${OWN}:function:api`, `arn:aws:lambda:eu-west-1:${OWN}:function:api:7`,
      `arn:aws:events:us-east-1:${PARTNER}:rule/nightly`,
      `arn:aws:s3:::bucket`, `arn:aws:lambda:us-east-1:${OWN}:function:api`,
    ],
  },
  'aws:SourceIp': {
    type: 'address',
    values: [
      '203.0.113.0/24', '203.0.113.7', '203.0.113.7/32', '198.51.100.0/25', '203.0.113.128/25', '0.0.0.0/0', '2001:db8::/32',
      '2001:db8::7/128',
      '2001:db8:0:1::/64', '::/0', '203.0.113.9/24', '203.0.0.0/9',
    ],
  },
  'aws:VpcSourceIp': { type: 'address', values: ['10.0.0.0/8', '10.1.2.3', '10.1.0.0/16', '192.168.0.0/16', '172.16.5.6'] },
  'aws:SourceVpc': { type: 'text', values: ['vpc-0aaa', 'vpc-0bbb'] },
  'aws:SourceVpce': { type: 'text', values: ['vpce-0aaa', 'vpce-0bbb'] },
  'aws:SourceVpcArn': {
    type: 'arn',
    values: [`arn:aws:ec2:us-east-1:${PARTNER}:vpc/vpc-0aaa`, `arn:aws:ec2:us-east-1:${OWN}:vpc/vpc-0bbb`],
  },
  'aws:VpceAccount': { type: 'text', values: [PARTNER, OWN, OTHER] },
  'aws:VpceOrgID': { type: 'text', values: ['o-aaaaaaaaaa', 'o-bbbbbbbbbb'] },
  'aws:RequestedRegion': { type: 'text', values: ['us-east-1', 'eu-west-1', 'eu-central-1'] },
  'aws:UserAgent': { type: 'text', values: ['aws-cli/2', 'Boto3/1', 'console.amazonaws.com'] },
  'aws:CurrentTime': { type: 'date', values: DATES },
  'aws:EpochTime': { type: 'date', values: DATES },
  'aws:TokenIssueTime': { type: 'date', values: DATES },
  'aws:FederatedProvider': {
    type: 'text',
    values: [
      'cognito-identity.amazonaws.com',
      ...[OWN, PARTNER].flatMap((account) => [
        `arn:aws:iam::${account}:saml-provider/corp`,
        `arn:aws:iam::${account}:oidc-provider/idp.example.com`,
      ]),
    ],
  },
  'aws:SignInSessionArn': {
    type: 'arn',
    values: [`arn:aws:signin:us-east-1:${PARTNER}:session/1a2b`, `arn:aws:signin:us-east-1:${OWN}:session/1a2b`],
  },
  'saml:aud': { type: 'text', values: ['https://signin.aws.amazon.com/saml', 'https://eu-west-1.signin.aws.amazon.com/saml'] },
  'saml:iss': { type: 'text', values: ['https://idp.corp.example', 'https://idp.other.example'] },
  'saml:sub': { type: 'text', values: ['alice', 'bob', '_a1b2'] },
  'saml:sub_type': { type: 'text', values: ['persistent', 'transient'] },
  'saml:namequalifier': { type: 'text', values: ['nq1', 'nq2'] },
  'saml:doc': { type: 'text', values: [`${PARTNER}/corp`, `${OWN}/corp`] },
  'saml:edupersonaffiliation': { type: 'text', list: true, values: ['staff', 'student', 'faculty'] },
  'sts:RoleAuthorizedByIdp': { type: 'bool', values: ['true', 'false'] },
  'sts:RequestContextProviders': {
    type: 'arn',
    list: true,
    values: ['arn:aws:iam::aws:contextProvider/IdentityCenter', 'arn:aws:iam::aws:contextProvider/Other'],
  },
  'sts:DurationSeconds': { type: 'number', values: ['3600', '900'] },
  'lambda:SourceFunctionArn': { type: 'arn', values: [PARTNER, OWN].map((account) => `arn:aws:lambda:eu-west-1:${account}:function:api`) },
  'ec2:SourceInstanceARN': { type: 'arn', values: [PARTNER, OWN].map((account) => `arn:aws:ec2:eu-west-1:${account}:instance/i-0abc`) },
  'aws:Ec2InstanceSourceVpc': { type: 'text', values: ['vpc-0aaa', 'vpc-0bbb'] },
  'aws:Ec2InstanceSourcePrivateIPv4': { type: 'address', values: ['10.1.2.3', '10.0.0.0/8'] },
  ...tokens.KEYS,
};

for (const issuer of [...OWN_ISSUERS, 'cognito-identity.amazonaws.com']) {
  KEYS[`${issuer}:sub`] = {
    type: 'text',
    values: ['repo:acme/app:ref:main', 'repo:acme/app:env:prod', 'repo:acme-evil/app:ref:main', 'user-1'],
  };
  KEYS[`${issuer}:aud`] = { type: 'text', values: ['sts.amazonaws.com', 'client-1', 'client-2'] };
  KEYS[`${issuer}:amr`] = { type: 'text', list: true, values: ['authenticated', 'unauthenticated', 'mfa'] };
  KEYS[`${issuer}:azp`] = { type: 'text', values: ['client-1', 'client-2'] };
}

/** Text keys that policies also compare as numbers, Booleans or bytes. */
const TEXT_KEYS = [
  'sts:ExternalId',
  'aws:PrincipalAccount',
  'aws:username',
  'sts:RoleSessionName',
  'sts:SourceIdentity',
  `${tokens.GITHUB}:repository_id`,
  `${tokens.GITHUB}:repository_owner_id`,
];

const KEY_NAMES = Object.keys(KEYS);
const BY_LOWER_CASE = new Map(KEY_NAMES.map((name) => [name.toLowerCase(), name]));

module.exports = {
  OWN, PARTNER, OTHER, ACCOUNTS, USERS, ROLES, SESSIONS, SERVICES, SAML_PROVIDERS, OWN_ISSUERS, ISSUERS, BUILT_IN_PROVIDERS, CLOCK, NOW,
  KEYS, KEY_NAMES, TEXT_KEYS, BY_LOWER_CASE,
};
