/** The places where a trust policy can hide from a tool that reads constructs, or from one that reads template files. */
import { CDK_VERSIONS, cdkSynth, Door, DOORS, removeRuns, reportedFindings, Run } from './run-cdk';

afterAll(removeRuns);

const everyDoor = CDK_VERSIONS.flatMap((cdkVersion) => DOORS.map((door): [string, Door] => [cdkVersion, door]));

const PLACES = [
  ['an L2 role', 'Stack/L2/Resource'],
  ['an L1 role', 'Stack/L1'],
  ['an L1 role with a lazy document', 'Stack/L1Lazy'],
  ['a statement added later', 'Stack/StatementAddedLater/Resource'],
  ['a raw CfnResource', 'Stack/Raw'],
  ['a document that is JSON text', 'Stack/RawText'],
  ['an override of one property of a statement', 'Stack/OverrideOfLeaf/Resource'],
  ['an override of the whole document', 'Stack/OverrideOfWhole/Resource'],
  ['a resource that an override turned into a role', 'Stack/Retyped'],
  ['a role that the aspect of a later node widens', 'Stack/WidenedByAspect'],
  ['any other CfnElement', 'Stack/AnyElement'],
  ['the CfnInclude of the core', 'Stack/CoreInclude'],
  ['cloudformation-include, with the path metadata of another role', 'Stack/Include/Included'],
  ['a nested stack of cloudformation-include', 'Stack/Include/Child/Child/InIncludedNested'],
  ['a nested stack inside a nested stack', 'Stack/Nested/Deeper/InNestedStack/Resource'],
  ['a product of Service Catalog', 'Stack/Product/InProduct/Resource'],
  ['a serverless function', 'Stack/ServerlessFunction'],
  ['a serverless state machine', 'Stack/ServerlessStateMachine'],
  ['the role of a CustomResourceProvider', 'Stack/Custom::ThingCustomResourceProvider/Role'],
  ['one branch of Fn::If', 'Stack/Branch'],
  ['a loop of the language extensions', 'Stack/Loop'],
  ['a stack set with its template as text', 'Stack/StackSetText'],
  ['a stack set with its template as joined text', 'Stack/StackSetJoined'],
  ['a stack set with its template as text to be substituted', 'Stack/StackSetSubstituted'],
  ['a nested stack whose template is an asset', 'Stack/NestedByAsset'],
  ['a product whose template is an asset', 'Stack/ProductByAsset/Resource'],
] as const;

/** A place that cannot be read before deployment is reported once, at level info. */
const HIDDEN = [
  ['a stack set with its template in YAML', 'Stack/StackSetInYaml'],
  ['a stack set by URL', 'Stack/StackSetByUrl'],
  ['a nested stack by URL', 'Stack/NestedByUrl'],
  ['a product by URL', 'Stack/ProductByUrl/Resource'],
  ['a product whose template is an asset in YAML', 'Stack/ProductInYaml/Resource'],
  ['a module', 'Stack/Module'],
  ['a serverless application', 'Stack/ServerlessApplication'],
  ['a macro', 'Macro'],
] as const;

const EXPECTED = [
  ...PLACES.map(([, constructPath]) => `${constructPath} mfa-required`),
  ...HIDDEN.map(([, constructPath]) => `${constructPath} hidden-template`),
  'Stack/Transformed undecided', // its role is found, its document is not
  // The transform makes the policies of these roles, so it is not known what they can do.
  ...['Stack/ServerlessFunction', 'Stack/ServerlessStateMachine'].map((path) => `${path} outside-reaches-administrator`),
  'unsafe-trust-policies',
].sort();

describe.each(everyDoor)('aws-cdk-lib %s, guard added as %s', (cdkVersion, door) => {
  let run: Run;

  beforeAll(() => {
    run = cdkSynth({ app: 'hiding-places', cdkVersion, door });
  });

  test.each(PLACES)('%s is judged', (_place, constructPath) => {
    expect(reportedFindings(run)).toContain(`${constructPath} mfa-required`);
  });

  test.each(HIDDEN)('%s is reported as unchecked', (_place, constructPath) => {
    expect(reportedFindings(run)).toContain(`${constructPath} hidden-template`);
  });

  test('nothing else is reported, and nothing twice', () => {
    expect(reportedFindings(run)).toEqual(EXPECTED);
  });

  test('the build fails', () => {
    expect(run.exitCode).toBe(1);
  });
});

test.each(CDK_VERSIONS)('aws-cdk-lib %s: without path metadata the same places are judged', (cdkVersion) => {
  const run = cdkSynth({ app: 'hiding-places', cdkVersion }, ['--no-path-metadata', '--no-asset-metadata', '--no-version-reporting']);
  expect(run.exitCode).toBe(1);
  expect(reportedFindings(run)).toEqual(EXPECTED);
});
