/**
 * The summary of a trust policy: who can assume the role, and what is required of them. A row lists only the answers that it is about.
 */
import { summarize, TrustSummary } from '../../src/assessment/summarize';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { takes } from '../rules/tokens';
import {
  allow, allowFederated, allowService, deny, EXTERNAL_ID, MFA, ORGANIZATION, OWN, PARTNER, policy, renderedRoot, role, root, session, user,
} from '../rules/trust-policy-cases';

const own = root(OWN);
const ISSUER = 'issuer.example.org';
const OTHER = 'other.example.org';
const provider = (issuer: string) => `arn:aws:iam::${OWN}:oidc-provider/${issuer}`;
const LAMBDA = 'lambda.amazonaws.com';
const LATER = { Ref: 'Who' };
const arn = (operator: string, value: unknown) => ({ [operator]: { 'aws:PrincipalArn': value } });
const source = (operator: string, key: string, value: unknown) => ({ [operator]: { [`aws:${key}`]: value } });
const oneSubject = allowFederated(provider(ISSUER), { StringEquals: { [`${ISSUER}:sub`]: 'app' } });

function summaryOf(document: unknown): TrustSummary {
  const context = { account: OWN, parameters: { Who: { Type: 'String' } } };
  return summarize(readTrustPolicy(document, context), context);
}

test('all seven answers of an ordinary policy', () => {
  expect(summaryOf(policy(allow(root(PARTNER), { ...MFA, ...EXTERNAL_ID })))).toEqual({
    public: false,
    accountWide: true,
    mfaEnforced: true,
    externalIdEnforced: true,
    oidcSubjectEnforced: null,
    serviceSourceEnforced: null,
    satisfiable: true,
  });
});

describe('a whole account is trusted', () => {
  test.each<[string, object, TrustSummary['accountWide']]>([
    ['the role\'s own account', policy(allow(own)), true],
    ['another account', policy(allow(root(PARTNER))), true],
    ['an account known only at deployment', policy(allow(renderedRoot(LATER))), true],
    ['an account beside a role', policy(allow(role(OWN, 'deploy')), allow(own)), true],
    ['users with MFA count as the whole account', policy(allow(own, MFA)), true],
    ['an organization', policy(allow('*', source('StringEquals', 'PrincipalOrgID', ORGANIZATION))), true],
    ['an ARN of *', policy(allow(own, arn('StringLike', '*'))), true],
    ['an ARN of any principal of the account', policy(allow(own, arn('ArnLike', `arn:aws:iam::${OWN}:*`))), true],
    ['an ARN of any principal of any account', policy(allow(own, arn('StringLike', 'arn:aws:iam::*'))), true],
    ['every principal except one role', policy(allow(own, arn('ArnNotEquals', role(OWN, 'denied')))), true],
    ['a tag, although an ARN may begin like it', policy(allow(own, { StringLike: { 'aws:PrincipalTag/team': 'a*' } })), true],
    ['every principal except those that match a pattern', policy(allow(own), deny('*', arn('ArnLike', role(OWN, 'denied-*')))), true],
    ['a role', policy(allow(role(OWN, 'deploy'))), false],
    ['a user', policy(allow(user(OWN, 'alice'))), false],
    ['a session', policy(allow(session(OWN, 'deploy', 'ci'))), false],
    ['a role by its ARN', policy(allow(own, arn('ArnEquals', role(OWN, 'deploy')))), false],
    ['the roles of a pattern', policy(allow(own, arn('ArnLike', role(OWN, 'app-*')))), false],
    ['all roles', policy(allow(own, arn('ArnLike', role(OWN, '*')))), false],
    ['the end of an ARN', policy(allow(own, arn('StringLike', '*role/deploy'))), false],
    ['an ARN known only at deployment', policy(allow(own, arn('StringEquals', LATER))), false],
    ['an ARN known only at deployment, used as a pattern', policy(allow(own, arn('ArnLike', LATER))), 'undecided'],
    ['an account whose principals are all denied', policy(allow(own), deny('*')), false],
    ['a service', policy(allowService(LAMBDA)), false],
    ['a token', policy(oneSubject), false],
    ['every principal, which is more than an account', policy(allow('*')), false],
  ])('%s', (_, document, accountWide) => expect(summaryOf(document)).toMatchObject({ accountWide }));
});

describe('a token has to have a required subject', () => {
  test.each<[string, object, TrustSummary['oidcSubjectEnforced']]>([
    ['one subject', policy(oneSubject), true],
    ['a pattern of subjects', takes(ISSUER, { sub: 'app-*' }), true],
    [
      'one subject, from one address',
      policy(allowFederated(
        provider(ISSUER),
        { StringEquals: { [`${ISSUER}:sub`]: 'app' }, IpAddress: { 'aws:SourceIp': '203.0.113.1' } },
      )),
      true,
    ],
    [
      'one subject of each issuer',
      policy(oneSubject, allowFederated(provider(OTHER), { StringLike: { [`${OTHER}:sub`]: 'job-*' } })),
      true,
    ],
    ['a subject known only at deployment', takes(ISSUER, { sub: LATER }, 'StringEquals'), true],
    ['a subject that is partly known only at deployment', takes(ISSUER, { sub: { 'Fn::Sub': 'app-${Who}' } }), true],
    ['the subject with IfExists, which every token has', takes(ISSUER, { sub: 'app' }, 'StringEqualsIfExists'), true],
    ['a subject of users of an identity pool is not counted', policy(oneSubject, allowFederated('cognito-identity.amazonaws.com')), true],
    ['no condition', takes(ISSUER), false],
    ['the audience', takes(ISSUER, { aud: 'sts.amazonaws.com' }, 'StringEquals'), false],
    ['any subject', takes(ISSUER, { sub: '*' }), false],
    ['any subject of a length', takes(ISSUER, { sub: '?*' }), false],
    ['any subject beside a specific one', takes(ISSUER, { sub: ['app', '*'] }), false],
    ['every subject except one', takes(ISSUER, { sub: 'denied' }, 'StringNotEquals'), false],
    ['a subject of one of two issuers', policy(oneSubject, allowFederated(provider(OTHER))), false],
    [
      'the subject of another issuer',
      policy(allowFederated(provider(OTHER), { StringEqualsIfExists: { [`${ISSUER}:sub`]: 'app' } })),
      false,
    ],
    ['a subject known only at deployment, used as a pattern', takes(ISSUER, { sub: LATER }), 'undecided'],
    ['no provider', policy(allow(own)), null],
    ['an identity pool alone', policy(allowFederated('cognito-identity.amazonaws.com')), null],
    [
      'an issuer whose tokens are never allowed',
      policy(oneSubject, { ...deny('*', undefined, '*'), Principal: { Federated: provider(ISSUER) } }),
      null,
    ],
  ])('%s', (_, document, oidcSubjectEnforced) => expect(summaryOf(document)).toMatchObject({ oidcSubjectEnforced }));
});

describe('a service has to send its source', () => {
  test.each<[string, object, TrustSummary['serviceSourceEnforced']]>([
    ['the account', policy(allowService(LAMBDA, source('StringEquals', 'SourceAccount', OWN))), true],
    ['the resource', policy(allowService(LAMBDA, source('ArnLike', 'SourceArn', `arn:aws:lambda:*:${OWN}:*`))), true],
    ['the organization', policy(allowService(LAMBDA, source('StringEquals', 'SourceOrgID', ORGANIZATION))), true],
    [
      'a part of the organization',
      policy(allowService(LAMBDA, source('ForAnyValue:StringLike', 'SourceOrgPaths', `${ORGANIZATION}/*`))),
      true,
    ],
    ['the account of one, the resource of another', policy(
      allowService(LAMBDA, source('StringEquals', 'SourceAccount', OWN)),
      allowService('sns.amazonaws.com', source('ArnLike', 'SourceArn', `arn:aws:sns:*:${OWN}:*`)),
    ), true],
    ['no condition', policy(allowService(LAMBDA)), false],
    ['the account, with IfExists', policy(allowService(LAMBDA, source('StringEqualsIfExists', 'SourceAccount', OWN))), false],
    ['any account except one', policy(allowService(LAMBDA, source('StringNotEquals', 'SourceAccount', PARTNER))), false],
    [
      'one of two services',
      policy(allowService(LAMBDA, source('StringEquals', 'SourceAccount', OWN)), allowService('sns.amazonaws.com')),
      false,
    ],
    ['no service', policy(allow(own)), null],
    ['every principal, which may or may not include services', policy(allow('*')), null],
  ])('%s', (_, document, serviceSourceEnforced) => expect(summaryOf(document)).toMatchObject({ serviceSourceEnforced }));
});

describe('some request is allowed', () => {
  test.each<[string, object, TrustSummary['satisfiable']]>([
    ['a principal known only at deployment', policy(allow(LATER)), true],
    ['an account known only at deployment', policy(allow(renderedRoot(LATER))), true],
    ['MFA required of a user or a role', policy(allow([user(OWN, 'alice'), role(OWN, 'ci')], MFA)), true],
    ['MFA required of a role, which cannot have it', policy(allow(role(OWN, 'ci'), MFA)), false],
    ['every principal denied', policy(allow(own), deny('*')), false],
  ])('%s', (_, document, satisfiable) => expect(summaryOf(document)).toMatchObject({ satisfiable }));
});
