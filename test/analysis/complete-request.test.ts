/** From a branch of the search to a complete request: the values of policy variables, and the contents of the request. */
import { ask, ANYBODY_AT_ALL, documentOf, openVerdict, OWNER, PARTNER, verdictOn } from './ask-policy';
import { DEFAULT_LIMITS } from '../../src/analysis/budget';
import { findRequest } from '../../src/analysis/find-request';
import { KeyRequirement } from '../../src/analysis/key-constraints/key-constraint';
import { Question } from '../../src/analysis/question';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { clock } from '../../src/evaluation/clock';
import { allow, deny, StatementJson } from '../evaluation/policies';

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

describe('a proof depends on a variable', () => {
  test.each<[string, unknown, object, string]>([
    ['of the name of a user who is named', ALICE, calledLike('${aws:username}', 'bob'), 'closed'],
    ['and it fits', ALICE, calledLike('${aws:username}', 'al*'), 'open'],
    ['among other values', ALICE, { StringEquals: { [NAME]: ['no name of a session', '${aws:username}'] } }, 'open'],
    ['of the name of any user, which may be that name', ROOT, calledLike('${aws:username}', 'bob'), 'open'],
    [
      'but not for a user that may be any user',
      ROOT,
      calledLike('${aws:username}', 'a*', { 'aws:PrincipalArn': '*:user/b*' }),
      'undecided',
    ],
    ['of the account, which is the same for all', ROOT, calledLike('${aws:PrincipalAccount}', 'x*'), 'closed'],
    ['of a tag that is the name', DEPLOY, calledLike('${aws:PrincipalTag/team}', 'ab*', { 'aws:PrincipalTag/team': 'a*' }), 'open'],
    [
      'but not of a tag, which may have another value',
      DEPLOY,
      calledLike('x${aws:PrincipalTag/team}', 'xb*', { 'aws:PrincipalTag/team': 'a*' }),
      'undecided',
    ],
    ['nor the account of a service, which is not documented', LAMBDA, calledLike('ab${aws:PrincipalAccount}', 'ab*'), 'undecided'],
    ['nor of its id', LAMBDA, { StringEquals: { [NAME]: '${aws:userid}' } }, 'undecided'],
  ])('%s', (_, Principal, Condition, expected) => expect(verdictOn([allow({ Principal, Condition })])).toBe(expected));
});

describe('a variable has', () => {
  const sts = (Condition: object, rest: StatementJson = {}) => allow({ Principal: ROOT, Action: 'sts:*', ...rest, Condition });
  const team = (value: unknown, more: object = {}) => ({ StringEquals: { 'aws:PrincipalTag/team': value }, ...more });

  test.each<[string, StatementJson[], string]>([
    [
      'the value that another condition requires',
      [sts({ StringEquals: { [NAME]: '${aws:PrincipalTag/team}', 'aws:PrincipalTag/team': 'ab' } })],
      'open',
    ],
    [
      'the name that another condition requires',
      [sts({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/${aws:username}' }, StringLike: { 'aws:PrincipalArn': '*bob' } })],
      'open',
    ],
    ['the account of the caller', [sts(team('${aws:PrincipalAccount}'))], 'open'],
    ['any value, where no condition requires one', [sts({ StringEquals: { [NAME]: '${aws:PrincipalTag/team}' } })], 'open'],
    [
      'one that may just as well be absent',
      [sts({ StringEquals: { [NAME]: '${sts:ExternalId}' }, StringNotEquals: { 'sts:ExternalId': 'x' } })],
      'open',
    ],
    [
      'one that two conditions require of each other',
      [sts({ StringEquals: { 'aws:PrincipalTag/one': '${aws:PrincipalTag/two}', 'aws:PrincipalTag/two': '${aws:PrincipalTag/one}' } })],
      'open',
    ],
    ['true or false', [sts(team('${aws:SecureTransport}'))], 'open'],
    [
      'the one of true and false that a condition leaves',
      [sts(team('${aws:SecureTransport}', { Bool: { 'aws:SecureTransport': 'true' } })), deny({ Condition: team('false') })],
      'open',
    ],
    ['a time', [sts(team('${aws:CurrentTime}'))], 'open'],
    ['an address', [sts(team('${aws:SourceIp}', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }))], 'open'],
    ['no value where it must be absent', [sts(team('${sts:ExternalId}', { Null: { 'sts:ExternalId': 'true' } }))], 'closed'],
    [
      'a value that satisfies the other conditions on it',
      [
        sts({
          StringEquals: { [NAME]: '${aws:PrincipalTag/team}' },
          StringNotEquals: { 'aws:PrincipalTag/team': '${aws:PrincipalTag/x}' },
          StringLike: { 'aws:PrincipalTag/team': 'ab*' },
        }),
      ],
      'open',
    ],
    ['no value of a list, from which every name differs', [sts({ StringNotEquals: { [NAME]: '${aws:TagKeys}' } })], 'open'],
    ['no value of a list', [sts(team('${aws:TagKeys}'))], 'undecided'],
    ['no value that is not documented', [sts({ StringEquals: { [NAME]: '${aws:TokenIssueTime}' } }, { Principal: LAMBDA })], 'undecided'],
    // A session name contains no colon, so it is not a time: every caller is denied.
    [
      'a time as well, although no request satisfies the condition',
      [allow({ Principal: ROOT }), deny({ Condition: { StringNotEquals: { [NAME]: '${aws:CurrentTime}' } } })],
      'undecided',
    ],
  ])('%s', (_, statements, expected) => expect(verdictOn(statements)).toBe(expected));
});

describe('keys that occur only together, or never together', () => {
  const sts = (Condition: object) => verdictOn([allow({ Principal: ROOT, Action: 'sts:*', Condition })]);
  const FUNCTION = `arn:aws:lambda:us-east-1:${PARTNER}:function:x`;
  const INSTANCE = `arn:aws:ec2:us-east-1:${PARTNER}:instance/i-0`;

  test.each<[string, object, string]>([
    [
      'all keys of an endpoint',
      { StringEquals: { 'aws:SourceVpc': 'vpc-1', 'aws:SourceVpce': 'vpce-1' }, IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } },
      'open',
    ],
    ['an endpoint without its network', { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, Null: { 'aws:SourceVpc': 'true' } }, 'closed'],
    ['an endpoint whose owner is not sent', { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, Null: { 'aws:VpceAccount': 'true' } }, 'open'],
    ['an endpoint of no organization', { StringEquals: { 'aws:VpceAccount': PARTNER }, Null: { 'aws:VpceOrgID': 'true' } }, 'open'],
    [
      'the owner of an endpoint beside a public address',
      { StringEquals: { 'aws:VpceOrgID': 'o-aaaaaaaaaa' }, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      'closed',
    ],
    [
      'all keys of an instance',
      {
        StringEquals: { 'aws:Ec2InstanceSourceVpc': 'vpc-1' },
        ArnLike: { 'ec2:SourceInstanceArn': INSTANCE },
        IpAddress: { 'aws:Ec2InstanceSourcePrivateIPv4': '10.0.0.0/8' },
        NumericEquals: { 'ec2:RoleDelivery': '2.0' },
      },
      'open',
    ],
    [
      'an instance without its network',
      { ArnLike: { 'ec2:SourceInstanceArn': INSTANCE }, Null: { 'aws:Ec2InstanceSourceVpc': 'true' } },
      'closed',
    ],
    ['an instance and a function', { ArnLike: { 'ec2:SourceInstanceArn': INSTANCE, 'lambda:SourceFunctionArn': FUNCTION } }, 'closed'],
    ['an instance or a function', { ArnLikeIfExists: { 'ec2:SourceInstanceArn': INSTANCE, 'lambda:SourceFunctionArn': FUNCTION } }, 'open'],
    ['neither of two services', { Null: { 'ec2:SourceInstanceArn': 'true', 'lambda:SourceFunctionArn': 'true' } }, 'open'],
    [
      'a function, through the network of an instance',
      { ArnLike: { 'lambda:SourceFunctionArn': FUNCTION }, StringEquals: { 'aws:SourceVpc': '${aws:Ec2InstanceSourceVpc}' } },
      'closed',
    ],
    ['an instance that calls from its network', { StringEquals: { 'aws:SourceVpc': '${aws:Ec2InstanceSourceVpc}' } }, 'open'],
    ['a function of another account', { ArnLike: { 'lambda:SourceFunctionArn': FUNCTION.replace(PARTNER, OWNER.account) } }, 'closed'],
    [
      'the account of the caller in a variable',
      { ArnLike: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:${aws:PrincipalAccount}:function:x' } },
      'open',
    ],
    [
      'a function by two patterns',
      { ArnLike: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:*:*:function:a*' }, StringLike: { 'lambda:SourceFunctionArn': '*z' } },
      'open',
    ],
    [
      "a session by a provider of the caller's account",
      { ArnLike: { 'aws:FederatedProvider': `arn:aws:iam::${PARTNER}:oidc-provider/gitlab.com` } },
      'open',
    ],
    [
      'a session by a provider of another account',
      { ArnLike: { 'aws:FederatedProvider': `arn:aws:iam::${OWNER.account}:oidc-provider/gitlab.com` } },
      'closed',
    ],
    ['a session by a built-in provider', { StringLike: { 'aws:FederatedProvider': '*google*' } }, 'open'],
    [
      'a session by a provider, issued to a function',
      { ArnLike: { 'lambda:SourceFunctionArn': FUNCTION }, Null: { 'aws:FederatedProvider': 'false' } },
      'closed',
    ],
    [
      'the source identity that the session has',
      { StringEquals: { 'aws:SourceIdentity': ['ab', 'cd'], 'sts:SourceIdentity': ['cd', 'ef'] } },
      'open',
    ],
    ['another source identity', { StringEquals: { 'aws:SourceIdentity': 'ab', 'sts:SourceIdentity': 'cd' } }, 'closed'],
    [
      'another source identity, if it is set',
      { StringEquals: { 'aws:SourceIdentity': 'ab' }, StringEqualsIfExists: { 'sts:SourceIdentity': 'cd' } },
      'open',
    ],
    [
      'a source identity set by a session without one',
      { StringEqualsIfExists: { 'aws:SourceIdentity': 'ab' }, StringEquals: { 'sts:SourceIdentity': 'cd' } },
      'open',
    ],
    ['a user with a source identity', { StringEquals: { 'aws:SourceIdentity': 'ab' }, StringLike: { 'aws:username': '*' } }, 'closed'],
    [
      'MFA false of a long-term key',
      { Bool: { 'aws:MultiFactorAuthPresent': 'false' }, StringLike: { 'aws:username': '*' }, Null: { 'aws:TokenIssueTime': 'true' } },
      'closed',
    ],
    ['MFA true of a long-term key', { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, Null: { 'aws:TokenIssueTime': 'true' } }, 'open'],
    [
      'no MFA of temporary credentials of a user',
      { Null: { 'aws:MultiFactorAuthPresent': 'true', 'aws:TokenIssueTime': 'false' }, StringLike: { 'aws:username': '*' } },
      'closed',
    ],
  ])('%s: %s', (_, Condition, expected) => expect(sts(Condition)).toBe(expected));
});

describe('a time', () => {
  const sts = (Condition: object) => verdictOn([allow({ Principal: ROOT, Action: 'sts:*', Condition })]);
  beforeAll(() => jest.spyOn(clock, 'now').mockReturnValue(Date.parse('2026-11-27T12:00:00Z')));
  afterAll(() => jest.restoreAllMocks());

  test.each<[string, object, string]>([
    ['in the past', { DateLessThan: { 'aws:CurrentTime': '2026-11-27T12:00:00Z' } }, 'closed'],
    ['now', { DateLessThanEquals: { 'aws:CurrentTime': '2026-11-27T12:00:00Z' } }, 'open'],
    [
      'a day that is not over yet',
      { DateGreaterThan: { 'aws:CurrentTime': '2026-11-27' }, DateLessThan: { 'aws:CurrentTime': '2026-11-28' } },
      'open',
    ],
    [
      'any time but now',
      { DateNotEquals: { 'aws:CurrentTime': '2026-11-27T12:00:00Z' }, DateLessThanEquals: { 'aws:CurrentTime': '2026-11-27T12:00:00Z' } },
      'closed',
    ],
    ['in the future', { DateGreaterThan: { 'aws:CurrentTime': '2099-01-01' } }, 'open'],
    ['in the past, in seconds', { DateLessThan: { 'aws:EpochTime': '1577836800' } }, 'closed'],
    ['in the past, as a number', { NumericLessThan: { 'aws:EpochTime': '1577836800' } }, 'closed'],
    ['in the future, as a number', { NumericGreaterThan: { 'aws:EpochTime': '1900000000' } }, 'open'],
    ['of issue, one day ago', { DateLessThan: { 'aws:TokenIssueTime': '2026-11-26T12:00:00Z' } }, 'open'],
    ['of issue, longer ago than any credentials last', { DateLessThan: { 'aws:TokenIssueTime': '2026-11-25T12:00:00Z' } }, 'closed'],
  ])('%s: %s', (_, Condition, expected) => expect(sts(Condition)).toBe(expected));

  test('a Deny that applied until a past date denies no request', () => {
    const until = (date: string) =>
      verdictOn([allow({ Principal: ROOT }), deny({ Condition: { DateLessThan: { 'aws:CurrentTime': date } } })]);
    expect(until('2026-11-27T12:00:00Z')).toBe('open');
    expect(
      verdictOn([allow({ Principal: ROOT }), deny({ Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-11-27T11:59:59Z' } } })]),
    ).toBe('closed');
  });
});

describe('there is no request', () => {
  const more = { StringLike: { 'aws:UserAgent': '*' } };

  const limits = { ...DEFAULT_LIMITS, longestPattern: 1000 };
  const verdictWithin = (...statements: StatementJson[]) =>
    findRequest(readTrustPolicy(documentOf(...statements)), OWNER, ANYBODY_AT_ALL, limits).kind;

  // The pattern of the Deny is too long to be compared: a search that reaches it cannot decide.
  test.each<[string, object]>([
    ['one key has no value', { StringEquals: { [NAME]: 'ab' }, StringLike: { [NAME]: 'b*' } }],
    ['the caller has no name', { StringLike: { 'aws:PrincipalArn': '*:role/a*' }, StringNotLike: { 'aws:PrincipalArn': '*/a*' } }],
    ['a variable leaves no value', { StringEquals: { [NAME]: 'a b${aws:username}' } }],
    [
      'the tag names do not match the tags',
      { 'StringEquals': { 'aws:RequestTag/team': 'x' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': 'other' } },
    ],
    ['neither of two ways is possible', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, StringEquals: { 'aws:SourceVpc': 'vpc-1' } }],
  ])('where %s, whatever a Deny requires', (_, Condition) => {
    const denial = deny({ Action: 'sts:*', Condition: { StringLike: { 'aws:UserAgent': 'x'.repeat(1500), [NAME]: 'x'.repeat(1500) } } });
    expect(verdictWithin(allow({ Principal: ROOT, Action: 'sts:*' }), denial)).toBe('undecided');
    expect(verdictWithin(allow({ Principal: ROOT, Action: 'sts:*', Condition: { ...more, ...Condition } }), denial)).toBe('closed');
  });
});

describe('an undecidable condition makes the verdict neither open nor closed', () => {
  test.each<[string, object]>([
    ['a date that is compared as text', { StringNotLike: { 'aws:CurrentTime': '2*' } }],
    [
      'an address that is compared as text, or an endpoint',
      { StringLike: { 'aws:SourceIp': '8.8.*' }, StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } },
    ],
    ['a tag name that is too long to compare', { StringEquals: { [`aws:RequestTag/${'x'.repeat(5000)}`]: 'y' } }],
  ])('%s', (_, Condition) => expect(verdictOn([allow({ Principal: ROOT, Action: 'sts:*', Condition })])).toBe('undecided'));
});

describe('the request that was found', () => {
  const found = (statement: StatementJson, question: Question = ANYBODY_AT_ALL) =>
    openVerdict(ask(documentOf(statement), question)).request;

  const documentsNothing = allow({ Principal: LAMBDA, Condition: { StringNotEquals: { [NAME]: '${aws:userid}' } } });

  test('has a value for each of its keys', () => {
    expect([...found(documentsNothing).context.values()]).not.toContain(undefined);
  });

  test.each(['true', 'false'] as const)('contains the MFA state of the caller, though no condition requires it: %s', (mfa) => {
    const question: Question = { about: mfa, callers: (caller) => caller.kind === 'iam-user' && caller.mfa === mfa };
    expect(found(allow({ Principal: ROOT }), question).context.get('aws:multifactorauthpresent')).toBe(mfa);
  });

  test.each<[string, StatementJson, string[]]>([
    ['an identity', allow({ Principal: LAMBDA, Condition: { StringNotEquals: { 'aws:PrincipalArn': 'x' } } }), ['aws:principalarn']],
    [
      'no identity for a token, which has none',
      allow({ Principal: GITHUB, Action: 'sts:*', Condition: { StringNotEquals: { 'aws:PrincipalArn': 'x' } } }),
      [],
    ],
    [
      'another key',
      allow({ Principal: LAMBDA, Condition: { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } } }),
      ['aws:tokenissuetime'],
    ],
    [
      'a key that is compared with another',
      allow({ Principal: LAMBDA, Condition: { StringEquals: { 'aws:userid': '${sts:RoleSessionName}' } } }),
      ['aws:userid'],
    ],
    ['a key that another is compared with', documentsNothing, ['aws:userid']],
    [
      'no documented key',
      allow({ Principal: LAMBDA, Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' }, StringEquals: { [NAME]: 'build' } } }),
      [],
    ],
  ])('lists what is not documented about such a caller: %s', (_, statement, expected) => {
    expect([...found(statement).undocumented ?? []]).toEqual(expected);
  });
});

test('what is not documented is also listed where other statements have to be searched', () => {
  const Condition = { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } };
  const denials = [
    deny({ Condition: { StringEquals: { [NAME]: 'ab' } } }),
    deny({ Condition: { StringEquals: { 'sts:ExternalId': 'ab' } } }),
  ];
  const { request } = openVerdict(ask(documentOf(allow({ Principal: LAMBDA, Condition }), ...denials)));
  expect([...request.undocumented ?? []]).toEqual(['aws:tokenissuetime']);
});

describe('a question that requires several keys at once', () => {
  const arns: KeyRequirement = {
    key: 'aws:principalarn',
    mayBeAbsent: true,
    mayBePresent: true,
    differsFrom: [{ pattern: [{ kind: 'literal', text: ALICE.AWS }], ignoreCase: false }],
  };
  const several: Question = {
    ...ANYBODY_AT_ALL,
    requirements: () => [{ key: 'sts:externalid', mayBeAbsent: true, mayBePresent: true, differsFrom: [] }, arns],
  };

  test('excludes for each key what the question excludes for it', () => {
    expect(verdictOn([allow({ Principal: ALICE })], several)).toBe('closed');
    expect(verdictOn([allow({ Principal: DEPLOY })], several)).toBe('open');
  });

  test('requires nothing of the ARN of a service, which is not documented', () => {
    const { request } = openVerdict(ask(documentOf(allow({ Principal: LAMBDA })), several));
    expect([...request.undocumented ?? []]).toEqual([]);
  });
});

test.each<[string, object]>([
  ['in two conditions', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24', 'aws:VpcSourceIp': '10.0.0.0/8' } }],
  ['in a condition and a variable', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, StringEquals: { [NAME]: '${aws:SourceVpc}' } }],
  ['in two variables', { StringEquals: { [NAME]: '${aws:SourceVpc}', 'aws:PrincipalTag/address': '${aws:SourceIp}' } }],
  [
    'in a condition, and in a variable among other text and conditions',
    {
      IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
      StringEquals: { [NAME]: '${aws:SourceVpc}-${aws:PrincipalAccount}', 'aws:PrincipalType': 'User' },
      StringLike: { [NAME]: 'vpc*' },
    },
  ],
  [
    'in two variables among other text',
    {
      StringEquals: {
        [NAME]: '${aws:SourceVpc}-${aws:PrincipalAccount}',
        'aws:PrincipalTag/address': '${aws:SourceIp}-${aws:PrincipalAccount}',
      },
    },
  ],
  [
    'in a condition, and in a variable in a condition on the caller',
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, StringEquals: { 'aws:username': '${aws:SourceVpc}' } },
  ],
])('an address is recorded for the caller or through an endpoint, never both: %s', (_, Condition) => {
  expect(verdictOn([allow({ Principal: ROOT, Condition })])).toBe('closed');
});
