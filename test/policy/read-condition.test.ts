/** Operators, keys and values of condition blocks. */
import { documentOf, LAMBDA, messages, readConditions, readOne, readStatement, shown } from './reading';

const PLAIN = { comparison: 'equals', negated: false, ignoreCase: false, ifExists: false };

describe('operators', () => {
  test.each<[string, object]>([
    ['StringEquals', { ...PLAIN, family: 'string-equals' }],
    ['StringNotEquals', { ...PLAIN, family: 'string-equals', negated: true }],
    ['StringEqualsIgnoreCase', { ...PLAIN, family: 'string-equals', ignoreCase: true }],
    ['StringNotEqualsIgnoreCase', { ...PLAIN, family: 'string-equals', negated: true, ignoreCase: true }],
    ['StringLike', { ...PLAIN, family: 'string-like' }],
    ['StringNotLike', { ...PLAIN, family: 'string-like', negated: true }],
    ['ArnEquals', { ...PLAIN, family: 'arn' }],
    ['ArnLike', { ...PLAIN, family: 'arn' }],
    ['ArnNotEquals', { ...PLAIN, family: 'arn', negated: true }],
    ['ArnNotLike', { ...PLAIN, family: 'arn', negated: true }],
    ['NumericEquals', { ...PLAIN, family: 'numeric' }],
    ['NumericNotEquals', { ...PLAIN, family: 'numeric', negated: true }],
    ['NumericLessThan', { ...PLAIN, family: 'numeric', comparison: 'less-than' }],
    ['NumericLessThanEquals', { ...PLAIN, family: 'numeric', comparison: 'less-than-equals' }],
    ['NumericGreaterThan', { ...PLAIN, family: 'numeric', comparison: 'greater-than' }],
    ['NumericGreaterThanEquals', { ...PLAIN, family: 'numeric', comparison: 'greater-than-equals' }],
    ['DateEquals', { ...PLAIN, family: 'date' }],
    ['DateNotEquals', { ...PLAIN, family: 'date', negated: true }],
    ['DateLessThan', { ...PLAIN, family: 'date', comparison: 'less-than' }],
    ['DateGreaterThanEquals', { ...PLAIN, family: 'date', comparison: 'greater-than-equals' }],
    ['Bool', { ...PLAIN, family: 'bool' }],
    ['BinaryEquals', { ...PLAIN, family: 'binary' }],
    ['IpAddress', { ...PLAIN, family: 'ip-address' }],
    ['NotIpAddress', { ...PLAIN, family: 'ip-address', negated: true }],
    ['Null', { ...PLAIN, family: 'null' }],
    ['BoolIfExists', { ...PLAIN, family: 'bool', ifExists: true }],
    ['ForAllValues:StringLike', { ...PLAIN, family: 'string-like', qualifier: 'for-all-values' }],
    [
      'ForAnyValue:StringNotEqualsIfExists',
      { ...PLAIN, family: 'string-equals', negated: true, ifExists: true, qualifier: 'for-any-value' },
    ],
    ['forallvalues:STRINGLIKEIFEXISTS', { ...PLAIN, family: 'string-like', ifExists: true, qualifier: 'for-all-values' }],
  ])('%s', (written, operator) => {
    const read = readStatement({ ...LAMBDA, Condition: { [written]: { 'sts:ExternalId': 'x' } } });
    expect(read.conditions).toEqual([
      { operator, operatorWritten: written, key: 'sts:externalid', keyWritten: 'sts:ExternalId', values: ['x'] },
    ]);
    expect(read.problems).toEqual([]);
  });

  test.each([
    ['StringMatches', /use an operator of the IAM documentation/],
    ['BoolIfExist', /use an operator of the IAM documentation/],
    ['NullIfExists', /write it without `IfExists`/],
    ['NullIfExist', /write it without `IfExists`/],
    ['ForAllValue:NullIfExists', /write it without `IfExists`/],
    ['StringNullIfExists', /use an operator of the IAM documentation/],
    ['NullIfExistsNot', /use an operator of the IAM documentation/],
    ['ForAllValues:StringMatches', /use an operator of the IAM documentation/],
    ['ForAllValues:ForAnyValue:StringLike', /write one of/],
    ['BinaryNotEquals', /use an operator of the IAM documentation/],
    ['__proto__', /use an operator of the IAM documentation/],
  ])('%s does not exist, and its clause is always unknown', (written, fix) => {
    const read = readStatement({ ...LAMBDA, Condition: JSON.parse(`{"${written}": {"a:b": "x"}}`) as unknown });
    expect(read.conditions).toMatchObject([
      { operator: undefined, operatorWritten: written, unreadable: `operator \`${written}\` is unknown` },
    ]);
    expect(messages(read)).toEqual([`rejected: statement 0: \`${written}\` is not a condition operator of IAM`]);
    expect(read.problems[0].fix).toMatch(fix);
  });
});

describe('keys and values', () => {
  test.each<[string, unknown, string[]]>([
    ['one value', 'x', ['x']],
    ['a list', ['x', 'y'], ['x', 'y']],
    ['a JSON boolean', true, ['true']],
    ['a JSON number', 3600, ['3600']],
    ['a list of scalars', [true, 1.5, ''], ['true', '1.5', '']],
    ['an unknown value', { Ref: 'X' }, ['<unknown reference to "X">']],
    ['a list with AWS::NoValue', ['x', { Ref: 'AWS::NoValue' }], ['x']],
  ])('%s', (_what, value, expected) => {
    const [clause] = readConditions({ Bool: { 'a:b': value } });
    expect(clause.values.map(shown)).toEqual(expected);
    expect(clause.unreadable).toBeUndefined();
  });

  test('every operator and key is its own clause, with keys in lower case', () => {
    const clauses = readConditions({
      Bool: { 'aws:MultiFactorAuthPresent': 'true', 'aws:SecureTransport': 'true' },
      StringLike: { 'AWS:PrincipalTag/Team': 'a*' },
    });
    expect(clauses.map(({ operatorWritten, key, keyWritten }) => [operatorWritten, key, keyWritten])).toEqual([
      ['Bool', 'aws:multifactorauthpresent', 'aws:MultiFactorAuthPresent'],
      ['Bool', 'aws:securetransport', 'aws:SecureTransport'],
      ['StringLike', 'aws:principaltag/team', 'AWS:PrincipalTag/Team'],
    ]);
  });

  test('a key that is AWS::NoValue is absent', () => {
    expect(readConditions({ StringEquals: { 'a:b': { Ref: 'AWS::NoValue' }, 'c:d': 'x' } })).toMatchObject([{ key: 'c:d' }]);
  });
});

describe('a clause that cannot be read is kept, and says why', () => {
  test.each<[string, unknown, string, string[]]>([
    [
      'a number for keys',
      { StringEquals: 5 },
      '`StringEquals` holds a number, not an object',
      ['rejected: statement 0: `StringEquals` holds a number'],
    ],
    [
      'null for keys',
      { StringEquals: null },
      '`StringEquals` holds null, not an object',
      ['rejected: statement 0: `StringEquals` holds null'],
    ],
    [
      'a list for keys',
      { StringEquals: ['x'] },
      '`StringEquals` holds a list, not an object',
      ['rejected: statement 0: `StringEquals` holds a list'],
    ],
    [
      'an empty list',
      { StringEquals: { 'a:b': [] } },
      '`a:b` has an empty list of values',
      ['unreadable: statement 0: `a:b` has an empty list of values'],
    ],
    [
      'an object',
      { StringEquals: { 'a:b': { x: 1, y: 2 } } },
      'a value of `a:b` is an object',
      ['rejected: statement 0: a value of `a:b` is an object'],
    ],
    [
      'null in a list',
      { StringEquals: { 'a:b': ['x', null] } },
      'a value of `a:b` is null',
      ['rejected: statement 0: a value of `a:b` is null'],
    ],
    [
      'text for keys',
      { StringEquals: 'x' },
      '`StringEquals` holds a string, not an object',
      ['rejected: statement 0: `StringEquals` holds a string'],
    ],
    [
      'a list of values known only at deployment',
      { StringEquals: { 'a:b': { 'Fn::Split': [',', { Ref: 'X' }] } } },
      'the values of `a:b` are a list known at deployment only (the result of Fn::Split)',
      [],
    ],
    [
      'keys known only at deployment',
      { StringEquals: { 'Fn::GetAtt': ['Json', 'Value'] } },
      'the keys and values of `StringEquals` are known at deployment only',
      [],
    ],
  ])('%s', (_what, condition, unreadable, problems) => {
    const read = readStatement({ ...LAMBDA, Condition: condition });
    expect(read.conditions).toMatchObject([{ operatorWritten: 'StringEquals', values: [], unreadable }]);
    expect(messages(read)).toEqual(problems);
  });

  test.each<[string, unknown, string]>([
    ['a map known only at deployment', { 'Fn::GetAtt': ['Json', 'Value'] }, '<unknown attribute "Value" of "Json">'],
    ['a list known only at deployment', { 'Fn::Split': [',', { Ref: 'X' }] }, '<unknown Fn::Split ["," {"Ref":"X" }]>'],
    ['text', 'x', 'x'],
    ['a list', ['x'], ''],
  ])('a value in place of the keys becomes the key: %s', (_what, keys, key) => {
    expect(shown(readConditions({ StringEquals: keys })[0].key)).toBe(key);
  });

  test('a list in a list is not read in part', () => {
    expect(readConditions({ StringEquals: { 'a:b': ['x', { 'Fn::Split': [',', { Ref: 'X' }] }] } })).toMatchObject([
      { values: [], unreadable: 'the values of `a:b` hold a list known at deployment only (the result of Fn::Split)' },
    ]);
  });

  test.each<[string, unknown, string]>([
    ['a list for keys', { StringEquals: ['x'] }, 'write an object of condition keys and values'],
    ['no value', { StringEquals: { 'a:b': [] } }, 'give at least one value, or leave the key out'],
    ['an object as value', { StringEquals: { 'a:b': { x: 1, y: 2 } } }, 'write values as strings, or as one list of strings'],
  ])('the fix of %s', (_what, condition, fix) => {
    expect(readStatement({ ...LAMBDA, Condition: condition }).problems.map((problem) => problem.fix)).toEqual([fix]);
  });

  test('an operator given twice in different case', () => {
    const read = readStatement({ ...LAMBDA, Condition: { Bool: { 'a:b': 'true' }, bool: { 'c:d': 'true' } } });
    expect(messages(read)).toEqual(['rejected: statement 0: condition operator `bool` is given twice, in different case']);
  });

  test('a key given twice in different case', () => {
    const read = readStatement({ ...LAMBDA, Condition: { StringEquals: { 'aws:SourceArn': 'x', 'AWS:SourceArn': 'y' } } });
    expect(messages(read)).toEqual(['rejected: statement 0: condition key `AWS:SourceArn` is given twice, in different case']);
    expect(read.conditions.map(({ unreadable }) => unreadable)).toEqual([undefined, 'key `AWS:SourceArn` is given twice']);
  });
});

/** In JSON text with deploy-time values, names are only partly known as well. */
describe('names known only at deployment', () => {
  const withCondition = (...pieces: unknown[]) => {
    const text = JSON.stringify(documentOf({ ...LAMBDA, Condition: 'HERE' })).split('"HERE"');
    return readOne({ 'Fn::Join': ['', [text[0], ...pieces, text[1]]] });
  };

  test('an operator: the clause is unknown, and the name is not reported', () => {
    const policy = withCondition('{"', { Ref: 'X' }, '": {"a:b": "x"}}');
    expect(policy.statements[0].conditions).toMatchObject([
      { operator: undefined, values: ['x'], unreadable: expect.stringContaining('is unknown') as unknown },
    ]);
    expect(policy.problems).toEqual([]);
  });

  test('an operator and a key whose quotation marks are unknown too', () => {
    const [clause] = withCondition('{', { Ref: 'X' }, ': {', { Ref: 'Y' }, ': "x"}}').statements[0].conditions;
    expect(clause).toMatchObject({ operator: undefined, operatorWritten: '<reference to "X">', values: ['x'] });
    expect(shown(clause.key)).toBe('<unknown reference to "Y">');
  });

  test('a key is compared ignoring case as far as it is known', () => {
    const [clause] = withCondition('{"StringEquals": {"AWS:PrincipalTag/', { Ref: 'X' }, 'Team": "x"}}').statements[0].conditions;
    expect(shown(clause.key)).toBe('aws:principaltag/<unknown reference to "X">team');
  });

  test.each<[string, unknown[], string[]]>([
    ['partly known text', ['"a', { Ref: 'X' }, '"'], []],
    ['the whole text', ['"', { Ref: 'X' }, '"'], []],
    ['known text that is not an object', ['"a"'], ['rejected: statement 0: `Condition` is a string']],
  ])('the whole block: %s', (_what, pieces, problems) => {
    const policy = withCondition(...pieces);
    expect(messages(policy)).toEqual(problems);
    expect(policy.statements[0].unreadable).toHaveLength(1);
  });
});
