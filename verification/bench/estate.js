/**
 * The roles of an organization that has grown for years: service roles that share a few documents, and partners, pipelines, clusters and
 * people, each with a document of its own.
 */
'use strict';

const ACCOUNT = '111122223333';

/** In percent of all roles; `document` gets a number of its own for each role, and the account that owns it. */
const KINDS = [
  {
    share: 40,
    name: 'service',
    document: (n, account) => trust({ Service: ['lambda', 'ec2', 'ecs-tasks', 'states', 'codebuild'][n % 5] + '.amazonaws.com' }),
  },
  {
    share: 6,
    name: 'delivery',
    document: (n, account) =>
      trust(
        { Service: 'events.amazonaws.com' },
        {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:aws:events:eu-west-1:${account}:rule/rule-${n}` },
        },
      ),
  },
  { share: 12, name: 'internal', document: (n, account) => trust({ AWS: `arn:aws:iam::${account}:role/caller-${n}` }) },
  { share: 6, name: 'account', document: (n, account) => trust({ AWS: `arn:aws:iam::${account}:root` }) },
  {
    share: 10,
    name: 'partner',
    document: (n, account) => trust({ AWS: `arn:aws:iam::${444455550000 + n}:role/reader` }, { StringEquals: { 'sts:ExternalId': externalId(n) } }),
  },
  {
    share: 4,
    name: 'people',
    document: (n, account) =>
      trust(
        { AWS: `arn:aws:iam::777788889999:user/person-${n}` },
        { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
      ),
  },
  { share: 2, name: 'careless', document: (n, account) => trust({ AWS: `${444455550000 + n}` }) },
  {
    share: 10,
    name: 'pipeline',
    document: (n, account) =>
      webIdentity(account, 'token.actions.githubusercontent.com', {
        'token.actions.githubusercontent.com:sub': `repo:example/service-${n}:ref:refs/heads/main`,
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      }),
  },
  {
    share: 7,
    name: 'cluster',
    document: (n, account) => cluster(account, `oidc.eks.eu-west-1.amazonaws.com/id/${(n % 20).toString(16).toUpperCase().padStart(32, 'A')}`, n),
  },
  {
    share: 3,
    name: 'AWSReservedSSO',
    document: (n, account) => ({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${account}:saml-provider/AWSSSO_DO_NOT_DELETE` },
          Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
          Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        },
      ],
    }),
  },
];

function trust(principal, condition) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...(condition && { Condition: condition }) }],
  };
}

function webIdentity(account, issuer, claims) {
  const principal = { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringEquals: claims } }],
  };
}

function cluster(account, issuer, n) {
  return webIdentity(account, issuer, {
    [`${issuer}:sub`]: `system:serviceaccount:team-${n % 50}:service-${n}`,
    [`${issuer}:aud`]: 'sts.amazonaws.com',
  });
}

function externalId(n) {
  const digits = (n * 2654435761 % 4294967296).toString(16).padStart(8, '0');
  return `${digits}-4c1f-4c0b-8d0a-2f1f${digits}`;
}

/** The name and the trust policy of a role. */
function role(n, account = ACCOUNT) {
  const { name, document } = kindOf(n % 100);
  return { roleName: `${name}-${n}`, document: document(n, account) };
}

/** As `aws iam get-account-authorization-details` prints it. */
function iamRole(n, account = ACCOUNT) {
  const { roleName, document } = role(n, account);
  return {
    Path: '/',
    RoleName: roleName,
    RoleId: `AROA${String(n).padStart(17, 'A')}`,
    Arn: `arn:aws:iam::${account}:role/${roleName}`,
    CreateDate: '2026-01-01T00:00:00+00:00',
    AssumeRolePolicyDocument: document,
    InstanceProfileList: [],
    RolePolicyList: [
      {
        PolicyName: 'inline',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 'logs:*'], Resource: [`arn:aws:s3:::bucket-${n}/*`, '*'] },
          ],
        },
      },
    ],
    AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    Tags: [{ Key: 'team', Value: `team-${n % 50}` }],
    RoleLastUsed: { LastUsedDate: '2026-06-01T00:00:00+00:00', Region: 'eu-west-1' },
  };
}

function kindOf(percentile) {
  let upTo = 0;
  return KINDS.find(({ share }) => percentile < (upTo += share));
}

module.exports = { ACCOUNT, iamRole, role };
