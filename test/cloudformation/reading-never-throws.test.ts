/** Reading accepts any value, and nothing in a document is missing from the result. */
import * as fc from 'fast-check';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { TrustPolicyReading } from '../../src/policy/trust-policy';
import { documentOf, LAMBDA } from '../policy/reading';
import { propertyRuns } from '../property-runs';

const CONTEXT: DeployTimeContext = {
  scope: 'S',
  parameters: { P: { Type: 'String', AllowedValues: ['a', 'b'] }, L: { Type: 'CommaDelimitedList' } },
  conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] }, Self: { 'Fn::Not': [{ Condition: 'Self' }] } },
  mappings: { M: { a: { k: 'x' }, b: { k: 'y' } } },
  resources: {
    R: { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'P' } } },
    J: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: { 'Fn::Join': ['', ['{"', { Ref: 'P' }, '":1}']] } } },
  },
};

/** Words with a meaning for the reader, so that random values pass its first checks. */
const WORDS = [
  'Version', '2012-10-17', 'Statement', 'Effect', 'Allow', 'Deny', 'Principal', 'NotPrincipal', 'AWS', 'Service', 'Federated', '*',
  'Action', 'NotAction', 'sts:AssumeRole',
  'Condition', 'StringEquals', 'ForAllValues:StringLike', 'sts:ExternalId', 'arn:aws:iam::111122223333:root',
  'arn:aws:iam::111122223333:role/x', 'lambda.amazonaws.com',
  'Ref', 'Fn::If', 'Fn::Join', 'Fn::Sub', 'Fn::Select', 'Fn::Split', 'Fn::GetAtt', 'Fn::FindInMap', 'Fn::ImportValue', 'Fn::Transform',
  'AWS::NoValue', 'AWS::AccountId',
  'P', 'L', 'C', 'Self', 'M', 'R', 'J', 'R.Arn', '${P}', '${R.Arn}', '{{resolve:ssm:/x}}', '__proto__', 'constructor', '', ',', '%7B',
  '{"Statement":[{}]}',
];
const word = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...WORDS) }, { weight: 1, arbitrary: fc.string() });
const scalar = fc.oneof(word, fc.boolean(), fc.double(), fc.integer(), fc.constant(null));
const { junk } = fc.letrec<{ junk: unknown }>((tie) => ({
  junk: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('junk'), { maxLength: 4 }),
    fc
      .tuple(
        fc.constantFrom(
          'Ref',
          'Fn::If',
          'Fn::Join',
          'Fn::Sub',
          'Fn::Select',
          'Fn::Split',
          'Fn::GetAtt',
          'Fn::FindInMap',
          'Fn::ImportValue',
        ),
        tie('junk'),
      )
      .map(([key, value]) => ({ [key]: value })),
    fc.tuple(fc.constantFrom('C', 'Self', 'X'), tie('junk'), tie('junk')).map((argument) => ({ 'Fn::If': argument })),
    fc.dictionary(word, tie('junk'), { maxKeys: 4 }),
  ),
}));

const damagedStatement = fc
  .dictionary(
    fc.constantFrom('Sid', 'Effect', 'effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Condition', 'Resource', 'Extra'),
    junk,
  )
  .map((damage) => ({ ...LAMBDA, ...damage }));

function expectWellFormed(reading: TrustPolicyReading): void {
  expect(reading.variants.length).toBeGreaterThan(0);
  for (const { statements, problems, version } of reading.variants) {
    expect(['2012-10-17', '2008-10-17']).toContain(version);
    expect(statements.map(({ index }) => index)).toEqual(statements.map((_, index) => index));
    if (statements.length === 0) expect(problems.length).toBeGreaterThan(0);
    for (const { effect, principals, unreadable, conditions } of statements) {
      expect(['Allow', 'Deny', 'unknown']).toContain(effect);
      // If a statement named no principal and reported no problem, a principal would be lost.
      expect(principals.length + unreadable.length).toBeGreaterThan(0);
      for (const clause of conditions) expect(clause.values.length > 0 || clause.unreadable !== undefined).toBe(true);
    }
  }
}

test('random values are read without an error', () => {
  fc.assert(fc.property(junk, (value) => expectWellFormed(readTrustPolicy(value, CONTEXT))), propertyRuns(2_000, 1));
});

test('random values as JSON text are read without an error', () => {
  fc.assert(fc.property(junk, (value) => {
    const text = JSON.stringify(value);
    expectWellFormed(readTrustPolicy(text, CONTEXT));
    expectWellFormed(readTrustPolicy(encodeURIComponent(text), CONTEXT));
    expectWellFormed(readTrustPolicy({ 'Fn::Join': ['', [text.slice(0, 9), { Ref: 'X' }, text.slice(9)]] }, CONTEXT));
  }), propertyRuns(700, 1));
});

test('no statement of a damaged policy is lost', () => {
  fc.assert(fc.property(fc.array(fc.oneof(damagedStatement, scalar, fc.constant(LAMBDA)), { minLength: 1, maxLength: 5 }), (statements) => {
    const reading = readTrustPolicy(documentOf(...statements), CONTEXT);
    expectWellFormed(reading);
    for (const variant of reading.variants) expect(variant.statements).toHaveLength(statements.length);
  }), propertyRuns(500, 1));
});

test('the statements of a policy do not depend on the form in which it is written', () => {
  const plain = fc.array(fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.constantFrom(
      { AWS: '*' },
      { AWS: ['111122223333', 'arn:aws:iam::111122223333:role/x'] },
      { Service: 'ec2.amazonaws.com' },
    ),
    Action: fc.constantFrom('sts:AssumeRole', ['sts:AssumeRole', 'sts:TagSession']),
    Condition: fc.dictionary(
      fc.constantFrom('StringEquals', 'Null'),
      fc.dictionary(fc.constantFrom('sts:ExternalId', 'a:b'), fc.constantFrom('x', 'y'), { minKeys: 1 }),
    ),
  }), { maxLength: 3 });
  fc.assert(fc.property(plain, (statements) => {
    const document = documentOf(...statements);
    const text = JSON.stringify(document);
    const expected = readTrustPolicy(document);
    for (const form of [text, encodeURIComponent(text), { 'Fn::Join': ['', [...text]] }, JSON.stringify(document, null, 2)]) {
      expect(readTrustPolicy(form)).toEqual(expected);
    }
  }), propertyRuns(300, 1));
});

describe('values that no template can contain', () => {
  const cyclic: Record<string, unknown> = { Version: '2012-10-17' };
  cyclic.Statement = [cyclic, cyclic];
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  test.each<[string, unknown]>([
    ['a document that contains itself twice', cyclic],
    ['100,000 levels', JSON.parse(deep(100_000))],
    ['100,000 levels in a document', JSON.parse(`{"Statement":${deep(100_000)}}`)],
    ['100,000 levels as text', deep(100_000)],
    ['100,000 levels of text in a document', `{"Version":"2012-10-17","Statement":${deep(100_000)}}`],
    ['a million values', { Statement: Array.from({ length: 300_000 }, () => ({})) }],
    ['a million texts', documentOf({ ...LAMBDA, Action: Array.from({ length: 1_000_000 }, () => 'sts:AssumeRole') })],
    ['a key __proto__', JSON.parse('{"__proto__":{"Statement":[]},"Statement":{"__proto__":1}}')],
    ['a function', () => undefined],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map([['Statement', []]])],
    ['an object without a prototype', Object.assign(Object.create(null) as object, documentOf(LAMBDA))],
    ['NaN as a value', documentOf({ ...LAMBDA, Condition: { Bool: { 'a:b': NaN } } })],
    ['an intrinsic of a bigint', documentOf({ ...LAMBDA, Sid: { 'Fn::Base64': 1n } })],
  ])('%s', (_what, document) => {
    expectWellFormed(readTrustPolicy(document, CONTEXT));
  });
});
