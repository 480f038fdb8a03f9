/** Which role of the one input is which of the other: by whatever both inputs know, the most telling first. */
import { KnownRole, knownRole, withoutHash } from './known-role';
import { InputRole } from '../input/input-role';

/** A role that pairs with nothing was added or removed. */
export type RolePair =
  | { readonly before: InputRole; readonly after: InputRole }
  | { readonly before?: undefined; readonly after: InputRole }
  | { readonly before: InputRole; readonly after?: undefined };

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
  { fact: ({ name, role }) => name && role.account && JSON.stringify([role.account, name]) },
  { fact: NAME },
  { fact: LOGICAL_ID, unless: areInOtherAccounts },
  { fact: ({ logicalId, role }) => logicalId && JSON.stringify([role.context.scope ?? '', withoutHash(logicalId)]) },
  { fact: ({ generatedName }) => generatedName && JSON.stringify(generatedName), unless: areOfOneKind },
  { fact: ({ generatedName }) => generatedName?.[1], unless: (...roles) => areOfOneKind(...roles) || areOfKnownStacks(...roles) },
];

/** In the order of `after`; what was removed comes last. */
export function pairRoles(before: readonly InputRole[], after: readonly InputRole[]): RolePair[] {
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
    const [old, changed] = [this.left(this.before), this.left(this.after)].map((roles) => groupedBy(roles, fact));
    for (const [value, [role, ...others]] of changed) {
      const [partner, ...more] = old.get(value) ?? [];
      if (partner !== undefined && others.length === 0 && more.length === 0 && unless?.(partner, role) !== true) this.pair(partner, role);
    }
  }

  /** An input that names a role twice: those with equal documents belong together, then the first with the first. */
  public repeated(): void {
    const identity: Fact = (role) => PATH(role) ?? PLACE(role) ?? NAME(role);
    const [old, changed] = [this.left(this.before), this.left(this.after)].map((roles) => groupedBy(roles, identity));
    for (const [value, roles] of changed) {
      const partners = old.get(value) ?? [];
      for (const role of roles) {
        const partner = partners.find((each) => !this.paired.has(each) && textOf(each) === textOf(role));
        if (partner !== undefined) this.pair(partner, role);
      }
      for (const role of roles.filter((each) => !this.paired.has(each))) {
        const partner = partners.find((each) => !this.paired.has(each));
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

  private pair(before: KnownRole, after: KnownRole): void {
    this.partnerOf.set(after, before);
    this.paired.add(before).add(after);
  }

  private left(roles: readonly KnownRole[]): readonly KnownRole[] {
    return roles.filter((role) => !this.paired.has(role));
  }
}

function areInOtherAccounts({ role: { account: before } }: KnownRole, { role: { account: after } }: KnownRole): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

/** Both as templates name them, or both as IAM does. */
function areOfOneKind(before: KnownRole, after: KnownRole): boolean {
  return (before.logicalId === undefined) === (after.logicalId === undefined);
}

function areOfKnownStacks(...roles: readonly KnownRole[]): boolean {
  return roles.every(({ generatedName }) => generatedName?.[0] !== '');
}

/** Does an input say of the one what the other input says otherwise? */
function contradict(one: KnownRole, other: KnownRole): boolean {
  return [PATH, LOGICAL_ID, NAME].some((fact) => {
    const [told, toldOtherwise] = [fact(one), fact(other)];
    return told !== undefined && toldOtherwise !== undefined && told !== toldOtherwise;
  });
}

function groupedBy(roles: readonly KnownRole[], fact: Fact): Map<string, KnownRole[]> {
  const groups = new Map<string, KnownRole[]>();
  for (const role of roles) {
    const value = fact(role);
    const group = value === undefined ? undefined : groups.get(value);
    if (group !== undefined) group.push(role);
    else if (value !== undefined) groups.set(value, [role]);
  }
  return groups;
}

function textOf({ role }: KnownRole): string {
  return JSON.stringify(role.document) ?? '';
}
