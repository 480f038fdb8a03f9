/**
 * One trust policy as the rules see it: its statements, what is known about its surroundings, and the engine that answers questions about
 * it.
 */
import { AccountStanding, accountWithName, DeclaredParties, KnownAccounts } from './support/known-accounts';
import { withoutRefusedStatements } from './support/refused-statements';
import { RoleFacts } from './support/role-facts';
import { Allowance, DEFAULT_LIMITS } from '../analysis/budget';
import { Owner } from '../analysis/fill-deploy-time-values';
import { askVariants, findRequest, searchableVariants } from '../analysis/find-request';
import { Question } from '../analysis/question';
import { namedAccounts } from '../analysis/representative-accounts';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { Open, Verdict } from '../analysis/verdict';
import { evaluate } from '../evaluation/evaluate-trust-policy';
import { StatementMatch } from '../evaluation/match-statement';
import { Witness, witnessOf } from '../findings/witness';
import { Statement, PolicyVariant, TrustPolicyReading } from '../policy/trust-policy';

export class RuleSubject {
  /** Every statement of every variant. */
  public readonly statements: readonly Statement[];
  /** The statements, each once, that may allow something in some variant. */
  public readonly allowStatements: readonly Statement[];
  /** Every account that the document writes out anywhere. */
  public readonly namedAccounts: ReadonlySet<string>;
  /** Without the statements that IAM rejects and that have no meaning. */
  public readonly reading: TrustPolicyReading;
  public readonly accounts: KnownAccounts;
  /** The reader's own organizations: `o-…`. */
  public readonly organizations: readonly string[];
  private readonly variants: readonly SearchablePolicy[];
  private readonly verdicts = new Map<string, Verdict>();
  private readonly allowance: Allowance;
  private statementsByIndex: ReadonlyMap<number, readonly Statement[]> | undefined;

  public constructor(
    /** The document with every statement in it. */
    public readonly wholeReading: TrustPolicyReading,
    public readonly owner: Owner,
    declared: DeclaredParties,
    /** What the template says about the role itself. */
    public readonly role: RoleFacts = {},
    /** The work that is left for several policies, if this is one of many that are tried. Default: each has only its own limit. */
    public readonly workLeft?: Allowance,
  ) {
    this.allowance = new Allowance(undefined, workLeft);
    this.accounts = declared.accounts;
    this.organizations = declared.organizations ?? [];
    const reading = withoutRefusedStatements(wholeReading);
    this.reading = reading;
    this.statements = reading.variants.flatMap(({ statements }) => statements);
    const allowing = this.statements.filter(({ effect }) => effect !== 'Deny');
    this.allowStatements = [...new Map(allowing.map((statement) => [statement.index, statement])).values()];
    this.namedAccounts = namedAccounts(reading.variants);
    this.variants = searchableVariants(reading, owner, [...this.accounts.keys()]);
  }

  /**
   * Callers of accounts other than the role's own, except those that the user declared with this standing. A literal account is foreign to
   * a role whose own account is known only at deployment.
   */
  public callersOfOtherAccounts({ except }: { readonly except?: AccountStanding } = {}): Question['callers'] {
    return ({ account }, { ownAccount }) =>
      account !== '' && account !== ownAccount && (except === undefined || this.accounts.get(account)?.standing !== except);
  }

  /** Asks which callers one statement allows. Answers are remembered by `name`. */
  public ask(name: string, question: Question, statement: Statement): Verdict {
    const remembered = `${name}#${statement.index}`;
    let verdict = this.verdicts.get(remembered);
    if (!verdict) {
      verdict = this.askAnywhere({ ...question, through: statement.index });
      this.verdicts.set(remembered, verdict);
    }
    return verdict;
  }

  /** Asks which callers any statement allows. */
  public askAnywhere(question: Question): Verdict {
    return askVariants(this.variants, question, DEFAULT_LIMITS, this.allowance);
  }

  /** Asks which callers the statement would allow if the document were a different one. */
  public askOf(variants: readonly PolicyVariant[], question: Question, { index }: Statement): Verdict {
    return findRequest({ variants }, this.owner, { ...question, through: index }, DEFAULT_LIMITS, this.workLeft);
  }

  /** The variants with something else in place of the statement, or without it. */
  public variantsWith({ index }: Statement, change: (statement: Statement) => Statement | undefined): PolicyVariant[] {
    return this.reading.variants.map((policy) => ({
      ...policy,
      statements: policy.statements.flatMap((other) => (other.index === index ? change(other) ?? [] : other)),
    }));
  }

  /** The account as a message names it: written out by the document or the user, or else an example of any account. */
  public accountInWords(account: string): string {
    return this.isNamed(account) ? `account ${this.nameOfAccount(account)}` : `accounts that the policy does not name, such as ${account},`;
  }

  /** `464622532012 (Datadog)`: the name that the user gave to the account, else the one under which its owner publishes it. */
  public nameOfAccount(account: string): string {
    return accountWithName(account, this.accounts.get(account)?.name);
  }

  /** Does the document, or the user, write this account out? */
  public isNamed(account: string): boolean {
    return this.namedAccounts.has(account) || this.accounts.has(account);
  }

  /** Is this the service, SAML provider or issuer of some statement? */
  public namesProvider(name: string | undefined): boolean {
    return this.statements.some(({ principals }) => principals.some((principal) => [...Object.values(principal)].includes(name)));
  }

  /** The statement as it is in the variant that allows the request: another variant may say something else. */
  public statementIn(verdict: Open, { index }: Statement): Statement {
    return this.reading.variants[verdict.variant].statements.find((statement) => statement.index === index)!;
  }

  /** Does it hold for the statement, whatever the deploy-time choices turn out to be? */
  public inEveryVariant(statement: Statement, holds: (statement: Statement) => boolean): boolean {
    return this.variantsOf(statement).every(holds);
  }

  /** The statement as each variant has it. */
  public variantsOf({ index }: Statement): readonly Statement[] {
    this.statementsByIndex ??= byIndex(this.statements);
    return this.statementsByIndex.get(index) ?? [];
  }

  /** How the statement that was asked about matched the witness, for the *because* of a finding. */
  public matchOf(verdict: Open, { index }: Statement): StatementMatch {
    const { allowedBy } = this.variants[verdict.variant].prepare('exact', {});
    return evaluate(allowedBy, verdict.request, 'most-admitting').statements.find(({ statement }) => statement.index === index)!;
  }

  public witnessOf(verdict: Open): Witness {
    return witnessOf(verdict.request, this.reading);
  }
}

function byIndex(statements: readonly Statement[]): ReadonlyMap<number, readonly Statement[]> {
  const found = new Map<number, Statement[]>();
  for (const statement of statements) {
    const same = found.get(statement.index);
    if (same) same.push(statement);
    else found.set(statement.index, [statement]);
  }
  return found;
}
