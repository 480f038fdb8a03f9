/** Is one ExternalId trusted for different accounts? Inside one policy; `test/assessment` compares the roles of an app. */
import {
  allow, deny, EXTERNAL_ID, expectClosed, expectOpen, judge, MFA, OWN, PARTNER, policy, renderedRoot, role, root, SECRET, session, SISTER,
  user, VENDOR,
} from './trust-policy-cases';

const RULE = 'external-id-shared';
const OTHER_SECRET = 'k3v9q0z7m2x8c4b1';
const externalId = (operator: string, value: unknown) => ({ [operator]: { 'sts:ExternalId': value } });
const both = [root(PARTNER), root(VENDOR)];

describe('closed: each account has its own value', () => {
  test.each<[string, object]>([
    ['one account', policy(allow(root(PARTNER), EXTERNAL_ID))],
    ['two roles of one account', policy(allow([role(PARTNER, 'one'), role(PARTNER, 'two')], EXTERNAL_ID))],
    ['one account in two statements', policy(allow(root(PARTNER), EXTERNAL_ID), allow(user(PARTNER, 'alice'), { ...EXTERNAL_ID, ...MFA }))],
    [
      'two accounts with different values',
      policy(allow(root(PARTNER), EXTERNAL_ID), allow(root(VENDOR), externalId('StringEquals', OTHER_SECRET))),
    ],
    ['the role\'s own account beside a foreign one', policy(allow([root(OWN), root(PARTNER)], EXTERNAL_ID))],
    ['an account declared as own beside a foreign one', policy(allow([root(SISTER), root(PARTNER)], EXTERNAL_ID))],
    ['AWS::AccountId beside a foreign one', policy(allow([renderedRoot({ Ref: 'AWS::AccountId' }), root(PARTNER)], EXTERNAL_ID))],
    [
      'two accounts, one of which satisfies the condition',
      policy(allow(both, { StringEquals: { 'sts:ExternalId': SECRET, 'aws:PrincipalAccount': PARTNER } })),
    ],
    ['two accounts, one of which a Deny covers', policy(allow(both, EXTERNAL_ID), deny(root(VENDOR)))],
    [
      'a second account whose statement allows another action',
      policy(allow(root(PARTNER), EXTERNAL_ID), allow(root(VENDOR), EXTERNAL_ID, 'sts:TagSession')),
    ],
    [
      'a second statement that no request can satisfy',
      policy(allow(root(PARTNER), EXTERNAL_ID), allow(role(VENDOR, 'scan'), { ...EXTERNAL_ID, ...MFA })),
    ],
    ['a second principal that was deleted', policy(allow([root(PARTNER), 'AROAABCDEFGHIJKLMNOPQ'], EXTERNAL_ID))],
    [
      'a value that a Deny with a list excludes for the other account',
      policy(
        allow(both, externalId('StringEquals', [SECRET, OTHER_SECRET])),
        deny(root(PARTNER), externalId('StringEquals', OTHER_SECRET)),
        deny(root(VENDOR), externalId('StringEquals', SECRET)),
      ),
    ],
    ['a value that no request can have', policy(allow(both, externalId('StringEquals', 'no value')))],
  ])('%s', (_, document) => expectClosed(RULE, { document }));

  test.each<[string, object]>([
    ['no value is required', policy(allow(both))],
    ['the value is optional', policy(allow(both, externalId('StringEqualsIfExists', SECRET)))],
    ['any value matches', policy(allow(both, externalId('StringLike', '*')))],
    ['every other value matches', policy(allow(both, externalId('StringNotEquals', SECRET)))],
  ])('no finding where external-id-required reports: %s', (_, document) => {
    expect(judge(RULE, { document }).findings).toEqual([]);
    expect(judge('external-id-required', { document }).findings).not.toEqual([]);
  });
});

describe('open: callers of two accounts can use the same value', () => {
  test.each<[string, object]>([
    ['two roots', policy(allow(both, EXTERNAL_ID))],
    ['two bare account ids', policy(allow([PARTNER, VENDOR], EXTERNAL_ID))],
    ['two roots as the CDK renders them', policy(allow([renderedRoot(PARTNER), renderedRoot(VENDOR)], EXTERNAL_ID))],
    ['two roles', policy(allow([role(PARTNER, 'scan'), role(VENDOR, 'scan')], EXTERNAL_ID))],
    ['a role and a session', policy(allow([role(PARTNER, 'scan'), session(VENDOR, 'scan', 'nightly')], EXTERNAL_ID))],
    ['two statements', policy(allow(root(PARTNER), EXTERNAL_ID), allow(root(VENDOR), EXTERNAL_ID))],
    [
      'two statements with different operators',
      policy(allow(root(PARTNER), EXTERNAL_ID), allow(root(VENDOR), externalId('StringLike', SECRET))),
    ],
    [
      'one value common to two lists',
      policy(allow(root(PARTNER), externalId('StringEquals', [OTHER_SECRET, SECRET])), allow(root(VENDOR), EXTERNAL_ID)),
    ],
    ['a list that two accounts share', policy(allow(both, externalId('StringEquals', [SECRET, OTHER_SECRET])))],
    [
      'every principal, narrowed to two accounts',
      policy(allow('*', { StringEquals: { 'sts:ExternalId': SECRET, 'aws:PrincipalAccount': [PARTNER, VENDOR] } })),
    ],
    [
      'every principal, narrowed to two roles',
      policy(allow('*', { ...EXTERNAL_ID, ArnEquals: { 'aws:PrincipalArn': [role(PARTNER, 'scan'), role(VENDOR, 'scan')] } })),
    ],
    ['a Deny of every other value', policy(allow(both), deny('*', externalId('StringNotEquals', SECRET)))],
    [
      'three accounts, one of which a Deny covers',
      policy(allow([root(PARTNER), root(VENDOR), root('555555555555')], EXTERNAL_ID), deny(root(PARTNER))),
    ],
  ])('weakness 25: %s', (_, document) => {
    const { message, witness } = expectOpen(RULE, { document });
    expect(message).toMatch(
      new RegExp(`^callers from accounts \\d{12} and \\d{12} can assume this role with the same ExternalId, "${SECRET}"$`),
    );
    expect(witness.context['sts:ExternalId']).toBe(SECRET);
  });

  test('each value is reported once, however many statements share it', () => {
    const document = policy(
      allow(both, externalId('StringEquals', [SECRET, OTHER_SECRET])),
      allow([root(PARTNER), root(VENDOR)], EXTERNAL_ID),
    );
    expect(judge(RULE, { document }).findings.map(({ message }) => message)).toEqual([
      `callers from accounts ${PARTNER} and ${VENDOR} can assume this role with the same ExternalId, "${SECRET}"`,
      `callers from accounts ${PARTNER} and ${VENDOR} can assume this role with the same ExternalId, "${OTHER_SECRET}"`,
    ]);
  });

  test('weakness 37: one branch of Fn::If adds the second account', () => {
    const document = policy(allow({ 'Fn::If': ['Prod', both, root(PARTNER)] }, EXTERNAL_ID));
    expectOpen(RULE, { document, context: { conditions: { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('the fix uses the principals that the document names', () => {
    const { fix } = expectOpen(RULE, { document: policy(allow([role(PARTNER, 'scan'), session(VENDOR, 'scan', 'nightly')], EXTERNAL_ID)) });
    expect(fix).toContain(`new iam.ArnPrincipal('${role(PARTNER, 'scan')}').withConditions(`);
    expect(fix).toContain(`new iam.ArnPrincipal('${session(VENDOR, 'scan', 'nightly')}').withConditions(`);
  });

  test('the fix gives each account its own value, and says what to do when both belong to one vendor', () => {
    const { fix } = expectOpen(RULE, { document: policy(allow(both, EXTERNAL_ID)) });
    expect(fix).toContain(
      `new iam.CompositePrincipal(new iam.AccountPrincipal('${PARTNER}')` +
        `.withConditions({ StringEquals: { 'sts:ExternalId': '<value for ${PARTNER}>' } })`,
    );
    expect(fix).toContain(`KnownAccount.vendor('${PARTNER}', '<name>') and KnownAccount.vendor('${VENDOR}', '<name>')`);
  });
});

test('no finding: a value known only at deployment cannot be compared', () => {
  const document = policy(allow(both, externalId('StringEquals', { Ref: 'Id' })));
  expectClosed(RULE, { document, context: { parameters: { Id: { Type: 'String' } } } });
});
