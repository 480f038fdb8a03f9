/** Which resources of a template carry a trust policy, and where in them it stands. */
import { field, JsonObject, section } from './template';

export interface TrustPolicyOfTemplate {
  readonly logicalId: string;
  /** The document as the template holds it; undefined when the role has none. */
  readonly document: unknown;
  /** The name of the role, where it is plain text. */
  readonly roleName?: string;
  /** The whole resource. */
  readonly resource: unknown;
}

/** Where the document stands in the resource, in the spelling by which the CDK finds the line that wrote it. */
export const DOCUMENT_LOCATION = 'Properties.AssumeRolePolicyDocument';

/** In the order of the template. */
export function trustPoliciesOfTemplate(template: JsonObject): TrustPolicyOfTemplate[] {
  const found: TrustPolicyOfTemplate[] = [];
  const resources = section(template, 'Resources');
  for (const logicalId of Object.keys(resources)) {
    const resource = resources[logicalId];
    switch (field(resource, 'Type')) {
      case 'AWS::IAM::Role':
        found.push(trustPolicy(logicalId, resource, documentOf(resource)));
        break;
      case 'AWS::Serverless::Function':
        addIfPresent(found, logicalId, resource, serverlessFunctionDocument(resource, template));
        break;
      case 'AWS::Serverless::StateMachine':
        addIfPresent(found, logicalId, resource, documentOf(resource));
        break;
    }
  }
  return found;
}

function addIfPresent(found: TrustPolicyOfTemplate[], logicalId: string, resource: unknown, document: unknown): void {
  if (document !== undefined) found.push(trustPolicy(logicalId, resource, document));
}

function trustPolicy(logicalId: string, resource: unknown, document: unknown): TrustPolicyOfTemplate {
  const roleName = field(section(resource, 'Properties'), 'RoleName');
  return { logicalId, document, resource, ...(typeof roleName === 'string' ? { roleName } : {}) };
}

/** What a transform (`AWS::Include`) brings into the properties may be the document, so its place is taken by the transform itself. */
function documentOf(resource: unknown): unknown {
  const properties = section(resource, 'Properties');
  const document = field(properties, 'AssumeRolePolicyDocument');
  const transform = field(properties, 'Fn::Transform');
  return document === undefined && transform !== undefined ? { 'Fn::Transform': transform } : document;
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
