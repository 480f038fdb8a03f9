/**
 * Who may assume which role: the roles and users of all inputs together, the outsiders that their trust policies admit, and an edge from
 * each caller to each role that it may assume.
 *
 * Where a trust policy names a whole account, its roles and users have no edges of their own: the account is a node, with one edge. Which
 * of them have the permission is worked out when somebody asks for the edges from one of them.
 */
import { aboutCaller, AdmittedGroup, ANY_ACCOUNT, askMostDirectly, InsiderSearch, PrincipalIndex } from './admitted-insiders';
import { bothSides } from './both-sides';
import { AssumableResources, assumableResources, CallerSide, namesEverybody } from './caller-side';
import { bestEdges, Edge } from './edge';
import { ACCOUNT_NOT_KNOWN, accountKeyOf, Outsider, OutsiderKind, PlacedPrincipal } from './node';
import { accountNode, admittedOutsiders, Insiders } from './outsiders';
import { Admission, TrustOfRole, TrustPolicies } from './trust-of-role';
import { matchPattern, readPattern, withAnyValues } from '../evaluation/value-pattern';
import { identityOfText, PartlyKnownText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

/** A role whose trust policy names a whole account. */
export interface GroupTarget {
  readonly role: PlacedPrincipal;
  readonly trust: TrustOfRole;
  readonly group: AdmittedGroup;
}

export interface GroupTargets {
  readonly key: string;
  readonly targets: readonly GroupTarget[];
  /** All of them: the same for every caller with this key. */
  readonly isWhole: boolean;
  /** Does a policy of the caller have to allow the call? */
  readonly needsPermission: boolean;
}

const NO_EDGES: readonly Edge[] = [];
const NO_TARGETS: readonly GroupTarget[] = [];

function everybodyKey(account: string, kind: string): string {
  return `${account} ${kind} without permission`;
}

/** The edge from one of the roles or users of an account that a trust policy names. */
class EdgeThroughAccount implements Edge {
  public readonly from: string;
  public readonly to: string;
  public readonly trust: Admission['trust'];
  public readonly callerSide: CallerSide;
  private own: Admission | undefined;

  /** @param judged the admission that `side` is about; it may be that of another caller of the account */
  constructor(
    private readonly caller: PlacedPrincipal,
    private readonly target: GroupTarget,
    private readonly judged: Admission,
    side: CallerSide,
  ) {
    this.callerSide = side;
    this.from = caller.id;
    this.to = target.role.id;
    this.trust = judged.trust;
  }

  /**
   * With a request by this very caller, which is only needed where the edge is shown. Another statement may demand something that the
   * caller's own policies do not allow, so the request is one that the same statements allow.
   */
  public get admission(): Admission {
    const { caller, target: { trust }, judged } = this;
    const isJudged = ({ index }: Statement) => judged.trust === 'undecided' || judged.statements.some((each) => each.index === index);
    return (this.own ??= askMostDirectly(trust, { ...aboutCaller(caller), statements: isJudged }) ?? judged);
  }
}

/** Outsiders of these kinds need no permission of an account that is not the user's. */
const SIDE_OF_OUTSIDER: Readonly<Record<OutsiderKind, CallerSide>> = {
  'internet': 'allows',
  'any-aws-account': 'allows',
  'organization': 'not-known',
  'account': 'not-known',
  'identity-provider': 'allows',
  'service': 'allows',
};

export interface GraphInput {
  readonly principals: readonly PlacedPrincipal[];
  readonly trust: TrustPolicies;
  readonly insiders: Pick<Insiders, 'declared' | 'organizations'>;
  /** Default: which callers from outside the trust policies admit is found out. */
  readonly withoutOutsiders?: boolean;
  /** Called after each role. */
  readonly progress?: (done: number) => void;
}

export class ReachGraph {
  public readonly outsiders = new Map<string, Outsider>();
  public readonly principals = new Map<string, PlacedPrincipal>();
  /** Those that do not depend on the permissions of a member of an account. */
  public readonly edges: Edge[] = [];
  private readonly byFrom = new Map<string, Edge[]>();
  private readonly groupTargets = new Map<string, GroupTarget[]>();
  private readonly throughAccount = new Map<PlacedPrincipal, Map<GroupTarget, Edge | undefined>>();
  private readonly resources = new Map<string, AssumableResources>();
  private readonly matching = new Map<string, readonly GroupTarget[]>();

  constructor(private readonly input: GraphInput) {
    const { principals, trust, insiders, withoutOutsiders = false, progress } = input;
    principals.forEach((principal) => this.principals.set(principal.id, principal));
    const index = new PrincipalIndex(principals);
    const search = new InsiderSearch(index, (principal) => this.resourcesOf(principal).kind !== 'none');
    const known: Insiders = { ...insiders, accounts: index.accounts };
    principals.forEach((role, number) => {
      if (role.trustPolicy === undefined) return;
      const trustOfRole = trust.of(role.trustPolicy);
      const outsiders = withoutOutsiders ? [] : admittedOutsiders(trustOfRole, known, isReserved(role));
      for (const { outsider, admission } of outsiders) {
        this.add(this.keepOutsider(outsider), role, SIDE_OF_OUTSIDER[outsider.kind], admission);
      }
      const { named, groups, missing } = search.of(trustOfRole);
      for (const { principal, admission } of named) {
        const both = bothSides(principal, role, trustOfRole, admission);
        this.add(principal.id, role, both.side, both.admission);
      }
      for (const { account, admission } of missing) this.add(this.ownAccount(account), role, 'not-known', admission);
      for (const group of groups) {
        if (group.account !== ANY_ACCOUNT) this.add(this.ownAccount(group.account), role, 'not-known', group.admission);
        const target = { role, trust: trustOfRole, group };
        this.addTarget(`${group.account} ${group.kind}`, target);
        const isForEverybody = group.account === accountKeyOf(role) && namesEverybody(group.admission);
        if (isForEverybody) this.addTarget(everybodyKey(group.account, group.kind), target);
      }
      progress?.(number + 1);
    });
  }

  /** The edges that do not lead through the account of the caller. */
  public ownEdges(id: string): readonly Edge[] {
    return this.byFrom.get(id) ?? NO_EDGES;
  }

  /** One for each role. */
  public edgesFrom(id: string): readonly Edge[] {
    return bestEdges([...this.ownEdges(id), ...this.edgesThroughAccount(id)]);
  }

  private* edgesThroughAccount(id: string): Generator<Edge> {
    const caller = this.principals.get(id);
    if (!caller) return;
    for (const group of this.targetsOf(caller)) {
      for (const target of group.targets) {
        const edge = this.edgeThroughAccount(caller, target, group);
        if (edge) yield edge;
      }
    }
  }

  /** Is it not known which roles the policies of the principal allow it to assume? */
  public isOpen(id: string): boolean {
    const principal = this.principals.get(id);
    return principal !== undefined && this.resourcesOf(principal).kind === 'not-known';
  }

  /** Undefined if the caller is not admitted, or its policies do not allow it. */
  public edgeThroughAccount(caller: PlacedPrincipal, target: GroupTarget, { needsPermission }: GroupTargets): Edge | undefined {
    // There can be very many of these, and each is quickly found again.
    if (!needsPermission) return this.findThroughAccount(caller, target);
    const known = this.throughAccount.get(caller) ?? new Map<GroupTarget, Edge | undefined>();
    this.throughAccount.set(caller, known);
    if (!known.has(target)) known.set(target, this.findThroughAccount(caller, target));
    return known.get(target);
  }

  private findThroughAccount(caller: PlacedPrincipal, target: GroupTarget): Edge | undefined {
    const { role, trust, group } = target;
    if (role === caller || group.except?.has(accountKeyOf(caller))) return undefined;
    const admission = trust.namesMatter ? askMostDirectly(trust, aboutCaller(caller)) : group.admission;
    if (admission === undefined) return undefined;
    const both = bothSides(caller, role, trust, admission);
    return both.side === 'denies' ? undefined : new EdgeThroughAccount(caller, target, both.admission, both.side);
  }

  /** The roles that trust the whole account of the caller, as far as its policies may allow it to assume them. */
  public targetsOf(caller: PlacedPrincipal): readonly GroupTargets[] {
    const account = accountKeyOf(caller);
    const resources = this.resourcesOf(caller);
    const whole = (key: string): GroupTargets => (
      { key, targets: this.groupTargets.get(key) ?? NO_TARGETS, isWhole: true, needsPermission: true }
    );
    const keys = [account, ANY_ACCOUNT].map((group) => `${group} ${caller.kind}`);
    // A trust policy that names everybody names the principals of its own account, too: they need no permission.
    const forEverybody = { ...whole(everybodyKey(account, caller.kind)), needsPermission: false };
    const byPermission = resources.kind === 'any' || resources.kind === 'not-known'
      ? keys.map(whole)
      : keys.flatMap((key) => this.targetsMatchingAny(key, resources.kind === 'matching' ? resources.patterns : []));
    return [forEverybody, ...byPermission].filter(({ targets }) => targets.length > 0);
  }

  private targetsMatchingAny(key: string, patterns: readonly PartlyKnownText[]): readonly GroupTargets[] {
    const all = this.groupTargets.get(key);
    if (all === undefined || patterns.length === 0) return [];
    const targets = [...new Set(patterns.flatMap((pattern) => this.targetsMatching(key, all, pattern)))];
    return [{ key, targets, isWhole: false, needsPermission: true }];
  }

  private targetsMatching(key: string, targets: readonly GroupTarget[], resource: PartlyKnownText): readonly GroupTarget[] {
    const name = `${key} ${identityOfText(resource)}`;
    let found = this.matching.get(name);
    if (!found) {
      const pattern = withAnyValues(readPattern(resource, { wildcards: true, variables: true }));
      // The policies are evaluated for each role that is found: what is known only at deployment may match here.
      found = targets.filter(({ role }) => matchPattern(pattern, role.arn) !== 'no');
      this.matching.set(name, found);
    }
    return found;
  }

  private resourcesOf(caller: PlacedPrincipal): AssumableResources {
    let found = this.resources.get(caller.id);
    if (!found) this.resources.set(caller.id, (found = assumableResources(caller)));
    return found;
  }

  private keepOutsider(outsider: Outsider): string {
    if (!this.outsiders.has(outsider.id)) this.outsiders.set(outsider.id, outsider);
    return outsider.id;
  }

  /** An account of the inputs: its other principals, and any of its roles and users. */
  private ownAccount(account: string): string {
    if (account !== ACCOUNT_NOT_KNOWN) return this.keepOutsider(accountNode(account, this.input.insiders.declared, true));
    return this.keepOutsider({ id: 'account:own', kind: 'account', name: 'the account of the stack', isOwn: true });
  }

  private addTarget(key: string, target: GroupTarget): void {
    const known = this.groupTargets.get(key);
    if (known) known.push(target);
    else this.groupTargets.set(key, [target]);
  }

  private add(from: string, role: PlacedPrincipal, side: CallerSide, admission: Admission): void {
    const edge: Edge = { from, to: role.id, trust: admission.trust, callerSide: side, admission };
    this.edges.push(edge);
    const known = this.byFrom.get(from);
    if (known) known.push(edge);
    else this.byFrom.set(from, [edge]);
  }
}

/** Only IAM Identity Center can create such a role, and sign people in to it. */
function isReserved({ callerName, kind }: PlacedPrincipal): boolean {
  return kind === 'role' && /^aws-reserved\/sso\.amazonaws\.com\/(.*\/)?AWSReservedSSO_/.test(callerName);
}
