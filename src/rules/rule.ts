/** What a rule is: an id, and a check that turns one trust policy into findings - or into questions it could not decide. */
import { AccountStanding, KnownAccounts } from './known-accounts';
import { withoutRefusedStatements } from './refused-statements';
import { RoleFacts } from './role-facts';
import { namedAccounts } from '../analysis/accounts-told-apart';
import { Allowance, DEFAULT_LIMITS } from '../analysis/budget';
import { askVariants, findRequest, searchableVariants } from '../analysis/find-request';
import { Owner } from '../analysis/ground';
import { Question } from '../analysis/question';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { Verdict } from '../analysis/verdict';
import { evaluate } from '../evaluation/evaluate-trust-policy';
import { StatementMatch } from '../evaluation/match-statement';
import { Witness, witnessOf } from '../findings/witness';
import { Statement, TrustPolicy, TrustPolicyReading } from '../policy/trust-policy';

export interface Rule {
  /** The slug: id, file, test and page. */
  readonly id: string;
  /** One line: what it asks. */
  readonly title: string;
  /** It speaks only of what no other rule has told, so it is asked when all others have been. */
  readonly afterOthers?: true;
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
  /**
   * Condition keys, in lower case, of which the statement asks too little: `ineffective-condition` does not speak of them again. Name here
   * what your *because* speaks of.
   */
  readonly blames?: readonly string[];
}

/** A question that deploy-time values (or the budget) keep open. */
export interface OpenQuestion {
  readonly kind: 'undecided';
  /** `whether callers without MFA get in`. */
  readonly question: string;
  readonly reasons: readonly string[];
}

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
  private readonly variants: readonly SearchablePolicy[];
  private readonly verdicts = new Map<string, Verdict>();
  private readonly allowance = new Allowance();
  private readonly blamed = new Set<string>();
  private statementsByIndex: ReadonlyMap<number, readonly Statement[]> | undefined;

  public constructor(
    /** The document with every statement in it. */
    public readonly wholeReading: TrustPolicyReading,
    public readonly owner: Owner,
    public readonly accounts: KnownAccounts,
    /** What the template says of the role itself. */
    public readonly role: RoleFacts = {},
  ) {
    const reading = withoutRefusedStatements(wholeReading);
    this.reading = reading;
    this.statements = reading.variants.flatMap(({ statements }) => statements);
    const allowing = this.statements.filter(({ effect }) => effect !== 'Deny');
    this.allowStatements = [...new Map(allowing.map((statement) => [statement.index, statement])).values()];
    this.namedAccounts = namedAccounts(reading.variants);
    this.variants = searchableVariants(reading, owner, [...accounts.keys()]);
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

  /** A finding that people will see. */
  public told({ statement, blames = [] }: Problem): void {
    for (const key of blames) this.blamed.add(`${statement?.index} ${key}`);
  }

  /** Has a finding said already that the statement asks too little of the key? */
  public isBlamed({ index }: Statement, key: string): boolean {
    return this.blamed.has(`${index} ${key}`);
  }

  /** The account as a message speaks of it: one that is written out is the reader's own word, any other is an example. */
  public accountInWords(account: string): string {
    return this.isNamed(account) ? `account ${account}` : `accounts that nobody named, such as ${account},`;
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
    const { allowedBy } = this.variants[verdict.variant].settle('exact', {});
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
