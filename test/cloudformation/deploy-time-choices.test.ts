/** Documents that deploy-time choices decide: one variant for each combination that can occur, and no other. */
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { describeOrigin } from '../../src/policy/origin';
import { documentOf, join, LAMBDA, messages, ref, shown } from '../policy/reading';

const when = (condition: string, yes: unknown, no: unknown) => ({ 'Fn::If': [condition, yes, no] });
const equals = (left: unknown, right: unknown) => ({ 'Fn::Equals': [left, right] });
const not = (operand: unknown) => ({ 'Fn::Not': [operand] });
const inMap = (...keys: unknown[]) => ({ 'Fn::FindInMap': keys });
const NO_VALUE = ref('AWS::NoValue');

/** Each variant in one line: its choices, then the ExternalIds of its statements. */
function variants(values: unknown[], context: DeployTimeContext): string[] {
  return variantsOf(
    documentOf(...values.map((value) => ({ ...LAMBDA, Condition: { StringEquals: { 'sts:ExternalId': value } } }))),
    context,
  );
}

function variantsOf(document: unknown, context: DeployTimeContext): string[] {
  return readTrustPolicy(document, context).variants.map(({ choices, statements }) => {
    const chosen = choices.map(({ origin, value }) => `${describeOrigin(origin)} = ${value}`).join(', ');
    return `${chosen}: ${statements.flatMap(({ conditions }) => conditions.flatMap((clause) => clause.values.map(shown))).join(' ')}`;
  });
}

describe('Fn::If and parameters', () => {
  const STAGE: DeployTimeContext = { parameters: { Stage: { Type: 'String', AllowedValues: ['dev', 'test', 'prod'] } } };

  test.each<[string, unknown[], DeployTimeContext, string[]]>([
    ['an undeclared condition is both true and false', [when('C', 'a', 'b')], {}, ['condition "C" = true: a', 'condition "C" = false: b']],
    [
      'a condition takes the same branch everywhere',
      [when('C', 'a', 'b'), when('C', 'c', 'd')],
      {},
      ['condition "C" = true: a c', 'condition "C" = false: b d'],
    ],
    ['also inside itself', [when('C', when('C', 'a', 'never'), 'b')], {}, ['condition "C" = true: a', 'condition "C" = false: b']],
    ['a condition that is not met is not chosen', [when('C', 'a', when('D', 'b', 'c'))], {}, [
      'condition "C" = true: a', 'condition "C" = false, condition "D" = true: b', 'condition "C" = false, condition "D" = false: c',
    ]],
    ['a parameter with allowed values is each of them', [ref('Stage'), { 'Fn::Sub': 'x-${Stage}' }], STAGE, [
      'parameter "Stage" = dev: dev x-dev', 'parameter "Stage" = test: test x-test', 'parameter "Stage" = prod: prod x-prod',
    ]],
    [
      'a condition on a chosen parameter is not a choice',
      [ref('Stage'), when('IsProd', 'p', 'n')],
      { ...STAGE, conditions: { IsProd: equals(ref('Stage'), 'prod') } },
      ['parameter "Stage" = dev: dev n', 'parameter "Stage" = test: test n', 'parameter "Stage" = prod: prod p'],
    ],
    [
      'a parameter takes the values that its condition leaves',
      [when('IsProd', 'p', 'n'), ref('Stage')],
      { ...STAGE, conditions: { IsProd: equals('prod', ref('Stage')) } },
      [
        'condition "IsProd" = true: p prod',
        'condition "IsProd" = false, parameter "Stage" = dev: n dev',
        'condition "IsProd" = false, parameter "Stage" = test: n test',
      ],
    ],
    [
      'a decided condition is not a choice',
      [when('Yes', 'a', 'b'), when('No', 'c', 'd')],
      { conditions: { Yes: equals('x', 'x'), No: not({ Condition: 'Yes' }) } },
      [': a d'],
    ],
    [
      'also by a condition that is not met itself',
      [when('No', 'a', 'b')],
      { conditions: { Yes: equals('x', 'x'), No: not({ Condition: 'Yes' }) } },
      [': b'],
    ],
    [
      'a condition that depends on an undecidable one is both true and false',
      [when('B', 'a', 'b')],
      { conditions: { A: equals(ref('P'), { 'Fn::Base64': 'x' }), B: not({ Condition: 'A' }) } },
      ['condition "B" = true: a', 'condition "B" = false: b'],
    ],
    [
      'a condition on a value of a mapping is not a choice if the key is chosen',
      [inMap('M', ref('AWS::Region'), 'id'), when('IsProd', 'p', 'n')],
      {
        mappings: { M: { 'eu-west-1': { id: '1', stage: 'prod' }, 'us-east-1': { id: '2', stage: 'test' } } },
        conditions: { IsProd: equals(inMap('M', ref('AWS::Region'), 'stage'), 'prod') },
      },
      ['own region = eu-west-1: 1 p', 'own region = us-east-1: 2 n'],
    ],
    [
      'nor where there is one key only',
      [when('IsProd', 'p', 'n')],
      {
        mappings: { M: { 'eu-west-1': { stage: 'prod' } } },
        conditions: { IsProd: equals(inMap('M', ref('AWS::Region'), 'stage'), 'prod') },
      },
      [': p'],
    ],
    [
      'a key that a condition excludes is still looked up',
      [when('Elsewhere', inMap('M', ref('AWS::Region'), 'id'), 'n')],
      {
        mappings: { M: { r1: { id: '1' }, r2: { id: '2' } } },
        conditions: { Elsewhere: equals(ref('AWS::Region'), 'r3') },
      },
      [
        'condition "Elsewhere" = true, own region = r1: 1',
        'condition "Elsewhere" = true, own region = r2: 2',
        'condition "Elsewhere" = false: n',
      ],
    ],
    [
      'nothing can be chosen from nothing',
      [inMap('M', ref('P'), 'id'), ref('P')],
      { mappings: { M: {} }, parameters: { P: { AllowedValues: [] } } },
      [': <unknown Fn::FindInMap ["M" {"Ref":"P" }"id" ]> <unknown parameter "P">'],
    ],
    [
      'a mapping is looked up by its keys',
      [inMap('M', ref('AWS::Region'), 'id'), ref('AWS::Region')],
      { mappings: { M: { 'eu-west-1': { id: '1' }, 'us-east-1': { id: '2' } } } },
      ['own region = eu-west-1: 1 eu-west-1', 'own region = us-east-1: 2 us-east-1'],
    ],
    [
      'a late choice also applies to what was read before',
      [ref('AWS::Region'), inMap('M', ref('AWS::Region'), 'id')],
      { mappings: { M: { 'eu-west-1': { id: '1' }, 'us-east-1': { id: '2' } } } },
      ['own region = eu-west-1: eu-west-1 1', 'own region = us-east-1: us-east-1 2'],
    ],
    // The second mapping is looked up by the region, and only then is the parameter a key of it.
    [
      'however late it is made',
      [ref('P'), inMap('Second', join('x-', ref('AWS::Region')), ref('P')), inMap('First', ref('AWS::Region'), 'id')],
      {
        mappings: { First: { r1: { id: '1' }, r2: { id: '2' } }, Second: { 'x-r1': { p: 'found', q: 'also' }, 'x-r2': {} } },
      },
      [
        'own region = r1, reference to "P" = p: p found 1',
        'own region = r1, reference to "P" = q: q also 1',
        'own region = r2: <unknown reference to "P"> <unknown Fn::FindInMap ["Second" {"Fn::Join":["" ["x-" ' +
          '{"Ref":"AWS::Region" }]]}{"Ref":"P" }]> 2',
      ],
    ],
  ])('%s', (_what, values, context, expected) => {
    expect(variants(values, context)).toEqual(expected);
  });

  test('conditions of the same name in another template are different', () => {
    const other: DeployTimeContext = { scope: 'Other' };
    const context: DeployTimeContext = {
      follow: ({ kind }) => (kind === 'import' ? { value: when('C', 'x', 'y'), context: other } : undefined),
    };
    expect(variants([when('C', 'a', 'b'), { 'Fn::ImportValue': 'E' }], context)).toEqual([
      'condition "C" = true, condition "C" of Other = true: a x',
      'condition "C" = true, condition "C" of Other = false: a y',
      'condition "C" = false, condition "C" of Other = true: b x',
      'condition "C" = false, condition "C" of Other = false: b y',
    ]);
  });
});

describe('combinations that cannot occur', () => {
  const both = [when('A', 'a', 'x'), when('B', 'b', 'y')];
  const all = ['a b', 'a y', 'x b', 'x y'];

  test.each<[string, DeployTimeContext['conditions'], string[]]>([
    ['unrelated conditions', { A: equals(ref('P'), '1'), B: equals(ref('Q'), '1') }, all],
    ['two values of one parameter', { A: equals(ref('P'), '1'), B: equals(ref('P'), '2') }, ['a y', 'x b', 'x y']],
    ['the same test twice', { A: equals(ref('P'), '1'), B: equals('1', ref('P')) }, ['a b', 'x y']],
    ['a negation', { A: equals(ref('P'), '1'), B: not({ Condition: 'A' }) }, ['a y', 'x b']],
    ['a negation of an undecidable condition', { A: equals(ref('P'), { 'Fn::Base64': 'x' }), B: not({ Condition: 'A' }) }, ['a y', 'x b']],
    [
      'an implication',
      { A: { 'Fn::And': [equals(ref('P'), '1'), equals(ref('Q'), '1')] }, B: equals(ref('Q'), '1') },
      ['a b', 'x b', 'x y'],
    ],
    [
      'an alternative',
      { A: { 'Fn::Or': [equals(ref('P'), '1'), equals(ref('P'), '2')] }, B: equals(ref('P'), '2') },
      ['a b', 'a y', 'x y'],
    ],
    ['values of a finite parameter', { A: equals(ref('Two'), '1'), B: equals(ref('Two'), '2') }, ['a y', 'x b']],
    ['a value that a finite parameter cannot have', { A: equals(ref('Two'), '3'), B: equals(ref('Two'), '1') }, ['x b', 'x y']],
    ['a parameter compared with itself', { A: equals(ref('P'), ref('P')), B: equals(join('x-', ref('P')), join('x-', ref('P'))) }, ['a b']],
    ['a text that contains the parameter', { A: equals(join('x-', ref('P')), 'x-1'), B: equals(ref('P'), '1') }, all],
    ['the same in the other order', { A: equals('x-1', join('x-', ref('P'))), B: equals('1', ref('P')) }, all],
    [
      'two texts that contain the parameter',
      { A: equals(join('x-', ref('P')), join(ref('P'), '-x')), B: equals(ref('P'), '1') },
      all,
    ],
    [
      'ten operands',
      { A: { 'Fn::Or': Array.from({ length: 10 }, (_, index) => equals(ref('P'), String(index))) }, B: equals(ref('P'), '1') },
      ['a b', 'a y', 'x y'],
    ],
    [
      'more operands than CloudFormation accepts',
      { A: { 'Fn::Or': Array.from({ length: 11 }, (_, index) => equals(ref('P'), String(index))) }, B: equals(ref('P'), '1') },
      all,
    ],
    ['two regions', { A: equals(ref('AWS::Region'), 'r1'), B: equals(ref('AWS::Region'), 'r2') }, ['a y', 'x b', 'x y']],
    ['two parameters of the same value', { A: equals(ref('P'), ref('Q')), B: equals(ref('P'), '1') }, all],
    ['a value that is compared only with another parameter', { A: equals(ref('P'), ref('Q')), B: equals(ref('Q'), '1') }, all],
    ['a condition that refers to itself', { A: { Condition: 'A' }, B: not({ Condition: 'B' }) }, all],
    ['a malformed condition', { A: { 'Fn::Equals': ['x'] }, B: 7 }, all],
    ['no condition', { A: null, B: {} }, all],
    ['two functions', { A: { ...equals('x', 'y'), 'Fn::Not': [] }, B: { 'Fn::Not': [equals('x', 'x'), equals('x', 'x')] } }, all],
    ['operands that are not a list', { A: { 'Fn::Not': 'B' }, B: { 'Fn::Not': [] } }, all],
    ['functions that are not conditions', { A: not({ 'Fn::Contains': [['x'], 'y'] }), B: ref('A') }, all],
    ['a choice inside a condition', { A: equals(when('B', '1', '2'), '1'), B: equals(ref('P'), '1') }, all],
    ['a text that looks like a parameter', { A: equals(ref('P'), '<parameter "P">'), B: equals('x', 'x') }, ['a b', 'x b']],
  ])('%s', (_what, conditions, expected) => {
    const found = variants(both, { conditions, parameters: { P: {}, Q: {}, Two: { AllowedValues: ['1', '2'] } } });
    expect(found.map((line) => line.split(': ')[1])).toEqual(expected);
  });

  test('eight conditions, only one of which can be true, result in nine variants', () => {
    const names = Array.from({ length: 8 }, (_, index) => `Is${index}`);
    const conditions = Object.fromEntries(names.map((name) => [name, equals(ref('Site'), name)]));
    expect(variants(names.map((name) => when(name, 'y', 'n')), { conditions, parameters: { Site: {} } })).toHaveLength(9);
  });
});

describe('where choices can occur', () => {
  const other = { ...LAMBDA, Effect: 'Deny' };
  test.each<[string, unknown, unknown[][]]>([
    ['the document', when('C', documentOf(LAMBDA), documentOf(LAMBDA, other)), [['Allow'], ['Allow', 'Deny']]],
    ['the list of statements', { Statement: when('C', [LAMBDA], [other, other]) }, [['Allow'], ['Deny', 'Deny']]],
    ['a statement', documentOf(LAMBDA, when('C', other, NO_VALUE)), [['Allow', 'Deny'], ['Allow']]],
    ['an element', documentOf({ ...LAMBDA, Effect: when('C', 'Allow', 'Deny') }), [['Allow'], ['Deny']]],
    [
      'JSON text',
      { 'Fn::Sub': [JSON.stringify(documentOf({ ...LAMBDA, Effect: '${E}' })), { E: when('C', 'Allow', 'Deny') }] },
      [['Allow'], ['Deny']],
    ],
  ])('%s', (_where, document, expected) => {
    expect(readTrustPolicy(document).variants.map(({ statements }) => statements.map(({ effect }) => effect))).toEqual(expected);
  });

  test('a document that is absent in one branch is rejected in that variant', () => {
    const { variants: [present, absent] } = readTrustPolicy(when('C', documentOf(LAMBDA), NO_VALUE));
    expect(messages(present)).toEqual([]);
    expect(messages(absent)).toEqual(['rejected: there is no trust policy']);
  });

  test.each<[string, unknown]>([
    ['three branches', { 'Fn::If': ['C', 'a', 'b', 'c'] }],
    ['no list', { 'Fn::If': 'C' }],
    ['no condition name', { 'Fn::If': [ref('C'), 'a', 'b'] }],
  ])('an Fn::If with %s is unknown', (_what, value) => {
    const [variant] = readTrustPolicy(documentOf({ ...LAMBDA, Principal: value })).variants;
    expect(variant.statements[0].principals).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('the limit', () => {
  const choices = (count: number) => Array.from({ length: count }, (_, index) => when(`C${index}`, 'a', 'b'));

  test('64 variants are read one by one', () => {
    expect(variants(choices(6), {})).toHaveLength(64);
  });

  test('beyond that, one variant leaves unknown whatever the choices decide', () => {
    const statements = choices(7).map((value) => ({ ...LAMBDA, Principal: { AWS: value } }));
    const { variants: all } = readTrustPolicy(documentOf(...statements, LAMBDA));
    expect(all).toHaveLength(1);
    expect(all[0].choices).toEqual([]);
    expect(messages(all[0])).toEqual(['unreadable: more than 64 combinations of conditions and parameters decide what the document says']);
    expect(all[0].statements.map(({ principals }) => principals[0].kind)).toEqual([...Array<string>(7).fill('unknown'), 'service']);
  });

  describe.each<[string, unknown, (values: string[]) => DeployTimeContext]>([
    ['allowed values', ref('P'), (values) => ({ parameters: { P: { AllowedValues: values } } })],
    ['keys', inMap('M', ref('P'), 'id'), (keys) => ({ mappings: { M: Object.fromEntries(keys.map((key) => [key, { id: key }])) } })],
  ])('%s', (_what, value, contextOf) => {
    const context = (count: number) => contextOf(Array.from({ length: count }, (_, index) => `v${index}`));

    test('64 are read one by one', () => {
      expect(variants([value], context(64))).toHaveLength(64);
    });

    test('with more than that the value may be anything, and the rest of the document is read', () => {
      const { variants: all } = readTrustPolicy(documentOf(LAMBDA, { ...LAMBDA, Sid: value }), context(65));
      expect(all.map(messages)).toEqual([[]]);
    });
  });

  test('a condition that is nested too deeply decides nothing', () => {
    const deep = Array.from({ length: 100_000 }).reduce<unknown>(not, equals('x', 'x'));
    expect(variants([when('Deep', 'a', 'b')], { conditions: { Deep: deep } })).toHaveLength(2);
  });
});
