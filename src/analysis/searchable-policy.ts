/**
 * One variant of a trust policy, prepared once for many questions: its deploy-time values filled with placeholders for the exact search,
 * or left open for proofs, and the callers that it can distinguish.
 */
import { CallerClass, callersOfStatement, CallerWorld } from './caller-class';
import { worldOf } from './caller-world';
import {
  fillWithPlaceholders, fillSecrets, fillRoleEnvironment, RoleEnvironment, roleEnvironmentOf, hasUnknowns, Owner,
} from './fill-deploy-time-values';
import { SearchMode } from './key-constraints/key-constraint';
import { NamedRoles } from './named-roles';
import { dependsOnOwnAccount } from './own-account';
import { policiesOf } from './parts-of-policies';
import { withPlaceholderPrincipals } from './placeholder-principals';
import { Question } from './question';
import { SolvedCallers } from './solved-callers';
import { memoize } from '../evaluation/memoize';
import { hasVariables, holdsVariable } from '../evaluation/value-pattern';
import { Statement, PolicyVariant } from '../policy/trust-policy';

/** The policies of one search, prepared for its mode. */
export interface PreparedPolicies {
  readonly allowedBy: PolicyVariant;
  readonly deniedBy?: PolicyVariant;
  readonly world: CallerWorld;
  readonly callers: SolvedCallers;
  readonly namedRoles: NamedRoles;
  /** The statements that may deny a request. */
  readonly denying: readonly Statement[];
  /** The callers that the principals of a statement may match, without duplicates. */
  callersOf(statement: Statement): readonly CallerClass[];
  /** The statements that may allow the assume action, as far as the question is about them. */
  candidates(question: Pick<Question, 'through' | 'statements'>): readonly Statement[];
}

export class SearchablePolicy {
  private readonly prepared = new Map<string, PreparedPolicies>();
  private readonly environment: RoleEnvironment;
  private readonly allowedBy: PolicyVariant;
  private readonly deniedBy: PolicyVariant | undefined;
  private cachedIsUncertain: boolean | undefined;
  private preparedForAllModes: PreparedPolicies | undefined;
  private otherAccounts: readonly string[] | undefined;
  /** The same policy for a role in this account. */
  public readonly inAccount = memoize(
    (account: string) => new SearchablePolicy(this.original, this.originalToDeny, { ...this.owner, account }, this.accounts), new Map(),
  );

  /** `originalToDeny`: a request counts only if this policy denies it. `accounts`: tried as callers even if no policy names them. */
  public constructor(
    private readonly original: PolicyVariant,
    private readonly originalToDeny: PolicyVariant | undefined,
    private readonly owner: Owner,
    private readonly accounts: readonly string[],
  ) {
    this.environment = roleEnvironmentOf(owner, this.originals);
    this.allowedBy = fillRoleEnvironment(original, this.environment);
    this.deniedBy = originalToDeny && fillRoleEnvironment(originalToDeny, this.environment);
  }

  /**
   * The accounts that the role may turn out to belong to, besides the assumed one: none where its account is known or makes no
   * difference.
   */
  public get otherAccountsOfRole(): readonly string[] {
    return (this.otherAccounts ??=
      this.owner.account === undefined && dependsOnOwnAccount(this.originals) ? this.representativeAccounts() : []);
  }

  private representativeAccounts(): readonly string[] {
    const { accounts, ownAccount } = this.prepare('widest', {}).world;
    return accounts.filter((account) => account !== ownAccount);
  }

  private get originals(): readonly PolicyVariant[] {
    return policiesOf(this.original, this.originalToDeny);
  }

  /** Does anything in the policies depend on values that are not in them? Only then does a proof need more than the exact search. */
  public get isUncertain(): boolean {
    return (this.cachedIsUncertain ??= policiesOf(this.allowedBy, this.deniedBy).some(
      (policy) => hasUnknowns(policy) || policyUsesVariables(policy),
    ));
  }

  /** The policies with as many values filled in as the mode allows for the question. */
  public prepare(mode: SearchMode, question: Pick<Question, 'secretKey' | 'usesPlaceholderPrincipals'>): PreparedPolicies {
    const { secretKey, usesPlaceholderPrincipals: usesPlaceholders = false } = question;
    // A policy without open values is the same for every mode.
    if (!this.isUncertain) return (this.preparedForAllModes ??= this.prepareAnew('widest', undefined, false));
    const name = mode === 'exact' ? `${mode} ${usesPlaceholders}` : `${mode} ${secretKey}`;
    let prepared = this.prepared.get(name);
    if (!prepared) this.prepared.set(name, (prepared = this.prepareAnew(mode, secretKey, usesPlaceholders)));
    return prepared;
  }

  private prepareAnew(mode: SearchMode, secretKey: string | undefined, usesPlaceholders: boolean): PreparedPolicies {
    // The same deploy-time value gets the same placeholder in both policies.
    const numbers = new Map<string, number>();
    const accounts = new Map<string, string>();
    const fill = (policy: PolicyVariant) => {
      if (!this.isUncertain) return policy;
      if (mode === 'exact') {
        return fillWithPlaceholders(usesPlaceholders ? withPlaceholderPrincipals(policy, this.environment, accounts) : policy, numbers);
      }
      return secretKey === undefined ? policy : fillSecrets(policy, secretKey);
    };
    const allowedBy = fill(this.allowedBy);
    const deniedBy = this.deniedBy && fill(this.deniedBy);
    const world = worldOf(policiesOf(allowedBy, deniedBy), { ...this.environment, otherAccounts: this.accounts });
    const allowing = allowedBy.statements.filter(({ effect }) => effect !== 'Deny');
    let byIndex: ReadonlyMap<number, Statement> | undefined;
    return {
      allowedBy,
      deniedBy,
      world,
      callers: new SolvedCallers(),
      namedRoles: new NamedRoles(policiesOf(allowedBy, deniedBy)),
      denying: allowedBy.statements.filter(({ effect }) => effect !== 'Allow'),
      candidates: ({ through, statements }) => {
        byIndex ??= new Map(allowing.map((statement) => [statement.index, statement]));
        const one = through === undefined ? undefined : byIndex.get(through);
        const all = through === undefined ? allowing : one === undefined ? [] : [one];
        return statements ? all.filter((statement) => statements(statement)) : all;
      },
      callersOf: memoize((statement: Statement): readonly CallerClass[] => {
        const all = callersOfStatement(statement, world).filter((caller) => canBeOfPartition(caller, this.owner.partition));
        // A single principal never yields the same caller twice.
        return statement.principals.length > 1 ? distinct(all) : all;
      }),
    };
  }
}

/** Trust never crosses a partition. Where the role's partition is not known, it may be that of any principal. */
function canBeOfPartition(caller: CallerClass, partition: string | undefined): boolean {
  return partition === undefined || caller.partition === '' || caller.partition === partition;
}

function distinct(callers: readonly CallerClass[]): readonly CallerClass[] {
  const nameOf = ({ kind, mfa, partition, account, name, sessionName, named }: CallerClass) =>
    `${kind} ${mfa} ${partition} ${account} ${name ?? ''} ${sessionName ?? ''} ${named === true}`;
  return [...new Map(callers.map((caller) => [nameOf(caller), caller])).values()];
}

function policyUsesVariables(policy: PolicyVariant): boolean {
  return (
    hasVariables(policy.version) && policy.statements.some(({ conditions }) => conditions.some(({ values }) => values.some(holdsVariable)))
  );
}
