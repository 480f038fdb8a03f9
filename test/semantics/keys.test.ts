/** Condition keys: which exist, which occur together, and what their values say about the caller. */
import { changeOf, testRows } from './answers';
import { allow, OWN, PARTNER, policy, root, user } from '../rules/trust-policy-cases';

const anybody = (operator: string, key: string, value: string) => policy(allow('*', { [operator]: { [key]: value } }));
const partner = (condition: object, action: unknown = 'sts:AssumeRole') => policy(allow(root(PARTNER), condition, action));

describe('keys that exclude other accounts', () => testRows([
  ['the owner of the endpoint', 'public-principal', 'quiet', anybody('StringEquals', 'aws:VpceAccount', PARTNER)],
  ['the organization of the endpoint', 'public-principal', 'quiet', anybody('StringEquals', 'aws:VpceOrgID', 'o-a1b2c3d4e5')],
  [
    'the organizational unit of the endpoint',
    'public-principal',
    'quiet',
    anybody('ForAnyValue:StringLike', 'aws:VpceOrgPaths', 'o-a1b2c3d4e5/r-ab12/*'),
  ],
  [
    'the VPC',
    'public-principal',
    'quiet',
    anybody('ArnEquals', 'aws:SourceVpcArn', `arn:aws:ec2:eu-west-1:${PARTNER}:vpc/vpc-0123456789abcdef0`),
  ],
  ['the VPC of an instance', 'public-principal', 'quiet', anybody('StringEquals', 'aws:Ec2InstanceSourceVpc', 'vpc-0123456789abcdef0')],
  ['the session at sign-in', 'public-principal', 'quiet', anybody('ArnLike', 'aws:SignInSessionArn', `arn:aws:signin:*:${PARTNER}:*`)],
  ['a function', 'public-principal', 'quiet', anybody('ArnLike', 'lambda:SourceFunctionArn', `arn:aws:lambda:*:${PARTNER}:function:*`)],
  ['an instance', 'public-principal', 'quiet', anybody('ArnLike', 'ec2:SourceInstanceARN', `arn:aws:ec2:*:${PARTNER}:instance/*`)],
  [
    'a provider',
    'public-principal',
    'quiet',
    anybody('StringEquals', 'aws:FederatedProvider', `arn:aws:iam::${PARTNER}:saml-provider/corp`),
  ],
]));

describe('the account in a value is that of the caller', () => testRows([
  [
    'a function of another account',
    'never-assumable',
    'reported',
    partner({ ArnLike: { 'lambda:SourceFunctionArn': `arn:aws:lambda:*:${OWN}:function:*` } }),
  ],
  [
    'a function of this account',
    'never-assumable',
    'quiet',
    partner({ ArnLike: { 'lambda:SourceFunctionArn': `arn:aws:lambda:*:${PARTNER}:function:*` } }),
  ],
  [
    'an instance of another account',
    'never-assumable',
    'reported',
    partner({ ArnLike: { 'ec2:SourceInstanceARN': `arn:aws:ec2:*:${OWN}:instance/*` } }),
  ],
  [
    'a provider of another account',
    'never-assumable',
    'reported',
    partner({ StringEquals: { 'aws:FederatedProvider': `arn:aws:iam::${OWN}:saml-provider/corp` } }),
  ],
]));

describe('keys that do not exist', () => {
  testRows([
    ['aws:PrincipalOrgIDs', 'never-assumable', 'reported', partner({ StringEquals: { 'aws:PrincipalOrgIDs': 'o-a1b2c3d4e5' } })],
    ['sts:External-Id', 'never-assumable', 'reported', partner({ StringEquals: { 'sts:External-Id': 'secret-of-ours' } })],
  ]);

  const denying = (operator: string, key: string, value: string) =>
    policy(allow(user(PARTNER, 'alice'), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), {
      ...allow('*', { [operator]: { [key]: value } }),
      Effect: 'Deny',
    });

  testRows([
    ['a Deny that requires one', 'ineffective-condition', 'reported', denying('StringEquals', 'aws:PrincipalOrgIDs', 'o-a1b2c3d4e5')],
    ['a Deny where it is there', 'ineffective-condition', 'reported', denying('Null', 'sts:External-Id', 'false')],
    ['a Deny on a key that exists', 'ineffective-condition', 'quiet', denying('StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5')],
    [
      'a Deny of every caller without it',
      'ineffective-condition',
      'quiet',
      denying('StringNotEquals', 'aws:PrincipalOrgIDs', 'o-a1b2c3d4e5'),
    ],
    ['that Deny denies every caller', 'never-assumable', 'reported', denying('StringNotEquals', 'aws:PrincipalOrgIDs', 'o-a1b2c3d4e5')],
    ['a Deny on a key that AWS may have added', 'ineffective-condition', 'quiet', denying('StringEquals', 'aws:SomethingNew', 'x')],
  ]);

  test.each(['StringNotEquals', 'StringEqualsIfExists', 'ForAllValues:StringEquals'])('%s of one restricts nothing', (operator) => {
    const restricted = partner({ [operator]: { 'aws:PrincipalOrgIDs': 'o-a1b2c3d4e5' } });
    const free = policy(allow(root(PARTNER)));
    expect([changeOf(restricted, free), changeOf(free, restricted)]).toEqual(['nobody new', 'nobody new']);
  });
});

const MFA_FALSE = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
const BOTH = ['sts:AssumeRole', 'sts:SetSourceIdentity'];

describe('keys that occur together', () => testRows([
  [
    'false for MFA is of temporary credentials',
    'never-assumable',
    'reported',
    partner({ ...MFA_FALSE, Null: { 'aws:TokenIssueTime': 'true' } }),
  ],
  ['false for MFA', 'never-assumable', 'quiet', partner({ ...MFA_FALSE, Null: { 'aws:TokenIssueTime': 'false' } })],
  [
    'a user inherits no source identity',
    'never-assumable',
    'reported',
    policy(allow(user(PARTNER, 'alice'), { StringLike: { 'aws:SourceIdentity': '*' } }, BOTH)),
  ],
  ['a session inherits one', 'never-assumable', 'quiet', partner({ StringLike: { 'aws:SourceIdentity': '*' } }, BOTH)],
  [
    'an endpoint has an owner',
    'never-assumable',
    'reported',
    partner({ StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' }, Null: { 'aws:SourceVpc': 'true' } }),
  ],
]));

describe('time windows', () => testRows([
  ['one that has closed', 'never-assumable', 'reported', partner({ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } })],
  ['one that has not opened yet', 'never-assumable', 'quiet', partner({ DateGreaterThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } })],
]));

const TAGGING = ['sts:AssumeRole', 'sts:TagSession'];

describe('which tags may be passed', () => testRows([
  [
    'at least one of these',
    'session-tags-unbounded',
    'reported',
    partner({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } }, TAGGING),
  ],
  [
    'at least one like these',
    'session-tags-unbounded',
    'reported',
    partner({ 'ForAnyValue:StringLike': { 'aws:TagKeys': ['team*', 'cost*'] } }, TAGGING),
  ],
  [
    'none of these',
    'session-tags-unbounded',
    'reported',
    partner({ 'ForAllValues:StringNotLike': { 'aws:TagKeys': ['a*', 'e*', 'x*', '*-tag'] } }, TAGGING),
  ],
  ['only these', 'session-tags-unbounded', 'quiet', partner({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } }, TAGGING)],
]));
