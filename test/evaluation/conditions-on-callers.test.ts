/** Well-known keys in well-known conditions: which callers satisfy them, and which callers never can. */
import { ALICE, allow, ContextJson, DEPLOY, GITHUB, LAMBDA, OKTA, outcomeOf, policyOf, PORTAL, requestOf } from './policies';
import { Caller } from '../../src/evaluation/assume-role-request';

type Row = [what: string, condition: object, caller: Caller, context: ContextJson, outcome: string];

/** Only the conditions are tested here: principal and action always match. */
const EVERYBODY = { Principal: '*', Action: '*' };

function check(rows: readonly Row[]): void {
  test.each(rows)('%s: %j for %j with %j is %s', (_what, Condition, caller, context, outcome) => {
    expect(outcomeOf(policyOf(allow({ ...EVERYBODY, Condition })), requestOf(caller, context))).toBe(outcome);
  });
}

describe('keys of the call itself', () => {
  const id = { StringEquals: { 'sts:ExternalId': 'b7c1' } };
  const sub = { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/app:*' } };
  check([
    ['the ExternalId', id, ALICE, { 'sts:ExternalId': 'b7c1' }, 'allowed'],
    ['another ExternalId', id, ALICE, { 'sts:ExternalId': 'B7C1' }, 'denied'],
    ['an ExternalId with white space', id, ALICE, { 'sts:ExternalId': 'b7c1 ' }, 'denied'],
    ['no ExternalId', id, ALICE, {}, 'denied'],
    ['no ExternalId, asked for if it exists', { StringEqualsIfExists: { 'sts:ExternalId': 'b7c1' } }, ALICE, {}, 'allowed'],
    ['any other ExternalId', { StringNotEquals: { 'sts:ExternalId': 'b7c1' } }, ALICE, {}, 'allowed'],
    ['any ExternalId', { StringLike: { 'sts:ExternalId': '*' } }, ALICE, { 'sts:ExternalId': 'xx' }, 'allowed'],
    ['a star that is not a wildcard', { StringEquals: { 'sts:ExternalId': '*' } }, ALICE, { 'sts:ExternalId': 'xx' }, 'denied'],
    ['an ExternalId required of a token holder', id, GITHUB, {}, 'denied'],
    ['an ExternalId required of an assertion', id, OKTA, {}, 'denied'],
    [
      'the name of the session',
      { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
      ALICE,
      { 'sts:RoleSessionName': 'alice' },
      'allowed',
    ],
    [
      'another name of the session',
      { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
      ALICE,
      { 'sts:RoleSessionName': 'bob' },
      'denied',
    ],
    ['a source identity, whichever', { StringLike: { 'sts:SourceIdentity': '*' } }, ALICE, { 'sts:SourceIdentity': 'alice' }, 'allowed'],
    ['no source identity', { StringLike: { 'sts:SourceIdentity': '*' } }, ALICE, {}, 'denied'],
    ['a duration, which no such call carries', { NumericLessThanEquals: { 'sts:DurationSeconds': '3600' } }, ALICE, {}, 'denied'],
    [
      'a duration if it exists, which asks nothing',
      { NumericLessThanEqualsIfExists: { 'sts:DurationSeconds': '3600' } },
      ALICE,
      {},
      'allowed',
    ],
    ['tags within bounds', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team'] } }, ALICE, { 'aws:TagKeys': ['Team'] }, 'allowed'],
    [
      'tags out of bounds',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team'] } },
      ALICE,
      { 'aws:TagKeys': ['Team', 'Admin'] },
      'denied',
    ],
    ['no tags, under bounds', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team'] } }, ALICE, {}, 'allowed'],
    ['some transitive tags', { Null: { 'sts:TransitiveTagKeys': 'false' } }, DEPLOY, { 'sts:TransitiveTagKeys': ['Team'] }, 'allowed'],
    ['no transitive tags', { Null: { 'sts:TransitiveTagKeys': 'false' } }, DEPLOY, {}, 'denied'],
    [
      'a required tag',
      { StringLike: { 'aws:RequestTag/Team': '*' } },
      ALICE,
      { 'aws:RequestTag/Team': 'x', 'aws:TagKeys': ['Team'] },
      'allowed',
    ],
    [
      'a required tag in another spelling',
      { StringLike: { 'aws:RequestTag/TEAM': '*' } },
      ALICE,
      { 'aws:RequestTag/team': 'x', 'aws:TagKeys': ['team'] },
      'allowed',
    ],
    ['the subject of a token', sub, GITHUB, { 'token.actions.githubusercontent.com:sub': 'repo:acme/app:ref:refs/heads/main' }, 'allowed'],
    [
      'the subject of another tenant',
      sub,
      GITHUB,
      { 'token.actions.githubusercontent.com:sub': 'repo:evil/app:ref:refs/heads/main' },
      'denied',
    ],
    [
      'the subject under the key of another provider',
      { StringLike: { 'gitlab.com:sub': '*' } },
      GITHUB,
      { 'token.actions.githubusercontent.com:sub': 'x' },
      'denied',
    ],
    [
      'the same, negated',
      { StringNotLike: { 'gitlab.com:sub': 'x' } },
      GITHUB,
      { 'token.actions.githubusercontent.com:sub': 'x' },
      'allowed',
    ],
    [
      'the same, if it exists',
      { StringLikeIfExists: { 'gitlab.com:sub': 'y' } },
      GITHUB,
      { 'token.actions.githubusercontent.com:sub': 'x' },
      'allowed',
    ],
    [
      'the sign-in endpoint of an assertion',
      { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      OKTA,
      { 'saml:aud': 'https://signin.aws.amazon.com/saml' },
      'allowed',
    ],
    ['affiliations, when there are none', { 'ForAllValues:StringLike': { 'saml:edupersonaffiliation': ['staff'] } }, OKTA, {}, 'allowed'],
    [
      'affiliations, when one matches',
      { 'ForAnyValue:StringLike': { 'saml:edupersonaffiliation': ['staff'] } },
      OKTA,
      { 'saml:edupersonaffiliation': ['student', 'staff'] },
      'allowed',
    ],
    ['Cognito without authentication', { 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } },
      { kind: 'oidc', issuer: 'cognito-identity.amazonaws.com' }, { 'cognito-identity.amazonaws.com:amr': ['unauthenticated'] }, 'denied'],
  ]);
});

describe('keys that follow from the caller', () => {
  const role = 'arn:aws:iam::111122223333:role/team/Deploy';
  const reserved = 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com';
  check([
    ['the ARN of a role', { ArnEquals: { 'aws:PrincipalArn': role } }, DEPLOY, {}, 'allowed'],
    [
      'the ARN of a role without its path',
      { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/Deploy' } },
      DEPLOY,
      {},
      'denied',
    ],
    [
      'the ARN of a session, which the key never holds',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::111122223333:assumed-role/Deploy/*' } },
      DEPLOY,
      {},
      'denied',
    ],
    ['the root user, who cannot call', { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:root' } }, ALICE, {}, 'denied'],
    ['the roles of a team', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/team/*' } }, DEPLOY, {}, 'allowed'],
    ['the roles of a team, for a user', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/team/*' } }, ALICE, {}, 'denied'],
    ['a role asked for with StringEquals', { StringEquals: { 'aws:PrincipalArn': role } }, DEPLOY, {}, 'allowed'],
    ['Identity Center, region left out', { ArnLike: { 'aws:PrincipalArn': `${reserved}/AWSReservedSSO_Admin_*` } }, PORTAL, {}, 'denied'],
    [
      'Identity Center, with or without region',
      { ArnLike: { 'aws:PrincipalArn': `${reserved}*/AWSReservedSSO_Admin_*` } },
      PORTAL,
      {},
      'allowed',
    ],
    ['the account', { StringEquals: { 'aws:PrincipalAccount': ['999999999999', '111122223333'] } }, ALICE, {}, 'allowed'],
    ['another account', { StringEquals: { 'aws:PrincipalAccount': '999999999999' } }, ALICE, {}, 'denied'],
    [
      'the organization',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-acme000000' } },
      ALICE,
      { 'aws:PrincipalOrgID': 'o-acme000000' },
      'allowed',
    ],
    ['the organization, for a service', { StringEquals: { 'aws:PrincipalOrgID': 'o-acme000000' } }, LAMBDA, {}, 'denied'],
    ['another organization, negated, for a service', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme000000' } }, LAMBDA, {}, 'allowed'],
    ['users only', { StringEquals: { 'aws:PrincipalType': 'User' } }, ALICE, {}, 'allowed'],
    ['users only, for a session', { StringEquals: { 'aws:PrincipalType': 'User' } }, DEPLOY, {}, 'denied'],
    ['a user name', { StringLike: { 'aws:username': '*' } }, ALICE, {}, 'allowed'],
    ['a user name, for a session', { StringLike: { 'aws:username': '*' } }, PORTAL, {}, 'denied'],
    ['services only', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, LAMBDA, {}, 'allowed'],
    ['services only, for a user', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, ALICE, {}, 'denied'],
    ['anyone except services: a user', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }, ALICE, {}, 'allowed'],
    ['anyone except services: a session', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }, DEPLOY, {}, 'allowed'],
    ['anyone except services: a service', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }, LAMBDA, {}, 'denied'],
    [
      'a service by name',
      { 'ForAnyValue:StringEquals': { 'aws:PrincipalServiceNamesList': 'lambda.amazonaws.com' } },
      LAMBDA,
      {},
      'allowed',
    ],
    [
      'the account that a service acts for',
      { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      LAMBDA,
      { 'aws:SourceAccount': '111122223333' },
      'allowed',
    ],
    ['the same, not sent', { StringEquals: { 'aws:SourceAccount': '111122223333' } }, LAMBDA, {}, 'denied'],
    ['the same, for a user', { StringEquals: { 'aws:SourceAccount': '111122223333' } }, ALICE, {}, 'denied'],
  ]);
});
