/** Which role of the one input is which of the other: by whatever both inputs know, the most telling first. */
import { BothSides } from './compare-definitions';
import { KnownRole, knownRole, withoutHash } from './known-role';
import { RoleToCompare } from './role-to-compare';
import { groupedByKey } from '../cloudformation/by-key';

/** A role that pairs with nothing was added or removed. */
export type RolePair =
  | { readonly before: RoleToCompare; readonly after: RoleToCompare }
  | { readonly before?: undefined; readonly after: RoleToCompare }
  | { readonly before: RoleToCompare; readonly after?: undefined };

/** What the input says of a role; undefined when it does not say. */
type Fact = (role: KnownRole) => string | undefined;

interface Clue {
  readonly fact: Fact;
  /** Roles that it does not speak of together, though the fact is true of both. */
  readonly unless?: (before: KnownRole, after: KnownRole) => boolean;
}

const PATH: Fact = ({ path }) => path;
const LOGICAL_ID: Fact = ({ logicalId }) => logicalId;
const PLACE: Fact = ({ logicalId, role }) => logicalId && JSON.stringify([role.context.scope ?? '', logicalId]);
const NAME: Fact = ({ name }) => name;

/** Each is asked of the roles that those before it did not pair. */
const CLUES: readonly Clue[] = [
  { fact: PATH },
  { fact: PLACE },
  { fact: ({ name, role }) => name && role.source.account && JSON.stringify([role.source.account, name]) },
  { fact: NAME },
  { fact: LOGICAL_ID, unless: (before, after) => areInOtherAccounts(before.role, after.role) },
  { fact: ({ logicalId, role }) => logicalId && JSON.stringify([role.context.scope ?? '', withoutHash(logicalId)]) },
  { fact: ({ generatedName }) => generatedName && JSON.stringify(generatedName), unless: areOfOneKind },
  { fact: ({ generatedName }) => generatedName?.logicalId, unless: (...roles) => areOfOneKind(...roles) || areOfKnownStacks(...roles) },
];

/** In the order of `after`; what was removed comes last. */
export function pairRoles(before: readonly RoleToCompare[], after: readonly RoleToCompare[]): RolePair[] {
  const pairing = new Pairing(before.map(knownRole), after.map(knownRole));
  for (const clue of CLUES) pairing.byClue(clue);
  pairing.repeated();
  pairing.theOnlyOnes();
  return pairing.result();
}

class Pairing {
  private readonly partnerOf = new Map<KnownRole, KnownRole>();
  private readonly paired = new Set<KnownRole>();

  constructor(private readonly before: readonly KnownRole[], private readonly after: readonly KnownRole[]) { }

  /** Pairs the roles of which a fact is true that is true of no other. */
  public byClue({ fact, unless }: Clue): void {
    for (const { before, after } of this.together(fact)) {
      const [partner, role] = [before[0], after[0]];
      if (before.length === 1 && after.length === 1 && !unless?.(partner, role)) this.pair(partner, role);
    }
  }

  /** An input that names a role twice: those with equal documents belong together, then the first with the first. */
  public repeated(): void {
    const identity: Fact = (role) => PATH(role) ?? PLACE(role) ?? NAME(role);
    for (const { before: partners, after: roles } of this.together(identity)) {
      for (const role of roles) {
        const partner = this.left(partners).find((each) => textOf(each) === textOf(role));
        if (partner !== undefined) this.pair(partner, role);
      }
      for (const role of this.left(roles)) {
        const [partner] = this.left(partners);
        if (partner !== undefined) this.pair(partner, role);
      }
    }
  }

  /** A trust policy by itself has no name: it is the other one by itself, or the only role there is. */
  public theOnlyOnes(): void {
    const [[old, ...oldOthers], [changed, ...changedOthers]] = [this.left(this.before), this.left(this.after)];
    if (old === undefined || changed === undefined || oldOthers.length > 0 || changedOthers.length > 0) return;
    const areAlone = this.before.length === 1 && this.after.length === 1;
    const areNameless = [old, changed].every(({ path, logicalId, name }) => (path ?? logicalId ?? name) === undefined);
    if (areNameless || (areAlone && !contradict(old, changed))) this.pair(old, changed);
  }

  public result(): RolePair[] {
    return [
      ...this.after.map((role): RolePair => ({ before: this.partnerOf.get(role)?.role, after: role.role })),
      ...this.left(this.before).map(({ role }): RolePair => ({ before: role })),
    ];
  }

  /** The roles of both sides that are left and of which the fact is the same. */
  private together(fact: Fact): BothSides<readonly KnownRole[]>[] {
    const old = groupedBy(this.left(this.before), fact);
    return [...groupedBy(this.left(this.after), fact)].flatMap(([value, after]) => {
      const before = old.get(value);
      return before ? [{ before, after }] : [];
    });
  }

  private pair(before: KnownRole, after: KnownRole): void {
    this.partnerOf.set(after, before);
    this.paired.add(before).add(after);
  }

  private left(roles: readonly KnownRole[]): readonly KnownRole[] {
    return roles.filter((role) => !this.paired.has(role));
  }
}

export function areInOtherAccounts(before: RoleToCompare, after: RoleToCompare): boolean {
  return differ(before.source.account, after.source.account);
}

/** Both are told, and not the same. */
function differ(before: string | undefined, after: string | undefined): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

/** Both as templates name them, or both as IAM does. */
function areOfOneKind(before: KnownRole, after: KnownRole): boolean {
  return (before.logicalId === undefined) === (after.logicalId === undefined);
}

function areOfKnownStacks(...roles: readonly KnownRole[]): boolean {
  return roles.every(({ generatedName }) => generatedName?.stack !== '');
}

/** Does an input say of the one what the other input says otherwise? */
function contradict(one: KnownRole, other: KnownRole): boolean {
  return [PATH, LOGICAL_ID, NAME].some((fact) => differ(fact(one), fact(other)));
}

function groupedBy(roles: readonly KnownRole[], fact: Fact): Map<string, KnownRole[]> {
  return groupedByKey(roles.flatMap((role) => {
    const value = fact(role);
    return value === undefined ? [] : [[value, role]];
  }));
}

function textOf({ role }: KnownRole): string {
  return JSON.stringify(role.document) ?? '';
}
