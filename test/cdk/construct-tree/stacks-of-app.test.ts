/** What is known about the location of a trust policy, and where references out of its template lead. */
import {
  App,
  Aws,
  CfnOutput,
  CfnParameter,
  CfnResource,
  Environment,
  Fn,
  NestedStack,
  Stack,
  Stage,
  aws_iam as iam,
  aws_servicecatalog as servicecatalog,
} from 'aws-cdk-lib';
import { renderedStack, synthesizedStack } from '../../../src/cdk/construct-tree/rendered-stack';
import { StacksOfApp } from '../../../src/cdk/construct-tree/stacks-of-app';
import { TemplateFragment } from '../../cloudformation/template-fragment';

function synthesized(app: App): StacksOfApp {
  app.synth();
  return new StacksOfApp(app, synthesizedStack);
}

const inAccount = (account: string, region = 'eu-west-1'): { env: Environment } => ({ env: { account, region } });

describe('the environment of a stack', () => {
  test.each([
    [{}, {}],
    [{ account: '111122223333' }, { account: '111122223333' }],
    [{ region: 'eu-west-1' }, { region: 'eu-west-1', partition: 'aws' }],
    [{ account: '111122223333', region: 'cn-north-1' }, { account: '111122223333', region: 'cn-north-1', partition: 'aws-cn' }],
    [{ account: '111122223333', region: 'us-gov-west-1' }, { account: '111122223333', region: 'us-gov-west-1', partition: 'aws-us-gov' }],
  ])('%j is known as %j', (env, expected) => {
    const app = new App();
    const { account, region, partition } = synthesized(app).context(new Stack(app, 'Stack', { env }));
    expect({ account, region, partition }).toEqual({ account: undefined, region: undefined, partition: undefined, ...expected });
  });

  test('a nested stack is in the account of its parent', () => {
    const app = new App();
    const nested = new NestedStack(new Stack(app, 'Stack', inAccount('111122223333')), 'Nested');
    new iam.User(nested, 'User');
    expect(synthesized(app).context(nested)).toMatchObject({ account: '111122223333', region: 'eu-west-1', partition: 'aws' });
  });

  test('a stack is in the account that its Stage names', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Prod', inAccount('111122223333')), 'Stack');
    expect(synthesized(app).context(stack)).toMatchObject({ account: '111122223333', scope: 'Prod/Stack' });
  });

  test('the product of a Service Catalog is deployed by others, to an unknown account', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Prod', inAccount('111122223333')), 'Stack');
    const product = new servicecatalog.ProductStack(stack, 'Product');
    new iam.User(product, 'User');
    const { account, region, partition, scope } = synthesized(app).context(product);
    expect({ account, region, partition, scope }).toEqual({
      account: undefined,
      region: undefined,
      partition: undefined,
      scope: 'Prod/Stack/Product',
    });
  });

  test('the accounts of the app are those that stacks name', () => {
    const app = new App();
    new Stack(app, 'One', inAccount('111122223333'));
    new Stack(new Stage(app, 'Prod'), 'Two', inAccount('222233334444'));
    new Stack(app, 'Agnostic');
    expect([...synthesized(app).explicitAccounts()]).toEqual(['111122223333', '222233334444']);
  });
});

test('the template around the document is the final one', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new CfnParameter(stack, 'Partner', { allowedValues: ['a', 'b'] });
  new CfnResource(stack, 'Thing', { type: 'AWS::SNS::Topic', properties: { TopicName: 'before' } }).addPropertyOverride(
    'TopicName',
    'after',
  );
  const { parameters, resources } = synthesized(app).context(stack);
  expect(parameters?.Partner).toEqual({ Type: 'String', AllowedValues: ['a', 'b'] });
  expect(resources?.Thing).toMatchObject({ Type: 'AWS::SNS::Topic', Properties: { TopicName: 'after' } });
});

describe('an import', () => {
  function appWith(exporter: (app: App) => Stack, name = 'Trust:Arn') {
    const app = new App();
    const from = exporter(app);
    new CfnOutput(from, 'Exported', { value: 'the value', exportName: name });
    return { app, from };
  }

  test('leads to the export of another stack of the app, in the context of that stack', () => {
    const { app, from } = appWith((scope) => new Stack(scope, 'Producer', inAccount('111122223333')));
    const to = new Stack(app, 'Consumer', inAccount('111122223333'));
    const stacks = synthesized(app);
    expect(stacks.context(to).follow?.({ kind: 'import', name: 'Trust:Arn' })).toEqual({
      value: 'the value',
      context: stacks.context(from),
    });
  });

  test('that the CDK made for a reference to a role leads to that role', () => {
    const app = new App();
    const role = new iam.Role(new Stack(app, 'Producer'), 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const consumer = new Stack(app, 'Consumer');
    new CfnOutput(consumer, 'Out', { value: role.roleArn });
    const stacks = synthesized(app);
    const name = (stacks.rendering(consumer).template as any).Outputs.Out.Value['Fn::ImportValue'];
    expect(stacks.context(consumer).follow?.({ kind: 'import', name })).toMatchObject({
      value: { 'Fn::GetAtt': [expect.stringMatching(/^Role/), 'Arn'] },
      context: { scope: 'Producer' },
    });
  });

  test('leads nowhere when no stack exports the name', () => {
    const { app } = appWith((scope) => new Stack(scope, 'Producer'), 'Other');
    expect(synthesized(app).context(new Stack(app, 'Consumer')).follow?.({ kind: 'import', name: 'Trust:Arn' })).toBeUndefined();
  });

  test.each([
    ['account', inAccount('999900001111')],
    ['region', inAccount('111122223333', 'us-east-1')],
  ])('leads nowhere when the export is in another %s', (_what, env) => {
    const { app } = appWith((scope) => new Stack(scope, 'Producer', inAccount('111122223333')));
    const to = new Stack(app, 'Consumer', env);
    expect(synthesized(app).context(to).follow?.({ kind: 'import', name: 'Trust:Arn' })).toBeUndefined();
  });

  test('leads to the export of its own Stage when each Stage has one of that name', () => {
    const app = new App();
    const consumers = ['Dev', 'Prod'].map((id) => {
      const stage = new Stage(app, id);
      new CfnOutput(new Stack(stage, 'Producer'), 'Exported', { value: `value of ${id}`, exportName: 'Trust:Arn' });
      return new Stack(stage, 'Consumer');
    });
    const stacks = synthesized(app);
    expect(consumers.map((each) => stacks.context(each).follow?.({ kind: 'import', name: 'Trust:Arn' })?.value)).toEqual([
      'value of Dev',
      'value of Prod',
    ]);
  });

  test('leads nowhere when two stacks export the name, because only deployment decides which is meant', () => {
    const { app } = appWith((scope) => new Stack(scope, 'Producer'));
    new CfnOutput(new Stack(app, 'Second'), 'Exported', { value: 'another value', exportName: 'Trust:Arn' });
    expect(synthesized(app).context(new Stack(app, 'Consumer')).follow?.({ kind: 'import', name: 'Trust:Arn' })).toBeUndefined();
  });

  describe('by a name that is put together', () => {
    const regional = Fn.join('-', ['Trust', Aws.REGION]);
    const ofStack = Fn.sub('${AWS::StackName}-Arn');
    test.each<[string, string, object, unknown, unknown]>([
      ['with the name of the exporting stack', ofStack, {}, 'Producer-Arn', 'the value'],
      ['with the region, where both know it', regional, inAccount('111122223333'), 'Trust-eu-west-1', 'the value'],
      ['with the region, where neither knows it', regional, {}, { 'Fn::Join': ['-', ['Trust', { Ref: 'AWS::Region' }]] }, 'the value'],
      ['in another way', regional, {}, { 'Fn::Sub': 'Trust-${AWS::Region}' }, 'the value'],
      ['from another value', regional, {}, { 'Fn::Sub': 'Trust-${AWS::AccountId}' }, undefined],
      ['with a parameter of each stack', Fn.ref('Name'), {}, { Ref: 'Name' }, undefined],
      ['with the name of each stack', ofStack, {}, { 'Fn::Sub': '${AWS::StackName}-Arn' }, undefined],
    ])('%s', (_how, exportName, env, name, expected) => {
      const { app } = appWith((scope) => new Stack(scope, 'Producer', env), exportName);
      expect(synthesized(app).context(new Stack(app, 'Consumer', env)).follow?.({ kind: 'import', name })?.value).toBe(expected);
    });
  });

  test('by a name known only at deploy time leads nowhere', () => {
    const { app } = appWith((scope) => new Stack(scope, 'Producer'));
    expect(synthesized(app).context(new Stack(app, 'Consumer')).follow?.({ kind: 'import', name: { Ref: 'Name' } })).toBeUndefined();
  });
});

describe('nested stacks', () => {
  function nestedApp() {
    const app = new App();
    const parent = new Stack(app, 'Parent', inAccount('111122223333'));
    const nested = new NestedStack(parent, 'Nested', { parameters: { Partner: Fn.importValue('Partner') } });
    const role = new iam.Role(nested, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const parameter = new CfnParameter(nested, 'Partner');
    new CfnOutput(nested, 'Name', { value: 'a name' });
    new CfnOutput(parent, 'RoleArn', { value: role.roleArn });
    const stacks = synthesized(app);
    return { stacks, parent, nested, parameter };
  }

  test('an output of a nested stack is read in the nested stack', () => {
    const { stacks, parent, nested } = nestedApp();
    const [resource, attribute]: string[] = (stacks.rendering(parent).template as any).Outputs.RoleArn.Value['Fn::GetAtt'];
    const output = attribute.replace('Outputs.', '');
    expect(stacks.context(parent).follow?.({ kind: 'nested-output', resource, output })).toEqual({
      value: { 'Fn::GetAtt': [expect.stringMatching(/^Role/), 'Arn'] },
      context: stacks.context(nested),
    });
    expect(stacks.context(parent).follow?.({ kind: 'nested-output', resource, output: 'Missing' })).toBeUndefined();
    expect(stacks.context(parent).follow?.({ kind: 'nested-output', resource: 'Missing', output })).toBeUndefined();
  });

  test('a parameter of a nested stack is read in its parent', () => {
    const { stacks, parent, nested } = nestedApp();
    expect(stacks.context(nested).follow?.({ kind: 'parameter', name: 'Partner' })).toEqual({
      value: { 'Fn::ImportValue': 'Partner' },
      context: stacks.context(parent),
    });
    expect(stacks.context(nested).follow?.({ kind: 'parameter', name: 'Missing' })).toBeUndefined();
  });

  test('a parameter of a stack that is not nested leads nowhere', () => {
    const { stacks, parent } = nestedApp();
    expect(stacks.context(parent).follow?.({ kind: 'parameter', name: 'Partner' })).toBeUndefined();
  });
});

test.each([null, 'text', 1, []])('a section of the template may contain %j instead of a resource', (damaged) => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new TemplateFragment(stack, 'Include', { Resources: { Damaged: damaged, Topic: { Type: 'AWS::SNS::Topic' } } });
  const { resources } = new StacksOfApp(app, renderedStack).context(stack);
  expect(resources).toEqual({ Topic: { Type: 'AWS::SNS::Topic' } });
});
