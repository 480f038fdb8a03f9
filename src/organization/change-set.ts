/**
 * The template that a change set leads to, with what CloudFormation already knows about its roles: values of parameters, for example.
 *
 * The whole template is checked, not only what changes. Only a role whose properties are all known takes the place of the one that is
 * written in the template.
 *
 * See https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/lambda-hooks-create-lambda-function.html
 */
import { checkJson } from '../cloudformation/check-json';
import { field, isObject, JsonObject, section, textField } from '../cloudformation/template';
import { refuse } from '../input/input-error';

/** Stands for a value that only the deployment determines. */
const UNKNOWN = '{{changeSet:';

export function templateAfterChanges(template: unknown, changedResources: unknown): unknown {
  if (!isObject(template) || changedResources === undefined || changedResources === null) return template;
  if (!Array.isArray(changedResources)) refuse('the change set', 'changedResources is not a list');
  const resources = new Map(Object.entries(section(template, 'Resources')));
  for (const change of changedResources) {
    if (textField(change, 'resourceType') !== ROLE || textField(change, 'action') === 'DELETE') continue;
    const logicalId = textField(change, 'logicalResourceId');
    if (logicalId === undefined) refuse('the change set', 'a changed role has no logicalResourceId');
    const role = roleAfter(change, resources.get(logicalId), logicalId);
    if (role !== undefined) resources.set(logicalId, role);
  }
  return { ...template, Resources: Object.fromEntries(resources) };
}

const ROLE = 'AWS::IAM::Role';

/** Undefined if the template says as much. */
function roleAfter(change: unknown, written: unknown, logicalId: string): JsonObject | undefined {
  const text = textField(change, 'afterContext');
  if (written !== undefined && (text === undefined || text.includes(UNKNOWN))) return undefined;
  if (text === undefined) refuse('the change set', `the role ${logicalId} is neither in the template nor described`);
  const properties = propertiesIn(text, logicalId);
  if (!Object.hasOwn(properties, 'AssumeRolePolicyDocument')) {
    if (written !== undefined) return undefined;
    refuse('the change set', `the role ${logicalId} is described without its trust policy`);
  }
  return { ...isObject(written) && written, Type: ROLE, Properties: new UnknownValues(logicalId).in(properties) };
}

function propertiesIn(text: string, logicalId: string): JsonObject {
  let context: unknown;
  try {
    context = JSON.parse(text);
  } catch {
    refuse('the change set', `afterContext of ${logicalId} is not valid JSON`);
  }
  const problem = checkJson(text);
  if (problem !== undefined) refuse('the change set', `afterContext of ${logicalId} ${problem}`);
  const properties = field(context, 'Properties');
  if (!isObject(properties)) refuse('the change set', `afterContext of ${logicalId} has no Properties`);
  return properties;
}

/** Writes unknown values as references to something that is nowhere defined, each to another one: no two need be equal. */
class UnknownValues {
  private count = 0;

  constructor(private readonly logicalId: string) { }

  public in(value: unknown): unknown {
    if (typeof value === 'string') return value.includes(UNKNOWN) ? this.reference() : value;
    if (Array.isArray(value)) return value.map((item: unknown) => this.in(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.in(each)]));
  }

  private reference(): JsonObject {
    this.count += 1;
    return { 'Fn::ImportValue': `value ${this.count} of ${this.logicalId}, known after the change set is executed` };
  }
}
