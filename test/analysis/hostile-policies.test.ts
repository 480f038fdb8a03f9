/** Documents written to be slow: every verdict takes a few seconds at most, and an abandoned search is undecided. */
import { ask, ANYBODY_AT_ALL, documentOf, FOREIGNERS, OWNER, PARTNER, USERS_WITHOUT_MFA } from './ask-policy';
import { findNewlyAllowed } from '../../src/analysis/find-newly-allowed';
import { Question } from '../../src/analysis/question';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const ROOT = { AWS: PARTNER };
const SECONDS = 1000;
/** Far above what an idle machine needs: this catches a search that does not end, it is not a measurement. */
const MOST = 30 * SECONDS;

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const when = (Condition: unknown, rest: StatementJson = {}) => allow({ Principal: ROOT, ...rest, Condition });
const account = (index: number) => String(100_000_000_000 + index * 7919);

const strangers: Question = {
  about: 'strangers',
  callers: ({ account: number }) => number !== '' && number !== PARTNER && number !== OWNER.account,
};

function within<T>(most: number, act: () => T): T {
  const start = process.cpuUsage();
  const result = act();
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(most);
  return result;
}

/** As long as IAM accepts: longer documents are not analysed. */
const LONGEST = 8_192;
const lengthOf = (statements: readonly StatementJson[]) => JSON.stringify(documentOf(...statements)).length;

test.each<[string, StatementJson[], Question, readonly string[]]>([
  ['dozens of accounts', times(70, (index) => allow({ Principal: { AWS: account(index) } })), USERS_WITHOUT_MFA, ['open']],
  [
    'dozens of accounts with MFA',
    times(45, (index) => when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, { Principal: { AWS: account(index) } })),
    USERS_WITHOUT_MFA,
    ['closed'],
  ],
  [
    'hundreds of accounts in one list',
    [when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, { Principal: { AWS: times(500, account) } })],
    USERS_WITHOUT_MFA,
    ['closed'],
  ],
  [
    'everyone, with hundreds of accounts',
    [allow({ Condition: { StringEquals: { 'aws:PrincipalAccount': times(500, account) } } })],
    strangers,
    ['open'],
  ],
  [
    'a pattern of thousands of characters',
    [when({ StringLike: { 'sts:ExternalId': `${'a*'.repeat(3_900)}` }, StringNotLike: { 'sts:ExternalId': 'a*' } })],
    ANYBODY_AT_ALL,
    ['closed', 'undecided'],
  ],
  [
    'a name of thousands of characters',
    [when({ StringLike: { 'aws:PrincipalArn': `${'*a'.repeat(3_900)}` } })],
    ANYBODY_AT_ALL,
    ['closed', 'undecided'],
  ],
  [
    'account patterns of thousands of characters',
    [allow({ Condition: { StringLike: { 'aws:PrincipalAccount': `${'*1'.repeat(3_900)}` } } })],
    strangers,
    ['closed', 'undecided'],
  ],
  [
    'hundreds of alternations',
    [
      when({
        StringLike: { 'sts:ExternalId': times(240, (index) => `*?${index}*?${index + 1}*?`) },
        StringNotLike: { 'sts:ExternalId': times(240, (index) => `*${index}?*`) },
      }),
    ],
    ANYBODY_AT_ALL,
    ['open', 'closed', 'undecided'],
  ],
  [
    'hundreds of alternations in names',
    [
      when({
        StringLike: { 'aws:PrincipalArn': times(200, (index) => `*?${index}*?x*?`) },
        StringNotLike: { 'aws:PrincipalArn': times(200, (index) => `*${index}?*`) },
      }),
    ],
    ANYBODY_AT_ALL,
    ['open', 'closed', 'undecided'],
  ],
  [
    'dozens of account patterns',
    [allow({ Condition: { StringLike: { 'aws:PrincipalArn': times(60, (index) => `arn:aws:iam::*${index}*${index + 1}*:role/*`) } } })],
    strangers,
    ['open', 'undecided'],
  ],
  [
    'Deny statements of ten conditions each',
    [
      allow(),
      ...times(18, (index) =>
        deny({ Condition: { StringNotLike: Object.fromEntries(times(10, (key) => [`aws:PrincipalTag/t${key}`, `${index}*`])) } }),
      ),
    ],
    FOREIGNERS,
    ['open', 'undecided'],
  ],
  [
    'Deny statements that leave nothing',
    [
      when({ StringEquals: { 'sts:RoleSessionName': 'ab' } }),
      ...times(55, (index) => deny({ Condition: { StringLike: { 'sts:RoleSessionName': `${index === 54 ? '' : `${index}`}*` } } })),
    ],
    ANYBODY_AT_ALL,
    ['closed', 'undecided'],
  ],
  [
    'many Deny statements over a few keys',
    [
      when({ Null: { 'sts:ExternalId': 'false' } }),
      ...times(40, (index) =>
        deny({
          Condition: {
            StringNotEquals: {
              'sts:ExternalId': `a${index % 14}`,
              'sts:RoleSessionName': `b${index % 15}`,
              'aws:PrincipalTag/x': `c${index % 13}`,
            },
          },
        }),
      ),
    ],
    FOREIGNERS,
    ['open', 'closed', 'undecided'],
  ],
  [
    'dozens of sessions',
    times(40, (index) =>
      allow({
        Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/x/s${index}` },
        Condition: { Null: { 'aws:MultiFactorAuthAge': 'false' } },
      }),
    ),
    FOREIGNERS,
    ['closed'],
  ],
  [
    'dozens of sessions, and everyone',
    [
      ...times(50, (index) => allow({ Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/x/s${index}` }, Action: 'sts:TagSession' })),
      allow({ Condition: { StringEquals: { 'aws:SourceArn': 'x' } } }),
    ],
    FOREIGNERS,
    ['closed'],
  ],
  [
    'hundreds of variables',
    [when({ StringLike: { 'sts:ExternalId': times(240, (index) => `*\${aws:PrincipalTag/t${index}}*?x`) } })],
    ANYBODY_AT_ALL,
    ['open', 'undecided'],
  ],
  ['dozens of issuers', times(45, (index) => when({ StringLike: { [`i${index}.example.com:sub`]: 'a*' } })), ANYBODY_AT_ALL, ['closed']],
])('%s', (_, statements, question, expected) => {
  expect(lengthOf(statements)).toBeLessThanOrEqual(LONGEST);
  const { kind } = within(MOST, () => ask(documentOf(...statements), question));
  expect(expected).toContain(kind);
});

test.each<[string, StatementJson[]]>([
  ['thousands of accounts', times(3000, (index) => allow({ Principal: { AWS: account(index) } }))],
  ['a pattern of a million characters', [when({ StringLike: { 'sts:ExternalId': 'a*'.repeat(500_000) } })]],
  ['hundreds of issuers', times(500, (index) => when({ StringLike: { [`i${index}.example.com:sub`]: 'a*' } }))],
])('longer than IAM accepts, and so undecided at once: %s', (_, statements) => {
  expect(lengthOf(statements)).toBeGreaterThan(LONGEST);
  expect(within(SECONDS, () => ask(documentOf(...statements), ANYBODY_AT_ALL).kind)).toBe('undecided');
});

test('two long policies that differ in one place', () => {
  const statements = times(45, (index) =>
    when(
      { StringLike: { 'sts:ExternalId': `id-${index}-*`, 'aws:PrincipalArn': `*:role/r${index % 9}*` } },
      { Principal: { AWS: account(index % 20) } },
    ),
  );
  const [before, after] = [statements, [...statements.slice(1), allow({ Principal: ROOT })]].map((all) =>
    readTrustPolicy(documentOf(...all)),
  );
  expect(within(MOST, () => findNewlyAllowed(before, after, OWNER)).kind).not.toBe('closed');
  expect(within(MOST, () => findNewlyAllowed(before, before, OWNER)).kind).not.toBe('open');
});
