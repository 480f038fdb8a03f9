/**
 * The small vocabulary of the property tests: few accounts, names and values, chosen so that policies and requests often match, and often
 * only just: near misses, empty patterns, values that differ only in case.
 */
import { Caller } from '../../src/evaluation/assume-role-request';

export const OWNER = { account: '777777777777', partition: 'aws' };
export const PARTNER = '111122223333';
export const STRANGER = '999999999999';
export const ACCOUNTS = [OWNER.account, PARTNER, '111100000000', STRANGER];
export const GITHUB = 'token.actions.githubusercontent.com';

/** Values that a policy may compare a key with, and that a request may send. Values of the policy may contain wildcards and variables. */
export interface KeyWords {
  readonly key: string;
  readonly asked: readonly string[];
  readonly sent: readonly string[];
}

const TEXTS = ['aa', 'ab', 'AB', 'abc', 'bb', 'a*b'];
const PATTERNS = [
  '*',
  '?',
  '??',
  'a*',
  '*b',
  'a?',
  '?b',
  'a*c',
  '*b*',
  'a*?',
  'ab',
  'AB',
  'aa',
  '',
  '${sts:RoleSessionName}',
  'a${aws:PrincipalTag/team}',
  "${aws:PrincipalTag/team, 'ab'}",
  '${*}b',
];
/** Parsed as a number, a Boolean or bytes, where the operator requires it. */
const READ_OTHERWISE = ['12', '12.0', 'true', 'YWI='];
const ARNS = [`arn:aws:iam::${PARTNER}:role/team/Deploy`, `arn:aws:iam::${PARTNER}:user/ab`, `arn:aws:iam::${OWNER.account}:role/Admin`];

/** Tokens of `acme` and of others, with subjects as organizations compose them. */
const SUBJECTS = [
  'repo:acme/app:ref:refs/heads/main', 'repo:acme@1/app@2:pull_request', 'repo:acme-evil/app:ref:refs/heads/main', 'environment:production',
  'environment:production:repo:acme/app',
  'environment:production:repo:evil/app', 'job_workflow_ref:acme/ci/.github/workflows/w.yml@refs/heads/main',
];

const functionArns = () => ACCOUNTS.map((account) => `arn:aws:lambda:us-east-1:${account}:function:f`);
const providerArns = () => ACCOUNTS.map((account) => `arn:aws:iam::${account}:saml-provider/example`);

/** Patterns on the caller's ARN that leave the account open: the path of a user or role may contain colons. */
export const OPEN_ARNS = [
  `arn:*:iam::${PARTNER}:role/team/Deploy`, `arn:*:iam::${PARTNER}:user/ab`, `*:${PARTNER}:*`, '*:role/*', `arn:aws:iam::*${PARTNER}:*`,
  '*:user/ab', '*/Deploy', `*::${PARTNER}:user/*`,
];

export const KEYS: readonly KeyWords[] = [
  { key: 'aws:MultiFactorAuthPresent', asked: ['true', 'false', 'True', 'yes', '*'], sent: [] },
  { key: 'aws:MultiFactorAuthAge', asked: ['0', '3600', '3600.5', 'x', '129600'], sent: ['0', '1', '3599', '3600', '3601', '129600'] },
  { key: 'sts:ExternalId', asked: [...PATTERNS, ...READ_OTHERWISE], sent: [...TEXTS, ...READ_OTHERWISE] },
  { key: 'sts:RoleSessionName', asked: [...PATTERNS, '${aws:username}'], sent: TEXTS },
  { key: 'sts:SourceIdentity', asked: PATTERNS, sent: TEXTS },
  { key: 'aws:PrincipalTag/team', asked: [...PATTERNS, '5', '4.5'], sent: [...TEXTS, '', '4.75', '5'] },
  { key: 'aws:RequestTag/team', asked: PATTERNS, sent: TEXTS },
  { key: 'aws:TagKeys', asked: ['team', 'cost', 't*', '*', '?', 'TEAM'], sent: ['team', 'cost', 'x'] },
  {
    key: 'aws:PrincipalArn',
    asked: [
      ...ARNS, '*', 'arn:aws:iam::*:role/*', `arn:aws:iam::${PARTNER}:*`, 'arn:aws:iam::1111*:user/a?', 'arn:*:user/ab', '*1111222*',
      `arn:aws:iam::${PARTNER}:user/\${aws:username}`, 'arn:aws:iam::${aws:PrincipalAccount}:role/*m*',
      'arn:aws:iam::${aws:ResourceAccount}:*',
      'arn:aws:iam::9*:user/*', `arn:aws:iam::${PARTNER}:root`, '*/Deploy', '*ab',
      ...OPEN_ARNS, `arn:aws:iam::${PARTNER}:role/Deploy`,
    ],
    sent: [],
  },
  {
    key: 'aws:PrincipalAccount',
    asked: [PARTNER, '111122223333.0', OWNER.account, '1111*', '9*', '*', '??????????33', '${aws:ResourceAccount}', '200000000000'],
    sent: [],
  },
  { key: 'aws:username', asked: ['ab', 'a*', '??', '*', '${sts:RoleSessionName}', '5'], sent: [] },
  { key: 'aws:PrincipalType', asked: ['User', 'AssumedRole', 'Account', '*'], sent: [] },
  { key: 'aws:PrincipalIsAWSService', asked: ['true', 'false'], sent: [] },
  { key: 'aws:PrincipalServiceName', asked: ['lambda.amazonaws.com', '*.amazonaws.com'], sent: [] },
  { key: 'aws:PrincipalServiceNamesList', asked: ['lambda.amazonaws.com', '*.amazonaws.com'], sent: [] },
  {
    key: 'aws:PrincipalOrgID',
    asked: ['o-aaaaaaaaaa', 'o-*', 'o-bbbbbbbbbb', '${aws:ResourceOrgID}'],
    sent: ['o-aaaaaaaaaa', 'o-bbbbbbbbbb', 'o-roleowner0'],
  },
  {
    key: 'aws:PrincipalOrgPaths',
    asked: ['o-aaaaaaaaaa/*', 'o-bbbbbbbbbb/r/ou/', '*'],
    sent: ['o-aaaaaaaaaa/r/ou/', 'o-bbbbbbbbbb/r/ou/'],
  },
  {
    key: 'aws:SourceIp',
    asked: ['203.0.113.0/25', '203.0.113.128/25', '203.0.113.0/24', '0.0.0.0/0', '10.0.0.0/8', 'nowhere'],
    sent: ['203.0.113.1', '203.0.113.200', '198.51.100.1', '2001:db8:0:0:0:0:0:1'],
  },
  { key: 'aws:SourceVpc', asked: ['vpc-0', 'vpc-1', 'vpc-*'], sent: ['vpc-0', 'vpc-1'] },
  { key: 'aws:SourceVpce', asked: ['vpce-0', 'vpce-*'], sent: ['vpce-0', 'vpce-1'] },
  { key: 'aws:VpceAccount', asked: [PARTNER, OWNER.account], sent: ACCOUNTS },
  { key: 'aws:TokenIssueTime', asked: ['2030-01-01T00:00:00Z'], sent: ['2030-01-01T00:00:00Z', '2029-12-31T23:59:59Z'] },
  {
    key: 'lambda:SourceFunctionArn',
    asked: ['arn:aws:lambda:*:111122223333:function:*', `arn:aws:lambda:us-east-1:${OWNER.account}:function:f`],
    sent: functionArns(),
  },
  {
    key: 'aws:FederatedProvider',
    asked: [`arn:aws:iam::${PARTNER}:saml-provider/example`, 'arn:*', 'cognito-identity.amazonaws.com'],
    sent: ['cognito-identity.amazonaws.com', ...providerArns()],
  },
  { key: 'aws:SourceAccount', asked: [PARTNER, OWNER.account, '1111*', '${aws:PrincipalAccount}'], sent: ACCOUNTS },
  {
    key: 'aws:CurrentTime',
    asked: ['2030-01-01T00:00:00Z', '2030-06-01', '2030-01-01T00:00:01Z', 'never'],
    sent: ['2030-01-01T00:00:00Z', '2030-01-01T00:00:01Z', '2029-12-31T23:59:59Z', '2031-01-01T00:00:00Z'],
  },
  { key: 'aws:ResourceAccount', asked: [PARTNER, OWNER.account, '*'], sent: [OWNER.account] },
  { key: 'saml:aud', asked: ['https://signin.aws.amazon.com/saml', '*'], sent: ['https://signin.aws.amazon.com/saml', 'ab'] },
  { key: 'token.example.com:sub', asked: [...PATTERNS, '${aws:PrincipalAccount}'], sent: TEXTS },
  { key: 'token.example.com:amr', asked: ['ab', 'a*', 'bb'], sent: ['ab', 'bb', 'abc'] },
  { key: 'accounts.google.com:aud', asked: PATTERNS, sent: TEXTS },
  { key: 'accounts.google.com:oaud', asked: ['ab', 'https://acme.example'], sent: ['ab', 'https://acme.example'] },
  { key: 'accounts.google.com:email', asked: ['ab', '*'], sent: [] },
  {
    key: `${GITHUB}:sub`,
    asked: [
      'repo:acme/app:ref:refs/heads/main',
      'repo:acme/*',
      'repo:acme*',
      'environment:production',
      'environment:production:repo:acme/*',
      '*:repo:acme/app',
      'repo:acme@1/app@2:*',
      'job_workflow_ref:acme/*',
    ],
    sent: SUBJECTS,
  },
  { key: `${GITHUB}:repository_id`, asked: ['2', '2.0', '*'], sent: ['2', '3'] },
  { key: `${GITHUB}:repository_owner`, asked: ['acme', '*'], sent: [] },
  { key: 'aws:userid', asked: ['AIDA*', '*:ab', 'AIDAAAAAAAAAAAAAAAAAA'], sent: ['AIDAAAAAAAAAAAAAAAAAA', 'AROAAAAAAAAAAAAAAAAAA:ab'] },
  { key: 'aws:NobodyKnows', asked: ['ab', '*', 'true'], sent: [] },
];

export const PRINCIPALS: readonly Readonly<Record<string, unknown>>[] = [
  { AWS: '*' },
  { AWS: PARTNER },
  { AWS: `arn:aws:iam::${OWNER.account}:root` },
  { AWS: `arn:aws:iam::${PARTNER}:user/ab` },
  { AWS: `arn:aws:iam::${PARTNER}:role/team/Deploy` },
  { AWS: `arn:aws:iam::${PARTNER}:role/Deploy` },
  { AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ab` },
  { AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/example-session` },
  { AWS: [`arn:aws:iam::${PARTNER}:role/team/Deploy`, `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ab`, PARTNER] },
  { AWS: [`arn:aws:iam::${OWNER.account}:role/Admin`, PARTNER] },
  { AWS: 'AIDAAAAAAAAAAAAAAAAAA' },
  { AWS: `arn:aws:iam::${PARTNER}:role/*` },
  { Service: 'lambda.amazonaws.com' },
  { Service: 'lambda.amazonaws.com', AWS: PARTNER },
  { Service: 'example.amazonaws.com' },
  { Federated: `arn:aws:iam::${OWNER.account}:saml-provider/example` },
  { Federated: `arn:aws:iam::${OWNER.account}:oidc-provider/token.example.com` },
  { Federated: `arn:aws:iam::${OWNER.account}:oidc-provider/${GITHUB}` },
  { Federated: `arn:aws:iam::${PARTNER}:oidc-provider/token.example.com` },
  { Federated: 'accounts.google.com' },
];

export const ACTIONS: readonly unknown[] = [
  'sts:AssumeRole',
  ['sts:AssumeRole', 'sts:TagSession'],
  ['STS:assumerole', 'sts:SetSourceIdentity'],
  'sts:*',
  '*',
  'sts:AssumeRole*',
  'sts:TagSession',
  ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
  ['sts:TagSession', 'sts:SetSourceIdentity'],
];

/** Names that look like those of another account: the administrators of an account choose the paths in it. */
const CRAFTED: readonly Caller[] = [
  { kind: 'iam-user', partition: 'aws', account: STRANGER, name: `x:iam::${PARTNER}:user/ab` },
  { kind: 'iam-user', partition: 'aws', account: STRANGER, name: 'te*m?/ab' },
  { kind: 'role-session', partition: 'aws', account: STRANGER, roleName: `x:iam::${PARTNER}:role/team/Deploy`, sessionName: 'ab' },
  { kind: 'federated-session', partition: 'aws', account: STRANGER, roleName: `:${PARTNER}:/Other`, sessionName: 'ab' },
];

/** Two roles of the same name with different paths: an account can have only one of them at a time. */
const OTHER_PATH: Caller = { kind: 'role-session', partition: 'aws', account: PARTNER, roleName: 'Deploy', sessionName: 'ab' };

export const CALLERS: readonly Caller[] = [
  ...ACCOUNTS.flatMap((account): Caller[] => [
    ...['ab', 'team/ab', 'abc', '5'].map((name): Caller => ({ kind: 'iam-user', partition: 'aws', account, name })),
    ...['team/Deploy', 'Admin'].flatMap((roleName) =>
      ['ab', 'example-session', 'other'].flatMap((sessionName) =>
        (['role-session', 'federated-session'] as const).map((kind): Caller => ({
          kind,
          partition: 'aws',
          account,
          roleName,
          sessionName,
        })),
      ),
    ),
  ]),
  ...['lambda', 'example', 'ec2'].map((name): Caller => ({ kind: 'service', service: `${name}.amazonaws.com` })),
  ...['example', 'Okta'].map((provider): Caller => ({ kind: 'saml', ...OWNER, provider })),
  ...CRAFTED,
  OTHER_PATH,
  ...['token.example.com', 'issuer.example.com', GITHUB].map((issuer): Caller => ({ kind: 'oidc', issuer, provider: OWNER })),
  { kind: 'oidc', issuer: 'accounts.google.com' },
];
