/** The values of CloudFormation's intrinsics, with more or less known about the template around them. */
import { NO_CHOICES } from '../../src/cloudformation/deploy-time-choices';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { IntrinsicResolution, ResolutionBudget } from '../../src/cloudformation/resolve-intrinsics';
import { textFrom } from '../../src/policy/resolved-value';
import {
  checkTexts,
  getAtt,
  join,
  LAMBDA,
  laterList,
  readConditions,
  readOne,
  readText,
  ref,
  select,
  shown,
  split,
} from '../policy/reading';

describe('pseudo parameters', () => {
  checkTexts('with nothing known', {}, [
    [ref('AWS::AccountId'), '<own-account AWS::AccountId>'],
    [ref('AWS::Region'), '<region AWS::Region>'],
    [ref('AWS::Partition'), '<partition AWS::Partition>'],
    [ref('AWS::URLSuffix'), '<url-suffix AWS::URLSuffix>'],
    [ref('AWS::StackName'), '<own-name AWS::StackName>'],
    [ref('AWS::StackId'), '<unknown AWS::StackId>'],
    [ref('AWS::NotificationARNs'), laterList('AWS::NotificationARNs')],
  ]);
  checkTexts('in a known account and region', { account: '111122223333', region: 'eu-west-1', scope: 'S' }, [
    [ref('AWS::AccountId'), '111122223333'],
    [ref('AWS::Region'), 'eu-west-1'],
    [ref('AWS::Partition'), 'aws'],
    [ref('AWS::URLSuffix'), 'amazonaws.com'],
    [ref('AWS::StackName'), '<own-name S AWS::StackName>'],
  ]);
  checkTexts('in China', { region: 'cn-north-1' }, [[ref('AWS::Partition'), 'aws-cn'], [ref('AWS::URLSuffix'), 'amazonaws.com.cn']]);
  checkTexts('in GovCloud', { partition: 'aws-us-gov' }, [[ref('AWS::Partition'), 'aws-us-gov'], [ref('AWS::URLSuffix'), 'amazonaws.com']]);
  checkTexts('where the partition is given as well', { partition: 'aws-iso', region: 'eu-west-1' }, [
    [ref('AWS::Partition'), 'aws-iso'],
    [ref('AWS::URLSuffix'), '<url-suffix AWS::URLSuffix>'],
  ]);

  test.each([
    ['us-gov-west-1', 'aws-us-gov'], ['us-iso-east-1', 'aws-iso'], ['us-isob-east-1', 'aws-iso-b'], ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'], ['eusc-de-east-1', 'aws-eusc'],
  ])('the partition of %s is %s', (region, partition) => expect(readText(ref('AWS::Partition'), { region })).toBe(partition));
});

describe('parameters', () => {
  checkTexts('one is replaced by its value', {
    scope: 'S',
    parameters: {
      Plain: { Type: 'String', Default: 'x' },
      Fixed: { Type: 'String', AllowedValues: ['only'] },
      Ssm: { Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: ['/a'], Default: '/a' },
      List: { Type: 'CommaDelimitedList', AllowedValues: ['a'] },
      Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
      Odd: { Type: 'String', AllowedValues: ['a', null] },
      None: { Type: 'String', AllowedValues: [] },
    },
  }, [
    [ref('Plain'), '<unknown S parameter "Plain">'],
    [ref('Fixed'), 'only'],
    [ref('Ssm'), '<unknown S parameter "Ssm">'],
    [ref('Nobody'), '<unknown S reference to "Nobody">'],
    [ref('constructor'), '<unknown S reference to "constructor">'],
    [ref('Odd'), '<unknown S parameter "Odd">'],
    [ref('None'), '<unknown S parameter "None">'],
    [ref('List'), laterList('parameter "List"')],
    [ref('Subnets'), laterList('parameter "Subnets"')],
    [select(0, ref('List')), '<unknown S Fn::Select [0 {"Ref":"List" }]>'],
    [{ 'Fn::Join': [',', ref('List')] }, '<unknown S Fn::Join ["," {"Ref":"List" }]>'],
  ]);
});

describe('functions', () => {
  checkTexts('text is put together', { scope: 'S' }, [
    [join('a', 'b', 1, true), 'ab1true'],
    [{ 'Fn::Join': ['-', ['a', ref('AWS::NoValue'), ref('X'), 'b']] }, 'a-<unknown S reference to "X">-b'],
    [join('a', { Ref: ['X'] }), 'a<unknown S Ref ["X" ]>'],
    [{ 'Fn::Sub': 'a-${X}-${!X}-$X-${Y.Z}' }, 'a-<unknown S reference to "X">-${X}-$X-<unknown S attribute "Z" of "Y">'],
    [{ 'Fn::Sub': ['${A}${AWS::Region}${A}', { A: 'x' }] }, 'x<region AWS::Region>x'],
    [{ 'Fn::Sub': ['${__proto__}', {}] }, '<unknown S reference to "__proto__">'],
    [join('a', ['x']), 'a<unknown S an expression ["x" ]>'],
    [{ 'Fn::Sub': ['${A}', { A: ['x'] }] }, '<unknown S an expression ["x" ]>'],
    [select(1, ['a', 'b']), 'b'],
    [select('1', split(':', 'a:b:c')), 'b'],
    [select(1, split('|', 'a||c')), ''],
    [select(10, [...'abcdefghijk']), 'k'],
  ]);

  test.each<[string, unknown]>([
    ['an index beyond the list', select(7, ['a'])],
    ['an index that is empty', select('', ['a'])],
    ['an index in another notation', select('0x0', ['a'])],
    ['an element after one that does not exist', select(0, [ref('AWS::NoValue'), 'a'])],
    ['one element too many in Fn::Select', { 'Fn::Select': [0, ['a'], 'b'] }],
    ['no list in Fn::Select', { 'Fn::Select': 'x' }],
    ['no text to split at', select(0, split('', 'ab'))],
    ['a text to split at that is known only at deployment', select(0, split(ref('X'), 'a'))],
    ['one element too many in Fn::Join', { 'Fn::Join': ['', ['a'], 'b'] }],
    ['no list in Fn::Join', { 'Fn::Join': 'x' }],
    ['no text in Fn::Sub', { 'Fn::Sub': 7 }],
    ['no variables in the list of Fn::Sub', { 'Fn::Sub': ['a'] }],
    ['variables that are not a map', { 'Fn::Sub': ['a', 'b'] }],
    ['no attribute', { 'Fn::GetAtt': 'R' }],
    ['nothing to take an attribute of', { 'Fn::GetAtt': null }],
    ['an attribute known only at deployment', { 'Fn::GetAtt': ['R', ref('X')] }],
    ['a resource known only at deployment', { 'Fn::GetAtt': [ref('X'), 'Arn'] }],
    ['one key too few', { 'Fn::FindInMap': ['M', 'a'] }],
    ['no keys', { 'Fn::FindInMap': 'M' }],
    ['text in another code', { 'Fn::Base64': 'x' }],
    ['nothing in another code', { 'Fn::Base64': null }],
    ['an unknown function', { 'Fn::Nonsense': 'x' }],
    ['a reference without a name', { Ref: ['X'] }],
  ])('%s is unknown', (_what, value) => {
    expect(readText(value, { resources: { R: { Type: 'AWS::IAM::Role' } }, mappings: { M: { a: { b: 'c' } } } })).toMatch(
      /^<unknown [^>]*>$/,
    );
  });

  const nested = (innermost: string) => Array.from({ length: 60 }).reduce<unknown>((inner) => [inner], innermost);
  const long = (last: string) => [...Array<string>(2_500).fill('same'), last];
  test.each<[string, unknown[]]>([
    ['too deep to be compared', ['a', 'b', 'b'].map((end) => ({ 'Fn::Base64': nested(end) }))],
    ['too long to be compared', ['a', 'b', 'b'].map((end) => ({ 'Fn::Base64': long(end) }))],
    [
      'attributes of which a name is known only at deployment',
      [
        [ref('X'), 'Arn'],
        [ref('Y'), 'Arn'],
        ['R', ref('X')],
        ['R', ref('Y')],
      ].map((argument) => ({ 'Fn::GetAtt': argument })),
    ],
  ])('expressions are not treated as equal: %s', (_what, expressions) => {
    const [{ values }] = readConditions({ StringEquals: { 'sts:ExternalId': expressions } });
    expect(new Set(values.map(shown)).size).toBe(expressions.length);
  });

  test.each([['Fn::GetAZs', ''], ['Fn::Cidr', ['10.0.0.0/16', 2, 8]]])('%s is a list', (name, argument) => {
    expect(readText({ [name]: argument })).toBe(laterList(`the result of ${name}`));
  });

  test.each<[string, unknown, RegExp]>([
    ['5,000 parts with their separators', join(...Array<string>(5_000).fill('')), /^$/],
    ['more parts', join(...Array<string>(5_001).fill('')), /^<unknown .*>$/],
    ['200,000 characters', join('a'.repeat(200_000)), /^a+$/],
    ['more characters', join('a'.repeat(200_001)), /^<unknown .*>$/],
  ])('text that is too long for any policy is not put together: %s', (_what, value, expected) => {
    const resolved = new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolve(value, {});
    expect(shown(textFrom(resolved)!)).toMatch(expected);
  });

  checkTexts(
    'text is split where no unknown part can contain the separator',
    { resources: { R: { Type: 'AWS::IAM::Role' }, P: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: ref('U') } } } },
    [
      [select(5, split(':', getAtt('R', 'Arn'))), 'role/<own-name name of role "R">'],
      [select(4, split(':', getAtt('R', 'Arn'))), '<own-account AWS::AccountId>'],
      [select(1, split(':oidc-provider/', ref('P'))), '<unknown issuer: reference to "U">'],
      [select(1, split(':', join('a:', ref('X')))), '<unknown Fn::Select [1 {"Fn::Split":[":" {"Fn::Join":["" ["a:" {"Ref":"X" }]]}]}]>'],
      // The region may continue what the known text begins: `x:` + `eu-west-1`.
      [
        select(0, split(':eu', join('x:', ref('AWS::Region')))),
        '<unknown Fn::Select [0 {"Fn::Split":[":eu" {"Fn::Join":["" ["x:" {"Ref":"AWS::Region" }]]}]}]>',
      ],
      [select(0, split(':EU', join('x:', ref('AWS::Region')))), 'x:<region AWS::Region>'],
      [select(0, split('_', join('ec2.', ref('AWS::URLSuffix')))), 'ec2.<url-suffix AWS::URLSuffix>'],
    ],
  );

  test.each<[string, unknown]>([
    ['the issuer of a cluster contains slashes', split('/', ref('P'))],
    ['a URL suffix contains dots', split('.', join('ec2.', ref('AWS::URLSuffix')))],
    ['known text continues where an unknown part ends', split(':111122223333-', join('x:', ref('AWS::AccountId'), '-end'))],
    [
      'an unknown part continues where known text ends',
      split(':111122223333-1', join('x:', ref('AWS::AccountId'), '-', ref('AWS::AccountId'))),
    ],
  ])('text is not split where an unknown part may contain the separator, or a part of it: %s', (_what, list) => {
    expect(readText(select(0, list), { resources: { P: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: ref('U') } } } })).toMatch(
      /^<unknown Fn::Select .*>$/,
    );
  });

  checkTexts('mappings are looked up', {
    mappings: { M: { dev: { id: '1', list: ['a', 'b'] } }, Two: { 'dev-x': { id: '1' }, 'test-x': { id: '2' } } },
    parameters: { P: {} },
  }, [
    [{ 'Fn::FindInMap': ['M', 'dev', 'id'] }, '1'],
    [{ 'Fn::Select': [1, { 'Fn::FindInMap': ['M', 'dev', 'list'] }] }, 'b'],
    [{ 'Fn::FindInMap': ['M', 'prod', 'id', { DefaultValue: 'd' }] }, 'd'],
    [{ 'Fn::FindInMap': ['M', 'prod', 'id'] }, '<unknown Fn::FindInMap ["M" "prod" "id" ]>'],
    [{ 'Fn::FindInMap': ['M', '__proto__', 'id'] }, '<unknown Fn::FindInMap ["M" "__proto__" "id" ]>'],
    [{ 'Fn::FindInMap': ['N', 'dev', 'id'] }, '<unknown Fn::FindInMap ["N" "dev" "id" ]>'],
    [{ 'Fn::FindInMap': ['M', ref('P'), 'id'] }, '1'],
    [{ 'Fn::FindInMap': ['N', 'dev', 'id', { DefaultValue: 'd' }] }, '<unknown Fn::FindInMap ["N" "dev" "id" {"DefaultValue":"d" }]>'],
    // With a default value, the parameter may be none of the keys.
    [
      { 'Fn::FindInMap': ['M', ref('P'), 'id', { DefaultValue: 'd' }] },
      '<unknown Fn::FindInMap ["M" {"Ref":"P" }"id" {"DefaultValue":"d" }]>',
    ],
    [
      { 'Fn::FindInMap': ['M', 'dev', ref('P'), { DefaultValue: 'd' }] },
      '<unknown Fn::FindInMap ["M" "dev" {"Ref":"P" }{"DefaultValue":"d" }]>',
    ],
    // A partly known key may be any key, or none.
    [
      { 'Fn::FindInMap': ['Two', join(ref('P'), '-x'), 'id'] },
      '<unknown Fn::FindInMap ["Two" {"Fn::Join":["" [{"Ref":"P" }"-x" ]]}"id" ]>',
    ],
  ]);

  checkTexts('dynamic references are unknown values, whatever puts them together', { scope: 'S' }, [
    ['{{resolve:ssm:/x/extid:1}}', '<unknown {{resolve:ssm:/x/extid:1}}>'],
    ['a{{resolve:secretsmanager:e:SecretString:::}}b', 'a<unknown {{resolve:secretsmanager:e:SecretString:::}}>b'],
    ['{{resolve:ssm:/a}}{{resolve:ssm:/b}}', '<unknown {{resolve:ssm:/a}}><unknown {{resolve:ssm:/b}}>'],
    [join('{{resolve:ssm:', '/x}}'), '<unknown {{resolve:ssm:/x}}>'],
    [{ 'Fn::Sub': '{{resolve:ssm:/${X}/id}}!' }, '<unknown {{resolve:ssm:/<S reference to "X">/id}}>!'],
    [
      { 'Fn::Sub': 'long before it {{resolve:ssm:/${X}/id}} and behind' },
      'long before it <unknown {{resolve:ssm:/<S reference to "X">/id}}> and behind',
    ],
    ['a}}b{{resolve:ssm:/x}}c', 'a}}b<unknown {{resolve:ssm:/x}}>c'],
    ['{{resolve:ssm:/x', '{{resolve:ssm:/x'],
  ]);
});

test('references that double at each step end', () => {
  const parameters = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`P${index}`, { Type: 'String' }]));
  const context: DeployTimeContext = {
    parameters,
    follow: (reference) =>
      reference.kind === 'parameter'
        ? { value: { 'Fn::Sub': `\${P${Number(reference.name.slice(1)) + 1}}`.repeat(2) }, context }
        : undefined,
  };
  const policy = readOne({ Version: '2012-10-17', Statement: [{ ...LAMBDA, Sid: ref('P0') }] }, context);
  expect(policy.problems[0]).toMatchObject({ kind: 'unreadable', message: 'the document cannot be read: it has more than 200,000 values' });
  expect(policy.choices).toEqual([]);
});
