/** The roles of one app side by side: which of them trust one ExternalId for different accounts? */
import { auditRole, AuditSettings } from '../../src/assessment/assess';
import { auditSharedExternalIds } from '../../src/assessment/shared-external-ids';
import { KnownAccountEntry } from '../../src/rules/support/known-accounts';
import {
  allow,
  deny,
  EXTERNAL_ID,
  MFA,
  OWN,
  PARTNER,
  policy,
  renderedRoot,
  role,
  root,
  SECRET,
  SISTER,
  VENDOR,
} from '../rules/trust-policy-cases';

const OTHER_SECRET = 'k3v9q0z7m2x8c4b1';
const known = (...entries: KnownAccountEntry[]) => new Map(entries.map((entry) => [entry.id, entry]));
const SETTINGS: AuditSettings = { accounts: known({ id: SISTER, standing: 'own' }, { id: VENDOR, standing: 'vendor' }), levels: {} };
const OFF: AuditSettings = { ...SETTINGS, levels: { 'external-id-shared': 'off' } };

function sharedBy(documents: readonly object[], settings = SETTINGS) {
  const roles = documents.map((document, index) => {
    const subject = { document, context: { account: OWN } };
    return { externalIds: auditRole(subject, settings).externalIds, name: () => `Stack/Role${index}`, subject: () => subject };
  });
  return auditSharedExternalIds(roles, settings);
}

function messagesFor(documents: readonly object[], settings = SETTINGS): string[][] {
  return sharedBy(documents, settings).map((findings) => findings.map(({ message }) => message));
}

const partner = policy(allow(root(PARTNER), EXTERNAL_ID));
const vendor = policy(allow(root(VENDOR), EXTERNAL_ID));

describe('nothing is shared', () => {
  test.each<[string, readonly object[]]>([
    ['no role at all', []],
    ['one role', [partner]],
    ['two roles for one account', [partner, policy(allow(role(PARTNER, 'scan'), EXTERNAL_ID))]],
    ['the same document twice', [partner, partner]],
    ['two accounts with different values', [partner, policy(allow(root(VENDOR), { StringEquals: { 'sts:ExternalId': OTHER_SECRET } }))]],
    ['the second account is the role\'s own', [partner, policy(allow(root(OWN), EXTERNAL_ID))]],
    ['the second account is AWS::AccountId', [partner, policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }), EXTERNAL_ID))]],
    ['the second account is declared as own', [partner, policy(allow(root(SISTER), EXTERNAL_ID))]],
    ['the second account is excluded', [partner, policy(allow(root(VENDOR), EXTERNAL_ID), deny('*'))]],
    ['the second account can never be allowed', [partner, policy(allow(role(VENDOR, 'scan'), { ...EXTERNAL_ID, ...MFA }))]],
    [
      'the second account need not know the value',
      [partner, policy(allow(root(VENDOR), { StringEqualsIfExists: { 'sts:ExternalId': SECRET } }))],
    ],
    ['the second role rejects the value', [partner, policy(allow(root(VENDOR), { StringNotEquals: { 'sts:ExternalId': SECRET } }))]],
    [
      'both are known only at deployment',
      [
        policy(allow(root(PARTNER), { StringEquals: { 'sts:ExternalId': { Ref: 'Id' } } })),
        policy(allow(root(VENDOR), { StringEquals: { 'sts:ExternalId': { Ref: 'Id' } } })),
      ],
    ],
  ])('%s', (_, documents) => expect(messagesFor(documents).flat()).toEqual([]));

  test('two accounts with one name are one vendor', () => {
    const accounts = known(
      { id: PARTNER, standing: 'vendor', name: 'Monitoring Ltd' },
      { id: VENDOR, standing: 'vendor', name: 'Monitoring Ltd' },
    );
    expect(messagesFor([partner, vendor], { accounts, levels: {} }).flat()).toEqual([]);
  });

  test('the rule is off', () => expect(messagesFor([partner, vendor], OFF)).toEqual([[], []]));
});

describe('one value for two parties', () => {
  test('each of the two roles is reported, with the other one', () => {
    expect(messagesFor([
      partner,
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }),
      vendor,
    ])).toEqual([
      [`the ExternalId "${SECRET}" is used for account ${PARTNER} here, and also for account ${VENDOR} in Stack/Role2`],
      [],
      [`the ExternalId "${SECRET}" is used for account ${VENDOR} here, and also for account ${PARTNER} in Stack/Role0`],
    ]);
  });

  test('with different names the accounts stay separate', () => {
    const accounts = known(
      { id: PARTNER, standing: 'vendor', name: 'Monitoring Ltd' },
      { id: VENDOR, standing: 'vendor', name: 'Backup Ltd' },
    );
    expect(messagesFor([partner, vendor], { accounts, levels: {} }).map(({ length }) => length)).toEqual([1, 1]);
  });

  test('a witness is allowed by the role of its finding', () => {
    const [[first], [second]] = sharedBy([partner, vendor]);
    const callers = [first, second].map(({ witness }) => [witness?.caller.account, witness?.context['sts:ExternalId']]);
    expect(callers).toEqual([[PARTNER, SECRET], [VENDOR, SECRET]]);
    expect(first).toMatchObject({ ruleId: 'external-id-shared', level: 'warning', statement: { index: 0 } });
  });

  test('a value among others, in a later statement, by another operator', () => {
    const first = policy(allow(root(PARTNER), { StringEquals: { 'sts:ExternalId': [OTHER_SECRET, SECRET] } }));
    const second = policy(allow(root(OWN)), allow(role(VENDOR, 'scan'), { StringLike: { 'sts:ExternalId': SECRET } }));
    expect(messagesFor([first, second]).map(({ length }) => length)).toEqual([1, 1]);
  });

  test('two values that the same two roles share are reported separately', () => {
    const values = { StringEquals: { 'sts:ExternalId': [SECRET, OTHER_SECRET] } };
    const messages = messagesFor([policy(allow(root(PARTNER), values)), policy(allow(root(VENDOR), values))]);
    expect(messages.map(({ length }) => length)).toEqual([2, 2]);
  });

  test('a role that shares the value within its own policy has its own finding; the other role does not', () => {
    const alone = policy(allow([root(PARTNER), root(VENDOR)], EXTERNAL_ID));
    const third = policy(allow(root('555555555555'), EXTERNAL_ID));
    expect(messagesFor([alone, third]).map(({ length }) => length)).toEqual([0, 1]);
    expect(messagesFor([alone, partner])).toEqual([
      [],
      [`the ExternalId "${SECRET}" is used for account ${PARTNER} here, and also for account ${VENDOR} in Stack/Role0`],
    ]);
  });

  test('three other roles are named, the rest are counted', () => {
    const others = ['555555555551', '555555555552', '555555555553', '555555555554', '555555555555'];
    const [[message]] = messagesFor([partner, ...others.map((account) => policy(allow(root(account), EXTERNAL_ID)))]);
    expect(message).toBe(
      `the ExternalId "${SECRET}" is used for account ${PARTNER} here, and also for account 555555555551 in Stack/Role1, `
      + 'account 555555555552 in Stack/Role2, account 555555555553 in Stack/Role3 and others in 2 more roles',
    );
  });
});

test('roles that share no value are not analysed further', () => {
  const ask = (): never => { throw new Error('asked'); };
  const { externalIds } = auditRole({ document: partner, context: { account: OWN } }, SETTINGS);
  const nobodyAsks = { externalIds, name: ask, subject: ask };
  expect(auditSharedExternalIds([nobodyAsks, nobodyAsks], SETTINGS)).toEqual([[], []]);
});

test('the audit of a role returns its literal values and foreign accounts', () => {
  const named = (document: object) => auditRole({ document, context: { account: OWN } }, SETTINGS).externalIds;
  expect(named(policy(allow([root(OWN), root(PARTNER), root(SISTER)], EXTERNAL_ID)))).toEqual({ values: [SECRET], accounts: [PARTNER] });
  expect(named(policy(allow(root(PARTNER))))).toBeUndefined();
});
