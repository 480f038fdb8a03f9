/**
 * Does another Allow statement allow every caller that a condition excludes? Then the condition protects nothing, however well it is
 * written, because a request has to match only one statement. The rule applies to the role's own account and to services too: the author of
 * the condition intended it.
 */
import { Answer, Description, Found, Rule, Undecided } from './rule';
import { RuleSubject } from './rule-subject';
import { intentOf } from './support/condition-intent';
import { anyCallerOf, deadStatements } from './support/dead-statements';
import { possibleCallers } from './support/possible-callers';
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
import { describeStatement, listOf, whyNotKeptOut } from '../findings/wording';
import { ConditionClause } from '../policy/condition';
import { isKnown, onlyHole, showText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement, PolicyVariant } from '../policy/trust-policy';

/** The statement of the finding is the one that allows the callers that the conditions exclude. */
interface ShadowedConditions extends Found {
  readonly statement: Statement;
  readonly verdict: Open;
  readonly conditions: readonly ConditionClause[];
  /** The statement with the conditions. */
  readonly guarded: Statement;
  /** How the other statement matches the request. */
  readonly match: StatementMatch;
}

export const shadowedCondition: Rule<ShadowedConditions> = {
  id: 'shadowed-condition',
  level: 'error',
  title: 'No other statement allows the callers that a condition excludes',
  defersTo: [
    'public-principal', 'specific-principal', 'mfa-required', 'external-id-required', 'oidc-tenant', 'oidc-subject-wide', 'saml-audience',
    'confused-deputy',
  ],
  ask: (subject) => {
    if (subject.allowStatements.length < 2) return [];
    const answers = new Map<string, Answer<ShadowedConditions>>();
    const allowance = new Allowance(STEPS_FOR_ALL_STATEMENTS, subject.workLeft);
    for (const policy of subject.reading.variants) {
      for (const statement of policy.statements) {
        for (const answer of new Comparison(subject, policy, statement, allowance).answers()) {
          const name = answer.kind === 'found' ? whatIsShadowed(answer) : answer.question;
          if (!answers.has(name)) answers.set(name, answer);
        }
      }
    }
    return [...answers.values()];
  },
  describe,
};

function describe(found: ShadowedConditions): Description {
  const { statement, conditions, guarded, match } = found;
  return {
    message: whatIsShadowed(found),
    because: `a request needs to match only one Allow statement, and ${whyNotKeptOut(match, keysOf(conditions))}`,
    fix: isGatewayOfCdk(statement, guarded)
      ? FIX_OF_GATEWAY
      : repeatOrRemove(conditions, describeStatement(guarded), describeStatement(statement)),
  };
}

/** Found in several variants, it is the same. */
function whatIsShadowed({ statement, conditions, guarded }: ShadowedConditions): string {
  const are = conditions.length === 1 ? 'is' : 'are';
  const excluding = `${conditionsInWords(conditions)} in ${describeStatement(guarded)} ${are} meant to exclude`;
  return `${describeStatement(statement)} allows every caller that ${excluding}`;
}

function keysOf(conditions: readonly ConditionClause[]): readonly string[] {
  return [...new Set(conditions.map(({ key }) => String(key)))];
}

/** A limit for policies that are made to be slow: ordinary ones need a small part of it. */
const STEPS_FOR_ALL_STATEMENTS = 1_000_000;

/** One Allow statement of one variant, and the others that are for some of its callers. */
class Comparison {
  private readonly others: readonly Statement[];

  constructor(
    private readonly subject: RuleSubject,
    private readonly policy: PolicyVariant,
    private readonly statement: Statement,
    private readonly allowance: Allowance,
  ) {
    const isWorthAsking = statement.effect === 'Allow' && statement.conditions.length > 0 && possibleCallers(statement).length > 0;
    this.others = !isWorthAsking ? [] : policy.statements.filter((other) =>
      other.effect !== 'Deny' && other !== statement && mayShareCallers(statement, other));
  }

  public answers(): readonly Answer<ShadowedConditions>[] {
    const conditions = partsOf(this.statement.conditions);
    return this.others.length === 0 || conditions.clauses.length === 0 ? [] : this.answersAbout(conditions);
  }

  /** About all conditions in the set or, where they are not shadowed together, about each part separately. */
  private answersAbout({ clauses, parts }: ClauseSet): readonly Answer<ShadowedConditions>[] {
    const changed = this.without(clauses);
    const added = this.askNew(changed, [this.statement, ...this.others], questionsAbout(clauses));
    if (added.kind === 'closed') return this.isDead() ? [] : this.shadowOf(changed, clauses);
    if (parts.length > 0) return parts.flatMap((part) => this.answersAbout(part));
    return added.kind === 'undecided' ? this.undecided(clauses, added.reasons) : [];
  }

  /** A condition that no caller can satisfy is reported by another rule. */
  private isDead(): boolean {
    return deadStatements(this.subject).some(({ index }) => index === this.statement.index);
  }

  /** A caller that the conditions exclude, and the statement that allows it. Callers of other accounts are tried first. */
  private shadowOf(changed: PolicyVariant, clauses: readonly ConditionClause[]): readonly Answer<ShadowedConditions>[] {
    const pair = this.pairOf(changed, [this.statement]);
    const reasons = new Set<string>();
    for (const callers of this.isAudienceOfProvider(clauses) ? [ANYBODY.callers] : [this.isOutsider, ANYBODY.callers]) {
      for (const question of questionsAbout(clauses)) {
        const kept = this.ask(pair, { ...question, callers });
        if (kept.kind === 'undecided') kept.reasons.forEach((reason) => reasons.add(reason));
        const shadow = kept.kind === 'open' ? this.statementAdmitting(pair, kept, question) : undefined;
        if (kept.kind === 'open' && shadow) return [this.shadowedBy(shadow, clauses, kept, callers === this.isOutsider)];
      }
    }
    return reasons.size === 0 ? [] : this.undecided(clauses, [...reasons]);
  }

  /**
   * The principals of the other statement may be known at deployment only, and may be these callers. Not reported for services and for the
   * role's own account, for which the rule never reports an error; nor where the principals of the statement itself are unknown, which
   * another rule reports.
   */
  private undecided(clauses: readonly ConditionClause[], reasons: readonly string[]): readonly Undecided[] {
    const { principals } = this.statement;
    const onlyWarns = principals.every((principal) => principal.kind === 'service' || isOfOwnAccount(principal, this.subject));
    if (onlyWarns || hasUnknownPrincipal(this.statement) || !this.others.some(hasUnknownPrincipal)) return [];
    const condition = `${conditionsInWords(clauses)} in ${describeStatement(this.statement)}`;
    const question = `whether another statement allows the callers that ${condition} excludes`;
    return [{ kind: 'undecided', question, reasons, grade: 'warning' }];
  }

  private statementAdmitting(pair: SearchablePolicy, { request }: Open, question: Question): StatementMatch | undefined {
    const { allowedBy } = pair.prepare('exact', question);
    return evaluate(allowedBy, request, 'most-admitting').statements.find((match) => {
      const { index } = match.statement;
      return this.others.some((other) => other.index === index) && ['yes', 'unconfirmed'].includes(matchesFor(match, request.action));
    });
  }

  private askNew(changed: PolicyVariant, before: readonly Statement[], questions: readonly Question[]): Verdict {
    const pair = this.pairOf(changed, before);
    let answer: Verdict = { kind: 'closed' };
    for (const question of questions) {
      const verdict = this.ask(pair, question);
      if (verdict.kind === 'open') return verdict;
      if (verdict.kind === 'undecided') answer = verdict;
    }
    return answer;
  }

  /**
   * Requests that the changed statement allows, and none of the statements before does. A Deny denies the same with and without the change.
   */
  private pairOf(changed: PolicyVariant, before: readonly Statement[]): SearchablePolicy {
    return new SearchablePolicy(changed, { ...this.policy, statements: before }, this.subject.owner, []);
  }

  private ask(pair: SearchablePolicy, question: Question): Verdict {
    const ofPartition = anyCallerOf(this.subject).callers;
    return askPolicy(pair, {
      ...question,
      about: 'callers whom a condition keeps out',
      through: this.statement.index,
      callers: (caller, world) => ofPartition(caller, world) && question.callers(caller, world),
    }, LIMITS_COMPARED, this.allowance);
  }

  private without(clauses: readonly ConditionClause[]): PolicyVariant {
    const conditions = this.statement.conditions.filter((clause) => !clauses.includes(clause));
    return { ...this.policy, statements: this.policy.statements.map((each) => (each === this.statement ? { ...each, conditions } : each)) };
  }

  /** AWS principals of other owners' accounts, and tokens that other tenants of an issuer can have. */
  private readonly isOutsider: Question['callers'] = (caller, { ownAccount }) => {
    if (isAwsCaller(caller)) return caller.account !== ownAccount && this.subject.accounts.get(caller.account)?.standing !== 'own';
    return caller.kind === 'oidc' && isSharedIssuer(caller.name);
  };

  /** An identity provider of the account accepts only tokens for the audiences that are registered with it. */
  private isAudienceOfProvider(clauses: readonly ConditionClause[]): boolean {
    return clauses.every(({ key }) => /:aud$/.test(String(key))) && this.statement.principals.every(({ kind }) => kind === 'oidc-provider');
  }

  private shadowedBy(
    match: StatementMatch, conditions: readonly ConditionClause[], verdict: Open, isOutsider: boolean,
  ): ShadowedConditions {
    const { statement: guarded } = this;
    const { statement } = match;
    const level = isGatewayOfCdk(statement, guarded) ? 'info' : isOutsider ? undefined : 'warning';
    return { kind: 'found', statement, verdict, conditions, guarded, match, level, conditionKeys: keysOf(conditions) };
  }
}

interface ClauseSet {
  readonly clauses: readonly ConditionClause[];
  /** What to check separately where the whole set is not shadowed. */
  readonly parts: readonly ClauseSet[];
}

/** All conditions, those with the same intent together (MFA and its age, an account and an ARN in it), and each one alone. */
function partsOf(conditions: readonly ConditionClause[]): ClauseSet {
  const byDemand = new Map<string, ConditionClause[]>();
  for (const clause of conditions) {
    if (!clause.operator || clause.unreadable !== undefined || !isKnown(clause.key)) continue;
    const intent = intentOf(clause);
    const demand = intent === undefined || intent === 'claim' || intent === 'principal' ? clause.key : intent;
    byDemand.set(demand, [...byDemand.get(demand) ?? [], clause]);
  }
  const demands = [...byDemand.values()].map((clauses) => setOf(clauses, clauses.map((clause) => setOf([clause], []))));
  return setOf([...byDemand.values()].flat(), demands);
}

/** A set whose only part is itself needs only one check. */
function setOf(clauses: readonly ConditionClause[], parts: readonly ClauseSet[]): ClauseSet {
  return parts.length === 1 ? parts[0] : { clauses, parts };
}

/** Keys of session tags, source identities and contexts, which a request can pass or leave out. */
const OF_SIDE_ACTIONS = /^aws:(requesttag\/|tagkeys$|sourceidentity$)|^sts:(sourceidentity$|transitivetagkeys$|requestcontext)/;

/**
 * A limit on session tags does not concern requests without tags: it is shadowed only if another statement also allows requests with tags.
 */
function questionsAbout(clauses: readonly ConditionClause[]): readonly Question[] {
  return clauses.some(({ key }) => OF_SIDE_ACTIONS.test(String(key))) ? REQUESTS_COMPARED : REQUESTS_COMPARED.slice(0, 1);
}

function hasUnknownPrincipal({ principals }: Statement): boolean {
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

function repeatOrRemove(clauses: readonly ConditionClause[], guarded: string, other: string): string {
  const the = clauses.length === 1 ? 'the condition' : 'the conditions';
  const them = clauses.length === 1 ? 'it' : 'them';
  const theyHave = clauses.length === 1 ? 'it has' : 'they have';
  return [
    `add ${the} ${listOf(clauses.map(asJson))} to ${other}`,
    `or delete ${other}`,
    `or, if its callers do not need to meet ${the}, remove ${them} from ${guarded}, where ${theyHave} no effect`,
  ].join('\n');
}

function asJson({ operatorWritten, keyWritten, values }: ConditionClause): string {
  const texts = values.map((value) => JSON.stringify(showText(value)));
  return `"${operatorWritten}": { "${showText(keyWritten)}": ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`} }`;
}

const FIX_OF_GATEWAY =
  'the CDK writes both statements into the role that it creates for an AgentCore gateway\n' +
  "to enforce the conditions, give the gateway your own role: role: new iam.Role(this, 'GatewayRole', { " +
  "assumedBy: new iam.ServicePrincipal('bedrock-agentcore.amazonaws.com', " +
  "{ conditions: { StringEquals: { 'aws:SourceAccount': this.account } } }) })";
