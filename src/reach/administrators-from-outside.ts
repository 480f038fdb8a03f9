/**
 * What a caller from outside gets who can assume a role although a rule reports it: does the role lead to an administrator? The words are
 * those of the rule `outside-reaches-administrator`.
 *
 * It asks only about roles where another rule found such a caller. Whoever is admitted as intended, or was accepted, is not reported again.
 */
import { ConnectedRoles, connectRoles } from './connected-roles';
import { Edge } from './edge';
import { InputPrincipal, PlacedPrincipal } from './node';
import { isWordedByLongerPath, saysNothing, shortestWays, TAKEOVER } from './paths';
import { Power } from './power';
import { hopInWords, NodesToName } from './word-hop';
import { roleEnvironmentOf } from '../analysis/fill-deploy-time-values';
import { OWN_ORGANIZATION } from '../analysis/own-organization';
import { Acceptance, AuditSettings, JudgedFinding, levelOf } from '../assessment/assess';
import { Finding } from '../findings/finding';
import { nameOfRole, RoleSource } from '../findings/role-source';
import { Witness } from '../findings/witness';
import { pageOf } from '../findings/wording';
import { describeReached, ReachedAdministrator } from '../rules/outside-reaches-administrator';
import { OUTSIDE_REACHES_ADMINISTRATOR } from '../rules/rule-ids';

/** An administrator, or a role that is one step from it, at the end of a way. */
interface Takeover {
  readonly end: PlacedPrincipal;
  readonly hops: readonly Edge[];
  readonly power: Power;
  /** Otherwise something on the way, or what its end can do, is not known. */
  readonly isProved: boolean;
}

export interface ReachedFinding<Accepted extends Acceptance> {
  readonly finding: Finding;
  /** Undefined unless the last roles of all ways are accepted. */
  readonly acceptance?: Accepted;
}

/** May the finding be one that names a caller from outside? Asked before anything is put together. */
export function mayNameOutsider({ finding, acknowledgement }: Pick<JudgedFinding, 'finding' | 'acknowledgement'>): boolean {
  const { level, witness } = finding;
  return acknowledgement === undefined && level !== 'info' && witness !== undefined && witness.caller.kind !== 'service';
}

export class AdministratorsFromOutside {
  private readonly roles: ConnectedRoles;
  private readonly names: NodesToName;
  private readonly accounts: ReadonlySet<string | undefined>;

  constructor(principals: readonly InputPrincipal[], private readonly settings: AuditSettings) {
    this.roles = connectRoles({ principals, settings, withoutOutsiders: true });
    this.names = new Map(this.roles.principals.map(({ id, source, account }) => (
      [id, { name: nameOfRole(source), account, power: this.roles.powerOf(id) }]
    )));
    this.accounts = new Set(principals.map(({ account }) => account));
  }

  public powerOf(id: string): Power {
    return this.roles.powerOf(id);
  }

  /**
   * The finding about a role; undefined if no rule names a caller from outside there, or the role leads to no administrator.
   *
   * @param others the findings of other rules about the role for which `mayNameOutsider` holds
   * @param acceptanceAt whether such findings are accepted for all ways that end at a role
   */
  public at<Accepted extends Acceptance>(
    id: string, others: readonly Finding[], acceptanceAt: (end: RoleSource) => Accepted | undefined,
  ): ReachedFinding<Accepted> | undefined {
    const level = levelOf(OUTSIDE_REACHES_ADMINISTRATOR, this.settings);
    const entry = this.roles.graph.principals.get(id);
    if (level === 'off' || entry === undefined) return undefined;
    const openings = others.filter(({ witness }) => witness !== undefined && this.isFromOutside(witness, entry));
    if (openings.length === 0) return undefined;
    const takeovers = this.takeoversFrom(id);
    const accepted = takeovers.map(({ end, hops }) => (hops.length === 0 ? undefined : acceptanceAt(end.source)));
    const open = takeovers.filter((_, index) => accepted[index] === undefined);
    const [worst, ...rest] = open.length > 0 ? open : takeovers;
    if (worst === undefined) return undefined;
    const found = this.found(openings, worst, rest);
    const [{ witness, statement }] = openings;
    const finding: Finding = {
      ruleId: OUTSIDE_REACHES_ADMINISTRATOR,
      level,
      ...describeReached(found),
      statement,
      witness,
      docs: pageOf(OUTSIDE_REACHES_ADMINISTRATOR),
    };
    return { finding, acceptance: open.length > 0 ? undefined : accepted[0] };
  }

  /** The user's own accounts and organizations are not outside, and neither are the accounts whose roles are looked at. */
  private isFromOutside({ caller: { kind, account }, context }: Witness, { trustPolicy }: PlacedPrincipal): boolean {
    if (kind === 'oidc' || kind === 'saml') return true;
    const { accounts, organizations = [] } = this.settings;
    const own = trustPolicy && this.roles.trust.of(trustPolicy);
    // Where the account of the role is not known, the engine calls from one in its place.
    const ownAccount = own && roleEnvironmentOf(own.owner, own.reading.variants).ownAccount;
    if (account === undefined || account === ownAccount || this.accounts.has(account)) return false;
    if (accounts.get(account)?.standing === 'own') return false;
    const organization = [context['aws:PrincipalOrgID'], context['aws:PrincipalOrgPaths']].flat().find((each) => each !== undefined);
    const id = organization?.split('/')[0];
    return id === undefined || id !== OWN_ORGANIZATION && !organizations.includes(id);
  }

  /** The worst first. What is not proved counts only if nothing is. */
  private takeoversFrom(id: string): readonly Takeover[] {
    const { graph, powerOf } = this.roles;
    const found: Takeover[] = [];
    for (const [to, way] of shortestWays(graph, id, { powerOf, followsUnknown: true })) {
      const power = powerOf(to);
      if (!TAKEOVER.has(power.atMost) || isWordedByLongerPath(power) || saysNothing(power, way)) continue;
      const { hops } = way;
      const isCertain = hops.every(({ callerSide, trust }) => callerSide === 'allows' && trust === 'open');
      found.push({ end: graph.principals.get(to)!, hops, power, isProved: isCertain && TAKEOVER.has(power.atLeast) });
    }
    const rank = ({ power, hops }: Takeover) => (power.atMost === 'administrator' ? 0 : 1_000_000) + hops.length;
    const proved = found.filter(({ isProved }) => isProved);
    return (proved.length > 0 ? proved : found).sort((one, other) => rank(one) - rank(other));
  }

  private found(openings: readonly Finding[], { end, hops, power, isProved }: Takeover, others: readonly Takeover[]): ReachedAdministrator {
    const nameOf = (id: string) => this.names.get(id)!.name;
    const level = isProved ? power.atLeast : power.atMost;
    return {
      kind: 'found',
      openings: openings.map(({ ruleId, message }) => ({ ruleId, message })),
      hops: hops.map((hop) => ({ from: nameOf(hop.from), to: nameOf(hop.to), words: hopInWords(hop, this.names) })),
      power: level === 'administrator' ? level : 'can-become-administrator',
      because: power.because,
      ...!isProved && { notKnown: TAKEOVER.has(power.atLeast) ? [] : power.notKnown },
      others: others.map((other) => nameOf(other.end.id)).filter((name) => name !== nameOf(end.id)),
    };
  }
}
