/** Does a condition exclude none of the callers that it is meant to exclude? */
import {
  allow, allowFederated, allowService, Case, deny, EXTERNAL_ID, expectClosed, expectOpen, expectUndecided, judge, MFA, ORGANIZATION, OWN,
  PARTNER, policy, role, root, SECRET, session, user, VENDOR,
} from './trust-policy-cases';
import { auditTrustPolicy } from '../../src/assessment/assess';

const RULE = 'ineffective-condition';
const ISSUER = 'issuer.example.org';
const PROVIDER = `arn:aws:iam::${OWN}:oidc-provider/${ISSUER}`;
const own = root(OWN);
const ci = role(OWN, 'ci');
const LAMBDA = 'lambda.amazonaws.com';
const on = (operator: string, key: string, value: unknown) => ({ [operator]: { [key]: value } });
const mfa = (operator: string, value: unknown) => on(operator, 'aws:MultiFactorAuthPresent', value);
const age = (operator: string, value: unknown) => on(operator, 'aws:MultiFactorAuthAge', value);
const externalId = (operator: string, value: unknown) => on(operator, 'sts:ExternalId', value);
const organization = (operator: string, value: unknown) => on(operator, 'aws:PrincipalOrgID', value);
const paths = (operator: string, value: unknown) => on(operator, 'aws:PrincipalOrgPaths', value);
const source = (operator: string, value: unknown) => on(operator, 'aws:SourceArn', value);
const sourceAccount = (operator: string, value: unknown) => on(operator, 'aws:SourceAccount', value);
const arn = (operator: string, value: unknown) => on(operator, 'aws:PrincipalArn', value);
const claim = (operator: string, name: string, value: unknown) => on(operator, `${ISSUER}:${name}`, value);
const token = (condition: object) => policy(allowFederated(PROVIDER, condition));
/** `IfExists` on the key, made strict by `Null` false. */
const ifExistsAndExists = (operator: string, key: string, value: unknown) => ({
  ...on(`${operator}IfExists`, key, value),
  ...on('Null', key, 'false'),
});
const parameter = (definition: object) => ({ parameters: { Value: { Type: 'String', ...definition } } });

describe('closed: the condition has its intended effect', () => {
  test.each<[string, object]>([
    ['no condition', policy(allow(own))],
    ['MFA', policy(allow(own, MFA))],
    ['MFA as a JSON boolean', policy(allow(own, mfa('Bool', true)))],
    ['MFA with an unsuitable operator, but compared with the exact text', policy(allow(own, mfa('StringEquals', 'true')))],
    ['BoolIfExists made strict by Null false', policy(allow(own, { ...mfa('BoolIfExists', 'true'), ...mfa('Null', 'false') }))],
    [
      'BoolIfExists beside a Deny that closes the gap',
      policy(allow(own, mfa('BoolIfExists', 'true')), deny('*', mfa('BoolIfExists', 'false'))),
    ],
    ['a source with IfExists beside a Deny that closes the gap for services; an account has no source', policy(
      {
        ...allow(own, sourceAccount('StringEqualsIfExists', OWN)),
        Principal: { AWS: own, Service: LAMBDA },
      }, { ...deny('*', sourceAccount('Null', 'true')), Principal: { Service: LAMBDA } },
    )],
    ['an MFA age with IfExists beside MFA', policy(allow(own, { ...MFA, ...age('NumericLessThanIfExists', '3600') }))],
    ['an MFA age', policy(allow(own, age('NumericLessThan', '3600')))],
    ['an MFA age with the comparison reversed: still requires MFA', policy(allow(own, age('NumericGreaterThan', '3600')))],
    ['Null false on the age, which is present only with MFA', policy(allow(own, age('Null', 'false')))],
    ['an ExternalId', policy(allow(own, EXTERNAL_ID))],
    ['one of two ExternalIds', policy(allow(own, externalId('StringEquals', [SECRET, 'acme-7f3c-0001'])))],
    ['a specific pattern of an ExternalId', policy(allow(own, externalId('StringLike', 'acme-9b0e6f0c-*')))],
    ['an ExternalId that is known only at deployment', policy(allow(own, externalId('StringLike', { Ref: 'Value' })))],
    [
      'an ExternalId with IfExists made strict by Null false',
      policy(allow(own, ifExistsAndExists('StringEquals', 'sts:ExternalId', SECRET))),
    ],
    [
      'a forbidden ExternalId beside a required one',
      policy(allow(own, { ...EXTERNAL_ID, ...externalId('StringNotEquals', 'old-secret') })),
    ],
    [
      'an ExternalId that must be absent, as in the roles of cdk bootstrap: it refuses calls on behalf of a third party',
      policy(allow(own, externalId('Null', 'true'))),
    ],
    [
      'one CodeCatalyst space, whose ARN has no account',
      policy(allowService('codecatalyst-runner.amazonaws.com', source('ArnLike', 'arn:aws:codecatalyst:::space/0a1b2c3d-4e5f/project/*'))),
    ],
    ['the objects of one bucket', policy(allowService(LAMBDA, source('ArnLike', 'arn:aws:s3:::acme-data/*')))],
    ['an optional ExternalId for a service', policy(allowService('firehose.amazonaws.com', externalId('StringEqualsIfExists', OWN)))],
    ['an organization', policy(allow(own, organization('StringEquals', ORGANIZATION)))],
    ['the role\'s own organization', policy(allow(own, organization('StringEquals', '${aws:ResourceOrgID}')))],
    [
      'the role\'s own organization with IfExists, made strict by Null false',
      policy(allow(own, ifExistsAndExists('StringEquals', 'aws:PrincipalOrgID', '${aws:ResourceOrgID}'))),
    ],
    [
      'a part of the role\'s own organization, in the same way',
      policy(allow(own, { ...paths('ForAllValues:StringLike', '${aws:ResourceOrgID}/*'), ...paths('Null', 'false') })),
    ],
    [
      'a part of another organization, in the same way',
      policy(allow(own, { ...paths('ForAllValues:StringLike', `${ORGANIZATION}/*`), ...paths('Null', 'false') })),
    ],
    [
      'the role\'s own account as source, in the same way',
      policy(allowService(LAMBDA, ifExistsAndExists('StringEquals', 'aws:SourceAccount', '${aws:ResourceAccount}'))),
    ],
    [
      'the role\'s own organization as source, in the same way',
      policy(allowService(LAMBDA, ifExistsAndExists('StringEquals', 'aws:SourceOrgID', '${aws:ResourceOrgID}'))),
    ],
    [
      'a source of the role\'s own account, in the same way',
      policy(allowService(LAMBDA, ifExistsAndExists('ArnLike', 'aws:SourceArn', 'arn:aws:s3:*:${aws:ResourceAccount}:*'))),
    ],
    ['a part of an organization', policy(allow(own, paths('ForAnyValue:StringLike', `${ORGANIZATION}/r-ab12/ou-ab12-11111111/*`)))],
    [
      'a part of an organization that is known only at deployment',
      policy(allow(own, paths('ForAnyValue:StringLike', { 'Fn::Sub': '${Value}/*' }))),
    ],
    [
      'a path with IfExists beside the organization',
      policy(allow(own, { ...organization('StringEquals', ORGANIZATION), ...paths('ForAllValues:StringLike', `${ORGANIZATION}/*`) })),
    ],
    ['a source', policy(allowService(LAMBDA, source('ArnLike', `arn:aws:lambda:*:${OWN}:function:*`)))],
    [
      'any source beside a source account',
      policy(allowService(LAMBDA, { ...source('ArnLike', 'arn:aws:lambda:*:*:function:*'), ...sourceAccount('StringEquals', OWN) })),
    ],
    ['a bucket by a pattern of its name', policy(allowService(LAMBDA, source('ArnLike', 'arn:aws:s3:::acme-*')))],
    ['functions by the end of their names', policy(allowService(LAMBDA, source('ArnLike', 'arn:aws:lambda:*:*:function:*-prod')))],
    ['a source of the role\'s own account, the rest left open', policy(allowService(LAMBDA, source('StringLike', `*:${OWN}:*`)))],
    [
      'a source of the role\'s own account and region, the resource left open',
      policy(allowService(LAMBDA, source('StringLike', `arn:aws:lambda:eu-west-1:${OWN}*`))),
    ],
    [
      'a part of an organization as source with IfExists, made strict by Null false',
      policy(allowService(
        LAMBDA,
        { ...on('ForAllValues:StringLike', 'aws:SourceOrgPaths', `${ORGANIZATION}/*`), ...on('Null', 'aws:SourceOrgPaths', 'false') },
      )),
    ],
    [
      'a source whose account is known only at deployment',
      policy(allowService(LAMBDA, source('ArnLike', { 'Fn::Sub': 'arn:aws:lambda:*:${Value}:function:*' }))),
    ],
    [
      'the role\'s own account as source',
      policy(allowService(LAMBDA, source('ArnLike', { 'Fn::Sub': 'arn:aws:lambda:*:${AWS::AccountId}:*' }))),
    ],
    ['an ARN that the principal already implies', policy(allow(ci, arn('ArnEquals', ci)))],
    ['the account that the principal already implies', policy(allow(own, on('StringEquals', 'aws:PrincipalAccount', OWN)))],
    ['all roles of the account', policy(allow(own, arn('ArnLike', 'arn:aws:iam::*:role/*')))],
    ['IfExists on a key that is always present: redundant, but harmless', policy(allow(own, arn('ArnLikeIfExists', ci)))],
    ['ForAllValues on a key that is always present', policy(allow(own, arn('ForAllValues:ArnLike', ci)))],
    ['every principal except one role', policy(allow(own, arn('ArnNotEquals', role(OWN, 'denied'))))],
    [
      'every principal except one role, twice',
      policy(allow(own, { ...arn('ArnNotEquals', role(OWN, 'denied')), ...arn('StringNotLike', role(OWN, 'denied')) })),
    ],
    ['every principal except some sessions', policy(allow(own, on('StringNotLike', 'aws:userid', '*:denied')))],
    ['callers with a user name: users', policy(allow(own, on('Null', 'aws:username', 'false')))],
    ['callers without a user name: roles', policy(allow(own, on('Null', 'aws:username', 'true')))],
    ['users of any name', policy(allow(own, on('StringLike', 'aws:username', '*')))],
    ['users by type', policy(allow(own, on('StringNotEquals', 'aws:PrincipalType', 'AssumedRole')))],
    ['a subject', token(claim('StringEquals', 'sub', 'app'))],
    ['a subject with IfExists, which every token has', token(claim('StringEqualsIfExists', 'sub', 'app'))],
    ['every subject except one', token(claim('StringNotEquals', 'sub', 'denied'))],
    ['a token with an authorized party', token(claim('StringLike', 'azp', '*'))],
    ['an authorized party compared with itself, which not every token has', token(claim('StringEquals', 'azp', `\${${ISSUER}:azp}`))],
    ['a claim with IfExists made strict by Null false', token(ifExistsAndExists('StringEquals', `${ISSUER}:azp`, 'app'))],
    ['tags, session names and source identities, which are optional', policy(allow(own, {
      ...on('StringEqualsIfExists', 'aws:PrincipalTag/team', 'a'),
      ...on('StringNotLike', 'sts:RoleSessionName', 'x*'),
      ...on('Null', 'sts:SourceIdentity', 'true'),
      ...on('ForAllValues:StringEquals', 'aws:TagKeys', ['team']),
    }))],
    [
      'networks, in the usual pairs of IfExists',
      policy(allow(
        own,
        { ...on('IpAddressIfExists', 'aws:SourceIp', '203.0.113.0/24'), ...on('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1') },
      )),
    ],
    ['every address except these', policy(allow(own, on('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24')))],
    [
      'a Deny that covers requests without the key, whatever value it names',
      policy(allow(own, mfa('BoolIfExists', 'true')), deny('*', mfa('BoolIfExists', { Ref: 'Value' }))),
    ],
    [
      'a time window',
      policy(allow(
        own,
        {
          ...on('DateGreaterThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z'),
          ...on('DateLessThan', 'aws:CurrentTime', '2026-02-01T00:00:00Z'),
        },
      )),
    ],
    ['not through a service', policy(allow(own, on('Bool', 'aws:ViaAWSService', 'false')))],
    [
      'conditions of a Deny, even with IfExists',
      policy(allow(own), deny('*', mfa('Bool', 'false')), deny('*', organization('StringNotEqualsIfExists', ORGANIZATION))),
    ],
    [
      'a statement that no request satisfies anyway',
      policy(allow(own), allow(ci, { ...MFA, ...externalId('StringEqualsIfExists', SECRET) })),
    ],
    ['a key that AWS may have added since', policy(allow(own, on('StringEquals', 'aws:PrincipalShoeSize', '42')))],
    ['keys that are more than one typo away from those of AWS, or too short to tell', policy(allow(
      own,
      on('StringEqualsIfExists', 'aws:PrincipalOrgXY', 'a'),
    ), allow(own, {
      StringEqualsIfExists: {
        'aws:PrincipalAccountNumber': OWN,
        'aws:XSourceAccountX': OWN,
        'aws:mfaagf': '1',
        'aws:orgix': ORGANIZATION,
        'aws:PrincipalRogDI': ORGANIZATION,
      },
    }))],
    [
      'MFA required of a service that is not allowed anyway',
      policy(allowService(LAMBDA, mfa('BoolIfExists', 'true')), { ...deny('*'), Principal: { Service: LAMBDA } }),
    ],
    ['a principal that is known only at deployment', policy(allow({ Ref: 'Value' }, mfa('BoolIfExists', 'true')))],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));
});

describe('open: a caller is allowed without what the condition is meant to require', () => {
  test.each<[string, object, string]>([
    ['weakness 18: BoolIfExists', policy(allow(own, mfa('BoolIfExists', 'true'))), 'MFA'],
    ['weakness 19: true or false', policy(allow(own, mfa('Bool', ['true', 'false']))), 'MFA'],
    ['weakness 19: false', policy(allow(own, mfa('Bool', 'false'))), 'MFA'],
    ['weakness 20: Null false, which a session without MFA satisfies', policy(allow(own, mfa('Null', 'false'))), 'MFA'],
    ['weakness 20: Null true', policy(allow(own, mfa('Null', 'true'))), 'MFA'],
    ['weakness 21: ForAllValues', policy(allow(own, mfa('ForAllValues:Bool', 'true'))), 'MFA'],
    ['StringNotEquals "false"', policy(allow(own, mfa('StringNotEquals', 'false'))), 'MFA'],
    ['an MFA age with IfExists', policy(allow(own, age('NumericLessThanIfExists', '3600'))), 'MFA'],
    ['MFA with IfExists, required of a role, which cannot have it', policy(allow(ci, mfa('BoolIfExists', 'true'))), 'MFA'],
    [
      'MFA in the second statement only',
      policy(allow(user(OWN, 'alice'), MFA), allow(user(OWN, 'bob'), mfa('BoolIfExists', 'true'))),
      'MFA',
    ],
    ['a Deny that leaves the gap open', policy(allow(own, mfa('BoolIfExists', 'true')), deny('*', mfa('Bool', 'false'))), 'MFA'],
    ['weakness 22: an ExternalId of *', policy(allow(own, externalId('StringLike', '*'))), 'an ExternalId'],
    ['a pattern that requires almost nothing', policy(allow(own, externalId('StringLike', 'a*'))), 'an ExternalId'],
    ['weakness 23: an ExternalId with IfExists', policy(allow(own, externalId('StringEqualsIfExists', SECRET))), 'an ExternalId'],
    ['weakness 23: any ExternalId', policy(allow(own, externalId('Null', 'false'))), 'an ExternalId'],
    ['weakness 23: any ExternalId except one', policy(allow(own, externalId('StringNotEquals', SECRET))), 'an ExternalId'],
    ['ForAllValues on the ExternalId', policy(allow(own, externalId('ForAllValues:StringEquals', SECRET))), 'an ExternalId'],
    [
      'an organization with IfExists',
      policy(allow(own, organization('StringEqualsIfExists', ORGANIZATION))),
      'membership in the organization',
    ],
    ['any organization', policy(allow(own, organization('StringLike', '*'))), 'membership in the organization'],
    ['any organization except one', policy(allow(own, organization('StringNotEquals', ORGANIZATION))), 'membership in the organization'],
    ['an organization, whichever it is', policy(allow(own, organization('Null', 'false'))), 'membership in the organization'],
    [
      'ForAllValues on the path',
      policy(allow(own, paths('ForAllValues:StringLike', `${ORGANIZATION}/*`))),
      'membership in the organization',
    ],
    ['any path', policy(allow(own, paths('ForAnyValue:StringLike', '*'))), 'membership in the organization'],
    ['a root of any organization', policy(allow(own, paths('ForAnyValue:StringLike', 'o-*/r-ab12/*'))), 'membership in the organization'],
    ['weakness 33: any source', policy(allowService(LAMBDA, source('ArnLike', 'arn:aws:lambda:*:*:*'))), 'a source account or resource'],
    ['weakness 33: a source of *', policy(allowService(LAMBDA, source('StringLike', '*'))), 'a source account or resource'],
    [
      'weakness 33: any resource of a service',
      policy(allowService(LAMBDA, source('StringLike', 'arn:aws:lambda:*'))),
      'a source account or resource',
    ],
    [
      'any resource of a service in a region',
      policy(allowService(LAMBDA, source('StringLike', 'arn:aws:lambda:eu-west-1:*'))),
      'a source account or resource',
    ],
    [
      'any resource of a service in a region, written with six parts',
      policy(allowService(LAMBDA, source('ArnLike', 'arn:aws:lambda:eu-west-1:*:*'))),
      'a source account or resource',
    ],
    [
      'any resource of one name',
      policy(allowService(LAMBDA, source('ArnLike', 'arn:aws:sns:*:????????????:?*'))),
      'a source account or resource',
    ],
    ['any bucket', policy(allowService(LAMBDA, source('ArnLike', 'arn:aws:s3:::*'))), 'a source account or resource'],
    ['any ARN', policy(allowService(LAMBDA, source('StringLike', 'arn:*'))), 'a source account or resource'],
    [
      'any account, as twelve wildcards',
      policy(allowService(LAMBDA, sourceAccount('StringLike', '????????????'))),
      'a source account or resource',
    ],
    [
      'any function of any account',
      policy(allowService(LAMBDA, source('ArnLike', 'arn:aws:lambda:*:*:function:*'))),
      'a source account or resource',
    ],
    ['any account', policy(allowService(LAMBDA, sourceAccount('StringLike', '*'))), 'a source account or resource'],
    ['any account except one', policy(allowService(LAMBDA, sourceAccount('StringNotEquals', PARTNER))), 'a source account or resource'],
    ['a source, whichever it is', policy(allowService(LAMBDA, source('Null', 'false'))), 'a source account or resource'],
    ['an ARN of *', policy(allow(own, arn('StringLike', '*'))), 'a restriction on the caller'],
    ['any principal of any account', policy(allow(own, arn('ArnLike', 'arn:aws:iam::*:*'))), 'a restriction on the caller'],
    ['an ARN, whichever it is', policy(allow(own, arn('Null', 'false'))), 'a restriction on the caller'],
    [
      'an exception whose pattern has too few parts, so that it may match nobody',
      policy(allow(own, arn('ArnNotLike', ['*::111111111111:user/*', '*:role/*']))),
      'a restriction on the caller',
    ],
    [
      'an exception for a principal that the statement does not allow anyway',
      policy(allow(ci, arn('ArnNotEquals', role(OWN, 'denied')))),
      'a restriction on the caller',
    ],
    [
      'the same beside a condition that excludes others',
      policy(allow(ci, { ...EXTERNAL_ID, ...arn('ArnNotEquals', role(OWN, 'denied')) })),
      'a restriction on the caller',
    ],
    [
      'an account that none of the principals belongs to',
      policy(allow(own, on('StringNotEquals', 'aws:PrincipalAccount', PARTNER))),
      'a restriction on the caller',
    ],
    [
      'a user name with IfExists, which roles satisfy',
      policy(allow(own, on('StringEqualsIfExists', 'aws:username', 'alice'))),
      'a restriction on the caller',
    ],
    [
      'a second condition on the caller, which excludes nobody',
      policy(allow(own, { ...arn('ArnNotEquals', role(OWN, 'denied')), ...on('StringNotEquals', 'aws:PrincipalAccount', PARTNER) })),
      'a restriction on the caller',
    ],
    [
      'a second condition on the token, which requires nothing',
      token({ ...claim('StringNotEquals', 'sub', 'denied'), ...claim('StringLike', 'aud', '*') }),
      'a restriction on the token',
    ],
    [
      'the source of a service that has another condition',
      policy(allowService('personalize.amazonaws.com', sourceAccount('StringEqualsIfExists', OWN))),
      'a source account or resource',
    ],
    ['an ExternalId that may be present or absent', policy(allow(own, externalId('Null', ['true', 'false']))), 'an ExternalId'],
    [
      'any project of any CodeCatalyst space',
      policy(allowService('codecatalyst-runner.amazonaws.com', source('ArnLike', 'arn:aws:codecatalyst:::space/*/project/*'))),
      'a source account or resource',
    ],
    [
      'any CodeCatalyst space',
      policy(allowService('codecatalyst-runner.amazonaws.com', source('ArnLike', 'arn:aws:codecatalyst:::space/*'))),
      'a source account or resource',
    ],
    ['the source of any service', policy(allowService('*', sourceAccount('StringEqualsIfExists', OWN))), 'a source account or resource'],
    ['a subject of *', token(claim('StringLike', 'sub', '*')), 'a restriction on the token'],
    ['a subject, whichever it is', token(claim('Null', 'sub', 'false')), 'a restriction on the token'],
    ['a claim with IfExists that is optional in tokens', token(claim('StringEqualsIfExists', 'azp', 'app')), 'a restriction on the token'],
    ['ForAllValues on such a claim', token(claim('ForAllValues:StringEquals', 'azp', 'app')), 'a restriction on the token'],
    ['a subject compared with itself', token(claim('StringEquals', 'sub', `\${${ISSUER}:sub}`)), 'a restriction on the token'],
    [
      'an ARN compared with itself',
      policy(allow(
        role(PARTNER, 'ci'),
        on('StringLike', 'aws:PrincipalArn', ['arn:aws:iam::222222222222:role/ci', '${aws:PrincipalArn}']),
      )),
      'a restriction on the caller',
    ],
    [
      'the MFA of a vendor, which the other rules do not require',
      policy(allow(root(VENDOR), { ...EXTERNAL_ID, ...mfa('BoolIfExists', 'true') })),
      'MFA',
    ],
  ])('%s', (_, document, aim) => {
    const { message, witness } = expectOpen(RULE, { document });
    expect(message).toMatch(new RegExp(` do(es)? not enforce .*${aim}`));
    expect(judge(RULE, { document })).toMatchObject({ findings: [{ level: 'error' }], undecided: undefined });
    if (aim === 'MFA') expect(witness.context['aws:MultiFactorAuthPresent']).not.toBe('true');
  });

  test.each<[string, object]>([
    ['a source with IfExists', policy(allowService(LAMBDA, sourceAccount('StringEqualsIfExists', OWN)))],
    ['ForAllValues on the source', policy(allowService(LAMBDA, sourceAccount('ForAllValues:StringEquals', OWN)))],
    [
      'a source with IfExists beside the role\'s own account',
      policy({ ...allow(own, sourceAccount('StringEqualsIfExists', OWN)), Principal: { AWS: own, Service: LAMBDA } }),
    ],
    [
      'an ExternalId with IfExists, for a service that sends none',
      policy(allowService(LAMBDA, externalId('StringEqualsIfExists', SECRET))),
    ],
  ])('only information, because the policy would have no finding without the condition: %s', (_, document) => {
    expectOpen(RULE, { document });
    expect(judge(RULE, { document })).toMatchObject({ findings: [{ level: 'info' }], undecided: undefined });
  });

  test.each<[string, object, string]>([
    [
      'MFA for a service',
      policy(allowService(LAMBDA, mfa('BoolIfExists', 'true'))),
      'requests from services never contain aws:MultiFactorAuthPresent',
    ],
    [
      'MFA for a web identity',
      token(mfa('StringNotEquals', 'false')),
      'requests from callers with a web identity token never contain aws:MultiFactorAuthPresent',
    ],
    [
      'an ExternalId for a web identity',
      token(externalId('StringEqualsIfExists', SECRET)),
      'requests from callers with a web identity token never contain sts:ExternalId',
    ],
    [
      'an organization for a service',
      policy(allowService(LAMBDA, organization('StringEqualsIfExists', ORGANIZATION))),
      'requests from services never contain aws:PrincipalOrgID',
    ],
    [
      'a source key for an account',
      policy(allow(own, sourceAccount('StringEqualsIfExists', OWN))),
      'requests from IAM users and roles never contain aws:SourceAccount',
    ],
    [
      'a source key for every principal under AWS',
      policy(allow('*', sourceAccount('StringEqualsIfExists', OWN))),
      'requests from IAM users and roles never contain aws:SourceAccount',
    ],
    [
      'a claim, where the action accepts no token',
      policy({
        ...allowFederated(PROVIDER, claim('StringEqualsIfExists', 'azp', 'app')),
        Action: 'sts:AssumeRole',
        Principal: { Service: LAMBDA, Federated: PROVIDER },
      }),
      'requests from services never contain',
    ],
    ['a negated source key for an account', policy(allow(own, source('ArnNotLike', 'arn:aws:s3:::x'))), 'never contain aws:SourceArn'],
    [
      'a negated user name for a role',
      policy(allow(ci, on('StringNotEquals', 'aws:username', 'x'))),
      'requests from roles never contain aws:username',
    ],
    [
      'a source key for a user',
      policy(allow(user(OWN, 'alice'), sourceAccount('StringEqualsIfExists', OWN))),
      'requests from IAM users never contain aws:SourceAccount',
    ],
    [
      'an ExternalId for a Google user',
      policy(allowFederated('accounts.google.com', externalId('StringEqualsIfExists', SECRET))),
      'requests from callers with a web identity token never contain sts:ExternalId',
    ],
    [
      'MFA for a SAML assertion',
      policy({
        ...allow(own, mfa('BoolIfExists', 'true'), 'sts:AssumeRoleWithSAML'),
        Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/idp` },
      }),
      'requests from callers with a SAML assertion never contain',
    ],
    [
      'the absence of a user name, for a role',
      policy(allow(session(OWN, 'ci', 'build'), on('Null', 'aws:username', 'true'))),
      'requests from roles never contain aws:username',
    ],
    [
      'a claim of another issuer, with IfExists',
      token(on('StringLikeIfExists', 'other.example.org:sub', 'app')),
      'never contain other.example.org:sub',
    ],
    [
      'a claim that AWS does not pass on, with IfExists',
      token(claim('StringEqualsIfExists', 'groups', 'admins')),
      `never contain ${ISSUER}:groups`,
    ],
    ['a claim that AWS does not pass on, negated', token(claim('StringNotEquals', 'groups', 'guests')), `never contain ${ISSUER}:groups`],
    [
      'a negated claim of another issuer',
      token(on('StringNotEquals', 'other.example.org:sub', 'app')),
      'never contain other.example.org:sub',
    ],
  ])('a key that the caller never sends: %s', (_, document, words) => expect(expectOpen(RULE, { document }).message).toContain(words));

  test.each<[string, object, string, string]>([
    ['aws:MultiFactorAuth', on('Bool', 'aws:MultiFactorAuth', 'true'), 'aws:MultiFactorAuthPresent', 'nobody can meet the condition'],
    [
      'the same with IfExists',
      on('BoolIfExists', 'aws:MultiFactorAuth', 'true'),
      'aws:MultiFactorAuthPresent',
      'the condition excludes nobody',
    ],
    ['another prefix', on('StringEquals', 'aws:ExternalId', SECRET), 'sts:ExternalId', 'nobody can meet the condition'],
    ['no prefix', on('StringEquals', 'ExternalId', SECRET), 'sts:ExternalId', 'nobody can meet the condition'],
    ['two letters swapped', on('StringEquals', 'aws:PrincipalOrgDI', ORGANIZATION), 'aws:PrincipalOrgID', 'nobody can meet the condition'],
    ['one letter too many', on('StringEquals', 'aws:PrincipalAccountt', OWN), 'aws:PrincipalAccount', 'nobody can meet the condition'],
    [
      'one letter missing',
      on('StringEqualsIfExists', 'aws:PrincpalOrgID', ORGANIZATION),
      'aws:PrincipalOrgID',
      'the condition excludes nobody',
    ],
    ['one wrong letter', on('StringEquals', 'aws:SourceAcceunt', OWN), 'aws:SourceAccount', 'nobody can meet the condition'],
    ['a typo', on('StringEquals', 'aws:PrincipleOrgID', ORGANIZATION), 'aws:PrincipalOrgID', 'nobody can meet the condition'],
    ['one letter missing', on('StringEquals', 'aws:PrincipalOrg', ORGANIZATION), 'aws:PrincipalOrgID', 'nobody can meet the condition'],
    ['Id added', on('StringEquals', 'aws:SourceAccountId', OWN), 'aws:SourceAccount', 'nobody can meet the condition'],
    ['two letters swapped', on('StringNotEquals', 'aws:PrinicpalArn', ci), 'aws:PrincipalArn', 'the condition excludes nobody'],
  ])('a key that AWS does not have: %s', (_, condition, meant, what) => {
    const { findings } = judge(RULE, { document: policy(allow(own, condition)) });
    expect(findings).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(`does not check ${meant}`),
        because: expect.stringContaining(what),
        fix: expect.stringContaining(`write ${meant} instead of`),
      }),
    ]);
  });

  test.each<[string, object, string]>([
    ['required', on('StringEquals', 'aws:PrincipalOrgIDs', ORGANIZATION), 'aws:PrincipalOrgID'],
    ['with wildcards', on('ArnLike', 'aws:PrinicpalArn', ci), 'aws:PrincipalArn'],
    ['its presence', on('Null', 'sts:External-Id', 'false'), 'sts:ExternalId'],
    ['without MFA', on('Bool', 'aws:MultiFactorAuth', 'false'), 'aws:MultiFactorAuthPresent'],
    ['in a list', on('ForAnyValue:StringLike', 'aws:PrincipalOrgPath', `${ORGANIZATION}/*`), 'aws:PrincipalOrgPaths'],
  ])('a Deny on a key that AWS does not have denies nobody: %s', (_, condition, meant) => {
    const { findings } = judge(RULE, { document: policy(allow(own, MFA), deny('*', condition)) });
    expect(findings).toEqual([
      expect.objectContaining({
        level: 'error',
        statement: { index: 1 },
        message: expect.stringContaining(`does not check ${meant}`),
        because: expect.stringContaining('the statement denies nobody'),
        fix: expect.stringContaining(`write ${meant} instead of`),
      }),
    ]);
  });

  test('weakness 37: in one branch of Fn::If', () => {
    const document = policy(allow(own, { 'Fn::If': ['Strict', MFA, mfa('BoolIfExists', 'true')] }));
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('in both branches, reported once', () => {
    const document = policy({ ...allow(own, mfa('BoolIfExists', 'true')), Sid: { 'Fn::If': ['Strict', 'One', 'Two'] } });
    expect(judge(
      RULE,
      { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } },
    ).findings).toHaveLength(1);
  });

  test('a parameter that can make the condition optional', () => {
    const document = policy(allow(own, mfa('Bool', { Ref: 'Value' })));
    expectOpen(RULE, { document, context: parameter({ AllowedValues: ['true', 'false'] }) });
  });

  test('a principal known only at deployment', () => {
    const document = policy(allow(
      { 'Fn::Sub': 'arn:aws:iam::${Value}:root' },
      { ...mfa('BoolIfExists', 'true'), ...arn('ArnEquals', { Ref: 'Value' }) },
    ));
    expect(judge(RULE, { document, context: parameter({}) }).findings).toHaveLength(1);
  });

  test('each intent of a statement, and each statement, is reported', () => {
    const document = policy(
      allow(own, { ...mfa('BoolIfExists', 'true'), ...externalId('Null', 'false') }),
      { ...allow(own, mfa('Null', 'true')), Sid: 'Two' },
    );
    expect(judge(RULE, { document }).findings.map(({ message, statement }) => [message.split(' not enforce ')[1], statement])).toEqual([
      ['MFA', { index: 0 }],
      ['an ExternalId', { index: 0 }],
      ['MFA', { index: 1, sid: 'Two' }],
    ]);
  });

  test('conditions with the same intent are reported together', () => {
    const document = policy(allowService(
      LAMBDA,
      { StringEqualsIfExists: { 'aws:SourceAccount': OWN, 'aws:SourceArn': 'arn:aws:s3:::x' } },
    ));
    expect(judge(RULE, { document }).findings.map(({ message }) => message)).toEqual([
      `StringEqualsIfExists aws:SourceAccount "${OWN}" and StringEqualsIfExists aws:SourceArn "arn:aws:s3:::x" do not enforce a ` +
      'source account or resource',
    ]);
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, object]>([
    [
      'another condition that may exclude every caller',
      policy(allow(own, { ...mfa('BoolIfExists', 'true'), StringEquals: { Ref: 'Value' } })),
    ],
    ['a Deny', policy(allow(own, mfa('BoolIfExists', 'true')), deny('*', mfa('Null', { Ref: 'Value' })))],
  ])('%s', (_, document) => {
    const { message } = expectUndecided(RULE, { document, context: parameter({}) });
    expect(message).toMatch(/whether .* excludes any caller/);
  });
});

describe('one cause, one finding', () => {
  const idsOf = (document: object, theCase: Partial<Case> = {}) =>
    auditTrustPolicy(
      { document, context: { account: OWN, ...theCase.context } },
      { accounts: new Map(), levels: {} },
    ).map(({ ruleId }) => ruleId);

  test.each<[string, object, readonly string[]]>([
    [
      'the MFA of a foreign user',
      policy(allow(user(PARTNER, 'alice'), { ...EXTERNAL_ID, ...mfa('BoolIfExists', 'true') })),
      ['mfa-required'],
    ],
    [
      'the ExternalId of a foreign role',
      policy(allow(role(PARTNER, 'ci'), externalId('StringEqualsIfExists', SECRET))),
      ['external-id-required'],
    ],
    [
      'the organization of every principal',
      policy(allow('*', { ...MFA, ...EXTERNAL_ID, ...organization('StringEqualsIfExists', ORGANIZATION) })),
      ['public-principal'],
    ],
    [
      'a misspelled key whose meaning another finding reports',
      policy(allow(user(PARTNER, 'alice'), { ...EXTERNAL_ID, ...on('BoolIfExists', 'aws:MultiFactorAuth', 'true') })),
      ['mfa-required'],
    ],
    ['a misspelled key that excludes every caller', policy(allow(own, on('Bool', 'aws:MultiFactorAuth', 'true'))), ['never-assumable']],
    ['the same in one of two statements', policy(allow(ci), allow(own, on('Bool', 'aws:MultiFactorAuth', 'true'))), ['dead-statement']],
    [
      'two misspelled keys',
      policy(allow(own, on('StringEquals', 'sts:External-Id', SECRET)), allow(own, on('Bool', 'aws:MultiFactorAuth', 'true'))),
      ['never-assumable'],
    ],
    [
      'a pattern of names',
      policy(allow(root(PARTNER), { ...MFA, ...EXTERNAL_ID, ...arn('ArnLike', 'arn:aws:iam::*:*') })),
      ['specific-principal'],
    ],
    [
      'another condition than the reported one',
      policy(allow(user(PARTNER, 'alice'), { ...MFA, ...externalId('Null', 'false'), ...organization('Null', 'false') })),
      ['external-id-required', RULE],
    ],
    [
      'another statement than the reported one',
      policy(allow(user(PARTNER, 'alice'), { ...EXTERNAL_ID, ...mfa('BoolIfExists', 'true') }), allow(own, mfa('BoolIfExists', 'true'))),
      ['mfa-required', RULE],
    ],
    [
      'a tenant',
      policy(allowFederated('arn:aws:iam::111111111111:oidc-provider/gitlab.com', on('StringLike', 'gitlab.com:sub', 'project_path:*'))),
      ['oidc-tenant'],
    ],
  ])('%s', (_, document, expected) => expect(idsOf(document)).toEqual(expected));

  test('a rule that is off does not count as having reported anything', () => {
    const document = policy(allow(user(PARTNER, 'alice'), { ...EXTERNAL_ID, ...mfa('BoolIfExists', 'true') }));
    expect(auditTrustPolicy(
      { document, context: { account: OWN } },
      { accounts: new Map(), levels: { 'mfa-required': 'off' } },
    ).map(({ ruleId }) => ruleId)).toEqual([RULE]);
  });
});

describe('the fix', () => {
  test.each<[string, object, string]>([
    [
      'the plain operator',
      policy(allow(own, mfa('BoolIfExists', 'true'))),
      'use Bool instead of BoolIfExists: only Bool rejects requests without aws:MultiFactorAuthPresent',
    ],
    [
      'another condition',
      policy(allow(own, mfa('BoolIfExists', 'false'))),
      'replace it with "Bool": { "aws:MultiFactorAuthPresent": "true" }',
    ],
    ['no MFA for roles', policy(allow(ci, mfa('BoolIfExists', 'true'))), 'remove it: roles cannot authenticate with MFA'],
    [
      'the set operator that requires the key',
      policy(allow(own, paths('ForAllValues:StringLike', `${ORGANIZATION}/*`))),
      'use ForAnyValue:StringLike instead of ForAllValues:StringLike',
    ],
    [
      'what to do if the service sends no key',
      policy(allowService(LAMBDA, sourceAccount('StringEqualsIfExists', OWN))),
      'if the service never sends the key, remove the condition',
    ],
    [
      'the key of the issuer',
      token(on('StringLikeIfExists', 'other.example.org:sub', 'app')),
      `write "${ISSUER}:sub" instead of "other.example.org:sub"`,
    ],
    ['a value', policy(allow(own, externalId('StringLike', '*'))), 'replace it with "StringEquals": { "sts:ExternalId":'],
    ['a claim in the spelling of the document', token(claim('StringLike', 'sub', '*')), `"StringEquals": { "${ISSUER}:sub":`],
  ])('%s', (_, document, words) => expect(expectOpen(RULE, { document }).fix).toContain(words));
});
