/** Finds the role of one input in the other, by whatever both inputs say about it, the most reliable facts first. */
import { BothSides } from './compare-definitions';
import { KnownRole, knownRole, withoutHash } from './known-role';
import { RolesToCompare, RoleToCompare } from './role-to-compare';
import { groupedByKey } from '../cloudformation/by-key';

/** A role without a counterpart was added or removed. */
export type RolePair =
  | { readonly before: RoleToCompare; readonly after: RoleToCompare }
  | { readonly before?: undefined; readonly after: RoleToCompare }
  | { readonly before: RoleToCompare; readonly after?: undefined };

/** What the input says about a role; undefined if it does not say. */
type Fact = (role: KnownRole) => string | undefined;

interface Clue {
  readonly fact: Fact;
  /** Roles that must not be paired, although the fact is the same for both. */
  readonly unless?: (before: KnownRole, after: KnownRole) => boolean;
}

const PATH: Fact = ({ path }) => path;
const LOGICAL_ID: Fact = ({ logicalId }) => logicalId;
const PLACE: Fact = ({ logicalId, role }) => logicalId && JSON.stringify([role.context.scope ?? '', logicalId]);
const NAME: Fact = ({ name }) => name;
const PLACE_OF_DOCUMENT: Fact = ({ place }) => place;

/** Each is applied to the roles that the clues before it did not pair. */
const CLUES: readonly Clue[] = [
  { fact: PATH },
  { fact: PLACE },
  { fact: ({ name, role }) => name && role.source.account && JSON.stringify([role.source.account, name]) },
  { fact: NAME },
  { fact: ({ address }) => address },
  { fact: LOGICAL_ID, unless: (before, after) => areInOtherAccounts(before.role, after.role) },
  { fact: ({ logicalId, role }) => logicalId && JSON.stringify([role.context.scope ?? '', withoutHash(logicalId)]) },
  { fact: ({ generatedName }) => generatedName && JSON.stringify(generatedName), unless: areOfOneKind },
  { fact: ({ generatedName }) => generatedName?.logicalId, unless: (...roles) => areOfOneKind(...roles) || areOfKnownStacks(...roles) },
];

type InputToPair = Pick<RolesToCompare, 'roles' | 'folder'>;

/** In the order of `after`; removed roles come last. */
export function pairRoles(before: InputToPair, after: InputToPair): RolePair[] {
  const [old, changed] = [before, after].map(({ roles, folder }) => roles.map((role) => knownRole(role, folder)));
  const pairing = new Pairing(old, changed);
  for (const clue of CLUES) pairing.byClue(clue);
  pairing.repeatedRoles((role) => PATH(role) ?? PLACE(role) ?? NAME(role));
  pairing.repeatedRoles(PLACE_OF_DOCUMENT);
  pairing.singleRoles();
  return pairing.result();
}

class Pairing {
  private readonly partnerOf = new Map<KnownRole, KnownRole>();
  private readonly paired = new Set<KnownRole>();

  constructor(private readonly before: readonly KnownRole[], private readonly after: readonly KnownRole[]) { }

  /** Pairs the roles that are the only ones in their inputs with the same fact. */
  public byClue({ fact, unless }: Clue): void {
    for (const { before, after } of this.together(fact)) {
      const [partner, role] = [before[0], after[0]];
      if (before.length === 1 && after.length === 1 && !unless?.(partner, role)) this.pair(partner, role);
    }
  }

  /**
   * For a role that an input contains twice, and for trust policies by themselves: roles with equal documents are paired, then the rest in
   * their order.
   */
  public repeatedRoles(identity: Fact): void {
    for (const { before: partners, after: roles } of this.together(identity)) {
      for (const role of roles) {
        const partner = this.remaining(partners).find((each) => documentText(each) === documentText(role));
        if (partner !== undefined) this.pair(partner, role);
      }
      for (const role of this.remaining(roles)) {
        const [partner] = this.remaining(partners);
        if (partner !== undefined) this.pair(partner, role);
      }
    }
  }

  /** A single trust policy has no name: its counterpart is another single policy, or the only role of the input. */
  public singleRoles(): void {
    const [[old, ...oldOthers], [changed, ...changedOthers]] = [this.remaining(this.before), this.remaining(this.after)];
    if (old === undefined || changed === undefined || oldOthers.length > 0 || changedOthers.length > 0) return;
    const areAlone = this.before.length === 1 && this.after.length === 1;
    const areNameless = [old, changed].every(({ path, logicalId, name }) => (path ?? logicalId ?? name) === undefined);
    if (areNameless || (areAlone && !contradict(old, changed))) this.pair(old, changed);
  }

  public result(): RolePair[] {
    return [
      ...this.after.map((role): RolePair => ({ before: this.partnerOf.get(role)?.role, after: role.role })),
      ...this.remaining(this.before).map(({ role }): RolePair => ({ before: role })),
    ];
  }

  /** The remaining roles of both sides with the same fact. */
  private together(fact: Fact): BothSides<readonly KnownRole[]>[] {
    const old = groupedBy(this.remaining(this.before), fact);
    return [...groupedBy(this.remaining(this.after), fact)].flatMap(([value, after]) => {
      const before = old.get(value);
      return before ? [{ before, after }] : [];
    });
  }

  private pair(before: KnownRole, after: KnownRole): void {
    this.partnerOf.set(after, before);
    this.paired.add(before).add(after);
  }

  private remaining(roles: readonly KnownRole[]): readonly KnownRole[] {
    return roles.filter((role) => !this.paired.has(role));
  }
}

export function areInOtherAccounts(before: RoleToCompare, after: RoleToCompare): boolean {
  return differ(before.source.account, after.source.account);
}

/** Both are known, and they are not the same. */
function differ(before: string | undefined, after: string | undefined): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

/** Are both from templates, or both from IAM? */
function areOfOneKind(before: KnownRole, after: KnownRole): boolean {
  return (before.logicalId === undefined) === (after.logicalId === undefined);
}

function areOfKnownStacks(...roles: readonly KnownRole[]): boolean {
  return roles.every(({ generatedName }) => generatedName?.stack !== '');
}

/** Do the inputs say different things about the two roles? */
function contradict(one: KnownRole, other: KnownRole): boolean {
  return [PATH, LOGICAL_ID, NAME].some((fact) => differ(fact(one), fact(other)));
}

function groupedBy(roles: readonly KnownRole[], fact: Fact): Map<string, KnownRole[]> {
  return groupedByKey(roles.flatMap((role) => {
    const value = fact(role);
    return value === undefined ? [] : [[value, role]];
  }));
}

function documentText({ role }: KnownRole): string {
  return JSON.stringify(role.document) ?? '';
}
