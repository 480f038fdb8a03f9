/** Contradictions that hold whatever the deploy-time values: shown by what a change newly allows, and by verdicts. */
import { documentOf, LATER, OWNER, PARAMETERS, PARTNER, verdictOn } from './ask-policy';
import { findAddedBy, findNewlyAllowed } from '../../src/analysis/find-newly-allowed';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const OTHER = { Ref: 'Other' };
const ROOT = { AWS: PARTNER };
const ALICE = { AWS: `arn:aws:iam::${PARTNER}:user/alice` };
const BOB = { AWS: `arn:aws:iam::${PARTNER}:user/bob` };
const TAGGED = { Null: { 'aws:TagKeys': 'false' } };

const to = (...principals: readonly unknown[]) => allow({ Principal: { AWS: principals } });
const toAllBut = (NotPrincipal: unknown) => allow({ NotPrincipal });
const when = (operator: string, key: string, ...values: readonly unknown[]) =>
  allow({ Principal: ROOT, Condition: { [operator]: { [key]: values } } });

type Contexts = readonly [DeployTimeContext, DeployTimeContext];

function change(before: readonly StatementJson[], after: readonly StatementJson[], contexts: Contexts = [PARAMETERS, PARAMETERS]) {
  const [old, changed] = [before, after].map((statements, index) => readTrustPolicy(documentOf(...statements), contexts[index]));
  return findNewlyAllowed(old, changed, OWNER).kind;
}

describe('principals', () => {
  test('two Denies by name leave the other principals of an account', () => {
    const denials = [deny({ Principal: ALICE }), deny({ Principal: BOB })];
    expect(verdictOn([allow({ Principal: ROOT }), ...denials])).toBe('open');
    expect(verdictOn([allow({ Principal: ALICE }), ...denials])).toBe('closed');
  });

  test.each<[string, StatementJson[], StatementJson[], string]>([
    ['all but an account, in place of the account', [allow({ Principal: ROOT })], [toAllBut(ROOT)], 'open'],
    ['a user, in place of all but that user', [toAllBut(ALICE)], [allow({ Principal: ALICE })], 'open'],
    ['all but one that is not known yet', [toAllBut({ AWS: LATER })], [toAllBut({ AWS: LATER })], 'closed'],
    ['all but one, in place of the one', [to(LATER)], [toAllBut({ AWS: LATER })], 'open'],
    ['the one, in place of all but the one', [toAllBut({ AWS: LATER })], [to(LATER)], 'open'],
    ['all but another', [toAllBut({ AWS: LATER })], [toAllBut({ AWS: OTHER })], 'undecided'],
    ['one of two', [to(LATER, OTHER)], [to(LATER)], 'closed'],
    ['two principals in another order', [to(OTHER, LATER)], [to(LATER, OTHER)], 'closed'],
    ['two principals with a statement each', [to(LATER), to(OTHER)], [to(LATER, OTHER)], 'closed'],
    ['one more', [to(LATER)], [to(LATER, OTHER)], 'undecided'],
    [
      'another service, both partly unknown',
      ...(['a', 'b'].map((name) => [allow({ Principal: { Service: { 'Fn::Sub': `${name}.\${Parameter}.amazonaws.com` } } })]) as [
        StatementJson[],
        StatementJson[],
      ]),
      'undecided',
    ],
    ['principals that cannot be read', [allow({ Principal: ROOT })], [allow({ Principal: {} })], 'undecided'],
    [
      'tags, for callers that were allowed everything',
      [allow({ Principal: { AWS: LATER }, Action: 'sts:*' })],
      [allow({ Principal: ROOT, Condition: TAGGED }), allow({ Principal: { AWS: LATER }, Action: 'sts:TagSession' })],
      'closed',
    ],
    [
      'tags, for callers that were allowed nothing',
      [allow({ Principal: { AWS: LATER } })],
      [allow({ Principal: ROOT, Condition: TAGGED }), allow({ Principal: { AWS: LATER }, Action: 'sts:TagSession' })],
      'undecided',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(change(before, after)).toBe(expected);
  });

  test.each([
    ['one value with a different name in each template', 'both', 'both', 'closed'],
    ['two values with the same name', 'one', 'another', 'undecided'],
  ])('%s', (_, before, after, expected) => {
    const names = before === after ? ['Name', 'Renamed'] : ['Name', 'Name'];
    const statements = names.map((Ref) => [to({ Ref }), when('IpAddress', 'aws:SourceIp', { Ref })]);
    expect(change(statements[0], statements[1], [{ identify: () => before }, { identify: () => after }])).toBe(expected);
  });

  test('with an unknown key, the same text may name another principal', () => {
    const Value = { 'Fn::Join': ['', ['{"', LATER, '":"lambda.amazonaws.com"}']] };
    const context: DeployTimeContext = { resources: { Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value } } }, ...PARAMETERS };
    const statement = allow({ Principal: { 'Fn::GetAtt': ['Json', 'Value'] } });
    expect(change([statement], [statement], [context, context])).toBe('closed');
    expect(change([statement], [statement], [context, { ...context, identify: (id) => `moved: ${id}` }])).toBe('undecided');
  });
});

describe('conditions', () => {
  test.each<[string, StatementJson, StatementJson, string]>([
    ['one of two values', when('IpAddress', 'aws:SourceIp', LATER, OTHER), when('IpAddress', 'aws:SourceIp', LATER), 'closed'],
    ['one more', when('IpAddress', 'aws:SourceIp', LATER), when('IpAddress', 'aws:SourceIp', LATER, OTHER), 'undecided'],
    [
      'one more that is known',
      when('StringEquals', 'aws:PrincipalArn', LATER),
      when('StringEquals', 'aws:PrincipalArn', LATER, ALICE.AWS),
      'undecided',
    ],
    [
      'one more that is excluded',
      when('NotIpAddress', 'aws:SourceIp', LATER),
      when('NotIpAddress', 'aws:SourceIp', LATER, OTHER),
      'closed',
    ],
    [
      'one fewer that is excluded',
      when('NotIpAddress', 'aws:SourceIp', LATER, OTHER),
      when('NotIpAddress', 'aws:SourceIp', LATER),
      'undecided',
    ],
    ['another value', when('IpAddress', 'aws:SourceIp', LATER), when('IpAddress', 'aws:SourceIp', OTHER), 'undecided'],
    ['the opposite condition', when('IpAddress', 'aws:SourceIp', LATER), when('NotIpAddress', 'aws:SourceIp', LATER), 'open'],
    [
      'another key of the caller',
      when('StringEquals', 'aws:username', LATER),
      when('StringEquals', 'aws:PrincipalArn', LATER),
      'undecided',
    ],
    [
      'a part of the text of a date, which the search does not try',
      when('StringLike', 'aws:CurrentTime', '3026*', '3027*'),
      when('StringLike', 'aws:CurrentTime', '3027*'),
      'closed',
    ],
    ['another part', when('StringLike', 'aws:CurrentTime', '3027*'), when('StringLike', 'aws:CurrentTime', '3026*', '3027*'), 'undecided'],
  ])('%s', (_, before, after, expected) => {
    expect(change([before], [after])).toBe(expected);
  });

  test('a repeated statement adds nothing, even where the search does not try its condition', () => {
    const twice = readTrustPolicy(documentOf(...[0, 1].map(() => when('StringLike', 'aws:CurrentTime', '3027*'))));
    expect([0, 1].map((index) => findAddedBy(index, twice, OWNER).kind)).toEqual(['closed', 'closed']);
  });

  test('a key given twice may be interpreted either way', () => {
    const twice = when('StringEquals', 'sts:ExternalId', 'ab');
    const Condition = { StringEquals: { 'sts:ExternalId': 'ab', 'STS:ExternalId': 'cd' } };
    expect(verdictOn([{ ...twice, Condition }])).toBe('undecided');
  });

  // `aws:TokenIssueTime` of a service is not documented: it counts as matching in an Allow, and as not matching in a Deny.
  test('an undocumented outcome excludes nothing in a statement of the other effect', () => {
    const Condition = { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } };
    const lambda = allow({ Principal: { Service: 'lambda.amazonaws.com' }, Condition });
    expect(verdictOn([lambda, deny({ Principal: '*', Condition })])).toBe('open');
    expect(change([lambda], [lambda])).toBe('closed');
  });
});
