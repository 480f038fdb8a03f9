/** `${…}` in condition values: where it is a variable, its value, and what happens when it has no value. */
import {
  allow,
  ALICE,
  clauseOf,
  ContextJson,
  DEPLOY,
  holeOf,
  KEY,
  LAMBDA,
  outcomeOf,
  policyOf,
  PORTAL,
  readDocument,
  requestOf,
  truthOfClause,
} from './policies';
import { hasWildcards, matchClause, resolvedPattern } from '../../src/evaluation/match-condition';
import { Truth } from '../../src/evaluation/truth';
import { holdsVariable, matchPattern, plainText, readPattern, resolveVariables } from '../../src/evaluation/value-pattern';
import { PartlyKnownText } from '../../src/policy/partly-known-text';

describe('the value of a variable', () => {
  test.each<[operator: string, value: string, sent: string, context: ContextJson, Truth]>([
    ['StringEquals', '${aws:Team}', 'blue', { 'aws:Team': 'blue' }, 'yes'],
    ['StringEquals', '${aws:Team}', 'red', { 'aws:Team': 'blue' }, 'no'],
    ['StringEquals', '${AWS:TEAM}', 'blue', { 'aws:Team': 'blue' }, 'yes'],
    ['StringEquals', 'team-${aws:Team}-${aws:Stage}', 'team-blue-prod', { 'aws:Team': 'blue', 'aws:Stage': 'prod' }, 'yes'],
    ['StringEqualsIgnoreCase', '${aws:Team}', 'BLUE', { 'aws:Team': 'blue' }, 'yes'],
    ['StringNotEquals', '${aws:Team}', 'blue', { 'aws:Team': 'blue' }, 'no'],
    ['StringNotEquals', '${aws:Team}', 'red', { 'aws:Team': 'blue' }, 'yes'],
    ['StringLike', '${aws:Team}-*', 'blue-7', { 'aws:Team': 'blue' }, 'yes'],
    ['ArnLike', 'arn:aws:iam::${aws:Account}:role/*', 'arn:aws:iam::111122223333:role/x', { 'aws:Account': '111122223333' }, 'yes'],
    ['ArnLike', '${aws:Source}', 'arn:aws:iam::111122223333:role/x', { 'aws:Source': 'arn:aws:iam::111122223333:role/x' }, 'yes'],
    ['Bool', '${aws:SecureTransport}', 'true', { 'aws:SecureTransport': 'true' }, 'yes'],
    // An empty value is a value.
    ['StringEquals', 'x${aws:Team}', 'x', { 'aws:Team': '' }, 'yes'],
    // Defaults.
    ['StringEquals', "${aws:Team, 'nobody'}", 'nobody', {}, 'yes'],
    ['StringEquals', "${aws:Team, 'nobody'}", 'blue', { 'aws:Team': 'blue' }, 'yes'],
    ['StringEquals', "${aws:Team, 'nobody'}", 'nobody', { 'aws:Team': 'blue' }, 'no'],
    ['StringEquals', "${aws:Team, ''}", '', {}, 'yes'],
    // White space around a name or a default is not part of it.
    ['StringEquals', '${ aws:Team }', 'blue', { 'aws:Team': 'blue' }, 'yes'],
    ['StringEquals', "${aws:Team,'nobody'}", 'nobody', {}, 'yes'],
    ['StringEquals', "${aws:Team , 'nobody' }", 'nobody', {}, 'yes'],
    // The characters with a special meaning.
    ['StringEquals', '${*}', '*', {}, 'yes'],
    ['StringLike', 'a${*}', 'a*', {}, 'yes'],
    ['StringLike', 'a${*}', 'ab', {}, 'no'],
    ['StringLike', 'a${?}', 'a?', {}, 'yes'],
    ['StringLike', 'a${?}', 'ab', {}, 'no'],
    ['StringEquals', '${$}{aws:Team}', '${aws:Team}', {}, 'yes'],
    // No value and no default: a comparison that does not match. With a negated operator the result is not documented.
    ['StringEquals', '${aws:Team}', 'blue', {}, 'no'],
    ['StringLike', '*${aws:Team}*', 'blue', {}, 'no'],
    ['ArnLike', 'arn:aws:iam::${aws:Account}:role/*', 'arn:aws:iam::111122223333:role/x', {}, 'no'],
    ['StringNotEquals', '${aws:Team}', 'blue', {}, 'unconfirmed'],
    ['StringNotLike', '${aws:Team}*', 'blue', {}, 'unconfirmed'],
    // Variables exist only for keys with a single value.
    ['StringEquals', '${aws:TagKeys}', 'a', { 'aws:TagKeys': ['a'] }, 'no'],
    // Operators without variables compare the text as it is.
    ['DateLessThan', '${aws:CurrentTime}', '2020-01-01', { 'aws:CurrentTime': '2021-01-01' }, 'no'],
    ['IpAddress', '${aws:SourceIp}', '203.0.113.7', { 'aws:SourceIp': '203.0.113.7' }, 'no'],
    ['BinaryEquals', '${aws:Bytes}', 'AA==', { 'aws:Bytes': 'AA==' }, 'no'],
    // Not variables: the brace is never closed.
    ['StringEquals', '${aws:Team', '${aws:Team', {}, 'yes'],
    ['StringEquals', '$aws:Team', '$aws:Team', {}, 'yes'],
  ])('%s "%s" for "%s" with %j: %s', (operator, value, sent, context, expected) => {
    expect(truthOfClause(operator, [value], sent, context)).toBe(expected);
  });

  test('another value of the list can still match', () => {
    expect(truthOfClause('StringEquals', ['${aws:Team}', 'blue'], 'blue')).toBe('yes');
    expect(truthOfClause('StringNotEquals', ['${aws:Team}', 'blue'], 'blue')).toBe('no');
  });
});

describe('wildcards in the value of a variable', () => {
  test.each<[operator: string, sent: string, Truth]>([
    ['StringEquals', 'anything', 'no'],
    ['StringEquals', '*', 'yes'],
    ['StringLike', '*', 'yes'],
    ['StringLike', 'anything', 'unconfirmed'],
    ['StringNotLike', 'anything', 'unconfirmed'],
  ])('%s "${aws:Team}" for "%s" where the team is "*": %s', (operator, sent, expected) => {
    expect(truthOfClause(operator, ['${aws:Team}'], sent, { 'aws:Team': '*' })).toBe(expected);
  });

  test.each<[value: PartlyKnownText, sent: string, team: string, Truth]>([
    ['${aws:Team}-*', 'blue-7', '*', 'unconfirmed'],
    ['${aws:Team}', 'red', 'r?d', 'unconfirmed'],
    // An escaped character is not a wildcard, whatever is beside it.
    ['${*}${aws:Team}', 'z-abc', '-a*', 'no'],
    ['${*}${aws:Team}', '*-abc', '-a*', 'unconfirmed'],
    // They cannot match what they would not match as wildcards either.
    ['x-${aws:Team}', 'y-1', '*', 'no'],
    ['${aws:Team}', 'blue', 'r?d*', 'no'],
    // A deploy-time value stays undecided even if the rest is documented.
    [['${aws:Team}-', holeOf()], 'blue-7', '*', 'unknown'],
  ])('StringLike %j for "%s" where the team is "%s": %s', (value, sent, team, expected) => {
    expect(truthOfClause('StringLike', [value], sent, { 'aws:Team': team })).toBe(expected);
  });

  test('are just as undocumented where case is ignored', () => {
    const pattern = resolveVariables(readPattern('${aws:Team}', { wildcards: true, variables: true }), true, () => 'RED*')!;
    expect(['red*', 'Red*', 'reddish', 'blue'].map((text) => matchPattern(pattern, text, true))).toEqual([
      'yes',
      'yes',
      'unconfirmed',
      'no',
    ]);
  });
});

describe('the version of the document decides whether there are variables', () => {
  const statement = allow({ Condition: { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } } });
  test.each([
    ['2012-10-17', 'alice', 'allowed'],
    ['2012-10-17', '${aws:username}', 'denied'],
    ['2008-10-17', 'alice', 'denied'],
    ['2008-10-17', '${aws:username}', 'allowed'],
    [undefined, 'alice', 'denied'],
    [undefined, '${aws:username}', 'allowed'],
  ])('Version %s: a session named "%s" is %s', (version, sessionName, outcome) => {
    const policy = readDocument({ ...version && { Version: version }, Statement: statement });
    expect(outcomeOf(policy, requestOf(ALICE, { 'sts:RoleSessionName': sessionName }))).toBe(outcome);
  });

  test('in the old version an asterisk in braces is a wildcard like any other', () => {
    expect(truthOfClause('StringLike', ['${*}'], '${anything}', {}, '2008-10-17')).toBe('yes');
    expect(truthOfClause('StringLike', ['${*}'], '*', {}, '2008-10-17')).toBe('no');
  });
});

test.each([
  ['an IAM user', 'allowed', ALICE],
  ['a role session', 'denied', DEPLOY],
  ['a session of Identity Center', 'denied', PORTAL],
])('`${aws:username}` exists only for users: %s named "alice" is %s', (_who, outcome, caller) => {
  const policy = policyOf(allow({ Condition: { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } } }));
  expect(outcomeOf(policy, requestOf(caller, { 'sts:RoleSessionName': 'alice' }))).toBe(outcome);
});

describe('a variable whose value AWS does not document for the caller', () => {
  test.each<[operator: string, value: string, Truth]>([
    ['StringEquals', '${aws:PrincipalAccount}', 'unconfirmed'],
    ['StringNotEquals', '${aws:PrincipalAccount}', 'unconfirmed'],
    ['StringEquals', 'x${aws:PrincipalAccount}', 'no'],
    // Different whatever the value is; but without a value nothing was compared.
    ['StringNotEquals', 'x${aws:PrincipalAccount}', 'unconfirmed'],
    ['StringNotEquals', "x${aws:PrincipalAccount, '1'}", 'yes'],
  ])('%s "%s" is %s', (operator, value, expected) => {
    const request = requestOf(LAMBDA, { 'aws:SourceAccount': '111122223333' }, ['aws:principalaccount']);
    expect(matchClause(clauseOf(operator, 'aws:SourceAccount', value), '2012-10-17', request).truth).toBe(expected);
  });

  test.each(['StringEquals', 'StringNotEquals'])('%s: with a deploy-time value beside it, the result is unknown', (operator) => {
    const request = requestOf(LAMBDA, { 'aws:SourceAccount': '111122223333' }, ['aws:principalaccount']);
    const clause = clauseOf(operator, 'aws:SourceAccount', ['${aws:PrincipalAccount}', holeOf()], 'x');
    expect(matchClause(clause, '2012-10-17', request).truth).toBe('unknown');
  });

  test('its value may contain colons, so an ARN with it is compared as a whole', () => {
    const request = requestOf(LAMBDA, { [KEY]: 'arn:aws:iam::1:role/a:role/x' }, ['aws:principaltag/place']);
    expect(matchClause(clauseOf('ArnLike', KEY, 'arn:aws:iam::${aws:PrincipalTag/Place}:role/x'), '2012-10-17', request).truth).toBe(
      'unconfirmed',
    );
    expect(matchClause(clauseOf('ArnLike', KEY, 'arn:aws:iam::${aws:PrincipalTag/Place}:role/y'), '2012-10-17', request).truth).toBe('no');
  });
});

describe('a variable whose name is known only at deploy time', () => {
  test.each<[operator: string, value: PartlyKnownText, Truth]>([
    ['StringEquals', ['${aws:PrincipalTag/', holeOf(), '}'], 'unknown'],
    ['StringNotEquals', ['${aws:PrincipalTag/', holeOf(), '}'], 'unknown'],
    ['StringLike', ['bl${aws:PrincipalTag/', holeOf(), '}*'], 'unknown'],
    ['StringEquals', ['re${aws:PrincipalTag/', holeOf(), '}'], 'no'],
    ['ArnLike', ['${aws:PrincipalTag/', holeOf(), '}'], 'unknown'],
    // Here the variable is complete, and the unknown part comes after it.
    ['StringEquals', ['${aws:Team}', holeOf()], 'unknown'],
    ['StringEquals', ['${aws:Other}', holeOf()], 'no'],
  ])('%s %j may be any text from there on', (operator, value, expected) => {
    expect(truthOfClause(operator, [value], 'blue', { 'aws:Team': 'blue', 'aws:Other': 'red' })).toBe(expected);
  });

  test('it is displayed as written, and differs for another parameter', () => {
    const [first, second] = ['First', 'Second'].map((name) =>
      readPattern(['a-${aws:PrincipalTag/', holeOf('unknown', name), '}'], { wildcards: true, variables: true }),
    );
    const written = 'variable of a-${aws:PrincipalTag/<parameter "First">}';
    expect(first).toEqual([{ kind: 'literal', text: 'a-' }, { kind: 'hole', hole: { kind: 'unknown', id: written, what: written } }]);
    expect(second[1]).not.toEqual(first[1]);
  });

  test('in the old version only the unknown part is unknown', () => {
    expect(truthOfClause('StringEquals', [['${aws:PrincipalTag/', holeOf(), '}']], 'blue', {}, '2008-10-17')).toBe('no');
  });

  test('read from a template', () => {
    const policy = policyOf(
      allow({ Condition: { StringEquals: { [KEY]: { 'Fn::Join': ['', ['${aws:PrincipalTag/', { Ref: 'TagName' }, '}']] } } } }),
    );
    expect(outcomeOf(policy, requestOf(ALICE, { [KEY]: 'blue' }))).toBe('undecided');
  });
});

describe('for the analysis of values', () => {
  test.each<[value: PartlyKnownText, expected: boolean]>([
    ['blue', false],
    ['$blue', false],
    ['team-${aws:Team}', true],
    [['team-', holeOf()], false],
    [['${aws:Team}-', holeOf()], true],
    [[holeOf(), '-${aws:Team}'], true],
  ])('there is a quick check whether %j contains a variable: %s', (value, expected) => {
    expect(holdsVariable(value)).toBe(expected);
  });

  test('the variables of a value are resolved, or it is undefined where one has no value', () => {
    const resolved = (value: string) =>
      resolvedPattern(value, 'string-equals', '2012-10-17', (key) => (key === 'aws:team' ? 'blue' : undefined));
    expect(plainText(resolved('${aws:Team}')!)).toBe('blue');
    expect(resolved('${aws:Stage}')).toBeUndefined();
  });

  test('an unresolved variable counts as empty text', () => {
    const pattern = readPattern('team-${aws:Team}', { wildcards: true, variables: true });
    expect(['team-', 'team-blue', 'team-${aws:Team}'].map((text) => matchPattern(pattern, text))).toEqual(['yes', 'no', 'no']);
  });

  test('the operators with wildcards are those for text patterns and ARNs', () => {
    const families = ['string-equals', 'string-like', 'arn', 'numeric', 'date', 'bool', 'binary', 'ip-address'] as const;
    expect(families.filter(hasWildcards)).toEqual(['string-like', 'arn']);
  });
});
