/**
 * Whether a finding was accepted, and why: by an acknowledgement of the CDK at the role or at a scope above it, by a waiver in the
 * metadata of the role, or by the settings file.
 *
 * Acknowledgements are read from the construct tree, because CDK 2.262 applies each of them to the whole app, whatever its scope.
 */
import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import type { Acceptances } from '../../assessment/acceptances';
import { Waiver } from '../../cloudformation/waivers';
import { RoleSource } from '../../findings/role-source';
import { PLUGIN_NAME } from '../../rules/rule-ids';
import { PlaceInTree } from '../construct-tree/find-roles';

export interface Acknowledgement {
  readonly reason: string;
  /** `cdk`: with `Validations.of(scope).acknowledge(…)`, so the CDK itself lists the finding as acknowledged. */
  readonly by: 'cdk' | 'waiver' | 'settings file' | 'baseline';
}

export class Acknowledgements {
  private readonly used = new WeakMap<IConstruct, Set<string>>();

  constructor(private readonly ofFile: Pick<Acceptances, 'of'> | undefined) { }

  /** Undefined if findings of the rule are not accepted at this place. Asked only where there is a finding. */
  public of(place: PlaceInTree, ruleId: string, waivers: readonly Waiver[] = []): Acknowledgement | undefined {
    const waiver = waivers.find(({ rule }) => rule === ruleId);
    return this.acknowledgedAt(place.node, `${PLUGIN_NAME}::${ruleId}`)
      ?? (waiver && { reason: waiver.reason, by: 'waiver' })
      ?? this.acceptedByFile(place, ruleId);
  }

  /** Did the acknowledgement at this scope cover a finding? */
  public isUsed(scope: IConstruct, id: string): boolean {
    return this.used.get(scope)?.has(id) === true;
  }

  /** The acknowledgement of the nearest scope. */
  private acknowledgedAt(node: IConstruct, id: string): Acknowledgement | undefined {
    for (const scope of node.node.scopes.reverse()) {
      for (const { type, data } of scope.node.metadata) {
        if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY || typeof data !== 'object' || data === null) continue;
        if (!Object.hasOwn(data, id)) continue;
        this.noteUse(scope, id);
        return { reason: String((data as Record<string, unknown>)[id] ?? ''), by: 'cdk' };
      }
    }
    return undefined;
  }

  /** What the settings file accepts: an acknowledgement of the CDK counts where the finding is reported. */
  public acceptedByFile(place: RoleSource, ruleId: string): Acknowledgement | undefined {
    const acceptance = this.ofFile?.of(place, ruleId);
    return acceptance && { reason: acceptance.reason, by: 'settings file' };
  }

  private noteUse(scope: IConstruct, id: string): void {
    const used = this.used.get(scope) ?? new Set<string>();
    this.used.set(scope, used.add(id));
  }
}
