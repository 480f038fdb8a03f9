/** The role may belong to an organization that a policy names, or to another one; which one is unknown. */
import { ANYBODY_AT_ALL, USERS_WITHOUT_MFA, verdictOn } from './ask-policy';
import { Question } from '../../src/analysis/question';
import { callersWithoutExternalId, servicesForOthers, unenforced } from '../../src/analysis/questions/questions';
import { allow, deny, StatementJson } from '../evaluation/policies';

const OWN = '${aws:ResourceOrgID}';
const NAMED = 'o-abcdefghij';
const OTHER = 'o-klmnopqrst';
const NAME = 'sts:RoleSessionName';
const LAMBDA = { Service: 'lambda.amazonaws.com' };

const inside = (organization: unknown, more: StatementJson = {}) =>
  allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': organization }, ...more } });
const outside = (organization: unknown) => deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': organization } } });
const like = (pattern: string) => ({ StringLike: { 'aws:PrincipalOrgID': pattern } });
/** A tag of the caller contains the organization of the role, and a condition names it. */
const tagged = (organization: string, more: StatementJson = {}) =>
  allow({
    Condition: {
      StringLike: { 'aws:PrincipalTag/org': OWN, [NAME]: 'build*' },
      StringEquals: { 'aws:PrincipalTag/org': organization, ...more },
    },
  });
const paths = (...operators: readonly [string, string][]) =>
  allow({ Condition: Object.fromEntries(operators.map(([operator, path]) => [operator, { 'aws:PrincipalOrgPaths': path }])) });

test.each<[string, StatementJson[], Question, string]>([
  ['its own', [inside(OWN)], ANYBODY_AT_ALL, 'open'],
  ['its own, which is required to be the named one', [inside(OWN, like(NAMED))], ANYBODY_AT_ALL, 'open'],
  [
    'its own, which is named in different case',
    [inside(OWN, { StringEqualsIgnoreCase: { 'aws:PrincipalOrgID': NAMED.toUpperCase() } })],
    ANYBODY_AT_ALL,
    'open',
  ],
  ['the named one, with a Deny that exempts only its own', [inside(NAMED), outside(OWN)], USERS_WITHOUT_MFA, 'open'],
  [
    'one of two, with a Deny that exempts only its own',
    [inside([OTHER, NAMED]), outside(OWN), deny({ Condition: like(OTHER) })],
    ANYBODY_AT_ALL,
    'open',
  ],
  ['its own, which cannot be both of two', [inside(OWN, like(NAMED)), outside(OTHER)], ANYBODY_AT_ALL, 'closed'],
  ['its own, and none that is named', [inside(OWN), deny({ Condition: like(NAMED) })], ANYBODY_AT_ALL, 'open'],
  [
    'its own, in a path',
    [paths(['ForAnyValue:StringLike', `${OWN}/r-abcd/*`], ['ForAllValues:StringLike', `${NAMED}/*`])],
    ANYBODY_AT_ALL,
    'open',
  ],
  ['its own, which may match a pattern', [inside(OWN, like('o-a*'))], ANYBODY_AT_ALL, 'undecided'],
  ['its own, which matches a pattern that every organization matches', [inside(OWN, like('o-*'))], ANYBODY_AT_ALL, 'open'],
  ['its own, which matches a pattern of single characters', [inside(OWN, like('o-bbbbbbbbb?'))], ANYBODY_AT_ALL, 'undecided'],
  ['its own, with a pattern for the end of the id', [inside(OWN, like('*z'))], ANYBODY_AT_ALL, 'undecided'],
  ['its own, with a pattern that no organization matches', [inside(OWN, like('o-short'))], ANYBODY_AT_ALL, 'closed'],
  ['its own, which is required to be absent', [inside(OWN, like('none'))], ANYBODY_AT_ALL, 'closed'],
  ['its own, which another key repeats', [inside(NAMED, { StringLike: { 'aws:PrincipalTag/org': OWN } })], ANYBODY_AT_ALL, 'open'],
  ['its own, and no outsider, where it may match a pattern', [inside(OWN, like('o-*r00'))], unenforced.organization, 'undecided'],
  ['its own with a longer name, which a tag repeats', [tagged(`x${NAMED}`)], ANYBODY_AT_ALL, 'closed'],
  ['its own with more text after its name, which a tag repeats', [tagged(`${NAMED}!`)], ANYBODY_AT_ALL, 'closed'],
  [
    'its own, and no outsider, where the organization is named',
    [inside(OWN, { StringLike: { 'aws:ResourceOrgID': NAMED } })],
    unenforced.organization,
    'undecided',
  ],
  [
    'some organization, where only its presence is required',
    [allow({ Condition: { Null: { 'aws:PrincipalOrgID': OWN } } })],
    ANYBODY_AT_ALL,
    'open',
  ],
])('any member of %s', (_, statements, question, expected) => {
  expect(verdictOn(statements, question)).toBe(expected);
});

// Whichever organization it is, a caller that must belong to the role's organization is not an outsider.
test.each<[string, StatementJson[], Question]>([
  ['callers of other accounts', [inside(OWN, like(NAMED))], unenforced.organization],
  ['callers without an ExternalId', [inside(OWN, like(NAMED))], callersWithoutExternalId(() => true)],
  [
    'callers without an ExternalId, where a tag says which organization it is',
    [tagged(NAMED, { 'aws:PrincipalOrgID': NAMED })],
    callersWithoutExternalId(() => true),
  ],
  [
    'callers without an ExternalId, where a tag says which organization it is, and which it is not',
    [
      deny({ Condition: { StringEquals: { 'aws:PrincipalTag/org': OTHER } } }),
      tagged(NAMED, { 'aws:PrincipalOrgID': NAMED }),
    ], callersWithoutExternalId(() => true),
  ],
  [
    'callers without an ExternalId, where paths say which organization it is',
    [paths(['ForAnyValue:StringLike', `${OWN}/*`], ['ForAllValues:StringLike', `${NAMED}/*`])], callersWithoutExternalId(() => true),
  ],
  [
    'callers who do not know the ExternalId',
    [tagged(NAMED, { 'sts:ExternalId': 'a-long-secret-value' })],
    callersWithoutExternalId(() => true),
  ],
  [
    'services acting for others', [
      allow({ Principal: LAMBDA, Condition: { StringEquals: { 'aws:SourceOrgID': OWN }, StringLike: { 'aws:SourceOrgID': NAMED } } }),
    ],
    servicesForOthers('lambda.amazonaws.com'),
  ],
])('no %s', (_, statements, question) => {
  expect(verdictOn(statements)).toBe('open');
  expect(verdictOn(statements, question)).toBe('closed');
});
