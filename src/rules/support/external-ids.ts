/**
 * Questions of the rules about ExternalIds: whether callers have to know one at all, which values a policy contains, and which callers each
 * value allows.
 */
import { Admission, admission } from './admissions';
import { KnownAccounts } from './known-accounts';
import { patternsOn, ConditionValue } from '../../analysis/questions/condition-values';
import { EXTERNAL_ID } from '../../analysis/questions/knowing-an-external-id';
import { callersKnowingOnly, callersWithoutExternalId } from '../../analysis/questions/questions';
import { Open, Verdict } from '../../analysis/verdict';
import { plainText } from '../../evaluation/value-pattern';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';

/** Is a foreign caller allowed that knows no ExternalId? The rules about the values report something only if not. */
export function withoutExternalIdVerdict(subject: RuleSubject, statement: Statement): Verdict {
  const question = callersWithoutExternalId(subject.callersOfOtherAccounts({ except: 'own' }), subject.organizations);
  return subject.ask('without ExternalId', question, statement);
}

/** Is a foreign caller allowed that knows these values and no others? `name`: under which the answer is remembered. */
export function knowingOnlyVerdict(
  subject: RuleSubject, name: string, isKnownValue: (value: ConditionValue) => boolean, statement: Statement,
): Verdict {
  const question = callersKnowingOnly(isKnownValue, subject.callersOfOtherAccounts({ except: 'own' }), subject.organizations);
  return subject.ask(name, question, statement);
}

/** The values of `sts:ExternalId` in the conditions of the document. */
export function externalIdsOf({ reading }: RuleSubject): ConditionValue[] {
  return reading.variants.flatMap((variant) => patternsOn(variant, EXTERNAL_ID));
}

/** The literal values of a policy: enough to see that most roles share none with another. */
export interface NamedExternalIds {
  readonly values: readonly string[];
  /** Foreign accounts of other owners. */
  readonly accounts: readonly string[];
}

/** Undefined for a policy without a literal ExternalId, or without an account of another owner. */
export function namedExternalIds(subject: RuleSubject): NamedExternalIds | undefined {
  const values = new Set(externalIdsOf(subject).flatMap(({ pattern }) => plainText(pattern) ?? []));
  if (values.size === 0) return undefined;
  const { accounts: known, owner } = subject;
  const accounts = [...subject.namedAccounts].filter((account) => account !== owner.account && known.get(account)?.standing !== 'own');
  return accounts.length === 0 ? undefined : { values: [...values], accounts };
}

/** The accounts that the user declared with the same vendor name are one party; every other account is a separate party. */
export function partyOf(account: string, known: KnownAccounts): string {
  const name = known.get(account)?.name;
  return name === undefined ? account : `vendor ${name}`;
}

export function countParties(accounts: Iterable<string>, known: KnownAccounts): number {
  return new Set([...accounts].map((account) => partyOf(account, known))).size;
}

/** A value, and one account of each party that is allowed with it. */
export interface TrustedExternalId {
  readonly value: string;
  readonly parties: readonly TrustedParty[];
}

export interface TrustedParty {
  readonly account: string;
  /** The first statement that allows it. */
  readonly statement: Statement;
  readonly verdict: Open;
}

/** For each literal value of the policy, the accounts whose callers are allowed with it, and only with it. */
export function trustedExternalIds(subject: RuleSubject): TrustedExternalId[] {
  const named = namedExternalIds(subject);
  if (named === undefined) return [];
  const requiring = subject.allowStatements.filter((statement) => withoutExternalIdVerdict(subject, statement).kind === 'closed');
  return named.values.map((value) => {
    const parties = new Map<string, TrustedParty>();
    for (const account of named.accounts) {
      const party = partyOf(account, subject.accounts);
      const found = parties.has(party) ? undefined : trustedParty(subject, requiring, value, account);
      if (found) parties.set(party, found);
    }
    return { value, parties: [...parties.values()] };
  });
}

function trustedParty(subject: RuleSubject, statements: readonly Statement[], value: string, account: string): TrustedParty | undefined {
  const isForeign = subject.callersOfOtherAccounts({ except: 'own' });
  const question = callersKnowingOnly(
    ({ pattern }) => plainText(pattern) === value,
    (caller, world) => caller.account === account && isForeign(caller, world),
    subject.organizations,
  );
  for (const statement of statements) {
    const verdict = subject.ask(`${account} knowing only ${value}`, question, statement);
    if (verdict.kind === 'open') return { account, statement: subject.statementIn(verdict, statement), verdict };
  }
  return undefined;
}

/** A value that different parties know. The admission is that of one party that this role trusts. */
export interface SharedExternalId extends Admission, TrustedExternalId {
  /** The other parties, where other roles trust them. */
  readonly inOtherRoles: readonly PartyOfOtherRole[];
}

export interface PartyOfOtherRole {
  readonly account: string;
  readonly roleName: string;
}

export function sharedExternalId(
  trusted: TrustedExternalId, { verdict, statement }: TrustedParty, inOtherRoles: readonly PartyOfOtherRole[] = [],
): SharedExternalId {
  return { ...admission(verdict, statement), ...trusted, inOtherRoles };
}
