import { CfnParameter, Lazy, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { messageOf, roleIn, stackIn, statementsOf } from './roles-under-test';
import { ExternalId } from '../../../src/cdk/constructs/external-id';

function conditionOf(externalId: ExternalId, stack: Stack): unknown {
  roleIn(stack, { externalId });
  return (statementsOf(stack)[0].Condition as Record<string, unknown>).StringEquals;
}

test.each([
  ['two characters', 'ab'],
  ['a UUID', '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55'],
  ['every character that STS accepts', 'aZ0_+=,.@:/-'],
  ['1224 characters', 'x'.repeat(1224)],
])('an ExternalId of %s is accepted unchanged', (_what, value) => {
  expect(conditionOf(ExternalId.of(value), stackIn())).toEqual({ 'sts:ExternalId': value });
});

test.each<[string, unknown, string]>([
  ['nothing', '', 'is empty'],
  ['one character', 'a', '2 to 1224'],
  ['1225 characters', 'x'.repeat(1225), 'the ExternalId of 1225 characters'],
  ['a star', '*', 'contains a wildcard'],
  ['a star at the end', 'partner-*', 'contains a wildcard'],
  ['a question mark', 'partner-?', 'contains a wildcard'],
  ['a space', 'my partner', 'white space'],
  ['a letter outside ASCII', ' partner', 'white space'],
  ['a trailing line break', 'partner\n', 'white space'],
  ['a letter outside ASCII', 'pärtner', 'is rejected by STS'],
  ['a policy variable', '${aws:username}', 'is rejected by STS'],
  ['a dollar sign', 'partner$1', 'is rejected by STS'],
  ['undefined', undefined, 'must be text, not undefined'],
  ['a number', 12345, 'must be text, not 12345'],
  ['a list', ['e1', 'e2'], 'must be text, not an object of type Array'],
  ['a token', Lazy.string({ produce: () => 'e1' }), 'ExternalId.fromParameter() or ExternalId.fromSsmParameter()'],
  ['text with a token in it', `pre-${Token.asString({ Ref: 'Suffix' })}`, 'ExternalId.fromParameter()'],
])('%s is not an ExternalId, and the message says so', (_what, value, fragment) => {
  expect(messageOf(() => ExternalId.of(value as string))).toContain(fragment);
});

describe('fromParameter', () => {
  test('is a reference to the parameter', () => {
    const stack = stackIn();
    expect(conditionOf(ExternalId.fromParameter(new CfnParameter(stack, 'Secret')), stack)).toEqual(
      { 'sts:ExternalId': { Ref: 'Secret' } },
    );
  });

  test('accepts a parameter that CloudFormation reads from SSM', () => {
    const stack = stackIn();
    const parameter = new CfnParameter(stack, 'Secret', { type: 'AWS::SSM::Parameter::Value<String>', default: '/partner/external-id' });
    expect(conditionOf(ExternalId.fromParameter(parameter), stack)).toEqual({ 'sts:ExternalId': { Ref: 'Secret' } });
  });

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['the value of a parameter', (stack) => new CfnParameter(stack, 'P').valueAsString, 'Pass the parameter itself'],
    ['a list parameter', (stack) => new CfnParameter(stack, 'P', { type: 'CommaDelimitedList' }), "Declare it with type 'String'"],
    ['a number parameter', (stack) => new CfnParameter(stack, 'P', { type: 'Number' }), "Declare it with type 'String'"],
    ['a default that is a wildcard', (stack) => new CfnParameter(stack, 'P', { default: '*' }), 'contains a wildcard'],
    ['an empty default', (stack) => new CfnParameter(stack, 'P', { default: '' }), '2 to 1224'],
    ['another construct', (stack) => stack, 'is not a CfnParameter'],
    ['nothing', () => undefined, 'is not a CfnParameter'],
  ])('rejects %s', (_what, parameter, fragment) => {
    expect(messageOf(() => ExternalId.fromParameter(parameter(stackIn()) as CfnParameter))).toContain(fragment);
  });
});

describe('fromSsmParameter', () => {
  test('adds one template parameter for each SSM parameter, however often it is used', () => {
    const stack = stackIn();
    ExternalId.fromSsmParameter(stack, '/partner/external-id');
    const condition = conditionOf(
      ExternalId.fromSsmParameter(stack, '/partner/external-id'), stack,
    ) as { 'sts:ExternalId': { Ref: string } };
    const parameters = Template.fromStack(stack).findParameters(
      '*', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/partner/external-id' },
    );
    expect(Object.keys(parameters)).toEqual([condition['sts:ExternalId'].Ref]);
  });

  test('keeps two SSM parameters separate whose names differ only in their slashes', () => {
    const stack = stackIn();
    ExternalId.fromSsmParameter(stack, '/partner/id');
    ExternalId.fromSsmParameter(stack, '/partner.id');
    expect(Object.values(Template.fromStack(stack).findParameters('*')).map(({ Default }) => Default)).toEqual(
      expect.arrayContaining(['/partner/id', '/partner.id']),
    );
  });

  test('works in a nested stack', () => {
    const nested = new NestedStack(stackIn(), 'Nested');
    roleIn(nested, { externalId: ExternalId.fromSsmParameter(nested, 'external-id') });
    expect(() => Template.fromStack(nested)).not.toThrow();
  });

  test.each<[string, string, string]>([
    ['an ARN', 'arn:aws:ssm:eu-west-1:111122223333:parameter/x', 'Write the name, not the ARN'],
    ['a wildcard', '/partner/*', 'is not the name of an SSM parameter'],
    ['nothing', '', 'is empty'],
    ['a token', Token.asString({ Ref: 'Name' }), 'is a token'],
  ])('rejects %s', (_what, name, fragment) => {
    expect(messageOf(() => ExternalId.fromSsmParameter(stackIn(), name))).toContain(fragment);
  });
});

test.each(
  [['', 'is empty'], ['  ', 'is blank'], [undefined, 'must be text']],
)('a waiver needs a reason, and %j is not one', (reason, fragment) => {
  expect(messageOf(() => ExternalId.waived(reason as string))).toContain(fragment);
});

test('a waived ExternalId adds no condition', () => {
  expect(conditionOf(ExternalId.waived('our own account'), stackIn())).toBeUndefined();
});
