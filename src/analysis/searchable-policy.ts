/**
 * One variant of a trust policy, made ready once for the many questions that will be asked of it: its holes filled for trying
 * requests out, or left open for proofs, and the callers that can be told apart.
 */
import { CallerClass, callersOfStatement, CallerWorld } from './caller-class';
import { worldOf } from './caller-world';
import { fillForTrial, fillSecrets, ground, Grounding, groundingOf, hasUnknowns, Owner } from './fill-deploy-time-values';
import { inventPrincipals } from './invent-principals';
import { SearchMode } from './key-constraints/key-constraint';
import { speaksOfOwnAccount } from './own-account';
import { policiesOf } from './parts-of-policies';
import { Question } from './question';
import { RolesNamed } from './roles-named';
import { SolvedCallers } from './solved-callers';
import { remembered } from '../evaluation/remembered';
import { hasVariables, holdsVariable } from '../evaluation/value-pattern';
import { Statement, TrustPolicy } from '../policy/trust-policy';

/** The policies of one search, with everything in them settled as its mode wants it. */
export interface Settled {
  readonly allowedBy: TrustPolicy;
  readonly deniedBy?: TrustPolicy;
  readonly world: CallerWorld;
  readonly callers: SolvedCallers;
  readonly rolesNamed: RolesNamed;
  /** The statements that may deny something. */
  readonly denying: readonly Statement[];
  /** The callers a statement may be for, each once. */
  callersOf(statement: Statement): readonly CallerClass[];
  /** The statements that may allow the assume action in an answer to the question. */
  candidates(question: Pick<Question, 'through' | 'statements'>): readonly Statement[];
}

export class SearchablePolicy {
  private readonly settled = new Map<string, Settled>();
  private readonly grounding: Grounding;
  private readonly allowedBy: TrustPolicy;
  private readonly deniedBy: TrustPolicy | undefined;
  private uncertain: boolean | undefined;
  private certain: Settled | undefined;
  private otherHomes: readonly string[] | undefined;
  /** The same, of a role in this account. */
  public readonly inAccount = remembered(
    (account: string) => new SearchablePolicy(this.written, this.writtenToDeny, { ...this.owner, account }, this.accounts), new Map(),
  );

  /** `deniedBy`: a request counts only when this policy refuses it. `accounts`: told apart though no policy names them. */
  public constructor(
    private readonly written: TrustPolicy,
    private readonly writtenToDeny: TrustPolicy | undefined,
    private readonly owner: Owner,
    private readonly accounts: readonly string[],
  ) {
    this.grounding = groundingOf(owner, this.allWritten);
    this.allowedBy = ground(written, this.grounding);
    this.deniedBy = writtenToDeny && ground(writtenToDeny, this.grounding);
  }

  /** The accounts that the role may turn out to be in, beside the one that it is taken to be in: none where that is known, or does not matter. */
  public get otherAccountsOfRole(): readonly string[] {
    return (this.otherHomes ??= this.owner.account === undefined && speaksOfOwnAccount(this.allWritten) ? this.accountsToldApart() : []);
  }

  private accountsToldApart(): readonly string[] {
    const { accounts, ownAccount } = this.settle('widest', {}).world;
    return accounts.filter((account) => account !== ownAccount);
  }

  private get allWritten(): readonly TrustPolicy[] {
    return policiesOf(this.written, this.writtenToDeny);
  }

  /** Does anything in the policies depend on values that are not in them? Only then does a proof need more than the trial. */
  public get isUncertain(): boolean {
    return (this.uncertain ??= policiesOf(this.allowedBy, this.deniedBy).some((policy) => hasUnknowns(policy) || usesVariables(policy)));
  }

  /** The policies with as much settled as the mode allows for the question. */
  public settle(mode: SearchMode, question: Pick<Question, 'secretKey' | 'inventsPrincipals'>): Settled {
    const { secretKey, inventsPrincipals: invents = false } = question;
    // With nothing open in it a policy is the same for every mode.
    if (!this.isUncertain) return (this.certain ??= this.prepare('widest', undefined, false));
    const name = mode === 'exact' ? `${mode} ${invents}` : `${mode} ${secretKey}`;
    let settled = this.settled.get(name);
    if (!settled) this.settled.set(name, (settled = this.prepare(mode, secretKey, invents)));
    return settled;
  }

  private prepare(mode: SearchMode, secretKey: string | undefined, invents: boolean): Settled {
    // The same deploy-time value in both policies takes the same invented value.
    const numbers = new Map<string, number>();
    const accounts = new Map<string, string>();
    const settle = (policy: TrustPolicy) => {
      if (!this.isUncertain) return policy;
      if (mode === 'exact') return fillForTrial(invents ? inventPrincipals(policy, this.grounding, accounts) : policy, numbers);
      return secretKey === undefined ? policy : fillSecrets(policy, secretKey);
    };
    const allowedBy = settle(this.allowedBy);
    const deniedBy = this.deniedBy && settle(this.deniedBy);
    const world = worldOf(policiesOf(allowedBy, deniedBy), { ...this.grounding, otherAccounts: this.accounts });
    const allowing = allowedBy.statements.filter(({ effect }) => effect !== 'Deny');
    let byIndex: ReadonlyMap<number, Statement> | undefined;
    return {
      allowedBy,
      deniedBy,
      world,
      callers: new SolvedCallers(),
      rolesNamed: new RolesNamed(policiesOf(allowedBy, deniedBy)),
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
