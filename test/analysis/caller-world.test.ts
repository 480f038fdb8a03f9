/** The accounts that policies distinguish, and all possible callers. */
import { documentOf, OWNER, PARAMETERS, PARTNER } from './ask-policy';
import { everyCaller } from '../../src/analysis/caller-class';
import { worldOf } from '../../src/analysis/caller-world';
import { withPlaceholderPrincipals } from '../../src/analysis/placeholder-principals';
import { namedAccounts, strangerTo } from '../../src/analysis/representative-accounts';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { allow, StatementJson } from '../evaluation/policies';

const SETTINGS = { partition: 'aws', ownAccount: OWNER.account, ownAccountIsKnown: true, otherAccounts: [] };

function worldFor(statements: readonly StatementJson[], otherAccounts: readonly string[] = []) {
  return worldOf(readTrustPolicy(documentOf(...statements), PARAMETERS).variants, { ...SETTINGS, otherAccounts });
}

const later = (text: string) => ({ 'Fn::Sub': text });
const when = (operator: string, key: string, ...values: string[]) => allow({ Condition: { [operator]: { [key]: values } } });

describe('accounts', () => {
  test('are the named ones, and one that is not named', () => {
    const { accounts, incompleteBecause } = worldFor(
      [
        allow({ Principal: { AWS: PARTNER } }),
        allow({ Principal: { AWS: 'arn:aws:iam::555566667777:group/no-principal' } }),
        when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::444455556666-bucket'),
      ],
      ['222233334444'],
    );
    expect(new Set(accounts)).toEqual(new Set(['999999999999', OWNER.account, PARTNER, '222233334444', '444455556666', '555566667777']));
    expect(incompleteBecause).toEqual([]);
  });

  test('can include one that is not known yet', () => {
    const policy = withPlaceholderPrincipals(
      readTrustPolicy(documentOf(allow({ Principal: { AWS: later('arn:aws:iam::${Parameter}:root') } })), PARAMETERS).variants[0],
      SETTINGS,
    );
    expect([...namedAccounts([policy])]).toEqual(['000000000001']);
  });

  test('have twelve digits', () => expect(worldFor([], ['12345', '1234567890123']).accounts).toEqual(['999999999999', OWNER.account]));

  test.each<[string, StatementJson, RegExp[]]>([
    ['a pattern of accounts', when('StringLike', 'aws:PrincipalAccount', '9*'), [/^9/, /^[^9]/]],
    ['a pattern inside an ARN', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::12*:role/x'), [/^12/, /^(?!12)/]],
    [
      'two patterns',
      when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::1*:role/x', 'arn:aws:iam::*1:role/x'),
      [/^1.*1$/, /^1.*[^1]$/, /^[^1].*1$/, /^[^1].*[^1]$/],
    ],
    ['a wildcard that matches colons', when('StringLike', 'aws:PrincipalArn', 'arn:*5678*'), [/5678/, /^((?!5678).)*$/]],
    ['a variable', when('StringEquals', 'aws:PrincipalAccount', '12${aws:PrincipalTag/rest}'), [/^12/, /^(?!12)/]],
    ['a principal with a wildcard', allow({ Principal: { AWS: 'arn:aws:iam::12*:root' } }), [/^12/, /^(?!12)/]],
    ['a session with a wildcard', allow({ Principal: { AWS: 'arn:aws:sts::12*:assumed-role/x/y' } }), [/^12/, /^(?!12)/]],
    ['digits with a wildcard', allow({ Principal: { AWS: '12*' } }), [/^12/, /^(?!12)/]],
    [
      'a principal with a partly unknown account',
      allow({ Principal: { AWS: later('arn:aws:iam::12${Parameter}:root') } }),
      [/^12/, /^(?!12)/],
    ],
    [
      'a pattern that a named account matches',
      when('StringLike', 'aws:PrincipalAccount', `${PARTNER.slice(0, 11)}?`, PARTNER),
      [/^11112222333[^3]$/, /^(?!11112222333)/],
    ],
  ])('that are not named are distinguished by %s', (_, statement, classes) => {
    const { accounts, incompleteBecause } = worldFor([statement]);
    const strangers = accounts.filter((account) => account !== PARTNER && account !== OWNER.account);
    for (const expected of classes) expect(strangers.filter((account) => expected.test(account))).not.toEqual([]);
    expect(strangers.every((account) => /^\d{12}$/.test(account))).toBe(true);
    expect(incompleteBecause).toEqual([]);
  });

  test.each<[string, StatementJson]>([
    ['an ARN', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*12345:role/x')],
    ['a principal', allow({ Principal: { AWS: 'arn:aws:iam::*12345:root' } })],
  ])('are distinguished by the end of their id in no more than two ways: %s', (_, statement) => {
    const strangers = worldFor([statement]).accounts.filter((account) => account !== OWNER.account);
    expect(strangers.map((account) => account.endsWith('12345'))).toEqual([false, true]);
  });

  // Paths are up to 512 characters long.
  const LONG_PATH = `${'path/'.repeat(102)}name`;

  test.each<[string, StatementJson]>([
    ['a condition on something else', when('StringLike', 'sts:ExternalId', '12*')],
    ['an unknown operator', when('StringMatches', 'aws:PrincipalAccount', '12*')],
    ['Null', when('Null', 'aws:PrincipalArn', 'false')],
    ['the order of ARNs, which are not numbers', when('NumericLessThan', 'aws:PrincipalArn', '5')],
    ['a long ARN', when('ArnEquals', 'aws:PrincipalArn', `arn:aws:iam::${OWNER.account}:role/${LONG_PATH}`)],
    ['a long pattern of names', when('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::*:role/${LONG_PATH}*`)],
    ['a principal with a long path', allow({ Principal: { AWS: `arn:aws:iam::${OWNER.account}:role/${LONG_PATH}` } })],
  ])('are not distinguished by %s, and the list is complete', (_, statement) => {
    const world = worldFor([statement]);
    expect(world.accounts).toEqual(['999999999999', OWNER.account]);
    expect(world.incompleteBecause).toEqual([]);
  });

  test('are distinguished by the order of numbers: one below, the number itself, and one above', () => {
    const { accounts, incompleteBecause } = worldFor([when('NumericLessThan', 'aws:PrincipalAccount', '200000000000')]);
    const others = accounts.filter((account) => account !== OWNER.account).map(Number);
    expect(incompleteBecause).toEqual([]);
    expect([others.some((account) => account < 2e11), others.includes(2e11), others.some((account) => account > 2e11)]).toEqual([
      true,
      true,
      true,
    ]);
  });

  const BY_ORDER = 'the order of account ids, which the policy compares';
  const TOO_MANY = 'more patterns for account ids than can be checked';

  test.each<[string, StatementJson, string]>([
    ['their order among dates', when('DateLessThan', 'aws:PrincipalAccount', '200000000000'), BY_ORDER],
    [
      'more patterns than can be counted',
      when('StringLike', 'aws:PrincipalAccount', ...Array.from({ length: 30 }, (_, index) => `*${index}*${index + 1}*${index + 2}*`)),
      TOO_MANY,
    ],
    ['a pattern that is too long', when('StringLike', 'aws:PrincipalAccount', '1*', '*1'.repeat(3000)), TOO_MANY],
  ])('are not all distinguished by %s: the list is incomplete', (_, statement, gap) => {
    const world = worldFor([statement]);
    expect(world.incompleteBecause).toEqual([]);
    expect(world.accounts).toContain('999999999999');
    expect(world.incompleteBecause).toEqual([gap]);
  });

  test('an unknown account is one that is not named', () => {
    const named = new Set(['999999999999', '888888888888', '777777777777', '666666666666', '555555555550', '100000000000']);
    expect(strangerTo(new Set())).toBe('999999999999');
    expect(strangerTo(named)).toMatch(/^\d{12}$/);
    expect(named.has(strangerTo(named))).toBe(false);
  });
});

test('every caller: each kind of caller with each MFA state that it can have', () => {
  const kinds = everyCaller(worldFor([allow()]))
    .filter(({ account }) => account === OWNER.account || account === '')
    .map(({ kind, mfa }) => `${kind} ${mfa}`);
  expect(kinds).toEqual([
    'iam-user absent', 'iam-user false', 'iam-user true', 'role-session absent', 'role-session false', 'federated-session absent',
    'service absent', 'saml absent', 'oidc absent',
  ]);
});
