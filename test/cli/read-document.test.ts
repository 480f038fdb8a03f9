/** What a file can contain: JSON, YAML as CloudFormation accepts it, and everything else. */
import { ScratchFolder } from './run-command';
import { InputError, readDocument } from '../../src/input/read-document';

const scratch = new ScratchFolder();

function read(content: string | Buffer): unknown {
  return readDocument(scratch.file('input', content));
}

/** The problem, without the name of the file. */
function problemOf(content: string | Buffer): string {
  try {
    read(content);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message } = error as Error;
    expect(message).toMatch(/^\S+input: [^\n]+$/);
    return message.replace(/^\S+input: /, '');
  }
  throw new Error('it was read');
}

describe('text that can be read', () => {
  test.each<[string, string | Buffer, unknown]>([
    ['JSON', '{"a":[1,"b",null,true]}', { a: [1, 'b', null, true] }],
    ['JSON with a byte-order mark', '\ufeff{"a":1}', { a: 1 }],
    ['UTF-16 as PowerShell writes it', Buffer.from('\ufeff{"a":"é"}', 'utf16le'), { a: 'é' }],
    ['UTF-16 with the high byte first', Buffer.from('\ufeff{"a":1}', 'utf16le').swap16(), { a: 1 }],
    [
      'JSON with quotes and backslashes in its texts',
      '{"a\\"":"\\\\","b":"}{:","c":{"b":"\\\\\\""}}',
      { 'a"': '\\', 'b': '}{:', 'c': { b: '\\"' } },
    ],
    ['one key in two objects', '{"a":{"k":1},"b":{"k":1},"c":[{"k":1},{"k":1}]}', { a: { k: 1 }, b: { k: 1 }, c: [{ k: 1 }, { k: 1 }] }],
    ['YAML', 'a: 1\nb:\n  - x\n  - y: z\n', { a: 1, b: ['x', { y: 'z' }] }],
    ['an alias', 'a: &x { k: 1 }\nb: *x\n', { a: { k: 1 }, b: { k: 1 } }],
    ['a merged map', 'a: &x { k: 1, j: 2 }\nb: { <<: *x, k: 3 }\n', { a: { k: 1, j: 2 }, b: { j: 2, k: 3 } }],
    [
      'two merged maps, of which the first takes precedence',
      'a: &a { k: 1 }\nb: &b { k: 2, j: 2 }\nc: { <<: [*a, *b] }\n',
      { a: { k: 1 }, b: { k: 2, j: 2 }, c: { j: 2, k: 1 } },
    ],
  ])('%s', (_, content, expected) => {
    expect(read(content)).toEqual(expected);
  });
});

describe('intrinsics in their short form', () => {
  test.each([
    ['!Ref Name', { Ref: 'Name' }],
    ['!Ref No', { Ref: 'No' }],
    ['!Condition IsProd', { Condition: 'IsProd' }],
    ['!GetAtt Role.Arn', { 'Fn::GetAtt': ['Role', 'Arn'] }],
    ['!GetAtt Nested.Outputs.Arn', { 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }],
    ['!GetAtt [Role, Arn]', { 'Fn::GetAtt': ['Role', 'Arn'] }],
    ['!Sub "arn:${AWS::Partition}:iam::1:root"', { 'Fn::Sub': 'arn:${AWS::Partition}:iam::1:root' }],
    ['!Sub ["${A}", { A: !Ref B }]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!Join ["", [a, !Ref B]]', { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
    ['!If [IsProd, !Ref A, !Ref "AWS::NoValue"]', { 'Fn::If': ['IsProd', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }],
    ['!ImportValue 111122223333', { 'Fn::ImportValue': '111122223333' }],
    ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
  ])('%s', (yaml, expected) => {
    expect(read(`value: ${yaml}\n`)).toEqual({ value: expected });
  });
});

describe('tags that CloudFormation does not have', () => {
  test.each([
    ['!Include role.yml', { 'Fn::!Include': 'role.yml' }],
    ['!Rain::Embed { File: No }', { 'Fn::!Rain::Embed': { File: false } }],
    ['!!python/object/apply:os.system ["x"]', { 'Fn::!tag:yaml.org,2002:python/object/apply:os.system': ['x'] }],
  ])('%s is an unknown value', (yaml, expected) => {
    expect(read(`value: ${yaml}\n`)).toEqual({ value: expected });
  });
});

/** As libyaml reads them, which CloudFormation uses. */
describe('lines of YAML that are indented no deeper than what surrounds them', () => {
  test.each<[string, string, unknown]>([
    ['of a text in double quotes', 'A:\n  B: "one\n  two"\n  C: 1\n', { A: { B: 'one two', C: 1 } }],
    ['of a text in single quotes', "A:\n  B: 'one\n  it''s\n\n  three'\n  C: 1\n", { A: { B: "one it's\nthree", C: 1 } }],
    [
      'at the left margin',
      'A:\n  - B: "one\n two\nthree \\" \\\nfour"\n    C: "five\nsix"\n',
      { A: [{ B: 'one two three " four', C: 'five six' }] },
    ],
    ['of a text with a tag', 'A: !Sub "one\ntwo"\nB: 1\n', { A: { 'Fn::Sub': 'one two' }, B: 1 }],
    ['with carriage returns', 'A: "one\r\ntwo"\r\nB: 1\r\n', { A: 'one two', B: 1 }],
    ['of a list', 'A:\n  B: [\n  1,\n2\n  ]\n  C: 3\n', { A: { B: [1, 2], C: 3 } }],
    ['of maps in each other', 'A: {\n"x": 1,\ny: [\n1,\n"two\nthree"\n]\n}\nB: 2\n', { A: { x: 1, y: [1, 'two three'] }, B: 2 }],
  ])('%s', (_, content, expected) => expect(read(content)).toEqual(expected));

  test.each<[string, string, RegExp]>([
    ['a text without an end', 'A: "one\nB: 2\n', /^is not valid YAML: Missing closing "quote/],
    ['a text with a document marker in it', 'A: "one\n--- two"\nB: 2\n', /^is not valid YAML/],
    ['a key over two lines', '"a\nb": 1\n', /^is not valid YAML/],
    ['a list without an end', 'A:\n  B: [\n  1\n  C: 3\n', /^is not valid YAML/],
  ])('%s is rejected', (_, content, expected) => expect(problemOf(content)).toMatch(expected));

  test('the line number of a later problem is that of the original text', () => {
    expect(problemOf('A:\n  B: "one\n  two"\nC: 1\nC: 2\n')).toMatch(
      /^contains the key "C" twice in one object: remove one of the two \(line 5, column 1\)$/,
    );
  });
});

describe('scalars of YAML without quotes', () => {
  test.each([
    ['2012-10-17', '2012-10-17'],
    ['true', true], ['yes', true], ['On', true], ['false', false], ['no', false], ['OFF', false], ['y', 'y'],
    ['null', null], ['~', null], ['', null],
    ['111122223333', 111122223333],
    ['012345678901', '012345678901'],
    ['0123', '0123'],
    ['12345678901234567890', '12345678901234567890'],
    ['1.5', 1.5], ['1.50', '1.50'], ['1_000', '1_000'], ['0x1f', '0x1f'], ['1e3', '1e3'], ['.inf', '.inf'], ['12:30', '12:30'],
    ['"true"', 'true'], ["'1'", '1'], ['! 1', '1'], ['!!str 1', '1'], ['|-\n  true', 'true'],
  ])('%s', (yaml, expected) => {
    expect(read(`value: ${yaml}\n`)).toEqual({ value: expected });
  });

  test('as keys they are the literal text', () => {
    expect(read('111122223333: a\nyes: b\n012: c\n')).toEqual({ '111122223333': 'a', 'yes': 'b', '012': 'c' });
  });
});

describe('text that is rejected', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /^is empty/],
    ['white space', ' \n\t', /^is empty/],
    ['bytes that are not text', Buffer.from([0xff, 0x00, 0x80, 0xc3]), /^is not text in UTF-8/],
    ['a zero byte', 'a: "\0"', /^is binary/],
    ['UTF-16 without a byte-order mark', Buffer.from('{"a":1}', 'utf16le'), /^is binary, or UTF-16/],
    ['truncated JSON', '{"a": [1', /^is not valid JSON: Expected.*\(line 1, column 9\)|^is not valid JSON: Unexpected end/],
    ['broken JSON', '{\n "a": 1 "b": 2}', /^is not valid JSON: Expected ',' or '}' after property value \(line 2, column 9\)$/],
    ['JSON with one comma too many', '{"a":1,}', /^is not valid JSON: Expected double-quoted property name/],
    ['JSON with a single-quoted key', "{'a':1}", /^is not valid JSON/],
    ['a key twice', '{"a":1,\n"a":2}', /^contains the key "a" twice in one object: remove one of the two \(line 2, column 4\)$/],
    ['a key twice in two spellings', '{"a":1,"\\u0061":2}', /^contains the key "a" twice/],
    ['__proto__', '{"a":{"__proto__":{}}}', /^contains the key "__proto__"/],
    ['__proto__ with escapes', '{"\\u005f_proto__":{}}', /^contains the key "__proto__"/],
    ['a key twice in YAML', 'a: 1\nb: 2\na: 3\n', /^contains the key "a" twice in one object: remove one of the two \(line 3, column 1\)$/],
    ['__proto__ in YAML', 'a:\n  __proto__: 1\n', /^contains the key "__proto__"/],
    ['JSON nested too deeply', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, /^is nested more than 200 levels deep/],
    ['YAML nested too deeply', 'a: ' + '['.repeat(50_000), /^is nested more than 200 levels deep/],
    ['YAML with deeply nested lists', '- '.repeat(20_000), /^is nested more than 200 levels deep/],
    ['two YAML documents', 'a: 1\n---\nb: 2\n', /^contains more than one YAML document.*\(line 2, column 1\)$/],
    ['invalid YAML', 'a: b: c', /^is not valid YAML: .*\(line 1, column 4\)$/],
    ['an alias without an anchor', 'a: *b', /^contains the alias \*b without an anchor/],
    ['an alias inside its own anchor', 'a: &a [*a]', /^contains the alias \*a inside its own anchor/],
    ['a key that is a list', '? [a]\n: b\n', /^contains a key that is not a string \(line 1, column 3\)$/],
    ['a merge of a text', 'a: { <<: b }', /^merges a value that is not a map/],
    ['YAML longer than any template', `a: ${'x'.repeat(5_000_001)}`, /^is not JSON, and YAML of more than 5 MB is not supported/],
  ])('%s', (_, content, expected) => {
    expect(problemOf(content)).toMatch(expected);
  });

  test('aliases that expand to more values than fit into memory', () => {
    const lines = Array.from(
      { length: 30 },
      (_, level) =>
        `a${level}: &a${level} [${
          level === 0
            ? 'x'
            : Array(9)
              .fill(`*a${level - 1}`)
              .join(', ')
        }]`,
    );
    expect(problemOf(lines.join('\n'))).toMatch(/^contains aliases that expand to more than 100000 values/);
  });

  test('a map with very many keys is read quickly', () => {
    const start = Date.now();
    expect(Object.keys(read(Array.from({ length: 50_000 }, (_, n) => `key${n}: ${n}`).join('\n')) as object)).toHaveLength(50_000);
    expect(Date.now() - start).toBeLessThan(20_000);
  });
});

test.each([
  ['a file that does not exist', 'nowhere.json', /nowhere\.json: does not exist: check the path$/],
  ['a folder', '.', /: is a folder: expected a file$/],
  ['a path through a file', 'input/more', /: does not exist: a part of the path is not a folder$/],
  ['a path that is too long', 'x'.repeat(5_000), /: does not exist: the path is too long$/],
])('%s cannot be read', (_, name, expected) => {
  scratch.file('input', '{}');
  expect(() => readDocument(`${scratch.path}/${name}`)).toThrow(expected);
});
