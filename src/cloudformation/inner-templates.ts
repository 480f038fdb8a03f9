/** Finds the templates that a resource deploys: contained in it (stack sets), or named by a URL. */
import { DeployTimeContext } from './deploy-time-context';
import { BRING_IT_IN, CHECK_WHERE_IT_IS_KEPT, HiddenTemplate } from './hidden-templates';
import { inlineTemplate, resolvedElsewhere, shownValue } from './inline-template';
import { field, JsonObject, itemsOf, section, sectionsOf } from './template';

/**
 * The template that a resource names by URL. `judged` if it is checked elsewhere, as the template of a nested stack of the tree is.
 * Undefined if it is not available, or is not JSON.
 */
export type TemplateBehind = (logicalId: string, url: unknown) => JsonObject | 'judged' | undefined;

export interface InnerTemplates {
  readonly templates: readonly { readonly template: JsonObject; readonly context: DeployTimeContext }[];
  /** The first of them that cannot be seen. */
  readonly hidden?: Pick<HiddenTemplate, 'what' | 'because' | 'fix'>;
  readonly location: string;
}

/** Undefined for a resource of another type. */
export function innerTemplate(
  logicalId: string, resource: unknown, type: string, context: DeployTimeContext, behind: TemplateBehind,
): InnerTemplates | undefined {
  const place: ResourceWithTemplate = { logicalId, properties: section(resource, 'Properties'), context, behind };
  switch (type) {
    case 'AWS::CloudFormation::Stack': return nestedStack(place);
    case 'AWS::CloudFormation::StackSet': return stackSet(place);
    case 'AWS::ServiceCatalog::CloudFormationProduct': return product(place);
    case 'AWS::ServiceCatalog::CloudFormationProvisionedProduct':
      return unseen(
        `the template of the product that "${logicalId}" provisions`,
        'it is in the Service Catalog',
        'Properties',
        CHECK_WHERE_IT_IS_KEPT,
      );
    case 'AWS::Serverless::Application':
      return unseen(
        `the template of the serverless application "${logicalId}"`,
        `it is at ${shownUrl(place, place.properties.Location)}`,
        'Properties.Location',
        CHECK_WHERE_IT_IS_KEPT,
      );
    default: return undefined;
  }
}

interface ResourceWithTemplate {
  readonly logicalId: string;
  readonly properties: JsonObject;
  readonly context: DeployTimeContext;
  readonly behind: TemplateBehind;
}

function unseen(what: string, because: string, location: string, fix: string = BRING_IT_IN): InnerTemplates {
  return { templates: [], hidden: { what, because, fix }, location };
}

/** `inner`: what is known about its values apart from the template itself. */
function seen(
  template: JsonObject | 'judged',
  { context, logicalId }: ResourceWithTemplate,
  location: string,
  inner: DeployTimeContext,
): InnerTemplates {
  return {
    templates: template === 'judged' ? [] : [{ template, context: { ...contextOfInner(template, context, logicalId), ...inner } }],
    location,
  };
}

const URL_LOCATION = 'Properties.TemplateURL';

function nestedStack(place: ResourceWithTemplate): InnerTemplates {
  const { logicalId, properties, context, behind } = place;
  const url = properties.TemplateURL;
  const template = behind(logicalId, url);
  if (template === undefined) return unseen(`the template of the nested stack "${logicalId}"`, byUrl(place, url), URL_LOCATION);
  const { account, region, partition } = context;
  const given = section(properties, 'Parameters');
  return seen(template, place, URL_LOCATION, {
    account,
    region,
    partition,
    follow: (reference) => {
      if (reference.kind === 'import') return context.follow?.(reference);
      return reference.kind === 'parameter' && Object.hasOwn(given, reference.name) ? { value: given[reference.name], context } : undefined;
    },
  });
}

/** Its template is deployed to unknown accounts and regions of the same partition. */
function stackSet(place: ResourceWithTemplate): InnerTemplates {
  const { logicalId, properties, context, behind } = place;
  const what = `the template of the stack set "${logicalId}"`;
  const url = properties.TemplateURL;
  const location = url === undefined ? 'Properties.TemplateBody' : URL_LOCATION;
  const template = url === undefined ? inlineTemplate(properties.TemplateBody, context) : behind(logicalId, url);
  if (template === undefined) return unseen(what, byUrl(place, url), location, CHECK_WHERE_IT_IS_KEPT);
  if (typeof template === 'string' && template !== 'judged') {
    return unseen(what, template, location, 'write the TemplateBody as JSON: stack.toJsonString({ Resources: … })');
  }
  return seen(template, place, location, {
    partition: context.partition,
    follow: (reference) => {
      const value = reference.kind === 'parameter' ? parameterOfStackSet(properties, reference.name) : undefined;
      return value === undefined ? undefined : { value: resolvedElsewhere(value, context), context: {} };
    },
  });
}

/** Undefined if one of its groups of instances overrides the parameter. */
function parameterOfStackSet(properties: JsonObject, name: string): unknown {
  const groups = itemsOf(properties.StackInstancesGroup);
  const isIt = (parameter: unknown) => field(parameter, 'ParameterKey') === name;
  if (groups.some((group) => itemsOf(field(group, 'ParameterOverrides')).some(isIt))) return undefined;
  return field(itemsOf(properties.Parameters).find(isIt), 'ParameterValue');
}

const IN_A_PRODUCT =
  `make it a part of the app: CloudFormationTemplate.fromProductStack(…), or an asset in JSON; or ${CHECK_WHERE_IT_IS_KEPT}`;

/** A product is deployed later, to an unknown account and region. */
function product(place: ResourceWithTemplate): InnerTemplates {
  const { logicalId, properties, context, behind } = place;
  const what = `a template of the product "${logicalId}"`;
  const location = 'Properties.ProvisioningArtifactParameters';
  const templates: InnerTemplates['templates'][number][] = [];
  let hidden: InnerTemplates['hidden'];
  for (const artifact of itemsOf(properties.ProvisioningArtifactParameters)) {
    const info = field(artifact, 'Info');
    const url = field(info, 'LoadTemplateFromURL');
    const template = url === undefined ? undefined : behind(logicalId, url);
    if (template === undefined) {
      const because = url === undefined ? `it is given as ${JSON.stringify(info)}` : byUrl(place, url);
      hidden ??= { what, because, fix: IN_A_PRODUCT };
    } else if (template !== 'judged') {
      templates.push({ template, context: contextOfInner(template, context, logicalId) });
    }
  }
  if (properties.SourceConnection !== undefined) {
    hidden ??= { what, because: 'it comes from a repository (SourceConnection)', fix: CHECK_WHERE_IT_IS_KEPT };
  }
  return { templates, hidden, location };
}

function contextOfInner(template: JsonObject, outer: DeployTimeContext, logicalId: string): DeployTimeContext {
  return {
    scope: [outer.scope, logicalId].filter((part) => part !== undefined && part !== '').join('/'),
    ...sectionsOf(template),
  };
}

function byUrl(place: ResourceWithTemplate, url: unknown): string {
  return url === undefined ? 'the resource names no template' : `it is at ${shownUrl(place, url)}, and the app does not hold it as JSON`;
}

function shownUrl({ context }: ResourceWithTemplate, value: unknown): string {
  return typeof value === 'string' ? value : shownValue(value, context);
}
