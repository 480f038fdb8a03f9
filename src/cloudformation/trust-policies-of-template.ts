/**
 * What a template says about trust: every trust policy in it, those inside templates that it carries along included, and the
 * places where others may come in that nobody can see before deployment. Knows no CDK, so that it reads any template.
 */
import { DeployTimeContext } from './deploy-time-context';
import { expandedResources } from './for-each';
import { CHECK_WHERE_IT_IS_KEPT, hiddenByTransform, hiddenDocument, hiddenModule, hiddenResources, HiddenTemplate, transformsOfRoles } from './hidden-templates';
import { innerTemplate, TemplateBehind } from './inner-templates';
import { field, isObject, JsonObject, section, textField } from './template';

export interface TrustPolicyOfTemplate {
  readonly logicalId: string;
  /** The entry of the outermost template's `Resources` that brings the role along: its own, or that of the stack set it is part of. */
  readonly owner: string;
  /** The document as the template holds it; undefined when the role has none. */
  readonly document: unknown;
  /** The name of the role, where it is plain text. */
  readonly roleName?: string;
  /** The whole resource. */
  readonly resource: unknown;
  /** Where the document has to be read: in the given context, or in that of the inner template it stands in. */
  readonly context: DeployTimeContext;
  /** Where it stands in the owner, in the spelling by which the CDK finds the line that wrote it. */
  readonly location: string;
}

export interface TrustInTemplate {
  /** In the order of the template. */
  readonly policies: readonly TrustPolicyOfTemplate[];
  readonly hidden: readonly HiddenTemplate[];
}

const DOCUMENT_LOCATION = 'Properties.AssumeRolePolicyDocument';

/** A template inside a template inside a template: nobody writes more, and a damaged one must not lead on for ever. */
const MAX_DEPTH = 4;

/**
 * @param template the template, final
 * @param context where its documents are read
 * @param behind finds templates that a resource names by URL
 */
export function trustInTemplate(template: JsonObject, context: DeployTimeContext = {}, behind: TemplateBehind = () => undefined): TrustInTemplate {
  const survey = new Survey(behind);
  survey.readTemplate(template, { context });
  return survey;
}

/** What of the outer templates the roles of an inner one have to know. */
interface Surroundings {
  readonly context: DeployTimeContext;
  /** Of the outermost template; undefined in it. */
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
      const tooDeep = { what: `the template of "${logicalId}"`, because: `templates are nested more than ${MAX_DEPTH} levels deep`, fix: CHECK_WHERE_IT_IS_KEPT };
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

/** The condition of a resource holds wherever the resource is deployed. */
function contextOfResource(resource: unknown, context: DeployTimeContext): DeployTimeContext {
  const name = textField(resource, 'Condition');
  return name === undefined ? context : { ...context, template: context, deployedIf: [...context.deployedIf ?? [], { name, context }] };
}

/** Where deployment decides about all properties at once, it decides about the document. */
function documentOf(resource: unknown): unknown {
  const transform = field(resource, 'Fn::Transform');
  return transform === undefined ? documentIn(field(resource, 'Properties')) : { 'Fn::Transform': transform };
}

/** A transform (`AWS::Include`, a macro) may replace what stands beside it. */
function documentIn(properties: unknown): unknown {
  const intrinsic = isObject(properties) ? Object.keys(properties).find((key) => key.startsWith('Fn::')) : undefined;
  if (intrinsic === undefined) return field(properties, 'AssumeRolePolicyDocument');
  const argument = field(properties, intrinsic);
  if (intrinsic !== 'Fn::If' || !Array.isArray(argument)) return { [intrinsic]: argument };
  const [condition, ...branches] = argument as unknown[];
  return { 'Fn::If': [condition, ...branches.map((branch) => documentIn(branch) ?? { Ref: 'AWS::NoValue' })] };
}

/**
 * SAM makes a role for a function that names none, with the trust document of the function or of the template's `Globals`.
 * See https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
function serverlessFunctionDocument(resource: unknown, template: JsonObject): unknown {
  const own = documentOf(resource);
  if (own !== undefined || field(section(resource, 'Properties'), 'Role') !== undefined) return own;
  return field(section(section(template, 'Globals'), 'Function'), 'AssumeRolePolicyDocument');
}
