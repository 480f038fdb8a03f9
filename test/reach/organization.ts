/**
 * A made-up organization: five accounts with forty roles. GitHub deploys through a tooling account with the roles of `cdk bootstrap`,
 * people sign in through IAM Identity Center, two vendors look at the accounts, and a security account audits them.
 */
import { account, accountDump, MadeUpRole, role, service, trusts, trustsGitHub, trustsIdentityCenter } from './account-dumps';

export const MANAGEMENT = '101010101010';
export const SECURITY = '202020202020';
export const TOOLING = '303030303030';
export const STAGING = '404040404040';
export const PRODUCTION = '505050505050';

/** Two vendors, with the accounts that they publish. */
const DATADOG = '464622532012';
const VANTA = '956993596390';

/** By the name of the file, what `aws iam get-account-authorization-details` prints for each account. */
export function organization(): Readonly<Record<string, object>> {
  return {
    'management.json': accountDump(MANAGEMENT, [
      ...signIn(MANAGEMENT),
      {
        name: 'BillingExport',
        trust: [trusts(service('lambda'))],
        allows: [{ Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-billing/*' }],
      },
      vanta(),
      auditReader(),
    ]),
    'security.json': accountDump(SECURITY, [
      ...signIn(SECURITY),
      accessFromManagement(),
      {
        name: 'Auditor',
        trust: [trusts(service('lambda'))],
        allows: [{ Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/AuditReader' }],
      },
    ]),
    'tooling.json': accountDump(TOOLING, [
      ...signIn(TOOLING),
      accessFromManagement(),
      auditReader(),
      // Every branch of every repository: the mistake that this example is about.
      {
        name: 'GitHubDeploy',
        trust: [trustsGitHub(TOOLING, 'repo:acme/*')],
        allows: [{ Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/cdk-hnb659fds-*' }],
      },
      {
        name: 'GitHubTest',
        trust: [trustsGitHub(TOOLING, 'repo:acme/shop:pull_request')],
        allows: [{ Action: ['s3:GetObject', 's3:ListBucket'], Resource: 'arn:aws:s3:::acme-fixtures*' }],
      },
      {
        name: 'Build',
        trust: [trusts(service('codebuild'))],
        allows: [{ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }],
      },
    ]),
    'staging.json': accountDump(STAGING, [
      ...signIn(STAGING),
      accessFromManagement(),
      auditReader(),
      ...cdkBootstrap(STAGING),
      datadog(),
      { name: 'OrdersFunction', trust: [trusts(service('lambda'))], allows: [{ Action: 'dynamodb:PutItem', Resource: table(STAGING) }] },
    ]),
    'production.json': accountDump(PRODUCTION, [
      ...signIn(PRODUCTION),
      accessFromManagement(),
      auditReader(),
      ...cdkBootstrap(PRODUCTION),
      // In production, the vendor may also read secrets.
      { ...datadog(), allows: [...readsMetrics, { Action: 'secretsmanager:GetSecretValue', Resource: '*' }] },
      vanta(),
      { name: 'OrdersFunction', trust: [trusts(service('lambda'))], allows: [{ Action: 'dynamodb:PutItem', Resource: table(PRODUCTION) }] },
      {
        name: 'PaymentsFunction',
        trust: [trusts(service('lambda'))],
        allows: [{ Action: 'secretsmanager:GetSecretValue', Resource: `arn:aws:secretsmanager:us-east-1:${PRODUCTION}:secret:payments-*` }],
      },
    ]),
  };
}

/** The permission sets of IAM Identity Center. */
function signIn(id: string): readonly MadeUpRole[] {
  return ['AdministratorAccess', 'ReadOnlyAccess'].map((permissionSet) => ({
    name: `AWSReservedSSO_${permissionSet}_0123456789abcdef`,
    path: '/aws-reserved/sso.amazonaws.com/',
    trust: [trustsIdentityCenter(id)],
    managed: [permissionSet],
  }));
}

/** AWS Organizations makes this role in each account that it creates. */
function accessFromManagement(): MadeUpRole {
  return { name: 'OrganizationAccountAccessRole', trust: [trusts(account(MANAGEMENT))], managed: ['AdministratorAccess'] };
}

function auditReader(): MadeUpRole {
  return { name: 'AuditReader', trust: [trusts(role(SECURITY, 'Auditor'))], managed: ['SecurityAudit'] };
}

const readsMetrics = [{ Action: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'], Resource: '*' }];

function datadog(): MadeUpRole {
  const externalId = { StringEquals: { 'sts:ExternalId': '5e0c2a3f9d4b4c6e8f1a' } };
  return { name: 'DatadogIntegration', trust: [trusts(account(DATADOG), externalId)], allows: readsMetrics };
}

/** Without an ExternalId. */
function vanta(): MadeUpRole {
  return { name: 'VantaAuditor', trust: [trusts(account(VANTA))], managed: ['SecurityAudit'] };
}

function table(id: string): string {
  return `arn:aws:dynamodb:us-east-1:${id}:table/Orders`;
}

/** `cdk bootstrap --trust TOOLING --cloudformation-execution-policies AdministratorAccess`, as far as it matters here. */
function cdkBootstrap(id: string): readonly MadeUpRole[] {
  const roleName = (use: string) => `cdk-hnb659fds-${use}-role-${id}-us-east-1`;
  const execution = `arn:aws:iam::${id}:role/${roleName('cfn-exec')}`;
  const trust = [trusts(account(id)), trusts(account(TOOLING))];
  const assets = { Resource: [`arn:aws:s3:::cdk-hnb659fds-assets-${id}-us-east-1`, `arn:aws:s3:::cdk-hnb659fds-assets-${id}-us-east-1/*`] };
  return [
    {
      name: roleName('deploy'),
      trust,
      allows: [
        { Action: ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet', 'cloudformation:CreateStack'], Resource: '*' },
        { Action: 'iam:PassRole', Resource: execution },
      ],
    },
    { name: roleName('file-publishing'), trust, allows: [{ Action: ['s3:PutObject', 's3:GetBucketLocation'], ...assets }] },
    {
      name: roleName('image-publishing'),
      trust,
      allows: [{ Action: ['ecr:PutImage', 'ecr:UploadLayerPart'], Resource: `arn:aws:ecr:us-east-1:${id}:repository/cdk-assets` }],
    },
    { name: roleName('lookup'), trust, managed: ['ReadOnlyAccess'] },
    { name: roleName('cfn-exec'), trust: [trusts(service('cloudformation'))], managed: ['AdministratorAccess'] },
  ];
}
