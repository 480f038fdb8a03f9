'use strict';
/**
 * Trust policies as the CDK renders them, no two alike: a partner's user, a service, a GitHub repository, the role's own account, in equal
 * parts.
 */

const account = (index) => String(100000000000 + (index % 899999999999));
const join = (...pieces) => ({ 'Fn::Join': ['', pieces] });
const partition = { Ref: 'AWS::Partition' };
const ownAccount = { Ref: 'AWS::AccountId' };
const SERVICES = ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com', 'states.amazonaws.com'];
const GITHUB = 'token.actions.githubusercontent.com';

function statementOf(index) {
  switch (index % 4) {
    case 0:
      return {
        Action: 'sts:AssumeRole',
        Condition: {
          Bool: { 'aws:MultiFactorAuthPresent': 'true' },
          NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
          StringEquals: { 'sts:ExternalId': `ext-${index}-9f8a7c6b5d4e` },
        },
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account(index * 7919)}:user/partner-${index % 97}` },
      };
    case 1:
      return { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: SERVICES[index % 3] }, Sid: `Service${index}` };
    case 2:
      return {
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
          StringLike: { [`${GITHUB}:sub`]: `repo:org-${index % 31}/repo-${index}:ref:refs/heads/main` },
        },
        Effect: 'Allow',
        Principal: { Federated: join('arn:', partition, ':iam::', ownAccount, `:oidc-provider/${GITHUB}`) },
      };
    default:
      return {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { AWS: join('arn:', partition, ':iam::', ownAccount, ':root') },
        Sid: `Own${index}`,
      };
  }
}

/** The trust policy of the role with this number. */
exports.roleDocument = (index) => ({ Statement: [statementOf(index)], Version: '2012-10-17' });
