/** Roles as the construct tree holds them. Places where trust policies hide are tested with the real CDK CLI, in `test/synth`. */
import { App, CfnResource, NestedStack, Stack, Stage, aws_iam as iam, aws_servicecatalog as servicecatalog } from 'aws-cdk-lib';
import { RoleInTree, trustInStack } from '../../../src/cdk/construct-tree/find-roles';
import { renderedStack, synthesizedStack } from '../../../src/cdk/construct-tree/rendered-stack';
import { StacksOfApp } from '../../../src/cdk/construct-tree/stacks-of-app';
import { WAIVERS_METADATA_KEY, waiversMetadata } from '../../../src/cloudformation/waivers';
import { TemplateFragment } from '../../cloudformation/template-fragment';

function rolesOf(app: App, render = renderedStack): RoleInTree[] {
  const stacks = new StacksOfApp(app, render);
  return stacks.stacks.flatMap((stack) => trustInStack(stacks, stacks.rendering(stack)).roles);
}

const lambda = new iam.ServicePrincipal('lambda.amazonaws.com');
const trusts = (service: string) => ({ Statement: [expect.objectContaining({ Principal: { Service: service } })], Version: '2012-10-17' });

test('a role is found with its location, its account and its document', () => {
  const app = new App();
  const stack = new Stack(new Stage(app, 'Prod'), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: lambda, roleName: 'worker' });
  app.synth();
  const [found] = rolesOf(app, synthesizedStack);
  expect(found).toMatchObject({
    node: role.node.defaultChild,
    constructPath: 'Prod/Stack/Role/Resource',
    logicalId: stack.getLogicalId(role.node.defaultChild as iam.CfnRole),
    roleName: 'worker',
    stackPath: 'Prod/Stack',
    stage: 'Prod',
    file: expect.stringMatching(/assembly-Prod.ProdStack[^/\\]*\.template\.json$/),
    account: '111122223333',
    document: trusts('lambda.amazonaws.com'),
    waivers: [],
  });
  expect(found.problem).toBeUndefined();
});

test('without a finished assembly the constructs are rendered, with the same result', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new iam.Role(stack, 'One', { assumedBy: lambda });
  new iam.Role(new NestedStack(stack, 'Nested'), 'Two', { assumedBy: lambda });
  new TemplateFragment(stack, 'Include', {
    Resources: { Three: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } },
  });
  const shown = (roles: RoleInTree[]) => roles.map(({ constructPath, logicalId, document }) => ({ constructPath, logicalId, document }));
  const rendered = shown(rolesOf(app));
  app.synth();
  expect(shown(rolesOf(app, synthesizedStack))).toEqual(rendered);
  expect(rendered.map(({ constructPath }) => constructPath)).toEqual(['Stack/One/Resource', 'Stack/Include', 'Stack/Nested/Two/Resource']);
});

test('a construct that cannot be rendered is a role with a problem, and the others are still found', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new iam.CfnRole(stack, 'Broken', { assumeRolePolicyDocument: 'a text that is no object' });
  new iam.Role(stack, 'Role', { assumedBy: lambda });
  expect(rolesOf(app).map(({ constructPath, document, problem }) => [constructPath, document, problem])).toEqual([
    ['Stack/Role/Resource', trusts('lambda.amazonaws.com'), undefined],
    ['Stack/Broken', undefined, expect.stringContaining("should be an 'object'")],
  ]);
});

describe('what counts as a role', () => {
  const document = { Statement: [] };
  const globals = { Function: { AssumeRolePolicyDocument: document } };
  test.each([
    ['a role without a document', { Type: 'AWS::IAM::Role' }, {}, [undefined]],
    [
      'a role whose properties come from a transform',
      { Type: 'AWS::IAM::Role', Properties: { 'Fn::Transform': { Name: 'AWS::Include' } } },
      {},
      [{ 'Fn::Transform': { Name: 'AWS::Include' } }],
    ],
    [
      'a serverless function with a document',
      { Type: 'AWS::Serverless::Function', Properties: { AssumeRolePolicyDocument: document } },
      {},
      [document],
    ],
    ['a serverless function with the document of Globals', { Type: 'AWS::Serverless::Function' }, { Globals: globals }, [document]],
    [
      'a serverless function with a separate role',
      { Type: 'AWS::Serverless::Function', Properties: { Role: 'arn' } },
      { Globals: globals },
      [],
    ],
    ['a serverless function whose document SAM creates', { Type: 'AWS::Serverless::Function' }, {}, []],
    ['a group', { Type: 'AWS::IAM::Group', Properties: { AssumeRolePolicyDocument: document } }, {}, []],
  ])('%s', (_what, resource, sections, expected) => {
    const app = new App();
    new TemplateFragment(new Stack(app, 'Stack'), 'Include', { Resources: { It: resource }, ...sections });
    expect(rolesOf(app).map((role) => role.document)).toEqual(expected);
  });
});

describe('the construct of a resource', () => {
  test('is found by its logical id when its path metadata names another construct', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    new iam.Role(stack, 'Role', { assumedBy: lambda });
    const raw = new CfnResource(stack, 'Raw', { type: 'AWS::IAM::Role' });
    raw.addMetadata('aws:cdk:path', 'Stack/Role/Resource');
    raw.overrideLogicalId('Renamed');
    expect(rolesOf(app).find(({ logicalId }) => logicalId === 'Renamed')?.node).toBe(raw);
  });

  test('is the stack when no construct created it', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const template = { Resources: { Added: { Type: 'AWS::IAM::Role' } } };
    const stacks = new StacksOfApp(app, () => ({ stack, template, failures: [] }));
    expect(trustInStack(stacks, stacks.rendering(stack)).roles[0].node).toBe(stack);
  });
});

test('a product that is a stack of the app is checked once, as that stack', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const product = new servicecatalog.ProductStack(stack, 'Product');
  new iam.Role(product, 'Role', { assumedBy: lambda });
  const cloudFormationTemplate = servicecatalog.CloudFormationTemplate.fromProductStack(product);
  new servicecatalog.CloudFormationProduct(stack, 'OfCatalog', {
    productName: 'p',
    owner: 'o',
    productVersions: [{ cloudFormationTemplate }],
  });
  app.synth();
  expect(rolesOf(app, synthesizedStack).map(({ constructPath }) => constructPath)).toEqual(['Stack/Product/Role/Resource']);
});

test('waivers come from the metadata of the resource', () => {
  const app = new App();
  const role = new CfnResource(new Stack(app, 'Stack'), 'Role', { type: 'AWS::IAM::Role' });
  role.addMetadata(WAIVERS_METADATA_KEY, waiversMetadata([{ rule: 'mfa-required', reason: 'a machine' }]));
  expect(rolesOf(app)[0].waivers).toEqual([{ rule: 'mfa-required', reason: 'a machine' }]);
});
