/**
 * The documents of the weaknesses that scanners of trust policies look for: those that have one, those that look alike and do not, and the
 * same in other ways of writing. `weaknesses.test.ts` asks the rules about them, `test/remedies` tries the fixes that are offered.
 */
import {
  allow, allowFederated, deny, EXTERNAL_ID, MFA, OWN, PARTNER, policy, renderedRoot, role, root, SECRET, SISTER, STANDINGS, user, VENDOR,
} from './rules/trust-policy-cases';
import { AuditSettings, AuditSubject } from '../src/assessment/assess';
import { DeployTimeContext } from '../src/cloudformation/deploy-time-context';
import { RoleAsWritten } from '../src/cloudformation/role-as-written';

export const SETTINGS: AuditSettings = {
  accounts: new Map(Object.entries(STANDINGS).map(([id, standing]) => [id, { id, standing }])),
  levels: {},
};

export interface Surroundings {
  readonly context?: DeployTimeContext;
  readonly role?: RoleAsWritten;
}

/** The document, as the trust policy of a role of the own account. */
export function subjectWith(document: unknown, { context, role: written }: Surroundings = {}): AuditSubject {
  return { document, context: { account: OWN, ...context }, role: written };
}

/** `reported`: each of these rules has to report it; others may. */
export type Unsafe = readonly [weakness: number, words: string, document: unknown, told: readonly string[], surroundings?: Surroundings];
export type Safe = readonly [weakness: number, words: string, document: unknown, surroundings?: Surroundings];
/** The same policy written in two ways: the second must be reported like the first. */
export type Alike = readonly [weakness: number, words: string, plain: unknown, document: unknown, surroundings?: Surroundings];

export const partner = root(PARTNER);
const scanner = role(PARTNER, 'scanner');
const alice = user(PARTNER, 'alice');
const everybody = (condition?: object) => policy(allow('*', condition));
const service = (name: unknown, condition?: object) =>
  policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: name }, ...(condition && { Condition: condition }) });
const equals = (key: string, value: unknown) => ({ StringEquals: { [key]: value } });
const withExternalId = (operator: string, value: unknown) => policy(allow(scanner, { [operator]: { 'sts:ExternalId': value } }));
const withMfa = (operator: string, value: unknown) =>
  policy(allow(alice, { ...EXTERNAL_ID, [operator]: { 'aws:MultiFactorAuthPresent': value } }));

const provider = (issuer: string) => `arn:aws:iam::${OWN}:oidc-provider/${issuer}`;
export const GITHUB = 'token.actions.githubusercontent.com';
const token = (issuer: string, condition?: object) => policy(allowFederated(provider(issuer), condition));
const github = (claims: object) => token(GITHUB, claims);
export const AUDIENCE = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };
const SUB = `${GITHUB}:sub`;
const saml = (condition?: object) => policy({
  Effect: 'Allow',
  Action: 'sts:AssumeRoleWithSAML',
  Principal: {
    Federated: `arn:aws:iam::${OWN}:saml-provider/Corp`,
  },
  ...(condition && { Condition: condition }),
});
const POOL = 'eu-west-1:0f8fad5b-d9cb-469f-a165-70867728950e';
const cognito = (condition?: object) => policy(allowFederated('cognito-identity.amazonaws.com', condition));

/** A document without findings: a named role of a partner that has to know an ExternalId. */
const safeDocument = policy(allow(scanner, EXTERNAL_ID));
const isProd = { conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } } };

export const UNSAFE: readonly Unsafe[] = [
  [1, '"AWS": "*" without a condition', everybody(), ['public-principal']],
  [2, '"*" inside a list', policy(allow([scanner, '*'])), ['public-principal']],
  [2, '"*" in a later statement', policy(allow(scanner, EXTERNAL_ID), allow('*')), ['public-principal']],
  [
    2, '"*" beside a service',
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com', AWS: '*' } }), ['public-principal'],
  ],
  [
    3, 'a bare "*", which IAM rejects',
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }), ['rejected-by-iam', 'public-principal'],
  ],
  [5, '"*" for any organization', everybody({ StringLike: { 'aws:PrincipalOrgID': '*' } }), ['public-principal']],
  [5, '"*" except for one account', everybody({ StringNotEquals: { 'aws:PrincipalAccount': PARTNER } }), ['public-principal']],
  [
    5, '"*" for an organization, with IfExists',
    everybody({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }), ['public-principal'],
  ],
  [
    5, '"*" for organization paths, with ForAllValues',
    everybody({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }), ['public-principal'],
  ],
  [6, 'a whole foreign account', policy(allow(partner, EXTERNAL_ID)), ['specific-principal', 'mfa-required']],
  [6, 'its bare 12 digits', policy(allow(PARTNER, EXTERNAL_ID)), ['specific-principal', 'mfa-required']],
  [
    9,
    'a wildcard inside the ARN of a principal, which IAM rejects',
    policy(allow(role(PARTNER, 'dev-*'), EXTERNAL_ID)),
    ['rejected-by-iam'],
  ],
  [
    10, 'NotPrincipal with Allow, which IAM rejects',
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { AWS: root(OWN) } }), ['rejected-by-iam', 'public-principal'],
  ],
  [11, 'a role of an unknown account', policy(allow(scanner)), ['external-id-required']],
  [12, 'every action of STS', policy(allow(scanner, EXTERNAL_ID, 'sts:*')), ['action-wide']],
  [12, 'every action', policy(allow(scanner, EXTERNAL_ID, '*')), ['action-wide']],
  [
    14, 'every action except some',
    policy({ Effect: 'Allow', NotAction: 'iam:*', Principal: { AWS: scanner }, Condition: EXTERNAL_ID }), ['action-wide'],
  ],
  [
    15, 'the wrong action for the principal: no caller is allowed',
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Federated: provider(GITHUB) } }), ['never-assumable'],
  ],
  [
    15, 'the same beside a statement that allows callers',
    policy(allow(scanner, EXTERNAL_ID), allow(root(OWN), undefined, 'sts:AssumeRoleWithSAML')), ['dead-statement'],
  ],
  [16, 'a user with neither MFA nor ExternalId', policy(allow(alice)), ['mfa-required', 'external-id-required']],
  [17, 'MFA, but no ExternalId', policy(allow(alice, MFA)), ['external-id-required']],
  [17, 'an ExternalId, but no MFA', policy(allow(alice, EXTERNAL_ID)), ['mfa-required']],
  [18, 'MFA by BoolIfExists', withMfa('BoolIfExists', 'true'), ['mfa-required']],
  [19, 'MFA "false"', withMfa('Bool', 'false'), ['mfa-required']],
  [19, 'MFA "true" or "false"', withMfa('Bool', ['true', 'false']), ['mfa-required']],
  [20, 'Null "false" on the MFA key', withMfa('Null', 'false'), ['mfa-required']],
  [20, 'Null "true" on the MFA key', withMfa('Null', 'true'), ['mfa-required']],
  [21, 'MFA by ForAllValues:Bool', withMfa('ForAllValues:Bool', 'true'), ['mfa-required']],
  [22, 'an ExternalId like "*"', withExternalId('StringLike', '*'), ['external-id-required']],
  [23, 'an ExternalId by IfExists', withExternalId('StringEqualsIfExists', SECRET), ['external-id-required']],
  [23, 'an ExternalId by Null', withExternalId('Null', 'false'), ['external-id-required']],
  [23, 'an ExternalId by negation', withExternalId('StringNotEquals', 'not-this-one'), ['external-id-required']],
  [24, 'an empty ExternalId, which STS rejects: no caller is allowed', withExternalId('StringEquals', ''), ['never-assumable']],
  [24, 'an empty ExternalId with IfExists', withExternalId('StringEqualsIfExists', ''), ['external-id-required']],
  [25, 'an ExternalId that is an account id', withExternalId('StringEquals', OWN), ['external-id-guessable']],
  [25, 'a short ExternalId', withExternalId('StringEquals', '12345'), ['external-id-guessable']],
  // Across the roles of an app: test/assessment/shared-external-ids.test.ts.
  [25, 'an ExternalId for two accounts', policy(allow([scanner, role(VENDOR, 'backup')], EXTERNAL_ID)), ['external-id-shared']],
  [26, 'GitHub without a condition', token(GITHUB), ['oidc-tenant']],
  [26, 'GitHub with the audience alone', github({ StringEquals: AUDIENCE }), ['oidc-tenant']],
  [27, 'GitHub, any subject', github({ StringEquals: AUDIENCE, StringLike: { [SUB]: '*' } }), ['oidc-tenant']],
  [
    27,
    'GitHub, an organization without the slash',
    github({ StringEquals: AUDIENCE, StringLike: { [SUB]: 'repo:acme*' } }),
    ['oidc-tenant'],
  ],
  [
    27, 'GitHub, with a claim first that every tenant can set',
    github({ StringEquals: AUDIENCE, StringLike: { [SUB]: 'environment:prod:*' } }), ['oidc-tenant'],
  ],
  [
    27, 'GitHub, every repository of the organization',
    github({ StringEquals: AUDIENCE, StringLike: { [SUB]: 'repo:acme/*' } }), ['oidc-subject-wide'],
  ],
  [
    28, 'GitHub, a specific and an unsafe subject in one list',
    github({ StringEquals: AUDIENCE, StringLike: { [SUB]: ['repo:acme/site:ref:refs/heads/main', 'repo:*'] } }), ['oidc-tenant'],
  ],
  [
    28, 'GitHub, a claim by ForAllValues that not every token has',
    github({ 'StringEquals': AUDIENCE, 'ForAllValues:StringEquals': { [`${GITHUB}:enterprise_id`]: '123' } }), ['oidc-tenant'],
  ],
  [
    28, 'GitHub, the second statement',
    policy(
      allowFederated(provider(GITHUB), { StringEquals: { ...AUDIENCE, [SUB]: 'repo:acme/site:ref:refs/heads/main' } }),
      allowFederated(provider(GITHUB), { StringEquals: AUDIENCE }),
    ),
    ['oidc-tenant'],
  ],
  [29, 'GitLab without a subject', token('gitlab.com', equals('gitlab.com:aud', 'https://gitlab.com')), ['oidc-tenant']],
  [
    29,
    'HCP Terraform without a subject',
    token('app.terraform.io', equals('app.terraform.io:aud', 'aws.workload.identity')),
    ['oidc-tenant'],
  ],
  [29, 'CircleCI, any project of the organization', token('oidc.circleci.com/org/0f8fad5b'), ['oidc-subject-wide']],
  [
    29, 'Bitbucket, any repository of the workspace',
    token('api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc'), ['oidc-subject-wide'],
  ],
  [
    29, 'EKS, any service account of the cluster',
    token('oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'), ['oidc-subject-wide'],
  ],
  [
    30,
    'Cognito without a pool',
    cognito({ 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } }),
    ['oidc-tenant'],
  ],
  [30, 'Cognito with guests', cognito(equals('cognito-identity.amazonaws.com:aud', POOL)), ['public-principal']],
  [30, 'SAML without an audience', saml(), ['saml-audience']],
  [32, 'a service without a condition on its source', service('personalize.amazonaws.com'), ['confused-deputy']],
  [33, 'any source', service('personalize.amazonaws.com', { ArnLike: { 'aws:SourceArn': '*' } }), ['confused-deputy']],
  [
    33, 'any source, for a service that may never send one',
    service('lambda.amazonaws.com', { StringLike: { 'aws:SourceArn': '*' } }), ['ineffective-condition'],
  ],
  [34, 'any service, which IAM rejects', service('*'), ['rejected-by-iam', 'public-principal']],
  [35, 'MFA required of a service', service('lambda.amazonaws.com', MFA), ['never-assumable']],
  [35, 'MFA required of a role', policy(allow(scanner, { ...EXTERNAL_ID, ...MFA })), ['never-assumable']],
  [
    35,
    'MFA asked of a token',
    github({ StringEquals: { ...AUDIENCE, [SUB]: 'repo:acme/site:ref:refs/heads/main' }, ...MFA }),
    ['never-assumable'],
  ],
  [
    38, 'a Deny that does not cover a long-term key',
    policy(allow(alice, EXTERNAL_ID), deny('*', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } })), ['mfa-required'],
  ],
  [38, 'MFA in one of two statements for the same account', policy(allow(root(OWN), MFA), allow(root(OWN))), ['shadowed-condition']],
  [
    39,
    'the id of a deleted role beside a living one',
    policy(allow([scanner, 'AROAABCDEFGHIJKLMNOPQ'], EXTERNAL_ID)),
    ['deleted-principal'],
  ],
  [39, 'the id of a deleted user alone', policy(allow('AIDAABCDEFGHIJKLMNOPQ')), ['deleted-principal']],
  // The permissions of a role are out of scope. A loose trust policy of a powerful role is reported like any other, with the same message.
  [
    40, 'a powerful role that trusts a foreign account',
    policy(allow(partner)), ['specific-principal', 'mfa-required', 'external-id-required'],
  ],
  // A source identity grants no permission by itself, so `sts:SetSourceIdentity` without a bound is not reported.
  [
    41,
    'session tags without a bound',
    policy(allow(scanner, EXTERNAL_ID, ['sts:AssumeRole', 'sts:TagSession'])),
    ['session-tags-unbounded'],
  ],
  [42, 'sessions of half a day', safeDocument, ['long-session'], { role: { maxSessionDuration: 43200 } }],
  [
    43,
    'a value that nobody filled in',
    github({ StringEquals: { ...AUDIENCE, [SUB]: 'repo:YOUR-ORG/site:ref:refs/heads/main' } }),
    ['placeholder-value'],
  ],
  [43, 'a malformed ARN', policy(allow('arn:aws:iam:222222222222:role/scanner', EXTERNAL_ID)), ['rejected-by-iam']],
  [43, 'an element that trust policies do not have', policy({ ...allow(scanner, EXTERNAL_ID), Resource: '*' }), ['rejected-by-iam']],
  [43, 'a number in place of an action', policy(allow(scanner, EXTERNAL_ID, 7)), ['rejected-by-iam']],
  [
    43, 'more than 8,192 characters',
    policy(allow([...Array(180).keys()].map((number) => role(PARTNER, `scanner-number-${number}`)), EXTERNAL_ID)), ['rejected-by-iam'],
  ],
];

export const SAFE: readonly Safe[] = [
  [1, 'a named role that has to know an ExternalId', safeDocument],
  [5, '"*" narrowed to one role', everybody({ ArnEquals: { 'aws:PrincipalArn': scanner }, ...EXTERNAL_ID })],
  [6, 'an account narrowed to one role', policy(allow(partner, { ArnEquals: { 'aws:PrincipalArn': scanner }, ...EXTERNAL_ID }))],
  [6, 'the role\'s own account', policy(allow(root(OWN)))],
  [7, 'the role\'s own account as the CDK writes it', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
  [11, 'a role of an account declared as own', policy(allow(role(SISTER, 'deploy')))],
  [11, 'a vendor that has to know an ExternalId', policy(allow(root(VENDOR), EXTERNAL_ID))],
  [17, 'MFA and an ExternalId', policy(allow(alice, { ...MFA, ...EXTERNAL_ID }))],
  [19, 'MFA as a JSON boolean', withMfa('Bool', true)],
  [26, 'GitHub, one branch', github({ StringEquals: { ...AUDIENCE, [SUB]: 'repo:acme/site:ref:refs/heads/main' } })],
  // A token without a subject does not exist, so for this claim the qualifier allows nothing more.
  [
    28, 'GitHub, the subject by ForAllValues',
    github({ 'StringEquals': AUDIENCE, 'ForAllValues:StringEquals': { [SUB]: 'repo:acme/site:ref:refs/heads/main' } }),
  ],
  [
    30, 'Cognito, one pool and no guests',
    cognito({
      ...equals('cognito-identity.amazonaws.com:aud', POOL),
      'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
    }),
  ],
  [30, 'SAML with its audience', saml(equals('SAML:aud', 'https://signin.aws.amazon.com/saml'))],
  [32, 'a service for the role\'s own account', service('personalize.amazonaws.com', equals('aws:SourceAccount', OWN))],
  [32, 'a service without the confused deputy problem', service('ec2.amazonaws.com')],
  [
    38,
    'a Deny of every caller without MFA',
    policy(allow(alice, EXTERNAL_ID), deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })),
  ],
  [
    41, 'session tags by a list of keys',
    policy(
      allow(scanner, { ...EXTERNAL_ID, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }, ['sts:AssumeRole', 'sts:TagSession']),
    ),
  ],
  [42, 'half a day for the role\'s own account', policy(allow(root(OWN))), { role: { maxSessionDuration: 43200 } }],
];

export const ALIKE: readonly Alike[] = [
  [4, 'a single statement instead of a list', policy(allow(partner)), { Version: '2012-10-17', Statement: allow(partner) }],
  [7, 'an account as the CDK writes it', policy(allow(partner)), policy(allow(renderedRoot(PARTNER)))],
  [7, 'an account by Fn::Sub', policy(allow(partner)), policy(allow({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::${PARTNER}:root` }))],
  [8, 'the partition of the US government', policy(allow(partner)), policy(allow(root(PARTNER, 'aws-us-gov')))],
  [8, 'the partition of China', policy(allow(partner)), policy(allow(root(PARTNER, 'aws-cn')))],
  [13, 'an action by a pattern', policy(allow(partner)), policy(allow(partner, undefined, 'sts:Assume*'))],
  [13, 'an action in mixed case', policy(allow(partner)), policy(allow(partner, undefined, 'STS:assumerole'))],
  [36, 'the document as text', policy(allow(partner)), JSON.stringify(policy(allow(partner)))],
  [
    37, 'a principal in one branch of Fn::If',
    policy(allow(partner)), policy(allow({ 'Fn::If': ['IsProd', root(OWN), partner] })), { context: isProd },
  ],
  [
    37, 'a condition in one branch of Fn::If',
    policy(allow(alice)), policy(allow(alice, {
      'Fn::If': ['IsProd', { ...MFA, ...EXTERNAL_ID }, { Ref: 'AWS::NoValue' }],
    })), { context: isProd },
  ],
  [
    37, 'a statement in one branch of Fn::If',
    policy(allow(partner)), policy({ 'Fn::If': ['IsProd', allow(root(OWN)), allow(partner)] }), { context: isProd },
  ],
  [
    31, 'an issuer in another resource',
    github({ StringEquals: AUDIENCE }),
    policy(allowFederated({ Ref: 'Provider' }, { StringEquals: AUDIENCE })),
    { context: { resources: { Provider: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: `https://${GITHUB}` } } } } },
  ],
];
