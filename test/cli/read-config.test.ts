/** The file behind `--config`. */
import { ScratchFolder } from './run-command';
import { readConfig } from '../../src/cli/input/read-config';

const scratch = new ScratchFolder();
const read = (content: unknown) => readConfig(scratch.file('config.json', content));

test('it says what the props of the guard say', () => {
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
  });
});

test('everything in it can be left out', () => {
  expect(read({})).toEqual({ accounts: new Map(), organizations: [], levels: {} });
});

test('undecided may be given twice when both say the same', () => {
  expect(read({ levels: { undecided: 'warning' }, undecided: 'warning' }).levels).toEqual({ undecided: 'warning' });
});

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{', /is no valid JSON/],
  ['a list', [], /is no configuration: expected an object with accounts, organizations, levels or undecided$/],
  ['an unknown setting', { account: [] }, /the configuration holds "account", which is no setting: expected accounts, organizations, levels, undecided$/],
  ['organizations that are no list', { organizations: 'o-a1b2c3d4e5' }, /organizations is no list: expected \["o-a1b2c3d4e5"\]$/],
  ['an organization that is an account', { organizations: ['111122223333'] }, /organizations\[0\] is "111122223333": expected the id of an organization, such as "o-a1b2c3d4e5"$/],
  ['accounts that are no list', { accounts: {} }, /accounts is no list/],
  ['an account that is text', { accounts: ['111122223333'] }, /accounts\[0\] is no account/],
  ['an account with an unknown setting', { accounts: [{ id: '111122223333', standing: 'own', mfa: true }] }, /accounts\[0\] holds "mfa", which is no setting: expected id, standing, name$/],
  ['an account id of 11 digits', { accounts: [{ id: '11112222333', standing: 'own' }] }, /accounts\[0\].id is "11112222333": expected 12 digits as text/],
  ['an account id that is a number', { accounts: [{ id: 111122223333, standing: 'own' }] }, /accounts\[0\].id is 111122223333: expected 12 digits as text/],
  ['an account without id', { accounts: [{ standing: 'own' }] }, /accounts\[0\].id is missing/],
  ['an account without standing', { accounts: [{ id: '111122223333' }] }, /accounts\[0\].standing is missing: expected "own" or "vendor"$/],
  ['an unknown standing', { accounts: [{ id: '111122223333', standing: 'friend' }] }, /accounts\[0\].standing is "friend": expected "own" or "vendor"$/],
  ['a name that is no text', { accounts: [{ id: '111122223333', standing: 'own', name: 1 }] }, /accounts\[0\].name is 1: expected text$/],
  ['an account twice', { accounts: [{ id: '111122223333', standing: 'own' }, { id: '111122223333', standing: 'vendor' }] }, /account 111122223333 is given twice: name it once, as own or as vendor$/],
  ['levels that are a list', { levels: [] }, /levels is no object/],
  ['an unknown rule', { levels: { 'mfa-requried': 'off' } }, /levels names the rule "mfa-requried", and there is none: the rules are public-principal, /],
  ['a rule that every object has', { levels: { toString: 'off' } }, /levels names the rule "toString", and there is none/],
  ['an unknown level', { levels: { 'mfa-required': 'warn' } }, /levels.mfa-required is "warn", which is no level: expected error, warning, info, off$/],
  ['a level for undecided that is none', { undecided: true }, /undecided is true, which is no level/],
  ['two levels for undecided', { levels: { undecided: 'off' }, undecided: 'error' }, /undecided is "error", but levels.undecided is "off": give one of the two$/],
])('%s is refused', (_, content, expected) => {
  expect(() => read(content)).toThrow(expected);
});
