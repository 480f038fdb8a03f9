/** Values in the language of Terraform. What they mean was compared with HashiCorp's own parser when the file was written. */
import { hclInLines, hclInOneLine } from '../../../src/findings/renderers/hcl';

test.each<[string, unknown, string]>([
  ['a condition', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, '{ Bool = { "aws:MultiFactorAuthPresent" = "true" } }'],
  ['a list', ['sts:AssumeRole', 'sts:TagSession'], '["sts:AssumeRole", "sts:TagSession"]'],
  ['a policy variable, which Terraform would replace', '${aws:username}', '"$${aws:username}"'],
  ['a directive of a template', '%{if}', '"%%{if}"'],
  ['a dollar sign that begins nothing', 'a$ %', '"a$ %"'],
  ['a policy variable in a name', { 'a${b}': 1 }, '{ "a$${b}" = 1 }'],
  ['escape sequences that HCL has', 'a"b\\c\n\t', '"a\\"b\\\\c\\n\\t"'],
  ['escape sequences that HCL does not have', '\b\f', '"\\u0008\\u000c"'],
  ['a backslash before a letter', '\\b', '"\\\\b"'],
  ['a name that is a word of HCL', { for: 'x' }, '{ "for" = "x" }'],
  ['a name with a hyphen', { 'a-b': null }, '{ a-b = null }'],
  ['nothing', {}, '{}'],
])('in one line: %s', (_, value, expected) => {
  expect(hclInOneLine(value)).toBe(expected);
});

test('in lines, as terraform fmt leaves them', () => {
  expect(hclInLines({
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Principal: { AWS: 'arn:aws:iam::444455556666:role/app' },
      Condition: {},
    }],
  })).toBe([
    '{',
    '  Version = "2012-10-17"',
    '  Statement = [',
    '    {',
    '      Effect = "Allow"',
    '      Action = ["sts:AssumeRole", "sts:TagSession"]',
    '      Principal = {',
    '        AWS = "arn:aws:iam::444455556666:role/app"',
    '      }',
    '      Condition = {}',
    '    },',
    '  ]',
    '}',
  ].join('\n'));
});

test('in lines: equals signs of neighboring attributes are aligned', () => {
  expect(hclInLines({ a: 1, longer: 2, list: [{}], b: 3 })).toBe(
    ['{', '  a      = 1', '  longer = 2', '  list = [', '    {},', '  ]', '  b = 3', '}'].join('\n'),
  );
});
