/** The forms in which a trust policy can be written, and what IAM rejects about the document as a whole. */
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { documentOf, join as joined, LAMBDA, messages, readOne, shown } from '../policy/reading';

const DOCUMENT = documentOf(LAMBDA);
const TEXT = JSON.stringify(DOCUMENT);

describe('a document reads the same', () => {
  test.each<[string, unknown]>([
    ['as an object', DOCUMENT],
    ['with a statement outside a list', { ...DOCUMENT, Statement: LAMBDA }],
    ['as JSON text', TEXT],
    ['as JSON text with white space', JSON.stringify(DOCUMENT, null, 2)],
    ['URL-encoded, as the AWS CLI prints it', encodeURIComponent(TEXT)],
    ['as an Fn::Sub of JSON text', { 'Fn::Sub': TEXT }],
    ['as an Fn::Join of pieces of JSON', { 'Fn::Join': ['', [TEXT.slice(0, 30), TEXT.slice(30)]] }],
    ['with one action in a list', documentOf({ ...LAMBDA, Action: ['sts:AssumeRole'] })],
    ['with an empty condition block', documentOf({ ...LAMBDA, Condition: {} })],
    ['with an Id', { Id: 'x', ...DOCUMENT }],
    ['with an element that is AWS::NoValue', { ...DOCUMENT, Id: { Ref: 'AWS::NoValue' } }],
    ['with a statement that is AWS::NoValue', documentOf({ Ref: 'AWS::NoValue' }, LAMBDA)],
  ])('%s', (_form, document) => {
    expect(readTrustPolicy(document)).toEqual({
      variants: [{
        version: '2012-10-17',
        choices: [],
        problems: [],
        statements: [{
          index: 0,
          effect: 'Allow',
          principals: [{ kind: 'service', service: 'lambda.amazonaws.com', written: 'lambda.amazonaws.com' }],
          notPrincipal: false,
          actions: ['sts:AssumeRole'],
          notAction: false,
          conditions: [],
          unreadable: [],
        }],
      }],
    });
  });
});

test('a plain document is not changed by reading it', () => {
  const before = JSON.stringify(DOCUMENT);
  readTrustPolicy(DOCUMENT);
  expect(JSON.stringify(DOCUMENT)).toBe(before);
});

test.each<[string, unknown]>([
  ['as it is', '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}'],
  ['with an escape', '{"Statement":[{"Effect":"Deny","Eff\\u0065ct" : "Allow","Principal":"*","Action":"sts:AssumeRole"}]}'],
  ['URL-encoded', encodeURIComponent('{"Statement":[{"Effect":"Deny","Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}')],
  [
    'with an unknown part',
    { 'Fn::Sub': '{"Statement":[{"Effect":"Deny","Effect":"Allow","Principal":{"AWS":"${AWS::AccountId}"},"Action":"sts:AssumeRole"}]}' },
  ],
])('JSON text with the same name twice in an object is rejected: %s', (_, document) => {
  const [{ statements, problems }] = readTrustPolicy(document).variants;
  expect(statements).toEqual([]);
  expect(problems).toEqual([expect.objectContaining({ kind: 'rejected', message: expect.stringContaining('"Effect" twice') })]);
});

test('the same name in two objects is not a repetition', () => {
  const text =
    '{"Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:*",' +
    '"Condition":{"StringEquals":{"sts:ExternalId":["Effect:", "Effect"]}}},' +
    '{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*"}]}';
  expect(readTrustPolicy(text).variants[0].statements).toHaveLength(2);
});

describe('JSON text with unknown parts', () => {
  test('an unknown part inside a string of the JSON is an unknown part of that text', () => {
    const policy = readOne(
      joined(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:',
        { Ref: 'AWS::Partition' },
        ':iam::',
        { Ref: 'AWS::AccountId' },
        ':root"}}]}',
      ),
    );
    expect(policy.statements[0].principals).toMatchObject([{ kind: 'account', account: [{ kind: 'own-account' }] }]);
    expect(policy.problems).toEqual([]);
  });

  test('an unknown part in place of a whole value is an unknown value', () => {
    const policy = readOne(
      joined(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":',
        { Ref: 'P' },
        ',"Condition":{"Bool":{"a:b":',
        { Ref: 'Q' },
        '}}}]}',
      ),
    );
    expect(policy.statements[0].principals).toMatchObject([{ kind: 'unknown', what: 'reference to "P"' }]);
    expect(policy.statements[0].conditions[0].values.map(shown)).toEqual(['<unknown reference to "Q">']);
  });

  test('text without unknown parts stays as it is', () => {
    const conditions = { Bool: { 'a:b': true }, NumericLessThan: { 'c:d': [3600, 1.5] }, StringEquals: { 'e:f': 'say "x', 'g:h': null } };
    const [before, after] = JSON.stringify(documentOf({ ...LAMBDA, Condition: conditions, Sid: 'HOLE' })).split('HOLE');
    const [statement] = readOne(joined(before, { Ref: 'Sid' }, after)).statements;
    expect(statement.conditions.map(({ values }) => values)).toEqual([['true'], ['3600', '1.5'], ['say "x'], []]);
    expect(statement.conditions[3].unreadable).toBe('a value of `g:h` is null');
  });

  test('unknown parts are distinguished, however many there are', () => {
    const names = Array.from({ length: 12 }, (_, index) => `P${index}`);
    const values = names.flatMap((name, index) => [index === 0 ? '' : ',', { Ref: name }]);
    const [before, after] = JSON.stringify(documentOf({ ...LAMBDA, Condition: { StringEquals: { 'a:b': 'HOLES' } } })).split('"HOLES"');
    const [clause] = readOne(joined(before, '[', ...values, ']', after)).statements[0].conditions;
    expect(clause.values.map(shown)).toEqual(names.map((name) => `<unknown reference to "${name}">`));
  });

  test('two adjacent unknown parts at the end of a string stay separate', () => {
    const policy = readOne(
      joined(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"',
        { Ref: 'AWS::Region' },
        { Ref: 'AWS::URLSuffix' },
        '"}}]}',
      ),
    );
    expect(policy.statements[0].principals).toMatchObject([{ service: [{ kind: 'region' }, { kind: 'url-suffix' }] }]);
  });

  test('text that looks like a marker for an unknown part is not taken for one', () => {
    const policy = readOne(
      joined(
        '{"Version":"2012-10-17","Statement":[{"Sid":"\\uE0000\\ue000\uE0010\uE001",' +
          '"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"',
        { Ref: 'AWS::URLSuffix' },
        '"}}]}',
      ),
    );
    expect(policy.statements[0].sid).toBe('\uE0000\uE000\uE0010\uE001');
  });

  test('an intrinsic written inside the text is not an intrinsic', () => {
    const policy = readOne(JSON.stringify(documentOf({ ...LAMBDA, Principal: { AWS: { Ref: 'AWS::AccountId' } } })));
    expect(policy.statements[0].principals).toMatchObject([{ kind: 'malformed' }]);
  });
});

describe('values that are not a document', () => {
  test.each<[string, unknown, string]>([
    ['undefined', undefined, 'rejected: there is no trust policy'],
    ['null', null, 'rejected: there is no trust policy'],
    ['AWS::NoValue', { Ref: 'AWS::NoValue' }, 'rejected: there is no trust policy'],
    ['text that is not JSON', 'hello', 'rejected: the document is the text "hello", which is not a JSON object'],
    ['JSON that is not an object', '"x"', 'rejected: the document is the text ""x"", which is not a JSON object'],
    ['bad percent signs', '%7B%', 'rejected: the document is the text "%7B%", which is not a JSON object'],
    ['a list', [LAMBDA], 'rejected: the document is a list'],
    ['a number', 7, 'rejected: the document is the text "7", which is not a JSON object'],
  ])('%s is rejected', (_what, document, message) => {
    expect(messages(readOne(document))).toEqual([message]);
  });

  test.each<[string, unknown]>([
    ['a parameter', { Ref: 'Document' }],
    ['a macro', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: {} } }],
    ['a macro beside other keys', { 'Version': '2012-10-17', 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['a list known only at deployment', { 'Fn::Split': [',', { Ref: 'Documents' }] }],
    ['text with unknown parts that is not JSON', { 'Fn::Join': ['', ['{', { Ref: 'X' }]] }],
    ['an attribute of a custom resource', { 'Fn::GetAtt': ['Maker', 'Document'] }],
  ])('%s cannot be read, and may contain anything', (_what, document) => {
    const policy = readOne(document);
    expect(policy.problems.map(({ kind }) => kind)).toEqual(['unreadable']);
    expect(policy.statements).toMatchObject([{ effect: 'unknown', principals: [{ kind: 'unknown' }] }]);
    expect(policy.statements[0].unreadable).toHaveLength(1);
  });
});

describe('what IAM rejects about the document', () => {
  test.each<[string, unknown, string[]]>([
    ['no Version is the old version, not a mistake', { Statement: [LAMBDA] }, []],
    ['another Version', { ...DOCUMENT, Version: '2012-10-18' }, ['rejected: `Version` is "2012-10-18"']],
    ['a Version of the wrong type', { ...DOCUMENT, Version: {} }, ['rejected: `Version` is an object']],
    [
      'a Version known only at deployment',
      { ...DOCUMENT, Version: { Ref: 'V' } },
      ['unreadable: `Version` is known at deployment only (a string)'],
    ],
    ['no Statement', { Version: '2012-10-17' }, ['rejected: the document has no `Statement`']],
    ['an empty Statement', documentOf(), ['rejected: `Statement` is empty']],
    [
      'unknown elements',
      { ...DOCUMENT, Comment: 'x', Owner: 'y' },
      ['rejected: `Comment` is not an element of a policy', 'rejected: `Owner` is not an element of a policy'],
    ],
    [
      'lower-case keys',
      { version: '2012-10-17', statement: [LAMBDA] },
      ['rejected: `version` has to be spelled `Version`', 'rejected: `statement` has to be spelled `Statement`'],
    ],
    [
      'an element whose name is known only at deployment',
      joined('{"Version":"2012-10-17","Statement":[', JSON.stringify(LAMBDA), '],"', { Ref: 'Name' }, '":"x"}'),
      ['unreadable: the name of an element is known at deployment only (<reference to "Name">)'],
    ],
    ['Sids given twice', documentOf({ ...LAMBDA, Sid: 'A' }, { ...LAMBDA, Sid: 'A' }), ['rejected: statement 1: `Sid` "A" is given twice']],
    ['empty Sids given twice are accepted', documentOf({ ...LAMBDA, Sid: '' }, { ...LAMBDA, Sid: '' }), []],
  ])('%s', (_what, document, expected) => {
    expect(messages(readOne(document))).toEqual(expected);
  });

  test('statements under two spellings are all read', () => {
    const policy = readOne({ Version: '2012-10-17', Statement: [LAMBDA], statement: { ...LAMBDA, Effect: 'Deny' } });
    expect(policy.statements.map(({ index, effect }) => [index, effect])).toEqual([[0, 'Allow'], [1, 'Deny']]);
    expect(messages(policy)).toContain('rejected: `Statement` is given twice, in different case');
  });

  test.each([
    [{ Version: '2012-10-17', Statement: [LAMBDA] }, '2012-10-17'],
    [{ Version: '2008-10-17', Statement: [LAMBDA] }, '2008-10-17'],
    [{ Statement: [LAMBDA] }, '2008-10-17'],
    [{ Version: '2008-10-18', Statement: [LAMBDA] }, '2012-10-17'],
    [{ Version: { Ref: 'V' }, Statement: [LAMBDA] }, '2012-10-17'],
  ])('%j has the version %s', (document, version) => {
    expect(readOne(document).version).toBe(version);
  });
});

describe('the size', () => {
  /** A document of exactly that many characters. */
  const ofSize = (characters: number, more: object = {}) => {
    const document = (padding: string) => documentOf({ ...LAMBDA, Sid: `A${padding}`, ...more });
    return document('a'.repeat(characters - JSON.stringify(document('')).length));
  };
  const typed = {
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    Condition: { Bool: { 'a:b': true }, NumericLessThan: { 'c:d': 3600 }, StringEquals: { 'e:f': '"\\' } },
  };
  const laterList = { Condition: { StringEquals: { 'a:b': { 'Fn::Split': [',', { Ref: 'X' }] } } } };
  const later = { Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'X' } } } };

  test.each<[string, unknown, RegExp[]]>([
    ['2,048 characters are within the default quota', ofSize(2048), []],
    ['2,049 need a raised quota', ofSize(2049), [/2,049 characters; the default quota is 2,048, and can be raised to 8,192/]],
    ['8,192 need a raised quota', ofSize(8192), [/^needs-quota: .*8,192 characters; the default quota/]],
    ['8,193 are too many', ofSize(8193), [/^rejected: .*8,193 characters; IAM takes at most 8,192/]],
    ['lists, numbers, booleans and quotation marks are counted as JSON writes them', ofSize(2048, typed), []],
    ['and so is one more character', ofSize(2049, typed), [/2,049 characters/]],
    ['null has four characters', { ...ofSize(2048 - ',"Id":null'.length), Id: null }, []],
    ['not three', { ...ofSize(2049 - ',"Id":null'.length), Id: null }, [/2,049 characters/]],
    ['white space in a text is not counted', ofSize(2050, { Condition: { StringEquals: { 'a:b': 'x y\tz' } } }), []],
    [
      'a list known only at deployment counts nothing',
      ofSize(2049 + '{"Fn::Split":[",",{"Ref":"X"}]}'.length, laterList),
      [/at least 2,049 characters/],
    ],
    ['white space is not counted', JSON.stringify(ofSize(2048), null, 40), []],
    ['unknown parts count nothing', ofSize(2049 + '{"Ref":"X"}'.length - 2, later), [/at least 2,049 characters/]],
    ['and a document just below the limit is not reported', ofSize(2048 + '{"Ref":"X"}'.length - 2, later), []],
  ])('%s', (_what, document, expected) => {
    const found = messages(readOne(document));
    expect(found).toHaveLength(expected.length);
    expected.forEach((pattern, index) => expect(found[index]).toMatch(pattern));
  });

  test('a document that is too long is not read, and may contain anything', () => {
    const policy = readOne({ ...ofSize(8193), Comment: 'x' });
    expect(policy.statements).toMatchObject([{ effect: 'unknown', principals: [{ kind: 'unknown' }], conditions: [] }]);
    expect(policy.problems.map(({ kind }) => kind)).toEqual(['rejected']);
  });
});
