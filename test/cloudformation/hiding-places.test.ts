/** The places where a trust policy can hide, and the test that covers each: one table, so that none is forgotten. */
import { readFileSync } from 'fs';
import { join } from 'path';

const SYNTH = 'synth/hiding-places.test.ts';
const STAGES = 'synth/stages.test.ts';
const TEMPLATES = 'cloudformation/trust-in-template.test.ts';

test.each([
  ['a role, L2 or L1; a document that is lazy or has tokens in it', SYNTH, 'an L1 role with a lazy document'],
  ['a statement added later', SYNTH, 'a statement added later'],
  ['a raw resource, with an object or with text', SYNTH, 'a document that is JSON text'],
  ['an override of a part', SYNTH, 'an override of one property of a statement'],
  ['an override of the whole', SYNTH, 'an override of the whole document'],
  ['a resource of another type that an override turned into a role', SYNTH, 'a resource that an override turned into a role'],
  ['an aspect on a node that is visited later', SYNTH, 'a role that the aspect of a later node widens'],
  ['the framework role of a custom resource', SYNTH, 'the role of a CustomResourceProvider'],
  [
    'roles of AwsCustomResource, Provider and LogRetention',
    'synth/thirty-services.test.ts',
    'an app of thirty ordinary L2 services has no finding',
  ],
  ['cloudformation-include', SYNTH, 'cloudformation-include, with the path metadata of another role'],
  ['cloudformation-include, its nested stacks', SYNTH, 'a nested stack of cloudformation-include'],
  ['the CfnInclude of aws-cdk-lib/core', SYNTH, 'the CfnInclude of the core'],
  ['any other element that emits resources', SYNTH, 'any other CfnElement'],
  ['a nested stack', SYNTH, 'a nested stack inside a nested stack'],
  ['a product of Service Catalog, as a stack of the app', SYNTH, 'a product of Service Catalog'],
  ['a product as an asset', SYNTH, 'a product whose template is an asset'],
  ['a nested stack as an asset', SYNTH, 'a nested stack whose template is an asset'],
  ['a nested Stage', STAGES, 'a role inside a Stage inside a Stage'],
  ['a Stage of a pipeline, synthesized early', STAGES, 'addStage'],
  ['a serverless function', SYNTH, 'a serverless function'],
  [
    'a serverless function, with the document of Globals',
    'cdk/construct-tree/find-roles.test.ts',
    'a serverless function with the document of Globals',
  ],
  ['a serverless state machine', SYNTH, 'a serverless state machine'],
  ['a stack set with its template in it', SYNTH, 'a stack set with its template as joined text'],
  ['a condition around the document', SYNTH, 'one branch of Fn::If'],
  ['a condition around all properties', TEMPLATES, 'where a condition decides about all properties'],
  ['a loop', SYNTH, 'a loop of the language extensions'],
  ['a loop over values that are not known', TEMPLATES, 'is read once, for any value'],
  ['a transform in place of the document: undecided', SYNTH, 'Stack/Transformed undecided'],
  ['a macro: reported', SYNTH, 'a macro'],
  ['a role whose document only a macro creates: reported', TEMPLATES, 'below a macro'],
  ['the tag of a preprocessor: reported', TEMPLATES, 'the tag of a preprocessor in place of'],
  ['AWS::Include: reported', TEMPLATES, 'AWS::Include'],
  ['a module: reported', SYNTH, 'a module'],
  ['a nested stack by URL: reported', SYNTH, 'a nested stack by URL'],
  ['a stack set by URL, or in YAML: reported', SYNTH, 'a stack set with its template in YAML'],
  ['a product by URL: reported', SYNTH, 'a product by URL'],
  ['a serverless application: reported', SYNTH, 'a serverless application'],
  ['an OIDC provider or a role behind a reference', 'cdk/guard/following-references.test.ts', 'is recognised by its issuer'],
  [
    'a document that cannot be rendered: undecided',
    'cdk/guard/trust-policy-guard.test.ts',
    'a construct that cannot be rendered is undecided',
  ],
])('%s', (_place, file, title) => {
  expect(readFileSync(join(__dirname, '..', file), 'utf8')).toContain(title);
});
