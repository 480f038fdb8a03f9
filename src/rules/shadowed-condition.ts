/**
 * Does another Allow statement let in everybody whom a condition keeps out? Then the condition protects nothing, however well it is
 * written: a request has to match one statement only. Asked of the own account and of services, too: whoever wrote the condition meant it.
 */
import { Problem, Rule, RuleOutcome, RuleSubject } from './rule';
import { comingCallers } from './support/callers-of-principal';
import { aimOf } from './support/condition-intent';
import { deadStatements, somebodyFor } from './support/dead-statements';
import { mayShareCallers } from './support/shared-callers';
import { isGatewayOfCdk } from './tables/shadows-made-by-the-cdk';
import { Allowance } from '../analysis/budget';
import { LIMITS_COMPARED, REQUESTS_COMPARED } from '../analysis/find-newly-allowed';
import { askPolicy } from '../analysis/find-request';
import { Question } from '../analysis/question';
import { isSharedIssuer } from '../analysis/questions/other-tenants';
import { ANYBODY } from '../analysis/questions/questions';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { Open, Verdict } from '../analysis/verdict';
import { isAwsCaller } from '../evaluation/assume-role-request';
import { evaluate } from '../evaluation/evaluate-trust-policy';
import { matchesFor, StatementMatch } from '../evaluation/match-statement';
import { spellKey } from '../findings/key-names';
import { describeStatement, listOf, placeOf, whyNotKeptOut } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown, onlyHole, showText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement, TrustPolicy } from '../policy/trust-policy';

export const shadowedCondition: Rule = {
  id: 'shadowed-condition',
  title: 'No other statement admits the callers whom a condition keeps out',
  defersTo: [
    'public-principal', 'specific-principal', 'mfa-required', 'external-id-required', 'oidc-tenant', 'oidc-subject-wide', 'saml-audience',
    'confused-deputy',
  ],
  check: (subject) => {
    if (subject.allowStatements.length < 2) return [];
    const outcomes = new Map<string, RuleOutcome>();
    const allowance = new Allowance(STEPS_FOR_ALL_STATEMENTS);
    for (const policy of subject.reading.variants) {
      for (const statement of policy.statements) {
        for (const outcome of new Comparison(subject, policy, statement, allowance).outcomes()) {
          const name = outcome.kind === 'problem' ? outcome.message : outcome.question;
          if (!outcomes.has(name)) outcomes.set(name, outcome);
        }
      }
    }
    return [...outcomes.values()];
  },
};

/** What remains for a policy that is made to be slow: any that people write needs a small part of it. */
const STEPS_FOR_ALL_STATEMENTS = 1_000_000;

/** One Allow statement of one variant, beside the others that are for some of its callers. */
class Comparison {
  private readonly others: readonly Statement[];

  constructor(
    private readonly subject: RuleSubject,
    private readonly policy: TrustPolicy,
    private readonly statement: Statement,
    private readonly allowance: Allowance,
  ) {
    const isWorthAsking = statement.effect === 'Allow' && statement.conditions.length > 0 && comingCallers(statement).length > 0;
    this.others = !isWorthAsking ? [] : policy.statements.filter((other) =>
      other.effect !== 'Deny' && other !== statement && mayShareCallers(statement, other));
  }

  public outcomes(): readonly RuleOutcome[] {
    const conditions = partsOf(this.statement.conditions);
    return this.others.length === 0 || conditions.clauses.length === 0 ? [] : this.outcomesOf(conditions);
  }

  /** Of all conditions in the set; where they are not shadowed together, of each part by itself. */
  private outcomesOf({ clauses, parts }: ClauseSet): readonly RuleOutcome[] {
    const changed = this.without(clauses);
    const added = this.askNew(changed, [this.statement, ...this.others], questionsAbout(clauses));
    if (added.kind === 'closed') return this.isDead() ? [] : this.shadowOf(changed, clauses);
    if (parts.length > 0) return parts.flatMap((part) => this.outcomesOf(part));
    return added.kind === 'undecided' ? this.openQuestion(clauses, added.reasons) : [];
  }

  /** A condition that nobody can meet is found as that. */
  private isDead(): boolean {
    return deadStatements(this.subject).some(({ index }) => index === this.statement.index);
  }

  /** Whom the conditions keep out, if there is anybody, and the statement that lets them in. Callers from outside come first. */
  private shadowOf(changed: TrustPolicy, clauses: readonly ConditionClause[]): readonly RuleOutcome[] {
    const pair = this.pairOf(changed, [this.statement]);
    const reasons = new Set<string>();
    for (const callers of this.isAudienceOfProvider(clauses) ? [ANYBODY.callers] : [this.isOutsider, ANYBODY.callers]) {
      for (const question of questionsAbout(clauses)) {
        const kept = this.ask(pair, { ...question, callers });
        if (kept.kind === 'undecided') kept.reasons.forEach((reason) => reasons.add(reason));
        const shadow = kept.kind === 'open' ? this.statementAdmitting(pair, kept, question) : undefined;
        const level: Pick<Problem, 'level'> = callers === this.isOutsider ? {} : { level: 'warning' };
        if (kept.kind === 'open' && shadow) return [this.problem(clauses, shadow, kept, level)];
      }
    }
    return reasons.size === 0 ? [] : this.openQuestion(clauses, [...reasons]);
  }

  /**
   * Where only deployment says whom the other statement is for, it may be for these callers. Not of services and of the own account, for
   * which the rule only ever warns; nor where the statement itself waits for deployment, which is found undecided already.
   */
  private openQuestion(clauses: readonly ConditionClause[], reasons: readonly string[]): readonly RuleOutcome[] {
    const { principals } = this.statement;
    const onlyWarns = principals.every((principal) => principal.kind === 'service' || isOfOwnAccount(principal, this.subject));
    if (onlyWarns || isNamedLater(this.statement) || !this.others.some(isNamedLater)) return [];
    const condition = `${conditionsInWords(clauses)} in ${describeStatement(this.statement)}`;
    return [{ kind: 'undecided', question: `whether another statement admits those whom ${condition} keeps out`, reasons, grade: 'warning' }];
  }

  private statementAdmitting(pair: SearchablePolicy, { request }: Open, question: Question): StatementMatch | undefined {
    const { allowedBy } = pair.prepare('exact', question);
    return evaluate(allowedBy, request, 'most-admitting').statements.find((match) => {
      const { index } = match.statement;
      return this.others.some((other) => other.index === index) && ['yes', 'unconfirmed'].includes(matchesFor(match, request.action));
    });
  }

  private askNew(changed: TrustPolicy, before: readonly Statement[], questions: readonly Question[]): Verdict {
    const pair = this.pairOf(changed, before);
    let answer: Verdict = { kind: 'closed' };
    for (const question of questions) {
      const verdict = this.ask(pair, question);
      if (verdict.kind === 'open') return verdict;
      if (verdict.kind === 'undecided') answer = verdict;
    }
    return answer;
  }

  /** Requests that the changed statement lets in and none of those before does. A Deny refuses the same with and without the change. */
  private pairOf(changed: TrustPolicy, before: readonly Statement[]): SearchablePolicy {
    return new SearchablePolicy(changed, { ...this.policy, statements: before }, this.subject.owner, []);
  }

  private ask(pair: SearchablePolicy, question: Question): Verdict {
    const ofPartition = somebodyFor(this.subject).callers;
    return askPolicy(pair, {
      ...question,
      about: 'callers whom a condition keeps out',
      through: this.statement.index,
      callers: (caller, world) => ofPartition(caller, world) && question.callers(caller, world),
    }, LIMITS_COMPARED, this.allowance);
  }

  private without(clauses: readonly ConditionClause[]): TrustPolicy {
    const conditions = this.statement.conditions.filter((clause) => !clauses.includes(clause));
    return { ...this.policy, statements: this.policy.statements.map((each) => (each === this.statement ? { ...each, conditions } : each)) };
  }

  /** Callers of other owners, and tokens that other tenants of an issuer can have. */
  private readonly isOutsider: Question['callers'] = (caller, { ownAccount }) => {
    if (isAwsCaller(caller)) return caller.account !== ownAccount && this.subject.accounts.get(caller.account)?.standing !== 'own';
    return caller.kind === 'oidc' && isSharedIssuer(caller.name);
  };

  /** A provider of the account accepts tokens of the audiences only that are registered with it. */
  private isAudienceOfProvider(clauses: readonly ConditionClause[]): boolean {
    return clauses.every(({ key }) => /:aud$/.test(String(key))) && this.statement.principals.every(({ kind }) => kind === 'oidc-provider');
  }

  private problem(clauses: readonly ConditionClause[], shadow: StatementMatch, found: Open, level: Pick<Problem, 'level'>): Problem {
    const { statement: guarded, subject } = this;
    const other = shadow.statement;
    const keys = [...new Set(clauses.map(({ key }) => String(key)))];
    const isUpstream = isGatewayOfCdk(other, guarded);
    const [it, guardedInWords, otherInWords] = [clauses.length === 1 ? 'is' : 'are', describeStatement(guarded), describeStatement(other)];
    return {
      kind: 'problem',
      ...(isUpstream ? { level: 'info' } : level),
      message: `${otherInWords} admits everyone whom ${conditionsInWords(clauses)} in ${guardedInWords} ${it} meant to keep out`,
      because: `a request has to match one Allow statement only, and ${whyNotKeptOut(shadow, keys)}`,
      statement: placeOf(other),
      witness: subject.witnessOf(found),
      fix: isUpstream ? FIX_OF_GATEWAY : fixOf(clauses, guardedInWords, otherInWords),
      blames: keys,
    };
  }
}

interface ClauseSet {
  readonly clauses: readonly ConditionClause[];
  /** What to look at by itself where the whole set is not shadowed. */
  readonly parts: readonly ClauseSet[];
}

/** All conditions, those that ask for one thing together (MFA and its age, an account and an ARN of it), and each alone. */
function partsOf(conditions: readonly ConditionClause[]): ClauseSet {
  const byDemand = new Map<string, ConditionClause[]>();
  for (const clause of conditions) {
    if (!clause.operator || clause.unreadable !== undefined || !isKnown(clause.key)) continue;
    const aim = aimOf(clause);
    const demand = aim === undefined || aim === 'claim' || aim === 'principal' ? clause.key : aim;
    byDemand.set(demand, [...byDemand.get(demand) ?? [], clause]);
  }
  const demands = [...byDemand.values()].map((clauses) => setOf(clauses, clauses.map((clause) => setOf([clause], []))));
  return setOf([...byDemand.values()].flat(), demands);
}

/** A set that has itself as its only part needs to be looked at once. */
function setOf(clauses: readonly ConditionClause[], parts: readonly ClauseSet[]): ClauseSet {
  return parts.length === 1 ? parts[0] : { clauses, parts };
}

/** Keys of tags, source identities and contexts, which requests may carry beside the assume action or not. */
const OF_SIDE_ACTIONS = /^aws:(requesttag\/|tagkeys$|sourceidentity$)|^sts:(sourceidentity$|transitivetagkeys$|requestcontext)/;

/** Who passes no tags meets no bound on tags: that is shadowed only if requests with tags get in by another statement as well. */
function questionsAbout(clauses: readonly ConditionClause[]): readonly Question[] {
  return clauses.some(({ key }) => OF_SIDE_ACTIONS.test(String(key))) ? REQUESTS_COMPARED : REQUESTS_COMPARED.slice(0, 1);
}

function isNamedLater({ principals }: Statement): boolean {
  return principals.some(({ kind }) => kind === 'unknown');
}

function isOfOwnAccount(principal: Principal, { owner }: RuleSubject): boolean {
  if (!('account' in principal)) return false;
  return onlyHole(principal.account)?.kind === 'own-account' || (owner.account !== undefined && principal.account === owner.account);
}

/** `the condition on aws:MultiFactorAuthPresent`. */
function conditionsInWords(clauses: readonly ConditionClause[]): string {
  const keys = [...new Set(clauses.map(({ key }) => spellKey(String(key))))];
  return `the condition${clauses.length === 1 ? '' : 's'} on ${listOf(keys)}`;
}

function fixOf(clauses: readonly ConditionClause[], guarded: string, other: string): string {
  const [the, them] = clauses.length === 1 ? ['the condition', 'it'] : ['the conditions', 'them'];
  const drop = `if its callers need not meet ${them}, drop ${them} from ${guarded}, where nothing depends on ${them}`;
  return `add ${the} ${listOf(clauses.map(asJson))} to ${other}, or delete ${other}; ${drop}`;
}

function asJson({ operatorWritten, keyWritten, values }: ConditionClause): string {
  const texts = values.map((value) => JSON.stringify(showText(value)));
  return `"${operatorWritten}": { "${showText(keyWritten)}": ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`} }`;
}

const FIX_OF_GATEWAY =
  'the CDK writes both statements into the role that it makes for an AgentCore gateway; to have the conditions count, give the gateway a ' +
  "role of your own: role: new iam.Role(this, 'GatewayRole', { assumedBy: new iam.ServicePrincipal('bedrock-agentcore.amazonaws.com', " +
  "{ conditions: { StringEquals: { 'aws:SourceAccount': this.account } } }) })";
