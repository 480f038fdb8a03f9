/** Documents written to be slow: whatever they hold, a verdict comes within seconds, and one that was given up is undecided. */
import { ask, ANYBODY_AT_ALL, documentOf, FOREIGNERS, OWNER, PARTNER, USERS_WITHOUT_MFA } from './asking';
import { findNewlyAllowed } from '../../src/analysis/find-newly-allowed';
import { Question } from '../../src/analysis/question';
import { readTrustPolicy } from '../../src/policy/read-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const ROOT = { AWS: PARTNER };
const SECONDS = 1000;
/** Far above what it takes on an idle machine: it is to catch what never ends, not to measure. */
const MOST = 30 * SECONDS;

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const when = (Condition: unknown, rest: StatementJson = {}) => allow({ Principal: ROOT, ...rest, Condition });
const account = (index: number) => String(100_000_000_000 + index * 7919);

const strangers: Question = { about: 'strangers', callers: ({ account: number }) => number !== '' && number !== PARTNER && number !== OWNER.account };

function within<T>(most: number, act: () => T): T {
  const start = process.cpuUsage();
  const result = act();
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(most);
  return result;
}

test.each<[string, StatementJson[], Question, readonly string[]]>([
  ['thousands of accounts', times(3000, (index) => allow({ Principal: { AWS: account(index) } })), USERS_WITHOUT_MFA, ['open']],
  ['thousands of accounts with MFA', times(3000, (index) => when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, { Principal: { AWS: account(index) } })), USERS_WITHOUT_MFA, ['closed']],
  ['thousands of accounts in one list', [when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, { Principal: { AWS: times(3000, account) } })], USERS_WITHOUT_MFA, ['closed']],
  ['everybody under thousands of accounts', [allow({ Condition: { StringEquals: { 'aws:PrincipalAccount': times(3000, account) } } })], strangers, ['open']],
  ['a pattern of a million characters', [when({ StringLike: { 'sts:ExternalId': `${'a*'.repeat(500_000)}` }, StringNotLike: { 'sts:ExternalId': 'a*' } })], ANYBODY_AT_ALL, ['closed', 'undecided']],
  ['a name of a million characters', [when({ StringLike: { 'aws:PrincipalArn': `${'*a'.repeat(500_000)}` } })], ANYBODY_AT_ALL, ['closed', 'undecided']],
  ['account patterns of a million characters', [allow({ Condition: { StringLike: { 'aws:PrincipalAccount': `${'*1'.repeat(500_000)}` } } })], strangers, ['closed', 'undecided']],
  ['hundreds of alternations', [when({ StringLike: { 'sts:ExternalId': times(300, (index) => `*?${index}*?${index + 1}*?`) }, StringNotLike: { 'sts:ExternalId': times(300, (index) => `*${index}?*`) } })], ANYBODY_AT_ALL, ['open', 'closed', 'undecided']],
  ['hundreds of alternations in names', [when({ StringLike: { 'aws:PrincipalArn': times(200, (index) => `*?${index}*?x*?`) }, StringNotLike: { 'aws:PrincipalArn': times(200, (index) => `*${index}?*`) } })], ANYBODY_AT_ALL, ['open', 'closed', 'undecided']],
  ['dozens of account patterns', [allow({ Condition: { StringLike: { 'aws:PrincipalArn': times(60, (index) => `arn:aws:iam::*${index}*${index + 1}*:role/*`) } } })], strangers, ['open', 'undecided']],
  [
    'a thousand Deny statements of ten conditions each',
    [allow(), ...times(1000, (index) => deny({ Condition: { StringNotLike: Object.fromEntries(times(10, (key) => [`aws:PrincipalTag/t${key}`, `${index}*`])) } }))],
    FOREIGNERS,
    ['open', 'undecided'],
  ],
  [
    'a thousand Deny statements that leave nothing',
    [when({ StringEquals: { 'sts:RoleSessionName': 'ab' } }), ...times(1000, (index) => deny({ Condition: { StringLike: { 'sts:RoleSessionName': `${index === 999 ? '' : `${index}`}*` } } }))],
    ANYBODY_AT_ALL,
    ['closed', 'undecided'],
  ],
  [
    'a maze of Deny statements over few keys',
    [when({ Null: { 'sts:ExternalId': 'false' } }), ...times(200, (index) => deny({ Condition: { StringNotEquals: { 'sts:ExternalId': `a${index % 14}`, 'sts:RoleSessionName': `b${index % 15}`, 'aws:PrincipalTag/x': `c${index % 13}` } } }))],
    FOREIGNERS,
    ['open', 'closed', 'undecided'],
  ],
  ['hundreds of sessions', times(400, (index) => allow({ Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/x/s${index}` }, Condition: { Null: { 'aws:MultiFactorAuthAge': 'false' } } })), FOREIGNERS, ['closed']],
  ['hundreds of sessions, and everybody', [...times(400, (index) => allow({ Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/x/s${index}` }, Action: 'sts:TagSession' })), allow({ Condition: { StringEquals: { 'aws:SourceArn': 'x' } } })], FOREIGNERS, ['closed']],
  ['hundreds of variables', [when({ StringLike: { 'sts:ExternalId': times(400, (index) => `*\${aws:PrincipalTag/t${index}}*?x`) } })], ANYBODY_AT_ALL, ['open', 'undecided']],
  ['hundreds of issuers', times(500, (index) => when({ StringLike: { [`i${index}.example.com:sub`]: 'a*' } })), ANYBODY_AT_ALL, ['closed']],
])('%s', (_, statements, question, expected) => {
  const { kind } = within(MOST, () => ask(documentOf(...statements), question));
  expect(expected).toContain(kind);
});

test('two long policies that differ in one place', () => {
  const statements = times(150, (index) => when({ StringLike: { 'sts:ExternalId': `id-${index}-*`, 'aws:PrincipalArn': `*:role/r${index % 9}*` } }, { Principal: { AWS: account(index % 20) } }));
  const [before, after] = [statements, [...statements.slice(1), allow({ Principal: ROOT })]].map((all) => readTrustPolicy(documentOf(...all)));
  expect(within(MOST, () => findNewlyAllowed(before, after, OWNER)).kind).not.toBe('closed');
  expect(within(MOST, () => findNewlyAllowed(before, before, OWNER)).kind).not.toBe('open');
});
