/** Edits in the text of a document: text that is not edited stays exactly as it was. */
import { editDocument } from '../../src/cli/fix/edit-document';
import { JsonEdit } from '../../src/findings/fix';

const ADD_CONDITION: JsonEdit = { op: 'add', path: '/Statement/0/Condition', value: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
const DENY = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };

function lines(...each: string[]): string {
  return each.join('\n');
}

test.each<[string, string, JsonEdit[], string]>([
  [
    'an entry is added with four spaces of indentation',
    lines('{', '    "Statement": [', '        {', '            "Effect": "Allow"', '        }', '    ]', '}', ''),
    [ADD_CONDITION],
    lines(
      '{', '    "Statement": [', '        {', '            "Effect": "Allow",', '            "Condition": {', '                "Bool": {',
      '                    "aws:MultiFactorAuthPresent": "true"', '                }', '            }', '        }', '    ]', '}', '',
    ),
  ],
  [
    'tabs stay tabs',
    lines('{', '\t"Statement": [', '\t\t{', '\t\t\t"Effect": "Allow"', '\t\t}', '\t]', '}'),
    [{ op: 'add', path: '/Statement/1', value: DENY }],
    lines(
      '{', '\t"Statement": [', '\t\t{', '\t\t\t"Effect": "Allow"', '\t\t},', '\t\t{', '\t\t\t"Effect": "Deny",',
      '\t\t\t"Principal": "*",',
      '\t\t\t"Action": "sts:AssumeRole"', '\t\t}', '\t]', '}',
    ),
  ],
  [
    'JSON without spaces stays without spaces',
    '{"Statement":[{"Effect":"Allow","Action":["a","b"]}]}',
    [ADD_CONDITION, { op: 'remove', path: '/Statement/0/Action/0' }],
    '{"Statement":[{"Effect":"Allow","Action":["b"],"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}',
  ],
  [
    'an object in one line stays in one line',
    lines('{', '  "Statement": { "Effect": "Allow", "Principal": {"AWS": "111122223333"} }', '}'),
    [{ op: 'replace', path: '/Statement/Principal/AWS', value: ['a', 'b'] }, { op: 'add', path: '/Statement/Sid', value: 'One' }],
    lines('{', '  "Statement": { "Effect": "Allow", "Principal": {"AWS": ["a", "b"]}, "Sid": "One" }', '}'),
  ],
  [
    'the last entry is removed with the comma before it, and the first with the comma after it',
    lines('{', '  "Id": "x",', '  "Version": "2012-10-17",', '  "Statement": []', '}'),
    [{ op: 'remove', path: '/Statement' }, { op: 'remove', path: '/Id' }],
    lines('{', '  "Version": "2012-10-17"', '}'),
  ],
  [
    'an object that is empty in between',
    '{ "Statement": [{ "Sid": "a" }], "Id": "\\u00e9 }" }',
    [{ op: 'remove', path: '/Statement/0/Sid' }, { op: 'add', path: '/Statement/0/Sid', value: 'b' }],
    '{ "Statement": [{ "Sid": "b" }], "Id": "\\u00e9 }" }',
  ],
  [
    'names with slashes and tildes',
    '{ "a/b": { "~c": 1 } }',
    [{ op: 'replace', path: '/a~1b/~0c', value: 2 }],
    '{ "a/b": { "~c": 2 } }',
  ],
])('JSON: %s', (_, text, edits, expected) => {
  expect(editDocument('policy.json', text, { path: [], edits })).toBe(expected);
});

test.each<[string, string, JsonEdit[], string]>([
  [
    'comments, blank lines and quotes stay',
    lines('# all', 'Statement:', '  # one', '  - Effect: "Allow" # yes', '', '  - Effect: Deny', '# end', ''),
    [{ op: 'replace', path: '/Statement/0/Effect', value: 'Deny' }, { op: 'add', path: '/Statement/0/Sid', value: 'One' }],
    lines('# all', 'Statement:', '  # one', '  - Effect: Deny # yes', '    Sid: One', '', '  - Effect: Deny', '# end', ''),
  ],
  [
    'lists that are not indented stay that way',
    lines('Statement:', '- Effect: Allow', '  Action:', '  - a', ''),
    [
      { op: 'add', path: '/Statement/1', value: { Effect: 'Deny', Action: ['b'] } },
      { op: 'add', path: '/Statement/0/Action/1', value: 'c' },
    ],
    lines('Statement:', '- Effect: Allow', '  Action:', '  - a', '  - c', '- Effect: Deny', '  Action:', '  - b', ''),
  ],
  [
    'a list item before the others',
    lines('Statement:', '  - Effect: Allow', ''),
    [{ op: 'add', path: '/Statement/0', value: { Effect: 'Deny' } }],
    lines('Statement:', '  - Effect: Deny', '  - Effect: Allow', ''),
  ],
  [
    'the first entry of a list item is removed, and so is an entry in the middle',
    lines('Statement:', '  - Sid: One', '    Effect: Allow # yes', '    Action: a', '    Resource: b', ''),
    [{ op: 'remove', path: '/Statement/0/Sid' }, { op: 'remove', path: '/Statement/0/Action' }],
    lines('Statement:', '  - Effect: Allow # yes', '    Resource: b', ''),
  ],
  [
    'short forms stay, and a replaced one is replaced as a whole',
    lines('Statement:', '  - A: !Sub "${B}"', '    C: !GetAtt D.Arn', '    E: !If [F, !Ref G, !Ref AWS::NoValue]', ''),
    [{ op: 'replace', path: '/Statement/0/C', value: { 'Fn::Sub': '${D}' } }],
    lines('Statement:', '  - A: !Sub "${B}"', '    C:', '      Fn::Sub: ${D}', '    E: !If [F, !Ref G, !Ref AWS::NoValue]', ''),
  ],
  [
    'a replaced short form is written in it again, if it is the same function',
    lines(
      'Statement:', '  - A: !Sub arn:${B}:x', "    C: !Join ['', [a, !Ref B]]", '    D: &d !Sub "no"', '    E: { F: !Ref B }', '    G:',
      '      - !Sub x', '',
    ),
    [
      { op: 'replace', path: '/Statement/0/A/Fn::Sub', value: 'arn:${B}:y' },
      { op: 'replace', path: '/Statement/0/C/Fn::Join/1/0', value: 'b' },
      { op: 'replace', path: '/Statement/0/D', value: { 'Fn::Sub': 'yes: ${B}' } },
      { op: 'replace', path: '/Statement/0/E/F/Ref', value: 'C' },
      { op: 'replace', path: '/Statement/0/G/0', value: { 'Fn::Sub': 'z' } },
    ],
    lines(
      'Statement:', '  - A: !Sub arn:${B}:y', '    C: !Join ["", ["b", !Ref "B"]]', '    D: &d !Sub "yes: ${B}"', '    E: { F: !Ref "C" }',
      '    G:', '      - !Sub z', '',
    ),
  ],
  [
    'braces in YAML stay braces',
    lines('Statement: [{ Effect: Allow, Principal: { AWS: !Sub "${B}" } }]', ''),
    [{ op: 'add', path: '/Statement/0/Sid', value: 'yes' }],
    lines('Statement: [{ Effect: Allow, Principal: { AWS: !Sub "${B}" }, "Sid": "yes" }]', ''),
  ],
  [
    'text that YAML would read as something else is quoted',
    lines("Statement: 'x'", ''),
    [{ op: 'replace', path: '/Statement', value: { a: 'true', b: '012345678901', c: 'no', d: '2012-10-17', e: '*' } }],
    lines('Statement:', "  a: 'true'", "  b: '012345678901'", "  c: 'no'", "  d: '2012-10-17'", "  e: '*'", ''),
  ],
])('YAML: %s', (_, text, edits, expected) => {
  expect(editDocument('policy.yaml', text, { path: [], edits })).toBe(expected);
});

test.each<[what: string, value: object, written: string]>([
  ['another function', { Ref: 'B' }, '\n  Ref: B'],
  ['a function of a function', { 'Fn::Sub': { Ref: 'B' } }, '\n  Fn::Sub:\n    Ref: B'],
  ['a value with another key', { 'Fn::Sub': 'x', 'Z': 'z' }, '\n  Fn::Sub: x\n  Z: z'],
])('instead of a short form, %s is written in the long form', (_, value, written) => {
  expect(editDocument('a.yaml', 'A: !Sub x\n', { path: [], edits: [{ op: 'replace', path: '/A', value }] })).toBe(`A:${written}\n`);
});

test('the text of an anchor that others repeat is not changed for one of them', () => {
  const text = lines('A: &x', '  S: 1', 'B: *x', '');
  const edits: JsonEdit[] = [{ op: 'replace', path: '/S', value: 2 }];
  expect(editDocument('a.yaml', text, { path: ['A'], edits })).toBeUndefined();
  expect(editDocument('a.yaml', text, { path: ['B'], edits })).toBe(lines('A: &x', '  S: 1', 'B:', '  S: 2', ''));
});

test('a merged map is not changed where it is merged', () => {
  const text = lines('A: &x', '  P: { S: 1 }', 'B:', '  <<: *x', '  T: 2', '');
  expect(editDocument('a.yaml', text, { path: ['B', 'P'], edits: [{ op: 'replace', path: '/S', value: 2 }] })).toBeUndefined();
});

test('a policy in a string keeps the format of the string', () => {
  const text = '{ "D": "{\\n  \\"Statement\\": [ {\\"Effect\\": \\"Allow\\"} ]\\n}" }';
  const edits: JsonEdit[] = [{ op: 'add', path: '/Statement/0/Sid', value: 'One' }];
  expect(editDocument('a.json', text, { path: ['D'], edits }))
    .toBe('{ "D": "{\\n  \\"Statement\\": [ {\\"Effect\\": \\"Allow\\", \\"Sid\\": \\"One\\"} ]\\n}" }');
});

test('line breaks of Windows stay', () => {
  const text = 'Statement:\r\n  - Effect: Allow\r\n';
  expect(editDocument('a.yaml', text, { path: [], edits: [{ op: 'add', path: '/Statement/0/Sid', value: 'One' }] }))
    .toBe('Statement:\r\n  - Effect: Allow\r\n    Sid: One\r\n');
});
