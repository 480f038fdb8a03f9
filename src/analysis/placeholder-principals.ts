/**
 * Replaces principals that are known only at deploy time with placeholders: an account number for an account, a role for a whole ARN.
 *
 * Some questions have the same answer whichever principal a parameter will name - is MFA required, is an ExternalId? - and can be
 * answered with a placeholder. A question about *who* can assume the role cannot.
 */
import { mapStatements, RoleAccount } from './fill-deploy-time-values';
import { oidcKeyParts } from '../evaluation/request-keys';
import { ConditionClause } from '../policy/condition';
import { fillHoles, holesOf, isKnown, PartlyKnownText, piecesOf, splitText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement, PolicyVariant } from '../policy/trust-policy';

const PLACEHOLDER_NAME = 'known-at-deploy-time';
const IDENTITY = /^aws:principal(arn|account|orgid|orgpaths)$/;

/** @param accounts placeholders used so far: the same text gets the same account in every policy that shares them */
export function withPlaceholderPrincipals(policy: PolicyVariant, role: RoleAccount, accounts = new Map<string, string>()): PolicyVariant {
  const placeholders = new PlaceholderPrincipals(role, accounts);
  return mapStatements(policy, (statement) => placeholders.statement(statement));
}

class PlaceholderPrincipals {
  public constructor(private readonly role: RoleAccount, private readonly accounts: Map<string, string>) {}

  public statement(statement: Statement): Statement {
    const principals = statement.principals.flatMap((principal) => this.principal(principal, statement));
    return { ...statement, principals, conditions: statement.conditions.map((clause) => this.clause(clause, principals)) };
  }

  private principal(principal: Principal, statement: Statement): readonly Principal[] {
    if (principal.kind === 'unknown') return this.placeholdersFor(principal, statement);
    if (!('account' in principal) || isKnown(principal.account)) return [principal];
    const { partition } = principal;
    const settled = partition === undefined || isKnown(partition) ? partition : this.role.partition;
    return [{ ...principal, account: this.account(principal.account), partition: settled } as Principal];
  }

  /** The same text in two places is the same account, however the templates describe its holes. */
  private account(text: PartlyKnownText): string {
    const name = JSON.stringify(piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : { id: piece.id })));
    if (!this.accounts.has(name)) this.accounts.set(name, String(this.accounts.size + 1).padStart(12, '0'));
    return this.accounts.get(name)!;
  }

  private placeholdersFor({ key, written }: Principal & { kind: 'unknown' }, statement: Statement): readonly Principal[] {
    const { ownAccount, partition } = this.role;
    const own = { written, partition, account: ownAccount };
    const all: readonly Principal[] = [
      { kind: 'role', written, partition, account: this.account(written), name: PLACEHOLDER_NAME },
      { kind: 'user', written, partition, account: this.account(written), name: PLACEHOLDER_NAME },
      { kind: 'service', written, service: `${PLACEHOLDER_NAME}.amazonaws.com` },
      { kind: 'saml-provider', ...own, name: PLACEHOLDER_NAME },
      { kind: 'oidc-provider', ...own, issuer: issuerInConditions(statement) ?? 'known-at-deploy-time.example.com' },
    ];
    const kinds = {
      AWS: ['role', 'user'],
      Service: ['service'],
      Federated: ['saml-provider', 'oidc-provider'],
      CanonicalUser: [] as string[],
    };
    return key === undefined ? all : all.filter(({ kind }) => kinds[key].includes(kind));
  }

  /** Conditions on the caller's identity have to match the placeholder principals. */
  private clause(clause: ConditionClause, principals: readonly Principal[]): ConditionClause {
    if (!isKnown(clause.key) || !IDENTITY.test(clause.key) || clause.values.every(isKnown)) return clause;
    const key = clause.key;
    return { ...clause, values: clause.values.map((value) => (isKnown(value) ? value : this.identity(key, value, principals))) };
  }

  private identity(key: string, value: PartlyKnownText, principals: readonly Principal[]): PartlyKnownText {
    if (key === 'aws:principalaccount') return this.account(value);
    const values = new Map(holesOf(value).map((hole) => [hole.id, `${PLACEHOLDER_NAME}-${this.account([hole])}`]));
    if (key === 'aws:principalarn') {
      const [, partition, , , account, name] = splitText(value, ':', 6);
      if (name === undefined) return this.placeholderArn(value, principals);
      for (const hole of holesOf(account)) values.set(hole.id, this.account(account));
      for (const hole of holesOf(partition)) values.set(hole.id, this.role.partition);
    }
    return fillHoles(value, ({ id }) => values.get(id));
  }

  /** A role in the account that the statement trusts, if it trusts an account. */
  private placeholderArn(text: PartlyKnownText, principals: readonly Principal[]): string {
    const [trusted = this.account(text)] = principals.flatMap((principal) =>
      principal.kind === 'account' && isKnown(principal.account) ? [principal.account] : [],
    );
    return `arn:${this.role.partition}:iam::${trusted}:role/${PLACEHOLDER_NAME}`;
  }
}

/** The issuer whose claims the conditions of the statement compare. */
function issuerInConditions({ conditions }: Statement): string | undefined {
  return conditions.map(({ key }) => key).filter(isKnown).flatMap((key) => oidcKeyParts(key) ?? [])[0]?.issuer;
}

/**
 * Do both policies contain the same principals that are known only at deploy time? Then it makes no difference to the comparison whom
 * they will name, unless conditions compare it. A principal in only one of the policies may turn out to be any that the other one names.
 */
export function haveSameUnknownPrincipals(policy: PolicyVariant, other: PolicyVariant): boolean {
  const [named, namedByOther] = [policy, other].map((one) => new Set(unknownPrincipals(one)));
  const isShared = named.size === namedByOther.size && [...named].every((principal) => namedByOther.has(principal));
  return isShared && ![policy, other].some(comparesUnknownIdentity);
}

function unknownPrincipals({ statements }: PolicyVariant): string[] {
  return statements.flatMap(({ principals }) =>
    principals.filter(({ written }) => !isKnown(written)).map(({ written }) => JSON.stringify(written)),
  );
}

function comparesUnknownIdentity({ statements }: PolicyVariant): boolean {
  return statements.some(({ conditions }) =>
    conditions.some(({ key, values }) => !isKnown(key) || (IDENTITY.test(key) && !values.every(isKnown))),
  );
}
