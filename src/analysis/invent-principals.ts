/**
 * Stands principals in for those that are known only at deploy time: an account number for an account, a role for a whole ARN.
 *
 * Some questions have the same answer whomever a parameter will name - is MFA demanded, is an ExternalId - and can be answered with
 * an invented one. Whoever asks *who* gets in must not do this.
 */
import { ConditionClause } from '../policy/condition';
import { fillText, holesOf, isKnown, PartlyKnownText, splitText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement, TrustPolicy } from '../policy/trust-policy';

/** `accounts`: only account numbers inside otherwise known principals. `principals`: whole principals, and conditions that speak of them. */
export type Invention = 'accounts' | 'principals';

const INVENTED_NAME = 'known-at-deploy-time';
const ACCOUNT_PART = 4;

/** An account number that stands for one known at deploy time; no real account has it. */
export function isInventedAccount(account: string): boolean {
  return /^0{9}\d{3}$/.test(account);
}

export function inventPrincipals(policy: TrustPolicy, invention: Invention, surroundings: { ownAccount: string; partition: string }): TrustPolicy {
  const inventor = new Inventor(invention, surroundings);
  return { ...policy, statements: policy.statements.map((statement) => inventor.statement(statement)) };
}

class Inventor {
  private readonly accounts = new Map<string, string>();

  public constructor(private readonly invention: Invention, private readonly surroundings: { ownAccount: string; partition: string }) {}

  public statement(statement: Statement): Statement {
    const principals = statement.principals.flatMap((principal) => this.principal(principal, statement));
    return { ...statement, principals, conditions: statement.conditions.map((clause) => this.clause(clause)) };
  }

  private principal(principal: Principal, statement: Statement): readonly Principal[] {
    if (principal.kind === 'unknown') return this.invention === 'principals' ? this.standIns(principal, statement) : [principal];
    if (!('account' in principal) || isKnown(principal.account)) return [principal];
    const settled = { ...principal, account: this.account(principal.account) };
    return ['partition' in settled && settled.partition !== undefined && !isKnown(settled.partition) ? { ...settled, partition: this.surroundings.partition } : settled];
  }

  /** The same text at two places is the same account. */
  private account(text: PartlyKnownText): string {
    const name = isKnown(text) ? text : text.map((piece) => (typeof piece === 'string' ? piece : `<${piece.id}>`)).join('');
    if (!this.accounts.has(name)) this.accounts.set(name, String(this.accounts.size + 1).padStart(12, '0'));
    return this.accounts.get(name)!;
  }

  private standIns({ key, written }: Principal & { kind: 'unknown' }, statement: Statement): readonly Principal[] {
    const { ownAccount, partition } = this.surroundings;
    const own = { written, partition, account: ownAccount };
    const all: readonly Principal[] = [
      { kind: 'role', written, partition, account: this.account(written), name: INVENTED_NAME },
      { kind: 'service', written, service: `${INVENTED_NAME}.amazonaws.com` },
      { kind: 'saml-provider', ...own, name: INVENTED_NAME },
      { kind: 'oidc-provider', ...own, issuer: issuerAskedAbout(statement) ?? 'known-at-deploy-time.example.com' },
    ];
    const kinds = { AWS: ['role'], Service: ['service'], Federated: ['saml-provider', 'oidc-provider'], CanonicalUser: [] as string[] };
    return key === undefined ? all : all.filter(({ kind }) => kinds[key].includes(kind));
  }

  /** Conditions on who the caller is have to fit the principals that were invented. */
  private clause(clause: ConditionClause): ConditionClause {
    if (this.invention === 'accounts' || typeof clause.key !== 'string' || !/^aws:principal(arn|account|orgid|orgpaths)$/.test(clause.key) || clause.values.every(isKnown)) return clause;
    const key = clause.key;
    return { ...clause, values: clause.values.map((value) => (isKnown(value) ? value : this.identity(key, value))) };
  }

  private identity(key: string, value: PartlyKnownText): PartlyKnownText {
    if (key === 'aws:principalaccount') return this.account(value);
    const parts = key === 'aws:principalarn' ? splitText(value, ':', 6) : [];
    if (key === 'aws:principalarn' && parts.length < 6) return `arn:${this.surroundings.partition}:iam::${this.account(value)}:role/${INVENTED_NAME}`;
    const account = parts[ACCOUNT_PART];
    const values = new Map<string, string>();
    for (const hole of holesOf(value)) values.set(hole.id, `${INVENTED_NAME}-${[...hole.id].reduce((sum, char) => (sum * 31 + char.codePointAt(0)!) % 9973, 7)}`);
    if (account !== undefined && !isKnown(account)) for (const hole of holesOf(account)) values.set(hole.id, this.account(account));
    if (parts.length > 1) for (const hole of holesOf(parts[1])) values.set(hole.id, this.surroundings.partition);
    return fillText(value, values);
  }
}

/** The issuer that the conditions of the statement speak of. */
function issuerAskedAbout(statement: Statement): string | undefined {
  for (const { key } of statement.conditions) {
    const found = typeof key === 'string' ? /^([^:]*\.[^:]*):[^:]+$/.exec(key) : null;
    if (found) return found[1];
  }
  return undefined;
}
