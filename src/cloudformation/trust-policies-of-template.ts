/**
 * Finds every trust policy in a template, including those in templates that it contains, and the places where deployment can add others
 * that the template does not show. Independent of the CDK, so that it reads any template.
 */
import { DeployTimeContext } from './deploy-time-context';
import { expandedResources } from './for-each';
import {
  CHECK_WHERE_IT_IS_KEPT,
  hiddenByTransform,
  hiddenDocument,
  hiddenModule,
  hiddenResources,
  HiddenTemplate,
  transformsOfRoles,
} from './hidden-templates';
import { innerTemplate, TemplateBehind } from './inner-templates';
import { field, isObject, JsonObject, section, textField } from './template';

export interface TrustPolicyOfTemplate {
  readonly logicalId: string;
  /** The entry of the outermost template's `Resources` that contains the role: its own, or that of the stack set it is part of. */
  readonly owner: string;
  /** The document as the template has it; undefined if the role has none. */
  readonly document: unknown;
  /** The name of the role, if it is plain text. */
  readonly roleName?: string;
  /** The whole resource. */
  readonly resource: unknown;
  /** The context that the document has to be read in: the given one, or that of the inner template that contains it. */
  readonly context: DeployTimeContext;
  /** Where it is in the owner, in the format that the CDK uses to find the line of code. */
  readonly location: string;
}

export interface TrustInTemplate {
  /** In the order of the template. */
  readonly policies: readonly TrustPolicyOfTemplate[];
  readonly hidden: readonly HiddenTemplate[];
}

const DOCUMENT_LOCATION = 'Properties.AssumeRolePolicyDocument';

/** A template in a template in a template: real templates are not nested deeper, and a damaged one must not lead to an endless loop. */
const MAX_DEPTH = 4;

/**
 * @param template the final template
 * @param context the context that its documents are read in
 * @param behind finds templates that a resource names by URL
 */
export function trustInTemplate(
  template: JsonObject,
  context: DeployTimeContext = {},
  behind: TemplateBehind = () => undefined,
): TrustInTemplate {
  const survey = new Survey(behind);
  survey.readTemplate(template, { context });
  return survey;
}

/** What the roles of an inner template need to know about the outer ones. */
interface Surroundings {
  readonly context: DeployTimeContext;
  /** An entry of the outermost template; undefined in that template itself. */
  readonly owner?: string;
  readonly location?: string;
  readonly depth?: number;
}

class Survey implements TrustInTemplate {
  public readonly policies: TrustPolicyOfTemplate[] = [];
  public readonly hidden: HiddenTemplate[] = [];

  constructor(private readonly behind: TemplateBehind) { }

  public readTemplate(template: JsonObject, surroundings: Surroundings): void {
    this.hidden.push(...hiddenByTransform(template, surroundings.owner));
    const resources = section(template, 'Resources');
    for (const key of Object.keys(resources)) {
      const owner = surroundings.owner ?? key;
      if (!key.startsWith('Fn::')) this.readResource(key, resources[key], owner, template, surroundings);
      else this.readGenerated(key, resources[key], owner, template, surroundings);
    }
  }

  private readGenerated(key: string, value: unknown, owner: string, template: JsonObject, surroundings: Surroundings): void {
    const expanded = expandedResources(key, value, surroundings.context);
    if (expanded === undefined) this.hidden.push(hiddenResources(key, owner));
    else for (const [logicalId, resource] of expanded) this.readResource(logicalId, resource, owner, template, surroundings);
  }

  private readResource(logicalId: string, resource: unknown, owner: string, template: JsonObject, surroundings: Surroundings): void {
    const type = field(resource, 'Type');
    switch (type) {
      case 'AWS::IAM::Role': {
        const document = documentOf(resource);
        const transforms = document === undefined ? transformsOfRoles(template) : [];
        if (transforms.length > 0) this.hidden.push(hiddenDocument(logicalId, owner, transforms));
        else this.add(logicalId, resource, document, owner, surroundings);
        return;
      }
      case 'AWS::Serverless::Function':
      case 'AWS::Serverless::StateMachine': {
        const document = type === 'AWS::Serverless::Function' ? serverlessFunctionDocument(resource, template) : documentOf(resource);
        if (document !== undefined) this.add(logicalId, resource, document, owner, surroundings);
        return;
      }
      case undefined: {
        const expression = isObject(resource) ? Object.keys(resource).find((key) => key.startsWith('Fn::')) : undefined;
        if (expression !== undefined) this.hidden.push(hiddenResources(expression === 'Fn::Transform' ? logicalId : expression, owner));
        return;
      }
      default:
        if (typeof type === 'string') this.readInnerTemplates(logicalId, resource, type, owner, surroundings);
    }
  }

  private readInnerTemplates(logicalId: string, resource: unknown, type: string, owner: string, surroundings: Surroundings): void {
    if (type.endsWith('::MODULE')) this.hidden.push(hiddenModule(logicalId, type, owner));
    const inner = innerTemplate(logicalId, resource, type, surroundings.context, this.behind);
    if (inner === undefined) return;
    const { depth = 0, location = inner.location } = surroundings;
    if (inner.hidden !== undefined || depth === MAX_DEPTH) {
      const tooDeep = {
        what: `the template of "${logicalId}"`,
        because: `templates are nested more than ${MAX_DEPTH} levels deep`,
        fix: CHECK_WHERE_IT_IS_KEPT,
      };
      this.hidden.push({ owner, location, ...inner.hidden ?? tooDeep });
    }
    if (depth === MAX_DEPTH) return;
    for (const { template, context } of inner.templates) this.readTemplate(template, { context, owner, location, depth: depth + 1 });
  }

  private add(logicalId: string, resource: unknown, document: unknown, owner: string, { location, context }: Surroundings): void {
    this.policies.push({
      logicalId,
      owner,
      document,
      resource,
      context: contextOfResource(resource, context),
      location: location ?? DOCUMENT_LOCATION,
      roleName: textField(section(resource, 'Properties'), 'RoleName'),
    });
  }
}

/** The condition of a resource is true if the resource is deployed. */
function contextOfResource(resource: unknown, context: DeployTimeContext): DeployTimeContext {
  const name = textField(resource, 'Condition');
  return name === undefined ? context : { ...context, template: context, deployedIf: [...context.deployedIf ?? [], { name, context }] };
}

/** If a transform creates all properties, it creates the document as well. */
function documentOf(resource: unknown): unknown {
  const transform = field(resource, 'Fn::Transform');
  return transform === undefined ? documentIn(field(resource, 'Properties')) : { 'Fn::Transform': transform };
}

/** A transform (`AWS::Include`, a macro) can replace the properties next to it. */
function documentIn(properties: unknown): unknown {
  const intrinsic = isObject(properties) ? Object.keys(properties).find((key) => key.startsWith('Fn::')) : undefined;
  if (intrinsic === undefined) return field(properties, 'AssumeRolePolicyDocument');
  const argument = field(properties, intrinsic);
  if (intrinsic !== 'Fn::If' || !Array.isArray(argument)) return { [intrinsic]: argument };
  const [condition, ...branches] = argument as unknown[];
  return { 'Fn::If': [condition, ...branches.map((branch) => documentIn(branch) ?? { Ref: 'AWS::NoValue' })] };
}

/**
 * SAM creates a role for a function that names none, with the trust policy of the function or of the template's `Globals`.
 * See https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
function serverlessFunctionDocument(resource: unknown, template: JsonObject): unknown {
  const own = documentOf(resource);
  if (own !== undefined || field(section(resource, 'Properties'), 'Role') !== undefined) return own;
  return field(section(section(template, 'Globals'), 'Function'), 'AssumeRolePolicyDocument');
}
