/**
 * One variant of a trust policy, made ready once for the many questions that will be asked of it: its holes filled for trying
 * requests out, or left open for proofs, and the callers that can be told apart.
 */
import { CallerClass, callersOfStatement, CallerWorld } from './caller-class';
import { worldOf } from './caller-world';
import { fillForTrial, fillSecrets, ground, RoleEnvironment, groundingOf, hasUnknowns, Owner } from './fill-deploy-time-values';
import { SearchMode } from './key-constraints/key-constraint';
import { NamedRoles } from './named-roles';
import { dependsOnOwnAccount } from './own-account';
import { policiesOf } from './parts-of-policies';
import { withPlaceholderPrincipals } from './placeholder-principals';
import { Question } from './question';
import { SolvedCallers } from './solved-callers';
import { remembered } from '../evaluation/remembered';
import { hasVariables, holdsVariable } from '../evaluation/value-pattern';
import { Statement, TrustPolicy } from '../policy/trust-policy';

/** The policies of one search, with everything in them settled as its mode wants it. */
export interface PreparedPolicies {
  readonly allowedBy: TrustPolicy;
  readonly deniedBy?: TrustPolicy;
  readonly world: CallerWorld;
  readonly callers: SolvedCallers;
  readonly namedRoles: NamedRoles;
  /** The statements that may deny something. */
  readonly denying: readonly Statement[];
  /** The callers a statement may be for, each once. */
  callersOf(statement: Statement): readonly CallerClass[];
  /** The statements that may allow the assume action in an answer to the question. */
  candidates(question: Pick<Question, 'through' | 'statements'>): readonly Statement[];
}

export class SearchablePolicy {
  private readonly prepared = new Map<string, PreparedPolicies>();
  private readonly environment: RoleEnvironment;
  private readonly allowedBy: TrustPolicy;
  private readonly deniedBy: TrustPolicy | undefined;
  private cachedIsUncertain: boolean | undefined;
  private preparedForAllModes: PreparedPolicies | undefined;
  private otherAccounts: readonly string[] | undefined;
  /** The same, of a role in this account. */
  public readonly inAccount = remembered(
    (account: string) => new SearchablePolicy(this.original, this.originalToDeny, { ...this.owner, account }, this.accounts), new Map(),
  );

  /** `deniedBy`: a request counts only when this policy refuses it. `accounts`: told apart though no policy names them. */
  public constructor(
    private readonly original: TrustPolicy,
    private readonly originalToDeny: TrustPolicy | undefined,
    private readonly owner: Owner,
    private readonly accounts: readonly string[],
  ) {
    this.environment = groundingOf(owner, this.originals);
    this.allowedBy = ground(original, this.environment);
    this.deniedBy = originalToDeny && ground(originalToDeny, this.environment);
  }

  /** The accounts that the role may turn out to be in, beside the one that it is taken to be in: none where that is known, or does not matter. */
  public get otherAccountsOfRole(): readonly string[] {
    return (this.otherAccounts ??= this.owner.account === undefined && dependsOnOwnAccount(this.originals) ? this.representativeAccounts() : []);
  }

  private representativeAccounts(): readonly string[] {
    const { accounts, ownAccount } = this.prepare('widest', {}).world;
    return accounts.filter((account) => account !== ownAccount);
  }

  private get originals(): readonly TrustPolicy[] {
    return policiesOf(this.original, this.originalToDeny);
  }

  /** Does anything in the policies depend on values that are not in them? Only then does a proof need more than the trial. */
  public get isUncertain(): boolean {
    return (this.cachedIsUncertain ??= policiesOf(this.allowedBy, this.deniedBy).some((policy) => hasUnknowns(policy) || usesVariables(policy)));
  }

  /** The policies with as much settled as the mode allows for the question. */
  public prepare(mode: SearchMode, question: Pick<Question, 'secretKey' | 'inventsPrincipals'>): PreparedPolicies {
    const { secretKey, inventsPrincipals: invents = false } = question;
    // With nothing open in it a policy is the same for every mode.
    if (!this.isUncertain) return (this.preparedForAllModes ??= this.prepareAnew('widest', undefined, false));
    const name = mode === 'exact' ? `${mode} ${invents}` : `${mode} ${secretKey}`;
    let prepared = this.prepared.get(name);
    if (!prepared) this.prepared.set(name, (prepared = this.prepareAnew(mode, secretKey, invents)));
    return prepared;
  }

  private prepareAnew(mode: SearchMode, secretKey: string | undefined, invents: boolean): PreparedPolicies {
    // The same deploy-time value in both policies takes the same invented value.
    const numbers = new Map<string, number>();
    const accounts = new Map<string, string>();
    const settle = (policy: TrustPolicy) => {
      if (!this.isUncertain) return policy;
      if (mode === 'exact') return fillForTrial(invents ? withPlaceholderPrincipals(policy, this.environment, accounts) : policy, numbers);
      return secretKey === undefined ? policy : fillSecrets(policy, secretKey);
    };
    const allowedBy = settle(this.allowedBy);
    const deniedBy = this.deniedBy && settle(this.deniedBy);
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
      callersOf: remembered((statement: Statement): readonly CallerClass[] => {
        const all = callersOfStatement(statement, world).filter((caller) => isOfPartition(caller, this.owner.partition));
        // One principal never stands for the same caller twice.
        return statement.principals.length > 1 ? distinct(all) : all;
      }),
    };
  }
}

/** Trust never crosses a partition. Where nobody says which one the role is in, it may be that of any principal. */
function isOfPartition(caller: CallerClass, partition: string | undefined): boolean {
  return partition === undefined || caller.partition === '' || caller.partition === partition;
}

function distinct(callers: readonly CallerClass[]): readonly CallerClass[] {
  const nameOf = ({ kind, mfa, partition, account, name, sessionName, named }: CallerClass) =>
    `${kind} ${mfa} ${partition} ${account} ${name ?? ''} ${sessionName ?? ''} ${named === true}`;
  return [...new Map(callers.map((caller) => [nameOf(caller), caller])).values()];
}

function usesVariables(policy: TrustPolicy): boolean {
  return hasVariables(policy.version) && policy.statements.some(({ conditions }) => conditions.some(({ values }) => values.some(holdsVariable)));
}
