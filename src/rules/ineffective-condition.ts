/**
 * Does a condition on MFA, ExternalId, organization, principal, source or OIDC claim fail to exclude the callers that it is meant to
 * exclude? Its author intended it to, so the rule applies to the role's own account too.
 */
import { Answer, Description, Found, Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { comparesWithItself, ConditionIntent, includesWord, intentOf, matchesWhenAbsent, mayMissIntent } from './support/condition-intent';
import { anyCallerOf } from './support/dead-statements';
import { hardened, REQUIRES_EXTERNAL_ID, REQUIRES_MFA, useHardened } from './support/fixes';
import { callersInWords, isAlwaysSent, isNeverSent, possibleCallers } from './support/possible-callers';
import { absentKeyReason } from './support/why-clause-fails';
import { mustSaySource } from './tables/confusable-services';
import { CallerClass } from '../analysis/caller-class';
import { askPolicy } from '../analysis/find-request';
import { Question } from '../analysis/question';
import { EXTERNAL_ID } from '../analysis/questions/knowing-an-external-id';
import { callersWithout, unenforced } from '../analysis/questions/questions';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { CLOSED, Open, Verdict } from '../analysis/verdict';
import { intendedKeyFor } from '../evaluation/listed-keys';
import { showClause } from '../evaluation/match-condition';
import { StatementMatch } from '../evaluation/match-statement';
import { requestKeyOf } from '../evaluation/request-keys';
import { spellKey } from '../findings/key-names';
import { listOf, whyNotKeptOut } from '../findings/wording';
import { ConditionClause, Operator } from '../policy/condition';
import { isKnown, showText } from '../policy/partly-known-text';
import { Statement, PolicyVariant } from '../policy/trust-policy';

/** One condition of a statement, or several with the same intent. */
type IneffectiveConditions = NotEnforced | KeyNeverSent | WrongKey;

/** A caller is allowed that lacks what the conditions are meant to require. */
interface NotEnforced extends Found {
  readonly what: 'not-enforced';
  readonly statement: Statement;
  readonly verdict: Open;
  readonly intent: ConditionIntent;
  readonly clauses: readonly ConditionClause[];
}

/** The condition matches requests without its key, and the callers of the statement never send it. */
interface KeyNeverSent extends Found {
  readonly what: 'never-sent';
  readonly statement: Statement;
  readonly verdict: Open;
  readonly clause: ConditionClause;
}

/** AWS does not have the key of the condition. */
interface WrongKey extends Found {
  readonly what: 'wrong-key';
  readonly statement: Statement;
  readonly clause: ConditionClause;
  /** The key that is meant, as AWS spells it. */
  readonly meant: string;
}

export const ineffectiveCondition: Rule<IneffectiveConditions> = {
  id: 'ineffective-condition',
  level: 'error',
  title: 'Every condition enforces what it is meant to require',
  isAboutConditions: true,
  ask: (subject) => {
    const answers = new Map<string, Answer<IneffectiveConditions>>();
    for (const [variant, policy] of subject.reading.variants.entries()) {
      for (const statement of policy.statements) {
        for (const { name, answer } of answersAbout(subject, variant, policy, statement)) {
          if (!answers.has(name)) answers.set(name, answer);
        }
      }
    }
    return [...answers.values()];
  },
  describe: (found, subject) => {
    switch (found.what) {
      case 'not-enforced':
        return describeNotEnforced(found, subject);
      case 'never-sent':
        return describeNeverSent(found, subject);
      case 'wrong-key':
        return describeWrongKey(found);
    }
  },
};

interface NamedAnswer {
  /** The same in every variant. */
  readonly name: string;
  readonly answer: Answer<IneffectiveConditions>;
}

function answersAbout(subject: RuleSubject, variant: number, policy: PolicyVariant, statement: Statement): Iterable<NamedAnswer> {
  if (statement.conditions.length === 0 || statement.effect === 'unknown') return [];
  return statement.effect === 'Deny' ? wrongKeysOfDeny(statement) : new ConditionsOfAllow(subject, variant, policy, statement).answers();
}

/** The conditions of one Allow statement of one variant. */
class ConditionsOfAllow {
  constructor(
    private readonly subject: RuleSubject,
    private readonly variant: number,
    private readonly policy: PolicyVariant,
    private readonly statement: Statement,
  ) { }

  public *answers(): Generator<NamedAnswer> {
    const { conditions, index, principals } = this.statement;
    // Principals that are known only at deployment are reported already, and what a condition requires of a caller depends on who the
    // caller is.
    if (principals.some(({ kind }) => kind === 'unknown')) return;
    const doubtful = new Map<string, { readonly intent: ConditionIntent; readonly clauses: ConditionClause[] }>();
    for (const clause of conditions) {
      const intent = intentOf(clause);
      if (intent === undefined) yield* wrongKey(clause, this.statement);
      if (intent !== undefined && mayMissIntent(clause, intent, this.policy.version)) {
        // Conditions with the same intent are judged together, except those on principals and claims, each of which restricts something
        // else.
        const name = intent === 'principal' || intent === 'claim' ? `${intent} ${String(clause.key)} ${clause.operatorWritten}` : intent;
        const same = doubtful.get(name);
        if (same) same.clauses.push(clause);
        else doubtful.set(name, { intent, clauses: [clause] });
      }
    }
    for (const [name, { intent, clauses }] of doubtful) {
      const answer = this.answerAbout(intent, clauses);
      if (answer) yield { name: `${index} ${name}`, answer };
    }
  }

  private answerAbout(intent: ConditionIntent, clauses: readonly ConditionClause[]): Answer<IneffectiveConditions> | undefined {
    const { statement } = this;
    const idle = clauses.find(({ key }) => isNeverSent(String(key), possibleCallers(statement)));
    if (idle) return this.neverSent(idle);
    const verdict = intent === 'principal' || intent === 'claim' ? this.verdictOnClause(clauses[0]) : this.ask(unenforced[intent]);
    if (verdict.kind === 'closed') return undefined;
    if (verdict.kind === 'undecided') {
      return {
        kind: 'undecided',
        question: `whether ${listOf(clauses.map(showClause))} excludes any caller`,
        reasons: verdict.reasons,
        statement: statement.index,
        grade: intent === 'external-id' || intent === 'source' ? 'warning' : 'error',
      };
    }
    const level = intent === 'source' && clauses.every(letsAbsentKeyPass) && this.needsNoSource() ? 'info' : undefined;
    const conditionKeys = clauses.map(({ key }) => String(key));
    return { kind: 'found', what: 'not-enforced', statement, verdict, intent, clauses, level, conditionKeys };
  }

  private ask(question: Question): Verdict {
    const verdict = this.subject.askOf([this.policy], { ...question, usesPlaceholderPrincipals: true }, this.statement);
    return verdict.kind === 'open' ? { ...verdict, variant: this.variant } : verdict;
  }

  private neverSent(clause: ConditionClause): KeyNeverSent | undefined {
    const { statement } = this;
    const verdict = this.ask(anyCallerOf(this.subject));
    if (verdict.kind !== 'open') return undefined;
    const isOnlyForServices = possibleCallers(statement).every(({ kind }) => kind === 'service');
    const level = clause.key === EXTERNAL_ID && isOnlyForServices ? 'info' : undefined;
    return { kind: 'found', what: 'never-sent', statement, verdict, clause, level, conditionKeys: [String(clause.key)] };
  }

  /** No service of the statement would be reported if the statement had no condition at all. */
  private needsNoSource(): boolean {
    const callers = possibleCallers(this.statement);
    return callers.every(({ kind, service }) => kind !== 'service' || (service !== undefined && !mustSaySource(service)));
  }

  /** Open: a caller is allowed without the key, or with any value of it. */
  private verdictOnClause(clause: ConditionClause): Verdict {
    const key = String(clause.key);
    if (letsAbsentKeyPass(clause)) return this.ask(callersWithout(key, (caller) => mayLack(key, caller)));
    return this.excludesNobody(clause) ? this.ask(anyCallerOf(this.subject)) : CLOSED;
  }

  /** By itself: it does not matter whether another condition excludes the same callers. */
  private excludesNobody(clause: ConditionClause): boolean {
    if (comparesWithItself(clause, this.policy.version)) return isAlwaysSent(String(clause.key), possibleCallers(this.statement));
    const asking = (conditions: readonly ConditionClause[]) => ({ ...this.policy, statements: [{ ...this.statement, conditions }] });
    const pair = new SearchablePolicy(asking([]), asking([clause]), this.subject.owner, []);
    return askPolicy(pair, { ...anyCallerOf(this.subject), about: 'callers whom the condition keeps out' }).kind === 'closed';
  }
}

/** A Deny denies requests that meet all its conditions. The findings about the callers show what it fails to deny, but not why. */
function* wrongKeysOfDeny(statement: Statement): Generator<NamedAnswer> {
  for (const clause of statement.conditions) if (!passesWithoutKey(clause)) yield* wrongKey(clause, statement);
}

/**
 * A key that AWS does not have restricts nothing or, with a plain operator, allows no caller: the rules about dead statements report that
 * better.
 */
function* wrongKey(clause: ConditionClause, statement: Statement): Generator<NamedAnswer> {
  const { key, operator } = clause;
  const meant = isKnown(key) ? intendedKeyFor(key) : undefined;
  if (!operator || meant === undefined) return;
  const level = statement.effect !== 'Deny' && !passesWithoutKey(clause) ? 'warning' : undefined;
  const conditionKeys = [meant.toLowerCase(), String(key)];
  yield {
    name: `${statement.index} ${String(key)}`,
    answer: { kind: 'found', what: 'wrong-key', statement, clause, meant, level, conditionKeys },
  };
}

function describeNotEnforced({ statement, verdict, intent, clauses }: NotEnforced, subject: RuleSubject): Description {
  return {
    message: `${listOf(clauses.map(showClause))} ${clauses.length === 1 ? 'does' : 'do'} not enforce ${WANTED[intent]}`,
    because: whyNotKeptOut(matchAsWritten(statement, verdict, subject), clauses.map(({ key }) => String(key))),
    fix: correctOrRemove(intent, clauses[0], statement),
  };
}

function describeNeverSent({ statement, verdict, clause }: KeyNeverSent, subject: RuleSubject): Description {
  const callers = possibleCallers(statement);
  const key = String(clause.key);
  return {
    message: `${showClause(clause)} excludes nobody: requests from ${callersInWords(callers)} never contain ${spellKey(key)}`,
    because: whyNotKeptOut(matchAsWritten(statement, verdict, subject), [key]),
    fix: absentKeyReason(clause, callers).fix,
  };
}

function describeWrongKey({ statement, clause, meant }: WrongKey): Description {
  const written = showText(clause.keyWritten);
  const effectOfAllow = passesWithoutKey(clause) ? 'the condition excludes nobody' : 'nobody can meet the condition';
  return {
    message: `${showClause(clause)} does not check ${meant}`,
    because:
      `AWS has no condition key ${written}: no request contains it, ` +
      `so ${statement.effect === 'Deny' ? 'the statement denies nobody' : effectOfAllow}`,
    fix: `write ${meant} instead of ${written}`,
  };
}

/** With the conditions as the document has them: the values that were filled in for the search are not the author's. */
function matchAsWritten(statement: Statement, verdict: Open, subject: RuleSubject): StatementMatch {
  const match = subject.matchOf(verdict, statement);
  return { ...match, conditions: match.conditions.map((each, index) => ({ ...each, clause: statement.conditions[index] })) };
}

function correctOrRemove(intent: ConditionIntent, clause: ConditionClause, statement: Statement): string {
  const callers = possibleCallers(statement);
  if (intent === 'mfa' && !callers.some(({ kind }) => kind === 'iam-user')) {
    const waive = "on SecureCrossAccountRole: mfa: MfaRequirement.waived('<why>')";
    return `remove it: ${callersInWords(callers)} cannot authenticate with MFA (${waive})`;
  }
  const key = spellKey(String(clause.key));
  const use = letsAbsentKeyPass(clause) && !isAboutAbsence(clause) ? useHardened(clause) : undefined;
  if (!use) return `replace it with ${EXAMPLES[intent](key, clause)}`;
  const change = `${use}: only ${hardened(clause)} rejects requests without ${key}`;
  return intent === 'source' ? `${change}\nif the service never sends the key, remove the condition, which then has no effect` : change;
}

function passesWithoutKey({ operator, values }: ConditionClause): boolean {
  return operator !== undefined && (matchesWhenAbsent(operator) || operator.negated || asksForAbsence(operator, values));
}

/** AWS documents that requests of such a caller may not contain the key. */
function mayLack(key: string, { kind, mfa, name }: CallerClass): boolean {
  const { presence } = requestKeyOf(key, kind, mfa, name);
  return presence === 'maybe' || presence === 'never';
}

/** The condition restricts only requests that contain the key. */
function letsAbsentKeyPass({ operator }: ConditionClause): boolean {
  return operator !== undefined && matchesWhenAbsent(operator) && !operator.negated;
}

/** `Null: "true"`, and `"false"` for MFA: the opposite of what the key is for. */
function isAboutAbsence({ operator, values }: ConditionClause): boolean {
  return operator !== undefined && (asksForAbsence(operator, values) || (operator.family === 'bool' && includesWord('false', values)));
}

function asksForAbsence({ family }: Operator, values: ConditionClause['values']): boolean {
  return family === 'null' && includesWord('true', values);
}

const WANTED: Readonly<Record<ConditionIntent, string>> = {
  'mfa': 'MFA',
  'external-id': 'an ExternalId',
  'organization': 'membership in the organization',
  'source': 'a source account or resource',
  'principal': 'a restriction on the caller',
  'claim': 'a restriction on the token',
};

const EXAMPLES: Readonly<Record<ConditionIntent, (key: string, clause: ConditionClause) => string>> = {
  'mfa': () => REQUIRES_MFA,
  'external-id': () => REQUIRES_EXTERNAL_ID,
  'organization': () => '"StringEquals": { "aws:PrincipalOrgID": "<organization id>" }, or "${aws:ResourceOrgID}" for your own',
  'source': () => '"StringEquals": { "aws:SourceAccount": "<account>" }, or "ArnEquals": { "aws:SourceArn": "<ARN of the resource>" }',
  'principal': (key) => `"StringEquals": { "${key}": "<the principal that should have access>" }, or remove it`,
  'claim': (_, clause) => `"StringEquals": { "${showText(clause.keyWritten)}": "<the intended value>" }, or remove it`,
};
