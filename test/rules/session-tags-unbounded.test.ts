/** Can a foreign caller pass session tags that the policy does not name? */
import {
  allow, allowFederated, deny, expectClosed, expectOpen, judge, MFA, OWN, PARTNER, policy, renderedRoot, role, root, SISTER, user, VENDOR,
} from './trust-policy-cases';

const RULE = 'session-tags-unbounded';
const ASSUME_AND_TAG = ['sts:AssumeRole', 'sts:TagSession'];
const partner = root(PARTNER);
const tags = (condition?: object, principal: unknown = partner) => policy(allow(principal, condition, ASSUME_AND_TAG));
const tagKeys = (operator: string, value: unknown) => ({ [operator]: { 'aws:TagKeys': value } });
const BOUND = tagKeys('ForAllValues:StringEquals', ['Project', 'Team']);
const parameters = { Keys: { Type: 'CommaDelimitedList' }, Key: { Type: 'String' } };

describe('closed: only tags that the policy names', () => {
  test.each<[string, object]>([
    ['no sts:TagSession at all', policy(allow(partner))],
    ['ForAllValues:StringEquals', tags(BOUND)],
    ['the same as the CDK renders the principal', tags(BOUND, renderedRoot(PARTNER))],
    ['the key in another spelling', tags({ 'ForAllValues:StringEquals': { 'AWS:tagkeys': ['Project'] } })],
    ['ForAllValues:StringEqualsIgnoreCase', tags(tagKeys('ForAllValues:StringEqualsIgnoreCase', ['project']))],
    ['ForAllValues:StringLike on a pattern of names', tags(tagKeys('ForAllValues:StringLike', ['team-*']))],
    ['ForAllValues:StringLike on a pattern that matches the most common names', tags(tagKeys('ForAllValues:StringLike', ['*a*']))],
    ['ForAllValues:StringNotLike that leaves no name', tags(tagKeys('ForAllValues:StringNotLike', ['x*', '*']))],
    ['ForAllValues:StringLike on patterns of names, whatever they are', tags(tagKeys('ForAllValues:StringLike', ['example*', 'x??']))],
    ['a name of more characters than a tag may have', tags(tagKeys('ForAllValues:StringLike', ['?'.repeat(129)]))],
    ['a pattern of one length, of which a Deny leaves one name', policy(
      allow(
        partner,
        tagKeys('ForAllValues:StringLike', ['???']),
        ASSUME_AND_TAG,
      ), deny('*', tagKeys('ForAnyValue:StringNotEquals', ['xxx']), '*'),
    )],
    ['ForAllValues with IfExists', tags(tagKeys('ForAllValues:StringEqualsIfExists', ['Project']))],
    ['a bound beside a required tag', tags({ ...BOUND, StringEquals: { 'aws:RequestTag/Project': 'blue' } })],
    ['an unknown operator, which IAM may have added', tags(tagKeys('ForAllValues:StringMatches', ['Project']))],
    ['Null true: no tags at all', tags(tagKeys('Null', 'true'))],
    [
      'a Deny of every other tag',
      policy(allow(partner, undefined, ASSUME_AND_TAG), deny('*', tagKeys('ForAnyValue:StringNotEquals', ['Project']), '*')),
    ],
    [
      'a Deny of every other tag, for sts:TagSession alone',
      policy(allow(partner, undefined, ASSUME_AND_TAG), deny('*', tagKeys('ForAnyValue:StringNotEquals', ['Project']), 'sts:TagSession')),
    ],
    ['a Deny of all tags', policy(allow(partner, undefined, ASSUME_AND_TAG), deny('*', undefined, 'sts:TagSession'))],
    ['sts:TagSession in a bounded statement of its own', policy(allow(partner), allow(partner, BOUND, 'sts:TagSession'))],
    ['sts:TagSession for callers that cannot assume the role', policy(allow(root(OWN)), allow(partner, undefined, 'sts:TagSession'))],
    ['callers of the role\'s own account', tags(undefined, root(OWN))],
    ['AWS::AccountId', tags(undefined, renderedRoot({ Ref: 'AWS::AccountId' }))],
    [
      'a service, such as EKS Pod Identity',
      policy({ Effect: 'Allow', Action: ASSUME_AND_TAG, Principal: { Service: 'pods.eks.amazonaws.com' } }),
    ],
    [
      'a web identity, whose tags come from the identity provider',
      policy({
        ...allowFederated(`arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`),
        Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
      }),
    ],
  ])('%s', (_, document) => expectClosed(RULE, { document }));
});

describe('open: a tag that the caller chooses', () => {
  test.each<[string, object]>([
    ['no condition', tags()],
    ['sts:*, which action-wide reports first', policy(allow(partner, undefined, 'sts:*'))],
    ['a pattern in mixed case, which action-wide reports first', policy(allow(partner, undefined, ['sts:AssumeRole', 'STS:tag*']))],
    ['every action, which action-wide reports first', policy(allow(partner, undefined, '*'))],
    [
      'every action except some, which action-wide reports first',
      policy({ Effect: 'Allow', NotAction: 'iam:*', Principal: { AWS: partner } }),
    ],
    ['as AccountPrincipal.withSessionTags() renders it', tags(undefined, renderedRoot(PARTNER))],
    ['a named role', tags(undefined, role(PARTNER, 'deploy'))],
    ['a named user with MFA', tags(MFA, user(PARTNER, 'alice'))],
    ['an account declared as own', tags(undefined, root(SISTER))],
    ['a vendor', tags(undefined, root(VENDOR))],
    ['every principal', tags(undefined, '*')],
    ['mixed case', policy(allow(partner, undefined, ['sts:AssumeRole', 'STS:tagSESSION']))],
    ['sts:TagSession written out beside sts:*', policy(allow(partner, undefined, ['sts:*', 'sts:TagSession']))],
    [
      'a separate statement for every action except some, which allows no caller by itself',
      policy(allow(partner, MFA), { Effect: 'Allow', NotAction: 'sts:Assume*', Principal: { AWS: partner } }),
    ],
    ['a pattern in a statement that allows no caller by itself', policy(allow(partner, MFA), allow(partner, undefined, 'sts:Tag*'))],
    ['a separate statement', policy(allow(partner, MFA), allow(partner, undefined, 'sts:TagSession'))],
    ['a separate statement for every principal', policy(allow(partner, MFA), allow('*', undefined, 'sts:TagSession'))],
    ['a required tag, which does not bound the others', tags({ StringEquals: { 'aws:RequestTag/Project': 'blue' } })],
    ['two required tags', tags({ StringLike: { 'aws:RequestTag/Project': '*', 'aws:RequestTag/Team': 'b*' } })],
    ['a tag whose value is restricted with IfExists', tags({ StringEqualsIfExists: { 'aws:RequestTag/Project': 'blue' } })],
    ['a forbidden tag', tags({ Null: { 'aws:RequestTag/Admin': 'true' } })],
    [
      'one required and one forbidden tag',
      tags({ StringEquals: { 'aws:RequestTag/Project': 'blue' }, Null: { 'aws:RequestTag/Admin': 'true' } }),
    ],
    ['ForAnyValue: one named tag allows all others', tags(tagKeys('ForAnyValue:StringEquals', ['Project']))],
    [
      'ForAnyValue and a required tag',
      tags({ ...tagKeys('ForAnyValue:StringEquals', ['Project']), StringEquals: { 'aws:RequestTag/project': 'blue' } }),
    ],
    ['ForAnyValue with a pattern alone', tags(tagKeys('ForAnyValue:StringLike', ['team-*']))],
    ['ForAnyValue with a pattern that matches the most common names', tags(tagKeys('ForAnyValue:StringLike', ['*a*', 't*']))],
    ['ForAllValues:StringNotLike', tags(tagKeys('ForAllValues:StringNotLike', ['admin*']))],
    [
      'ForAllValues:StringNotLike with patterns that exclude the most common names',
      tags(tagKeys('ForAllValues:StringNotLike', ['*a*', '*e*'])),
    ],
    ['ForAllValues:StringNotLike of long names', tags(tagKeys('ForAllValues:StringNotLike', ['????*x*', '*-*', 'a*', 'A*']))],
    ['ForAllValues with a bare wildcard', tags(tagKeys('ForAllValues:StringLike', ['*']))],
    ['ForAllValues with a pattern of one length', tags(tagKeys('ForAllValues:StringLike', ['???']))],
    ['ForAllValues with a pattern of one character', tags(tagKeys('ForAllValues:StringLike', ['?']))],
    ['ForAllValues with a pattern of a length beside a name', tags(tagKeys('ForAllValues:StringLike', ['Project', '????']))],
    ['ForAllValues with a pattern of a great length at least', tags(tagKeys('ForAllValues:StringLike', [`${'?'.repeat(30)}*`]))],
    [
      'ForAllValues with a pattern of one length beside a name of that length',
      tags({ ...tagKeys('ForAllValues:StringLike', ['???', 'Project']), StringEquals: { 'aws:RequestTag/Project': 'blue' } }),
    ],
    ['a pattern of wildcards beside a pattern with letters', tags(tagKeys('ForAllValues:StringLike', ['team-*', '*']))],
    ['ForAllValues:StringNotEquals allows all tags except one', tags(tagKeys('ForAllValues:StringNotEquals', ['Admin']))],
    ['ForAnyValue:StringNotEquals', tags(tagKeys('ForAnyValue:StringNotEquals', ['Admin']))],
    ['Null false requires some tag', tags(tagKeys('Null', 'false'))],
    [
      'a Deny of one tag',
      policy(allow(partner, undefined, ASSUME_AND_TAG), deny('*', tagKeys('ForAnyValue:StringEquals', ['Admin']), '*')),
    ],
    [
      'a Deny that applies when all tags are unknown',
      policy(allow(partner, undefined, ASSUME_AND_TAG), deny('*', tagKeys('ForAllValues:StringNotEquals', ['Project']), 'sts:TagSession')),
    ],
    [
      'a bound in one statement, none in the next',
      policy(allow(partner, BOUND, ASSUME_AND_TAG), allow(role(PARTNER, 'deploy'), undefined, ASSUME_AND_TAG)),
    ],
    ['transitive tags bounded, tags not', tags({ 'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['Project'] } })],
    ['weakness 4: a single statement instead of a list', { Version: '2012-10-17', Statement: allow(partner, undefined, ASSUME_AND_TAG) }],
  ])('weakness 41: %s', (_, document) => {
    const { witness } = expectOpen(RULE, { document });
    expect(witness.context['aws:TagKeys']).not.toEqual([]);
    expect(['Project', 'Team', 'Admin']).not.toEqual(expect.arrayContaining([...witness.context['aws:TagKeys']]));
    expect(witness.caller.account).not.toBe(OWN);
  });

  test('the tags of the witness are those in its own tag keys', () => {
    const { witness } = expectOpen(
      RULE,
      { document: tags({ StringEquals: { 'aws:RequestTag/Project': 'blue' }, Null: { 'aws:RequestTag/Admin': 'true' } }) },
    );
    expect(witness.context['aws:TagKeys']).toEqual(['Project', 'example-tag']);
    expect(witness.context['aws:RequestTag/project']).toBe('blue');
    expect(witness.context['aws:RequestTag/admin']).toBeUndefined();
  });

  test('weakness 37: one branch of Fn::If drops the bound', () => {
    const document = tags({ 'Fn::If': ['Strict', BOUND, { Ref: 'AWS::NoValue' }] });
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('a tag that the policy names is never the witness, whatever its name', () => {
    const { witness } = expectOpen(RULE, { document: tags({ StringEquals: { 'aws:RequestTag/Example-Tag': 'x' } }) });
    expect(witness.context['aws:TagKeys']).toContain('anytag');
  });

  test('a bounded statement is not reported along with an unbounded one', () => {
    const document = policy(allow(partner, BOUND, ASSUME_AND_TAG), allow(role(PARTNER, 'deploy'), undefined, ASSUME_AND_TAG));
    expect(judge(RULE, { document }).findings.map(({ statement }) => statement)).toEqual([{ index: 1 }]);
  });

  test('each statement that allows tagging is reported', () => {
    const document = policy(allow(partner, undefined, ASSUME_AND_TAG), { ...allow(partner, undefined, 'sts:TagSession'), Sid: 'Tags' });
    expect(judge(RULE, { document }).findings.map(({ statement }) => statement)).toEqual([{ index: 0 }, { index: 1, sid: 'Tags' }]);
  });
});

describe('no finding: a deploy-time value decides', () => {
  test.each<[string, object]>([
    ['the list of keys', tags(tagKeys('ForAllValues:StringEquals', { Ref: 'Keys' }))],
    ['one of the keys', tags(tagKeys('ForAllValues:StringEquals', ['Project', { Ref: 'Key' }]))],
    ['a pattern of keys', tags(tagKeys('ForAllValues:StringLike', { Ref: 'Key' }))],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: { parameters } }));

  test('the principal, which the rules about principals report', () => {
    expect(judge(RULE, { document: tags(undefined, { Ref: 'Key' }), context: { parameters } }).findings).toEqual([]);
  });
});

describe('the fix and the reason', () => {
  test.each<[string, object, string]>([
    [
      'add a condition where there is none',
      policy({ ...allow(partner, undefined, ASSUME_AND_TAG), Sid: 'Partner' }),
      'add the condition "ForAllValues:StringEquals": { "aws:TagKeys": ["<key>"] }',
    ],
    [
      'leave the key to the reader where the policy names none',
      tags(tagKeys('Null', 'false')),
      'replace Null aws:TagKeys "false" with "ForAllValues:StringEquals": { "aws:TagKeys": ["<key>"] }',
    ],
    [
      'keep the required tags',
      tags({ StringEquals: { 'aws:RequestTag/Project': 'blue' } }),
      '"ForAllValues:StringEquals": { "aws:TagKeys": ["Project"] }',
    ],
    [
      'replace a condition that bounds nothing',
      tags(tagKeys('ForAnyValue:StringEquals', ['Project'])),
      'replace ForAnyValue:StringEquals aws:TagKeys "Project" with "ForAllValues:StringEquals": { "aws:TagKeys": ["Project"] }',
    ],
    ['show it as CDK code', tags(tagKeys('ForAnyValue:StringEquals', ['Project'])), "SessionTagRequirement.allowed('Project')"],
  ])('%s', (_, document, words) => expect(expectOpen(RULE, { document }).fix).toContain(words));

  test.each<[string, object, string]>([
    ['a missing condition', tags(), 'statement 0 has no condition on aws:TagKeys, so callers choose'],
    [
      'a condition that is satisfied',
      tags(tagKeys('ForAnyValue:StringEquals', ['Project'])),
      'ForAnyValue:StringEquals aws:TagKeys "Project" matches ["Project","example-tag"]',
    ],
  ])('because of %s', (_, document, words) => expect(expectOpen(RULE, { document }).because).toContain(words));
});
