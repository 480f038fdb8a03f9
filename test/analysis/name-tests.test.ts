/** Whether a principal or a condition matches a caller's name, given which of its automata accept the name. */
import { documentOf, PARAMETERS, PARTNER } from './ask-policy';
import { arnPrefix, CallerClass } from '../../src/analysis/caller-class';
import { canPass, clauseTest, NameTest, onlyThisPath, principalTest, forbiddenPatternTest } from '../../src/analysis/name-tests';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { Truth } from '../../src/evaluation/truth';
import { readPattern, VariableValues, WILDCARDS_ONLY } from '../../src/evaluation/value-pattern';
import { allow, clauseOf, holeOf, StatementJson } from '../evaluation/policies';

const USER: CallerClass = { kind: 'iam-user', mfa: 'absent', account: PARTNER, partition: 'aws' };
const SESSION: CallerClass = { kind: 'role-session', mfa: 'absent', account: PARTNER, partition: 'aws', sessionName: 'build' };

/** Which automata accept the name, each for its own part. */
function reading({ automata }: NameTest, name: string): boolean[] {
  return automata.map(({ automaton, prefix = '', suffix = '', lastSegment }) => {
    const read = lastSegment ? name.slice(name.lastIndexOf('/') + 1) : name;
    return automaton.accepts(automaton.run(automaton.start, prefix + read + suffix));
  });
}

function passes(test: NameTest, name: string): boolean {
  return test.combine(reading(test, name));
}

/** The result of a test of the name. */
function truthOf(make: (serve: (truth: Truth) => boolean) => NameTest, name: string): Truth | undefined {
  let found: Truth | undefined;
  passes(make((truth) => {
    found = truth;
    return true;
  }), name);
  return found;
}

function statementOf(statement: StatementJson) {
  return readTrustPolicy(documentOf(statement), PARAMETERS).variants[0].statements[0];
}

const named = (AWS: unknown): StatementJson => allow({ Principal: { AWS } });
const user = (name: string) => `arn:aws:iam::${PARTNER}:user/${name}`;
const role = (name: string) => `arn:aws:iam::${PARTNER}:role/${name}`;
const later = (text: string) => ({ 'Fn::Sub': text });

describe('a principal and the name of a caller', () => {
  test.each<[string, StatementJson, CallerClass, string, Truth]>([
    ['a user is named with its path', named(user('team/alice')), USER, 'team/alice', 'yes'],
    ['a user with another path is another user', named(user('team/alice')), USER, 'other/alice', 'no'],
    ['a user without path is another user', named(user('team/alice')), USER, 'alice', 'no'],
    ['a user of another name', named(user('alice')), USER, 'bob', 'no'],
    ['a user without path is not one with path', named(user('alice')), USER, 'team/alice', 'no'],
    ['a user is not a session of a role', named(user('alice')), SESSION, 'alice', 'no'],
    ['a user of another account', named('arn:aws:iam::999999999999:user/alice'), USER, 'alice', 'no'],
    ['a role with its path', named(role('team/Deploy')), SESSION, 'team/Deploy', 'yes'],
    ['a role with another path is another role', named(role('team/Deploy')), SESSION, 'other/Deploy', 'no'],
    ['a role without path is another role', named(role('team/Deploy')), SESSION, 'Deploy', 'no'],
    ['a role without path is not one with path', named(role('Deploy')), SESSION, 'team/Deploy', 'no'],
    ['a role of another name', named(role('team/Deploy')), SESSION, 'team/Other', 'no'],
    [
      'a session of a role, whose path its ARN leaves out',
      named(`arn:aws:sts::${PARTNER}:assumed-role/Deploy/build`),
      SESSION,
      'team/Deploy',
      'yes',
    ],
    ['a session of another name', named(`arn:aws:sts::${PARTNER}:assumed-role/Deploy/other`), SESSION, 'Deploy', 'no'],
    ['the second of two', named([user('alice'), user('bob')]), USER, 'bob', 'yes'],
    ['the first of two', named([user('alice'), user('bob')]), USER, 'alice', 'yes'],
    ['the second after one that no name matches', named([role('x'), user('bob')]), USER, 'bob', 'yes'],
    ['neither of two', named([user('alice'), user('bob')]), USER, 'carol', 'no'],
    [
      'everyone except the second of two',
      { Effect: 'Allow', Action: '*', NotPrincipal: { AWS: [user('alice'), user('bob')] } },
      USER,
      'bob',
      'no',
    ],
    [
      'everyone except two others',
      { Effect: 'Allow', Action: '*', NotPrincipal: { AWS: [user('alice'), user('bob')] } },
      USER,
      'carol',
      'yes',
    ],
    ['the account, whatever the name', named(PARTNER), USER, 'alice', 'yes'],
    ['a role with a partly unknown name', named(later(`arn:aws:iam::${PARTNER}:role/a-\${Parameter}`)), SESSION, 'a-b', 'unknown'],
  ])('%s', (_, statement, caller, name, expected) => {
    expect(truthOf((serve) => principalTest(statementOf(statement), caller, serve), name)).toBe(expected);
  });

  test.each<[string, StatementJson, CallerClass]>([
    ['of another kind', named(role('alice')), USER],
    ['of another account', named('arn:aws:iam::999999999999:role/Deploy'), SESSION],
    ['that is a whole account', named(PARTNER), SESSION],
  ])('no automaton has to read the name for a principal %s', (_, statement, caller) => {
    expect(principalTest(statementOf(statement), caller, () => true).automata).toEqual([]);
  });
});

describe('a principal that IAM rejects, interpreted as the pattern its author intended', () => {
  test.each<[string, StatementJson, CallerClass, string, Truth]>([
    ['matches the ARN of a user', named(user('a*')), USER, 'alice', 'unconfirmed'],
    ['matches the ARN of another user', named(user('a*')), USER, 'bob', 'no'],
    ['matches the ARN of the role, with its path', named(role('team/*')), SESSION, 'team/Deploy', 'unconfirmed'],
    ['matches the ARN of another role', named(role('team/*')), SESSION, 'Deploy', 'no'],
    ['matches the ARN of the session, without path', named('arn:aws:sts::*:assumed-role/Deploy/b*'), SESSION, 'team/Deploy', 'unconfirmed'],
    ['matches the ARN of another session', named('arn:aws:sts::*:assumed-role/Deploy/c*'), SESSION, 'Deploy', 'no'],
    ['matches sessions, and a user has none', named('arn:aws:sts::*:assumed-role/*'), USER, 'alice', 'no'],
    ['matches the digits of the account, whatever the name', named(`${PARTNER.slice(0, -1)}*`), USER, 'alice', 'unconfirmed'],
    ['matches the root of the account, whatever the name', named('arn:aws:iam::*:root'), SESSION, 'Deploy', 'unconfirmed'],
    [
      'does not match across the colons of an ARN',
      named(`arn:*:iam::${PARTNER.replace(/.$/, 'x')}:role/Deploy`),
      SESSION,
      `:iam::${PARTNER.replace(/.$/, 'x')}:role/Deploy`,
      'no',
    ],
    ['is partly unknown', named(later('arn:aws:iam::${Parameter}:role/D*')), SESSION, 'Deploy', 'unknown'],
    ['is partly unknown, and cannot match in any case', named(later('arn:aws:iam::${Parameter}:role/D*')), SESSION, 'Other', 'no'],
    ['has a principal type that is not AWS', allow({ Principal: { CanonicalUser: '*' } }), USER, 'alice', 'no'],
  ])('%s', (_, statement, caller, name, expected) => {
    expect(truthOf((serve) => principalTest(statementOf(statement), caller, serve), name)).toBe(expected);
  });
});

/** `${aws:open}` may have any value or none, `${aws:star}` is an asterisk, and `${aws:lacking}` has no value. */
const variables: VariableValues = (key) => (key === 'aws:open' ? holeOf() : key === 'aws:star' ? '*' : undefined);

function truthOfClause(operator: string, value: string, name: string, prefix?: string): Truth | undefined {
  const clause = clauseOf(operator, prefix === undefined ? 'aws:username' : 'aws:PrincipalArn', value);
  const constraint = { clause, operator: clause.operator!, version: '2012-10-17', effect: 'Allow', wanted: true } as const;
  return truthOf((serve) => clauseTest(variables, constraint, prefix, serve), name);
}

describe('a clause on the name of a user', () => {
  test.each<[string, string, string, string, Truth | undefined]>([
    ['compares it without its path', 'StringEquals', 'alice', 'team/alice', 'yes'],
    ['matches no other', 'StringEquals', 'alice', 'bob', 'no'],
    ['ignores case where the operator says so', 'StringEqualsIgnoreCase', 'ALICE', 'alice', 'yes'],
    ['may match by a variable that can hold any value', 'StringEquals', 'a${aws:open}', 'alice', 'unknown'],
    ['fails whatever the value of the variable', 'StringEquals', 'a${aws:open}', 'bob', 'no'],
    ['differs, undocumented if the variable has no value', 'StringNotEquals', 'a${aws:open}', 'bob', 'unknown'],
    ['may not differ from the value of a variable', 'StringNotEquals', 'a${aws:open}', 'alice', 'unknown'],
    ['never matches a variable without a value', 'StringEquals', 'a${aws:lacking}', 'a', 'no'],
    ['differs, undocumented, from a variable without a value', 'StringNotEquals', 'a${aws:lacking}', 'bob', 'unconfirmed'],
    ['leaves it to the evaluator what an asterisk from a variable does', 'StringLike', 'a${aws:star}', 'alice', undefined],
    ['fails whatever the asterisk does', 'StringLike', 'a${aws:star}', 'bob', 'no'],
    ['matches a pattern that is not an ARN', 'StringLike', 'a*', 'alice', 'yes'],
  ])('%s', (_, operator, value, name, expected) => expect(truthOfClause(operator, value, name)).toBe(expected));
});

describe('a clause on the ARN of a user', () => {
  test.each<[string, string, string, string, Truth]>([
    ['matches a whole ARN', 'ArnLike', user('alice'), 'alice', 'yes'],
    ['matches a whole ARN with wildcards', 'ArnLike', 'arn:*:iam::*:user/a*', 'alice', 'yes'],
    ['counts colons after the fifth as part of the name', 'ArnLike', 'arn:aws:iam::*:user/a:b', 'alice', 'no'],
    ['is undocumented where the text is not a whole ARN', 'ArnLike', 'arn:aws:iam:*:user/alice', 'alice', 'unconfirmed'],
    ['is undocumented even where that text would otherwise match', 'ArnLike', 'arn:aws:iam:*:user/bob', 'alice', 'unconfirmed'],
    ['differs, undocumented, from text that is not a whole ARN', 'ArnNotLike', 'arn:aws:iam:*:user/bob', 'alice', 'unconfirmed'],
    ['never matches a variable without value', 'ArnLike', '${aws:lacking}', 'alice', 'no'],
    ['matches text that is not a whole ARN, as text', 'StringLike', '*:user/alice', 'alice', 'yes'],
  ])('%s', (_, operator, value, name, expected) => expect(truthOfClause(operator, value, name, arnPrefix(USER))).toBe(expected));
});

describe('a test with automata that can accept nothing more', () => {
  const deadAre = (dead: number, alive: number): boolean[] => [...Array<boolean>(dead).fill(true), ...Array<boolean>(alive).fill(false)];
  const asks = (combine: NameTest['combine']): NameTest => ({ automata: [], combine });

  test.each<[string, NameTest, boolean[], boolean]>([
    ['cannot pass when all automata that it needs are dead', asks((accepted) => accepted.some((is) => is)), deadAre(7, 0), false],
    ['can pass with the one that is not dead', asks((accepted) => accepted.some((is) => is)), deadAre(7, 1), true],
    ['cannot pass with only some of the automata that it needs', asks((accepted) => accepted.every((is) => is)), deadAre(1, 2), false],
    ['can pass when nothing is required to accept', asks((accepted) => !accepted.some((is) => is)), deadAre(1, 2), true],
    ['can pass with a single one of many', asks((accepted) => accepted.join() === 'false,false,true,false'), deadAre(1, 3), true],
    ['is tried in full with six that are not dead', asks(() => false), deadAre(1, 6), false],
    ['counts as possible with more', asks(() => false), deadAre(0, 7), true],
  ])('%s', (_, asked, dead, expected) => {
    expect(canPass(asked, dead)).toBe(expected);
    expect(canPass(asked, dead)).toBe(expected);
  });
});

test.each<[string, string, boolean]>([
  ['the role itself', 'team/Deploy', true],
  ['a role of that name under another path', 'other/Deploy', false],
  ['a role of that name without path', 'Deploy', false],
  ['a role of another name under that path', 'team/Other', true],
  ['a role whose name is part of it', 'team/De', true],
])('where a role exists, a search can still find %s: %s, %s', (_, name, expected) => {
  expect(passes(onlyThisPath('team/Deploy'), name)).toBe(expected);
});

describe('a pattern of ARNs that a question excludes', () => {
  const pattern = readPattern(`arn:*:iam::${PARTNER}:user/Al*`, WILDCARDS_ONLY);
  const prefix = 'arn:aws:iam::999999999999:user/';

  test.each<[string, boolean, boolean, string, boolean]>([
    ['as text also excludes a path that contains the rest of it', false, false, `:iam::${PARTNER}:user/Alice`, false],
    ['part by part does not', true, false, `:iam::${PARTNER}:user/Alice`, true],
    ['in any case excludes different case', false, true, `:iam::${PARTNER}:user/alice`, false],
    ['part by part in any case does not exclude the path', true, true, `:iam::${PARTNER}:user/alice`, true],
  ])('%s', (_, byParts, ignoreCase, name, expected) => {
    expect(passes(forbiddenPatternTest({ pattern, ignoreCase, byParts }, prefix), name)).toBe(expected);
  });

  test.each<[boolean, string, boolean]>([[false, 'Alice', false], [false, 'alice', true], [true, 'alice', false], [true, 'bob', true]])(
    'part by part it is compared in any case: %s, so %s is possible: %s',
    (ignoreCase, name, expected) => {
      expect(passes(forbiddenPatternTest({ pattern, ignoreCase, byParts: true }, arnPrefix(USER)), name)).toBe(expected);
    },
  );
});
