/** The places of a template where deployment can add or change roles that the template does not show, and the words for them. */
import { nameOfFunction } from './resolution';
import { field, JsonObject, itemsOf, textField } from './template';

/** Reported once for each place, as information: a trust policy that cannot be seen is not checked. */
export interface HiddenTemplate {
  /** The entry of the outermost template's `Resources` that contains it; undefined if it is the template as a whole. */
  readonly owner?: string;
  /** `the template of the nested stack "Child"`. */
  readonly what: string;
  readonly because: string;
  /** What to do about it. */
  readonly fix: string;
  /** Where it is in the owner, in the format that the CDK uses to find the line of code. */
  readonly location?: string;
}

export const BRING_IT_IN =
  'make the template a part of the app: a NestedStack, or CfnInclude of aws-cdk-lib/cloudformation-include with loadNestedStacks;\n' +
  'or check it where it is kept: npx cdk-secure-trust check <file>';

export const CHECK_WHERE_IT_IS_KEPT = 'check the template where it is kept: npx cdk-secure-trust check <file>';

export const CHECK_WHAT_WAS_MADE = 'once a stack is deployed, check what came of it:\n'
  + 'aws cloudformation get-template --stack-name <stack> --template-stage Processed --query TemplateBody | npx cdk-secure-trust check -';

/**
 * Transforms of AWS that add no role, or only roles whose trust policy the template shows. (The roles that SAM and Secrets Manager create
 * themselves trust a service.) Read on 24 November 2026.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html
 */
const HARMLESS_TRANSFORMS =
  /^AWS::(Serverless-\d{4}-\d\d-\d\d|LanguageExtensions|CodeDeployBlueGreen|SecretsManager-\d{4}-\d\d-\d\d|ServiceCatalog)$/;

/** The names of the transforms that can change the roles of a template: those in its `Transform` section, and one at its top level. */
export function transformsOfRoles(template: JsonObject): readonly string[] {
  const transforms = itemsOf(template.Transform);
  const atTheTop = field(template, 'Fn::Transform');
  const all = atTheTop === undefined ? transforms : [...transforms, atTheTop];
  return all.map(nameOfTransform).filter((name) => !HARMLESS_TRANSFORMS.test(name));
}

/** What these transforms can change. */
export function hiddenByTransform(template: JsonObject, owner: string | undefined): HiddenTemplate[] {
  return transformsOfRoles(template).map((name) => ({
    owner,
    what: name === 'AWS::Include' ? 'what AWS::Include brings into the template' : `what the macro ${name} makes of the template`,
    because: 'it runs only when CloudFormation deploys the template, and may add roles or change their trust policies',
    fix: CHECK_WHAT_WAS_MADE,
  }));
}

function nameOfTransform(transform: unknown): string {
  return typeof transform === 'string' ? transform : textField(transform, 'Name') ?? JSON.stringify(transform);
}

/** A transform, a loop with unknown values, or the tag of a preprocessor where resources are expected. */
export function hiddenResources(key: string, owner: string): HiddenTemplate {
  const what = `the resources that ${nameOfFunction(key)} stands for`;
  if (nameOfFunction(key) !== key) {
    const because = 'CloudFormation does not define the tag: a preprocessor replaces it before the template is deployed';
    return { owner, what, because, fix: 'check the template that the preprocessor writes: npx cdk-secure-trust check <file>' };
  }
  return { owner, what, because: 'they are made only when CloudFormation deploys the template', fix: CHECK_WHAT_WAS_MADE };
}

/** A role without a trust policy in its template, for which a macro can add one. */
export function hiddenDocument(logicalId: string, owner: string, transforms: readonly string[]): HiddenTemplate {
  const macros = transforms.map((name) => (name === 'AWS::Include' ? name : `the macro ${name}`)).join(' and ');
  return {
    owner,
    what: `the trust policy of the role "${logicalId}"`,
    because: `the template has none, and ${macros} may add one when CloudFormation deploys the template`,
    fix: CHECK_WHAT_WAS_MADE,
    location: 'Properties',
  };
}

export function hiddenModule(logicalId: string, type: string, owner: string): HiddenTemplate {
  const because = 'the module is in the CloudFormation registry, not in the template';
  return { owner, what: `the resources of the module ${type} ("${logicalId}")`, because, fix: CHECK_WHAT_WAS_MADE, location: 'Type' };
}
