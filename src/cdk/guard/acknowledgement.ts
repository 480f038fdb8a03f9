/**
 * Whether a finding was accepted, and why: by an acknowledgement of the CDK at the role or at a scope above it, or by a waiver in the
 * metadata of the role.
 *
 * Read from the construct tree, because CDK 2.262 applies an acknowledgement to the whole app, whatever its scope.
 */
import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { PLUGIN_NAME, Waiver } from '../../cloudformation/waivers';
import { PlaceInTree } from '../construct-tree/find-roles';

export interface Acknowledgement {
  readonly reason: string;
  /** `cdk`: with `Validations.of(scope).acknowledge(…)`, so the CDK itself lists the finding as acknowledged. */
  readonly by: 'cdk' | 'waiver';
}

/** Undefined if findings of the rule are not accepted at this place. */
export function acknowledgementOf({ node }: PlaceInTree, ruleId: string, waivers: readonly Waiver[] = []): Acknowledgement | undefined {
  const waiver = waivers.find(({ rule }) => rule === ruleId);
  return acknowledgedAt(node, `${PLUGIN_NAME}::${ruleId}`) ?? (waiver && { reason: waiver.reason, by: 'waiver' });
}

/** The acknowledgement of the nearest scope. */
function acknowledgedAt(node: IConstruct, id: string): Acknowledgement | undefined {
  for (const scope of node.node.scopes.reverse()) {
    for (const { type, data } of scope.node.metadata) {
      if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY || typeof data !== 'object' || data === null) continue;
      if (Object.hasOwn(data, id)) return { reason: String((data as Record<string, unknown>)[id] ?? ''), by: 'cdk' };
    }
  }
  return undefined;
}
