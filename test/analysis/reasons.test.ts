/** The reasons for an undecided verdict: each of them relevant, and none missing. */
import {
  ask,
  ANYBODY_AT_ALL,
  callersOfKind,
  documentOf,
  FOREIGNERS,
  LATER,
  openVerdict,
  OWNER,
  PARAMETERS,
  PARTNER,
  USERS_WITHOUT_MFA,
  verdictOn,
} from './ask-policy';
import { Allowance, DEFAULT_LIMITS } from '../../src/analysis/budget';
import { askVariants, searchableVariants } from '../../src/analysis/find-request';
import { Question } from '../../src/analysis/question';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const NAME = 'sts:RoleSessionName';
const ROOT = { AWS: PARTNER };
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const NO_OPERATOR = { StringMatches: { 'sts:ExternalId': 'a' } };
const VERSION = '`Version` is known at deployment only (a string)';
const TAGS: Question = { ...ANYBODY_AT_ALL, sides: ['sts:TagSession'] };
const BY_ORDER = { DateLessThan: { 'aws:PrincipalAccount': '5' } };

const when = (Condition: unknown) => allow({ Principal: ROOT, Condition });

test.each<[string, unknown, Question, string[]]>([
  ['actions', documentOf(allow({ Principal: ROOT, Action: LATER })), ANYBODY_AT_ALL, ['the actions of statement 0']],
  ['an effect', documentOf({ ...allow({ Principal: ROOT }), Effect: LATER }), ANYBODY_AT_ALL, ['the effect of statement 0']],
  ['conditions as a whole', documentOf(when(LATER)), ANYBODY_AT_ALL, ['its conditions are known at deployment only (a string)']],
  ['condition keys', documentOf(when({ StringEquals: LATER })), ANYBODY_AT_ALL, ['StringEquals <parameter "Parameter"> []']],
  ['an operator that IAM does not know', documentOf(when(NO_OPERATOR)), ANYBODY_AT_ALL, ['StringMatches sts:ExternalId "a"']],
  [
    'the same in a Deny',
    documentOf(allow({ Principal: ROOT }), deny({ Condition: NO_OPERATOR })),
    ANYBODY_AT_ALL,
    ['StringMatches sts:ExternalId "a"'],
  ],
  [
    'the conditions of a Deny',
    documentOf(allow({ Principal: ROOT }), deny({ Condition: LATER })),
    ANYBODY_AT_ALL,
    ['its conditions are known at deployment only (a string)'],
  ],
  [
    'an effect that IAM does not know',
    documentOf(allow({ Principal: ROOT }), { ...deny(), Effect: 'Forbid' }),
    ANYBODY_AT_ALL,
    ['the effect of statement 1'],
  ],
  ['the version', { Version: LATER, Statement: [when(MFA)] }, USERS_WITHOUT_MFA, [VERSION]],
  ['the version, for callers that no statement names', { Version: LATER, Statement: [when(MFA)] }, callersOfKind('saml'), [VERSION]],
  ['the version, for tags', { Version: LATER, Statement: [allow({ Principal: ROOT })] }, TAGS, [VERSION]],
  [
    'a variable beside another value',
    documentOf(
      when({ StringEquals: { [NAME]: ['a b', '${aws:username}'] }, StringLike: { [NAME]: 'al*', 'aws:PrincipalArn': '*:user/b*' } }),
    ),
    ANYBODY_AT_ALL, [`StringEquals ${NAME} ["a b", "\${aws:username}"]`],
  ],
  [
    'a principal, once for all variants',
    documentOf(allow({ Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${Parameter}:role/${Stage}' } } })),
    ANYBODY_AT_ALL, ['dev', 'prod'].map((name) => `the principal arn:aws:iam::<parameter "Parameter">:role/${name}`),
  ],
  [
    'the order of account numbers',
    documentOf(allow({ Condition: BY_ORDER })),
    FOREIGNERS,
    ['the order of account ids, which the policy compares'],
  ],
])('%s', (_, document, question, reasons) => {
  expect(ask(document, question, OWNER, PARAMETERS)).toEqual({ kind: 'undecided', reasons });
});

test.each<[string, unknown, Question, string]>([
  [
    'a version makes no difference to callers that the question is not about',
    { Version: LATER, Statement: [allow({ Principal: ROOT })] },
    { ...ANYBODY_AT_ALL, callers: () => false },
    'closed',
  ],
  [
    'an effect makes no difference to callers that its statement does not name',
    documentOf({ ...allow({ Principal: ROOT }), Effect: LATER }),
    callersOfKind('saml'),
    'closed',
  ],
  // If `AWS: "*"` matches services, which is not documented, the Deny applies to them as well.
  [
    'a Deny for the same callers as the Allow, though both are not documented',
    documentOf(allow(), deny({ Condition: LATER })),
    callersOfKind('service'),
    'undecided',
  ],
])('what is not known about %s', (_, document, question, expected) => {
  expect(ask(document, question, OWNER, PARAMETERS).kind).toBe(expected);
});

describe('statements that may allow side actions', () => {
  const all = allow({ Principal: ROOT, Action: 'sts:*' });
  const tagSession = allow({ Principal: ROOT, Action: 'sts:TagSession' });
  const second: Question = { ...ANYBODY_AT_ALL, sideStatements: ({ index }) => index === 1 };

  test.each<[string, StatementJson[], Question, string]>([
    ['each of the two that are requested', [all, all], { ...second, sides: ['sts:TagSession', 'sts:SetSourceIdentity'] }, 'open'],
    ['one of them only', [all, tagSession], { ...second, sides: ['sts:TagSession', 'sts:SetSourceIdentity'] }, 'closed'],
    [
      'one that the question is not about',
      [allow({ Principal: ROOT, Action: 'sts:*', Condition: { Null: { 'aws:TagKeys': 'false' } } })],
      second,
      'open',
    ],
  ])('allow %s', (_, statements, question, expected) => {
    expect(verdictOn(statements, question)).toBe(expected);
  });
});

test('a request that is required to have tags and another key has both', () => {
  const both: Question = {
    ...TAGS,
    requirements: () => [{ key: 'sts:externalid', mayBeAbsent: false, mayBePresent: true, differsFrom: [] }],
  };
  const { request } = openVerdict(ask(documentOf(allow({ Principal: ROOT, Action: 'sts:*' })), both));
  expect([...request.context.keys()]).toEqual(expect.arrayContaining(['aws:tagkeys', 'sts:externalid']));
});

describe('account numbers that are compared by their order', () => {
  test('do not leave out a caller that the search did not consider', () => {
    const unthoughtOf: Question = { about: 'an account', callers: ({ account }) => account === '000000000004' };
    expect(verdictOn([allow({ Condition: BY_ORDER })], unthoughtOf)).toBe('undecided');
  });

  test('do not hide a request that is found', () => {
    expect(verdictOn([allow({ Condition: BY_ORDER }), allow({ Principal: ROOT })], FOREIGNERS)).toBe('open');
  });
});

test('an account that only the question names is distinguished', () => {
  const known: Question = { about: 'an account', callers: ({ account }) => account === '123412341234' };
  expect(verdictOn([allow()], known)).toBe('closed');
  expect(verdictOn([allow()], { ...known, accounts: ['123412341234'] })).toBe('open');
});

describe('one policy, asked many questions', () => {
  const asked = (question: Question, allowance?: Allowance, before: readonly Question[] = []) => {
    const variants = searchableVariants(
      readTrustPolicy(documentOf(when({ StringEquals: { 'sts:ExternalId': LATER } })), PARAMETERS),
      OWNER,
      [],
    );
    before.forEach((other) => askVariants(variants, other));
    return askVariants(variants, question, DEFAULT_LIMITS, allowance).kind;
  };

  // A caller that does not know the value of the parameter, which counts as a secret, or may turn out to be `guess`.
  test('answers each as if it were the first', () => {
    const guess: Question = {
      ...ANYBODY_AT_ALL,
      requirements: () => [{ key: 'sts:externalid', mayBeAbsent: true, mayBePresent: true, differsFrom: [], fixed: 'guess' }],
    };
    const secret: Question = { ...guess, secretKey: 'sts:externalid' };
    expect([asked(guess), asked(secret)]).toEqual(['undecided', 'closed']);
    expect([asked(guess, undefined, [secret]), asked(secret, undefined, [guess])]).toEqual(['undecided', 'closed']);
  });

  test('answers none of them once its budget is spent', () => {
    const [ample, spent] = [0, 3_000_000].map((steps) => {
      const allowance = new Allowance();
      allowance.take(steps);
      return allowance;
    });
    expect([asked(ANYBODY_AT_ALL, ample), asked(ANYBODY_AT_ALL, spent)]).toEqual(['open', 'undecided']);
  });

  test('may cost three million steps', () => {
    const allowance = new Allowance();
    allowance.take(3_000_000);
    expect(allowance.exhausted).toBe(false);
    allowance.take(1);
    expect(allowance.exhausted).toBe(true);
  });
});

describe('callers that several principals of a statement match', () => {
  const wholeAccount: Question = { about: 'principals that nothing singles out', callers: ({ named }) => named !== true };
  const session = (name: string) => `arn:aws:sts::${PARTNER}:assumed-role/Deploy/${name}`;

  test('the account also allows a principal that another element names', () => {
    const role = { 'Fn::Sub': `arn:aws:iam::${PARTNER}:role/\${Parameter}` };
    const sessions: Question = { ...wholeAccount, callers: (caller) => caller.kind === 'role-session' && caller.named !== true };
    for (const AWS of [[PARTNER, role], [role, PARTNER]]) {
      expect(ask(documentOf(allow({ Principal: { AWS } })), sessions, OWNER, PARAMETERS).kind).toBe('open');
      const Condition = { IpAddress: { 'aws:SourceIp': LATER } };
      expect(ask(documentOf(allow({ Principal: { AWS }, Condition })), sessions, OWNER, PARAMETERS).kind).toBe('undecided');
    }
  });

  test('one session is not another', () => {
    const both = allow({ Principal: { AWS: [session('a'), session('b')] } });
    expect(['a', 'b'].map((name) => verdictOn([both, deny({ Principal: { AWS: session(name) } })]))).toEqual(['open', 'open']);
    expect(verdictOn([both, deny({ Principal: { AWS: [session('a'), session('b')] } })])).toBe('closed');
  });
});
