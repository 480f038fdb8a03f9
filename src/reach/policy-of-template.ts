/** A policy as a resource of a template has it: its name, its document, its ARN, and whether it is there. */
import type { WrittenPolicy } from './policy-book';
import { resolvedText } from './resolved-text';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { field, JsonObject, textField } from '../cloudformation/template';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';

export function writtenPolicy(policy: unknown, place: string, context: DeployTimeContext): WrittenPolicy {
  const name = textField(policy, 'PolicyName') ?? textField(policy, 'ManagedPolicyName') ?? place;
  return { name: `policy "${name}"`, document: field(policy, 'PolicyDocument') ?? {}, context };
}

/** With an invented name, where only the deployment decides it. */
export function arnOfManaged(logicalId: string, properties: JsonObject, context: DeployTimeContext): PartlyKnownText {
  const path = textField(properties, 'Path') ?? '/';
  const name = resolvedText(properties.ManagedPolicyName ?? '', context);
  const own = isKnown(name) && name !== '' ? name : `generated-${logicalId}`;
  const pieces = ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:policy${path}${own}`];
  return resolvedText({ 'Fn::Join': ['', pieces] }, context);
}

export function conditionOf(resource: unknown): string | undefined {
  const condition = textField(resource, 'Condition');
  return condition === undefined ? undefined : `it is deployed only if the condition ${condition} is true`;
}

/** Two reasons to doubt the same attachment. */
export function eitherOf(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || other === undefined ? one ?? other : `${one}, and ${other}`;
}
