/**
 * Who can assume a role, asked of the engine: each question once for all roles that share a trust policy.
 *
 * The names that CloudFormation generates for the roles of a template are known only at deployment. What matters here is which role of the
 * inputs a trust policy names, so each of them has an invented name, in its own ARN as well as in the policies.
 */
import { Owner, fillValues } from '../analysis/fill-deploy-time-values';
import { askVariants, searchableVariants } from '../analysis/find-request';
import { variablesOf } from '../analysis/key-constraints/key-constraint';
import { conditionsOf } from '../analysis/parts-of-policies';
import { Question } from '../analysis/question';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { Verdict } from '../analysis/verdict';
import { AuditSettings, AuditSubject, subjectOf } from '../assessment/assess';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { EvaluatedRequest } from '../evaluation/assume-role-request';
import { Witness, witnessOf } from '../findings/witness';
import { Hole } from '../policy/partly-known-text';
import { Statement, TrustPolicyReading } from '../policy/trust-policy';
import { RuleSubject } from '../rules/rule-subject';

/** An answer of the engine that is not `closed`. */
export type Admission = OpenAdmission | UndecidedAdmission;

export interface OpenAdmission {
  readonly trust: 'open';
  readonly request: Witness;
  /** The request with all its keys. */
  readonly evaluated: EvaluatedRequest;
  /** The statements that allow it. */
  readonly statements: readonly Statement[];
}

export interface UndecidedAdmission {
  readonly trust: 'undecided';
  readonly reasons: readonly string[];
}

/** One trust policy in one account. */
export class TrustOfRole {
  public readonly reading: TrustPolicyReading;
  /** The policy as the rules see it. */
  public readonly subject: RuleSubject;
  private readonly variants: readonly SearchablePolicy[];
  private cachedNamesMatter: boolean | undefined;

  constructor(asWritten: AuditSubject, settings: AuditSettings, valueOf: (hole: Hole) => string | undefined) {
    const { variants } = readTrustPolicy(asWritten.document, asWritten.context);
    this.subject = subjectOf({ variants: variants.map((variant) => fillValues(variant, valueOf)) }, asWritten, settings);
    this.reading = this.subject.reading;
    this.variants = searchableVariants(this.reading, this.owner, []);
  }

  public get owner(): Owner {
    return this.subject.owner;
  }

  /** The statements, each once, that may allow something. */
  public get allowing(): readonly Statement[] {
    return this.subject.allowStatements;
  }

  /** Undefined: it is proved that no such request is allowed. */
  public ask(question: Question): Admission | undefined {
    return this.admissionOf(this.verdictOf(question));
  }

  public verdictOf(question: Question): Verdict {
    return askVariants(this.variants, question);
  }

  public admissionOf(verdict: Verdict): Admission | undefined {
    switch (verdict.kind) {
      case 'closed': return undefined;
      case 'undecided': return { trust: 'undecided', reasons: verdict.reasons };
      case 'open': {
        const { statements } = this.reading.variants[verdict.variant];
        return {
          trust: 'open',
          request: witnessOf(verdict.request, this.reading),
          evaluated: verdict.request,
          statements: statements.filter(({ index }) => verdict.statements.includes(index)),
        };
      }
    }
  }

  /** May the answer for accounts that the policy does not name depend on which of them it is? */
  public get accountsMatter(): boolean {
    return this.reading.variants.some((variant) => conditionsOf([variant]).some(({ clause, version }) =>
      ACCOUNT_KEYS.has(String(clause.key)) || variablesOf(clause, version).some((key) => ACCOUNT_KEYS.has(key))));
  }

  /** May the answer depend on which role or user of an account calls? If not, one answer holds for all of them. */
  public get namesMatter(): boolean {
    return (this.cachedNamesMatter ??= this.reading.variants.some((variant) => {
      const hasNameKey = conditionsOf([variant]).some(({ clause, version }) =>
        NAME_KEYS.has(String(clause.key)) || variablesOf(clause, version).some((key) => NAME_KEYS.has(key)));
      return hasNameKey || variant.statements.some(({ effect, notPrincipal, principals }) =>
        notPrincipal || (effect !== 'Allow' && principals.some(({ kind }) => NAMED_KINDS.has(kind))));
    }));
  }
}

/** Their values follow from the account of the caller; a value without wildcards names the account. */
const ACCOUNT_KEYS: ReadonlySet<string> = new Set(['aws:principalaccount', 'aws:principalarn', 'aws:userid']);
/** Their values follow from the name of the caller. */
const NAME_KEYS: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:username', 'aws:userid']);
const NAMED_KINDS: ReadonlySet<string> = new Set(['user', 'role', 'session', 'unknown', 'malformed']);

/** One for each document in each place: the roles of an organization share a few. */
export class TrustPolicies {
  private readonly known = new Map<string, TrustOfRole>();
  private readonly templates = new Map<DeployTimeContext, number>();

  constructor(private readonly settings: AuditSettings, private readonly valueOf: (hole: Hole) => string | undefined) { }

  public of(subject: AuditSubject): TrustOfRole {
    const { document, context } = subject;
    const { account, region, partition } = context;
    const key = [account, region, partition, this.templateOf(context), JSON.stringify(document)].join(' ');
    let trust = this.known.get(key);
    if (!trust) this.known.set(key, (trust = new TrustOfRole(subject, this.settings, this.valueOf)));
    return trust;
  }

  /** The names in a document belong to its template. What AWS or Terraform prints has no template. */
  private templateOf(context: DeployTimeContext): number {
    if (context.resources === undefined && context.parameters === undefined) return 0;
    const number = this.templates.get(context) ?? this.templates.size + 1;
    this.templates.set(context, number);
    return number;
  }
}
