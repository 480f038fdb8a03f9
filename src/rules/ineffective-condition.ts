/**
 * Does a condition on MFA, ExternalId, organization, principal, source or OIDC claim keep out nobody of those whom it is there to keep out?
 * Its author thought that it does - in the own account, too.
 */
import { Problem, Rule, RuleOutcome, RuleSubject } from './rule';
import { callersInWords, comingCallers, isAlwaysSent, isNeverSent } from './support/callers-of-principal';
import { Aim, aimOf, comparesWithItself, isSoft, mayMissItsAim, oneIs } from './support/condition-intent';
import { somebodyFor } from './support/dead-statements';
import { DEMANDS_EXTERNAL_ID, DEMANDS_MFA, hardened, useHardened } from './support/fixes';
import { admission } from './support/openings';
import { absentKeyReason } from './support/why-clause-fails';
import { mustSaySource } from './tables/confusable-services';
import { CallerClass } from '../analysis/caller-class';
import { askPolicy } from '../analysis/find-request';
import { Question } from '../analysis/question';
import { EXTERNAL_ID } from '../analysis/questions/knowing-an-external-id';
import { callersWithout, unenforced } from '../analysis/questions/questions';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { Open, Verdict } from '../analysis/verdict';
import { keyMeantBy } from '../evaluation/listed-keys';
import { showClause } from '../evaluation/match-condition';
import { StatementMatch } from '../evaluation/match-statement';
import { requestKeyOf } from '../evaluation/request-keys';
import { spellKey } from '../findings/key-names';
import { listOf, placeOf, whyNotKeptOut } from '../findings/wording';
import { ConditionClause, Operator } from '../policy/condition';
import { isKnown, showText } from '../policy/partly-known-text';
import { Statement, TrustPolicy } from '../policy/trust-policy';

export const ineffectiveCondition: Rule = {
  id: 'ineffective-condition',
  title: 'A condition enforces what it asks for',
  isAboutConditions: true,
  check: (subject) => {
    const outcomes = new Map<string, RuleOutcome>();
    for (const [variant, policy] of subject.reading.variants.entries()) {
      for (const statement of policy.statements) {
        for (const [name, outcome] of outcomesOf(subject, variant, policy, statement)) {
          if (!outcomes.has(name)) outcomes.set(name, outcome);
        }
      }
    }
    return [...outcomes.values()];
  },
};

/** Each under a name that is the same in every variant. */
function outcomesOf(subject: RuleSubject, variant: number, policy: TrustPolicy, statement: Statement): Iterable<[string, RuleOutcome]> {
  if (statement.conditions.length === 0 || statement.effect === 'unknown') return [];
  return statement.effect === 'Deny' ? deniesNobody(statement) : new Inquiry(subject, variant, policy, statement).outcomes();
}

/** One Allow statement of one variant. */
class Inquiry {
  constructor(
    private readonly subject: RuleSubject,
    private readonly variant: number,
    private readonly policy: TrustPolicy,
    private readonly statement: Statement,
  ) { }

  public *outcomes(): Generator<[string, RuleOutcome]> {
    const { conditions, index, principals } = this.statement;
    // Whom it is for is known at deployment only: that is told already, and what it asks of them depends on who they are.
    if (principals.some(({ kind }) => kind === 'unknown')) return;
    const doubtful = new Map<string, ConditionClause[]>();
    for (const clause of conditions) {
      const aim = aimOf(clause);
      if (aim === undefined) yield* wrongKey(clause, this.statement);
      if (aim !== undefined && mayMissItsAim(clause, aim, this.policy.version)) {
        // Several conditions with one aim are judged together; whom a principal or a claim asks for, each says by itself.
        const name = aim === 'principal' || aim === 'claim' ? `${aim} ${String(clause.key)} ${clause.operatorWritten}` : aim;
        doubtful.set(name, [...(doubtful.get(name) ?? []), clause]);
      }
    }
    for (const [name, clauses] of doubtful) {
      const outcome = this.outcomeOf(aimOf(clauses[0])!, clauses);
      if (outcome) yield [`${index} ${name}`, outcome];
    }
  }

  private outcomeOf(aim: Aim, clauses: readonly ConditionClause[]): RuleOutcome | undefined {
    // No request of anybody whom the statement is for holds the key, and the clause lets that pass.
    const idle = clauses.find(({ key }) => isNeverSent(String(key), comingCallers(this.statement)));
    if (idle) return this.neverSent(idle);
    const verdict = aim === 'principal' || aim === 'claim' ? this.verdictOnClause(clauses[0]) : this.ask(unenforced[aim]);
    if (verdict.kind === 'closed') return undefined;
    if (verdict.kind === 'undecided') {
      return {
        kind: 'undecided',
        question: `whether ${listOf(clauses.map(showClause))} keeps anybody out`,
        reasons: verdict.reasons,
        statement: this.statement.index,
        grade: aim === 'external-id' || aim === 'source' ? 'warning' : 'error',
      };
    }
    const message = `${listOf(clauses.map(showClause))} ${clauses.length === 1 ? 'does' : 'do'} not enforce ${WANTED[aim]}`;
    const found = this.problem(verdict, clauses, message, this.fixOf(aim, clauses[0]));
    return aim === 'source' && clauses.every(letsAbsentKeyPass) && this.needsNoSource() ? { ...found, level: 'info' } : found;
  }

  private ask(question: Question): Verdict {
    const verdict = this.subject.askOf([this.policy], { ...question, inventsPrincipals: true }, this.statement);
    return verdict.kind === 'open' ? { ...verdict, variant: this.variant } : verdict;
  }

  private neverSent(clause: ConditionClause): RuleOutcome | undefined {
    const verdict = this.ask(somebodyFor(this.subject));
    if (verdict.kind !== 'open') return undefined;
    const callers = comingCallers(this.statement);
    const message = `${showClause(clause)} keeps nobody out: requests of ${callersInWords(callers)} never hold ${spellKey(String(clause.key))}`;
    const found = this.problem(verdict, [clause], message, absentKeyReason(clause, callers).fix);
    return clause.key === EXTERNAL_ID && callers.every(({ kind }) => kind === 'service') ? { ...found, level: 'info' } : found;
  }

  /** Of none of its services would anything be reported if the statement had no condition at all. */
  private needsNoSource(): boolean {
    const callers = comingCallers(this.statement);
    return callers.every(({ kind, service }) => kind !== 'service' || (service !== undefined && !mustSaySource(service)));
  }

  /** Open: somebody gets in without the key, or in spite of whatever it holds. */
  private verdictOnClause(clause: ConditionClause): Verdict {
    const key = String(clause.key);
    if (letsAbsentKeyPass(clause)) return this.ask(callersWithout(key, (caller) => mayLack(key, caller)));
    return this.excludesNobody(clause) ? this.ask(somebodyFor(this.subject)) : { kind: 'closed' };
  }

  /** Taken by itself: what another condition keeps out as well, this one may repeat. */
  private excludesNobody(clause: ConditionClause): boolean {
    if (comparesWithItself(clause, this.policy.version)) return isAlwaysSent(String(clause.key), comingCallers(this.statement));
    const asking = (conditions: readonly ConditionClause[]) => ({ ...this.policy, statements: [{ ...this.statement, conditions }] });
    const pair = new SearchablePolicy(asking([]), asking([clause]), this.subject.owner, []);
    return askPolicy(pair, { ...somebodyFor(this.subject), about: 'callers whom the condition keeps out' }).kind === 'closed';
  }

  private problem(verdict: Open, clauses: readonly ConditionClause[], message: string, fix: string): Problem {
    const because = whyNotKeptOut(this.matchOf(verdict), clauses.map(({ key }) => String(key)));
    return { ...admission(this.subject, verdict, this.statement), message, because, fix, blames: clauses.map(({ key }) => String(key)) };
  }

  /** With the conditions as the document has them: what was filled in to find a witness is nobody's word. */
  private matchOf(verdict: Open): StatementMatch {
    const match = this.subject.matchOf(verdict, this.statement);
    return { ...match, conditions: match.conditions.map((each, index) => ({ ...each, clause: this.statement.conditions[index] })) };
  }

  private fixOf(aim: Aim, clause: ConditionClause): string {
    const callers = comingCallers(this.statement);
    if (aim === 'mfa' && !callers.some(({ kind }) => kind === 'iam-user')) {
      return `drop it: ${callersInWords(callers)} cannot show MFA (on SecureCrossAccountRole: mfa: MfaRequirement.waived('<why>'))`;
    }
    const key = spellKey(String(clause.key));
    const use = letsAbsentKeyPass(clause) && !isAboutAbsence(clause) ? useHardened(clause) : undefined;
    if (!use) return `replace it by ${EXAMPLES[aim](key, clause)}`;
    const change = `${use}: only ${hardened(clause)} refuses requests without ${key}`;
    return aim === 'source' ? `${change}; if the service does not send the key, drop the condition, which then never does anything` : change;
  }
}

/** Only a Deny whose conditions are all met denies anybody. What it leaves open shows in the findings about who gets in, but for its reason. */
function* deniesNobody(statement: Statement): Generator<[string, RuleOutcome]> {
  for (const clause of statement.conditions) if (!passesWithoutKey(clause)) yield* wrongKey(clause, statement);
}

/** A key that AWS does not have asks for nothing - or, with a plain operator, lets nobody in: a rule about dead statements says that better. */
function* wrongKey(clause: ConditionClause, statement: Statement): Generator<[string, RuleOutcome]> {
  const { key, keyWritten, operator } = clause;
  const meant = isKnown(key) ? keyMeantBy(key) : undefined;
  if (!operator || meant === undefined) return;
  const isDeny = statement.effect === 'Deny';
  const effect = isDeny ? 'the statement denies nobody' : `the condition ${passesWithoutKey(clause) ? 'keeps nobody out' : 'can let nobody in'}`;
  const outcome: Problem = {
    kind: 'problem',
    message: `${showClause(clause)} does not ask for ${meant}`,
    because: `AWS has no condition key ${showText(keyWritten)}: no request holds it, so ${effect}`,
    ...(!isDeny && !passesWithoutKey(clause) && { level: 'warning' }),
    statement: placeOf(statement),
    fix: `write ${meant} instead of ${showText(keyWritten)}`,
    blames: [meant.toLowerCase(), String(key)],
  };
  yield [`${statement.index} ${String(key)}`, outcome];
}

function passesWithoutKey({ operator, values }: ConditionClause): boolean {
  return operator !== undefined && (isSoft(operator) || operator.negated || asksForAbsence(operator, values));
}

/** AWS documents that such a caller may come without the key. */
function mayLack(key: string, { kind, mfa, name }: CallerClass): boolean {
  const { presence } = requestKeyOf(key, kind, mfa, name);
  return presence === 'maybe' || presence === 'never';
}

/** It asks for a value, and only of those who send the key. */
function letsAbsentKeyPass({ operator }: ConditionClause): boolean {
  return operator !== undefined && isSoft(operator) && !operator.negated;
}

/** `Null: "true"`, and `"false"` where MFA is asked for: the opposite of what the key is for. */
function isAboutAbsence({ operator, values }: ConditionClause): boolean {
  return operator !== undefined && (asksForAbsence(operator, values) || (operator.family === 'bool' && oneIs('false', values)));
}

function asksForAbsence({ family }: Operator, values: ConditionClause['values']): boolean {
  return family === 'null' && oneIs('true', values);
}

const WANTED: Readonly<Record<Aim, string>> = {
  'mfa': 'MFA',
  'external-id': 'an ExternalId',
  'organization': 'that callers belong to the organization',
  'source': 'for whom a service comes',
  'principal': 'who comes',
  'claim': 'what the token says',
};

const EXAMPLES: Readonly<Record<Aim, (key: string, clause: ConditionClause) => string>> = {
  'mfa': () => DEMANDS_MFA,
  'external-id': () => DEMANDS_EXTERNAL_ID,
  'organization': () => '"StringEquals": { "aws:PrincipalOrgID": "<organization id>" }, or "${aws:ResourceOrgID}" for your own',
  'source': () => '"StringEquals": { "aws:SourceAccount": "<account>" }, or "ArnEquals": { "aws:SourceArn": "<ARN of the resource>" }',
  'principal': (key) => `"StringEquals": { "${key}": "<who is meant>" }, or drop it`,
  'claim': (_, clause) => `"StringEquals": { "${showText(clause.keyWritten)}": "<the value that is meant>" }, or drop it`,
};
