/**
 * Which roles and users of the inputs a trust policy admits.
 *
 * Ten thousand roles make a hundred million pairs, so only those are looked at that a trust policy can mean: the ones that it names, and
 * where it names a whole account (or anybody), one question about all of the account's roles. Only where the policy distinguishes callers
 * by their names is each of them asked about.
 */
import { namesEverybody } from './caller-side';
import { ACCOUNT_NOT_KNOWN, accountKeyOf, PlacedPrincipal } from './node';
import { isOwnAccount } from './outsiders';
import { Admission, TrustOfRole } from './trust-of-role';
import { CallerClass } from '../analysis/caller-class';
import { Question } from '../analysis/question';
import { isSession, lastSegment } from '../evaluation/assume-role-request';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

export interface AdmittedInsiders {
  readonly named: readonly AdmittedPrincipal[];
  /** Whole accounts: any role, or any user, whose own policies allow the call. */
  readonly groups: readonly AdmittedGroup[];
  /** Roles and users that the policy names, and that are not among the inputs, by the key of their account. */
  readonly missing: readonly { readonly account: string; readonly admission: Admission }[];
}

export interface AdmittedPrincipal {
  readonly principal: PlacedPrincipal;
  readonly admission: Admission;
}

/** Instead of an account: all accounts of the inputs. */
export const ANY_ACCOUNT = '*';

/** All roles, or all users, of an account. */
export interface AdmittedGroup {
  /** The key of the account, or `ANY_ACCOUNT`. */
  readonly account: string;
  /** Accounts that are groups of their own, or are not admitted. */
  readonly except?: ReadonlySet<string>;
  readonly kind: 'role' | 'user';
  /** A request by one of them. */
  readonly admission: Admission;
}

type Asked = Pick<PlacedPrincipal, 'kind' | 'account' | 'callerName'>;

/** The roles and users of the inputs, found by account and name. */
export class PrincipalIndex {
  public readonly accounts: ReadonlySet<string>;
  private readonly byName = new Map<string, PlacedPrincipal[]>();
  private readonly byAccount = new Map<string, PlacedPrincipal[]>();

  constructor(principals: readonly PlacedPrincipal[]) {
    for (const principal of principals) {
      const { kind, callerName } = principal;
      const account = accountKeyOf(principal);
      push(this.byName, nameKey(account, kind, callerName), principal);
      push(this.byAccount, `${account} ${kind}`, principal);
    }
    this.accounts = new Set(principals.map(accountKeyOf));
  }

  /** The names of roles are unique in an account, whatever their paths. Several inputs may hold the same role. */
  public named(account: string, kind: 'role' | 'user', name: string): readonly PlacedPrincipal[] {
    return this.byName.get(nameKey(account, kind, name)) ?? [];
  }

  public inAccount(account: string, kind: 'role' | 'user'): readonly PlacedPrincipal[] {
    return this.byAccount.get(`${account} ${kind}`) ?? [];
  }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

function nameKey(account: string, kind: string, name: string): string {
  return `${account} ${kind} ${lastSegment(name).toLowerCase()}`;
}

/** A few seconds of work. Beyond it, a role or user is asked about when somebody wants to know where it leads. */
const MOST_QUESTIONS = 100_000;

export class InsiderSearch {
  private questions = 0;
  private readonly found = new Map<TrustOfRole, AdmittedInsiders>();

  /** @param mayCall do the policies of a role or user perhaps allow it to assume a role? The others count only where they are named. */
  constructor(private readonly index: PrincipalIndex, private readonly mayCall: (principal: PlacedPrincipal) => boolean) { }

  public of(trust: TrustOfRole): AdmittedInsiders {
    let found = this.found.get(trust);
    if (!found) this.found.set(trust, (found = this.search(trust)));
    return found;
  }

  private search(trust: TrustOfRole): AdmittedInsiders {
    const principals = trust.allowing.flatMap((statement) => statement.principals);
    const named: AdmittedPrincipal[] = [];
    const missing: AdmittedInsiders['missing'][number][] = [];
    const seen = new Set<PlacedPrincipal>();
    for (const each of principals) {
      const mention = mentionOf(each, trust);
      if (mention === undefined) continue;
      const matching = this.index.named(mention.account, mention.kind, mention.name);
      if (matching.length === 0 && this.index.accounts.has(mention.account)) {
        const asked = { ...mention, account: mention.account || undefined, callerName: mention.name };
        const admission = askMostDirectly(trust, aboutCaller(asked));
        if (admission) missing.push({ account: mention.account, admission });
      }
      for (const principal of matching.filter((candidate) => !seen.has(candidate))) {
        seen.add(principal);
        const admission = askMostDirectly(trust, aboutCaller(principal));
        if (admission) named.push({ principal, admission });
      }
    }
    const groups: AdmittedGroup[] = [];
    const accounts = this.accountsOf(trust);
    for (const kind of ['role', 'user'] as const) {
      for (const account of accounts.apart) this.searchGroup(trust, { account, kind }, { named, groups, seen });
      const [example] = accounts.alike;
      // The policy does not distinguish them.
      const admission = example === undefined ? undefined : askMostDirectly(trust, aboutGroup({ account: example, kind }));
      if (admission) groups.push({ account: ANY_ACCOUNT, except: accounts.apart, kind, admission });
    }
    return { named, groups, missing };
  }

  /** The accounts of the inputs all of whose roles and users a statement may admit. */
  private accountsOf(trust: TrustOfRole): { readonly apart: ReadonlySet<string>; readonly alike: readonly string[] } {
    const { allowing, owner, subject } = trust;
    const own = owner.account ?? ACCOUNT_NOT_KNOWN;
    const isForAll = allowing.some(({ principals, notPrincipal }) => notPrincipal || principals.some(({ kind }) => kind === 'anyone'));
    const named = allowing.flatMap(({ principals }) => principals.flatMap((principal) =>
      (principal.kind === 'account' ? accountNamed(principal.account, trust) ?? [] : [])));
    const apart = new Set((isForAll ? [own, ...subject.namedAccounts, ...named] : named).filter((each) => this.index.accounts.has(each)));
    // Patterns in conditions may describe accounts by some of their digits.
    if (isForAll && trust.accountsMatter) return { apart: this.index.accounts, alike: [] };
    return { apart, alike: isForAll ? [...this.index.accounts].filter((each) => !apart.has(each)) : [] };
  }

  private searchGroup(
    trust: TrustOfRole, group: Pick<AdmittedGroup, 'account' | 'kind'>,
    { named, groups, seen }: { named: AdmittedPrincipal[]; groups: AdmittedGroup[]; seen: ReadonlySet<PlacedPrincipal> },
  ): void {
    const members = this.index.inAccount(group.account, group.kind);
    if (members.length === 0) return;
    const admission = askMostDirectly(trust, aboutGroup(group));
    if (!admission) return;
    const needsPermission = !namesEverybody(admission);
    const callers = members.filter((member) => !seen.has(member) && (!needsPermission || this.mayCall(member)));
    if (!trust.namesMatter || this.questions + callers.length > MOST_QUESTIONS) {
      groups.push({ ...group, admission });
      return;
    }
    this.questions += callers.length;
    for (const principal of callers) {
      const own = askMostDirectly(trust, aboutCaller(principal));
      if (own) named.push({ principal, admission: own });
    }
  }
}

interface Mention {
  readonly account: string;
  readonly kind: 'role' | 'user';
  readonly name: string;
}

/** The one role or user that a principal names. */
function mentionOf(principal: Principal, trust: TrustOfRole): Mention | undefined {
  if (principal.kind !== 'role' && principal.kind !== 'user' && principal.kind !== 'session') return undefined;
  const name = principal.kind === 'session' ? principal.roleName : principal.name;
  const account = accountNamed(principal.account, trust);
  if (account === undefined || !isKnown(name)) return undefined;
  return { account, kind: principal.kind === 'user' ? 'user' : 'role', name };
}

/** The key of the account; undefined if only the deployment decides which account it is. */
function accountNamed(account: PartlyKnownText, { owner }: TrustOfRole): string | undefined {
  if (isKnown(account)) return account;
  return isOwnAccount(account) ? owner.account ?? ACCOUNT_NOT_KNOWN : undefined;
}

/** From the most to the least direct way to name a caller. */
const DIRECTLY: readonly ReadonlySet<Principal['kind']>[] = [new Set(['anyone', 'session', 'user']), new Set(['role'])];

/**
 * The same as `trust.ask`, but if several statements allow requests of the caller, by the one that names it most directly: in the account
 * of the role, that decides whether the caller's own policies have to allow the call, too.
 */
export function askMostDirectly(trust: TrustOfRole, question: Question): Admission | undefined {
  const { allowing } = trust;
  for (const kinds of allowing.length > 1 ? DIRECTLY : []) {
    const isDirect = ({ notPrincipal, principals }: Statement) => !notPrincipal && principals.some(({ kind }) => kinds.has(kind));
    const direct = allowing.filter(isDirect).length;
    if (direct === allowing.length) break;
    const statements = (statement: Statement) => isDirect(statement) && (question.statements?.(statement) ?? true);
    const admission = direct === 0 ? undefined : trust.ask({ ...question, statements });
    if (admission?.trust === 'open') return admission;
  }
  return trust.ask(question);
}

/** Requests by this very role or user. */
export function aboutCaller({ kind, account, callerName }: Asked): Question {
  return {
    about: `requests by ${callerName}`,
    callers: () => true,
    narrowed: (caller, { ownAccount }) => {
      const narrowed = inGroup(caller, kind, account ?? ownAccount);
      if (!narrowed) return undefined;
      if (narrowed.name === undefined) return { ...narrowed, name: callerName };
      // Another path in the policy than in the input: names are unique without it.
      return lastSegment(narrowed.name).toLowerCase() === lastSegment(callerName).toLowerCase() ? narrowed : undefined;
    },
  };
}

function aboutGroup({ account, kind }: Pick<AdmittedGroup, 'account' | 'kind'>): Question {
  return {
    about: `requests by any ${kind} of ${account}`,
    callers: () => true,
    narrowed: (caller, { ownAccount }) => {
      const narrowed = inGroup(caller, kind, account === ACCOUNT_NOT_KNOWN ? ownAccount : account);
      return narrowed?.named === true ? undefined : narrowed;
    },
  };
}

/** Whether an unnamed caller may belong to the account is left to the search: it compares the account with principals and conditions. */
function inGroup(caller: CallerClass, kind: 'role' | 'user', account: string): CallerClass | undefined {
  const isOfKind = kind === 'user' ? caller.kind === 'iam-user' : isSession(caller);
  if (!isOfKind || (caller.named === true && caller.account !== account)) return undefined;
  return caller.account === account ? caller : { ...caller, account };
}
