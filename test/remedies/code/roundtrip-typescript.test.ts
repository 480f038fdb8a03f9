/** The TypeScript that is printed, run by the CDK: the role has the very trust policy that the code was made from. */
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ts from 'typescript';
import { codeOfTrustPolicy } from '../../../src/remedies/code/trust-policy-code';
import { MINIMIZE, permissionsIn, RenderedTrustPolicy, trustPolicies } from '../../../tools/languages/generated-code';
import { quietSynthesis } from '../../quiet-synthesis';

interface RolePropsOfCode {
  (cdkModule: typeof cdk, iamModule: typeof iam): iam.RoleProps;
}

/** What the code says, as props of a role. */
function propsOf(code: string): iam.RoleProps {
  const compilerOptions = { target: ts.ScriptTarget.ES2022 };
  const { outputText, diagnostics } = ts.transpileModule(`return { ${code} };`, { reportDiagnostics: true, compilerOptions });
  expect(diagnostics).toEqual([]);
  return (new Function('cdk', 'iam', outputText) as RolePropsOfCode)(cdk, iam);
}

/** The trust policies that the code gives, by title. All of the roles are in one stack. */
function synthesized(minimize: boolean, outdir: string): Map<string, RenderedTrustPolicy> {
  const stack = new cdk.Stack(new cdk.App({ outdir, context: { [MINIMIZE]: minimize } }), 'Stack');
  const roles = Object.entries(trustPolicies()).map(([title, document], index) => {
    const role = new iam.Role(stack, `Role${index}`, propsOf(codeOfTrustPolicy(document, 'typescript')!.code));
    return { title, logicalId: stack.getLogicalId(role.node.defaultChild as iam.CfnRole) };
  });
  const { Resources } = Template.fromStack(stack).toJSON();
  return new Map(roles.map(({ title, logicalId }) => [title, Resources[logicalId].Properties.AssumeRolePolicyDocument]));
}

describe.each([{ minimize: false }, { minimize: true }])('where the CDK merges statements: $minimize', ({ minimize }) => {
  const outdir = quietSynthesis('generated-code');
  let rendered: Map<string, RenderedTrustPolicy>;
  beforeAll(() => {
    rendered = synthesized(minimize, outdir);
  });

  test.each(Object.keys(trustPolicies()))('%s', (title) => {
    expect(permissionsIn(rendered.get(title)!)).toEqual(permissionsIn(trustPolicies()[title]));
  });

  test('a document comes back as it is where no statement has to be split', () => {
    const title = 'a role of another account with an external ID';
    expect(rendered.get(title)).toEqual(trustPolicies()[title]);
  });
});
