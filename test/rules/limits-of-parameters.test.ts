/**
 * Verdicts depend on what a template says about the text of a parameter: a value that cannot hold a wildcard is one literal text, whatever
 * it is.
 */
import { allow, allowFederated, allowService, Case, EXTERNAL_ID, judge, OWN, PARTNER, policy, root } from './trust-policy-cases';

const GITHUB = `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`;
const SUB = 'token.actions.githubusercontent.com:sub';
const AUD = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' };

const parameters = {
  Any: { Type: 'String' },
  /** The deployer can supply another value. */
  WithDefault: { Type: 'String', Default: 'acme/app' },
  Account: { Type: 'String', AllowedPattern: '^\\d{12}$' },
  Repository: { Type: 'String', AllowedPattern: '^[\\w-]+/[\\w.-]+$' },
  Owner: { Type: 'String', AllowedPattern: '[A-Za-z0-9-]+' },
  /** Can hold `*` and `?`, or a policy variable. */
  Wild: { Type: 'String', AllowedPattern: '^[\\w*-]+$' },
  Variable: { Type: 'String', AllowedPattern: '^[\\w$-]+$' },
  Dotted: { Type: 'String', AllowedPattern: '^.+/.+$' },
  NotRead: { Type: 'String', AllowedPattern: '^(?!x)[\\w-]+/[\\w-]+$' },
  MaybeNothing: { Type: 'String', AllowedPattern: '[a-z]*' },
  RoleArn: { Type: 'String', AllowedPattern: '^arn:aws:iam::\\d{12}:role/.*$' },
  PartnerRole: { Type: 'String', AllowedPattern: `^arn:aws:iam::${PARTNER}:role/[\\w-]+$` },
  Name: { Type: 'String', AllowedPattern: '^[\\w-]+$' },
  Secret: { Type: 'String', AllowedPattern: '^[0-9a-f-]{36}$' },
  Stage: { Type: 'String', AllowedPattern: '^(dev|prod)$' },
};

const sub = (text: string) => policy(allowFederated(GITHUB, { StringEquals: AUD, StringLike: { [SUB]: { 'Fn::Sub': text } } }));
const arn = (text: string, operator = 'ArnLike') => policy(allow(
  root(PARTNER),
  { ...EXTERNAL_ID, [operator]: { 'aws:PrincipalArn': { 'Fn::Sub': text } } },
));
const source = (condition: object) => policy(allowService('personalize.amazonaws.com', condition));
const externalId = (name: string) => policy(allow(
  `arn:aws:iam::${PARTNER}:role/scanner`,
  { StringLike: { 'sts:ExternalId': { Ref: name } } },
));

type Verdict = 'closed' | 'open' | 'undecided';

function verdictOf(rule: string, written: Pick<Case, 'document'>): Verdict {
  const { findings, undecided } = judge(rule, { ...written, context: { parameters } });
  if (undecided) return 'undecided';
  return findings.length > 0 ? 'open' : 'closed';
}

test.each<[title: string, rule: string, document: object, expected: Verdict]>([
  ['owner and repository', 'oidc-tenant', sub('repo:${Repository}:*'), 'closed'],
  ['an owner', 'oidc-tenant', sub('repo:${Owner}/*'), 'closed'],
  [
    'an owner and more after it: a witness token would need an invented owner',
    'oidc-tenant',
    sub('repo:${Owner}*/app:*'),
    'undecided',
  ],
  ['one of two texts', 'oidc-tenant', sub('repo:acme/${Stage}:*'), 'closed'],
  ['any value in place of the repository', 'oidc-tenant', sub('repo:${Any}:*'), 'undecided'],
  ['a value with a default', 'oidc-tenant', sub('repo:${WithDefault}:*'), 'undecided'],
  ['a value that may hold a wildcard', 'oidc-tenant', sub('repo:${Wild}/*'), 'undecided'],
  ['a value that may hold a policy variable', 'oidc-tenant', sub('repo:${Variable}/*'), 'undecided'],
  ['any characters', 'oidc-tenant', sub('repo:${Dotted}:*'), 'undecided'],
  ['a pattern that cannot be read', 'oidc-tenant', sub('repo:${NotRead}:*'), 'undecided'],

  ['an account as source', 'confused-deputy', source({ StringLike: { 'aws:SourceAccount': { Ref: 'Account' } } }), 'closed'],
  [
    'an account in the ARN of the source',
    'confused-deputy',
    source({ ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:aws:logs:*:${Account}:*' } } }),
    'closed',
  ],

  ['a role of an account', 'specific-principal', policy(allow({ Ref: 'RoleArn' }, EXTERNAL_ID)), 'closed'],
  ['a role of the partner', 'specific-principal', policy(allow({ Ref: 'PartnerRole' }, EXTERNAL_ID)), 'closed'],
  ['any principal', 'specific-principal', policy(allow({ Ref: 'Any' }, EXTERNAL_ID)), 'undecided'],
  ['a role needs no MFA', 'mfa-required', policy(allow({ Ref: 'RoleArn' }, EXTERNAL_ID)), 'closed'],
  ['twelve digits are not every account', 'public-principal', policy(allow({ Ref: 'Account' }, EXTERNAL_ID)), 'closed'],
  ['any value may be `*`', 'public-principal', policy(allow({ Ref: 'Any' }, EXTERNAL_ID)), 'undecided'],

  ['a whole name in a condition', 'specific-principal', arn(`arn:aws:iam::${PARTNER}:role/\${Name}`), 'closed'],
  ['a part of a name in a condition', 'specific-principal', arn(`arn:aws:iam::${PARTNER}:role/\${Name}-*`), 'undecided'],
  ['any value in a condition', 'specific-principal', arn(`arn:aws:iam::${PARTNER}:role/\${Any}`), 'undecided'],
  ['an account in a condition', 'specific-principal', arn('arn:aws:iam::${Account}:role/Deploy'), 'closed'],

  ['an ExternalId without wildcards, under StringLike', 'external-id-required', externalId('Secret'), 'closed'],
  ['an ExternalId that may be `*`', 'external-id-required', externalId('Any'), 'undecided'],
])('%s: %s', (_, rule, document, expected) => expect(verdictOf(rule, { document })).toBe(expected));

test('a fix does not repeat a value that is only partly known', () => {
  const fixOf = (text: string) => judge(
    'oidc-subject-wide',
    { document: sub(text), context: { parameters } },
  ).findings.map(({ fix }) => fix.replace(/^.* by /, ''));
  expect(fixOf('repo:${Repository}:*')).toEqual([expect.stringContaining('repo:<organization>/<repository>:')]);
  expect(fixOf('repo:acme/${Name}:*')).toEqual([expect.stringContaining('repo:<organization>/<repository>:')]);
});

test('a condition on a list names the parameter', () => {
  const context = { parameters: { Names: { Type: 'CommaDelimitedList' } } };
  const document = (value: unknown) => policy(allow(root(PARTNER), { ...EXTERNAL_ID, StringLike: { 'aws:username': value } }));
  const becauseOf = (value: unknown) => judge('mfa-required', { document: document(value), context }).undecided?.because;
  expect(becauseOf({ Ref: 'Names' })).toBe('the answer depends on StringLike aws:username "<parameter "Names">"');
  expect(becauseOf(['alice', { Ref: 'Names' }])).toBe('the answer depends on StringLike aws:username ["alice", "<parameter "Names">"]');
});
