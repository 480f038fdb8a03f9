/** Findings that the settings file accepts: for which roles, until when, and which of the acceptances match nothing any more. */
import type { Waiver } from '../cloudformation/waivers';
import { nameOfRole, ownerPath, RoleSource } from '../findings/role-source';
import { OUTSIDE_REACHES_ADMINISTRATOR } from '../rules/rule-ids';

/** One entry of `accept` in the settings file. */
export interface FileAcceptance {
  readonly rule: string;
  /** A construct path, a role name, a Terraform address or an ARN; `*` stands for any characters. */
  readonly role: string;
  /** Never blank. */
  readonly reason: string;
  /** The last day on which it counts, `2027-01-31`. Default: it does not end. */
  readonly until?: string;
}

/** An acceptance that should be removed, and why. */
export interface StaleAcceptance extends FileAcceptance {
  readonly because: string;
}

export class Acceptances {
  private readonly matched = new Set<FileAcceptance>();

  /** @param today `2026-11-27`, in UTC */
  constructor(private readonly entries: readonly FileAcceptance[], private readonly today: string) { }

  /** The acceptances that count for this role, of all rules. */
  public allFor(source: RoleSource): readonly FileAcceptance[] {
    return this.entries.filter((each) => !this.hasEnded(each) && isMeant(each.role, source));
  }

  /** The acceptance that covers a finding of the rule about this role: asked only where there is a finding. */
  public of(source: RoleSource, ruleId: string): FileAcceptance | undefined {
    const entry = this.entries.find((each) => each.rule === ruleId && !this.hasEnded(each) && isMeant(each.role, source));
    if (entry) this.matched.add(entry);
    return entry;
  }

  /** Once all roles were judged: the acceptances that covered no finding. Whether one is about a path that there is, `reach` finds out. */
  public stale(): readonly StaleAcceptance[] {
    const isAboutFinding = (entry: FileAcceptance) => entry.rule !== OUTSIDE_REACHES_ADMINISTRATOR || this.hasEnded(entry);
    return this.staleOf(isAboutFinding, 'no role that matches it has a finding of this rule');
  }

  /** Once all paths from outside were judged: the acceptances of paths that covered none. */
  public staleOnPaths(): readonly StaleAcceptance[] {
    const isAboutPath = ({ rule }: FileAcceptance) => rule === OUTSIDE_REACHES_ADMINISTRATOR;
    return this.staleOf(isAboutPath, 'no path from outside to an administrator begins or ends at a role that matches it');
  }

  private staleOf(isAsked: (entry: FileAcceptance) => boolean, because: string): readonly StaleAcceptance[] {
    return this.entries.filter((entry) => !this.matched.has(entry) && isAsked(entry)).map((entry) => (
      { ...entry, because: this.hasEnded(entry) ? `it ended on ${entry.until}` : because }
    ));
  }

  private hasEnded({ until }: FileAcceptance): boolean {
    return until !== undefined && until < this.today;
  }
}

/** A role, and what its input records as accepted. */
export interface RoleWithWaivers {
  readonly source: RoleSource;
  readonly waivers: readonly Waiver[];
}

/** What accepts the findings of the rule about the role, if anything does. What the input itself records comes first. */
export function acceptanceOf(
  ruleId: string, { source, waivers }: RoleWithWaivers, acceptances: Acceptances,
): Waiver | FileAcceptance | undefined {
  return waivers.find(({ rule }) => rule === ruleId) ?? acceptances.of(source, ruleId);
}

/** The day of the acceptances. */
export function dayInUtc(now: Date): string {
  return now.toISOString().slice(0, 10);
}

function isMeant(role: string, source: RoleSource): boolean {
  if (role.startsWith('arn:')) return isMeantByArn(role, source);
  const { constructPath, stackPath, roleName, address, logicalId } = source;
  const paths = constructPath === undefined ? [logicalId] : [constructPath, ownerPath(constructPath, stackPath)];
  const matches = patternOf(role);
  return [...paths, nameOfRole(source), roleName, address].some((name) => name !== undefined && matches.test(name));
}

/** No input says the path of every role, so the path of the ARN is not compared: names of roles are unique in an account. */
function isMeantByArn(arn: string, { account, roleName }: RoleSource): boolean {
  const [, partition, service, region, owner, ...resource] = arn.split(':');
  const [type, ...pathAndName] = resource.join(':').split('/');
  if (account === undefined || roleName === undefined || pathAndName.length === 0) return false;
  if (partition === '' || service !== 'iam' || region !== '' || type !== 'role') return false;
  return patternOf(owner).test(account) && patternOf(pathAndName[pathAndName.length - 1]).test(roleName);
}

function patternOf(glob: string): RegExp {
  const parts = glob.split(/\*+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
