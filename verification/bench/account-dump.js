/**
 * How long `check` takes for the roles of a whole account, and how much memory.
 *
 *   node verification/bench/account-dump.js [roles] (default: 10,000; compile first: npx projen compile)
 *
 * Writes what `aws iam get-account-authorization-details --filter Role` would print for a large account that has grown for years: service
 * roles that share a few documents, and partners, pipelines, clusters and people, each with its own document.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ACCOUNT = '111122223333';

/** In percent of all roles; `document` gets a different number for each role. */
const KINDS = [
  {
    share: 40,
    name: 'service',
    document: (n) => trust({ Service: ['lambda', 'ec2', 'ecs-tasks', 'states', 'codebuild'][n % 5] + '.amazonaws.com' }),
  },
  {
    share: 6,
    name: 'delivery',
    document: (n) =>
      trust(
        { Service: 'events.amazonaws.com' },
        {
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
          ArnLike: { 'aws:SourceArn': `arn:aws:events:eu-west-1:${ACCOUNT}:rule/rule-${n}` },
        },
      ),
  },
  { share: 12, name: 'internal', document: (n) => trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/caller-${n}` }) },
  { share: 6, name: 'account', document: () => trust({ AWS: `arn:aws:iam::${ACCOUNT}:root` }) },
  {
    share: 10,
    name: 'partner',
    document: (n) => trust({ AWS: `arn:aws:iam::${444455550000 + n}:role/reader` }, { StringEquals: { 'sts:ExternalId': externalId(n) } }),
  },
  {
    share: 4,
    name: 'people',
    document: (n) =>
      trust(
        { AWS: `arn:aws:iam::777788889999:user/person-${n}` },
        { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
      ),
  },
  { share: 2, name: 'careless', document: (n) => trust({ AWS: `${444455550000 + n}` }) },
  {
    share: 10,
    name: 'pipeline',
    document: (n) =>
      webIdentity('token.actions.githubusercontent.com', {
        'token.actions.githubusercontent.com:sub': `repo:example/service-${n}:ref:refs/heads/main`,
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      }),
  },
  {
    share: 7,
    name: 'cluster',
    document: (n) => cluster(`oidc.eks.eu-west-1.amazonaws.com/id/${(n % 20).toString(16).toUpperCase().padStart(32, 'A')}`, n),
  },
  {
    share: 3,
    name: 'AWSReservedSSO',
    document: () => ({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/AWSSSO_DO_NOT_DELETE` },
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

function webIdentity(issuer, claims) {
  const principal = { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}` };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringEquals: claims } }],
  };
}

function cluster(issuer, n) {
  return webIdentity(issuer, {
    [`${issuer}:sub`]: `system:serviceaccount:team-${n % 50}:service-${n}`,
    [`${issuer}:aud`]: 'sts.amazonaws.com',
  });
}

function externalId(n) {
  const digits = (n * 2654435761 % 4294967296).toString(16).padStart(8, '0');
  return `${digits}-4c1f-4c0b-8d0a-2f1f${digits}`;
}

function role(n) {
  const { name, document } = kindOf(n % 100);
  const roleName = `${name}-${n}`;
  return {
    Path: '/',
    RoleName: roleName,
    RoleId: `AROA${String(n).padStart(17, 'A')}`,
    Arn: `arn:aws:iam::${ACCOUNT}:role/${roleName}`,
    CreateDate: '2026-01-01T00:00:00+00:00',
    AssumeRolePolicyDocument: document(n),
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

function main(count) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'account-dump-'));
  const file = path.join(folder, 'account.json');
  fs.writeFileSync(
    file,
    JSON.stringify(
      { UserDetailList: [], GroupDetailList: [], RoleDetailList: Array.from({ length: count }, (_, n) => role(n)), Policies: [] },
      undefined,
      4,
    ),
  );
  const command = process.argv[3] ?? path.resolve(__dirname, '..', '..', 'bin', 'cdk-secure-trust');
  const measured =
    `process.on('exit', () => console.error('peak ' + Math.round(process.resourceUsage().maxRSS / 1000) + ' MB')); ` +
    `process.argv.splice(1, 0, ''); require(${JSON.stringify(command)})`;
  console.log(`${count} roles, ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
  for (const format of ['text', 'json', 'sarif']) {
    const start = process.hrtime.bigint();
    const { status, stderr, stdout } = spawnSync(process.execPath, ['-e', measured, '--', 'check', file, '--format', format], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    console.log(
      `${format.padEnd(5)} ${seconds.toFixed(2)} s, ${stderr.trim()}, exit status ${status}, ` +
        `${(stdout.length / 1e6).toFixed(1)} MB of output`,
    );
  }
  fs.rmSync(folder, { recursive: true });
}

main(Number(process.argv[2] ?? 10_000));
