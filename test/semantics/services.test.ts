/** Services: what they send when they assume a role. */
import { levelsOf, testRows } from './answers';
import { allow, allowService, OWN, policy, role, SECRET } from '../rules/trust-policy-cases';

const PERSONALIZE = 'personalize.amazonaws.com';
const LAMBDA = 'lambda.amazonaws.com';
const ofSource = (service: string, operator: string, arn: string) =>
  policy(allowService(service, { [operator]: { 'aws:SourceArn': arn } }));
const ofAccount = (service: string) => allowService(service, { StringEquals: { 'aws:SourceAccount': OWN } });
const withSecret = (service: string) => allowService(service, { StringEquals: { 'sts:ExternalId': SECRET } });

describe('the owner of the resource', () => testRows([
  [
    'a wildcard before the account runs over colons',
    'confused-deputy',
    'reported',
    ofSource(PERSONALIZE, 'StringLike', `arn:aws:personalize:*:${OWN}:*`),
  ],
  ['a wildcard in one part of an ARN', 'confused-deputy', 'quiet', ofSource(PERSONALIZE, 'ArnLike', `arn:aws:personalize:*:${OWN}:*`)],
  [
    'nothing is open before the account',
    'confused-deputy',
    'quiet',
    ofSource(PERSONALIZE, 'StringLike', `arn:aws:personalize:eu-west-1:${OWN}:*`),
  ],
  ['a literal wildcard', 'never-assumable', 'reported', ofSource(LAMBDA, 'StringEquals', `arn:aws:lambda:eu-west-1:${OWN}:function:*`)],
  ['one of two statements lost its condition', 'confused-deputy', 'reported', policy(ofAccount(LAMBDA), allowService(LAMBDA))],
  [
    'CodeCatalyst names no account',
    'confused-deputy',
    'quiet',
    ofSource('codecatalyst.amazonaws.com', 'ArnLike', 'arn:aws:codecatalyst:::space/1a2b/project/*'),
  ],
  [
    'CodeCatalyst names no account',
    'ineffective-condition',
    'quiet',
    ofSource('codecatalyst.amazonaws.com', 'ArnLike', 'arn:aws:codecatalyst:::space/1a2b/project/*'),
  ],
]));

const anchor = {
  ArnEquals: { 'aws:SourceArn': `arn:aws:rolesanywhere:eu-west-1:${OWN}:trust-anchor/12345678-1234-1234-1234-123456789012` },
};

describe('the actions that must be allowed', () => testRows([
  ['Roles Anywhere with all three actions', 'never-assumable', 'quiet',
    policy(allowService('rolesanywhere.amazonaws.com', anchor, ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']))],
  ['Roles Anywhere with one', 'never-assumable', 'reported', policy(allowService('rolesanywhere.amazonaws.com', anchor))],
  ['EKS Pod Identity with one, for associations without tags', 'never-assumable', 'quiet', policy(allowService('pods.eks.amazonaws.com'))],
]));

test('EKS Pod Identity without tags is a warning', () => {
  const levels = levelsOf(policy(allowService('pods.eks.amazonaws.com')));
  expect(levels).toContain('warning');
  expect(levels).not.toContain('error');
});

describe('services that never send an ExternalId', () => testRows([
  ['EC2', 'never-assumable', 'reported', policy(withSecret('ec2.amazonaws.com'))],
  ['Lambda', 'never-assumable', 'reported', policy(withSecret(LAMBDA))],
  ['one statement of two', 'dead-statement', 'reported', policy(allow(role(OWN, 'admin')), withSecret(LAMBDA))],
  ['Cognito user pools do', 'never-assumable', 'quiet', policy(withSecret('cognito-idp.amazonaws.com'))],
]));

describe('what IAM rejects', () => testRows([
  ['an action of another service', 'rejected-by-iam', 'reported', policy(allow(role(OWN, 'admin'), undefined, 's3:GetObject'))],
  ['a service that cannot exist', 'rejected-by-iam', 'reported', policy(allowService('lambda.amazon.com'))],
]));
