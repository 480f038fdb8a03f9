/** Which callers satisfy a condition on MFA: every form of condition for every way of calling. */
import { ALICE, allow, ContextJson, deny, DEPLOY, GITHUB, LAMBDA, OKTA, outcomeOf, policyOf, PORTAL, requestOf } from './policies';
import { CallerKind } from '../../src/evaluation/assume-role-request';
import { Presence } from '../../src/evaluation/request-key-table';
import { MfaState, mfaStates, requestKeyOf } from '../../src/evaluation/request-keys';

const PRESENT = 'aws:MultiFactorAuthPresent';
const AGE = 'aws:MultiFactorAuthAge';
const LIMIT = '3600';

describe('the MFA keys of a caller', () => {
  test.each<[kind: CallerKind, states: MfaState[]]>([
    ['iam-user', ['absent', 'false', 'true']],
    ['role-session', ['absent', 'false']],
    ['federated-session', ['absent']],
    ['saml', ['absent']],
    ['oidc', ['absent']],
    ['service', ['absent']],
  ])('%s: %j', (kind, states) => {
    expect([...mfaStates(kind)].sort()).toEqual(states);
  });

  test.each<[state: MfaState, present: Presence, values: string[], age: Presence]>([
    ['absent', 'never', [], 'never'],
    ['false', 'always', ['false'], 'never'],
    ['true', 'always', ['true'], 'always'],
  ])('MFA %s: the key is present %s, with %j, and its age %s', (state, present, values, age) => {
    const key = requestKeyOf(PRESENT.toLowerCase(), 'iam-user', state);
    expect(key.presence).toBe(present);
    if (present !== 'never') expect(key.domain).toEqual({ type: 'bool', values });
    expect(requestKeyOf(AGE.toLowerCase(), 'iam-user', state).presence).toBe(age);
  });
});

const longTermKey = requestOf(ALICE);
const keyAndCode = requestOf(ALICE, { [PRESENT]: 'true', [AGE]: '0' });
const freshSession = requestOf(ALICE, { [PRESENT]: 'true', [AGE]: '1800' });
const staleSession = requestOf(ALICE, { [PRESENT]: 'true', [AGE]: '7200' });
const sessionWithout = requestOf(ALICE, { [PRESENT]: 'false' });
const chained = requestOf(DEPLOY, { [PRESENT]: 'false' });
const federated = requestOf(PORTAL);

const WAYS = [longTermKey, keyAndCode, freshSession, staleSession, sessionWithout, chained, federated];

type Passes = 'yes' | 'no';

describe('a condition of an Allow', () => {
  //                                          key    code   fresh  stale  without chained federated
  test.each<[condition: object, ...Passes[]]>([
    [{ Bool: { [PRESENT]: 'true' } }, 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
    [{ BoolIfExists: { [PRESENT]: 'true' } }, 'yes', 'yes', 'yes', 'yes', 'no', 'no', 'yes'],
    [{ Bool: { [PRESENT]: 'false' } }, 'no', 'no', 'no', 'no', 'yes', 'yes', 'no'],
    [{ BoolIfExists: { [PRESENT]: 'false' } }, 'yes', 'no', 'no', 'no', 'yes', 'yes', 'yes'],
    [{ Null: { [PRESENT]: 'false' } }, 'no', 'yes', 'yes', 'yes', 'yes', 'yes', 'no'],
    [{ Null: { [PRESENT]: 'true' } }, 'yes', 'no', 'no', 'no', 'no', 'no', 'yes'],
    [{ 'ForAllValues:Bool': { [PRESENT]: 'true' } }, 'yes', 'yes', 'yes', 'yes', 'no', 'no', 'yes'],
    [{ 'ForAnyValue:Bool': { [PRESENT]: 'true' } }, 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
    [{ Bool: { [PRESENT]: ['true', 'false'] } }, 'no', 'yes', 'yes', 'yes', 'yes', 'yes', 'no'],
    [{ NumericLessThan: { [AGE]: LIMIT } }, 'no', 'yes', 'yes', 'no', 'no', 'no', 'no'],
    [{ NumericLessThanIfExists: { [AGE]: LIMIT } }, 'yes', 'yes', 'yes', 'no', 'yes', 'yes', 'yes'],
    [{ NumericGreaterThan: { [AGE]: LIMIT } }, 'no', 'no', 'no', 'yes', 'no', 'no', 'no'],
    [{ StringNotEquals: { [PRESENT]: 'false' } }, 'yes', 'yes', 'yes', 'yes', 'no', 'no', 'yes'],
    // Combinations of two rows.
    [{ StringEquals: { [PRESENT]: 'true' } }, 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
    [{ Bool: { [PRESENT]: true } }, 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
    [{ BoolIfExists: { [PRESENT]: 'true' }, Null: { [PRESENT]: 'false' } }, 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
    [{ Bool: { [PRESENT]: 'true' }, NumericLessThan: { [AGE]: LIMIT } }, 'no', 'yes', 'yes', 'no', 'no', 'no', 'no'],
    [{ Null: { [AGE]: 'false' } }, 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
    [{}, 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  ])('%j', (Condition, ...passes) => {
    const policy = policyOf(allow({ Condition }));
    expect(WAYS.map((request) => outcomeOf(policy, request))).toEqual(passes.map((answer) => (answer === 'yes' ? 'allowed' : 'denied')));
  });
});

describe('a condition of a Deny, with an Allow for everyone', () => {
  //                                          key    code   fresh  stale  without chained federated
  test.each<[condition: object, ...Passes[]]>([
    [{ Bool: { [PRESENT]: 'false' } }, 'yes', 'yes', 'yes', 'yes', 'no', 'no', 'yes'],
    [{ BoolIfExists: { [PRESENT]: 'false' } }, 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
    [{ Null: { [PRESENT]: 'true' } }, 'no', 'yes', 'yes', 'yes', 'yes', 'yes', 'no'],
    [{ NumericGreaterThan: { [AGE]: LIMIT } }, 'yes', 'yes', 'yes', 'no', 'yes', 'yes', 'yes'],
    [{ NumericGreaterThanIfExists: { [AGE]: LIMIT } }, 'no', 'yes', 'yes', 'no', 'no', 'no', 'no'],
    [{ StringNotEquals: { [PRESENT]: 'true' } }, 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
    [{}, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
  ])('%j', (Condition, ...passes) => {
    const policy = policyOf(allow(), deny({ Condition }));
    expect(WAYS.map((request) => outcomeOf(policy, request))).toEqual(passes.map((answer) => (answer === 'yes' ? 'allowed' : 'denied')));
  });

  const machines = [LAMBDA, OKTA, GITHUB].map((caller) => requestOf(caller));
  const forMachines = allow({
    Principal: {
      Service: 'lambda.amazonaws.com',
      Federated: [
        'arn:aws:iam::222233334444:saml-provider/Okta',
        'arn:aws:iam::222233334444:oidc-provider/token.actions.githubusercontent.com',
      ],
    },
    Action: 'sts:AssumeRole*',
  });
  test.each([
    ['BoolIfExists false', 'denied', { BoolIfExists: { [PRESENT]: 'false' } }],
    ['Null true', 'denied', { Null: { [PRESENT]: 'true' } }],
    ['Bool false', 'allowed', { Bool: { [PRESENT]: 'false' } }],
  ])('%s: services and web identities, which have no MFA, are %s', (_shape, outcome, Condition) => {
    const policy = policyOf(forMachines, deny({ Principal: '*', Action: '*', Condition }));
    expect(machines.map((request) => outcomeOf(policy, request))).toEqual([outcome, outcome, outcome]);
  });
});

test.each<[what: string, context: ContextJson, outcome: string]>([
  ['one second too old', { [PRESENT]: 'true', [AGE]: '3600' }, 'denied'],
  ['just young enough', { [PRESENT]: 'true', [AGE]: '3599' }, 'allowed'],
])('an MFA session %s', (_what, context, outcome) => {
  expect(outcomeOf(policyOf(allow({ Condition: { NumericLessThan: { [AGE]: 3600 } } })), requestOf(ALICE, context))).toBe(outcome);
});
