// One unsafe role in each place where a trust policy can hide. The construct ids say which place it is.
const fs = require('fs');
const {
  App, Aspects, CfnCondition, CfnElement, CfnInclude, CfnResource, CfnStack, CfnStackSet, CustomResourceProvider, Fn, Lazy,
  NestedStack, Stack, Token, aws_iam: iam, aws_s3: s3, aws_s3_assets: assets, aws_sam: sam, aws_servicecatalog: servicecatalog,
  cloudformation_include: include,
} = require('aws-cdk-lib');
const { addGuard } = require('./add-guard');

const app = new App();
const baselineFile = process.env.VARIANT === 'baseline' ? 'trust-baseline.json' : undefined;
addGuard(app, { levels: { 'external-id-required': 'off', 'specific-principal': 'off' }, baselineFile });
const stack = new Stack(app, 'Stack');

const foreigner = { AWS: 'arn:aws:iam::444455556666:root' };
const document = (principal = foreigner) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});
const safeDocument = () => document({ Service: 'lambda.amazonaws.com' });
const safeRole = (scope, id) => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const resourceOf = (role) => role.node.defaultChild;

// --- ordinary constructs
new iam.Role(stack, 'L2', { assumedBy: new iam.AccountPrincipal('444455556666') });
new iam.CfnRole(stack, 'L1', { assumeRolePolicyDocument: document() });
new iam.CfnRole(stack, 'L1Lazy', { assumeRolePolicyDocument: Lazy.any({ produce: () => document() }) });
safeRole(stack, 'StatementAddedLater').assumeRolePolicy.addStatements(new iam.PolicyStatement({
  actions: ['sts:AssumeRole'],
  principals: [new iam.AccountPrincipal('444455556666')],
}));

// --- raw resources and overrides
new CfnResource(stack, 'Raw', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: document() } });
new CfnResource(stack, 'RawText', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: JSON.stringify(document()) } });
resourceOf(safeRole(stack, 'OverrideOfLeaf')).addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal', {
  ...foreigner,
  Service: undefined,
});
resourceOf(safeRole(stack, 'OverrideOfWhole')).addPropertyOverride('AssumeRolePolicyDocument', document());
const retyped = new CfnResource(stack, 'Retyped', { type: 'AWS::IAM::Group', properties: { AssumeRolePolicyDocument: document() } });
retyped.addOverride('Type', 'AWS::IAM::Role');

// --- an aspect that widens a role which was visited before
const widened = new iam.CfnRole(stack, 'WidenedByAspect', { assumeRolePolicyDocument: safeDocument() });
Aspects.of(new iam.User(stack, 'ZLast')).add({ visit: () => { widened.assumeRolePolicyDocument = document(); } });

// --- other elements
class AnyElement extends CfnElement {
  _toCloudFormation() {
    return { Resources: { [this.logicalId]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document() } } } };
  }
}
new AnyElement(stack, 'AnyElement');
new CfnInclude(stack, 'CoreInclude', {
  template: { Resources: { FromCoreInclude: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document() } } } },
});
const nestedTemplate = {
  Resources: { InIncludedNested: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document() } } },
};
const template = {
  Resources: {
    Included: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: document() },
      Metadata: { 'aws:cdk:path': 'Stack/L2/Resource' },
    },
    Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/nested.json' } },
  },
};
fs.writeFileSync('template.json', JSON.stringify(template));
fs.writeFileSync('nested.json', JSON.stringify(nestedTemplate));
new include.CfnInclude(stack, 'Include', { templateFile: 'template.json', loadNestedStacks: { Child: { templateFile: 'nested.json' } } });

// --- other templates
new iam.Role(new NestedStack(new NestedStack(stack, 'Nested'), 'Deeper'), 'InNestedStack', {
  assumedBy: new iam.AccountPrincipal('444455556666'),
});
class Product extends servicecatalog.ProductStack {
  constructor(scope, id) {
    super(scope, id);
    new iam.Role(this, 'InProduct', { assumedBy: new iam.AccountPrincipal('444455556666') });
  }
}
new servicecatalog.CloudFormationProduct(stack, 'ProductOfCatalog', {
  productName: 'p', owner: 'o',
  productVersions: [{ cloudFormationTemplate: servicecatalog.CloudFormationTemplate.fromProductStack(new Product(stack, 'Product')) }],
});

// --- roles that are part of something else
new sam.CfnFunction(stack, 'ServerlessFunction', {
  handler: 'index.handler',
  runtime: 'nodejs22.x',
  inlineCode: 'x',
  assumeRolePolicyDocument: document(),
});
new CfnResource(stack, 'ServerlessStateMachine', {
  type: 'AWS::Serverless::StateMachine',
  properties: { AssumeRolePolicyDocument: document() },
});
fs.mkdirSync('handler', { recursive: true });
fs.writeFileSync('handler/index.js', 'exports.handler = async () => ({});');
const provider = CustomResourceProvider.getOrCreateProvider(stack, 'Custom::Thing', { codeDirectory: 'handler', runtime: 'nodejs22.x' });
provider.node.findChild('Role').addPropertyOverride('AssumeRolePolicyDocument', document());

// --- intrinsics around the document
const isProduction = new CfnCondition(stack, 'IsProduction', { expression: Fn.conditionEquals(stack.region, 'eu-west-1') });
new iam.CfnRole(stack, 'Branch', { assumeRolePolicyDocument: Fn.conditionIf(isProduction.logicalId, document(), safeDocument()) });
new CfnInclude(stack, 'Loop', {
  template: {
    Transform: 'AWS::LanguageExtensions',
    Resources: { 'Fn::ForEach::Partners': ['Account', ['444455556666'], { 'Partner${Account}': {
      Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Account}:root' } }) },
    } }] },
  },
});
new CfnResource(stack, 'Transformed', {
  type: 'AWS::IAM::Role',
  properties: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/trust.json' } } },
});

// --- templates that a resource contains or refers to
const inner = (principal) => ({
  Resources: { Inner: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document(principal) } } },
});
const stackSet = (id, props) => new CfnStackSet(stack, id, { stackSetName: id, permissionModel: 'SELF_MANAGED', ...props });
stackSet('StackSetText', { templateBody: JSON.stringify(inner()) });
stackSet('StackSetJoined', { templateBody: stack.toJsonString(inner({ AWS: `arn:${stack.partition}:iam::444455556666:root` })) });
stackSet('StackSetSubstituted', { templateBody: Fn.sub(JSON.stringify(inner({ AWS: 'arn:${AWS::Partition}:iam::444455556666:root' }))) });
stackSet('StackSetInYaml', { templateBody: 'Resources:\n  Inner:\n    Type: AWS::IAM::Role\n' });
stackSet('StackSetByUrl', { templateUrl: 'https://example.com/template.json' });
new CfnStack(stack, 'NestedByUrl', { templateUrl: 'https://example.com/template.json' });
fs.writeFileSync('inner.json', JSON.stringify(inner()));
fs.writeFileSync('inner.yaml', 'Resources: {}');
new CfnStack(stack, 'NestedByAsset', { templateUrl: new assets.Asset(stack, 'Asset', { path: 'inner.json' }).httpUrl });
const product = (id, cloudFormationTemplate) => new servicecatalog.CloudFormationProduct(stack, id, {
  productName: id,
  owner: 'o',
  productVersions: [{ cloudFormationTemplate }],
});
product('ProductByAsset', servicecatalog.CloudFormationTemplate.fromAsset('inner.json'));
product('ProductInYaml', servicecatalog.CloudFormationTemplate.fromAsset('inner.yaml'));
product('ProductByUrl', servicecatalog.CloudFormationTemplate.fromUrl('https://example.com/template.json'));
new CfnResource(stack, 'Module', { type: 'My::Own::Roles::MODULE' });
new CfnResource(stack, 'ServerlessApplication', {
  type: 'AWS::Serverless::Application',
  properties: { Location: 'https://example.com/template.yaml' },
});
new Stack(app, 'Macro').addTransform('MakeRoles');

// --- and a safe role, which has no finding
safeRole(stack, 'SafeRole');
new s3.Bucket(stack, 'SafeBucket', { autoDeleteObjects: true, removalPolicy: 'destroy' });
new CfnResource(stack, 'SafeText', {
  type: 'AWS::IAM::Role',
  properties: { AssumeRolePolicyDocument: Token.asString(JSON.stringify(safeDocument())) },
});

app.synth();
