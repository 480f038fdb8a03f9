/** What the guard rejects at construction, with the value and the fix. */
import { Aws } from 'aws-cdk-lib';
import { FindingLevel } from '../../../src/cdk/guard/finding-level';
import { guardSettings } from '../../../src/cdk/guard/guard-settings';
import { KnownAccount, withAccountsOfApp } from '../../../src/cdk/guard/known-account';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';
import { TrustPolicyGuardProps } from '../../../src/cdk/guard/trust-policy-guard-props';

describe('refused', () => {
  test.each<[string, TrustPolicyGuardProps, string]>([
    [
      'a level for a rule that does not exist',
      { levels: { 'mfa-requird': FindingLevel.OFF } },
      "'levels' contains 'mfa-requird', which is not a rule: did you mean mfa-required?",
    ],
    [
      'a level that does not exist',
      { levels: { 'mfa-required': 'none' as FindingLevel } },
      'levels[\'mfa-required\'] is "none", which is not a level: use a FindingLevel (error, warning, info, off)',
    ],
    ['a level for undecided that does not exist', { undecided: 'none' as FindingLevel }, 'undecided is "none", which is not a level'],
    [
      'two different levels for undecided',
      { undecided: FindingLevel.OFF, levels: { undecided: FindingLevel.INFO } },
      "'undecided' is off, but levels.undecided is info: specify only one of them",
    ],
    [
      'the same account twice',
      { accounts: [KnownAccount.own('111122223333'), KnownAccount.vendor('111122223333')] },
      "account 111122223333 is specified twice in 'accounts'",
    ],
    [
      'an organization that is an account',
      { organizations: ['111122223333'] },
      '\'organizations\' contains "111122223333", which is not an organization ID: specify it as AWS Organizations shows it, ' +
        "such as 'o-a1b2c3d4e5'",
    ],
    [
      'an organization in capital letters',
      { organizations: ['o-a1b2c3d4e5', 'O-A1B2C3D4E5'] },
      '\'organizations\' contains "O-A1B2C3D4E5"',
    ],
    ['an empty report file', { reportFile: ' ' }, "'reportFile' is empty: specify a file name, or omit the property"],
  ])('%s', (_what, props, message) => {
    expect(() => new TrustPolicyGuard(props)).toThrow(`TrustPolicyGuard: ${message}`);
  });

  test.each([
    '',
    '1234',
    '1234567890123',
    '1111-2222-3333',
    'arn:aws:iam::111122223333:root',
    Aws.ACCOUNT_ID,
    111122223333 as unknown as string,
  ])('%j is not an account', (id) => {
    expect(() => KnownAccount.own(id)).toThrow(/^KnownAccount.own: .* is not an account ID: specify 12 digits as a string/);
    expect(() => KnownAccount.vendor(id)).toThrow(/^KnownAccount.vendor: .* is not an account ID/);
  });
});

describe('accepted', () => {
  test('undecided is short for its level', () => {
    expect(guardSettings({ undecided: FindingLevel.INFO }).levels).toEqual({ undecided: 'info' });
    expect(guardSettings({ undecided: FindingLevel.INFO, levels: { undecided: FindingLevel.INFO } }).levels).toEqual({ undecided: 'info' });
  });

  test('accounts keep their leading zeros, their standing and their name', () => {
    expect([
      ...guardSettings({ accounts: [KnownAccount.own('000000000001'), KnownAccount.vendor('222233334444', 'Monitoring Ltd')] }).accounts,
    ]).toEqual([
      ['000000000001', { id: '000000000001', standing: 'own' }],
      ['222233334444', { id: '222233334444', standing: 'vendor', name: 'Monitoring Ltd' }],
    ]);
  });

  test('organizations, each once', () => {
    expect(guardSettings({}).organizations).toEqual([]);
    expect(guardSettings({ organizations: ['o-a1b2c3d4e5', 'o-a1b2c3d4e5', 'o-f6g7h8i9j0'] }).organizations).toEqual([
      'o-a1b2c3d4e5',
      'o-f6g7h8i9j0',
    ]);
  });

  test('the accounts of the app are own accounts, unless the user says otherwise', () => {
    const { accounts } = guardSettings({ accounts: [KnownAccount.vendor('111122223333')] });
    expect([...withAccountsOfApp(accounts, ['111122223333', '222233334444']).values()]).toEqual([
      { id: '111122223333', standing: 'vendor' },
      { id: '222233334444', standing: 'own' },
    ]);
  });
});
