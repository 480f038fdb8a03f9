/** Is one ExternalId trusted for different accounts? */
import { externalIdsOf, ignorantVerdict } from './external-id-required';
import { Problem, Rule, RuleSubject } from './rule';
import { principalInCdk } from './support/fixes';
import { KnownAccounts } from './support/known-accounts';
import { admission } from './support/openings';
import { callersKnowingOnly } from '../analysis/questions/questions';
import { Open } from '../analysis/verdict';
import { plainText } from '../evaluation/value-pattern';
import { listOf } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

const ID = 'external-id-shared';

export const externalIdShared: Rule = {
  id: ID,
  title: 'Each third party has an ExternalId of its own',
  check: (subject) => {
    const named = namedExternalIds(subject);
    if (named === undefined || countParties(named.accounts, subject.accounts) < 2) return [];
    return trustedExternalIds(subject)
      .filter(({ parties }) => parties.length > 1)
      .map((trusted) => sharedInOnePolicy(subject, trusted));
  },
};

/** What a policy writes out: enough to tell most roles from those worth a closer look. */
export interface NamedExternalIds {
  readonly values: readonly string[];
  /** Foreign accounts of other owners. */
  readonly accounts: readonly string[];
}

/** Undefined for a policy that writes no ExternalId or no account of somebody else. */
export function namedExternalIds(subject: RuleSubject): NamedExternalIds | undefined {
  const values = new Set(externalIdsOf(subject).flatMap(({ pattern }) => plainText(pattern) ?? []));
  if (values.size === 0) return undefined;
  const { accounts: known, owner } = subject;
  const accounts = [...subject.namedAccounts].filter((account) => account !== owner.account && known.get(account)?.standing !== 'own');
  return accounts.length === 0 ? undefined : { values: [...values], accounts };
}

/** The accounts of one vendor, by the name under which the user told us of it, are one party; so is every other account. */
export function partyOf(account: string, known: KnownAccounts): string {
  const name = known.get(account)?.name;
  return name === undefined ? account : `vendor ${name}`;
}

export function countParties(accounts: Iterable<string>, known: KnownAccounts): number {
  return new Set([...accounts].map((account) => partyOf(account, known))).size;
}

/** A value, and whom it lets in: one account of each party. */
export interface TrustedExternalId {
  readonly value: string;
  readonly parties: readonly TrustedParty[];
}

export interface TrustedParty {
  readonly account: string;
  /** The first statement through which it gets in. */
  readonly statement: Statement;
  readonly verdict: Open;
}

/** For each value that the policy writes out, the accounts whose callers get in with it, and only with it. */
export function trustedExternalIds(subject: RuleSubject): TrustedExternalId[] {
  const named = namedExternalIds(subject);
  const demanding = subject.allowStatements.filter((statement) => ignorantVerdict(subject, statement).kind === 'closed');
  return (named?.values ?? []).map((value) => {
    const parties = new Map<string, TrustedParty>();
    for (const account of named!.accounts) {
      const party = partyOf(account, subject.accounts);
      const found = parties.has(party) ? undefined : trustedParty(subject, demanding, value, account);
      if (found) parties.set(party, found);
    }
    return { value, parties: [...parties.values()] };
  });
}

function trustedParty(subject: RuleSubject, statements: readonly Statement[], value: string, account: string): TrustedParty | undefined {
  const counts = subject.foreigners('own');
  const question = callersKnowingOnly(
    ({ pattern }) => plainText(pattern) === value,
    (caller, world) => caller.account === account && counts(caller, world),
    subject.organizations,
  );
  for (const statement of statements) {
    const verdict = subject.ask(`${ID}:${account}:${value}`, question, statement);
    if (verdict.kind === 'open') return { account, statement: subject.statementIn(verdict, statement), verdict };
  }
  return undefined;
}

function sharedInOnePolicy(subject: RuleSubject, { value, parties }: TrustedExternalId): Problem {
  const accounts = listOf(parties.map(({ account }) => subject.nameOf(account)));
  const [, second] = parties;
  const principals = parties.map(({ account, statement, verdict }) => {
    const principal = principalInCdk(subject, statement, verdict.request.caller);
    return `${principal}.withConditions({ StringEquals: { 'sts:ExternalId': '<value for ${account}>' } })`;
  });
  return {
    ...sharedProblem(subject, second),
    message: `the ExternalId "${value}" lets in callers of accounts ${accounts} alike`,
    fix: [
      `give each of them a role, or at least a value, of its own (in the CDK: new iam.CompositePrincipal(${principals.join(', ')}))`,
      oneVendorFix(parties.map(({ account }) => account)),
    ].join('; '),
  };
}

/** What the findings about one role and about several have in common. */
export function sharedProblem(subject: RuleSubject, { statement, verdict }: TrustedParty): Pick<Problem, 'kind' | 'because' | 'statement' | 'witness'> {
  return {
    ...admission(subject, verdict, statement),
    because: 'each third party needs a value that no other one knows: what two of them know, either can give away',
  };
}

export function oneVendorFix(accounts: readonly string[]): string {
  return `if both belong to one vendor, tell the guard, with the same name: ${listOf(accounts.map((account) => `KnownAccount.vendor('${account}', '<name>')`))}`;
}
