/**
 * What the roles of a check can do: that counts for how serious a finding is, and shows which callers from outside end up at an
 * administrator.
 *
 * Up to some thousand roles are looked at together, so that a role counts for those that it leads to as well. There can be very many more:
 * then a role with findings counts for what AWS prints about it, and only a policy that is still to come keeps it in memory. To a role of a
 * template or of Terraform, any other resource may attach more, so its power is then not known.
 */
import { AuditSettings } from '../assessment/assess';
import { PowerLevel } from '../findings/power-level';
import { CollectedPrincipals, hasPolicies, PrincipalCollector, RoleToCollect } from '../input/collect-principals';
import { InputRole } from '../input/input-role';
import { AdministratorsFromOutside } from '../reach/administrators-from-outside';
import { InputPrincipal } from '../reach/node';
import { powersOf } from '../reach/power';

/** So many roles take about ten seconds. */
export const MOST_TOGETHER = 5_000;

export interface PowerSoFar {
  readonly level: PowerLevel;
  /** One of its policies comes later. Undefined: the level is final, as far as the role alone is concerned. */
  readonly role?: RoleToCollect;
}

/** The roles of the inputs together. */
export interface RolesTogether {
  readonly administrators: AdministratorsFromOutside;
  /** By the number of a role, the id of its principal. */
  readonly ids: ReadonlyMap<number, string>;
}

export class PowerOfRoles {
  private all: CollectedPrincipals | undefined;

  constructor(private readonly collector: PrincipalCollector) { }

  /** Are the roles read so far going to be looked at together? */
  public get isTogether(): boolean {
    return this.collector.isComplete;
  }

  /** For a role with findings, while the inputs are read. Undefined: the input does not contain its policies. */
  public soFar(role: InputRole): PowerSoFar | undefined {
    const { context, permissions, nameWithPath } = role;
    if (!hasPolicies(role)) return undefined;
    if (permissions?.isWhole !== true) return this.isTogether ? { level: 'not-known' } : undefined;
    const kept: RoleToCollect = { source: NO_SOURCE, context, permissions, nameWithPath, role: role.role, document: undefined };
    const principal = this.collector.alone(kept);
    const isFinal = principal.policies.missing.length === 0;
    return { level: powerAlone(principal), ...!isFinal && { role: kept } };
  }

  /** When all inputs have been read, by itself. */
  public alone({ level, role }: PowerSoFar): PowerLevel {
    return role === undefined ? level : powerAlone(this.collector.alone(role));
  }

  /** All that were collected. To be asked when all inputs have been read. */
  public get principals(): readonly InputPrincipal[] {
    return this.collected.principals;
  }

  /** When all inputs have been read; undefined if there are too many roles, or none whose policies are known. */
  public together(settings: AuditSettings): RolesTogether | undefined {
    if (!this.collector.isComplete) return undefined;
    const { principals, ids } = this.collected;
    return principals.length === 0 ? undefined : { administrators: new AdministratorsFromOutside(principals, settings), ids };
  }

  private get collected(): CollectedPrincipals {
    return (this.all ??= this.collector.collected());
  }
}

/** Where a role is does not count for its power. */
const NO_SOURCE: RoleToCollect['source'] = {};

function powerAlone(principal: InputPrincipal): PowerLevel {
  return powersOf([principal]).get(principal.id)!.level;
}
