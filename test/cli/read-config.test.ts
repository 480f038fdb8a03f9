/** The file of `--config`. */
import { ScratchFolder } from './run-command';
import { readConfig } from '../../src/input/read-config';

const scratch = new ScratchFolder();
const read = (content: unknown) => readConfig(scratch.file('config.json', content));

test('it has the same settings as the props of the guard', () => {
  expect(read({
    accounts: [{ id: '111122223333', standing: 'own', name: 'tooling' }, { id: '444455556666', standing: 'vendor' }],
    organizations: ['o-a1b2c3d4e5', 'o-a1b2c3d4e5'],
    levels: { 'mfa-required': 'warning', 'specific-principal': 'off' },
    undecided: 'info',
  })).toEqual({
    organizations: ['o-a1b2c3d4e5'],
    accounts: new Map([
      ['111122223333', { id: '111122223333', standing: 'own', name: 'tooling' }],
      ['444455556666', { id: '444455556666', standing: 'vendor' }],
    ]),
    levels: { 'mfa-required': 'warning', 'specific-principal': 'off', 'undecided': 'info' },
    accept: [],
  });
});

test('every setting is optional', () => {
  expect(read({})).toEqual({ accounts: new Map(), organizations: [], levels: {}, accept: [] });
});

test('undecided may be given twice with the same level', () => {
  expect(read({ levels: { undecided: 'warning' }, undecided: 'warning' }).levels).toEqual({ undecided: 'warning' });
});

test.each<[string, unknown, RegExp]>([
  ['a file that is not JSON', '{', /is not valid JSON/],
  ['a list', [], /is not a settings file: expected an object with accounts, organizations, levels, undecided, accept$/],
  [
    'an unknown setting',
    { account: [] },
    /the file contains "account", which is not a setting: expected accounts, organizations, levels, undecided, accept$/,
  ],
  ['organizations that are not a list', { organizations: 'o-a1b2c3d4e5' }, /organizations is not a list: expected \["o-a1b2c3d4e5"\]$/],
  [
    'an organization that is an account',
    { organizations: ['111122223333'] },
    /organizations\[0\] is "111122223333": expected an organization ID, such as "o-a1b2c3d4e5"$/,
  ],
  ['accounts that are not a list', { accounts: {} }, /accounts is not a list/],
  ['an account that is text', { accounts: ['111122223333'] }, /accounts\[0\] is not an account/],
  [
    'an account with an unknown setting',
    { accounts: [{ id: '111122223333', standing: 'own', mfa: true }] },
    /accounts\[0\] contains "mfa", which is not a setting: expected id, standing, name$/,
  ],
  [
    'an account id of 11 digits',
    { accounts: [{ id: '11112222333', standing: 'own' }] },
    /accounts\[0\].id is "11112222333": expected 12 digits as a string/,
  ],
  [
    'an account id that is a number',
    { accounts: [{ id: 111122223333, standing: 'own' }] },
    /accounts\[0\].id is 111122223333: expected 12 digits as a string/,
  ],
  ['an account without id', { accounts: [{ standing: 'own' }] }, /accounts\[0\].id is missing/],
  ['an account without standing', { accounts: [{ id: '111122223333' }] }, /accounts\[0\].standing is missing: expected "own" or "vendor"$/],
  [
    'an unknown standing',
    { accounts: [{ id: '111122223333', standing: 'friend' }] },
    /accounts\[0\].standing is "friend": expected "own" or "vendor"$/,
  ],
  [
    'a name that is not a string',
    { accounts: [{ id: '111122223333', standing: 'own', name: 1 }] },
    /accounts\[0\].name is 1: expected a string$/,
  ],
  [
    'an account twice',
    {
      accounts: [
        { id: '111122223333', standing: 'own' },
        { id: '111122223333', standing: 'vendor' },
      ],
    },
    /account 111122223333 is specified twice: specify it once, as own or as vendor$/,
  ],
  ['levels that are a list', { levels: [] }, /levels is not an object/],
  [
    'an unknown rule',
    { levels: { 'mfa-requried': 'off' } },
    /levels contains "mfa-requried", which is not a rule: did you mean mfa-required\? "cdk-secure-trust rules" lists all rules$/,
  ],
  [
    'a rule with the name of a property of every object',
    { levels: { toString: 'off' } },
    /levels contains "toString", which is not a rule/,
  ],
  [
    'an unknown level',
    { levels: { 'mfa-required': 'warn' } },
    /levels.mfa-required is "warn", which is not a level: expected error, warning, info, off$/,
  ],
  ['an invalid level for undecided', { undecided: true }, /undecided is true, which is not a level/],
  [
    'two levels for undecided',
    { levels: { undecided: 'off' }, undecided: 'error' },
    /undecided is "error", but levels.undecided is "off": specify only one of them$/,
  ],
])('%s is rejected', (_, content, expected) => {
  expect(() => read(content)).toThrow(expected);
});
