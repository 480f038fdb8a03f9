/** The value of a `Ref` to a parameter, as far as its declaration in the template says something about it. */
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { PartlyKnownText, piecesOf } from '../../src/policy/partly-known-text';
import { documentOf, join, LAMBDA, readPrincipals, readText, ref, split } from '../policy/reading';

const context = (parameter: object) => ({ parameters: { P: { Type: 'String', ...parameter } } });

/** The value as a condition holds it, and beside each unknown part the lengths that its declaration allows. */
function pieces(value: unknown, parameter: object): readonly string[] {
  const {
    variants: [
      {
        statements: [statement],
      },
    ],
  } = readTrustPolicy(documentOf({ ...LAMBDA, Condition: { StringLike: { 'a:b': value } } }), context(parameter));
  return piecesOf(statement.conditions[0].values[0]).map((piece) => {
    if (typeof piece === 'string') return piece;
    return piece.shape === undefined ? '<anything>' : `<${piece.shape.min}..${piece.shape.max ?? ''}>`;
  });
}

describe('an unknown value includes what the template says about its text', () => {
  test.each<[title: string, parameter: object, expected: readonly string[]]>([
    ['nothing', {}, ['<anything>']],
    ['a default, which another value can replace', { Default: '111122223333' }, ['<anything>']],
    ['a pattern', { AllowedPattern: '^\\d{12}$' }, ['<12..12>']],
    ['a pattern of parts', { AllowedPattern: '^[\\w-]+/[\\w.-]+$' }, ['<1..>', '/', '<1..>']],
    ['a pattern and lengths', { AllowedPattern: '[a-z]+', MinLength: 3, MaxLength: '8' }, ['<3..8>']],
    ['a pattern that is not parsed', { AllowedPattern: '(?!x).*', MaxLength: 8 }, ['<anything>']],
    ['a number', { Type: 'Number' }, ['<1..>']],
    ['the id of a VPC', { Type: 'AWS::EC2::VPC::Id' }, ['<1..>']],
    [
      'the name of an SSM parameter, which is not its value',
      { Type: 'AWS::SSM::Parameter::Value<String>', AllowedPattern: '^/[a-z]+$' },
      ['<anything>'],
    ],
    // `{{resolve:ssm:x}}` has these lengths, and the resolved value can have any other.
    ['only lengths, which a dynamic reference can have too', { MinLength: 20, MaxLength: 30 }, ['<anything>']],
    ['a pattern that allows for a dynamic reference', { AllowedPattern: '[^*?]+' }, ['<anything>']],
    [
      'one that allows for it in one part',
      { AllowedPattern: 'arn:aws:iam::\\d{12}:role/.*' },
      ['arn:aws:iam::', '<12..12>', ':role/', '<anything>'],
    ],
    ['one that allows for it over several parts', { AllowedPattern: '.*:role/.*' }, ['<anything>']],
    ['a quote, which would end a text in JSON', { AllowedPattern: '[a-z]+"[a-z]+' }, ['<3..>']],
  ])('%s', (_, parameter, expected) => expect(pieces(ref('P'), parameter)).toEqual(expected));

  test('text that is put together keeps its known parts', () => {
    expect(pieces(join('repo:', ref('P'), ':*'), { AllowedPattern: '^[\\w-]+/[\\w.-]+$' })).toEqual(['repo:', '<1..>', '/', '<1..>', ':*']);
  });

  test('a literal separator in a pattern splits the value', () => {
    expect(pieces({ 'Fn::Select': [0, split('/', ref('P'))] }, { AllowedPattern: '^[\\w-]+/[\\w.-]+$' })).toEqual(['<1..>']);
    expect(readText({ 'Fn::Select': [0, split('/', ref('P'))] }, context({ AllowedPattern: '^[\\w/]+$' }))).toContain('Fn::Select');
  });

  test('JSON that is text contains the parts too', () => {
    const document = join(
      JSON.stringify(documentOf({ ...LAMBDA, Principal: { AWS: 'HERE' } })).split('HERE')[0],
      ref('P'),
      '"},"Action":"sts:AssumeRole"}]}',
    );
    const { variants: [{ statements }] } = readTrustPolicy(document, context({ AllowedPattern: '^arn:aws:iam::\\d{12}:role/.*$' }));
    expect(statements[0].principals).toMatchObject([{ kind: 'role', partition: 'aws' }]);
  });
});

test('a pattern with few values makes choices, like AllowedValues', () => {
  const { variants } = readTrustPolicy(
    documentOf({ ...LAMBDA, Condition: { StringLike: { 'a:b': ref('P') } } }),
    context({ AllowedPattern: '^(dev|prod)$' }),
  );
  const values: PartlyKnownText[] = variants.map(({ statements }) => statements[0].conditions[0].values[0]);
  expect(values).toEqual(['dev', 'prod']);
});

describe('a principal from a parameter', () => {
  test.each<[title: string, parameter: object, expected: string]>([
    ['twelve digits are an account', { AllowedPattern: '^\\d{12}$' }, 'account'],
    ['eleven digits are not', { AllowedPattern: '^\\d{11}$' }, 'unknown'],
    ['digits of any length are not', { AllowedPattern: '^\\d+$' }, 'unknown'],
    ['digits of one length by MinLength and MaxLength', { AllowedPattern: '\\d*', MinLength: 12, MaxLength: 12 }, 'account'],
    ['the ARN of a role', { AllowedPattern: '^arn:aws:iam::\\d{12}:role/.*$' }, 'role'],
    ['the ARN of a role of one account', { AllowedPattern: '^arn:aws:iam::444455556666:role/ci-\\w+$' }, 'role'],
    ['the ARN of a role or of a user', { AllowedPattern: '^arn:aws:iam::\\d{12}:(role|user)/.*$' }, 'unknown'],
    ['any ARN of IAM', { AllowedPattern: '^arn:aws:iam::.*$' }, 'unknown'],
    ['the root of an account', { AllowedPattern: '^arn:aws:iam::\\d{12}:root$' }, 'account'],
  ])('%s', (_, parameter, expected) => {
    expect(readPrincipals({ AWS: ref('P') }, context(parameter)).map(({ kind }) => kind)).toEqual([expected]);
  });
});

describe('a key of a mapping, and a condition', () => {
  const places = (parameter: object) => ({
    ...context(parameter),
    mappings: { Accounts: { 'a/b': { id: '1' }, 'c/d': { id: '2' } } },
    conditions: { IsFirst: { 'Fn::Equals': [ref('P'), 'a/b'] } },
  });

  test('a parameter with several parts is still one value', () => {
    const value = join({ 'Fn::FindInMap': ['Accounts', ref('P'), 'id'] }, { 'Fn::If': ['IsFirst', 'first', 'other'] });
    const { variants } = readTrustPolicy(
      documentOf({ ...LAMBDA, Condition: { StringLike: { 'a:b': value } } }),
      places({ AllowedPattern: '^[a-z]/[a-z]$' }),
    );
    expect(variants.map(({ statements }) => statements[0].conditions[0].values[0])).toEqual(['1first', '2other']);
  });
});

test('a list names its parameter', () => {
  expect(readText(ref('P'), context({ Type: 'CommaDelimitedList' }))).toContain('parameter "P"');
});
