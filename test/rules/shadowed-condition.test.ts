/** Does another statement allow the callers that a condition excludes? */
import { App, Stack, aws_bedrockagentcore as agentCore, assertions } from 'aws-cdk-lib';
import {
  allow, allowFederated, allowService, Case, deny, expectClosed, expectOpen, EXTERNAL_ID, judge, MFA, OWN, PARTNER, policy, renderedRoot,
  role, root,
  SECRET, session, SISTER, user, VENDOR,
} from './trust-policy-cases';

const RULE = 'shadowed-condition';
const own = root(OWN);
const alice = user(PARTNER, 'alice');
const equals = (key: string, value: unknown) => ({ StringEquals: { [key]: value } });
const SOURCE = equals('aws:SourceAccount', OWN);
const SOURCE_OF_OTHERS = equals('aws:SourceAccount', PARTNER);
const FROM_OFFICE = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
const TAGGED = ['sts:AssumeRole', 'sts:TagSession'];
const LAMBDA = 'lambda.amazonaws.com';
const GITHUB = 'token.actions.githubusercontent.com';
const provider = `arn:aws:iam::${OWN}:oidc-provider/${GITHUB}`;
type Claim = readonly [claim: string, value: string];
const token = (...claims: readonly Claim[]) =>
  allowFederated(provider, { StringEquals: Object.fromEntries(claims.map(([claim, value]) => [`${GITHUB}:${claim}`, value])) });
const AUDIENCE: Claim = ['aud', 'sts.amazonaws.com'];
const MAIN: Claim = ['sub', 'repo:acme/app:ref:refs/heads/main'];
const who = { context: { parameters: { Who: { Type: 'String' } } } };

describe('closed: the condition excludes a caller that no other statement allows', () => {
  test.each<[string, object]>([
    ['one statement', policy(allow(own, MFA))],
    ['the same condition in both', policy(allow(own, MFA), allow(own, MFA))],
    ['a named role beside an account with MFA: its users still need it', policy(allow(own, MFA), allow(role(OWN, 'pipeline')))],
    ['a named user beside an account with MFA: the other users still need it', policy(allow(root(PARTNER), MFA), allow(alice))],
    ['one of two principals', policy(allow([alice, user(PARTNER, 'bob')], MFA), allow(alice))],
    ['another account', policy(allow(own, MFA), allow(root(PARTNER), EXTERNAL_ID))],
    ['another service', policy(allowService(LAMBDA, SOURCE), allowService('ec2.amazonaws.com'))],
    ['a service beside the account', policy(allow(own, MFA), allowService(LAMBDA))],
    ['tags alone, which allow no caller', policy(allow(own, MFA), allow(own, undefined, 'sts:TagSession'))],
    [
      'tags in a separate statement',
      policy(allow(alice, { ...MFA, ...EXTERNAL_ID }), allow(alice, equals('aws:RequestTag/team', 'blue'), 'sts:TagSession')),
    ],
    [
      'a bound on tags, beside a statement that allows no tags',
      policy(allow(own, equals('aws:RequestTag/team', 'blue'), TAGGED), allow(own)),
    ],
    ['another condition: a caller that satisfies neither is denied', policy(allow(own, MFA), allow(own, FROM_OFFICE))],
    ['another value', policy(allowService(LAMBDA, SOURCE), allowService(LAMBDA, SOURCE_OF_OTHERS))],
    [
      'a narrower value',
      policy(
        allow(own, { StringLike: { 'aws:PrincipalArn': role(OWN, 'app-*') } }),
        allow(own, { StringLike: { 'aws:PrincipalArn': role(OWN, 'app-1') } }),
      ),
    ],
    [
      'a Deny of every principal without MFA',
      policy(allow(own, MFA), allow(own), deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })),
    ],
    [
      'a Deny of the principals of the other statement',
      policy(allow(alice, MFA), allow(alice), deny(alice, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })),
    ],
    [
      'a condition that excludes nobody from its own statement either',
      policy(allow(own, { StringLike: { 'aws:userid': '*' } }), allow(own)),
    ],
    ['another action', policy(allowFederated(provider, { StringEquals: { [`${GITHUB}:sub`]: MAIN[1] } }), allow(own))],
    ['another branch', policy(token(AUDIENCE, MAIN), token(AUDIENCE, ['sub', 'repo:acme/app:ref:refs/heads/release']))],
    ['two roles of one account', policy(allow(role(OWN, 'a'), EXTERNAL_ID), allow(role(OWN, 'b')))],
    ['two sessions of one role', policy(allow(session(OWN, 'a', 'x'), EXTERNAL_ID), allow(session(OWN, 'a', 'y')))],
    ['a condition that no request can satisfy: the statement is dead', policy(allow(role(OWN, 'a'), MFA), allow(role(OWN, 'a')))],
    ['only Deny statements', policy(allow(own, MFA), deny(own, FROM_OFFICE))],
  ])('%s', (_, document) => expectClosed(RULE, { document }));
});

describe('open: another statement allows the same callers', () => {
  type Row = readonly [words: string, level: string, statement: number, keys: string, document: object, more?: Partial<Case>];
  const ROWS: readonly Row[] = [
    ['the role\'s own account', 'warning', 1, 'the condition on aws:MultiFactorAuthPresent', policy(allow(own, MFA), allow(own))],
    ['in the other order', 'warning', 0, 'the condition on aws:MultiFactorAuthPresent', policy(allow(own), allow(own, MFA))],
    [
      'the role\'s own account as the CDK writes it',
      'warning',
      1,
      'the condition on aws:MultiFactorAuthPresent',
      policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }), MFA), allow(renderedRoot({ Ref: 'AWS::AccountId' }))),
      { account: null },
    ],
    [
      'a role of the role\'s own account, beside the whole account',
      'warning',
      1,
      'the condition on sts:ExternalId',
      policy(allow(role(OWN, 'a'), EXTERNAL_ID), allow(own)),
    ],
    [
      'a session, beside its role',
      'warning',
      1,
      'the condition on sts:ExternalId',
      policy(allow(session(OWN, 'a', 'x'), EXTERNAL_ID), allow(role(OWN, 'a'))),
    ],
    [
      'an account of the same owner',
      'warning',
      1,
      'the condition on sts:ExternalId',
      policy(allow(role(SISTER, 'a'), EXTERNAL_ID), allow(role(SISTER, 'a'))),
    ],
    ['addresses', 'warning', 1, 'the condition on aws:SourceIp', policy(allow(own, FROM_OFFICE), allow(own))],
    [
      'organization',
      'warning',
      1,
      'the condition on aws:PrincipalOrgID',
      policy(allow(role(OWN, 'a'), equals('aws:PrincipalOrgID', 'o-a1b2c3d4e5')), allow(role(OWN, 'a'))),
    ],
    [
      'conditions on the caller',
      'warning',
      1,
      'the condition on aws:PrincipalArn',
      policy(allow(own, equals('aws:PrincipalArn', role(OWN, 'a'))), allow(own)),
    ],
    [
      'tags of the principal',
      'warning',
      1,
      'the condition on aws:PrincipalTag/team',
      policy(allow(own, equals('aws:PrincipalTag/team', 'blue')), allow(own)),
    ],
    [
      'tags of the session, where both allow tags',
      'warning',
      1,
      'the condition on aws:RequestTag/team',
      policy(allow(own, equals('aws:RequestTag/team', 'blue'), TAGGED), allow(own, undefined, TAGGED)),
    ],
    [
      'MFA, though only its statement allows tags',
      'warning',
      1,
      'the condition on aws:MultiFactorAuthPresent',
      policy(allow(own, MFA, TAGGED), allow(own)),
    ],
    [
      'a service',
      'warning',
      1,
      'the condition on aws:SourceAccount',
      policy(allowService(LAMBDA, SOURCE), allowService(['ec2.amazonaws.com', LAMBDA])),
    ],
    [
      'the ARN of a source, where the account stays', 'warning', 1, 'the condition on aws:SourceArn',
      policy(
        allowService(LAMBDA, { ...SOURCE, ArnLike: { 'aws:SourceArn': `arn:aws:lambda:*:${OWN}:function:a` } }),
        allowService(LAMBDA, SOURCE),
      ),
    ],
    [
      'a user of a partner',
      'error',
      1,
      'the conditions on aws:MultiFactorAuthPresent and sts:ExternalId',
      policy(allow(alice, { ...MFA, ...EXTERNAL_ID }), allow(alice)),
    ],
    [
      'a user of a partner, who still needs the ExternalId',
      'error',
      1,
      'the condition on aws:MultiFactorAuthPresent',
      policy(allow(alice, { ...MFA, ...EXTERNAL_ID }), allow(alice, EXTERNAL_ID)),
    ],
    ['a vendor', 'error', 1, 'the condition on sts:ExternalId', policy(allow(root(VENDOR), EXTERNAL_ID), allow(root(VENDOR)))],
    ['every principal', 'error', 1, 'the condition on sts:ExternalId', policy(allow(role(PARTNER, 'a'), EXTERNAL_ID), allow('*'))],
    [
      'the age of MFA',
      'warning',
      1,
      'the condition on aws:MultiFactorAuthAge',
      policy(allow(own, { ...MFA, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }), allow(own, MFA)),
    ],
    [
      'MFA and its age', 'warning', 1, 'the conditions on aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge',
      policy(allow(own, { ...MFA, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' }, ...EXTERNAL_ID }), allow(own, EXTERNAL_ID)),
    ],
    ['a subject', 'error', 1, `the condition on ${GITHUB}:sub`, policy(token(AUDIENCE, MAIN), token(AUDIENCE))],
    ['the audience alone', 'warning', 1, `the condition on ${GITHUB}:aud`, policy(token(AUDIENCE, MAIN), token(MAIN))],
    [
      'SAML', 'warning', 1, 'the condition on saml:aud',
      policy(...[{ Condition: equals('SAML:aud', 'https://signin.aws.amazon.com/saml') }, {}].map((condition) => (
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithSAML',
          Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/Corp` },
          ...condition,
        }
      ))),
    ],
    [
      'an ExternalId from a parameter', 'error', 1, 'the condition on sts:ExternalId',
      policy(allow(role(PARTNER, 'a'), equals('sts:ExternalId', { Ref: 'Who' })), allow(role(PARTNER, 'a'))), who,
    ],
    [
      'in one branch of a choice', 'warning', 1, 'the condition on aws:MultiFactorAuthPresent',
      policy(
        allow(own, MFA),
        { 'Fn::If': ['IsDev', allow(own), { Ref: 'AWS::NoValue' }] },
      ), { context: { conditions: { IsDev: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } } } },
    ],
    [
      'an exception whose pattern has too few parts, so that it may match nobody', 'warning', 1,
      'the condition on aws:MultiFactorAuthPresent',
      policy(allow(own, MFA), allow(own, { ArnNotLike: { 'aws:PrincipalArn': '*:user/ab' } })),
    ],
    [
      'a Deny that covers only others', 'warning', 1, 'the condition on aws:MultiFactorAuthPresent',
      policy(allow(own, MFA), allow(own), deny('*', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } })),
    ],
  ];

  test.each(ROWS.map((row): [string, Row] => [row[0], row]))('%s', (_, [, level, statement, keys, document, more]) => {
    const finding = expectOpen(RULE, { document, ...more });
    expect([finding.level, finding.statement?.index]).toEqual([level, statement]);
    expect(finding.message).toContain(`statement ${statement} allows every caller that ${keys} in statement ${1 - statement} `);
    expect(finding.fix).toMatch(new RegExp(`^add the conditions? .* to statement ${statement}\nor delete statement ${statement}\n`));
  });

  test('each condition, by a different statement', () => {
    const { findings } = judge(
      RULE,
      { document: policy(allow(alice, { ...MFA, ...EXTERNAL_ID }), allow(alice, EXTERNAL_ID), allow(alice, MFA)) },
    );
    expect(findings.map(({ message }) => message)).toEqual([
      'statement 1 allows every caller that the condition on aws:MultiFactorAuthPresent in statement 0 is meant to exclude',
      'statement 2 allows every caller that the condition on sts:ExternalId in statement 0 is meant to exclude',
    ]);
  });

  test('the witness satisfies everything but the condition', () => {
    const { witness } = expectOpen(RULE, { document: policy(allow(alice, { ...MFA, ...EXTERNAL_ID }), allow(alice, EXTERNAL_ID)) });
    expect(witness.caller.arn).toBe(alice);
    expect(witness.context).toEqual({ 'sts:ExternalId': SECRET });
  });

  test('callers of other accounts come first', () => {
    const { level, witness } = expectOpen(
      RULE,
      { document: policy(allow([own, root(PARTNER)], EXTERNAL_ID), allow([own, root(PARTNER)])) },
    );
    expect([level, witness.caller.account]).toEqual(['error', PARTNER]);
  });
});

describe('a gateway of AgentCore, whose role the CDK creates', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: OWN, region: 'eu-west-1' } });
  new agentCore.Gateway(stack, 'Gateway', { gatewayName: 'tools' });
  const roles = assertions.Template.fromStack(stack).findResources('AWS::IAM::Role') as Record<string, {
    Properties: { AssumeRolePolicyDocument: { Statement: object[] } };
  }>;
  const [document] = Object.values(roles).map(({ Properties }) => Properties.AssumeRolePolicyDocument)
    .filter((each) => JSON.stringify(each).includes('"bedrock-agentcore.amazonaws.com"'));

  test('is only information, and says what to do', () => {
    const { level, fix } = expectOpen(RULE, { document });
    expect(level).toBe('info');
    expect(fix).toMatch(/your own role: role: new iam\.Role\(/);
  });

  test.each<[string, object]>([
    [
      'another service',
      JSON.parse(JSON.stringify(document).replaceAll('bedrock-agentcore.amazonaws.com', 'bedrock.amazonaws.com')) as object,
    ],
    ['another order', { ...document, Statement: [...document.Statement].reverse() }],
    ['another condition', JSON.parse(JSON.stringify(document).replaceAll('aws:SourceAccount', 'aws:SourceOrgID')) as object],
  ])('is a warning with %s', (_, other) => expect(expectOpen(RULE, { document: other }).level).toBe('warning'));
});

describe('undecided: a deploy-time value decides whether the other statement allows the same callers', () => {
  test('a principal from a parameter', () => {
    const document = policy(allow(alice, { ...MFA, ...EXTERNAL_ID, ...FROM_OFFICE }), allow({ Ref: 'Who' }, { ...MFA, ...EXTERNAL_ID }));
    expect(judge(RULE, { document, ...who }).undecided?.message).toMatch(
      /whether another statement allows the callers that the condition on aws:SourceIp in statement 0 excludes$/,
    );
  });

  test.each<[string, object]>([
    ['a service under another key', policy(allowService(LAMBDA, SOURCE), allow({ Ref: 'Who' }))],
    ['the role\'s own account, where the rule only warns', policy(allow(own, MFA), allow({ Ref: 'Who' }))],
    ['a statement that is itself undecided', policy(allow({ Ref: 'Who' }, MFA), allow({ Ref: 'Who' }))],
    ['a token', policy(token(MAIN), allow({ Ref: 'Who' }))],
  ])('no finding: %s', (_, document) => expectClosed(RULE, { document, ...who }));
});
