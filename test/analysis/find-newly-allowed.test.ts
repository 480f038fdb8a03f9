import { documentOf, LATER, openVerdict, OWNER, PARAMETERS, PARTNER } from './ask-policy';
import { findNewlyAllowed, findNewlyAllowedTogether } from '../../src/analysis/find-newly-allowed';
import { PlacedValue } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicies, readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const ROOT = { AWS: PARTNER };
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const SECRET = { StringEquals: { 'sts:ExternalId': 'secret' } };
const NOT_IN_2030 = { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } };

const LAMBDA = { Service: 'lambda.amazonaws.com' };
const UNDOCUMENTED = { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } };
const SOURCE = 'sts:SetSourceIdentity';
const [NEW_TAGS, HANDED_ON, NEW_IDENTITY, CAME_ALONG] = [
  'aws:TagKeys',
  'sts:TransitiveTagKeys',
  'sts:SourceIdentity',
  'aws:SourceIdentity',
].map((key) => ({ Null: { [key]: 'false' } }));
const sts = allow({ Principal: ROOT, Action: 'sts:*' });

/** All side actions are allowed, except those of these statements. */
const ofSides: readonly (readonly [string, ...StatementJson[]])[] = [
  ['only new tags', deny({ Action: [SOURCE, 'sts:SetContext'] }), deny({ Action: 'sts:TagSession', Condition: HANDED_ON })],
  ['only new source identities', deny({ Action: ['sts:TagSession', 'sts:SetContext'] }), deny({ Action: SOURCE, Condition: CAME_ALONG })],
  ['only new contexts', deny({ Action: ['sts:TagSession', SOURCE] })],
];

const when = (...conditions: readonly StatementJson[]) => allow({ Principal: ROOT, Condition: Object.assign({}, ...conditions) });

type Document = StatementJson | readonly StatementJson[];

function change(before: Document, after: Document) {
  const [old, changed] = [before, after].map((document) =>
    readTrustPolicy('Statement' in document ? document : documentOf(...(document as StatementJson[])), PARAMETERS),
  );
  return findNewlyAllowed(old, changed, OWNER);
}

describe('it is open', () => {
  test.each<[string, StatementJson[], StatementJson[]]>([
    ['a condition dropped', [when(MFA, SECRET)], [when(MFA)]],
    ['a condition given IfExists', [when(MFA)], [when({ BoolIfExists: MFA.Bool })]],
    ['a value added', [when(SECRET)], [when({ StringEquals: { 'sts:ExternalId': ['secret', 'other'] } })]],
    ['a value widened', [when(SECRET)], [when({ StringLike: { 'sts:ExternalId': 'secret*' } })]],
    [
      'an exact value used as a pattern',
      [when({ StringEquals: { 'sts:SourceIdentity': 'a*' } }), allow({ Action: 'sts:SetSourceIdentity' })],
      [when({ StringLike: { 'sts:SourceIdentity': 'a*' } }), allow({ Action: 'sts:SetSourceIdentity' })],
    ],
    ['a comparison that now ignores case', [when(SECRET)], [when({ StringEqualsIgnoreCase: SECRET.StringEquals })]],
    [
      'a network widened',
      [when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/25' } })],
      [when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
    ],
    ['a statement added', [when(MFA)], [when(MFA), allow({ Principal: { AWS: '444455556666' } })]],
    ['a statement without conditions added', [when(MFA)], [when(MFA), allow({ Principal: ROOT })]],
    ['a principal widened to its account', [allow({ Principal: { AWS: `arn:aws:iam::${PARTNER}:role/x` } })], [allow({ Principal: ROOT })]],
    [
      'one session widened to its role',
      [allow({ Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/x/s` } })],
      [allow({ Principal: { AWS: `arn:aws:iam::${PARTNER}:role/x` } })],
    ],
    ['an account widened to everyone', [allow({ Principal: ROOT })], [allow()]],
    ['a service added', [allow({ Principal: ROOT })], [allow({ Principal: { ...ROOT, Service: 'lambda.amazonaws.com' } })]],
    ['tags allowed', [allow({ Principal: ROOT })], [allow({ Principal: ROOT, Action: ['sts:AssumeRole', 'sts:TagSession'] })]],
    [
      'tags allowed by a separate statement',
      [allow({ Principal: ROOT })],
      [allow({ Principal: ROOT }), allow({ Principal: ROOT, Action: 'sts:TagSession' })],
    ],
    [
      'source identities allowed',
      [allow({ Principal: ROOT })],
      [allow({ Principal: ROOT, Action: 'sts:*' }), deny({ Action: 'sts:TagSession' }), deny({ Action: 'sts:SetContext' })],
    ],
    ...ofSides.map(([what, ...statements]): [string, StatementJson[], StatementJson[]] => [
      what,
      [allow({ Principal: ROOT })],
      [allow({ Principal: ROOT, Action: 'sts:*' }), ...statements],
    ]),
    [
      'transitive tags, but not new ones',
      [sts, deny({ Action: 'sts:TagSession', Condition: HANDED_ON })],
      [sts, deny({ Action: 'sts:TagSession', Condition: NEW_TAGS })],
    ],
    [
      'inherited source identities, but not new ones',
      [sts, deny({ Action: SOURCE, Condition: CAME_ALONG })],
      [sts, deny({ Action: SOURCE, Condition: NEW_IDENTITY })],
    ],
    [
      'more tags allowed',
      ...(['team', '*'].map((key) => [
        allow({ Principal: ROOT }),
        allow({ Principal: ROOT, Action: 'sts:TagSession', Condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': key } } }),
      ]) as [StatementJson[], StatementJson[]]),
    ],
    [
      'a Deny removed',
      [allow({ Principal: ROOT }), deny({ Condition: { Null: { 'sts:ExternalId': 'true' } } })],
      [allow({ Principal: ROOT })],
    ],
    ['a Deny narrowed', [allow({ Principal: ROOT }), deny()], [allow({ Principal: ROOT }), deny({ Condition: NOT_IN_2030 })]],
    [
      'a Deny that now exempts callers without MFA',
      [allow({ Principal: ROOT }), deny({ Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } })],
      [allow({ Principal: ROOT }), deny({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })],
    ],
    [
      'everything from a Deny whose match is not documented',
      [deny({ Principal: LAMBDA, Condition: UNDOCUMENTED })],
      [allow({ Principal: LAMBDA })],
    ],
    ['everything from nothing', [deny()], [allow({ Principal: ROOT })]],
  ])('%s, with a request that only the new policy allows', (_, before, after) => {
    const { request } = openVerdict(change(before, after));
    const [old, changed] = [before, after].map((statements) => readTrustPolicy(documentOf(...statements)).variants[0]);
    expect(evaluate(old, request, 'most-admitting').outcome).toBe('denied');
    expect(evaluate(changed, request, 'most-admitting').outcome).toBe('allowed');
  });
});

describe('it is closed', () => {
  test.each<[string, StatementJson[], StatementJson[]]>([
    ['nothing changed', [when(MFA, SECRET), deny({ Condition: NOT_IN_2030 })], [when(MFA, SECRET), deny({ Condition: NOT_IN_2030 })]],
    ['a condition added', [when(MFA)], [when(MFA, SECRET)]],
    ['a value removed', [when({ StringEquals: { 'sts:ExternalId': ['secret', 'other'] } })], [when(SECRET)]],
    ['a statement removed', [when(MFA), allow()], [when(MFA)]],
    ['a principal narrowed', [allow({ Principal: ROOT })], [allow({ Principal: { AWS: `arn:aws:iam::${PARTNER}:user/team/alice` } })]],
    ['a Deny added', [allow({ Principal: ROOT })], [allow({ Principal: ROOT }), deny({ Condition: NOT_IN_2030 })]],
    [
      'statements in another order',
      [when(MFA), when(SECRET), deny({ Condition: NOT_IN_2030 })],
      [deny({ Condition: NOT_IN_2030 }), when(SECRET), when(MFA)],
    ],
    ['a repeated statement', [when(MFA)], [when(MFA), when(MFA)]],
    ['a list instead of one value', [when(SECRET)], [when({ StringEquals: { 'sts:ExternalId': ['secret'] } })]],
    ['a key in another case', [when(SECRET)], [when({ StringEquals: { 'STS:externalid': 'secret' } })]],
    ['the root ARN for the account', [allow({ Principal: ROOT })], [allow({ Principal: { AWS: `arn:aws:iam::${PARTNER}:root` } })]],
    ['an action in another case', [allow({ Principal: ROOT })], [allow({ Principal: ROOT, Action: 'STS:ASSUMEROLE' })]],
    [
      'a network split into halves',
      [when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
      [when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/25', '203.0.113.128/25'] } })],
    ],
    [
      'halves joined into a network',
      [when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/25', '203.0.113.128/25'] } })],
      [when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
    ],
    [
      'a pattern split at its end',
      [when({ StringLike: { 'sts:ExternalId': 'ab*' } })],
      [when({ StringLike: { 'sts:ExternalId': ['ab', 'ab?*'] } })],
    ],
    [
      'patterns that are together equal to another',
      [when({ StringLike: { 'sts:ExternalId': ['ab', 'ab?*'] } })],
      [when({ StringLike: { 'sts:ExternalId': 'ab*' } })],
    ],
    ['StringLike without wildcards', [when(SECRET)], [when({ StringLike: { 'sts:ExternalId': 'secret' } })]],
    [
      'ArnEquals for ArnLike',
      [when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/a*' } })],
      [when({ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/a*' } })],
    ],
    [
      'a statement split by its values',
      [when({ StringEquals: { 'sts:ExternalId': ['aa', 'bb'] } })],
      [when({ StringEquals: { 'sts:ExternalId': 'aa' } }), when({ StringEquals: { 'sts:ExternalId': 'bb' } })],
    ],
    [
      'a statement split by its principals',
      [allow({ Principal: { AWS: [PARTNER, '444455556666'] } })],
      [allow({ Principal: ROOT }), allow({ Principal: { AWS: '444455556666' } })],
    ],
    [
      'IfExists on a key that is always present',
      [when({ StringEquals: { 'sts:RoleSessionName': 'ab' } })],
      [when({ StringEqualsIfExists: { 'sts:RoleSessionName': 'ab' } })],
    ],
    [
      'a Deny of the opposite',
      [when({ Bool: { 'aws:SecureTransport': 'true' } })],
      [allow({ Principal: ROOT }), deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    ],
    ['an Allow that no caller can use', [when(MFA)], [when(MFA), allow({ Principal: { Federated: 'accounts.google.com' } })]],
    [
      'a side action for callers without an assume action',
      [when(MFA)],
      [when(MFA), allow({ Principal: { AWS: '444455556666' }, Action: 'sts:TagSession' })],
    ],
  ])('%s', (_, before, after) => {
    expect(change(before, after)).toEqual({ kind: 'closed' });
  });

  const TEAM = '${aws:PrincipalTag/team}';
  const TEAM_OR = (text: string) => `\${aws:PrincipalTag/team, '${text}'}`;
  const externalId = (...values: string[]) => [when({ StringEquals: { 'sts:ExternalId': values } })];
  const unlessExternalId = (value: string) => [
    allow({ Principal: ROOT }),
    deny({ Condition: { StringNotEquals: { 'sts:ExternalId': value } } }),
  ];
  test.each<[string, StatementJson[], StatementJson[], string]>([
    ['the same', externalId(TEAM_OR('none')), externalId(TEAM_OR('none')), 'closed'],
    ['added', externalId(TEAM), externalId(TEAM_OR('none')), 'open'],
    ['dropped', externalId(TEAM_OR('none')), externalId(TEAM), 'closed'],
    ['changed', externalId(TEAM_OR('none')), externalId(TEAM_OR('other')), 'open'],
    ['in place of two values', externalId('none', TEAM), externalId(TEAM_OR('none')), 'closed'],
    ['in place of a text', externalId('none'), externalId(TEAM_OR('none')), 'open'],
    ['of another tag', externalId(TEAM), externalId('${aws:PrincipalTag/tea}'), 'open'],
    ['changed in a Deny', unlessExternalId(TEAM_OR('none')), unlessExternalId(TEAM_OR('other')), 'open'],
    ['the same in a Deny', unlessExternalId(TEAM_OR('none')), unlessExternalId(TEAM_OR('none')), 'closed'],
    [
      'of a pattern',
      [when({ StringLike: { 'sts:RoleSessionName': `${TEAM_OR('none')}-*` } })],
      [when({ StringLike: { 'sts:RoleSessionName': `${TEAM_OR('none')}-*` } })],
      'closed',
    ],
    [
      'of an ARN',
      [when({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/${TEAM_OR('none')}` } })],
      [when({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/${TEAM_OR('other')}` } })],
      'open',
    ],
    [
      'with the two tags exchanged',
      [when({ StringEquals: { 'aws:PrincipalTag/a': '${aws:PrincipalTag/b}' } })],
      [when({ StringEquals: { 'aws:PrincipalTag/b': '${aws:PrincipalTag/a}' } })],
      'closed',
    ],
  ])('a variable with a default, %s', (_, before, after, expected) => {
    expect(change(before, after).kind).toBe(expected);
  });

  test('in the older version a variable is text: no new caller', () => {
    const of = (Version: string) => ({ Version, Statement: [when({ StringEquals: { 'sts:RoleSessionName': '${aws:username}' } })] });
    expect(change(of('2012-10-17'), of('2008-10-17')).kind).toBe('closed');
    expect(change(of('2008-10-17'), of('2012-10-17')).kind).toBe('open');
  });
});

describe('values known only at deploy time', () => {
  const other = { Ref: 'Other' };
  const externalId = (value: unknown) => when({ StringEquals: { 'sts:ExternalId': value } });

  test.each<[string, StatementJson[], StatementJson[], string]>([
    ['the same value on both sides is the same', [externalId(LATER)], [externalId(LATER)], 'closed'],
    [
      'in another order, too',
      [when({ StringEquals: { 'sts:ExternalId': LATER, 'sts:RoleSessionName': other } })],
      [when({ StringEquals: { 'sts:RoleSessionName': other, 'sts:ExternalId': LATER } })],
      'closed',
    ],
    ['as a principal', [allow({ Principal: { AWS: LATER } })], [allow({ Principal: { AWS: LATER } })], 'closed'],
    [
      'with an additional condition',
      [allow({ Principal: { AWS: LATER } })],
      [allow({ Principal: { AWS: LATER }, Condition: MFA })],
      'closed',
    ],
    [
      'in a Deny',
      [allow(), deny({ Condition: { StringLike: { 'sts:ExternalId': LATER } } })],
      [allow(), deny({ Condition: { StringLike: { 'sts:ExternalId': LATER } } })],
      'closed',
    ],
    ['a condition dropped', [externalId(LATER)], [allow({ Principal: ROOT })], 'open'],
    [
      'another principal, which may be the same',
      [allow({ Principal: { AWS: LATER } })],
      [allow({ Principal: { AWS: other } })],
      'undecided',
    ],
    ['a part that cannot be read', [allow({ Principal: ROOT })], [allow({ Principal: ROOT }), { ...allow(), Effect: LATER }], 'undecided'],
  ])('%s', (_, before, after, expected) => {
    expect(change(before, after).kind).toBe(expected);
  });

  test('variants are compared where they can be true together', () => {
    const stage = (value: unknown) => [when({ StringEquals: { 'sts:ExternalId': value } })];
    expect(change(stage({ Ref: 'Stage' }), stage({ Ref: 'Stage' })).kind).toBe('closed');
    expect(change(stage('dev'), stage({ Ref: 'Stage' })).kind).toBe('open');
    expect(change(stage(['dev', 'prod']), stage({ Ref: 'Stage' })).kind).toBe('closed');
  });

  test('the same choice is made on both sides', () => {
    const allowed = (values: readonly string[]) => ({ Type: 'String', AllowedValues: values });
    const context = { parameters: { Stage: allowed(['dev', 'prod']), Kind: allowed(['main', 'side']) } };
    const both = documentOf(when({ StringEquals: { 'sts:ExternalId': { Ref: 'Stage' }, 'sts:RoleSessionName': { Ref: 'Kind' } } }));
    expect(findNewlyAllowed(readTrustPolicy(both, context), readTrustPolicy(both, context), OWNER)).toEqual({ kind: 'closed' });
  });

  test('documents that were read together are compared variant by variant', () => {
    const placed = (value: unknown, ...more: readonly unknown[]) => ({
      value: documentOf(when({ StringEquals: { 'sts:ExternalId': [value, ...more] } })),
      context: PARAMETERS,
    });
    const compared = (...documents: readonly PlacedValue[]) => {
      const [before, after] = readTrustPolicies(documents);
      return findNewlyAllowedTogether(before, after, OWNER);
    };
    expect(compared(placed({ Ref: 'Stage' }, 'main'), placed({ Ref: 'Stage' }))).toEqual({ kind: 'closed' });
    expect(openVerdict(compared(placed('dev'), placed({ Ref: 'Stage' }))).variant).toBe(1);
  });

  test('the reason is given', () => {
    const principal = (Ref: string) => [allow({ Principal: { AWS: { Ref } } })];
    expect(change(principal('Parameter'), principal('Other'))).toEqual({
      kind: 'undecided',
      reasons: ['the principal <parameter "Other">', 'the principal <parameter "Parameter">'],
    });
  });

  test('a part that cannot be read may have denied the request', () => {
    expect(change({ Version: LATER, Statement: [allow({ Principal: ROOT })] }, [allow({ Principal: ROOT })]).kind).toBe('undecided');
  });

  test('documents that name a partition are compared in it', () => {
    const china = (Condition: StatementJson) =>
      documentOf(
        allow({
          Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws-cn:iam::*:user/x' }, Null: { 'aws:username': 'false' }, ...Condition },
        }),
      );
    expect(findNewlyAllowed(readTrustPolicy(china(MFA)), readTrustPolicy(china({}))).kind).toBe('open');
  });

  test('a choice that the other document does not have is compared with all of its variants', () => {
    const reading = (values: string[]) =>
      readTrustPolicy(documentOf(when({ StringEquals: { 'sts:ExternalId': { Ref: 'Stage' } } })), {
        parameters: { Stage: { Type: 'String', AllowedValues: values } },
      });
    expect(findNewlyAllowed(reading(['dev', 'test']), reading(['prod', 'live']), OWNER).kind).toBe('open');
  });
});

describe('what AWS does not document', () => {
  /** Fewer than six parts: AWS says that such a pattern matches nothing, or everything. */
  const ODD = { ArnLike: { 'aws:PrincipalArn': '*:user/ab' } };
  const AB = allow({ Principal: { AWS: `arn:aws:iam::${PARTNER}:user/ab` } });
  const NAMED = { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/Deploy` } };
  const inLambda = allow({ Principal: LAMBDA });

  test.each<[string, StatementJson[], StatementJson[], string]>([
    ['a user may have been allowed before by a condition', [when(ODD)], [when(ODD), AB], 'undecided'],
    ['a Deny with that condition, dropped', [when(), deny({ Condition: ODD })], [when()], 'undecided'],
    ['a service may have been one of the AWS principals', [allow({ Principal: { AWS: '*' } })], [inLambda], 'undecided'],
    ['a service, where a condition names a role', [allow({ Condition: NAMED })], [allow({ Condition: NAMED }), inLambda], 'undecided'],
    ['the condition stays', [when(ODD)], [when(ODD)], 'closed'],
    ['the condition stays, and another is added', [when(ODD)], [when(ODD, MFA)], 'closed'],
    ['a value of the condition is dropped', [when({ ArnLike: { 'aws:PrincipalArn': ['*:user/ab', '*:user/c'] } })], [when(ODD)], 'closed'],
    ['the Deny stays', [when(), deny({ Condition: ODD })], [when(MFA), deny({ Condition: ODD })], 'closed'],
    ['a Deny with that condition, added', [when()], [when(), deny({ Condition: ODD })], 'closed'],
    ['a role, where a service may have been one of the AWS principals', [allow({ Principal: { AWS: '*' } })], [AB], 'closed'],
    ['another operator that says the same', [allow({ Condition: NAMED })], [allow({ Condition: { ArnEquals: NAMED.ArnLike } })], 'closed'],
    ['a new user beside it, who was certainly denied', [when(ODD)], [when(ODD), allow({ Principal: { AWS: '444455556666' } })], 'open'],
  ])('%s', (_, before, after, expected) => {
    const verdict = change(before, after);
    expect(verdict.kind).toBe(expected);
    if (verdict.kind === 'undecided') expect(verdict.reasons).toEqual(['behavior that AWS does not document']);
  });
});
