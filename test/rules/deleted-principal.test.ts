/** Is the principal the id of a user or role that was deleted? */
import { allow, allowService, deny, EXTERNAL_ID, expectClosed, judge, OWN, policy, role, user } from './trust-policy-cases';

const RULE = 'deleted-principal';
const DELETED_ROLE = 'AROAABCDEFGHIJKLMNOPQ';
const DELETED_USER = 'AIDAABCDEFGHIJKLMNOPQ';
const ci = role(OWN, 'ci');

describe('closed: principals that have the form of an existing one', () => {
  test.each<[string, object]>([
    ['a role', policy(allow(ci))],
    ['a role with a name in the form of a unique id', policy(allow(role(OWN, DELETED_ROLE)))],
    [
      'a condition on the unique id, which keeps out a new role of the same name',
      policy(allow(ci, { StringLike: { 'aws:userid': `${DELETED_ROLE}:*` } })),
    ],
    ['a service', policy(allowService('lambda.amazonaws.com'))],
    ['the id of a group, which IAM rejects anyway', policy(allow('AGPAABCDEFGHIJKLMNOPQ'))],
    ['the id of an access key, which IAM rejects anyway', policy(allow('AKIAABCDEFGHIJKLMNOPQ'))],
    ['an id in lower case', policy(allow('aroaabcdefghijklmnopq'))],
    ['an id that is too short', policy(allow('AROA123'))],
  ])('%s', (_, document) => expectClosed(RULE, { document }));
});

describe('open: the id of a deleted principal', () => {
  test.each<[string, object, number, string]>([
    ['weakness 39: of a role', policy(allow(DELETED_ROLE)), 0, `names ${DELETED_ROLE}, the ID of a deleted role`],
    ['weakness 39: of a user', policy(allow(DELETED_USER)), 0, `names ${DELETED_USER}, the ID of a deleted user`],
    ['in a list', policy(allow([ci, DELETED_ROLE], EXTERNAL_ID)), 0, DELETED_ROLE],
    ['several', policy(allow([DELETED_USER, DELETED_ROLE])), 0, `${DELETED_USER} and ${DELETED_ROLE}, the IDs of deleted users and roles`],
    ['in the second statement', policy(allow(ci), allow(DELETED_ROLE)), 1, DELETED_ROLE],
    ['in a Deny, which then covers nobody', policy(allow(ci), deny(DELETED_USER)), 1, DELETED_USER],
    ['under NotPrincipal', policy(allow(ci), { Effect: 'Deny', Action: '*', NotPrincipal: { AWS: DELETED_ROLE } }), 1, DELETED_ROLE],
  ])('%s', (_, document, index, words) => {
    const { findings, undecided } = judge(RULE, { document });
    expect(findings).toEqual([expect.objectContaining({
      level: 'warning',
      message: expect.stringContaining(words),
      statement: { index },
    })]);
    expect(undecided).toBeUndefined();
  });

  test('the fix shows the form of the ARN', () => {
    expect(judge(RULE, { document: policy(allow(DELETED_ROLE)) }).findings[0].fix).toContain('arn:aws:iam::<account>:role/<name>');
    expect(judge(RULE, { document: policy(allow(DELETED_USER)) }).findings[0].fix).toContain(user('<account>', '<name>'));
  });

  test('weakness 37: in one branch of Fn::If, reported once', () => {
    const context = { conditions: { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } };
    expect(judge(RULE, { document: policy(allow({ 'Fn::If': ['Prod', ci, DELETED_ROLE] })), context }).findings).toHaveLength(1);
    const both = policy({ ...allow(DELETED_ROLE), Sid: { 'Fn::If': ['Prod', 'One', 'Two'] } });
    expect(judge(RULE, { document: both, context }).findings).toHaveLength(1);
  });
});

describe('undecided: a principal known only at deployment is not reported as deleted', () => {
  test.each<[string, object]>([
    ['a parameter', policy(allow({ Ref: 'Who' }))],
    ['the id of a role of the template', policy(allow({ 'Fn::GetAtt': ['Role', 'RoleId'] }))],
  ])('%s', (_, document) => expect(judge(RULE, { document, context: { parameters: { Who: { Type: 'String' } } } }).findings).toEqual([]));
});
