/** What a rule is: an id, and a check that turns one trust policy into findings - or into questions it could not decide. */
import { AccountStanding, accountWithName, DeclaredParties, KnownAccounts } from './support/known-accounts';
import { withoutRefusedStatements } from './support/refused-statements';
import { RoleFacts } from './support/role-facts';
import { Allowance, DEFAULT_LIMITS } from '../analysis/budget';
import { Owner } from '../analysis/fill-deploy-time-values';
import { askVariants, findRequest, searchableVariants } from '../analysis/find-request';
import { Question } from '../analysis/question';
import { namedAccounts } from '../analysis/representative-accounts';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { Verdict } from '../analysis/verdict';
import { evaluate } from '../evaluation/evaluate-trust-policy';
import { StatementMatch } from '../evaluation/match-statement';
import { Level } from '../findings/level';
import { Witness, witnessOf } from '../findings/witness';
import { Statement, TrustPolicy, TrustPolicyReading } from '../policy/trust-policy';

export interface Rule {
  /** The slug: id, file, test and page. */
  readonly id: string;
  /** One line: what it asks. */
  readonly title: string;
  /** The rules whose finding about the same opening says the same thing better: then this one is listed there. Default: none. */
  readonly defersTo?: readonly string[];
  /** It is about conditions by themselves: a finding of another rule that blames the same condition says it better. Default: no. */
  readonly isAboutConditions?: true;
  check(subject: RuleSubject): readonly RuleOutcome[];
}

export type RuleOutcome = Problem | OpenQuestion;

export interface Problem {
  readonly kind: 'problem';
  readonly message: string;
  readonly because: string;
  readonly statement?: { readonly index: number; readonly sid?: string };
  readonly witness?: Witness;
  readonly fix: string;
  /** A level below that of the rule, for a problem that matters less than others of the rule. Default: the level of the rule. */
  readonly level?: Exclude<Level, 'error'>;
  /** The kinds of callers that get in, as far as the rule asks about them. Default: that of the witness. */
  readonly callers?: readonly CallerGroup[];
  /**
   * Condition keys, in lower case, that the *because* names as too weak, and that a finding about a single condition is about. Two findings
   * about one statement that name the same key are one.
   */
  readonly blames?: readonly string[];
  /** How a broader finding about the same opening mentions this one. Default: it lists the id of the rule, no more. */
  readonly asFollower?: Follower;
}

export interface Follower {
  /** What is not enforced: `MFA`, `an ExternalId`. */
  readonly missing: string;
  /** What to do about it beside the fix of the broader finding. */
  readonly fix: string;
}

/** Callers that come by the same API, or under the same key of `Principal`: those of one group share an opening. */
export type CallerGroup = 'aws' | 'service' | 'token' | 'assertion';

/** A question that deploy-time values (or the budget) keep open. */
export interface OpenQuestion {
  readonly kind: 'undecided';
  /** `whether callers without MFA get in`. */
  readonly question: string;
  readonly reasons: readonly string[];
  /** The index of the statement; undefined where the question is about the whole document. */
  readonly statement?: number;
  /** The callers that the question is about. Default: AWS principals. */
  readonly callers?: CallerGroup;
  /** `warning` where only an ExternalId, or the owner of a named principal, is open. Default: error. */
  readonly grade?: Grade;
}

export type Grade = 'error' | 'warning';

/** One trust policy with everything a rule may want to know about its surroundings. */
export class RuleSubject {
  /** Every statement of every variant. */
  public readonly statements: readonly Statement[];
  /** The statements, each once, that may allow something in some variant. */
  public readonly allowStatements: readonly Statement[];
  /** Every account that the document writes out anywhere. */
  public readonly namedAccounts: ReadonlySet<string>;
  /** Without the statements that IAM refuses and that say nothing. */
  public readonly reading: TrustPolicyReading;
  public readonly accounts: KnownAccounts;
  /** The reader's own organizations: `o-…`. */
  public readonly organizations: readonly string[];
  private readonly variants: readonly SearchablePolicy[];
  private readonly verdicts = new Map<string, Verdict>();
  private readonly allowance = new Allowance();
  private statementsByIndex: ReadonlyMap<number, readonly Statement[]> | undefined;

  public constructor(
    /** The document with every statement in it. */
    public readonly wholeReading: TrustPolicyReading,
    public readonly owner: Owner,
    declared: DeclaredParties,
    /** What the template says of the role itself. */
    public readonly role: RoleFacts = {},
  ) {
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
   * Callers of other accounts than the role's own, but for those that the user told to be of this standing. A literal account is foreign to a
   * role whose account is not known before deployment.
   */
  public foreigners(except?: AccountStanding): Question['callers'] {
    return ({ account }, { ownAccount }) =>
      account !== '' && account !== ownAccount && (except === undefined || this.accounts.get(account)?.standing !== except);
  }

  /** Asks who gets in through one statement. Answers are remembered by `name`. */
  public ask(name: string, question: Question, statement: Statement): Verdict {
    const remembered = `${name}#${statement.index}`;
    let verdict = this.verdicts.get(remembered);
    if (!verdict) {
      verdict = this.askAnywhere({ ...question, through: statement.index });
      this.verdicts.set(remembered, verdict);
    }
    return verdict;
  }

  /** Asks who gets in through any statement. */
  public askAnywhere(question: Question): Verdict {
    return askVariants(this.variants, question, DEFAULT_LIMITS, this.allowance);
  }

  /** Asks who would get in through the statement if the document were another one. */
  public askOf(variants: readonly TrustPolicy[], question: Question, { index }: Statement): Verdict {
    return findRequest({ variants }, this.owner, { ...question, through: index });
  }

  /** The variants with something else in the place of the statement, or without it. */
  public variantsWith({ index }: Statement, change: (statement: Statement) => Statement | undefined): TrustPolicy[] {
    return this.reading.variants.map((policy) => ({
      ...policy,
      statements: policy.statements.flatMap((other) => (other.index === index ? change(other) ?? [] : other)),
    }));
  }

  /** The account as a message names it: one that the document or the user writes out, or any other as an example. */
  public accountInWords(account: string): string {
    return this.isNamed(account) ? `account ${this.nameOf(account)}` : `accounts that nobody named, such as ${account},`;
  }

  /** `464622532012 (Datadog)`: the name that the user gave to the account, else the one under which its owner publishes it. */
  public nameOf(account: string): string {
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

  /** The statement as the variant that admits the witness has it: another branch may say something else. */
  public statementIn(verdict: Verdict & { kind: 'open' }, { index }: Statement): Statement {
    return this.reading.variants[verdict.variant].statements.find((statement) => statement.index === index)!;
  }

  /** Does it hold for the statement whatever the deploy-time choices turn out to be? */
  public inEveryVariant(statement: Statement, holds: (statement: Statement) => boolean): boolean {
    return this.variantsOf(statement).every(holds);
  }

  /** The statement as each variant has it. */
  public variantsOf({ index }: Statement): readonly Statement[] {
    this.statementsByIndex ??= byIndex(this.statements);
    return this.statementsByIndex.get(index) ?? [];
  }

  /** How the statement that was asked about matched the witness, for the *because* of a finding. */
  public matchOf(verdict: Verdict & { kind: 'open' }, { index }: Statement): StatementMatch {
    const { allowedBy } = this.variants[verdict.variant].prepare('exact', {});
    return evaluate(allowedBy, verdict.request, 'most-admitting').statements.find(({ statement }) => statement.index === index)!;
  }

  public witnessOf(verdict: Verdict & { kind: 'open' }): Witness {
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
