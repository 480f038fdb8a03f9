/** What the rules that ask who gets in through a statement have in common: how they ask, and what they tell of a request that gets in. */
import { Problem, Rule, RuleOutcome, RuleSubject } from './rule';
import { Open, Verdict } from '../analysis/verdict';
import { callerAccount } from '../evaluation/assume-role-request';
import { placeOf, whyNotKeptOut } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

type ProblemOf = (subject: RuleSubject, found: Open, statement: Statement) => Problem;

/** Asks of each statement that may allow something. */
export function checkEachAllow(verdictOf: (subject: RuleSubject, asked: Statement) => Verdict, problemOf: ProblemOf, question?: string): Rule['check'] {
  return (subject) => subject.allowStatements.flatMap((asked) => outcomesOf(subject, asked, verdictOf(subject, asked), problemOf, question));
}

/**
 * What is told of the answer about one statement. `question`: what stays open where deploy-time values decide. Without one they are passed
 * over: whoever deploys gives them, and the rule is no more than a warning.
 */
export function outcomesOf(subject: RuleSubject, asked: Statement, verdict: Verdict, problemOf: ProblemOf, question?: string): RuleOutcome[] {
  if (verdict.kind === 'open') return [problemOf(subject, verdict, subject.statementIn(verdict, asked))];
  return verdict.kind === 'undecided' && question !== undefined ? [{ kind: 'undecided', question, reasons: verdict.reasons }] : [];
}

/** The statement that lets a request in, and the request. */
export function admission(subject: RuleSubject, found: Open, statement: Statement) {
  return { kind: 'problem', statement: placeOf(statement), witness: subject.witnessOf(found) } as const;
}

/** The same of a statement that asks too little of some keys, in lower case; the first is the one people know. */
export function admissionInSpiteOf(subject: RuleSubject, found: Open, statement: Statement, keys: readonly string[]) {
  return { ...admission(subject, found, statement), because: whyNotKeptOut(subject.matchOf(found, statement), keys), blames: keys };
}

/** The account of an AWS principal that gets in, as messages speak of it. */
export function accountOf(subject: RuleSubject, { request }: Open): string {
  return subject.accountInWords(callerAccount(request.caller)!);
}
