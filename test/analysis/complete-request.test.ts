/** From a branch of the search to a whole request: what policy variables stand for, and what the request is said to hold. */
import { ask, ANYBODY_AT_ALL, documentOf, openVerdict, OWNER, PARTNER, verdictOn } from './asking';
import { Question } from '../../src/analysis/question';
import { allow, StatementJson } from '../evaluation/policies';

const ROOT = { AWS: PARTNER };
const ALICE = { AWS: `arn:aws:iam::${PARTNER}:user/team/alice` };
const DEPLOY = { AWS: `arn:aws:iam::${PARTNER}:role/team/Deploy` };
const LAMBDA = { Service: 'lambda.amazonaws.com' };
const GITHUB = { Federated: `arn:aws:iam::${OWNER.account}:oidc-provider/token.actions.githubusercontent.com` };

const NAME = 'sts:RoleSessionName';
const calledLike = (value: unknown, pattern: string, more: object = {}) => ({
  StringEquals: { [NAME]: value },
  StringLike: { [NAME]: pattern, ...more },
});

describe('a proof counts on a variable', () => {
  test.each<[string, unknown, object, string]>([
    ['of the name of a user who is named', ALICE, calledLike('${aws:username}', 'bob'), 'closed'],
    ['and it fits', ALICE, calledLike('${aws:username}', 'al*'), 'open'],
    ['among other values', ALICE, { StringEquals: { [NAME]: ['no name of a session', '${aws:username}'] } }, 'open'],
    ['but not of a user who may be any', ROOT, calledLike('${aws:username}', 'bob'), 'undecided'],
    ['of the account, which is the same for all', ROOT, calledLike('${aws:PrincipalAccount}', 'x*'), 'closed'],
    ['but not of a tag, which may have another value', DEPLOY, calledLike('${aws:PrincipalTag/team}', 'ab*', { 'aws:PrincipalTag/team': 'a*' }), 'undecided'],
    ['nor of the account of a service, which nobody documents', LAMBDA, calledLike('ab${aws:PrincipalAccount}', 'ab*'), 'undecided'],
    ['nor of its id', LAMBDA, { StringEquals: { [NAME]: '${aws:userid}' } }, 'undecided'],
  ])('%s', (_, Principal, Condition, expected) => expect(verdictOn([allow({ Principal, Condition })])).toBe(expected));
});

describe('the request that was found', () => {
  const found = (statement: StatementJson, question: Question = ANYBODY_AT_ALL) => openVerdict(ask(documentOf(statement), question)).request;

  test.each(['true', 'false'] as const)('says of MFA what the caller shows, though no condition asks: %s', (mfa) => {
    const question: Question = { about: mfa, callers: (caller) => caller.kind === 'iam-user' && caller.mfa === mfa };
    expect(found(allow({ Principal: ROOT }), question).context.get('aws:multifactorauthpresent')).toBe(mfa);
  });

  test.each<[string, StatementJson, string[]]>([
    ['an identity', allow({ Principal: GITHUB, Action: 'sts:*', Condition: { StringNotEquals: { 'aws:PrincipalArn': 'x' } } }), ['aws:principalarn']],
    ['another key', allow({ Principal: LAMBDA, Condition: { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } } }), ['aws:tokenissuetime']],
    ['nothing that is documented', allow({ Principal: LAMBDA, Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' }, StringEquals: { [NAME]: 'build' } } }), []],
  ])('tells what nobody documents about such a caller: %s', (_, statement, expected) => {
    expect([...found(statement).undocumented ?? []]).toEqual(expected);
  });
});

test('an address is that of the caller or that behind an endpoint, never both', () => {
  const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24', 'aws:VpcSourceIp': '10.0.0.0/8' } };
  expect(verdictOn([allow({ Principal: ROOT, Condition })])).toBe('closed');
});
