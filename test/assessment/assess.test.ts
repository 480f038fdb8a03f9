/** From one document to its findings: order, levels and form, without ever throwing. */
import { auditTrustPolicy } from '../../src/assessment/assess';
import { LevelSetting } from '../../src/findings/level';
import { DEFAULT_LEVELS } from '../../src/rules/catalogue';
import { RULE_IDS } from '../../src/rules/rule-ids';
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
  SISTER,
  user,
  VENDOR,
} from '../rules/trust-policy-cases';

interface Settings {
  readonly account?: string;
  readonly accounts?: readonly KnownAccountEntry[];
  readonly levels?: Readonly<Record<string, LevelSetting>>;
}

function audit(document: unknown, { account = OWN, accounts = [], levels = {} }: Settings = {}) {
  return auditTrustPolicy({ document, context: { account } }, { accounts: new Map(accounts.map((entry) => [entry.id, entry])), levels });
}

const SOFT_MFA = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } };
const organization = { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } };

/** The rule that leads each finding, followed after a plus sign by the rules listed in it. */
const idsOf = (document: unknown, settings?: Settings) =>
  audit(document, settings).map(({ ruleId, also = [] }) => [ruleId, ...also].join(' + '));

describe('which rules report', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['a service: none', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }), []],
    ['the role\'s own account: none', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }))), []],
    ['a named role that must know an ExternalId: none', policy(allow(role(PARTNER, 'deploy'), EXTERNAL_ID)), []],
    ['a named user with MFA and an ExternalId: none', policy(allow(user(PARTNER, 'alice'), { ...MFA, ...EXTERNAL_ID })), []],
    ['a named role: an ExternalId is missing', policy(allow(role(PARTNER, 'deploy'))), ['external-id-required']],
    ['a named user: MFA and an ExternalId are missing', policy(allow(user(PARTNER, 'alice'))), ['mfa-required + external-id-required']],
    ['an unknown account: one finding', policy(allow(root(PARTNER))), ['specific-principal + mfa-required + external-id-required']],
    ['MFA and ExternalId do not name a principal', policy(allow(root(PARTNER), { ...MFA, ...EXTERNAL_ID })), ['specific-principal']],
    ['every principal: one finding', policy(allow('*')), ['public-principal + specific-principal + mfa-required + external-id-required']],
    [
      'a mistake beside a weakness',
      policy({ ...allow(root(PARTNER), MFA), Resource: '*' }),
      ['specific-principal + external-id-required', 'rejected-by-iam'],
    ],
    ['an unknown principal', policy(allow({ Ref: 'Who' })), ['undecided']],
    [
      'a role that nobody can assume: only that',
      policy(allow(role(OWN, 'ci'), MFA), allow(root(OWN), undefined, 'sts:AssumeRoleWithSAML')),
      ['never-assumable'],
    ],
    ['a statement that no request satisfies', policy(allow(role(OWN, 'ci')), allow(role(OWN, 'ci'), MFA)), ['dead-statement']],
    ['a deleted principal is not also reported as dead', policy(allow('AROAABCDEFGHIJKLMNOPQ')), ['deleted-principal']],
    ['what IAM rejects is not also reported as dead', policy(allow('11111111111')), ['rejected-by-iam']],
    ['a condition that restricts nothing, in the role\'s own account', policy(allow(root(OWN), SOFT_MFA)), ['ineffective-condition']],
    [
      'the same where another finding says why it matters',
      policy(allow(user(PARTNER, 'alice'), { ...SOFT_MFA, ...EXTERNAL_ID })),
      ['mfa-required'],
    ],
    [
      'every action, for another account',
      policy(allow(role(PARTNER, 'ci'), EXTERNAL_ID, 'sts:*')),
      ['action-wide + session-tags-unbounded'],
    ],
    [
      'a dead statement for an unknown account allows no caller',
      policy(allow(role(OWN, 'ci')), allow(role(PARTNER, 'ci'), MFA, 'sts:*')),
      ['dead-statement'],
    ],
    [
      'several at once, in the order of the catalogue',
      policy(
        allow(user(PARTNER, 'alice'), { ...MFA, ...organization }, 'sts:*'),
        allow(role(OWN, 'ci'), MFA),
        allow(['AIDAABCDEFGHIJKLMNOPQ', role(OWN, 'ci')]),
      ),
      ['external-id-required', 'ineffective-condition', 'dead-statement', 'action-wide + session-tags-unbounded', 'deleted-principal'],
    ],
    [
      'each statement separately',
      policy(allow(role(PARTNER, 'one')), allow(role(PARTNER, 'two'))),
      ['external-id-required', 'external-id-required'],
    ],
  ])('%s', (_, document, expected) => expect(idsOf(document)).toEqual(expected));

  test('CodePipeline\'s cross-account role has no finding: the account is one of the app\'s own, the caller is one role', () => {
    const document = policy(allow(renderedRoot(SISTER), { ArnEquals: { 'aws:PrincipalArn': role(SISTER, 'pipeline-role') } }));
    expect(idsOf(document, { accounts: [{ id: SISTER, standing: 'own' }] })).toEqual([]);
  });
});

describe('facts about the role beside its document', () => {
  const document = policy(allow([user(PARTNER, 'alice'), role(OWN, 'deploy')], { ...EXTERNAL_ID }));
  const judgeRole = (about?: object) => auditTrustPolicy(
    { document, context: { account: OWN }, role: about },
    { accounts: new Map(), levels: {} },
  );
  const ask = (about?: object) => judgeRole(about).map(({ ruleId }) => ruleId);

  test.each<[string, object | undefined, readonly string[]]>([
    ['nothing', undefined, ['mfa-required']],
    ['its name', { name: 'deploy' }, ['mfa-required', 'self-trust']],
    ['how long its sessions last', { maxSessionDuration: 7200 }, ['mfa-required', 'long-session']],
    ['both', { logicalId: 'Role', name: 'deploy', maxSessionDuration: 7200 }, ['mfa-required', 'self-trust', 'long-session']],
    ['another name, and an hour', { name: 'other', maxSessionDuration: 3600 }, ['mfa-required']],
  ])('%s', (_, about, expected) => expect(ask(about)).toEqual(expected));
});

describe('what is known of an account', () => {
  const OWN_ACCOUNT: KnownAccountEntry = { id: SISTER, standing: 'own', name: 'tools' };
  const VENDOR_ACCOUNT: KnownAccountEntry = { id: VENDOR, standing: 'vendor', name: 'scanner' };

  test.each<[string, string, readonly KnownAccountEntry[], readonly string[]]>([
    ['unknown: everything is required', SISTER, [], ['specific-principal + mfa-required + external-id-required']],
    ['own: no ExternalId is required', SISTER, [OWN_ACCOUNT], ['specific-principal + mfa-required']],
    ['a vendor: only an ExternalId is required', VENDOR, [VENDOR_ACCOUNT], ['external-id-required']],
    [
      'a different account than the declared ones',
      PARTNER,
      [OWN_ACCOUNT, VENDOR_ACCOUNT],
      ['specific-principal + mfa-required + external-id-required'],
    ],
    ['the role\'s own, although declared as a vendor', OWN, [{ id: OWN, standing: 'vendor' }], []],
  ])('%s', (_, account, accounts, expected) => expect(idsOf(policy(allow(root(account))), { accounts })).toEqual(expected));

  test('a vendor with its ExternalId has no finding', () => {
    expect(idsOf(policy(allow(root(VENDOR), EXTERNAL_ID)), { accounts: [VENDOR_ACCOUNT] })).toEqual([]);
  });

  test('a known account that the document does not name changes nothing', () => {
    const document = policy(allow(root(PARTNER), MFA));
    expect(audit(document, { accounts: [OWN_ACCOUNT, VENDOR_ACCOUNT] })).toEqual(audit(document));
  });
});

describe('levels', () => {
  const document = policy(allow(root(PARTNER)), allow({ Ref: 'Who' }));

  test('every rule has one, and these have error as their default', () => {
    expect(Object.keys(DEFAULT_LEVELS).sort()).toEqual([...RULE_IDS].sort());
    expect(audit(document).map(({ level }) => level)).toEqual(['error', 'error']);
  });

  test.each<[string, LevelSetting, readonly (string | undefined)[]]>([
    ['mfa-required', 'warning', ['error', 'error']],
    ['specific-principal', 'warning', ['error', 'error']],
    ['undecided', 'info', ['error', 'info']],
  ])('%s as %s', (rule, level, expected) => {
    expect(audit(document, { levels: { [rule]: level } }).map((finding) => finding.level)).toEqual(expected);
  });

  test('a rule that is off reports nothing, and leaves no question undecided', () => {
    const levels = { 'public-principal': 'off', 'mfa-required': 'off', 'external-id-required': 'off' } as const;
    const findings = audit(document, { levels });
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['specific-principal', 'undecided']);
    expect(findings[1].message).toBe('deploy-time values decide whether principals that are not named get access');
  });

  test('undecided off', () => expect(idsOf(document, { levels: { undecided: 'off' } })).not.toContain('undecided'));

  test('the same document, audited again with other levels, gets those levels', () => {
    const levels = { 'specific-principal': 'info', 'mfa-required': 'info', 'external-id-required': 'info' } as const;
    expect([audit(document)[0].level, audit(document, { levels })[0].level, audit(document)[0].level]).toEqual(['error', 'info', 'error']);
  });
});

describe('the form of a finding', () => {
  test('a finding with a witness', () => {
    expect(audit(policy({ ...allow(root(PARTNER), MFA), Sid: 'Partner' }), { levels: { 'external-id-required': 'off' } })).toEqual([
      {
        ruleId: 'specific-principal',
        level: 'error',
        message: `any principal in account ${PARTNER} can assume this role`,
        because:
          `statement 0 "Partner" trusts the whole account ${PARTNER}: its administrators decide which of its principals can assume ` +
          'the role',
        statement: { index: 0, sid: 'Partner' },
        witness: {
          action: 'sts:AssumeRole',
          caller: { kind: 'iam-user', arn: user(PARTNER, 'example'), account: PARTNER },
          context: { 'aws:MultiFactorAuthPresent': 'true' },
        },
        fix: expect.stringContaining(`new iam.ArnPrincipal('arn:aws:iam::${PARTNER}:role/<name>')`),
        docs: expect.stringMatching(/\/docs\/rules\/specific-principal\.md$/),
      },
    ]);
  });

  test('a finding about a statement that allows nobody has no witness, and one about the whole document has no statement', () => {
    const [finding] = audit({ Version: '2012-10-17' });
    expect(finding).toMatchObject({ ruleId: 'rejected-by-iam' });
    expect(Object.keys(finding)).not.toEqual(expect.arrayContaining(['witness']));
    expect(Object.keys(finding)).not.toEqual(expect.arrayContaining(['statement']));
  });

  test('the message is one line, and no line of the reason and the fix is empty', () => {
    const documents = [
      policy(allow('*')),
      policy(allow(root(PARTNER))),
      policy(allow({ Ref: 'Who' })),
      policy({ ...allow('*'), Resource: '*' }),
      'text',
    ];
    for (const { message, because, fix } of documents.flatMap((document) => audit(document))) {
      for (const line of [message, ...because.split('\n'), ...fix.split('\n')]) expect(line).toMatch(/^\S.*\S$/);
    }
  });
});

describe('whatever a document contains, it is reported and never thrown', () => {
  const deep = (depth: number): unknown => (depth === 0 ? '*' : { 'Fn::Join': ['', [deep(depth - 1)]] });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 42],
    ['a boolean', true],
    ['a list', []],
    ['text', 'not a policy'],
    ['an empty object', {}],
    ['truncated JSON', '{"Version":"2012-10-17","Statement":['],
    ['statements of every wrong type', { Version: '2012-10-17', Statement: [null, 1, 'x', [], true] }],
    [
      'principals of every wrong type',
      policy(...[null, 1, true, [], [[]], {}].map((Principal) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }))),
    ],
    [
      'conditions of every wrong type',
      policy(...[
        null,
        1,
        'x',
        [],
        { Bool: 1 },
        { Bool: null },
        { Bool: { x: null } },
      ].map((condition) => ({ ...allow('*'), Condition: condition }))),
    ],
    ['an unknown intrinsic', policy(allow({ 'Fn::Nothing': ['x'] }))],
    [
      'an intrinsic with nonsense in it',
      policy(allow({ 'Fn::Join': 'x' }), allow({ 'Fn::If': [] }), allow({ 'Fn::GetAtt': 7 }), allow({ Ref: {} })),
    ],
    ['intrinsics, deep inside each other', policy(allow(deep(2_000)))],
    [
      'names of properties that every JavaScript object has',
      JSON.parse('{"Statement":{"__proto__":{"Effect":"Allow"},"constructor":1,"Effect":"Allow","Principal":"*","Action":"*"}}'),
    ],
    ['an unusual text in a message', policy(allow('line\nbreak "quoted" \u0000'))],
  ])('%s', (_, document) => {
    const findings = audit(document);
    expect(findings.length).toBeGreaterThan(0);
    for (const { message, because, fix } of findings) expect([message, because, fix].every((words) => words.trim() !== '')).toBe(true);
  });

  test('and findings contain only values that JSON can express', () => {
    const findings = audit(policy(allow('*'), deny({ Ref: 'Who' }), { ...allow(root(PARTNER)), Resource: '*' }));
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
  });
});
