/** What the rules that ask who gets in through a statement have in common: how they ask, and what they tell of a request that gets in. */
import { Open, Verdict } from '../../analysis/verdict';
import { callerAccount, CallerKind } from '../../evaluation/assume-role-request';
import { placeOf, whyNotKeptOut } from '../../findings/wording';
import { Statement } from '../../policy/trust-policy';
import { CallerGroup, Grade, Problem, Rule, RuleOutcome, RuleSubject } from '../rule';

type ProblemOf = (subject: RuleSubject, found: Open, statement: Statement) => Problem;

/** What stays open where deploy-time values decide. */
export interface QuestionInWords {
  /** `whether IAM users without MFA get in`. */
  readonly question: string;
  /** The callers that it is about. Default: AWS principals. */
  readonly callers?: CallerGroup;
  /** How much it matters for the statement. Default: as an error. */
  grade?(statement: Statement): Grade;
}

/** Asks of each statement that may allow something. */
export function checkEachAllow(
  verdictOf: (subject: RuleSubject, asked: Statement) => Verdict, problemOf: ProblemOf, open?: string | QuestionInWords,
): Rule['check'] {
  return (subject) => subject.allowStatements.flatMap((asked) => outcomesOf(subject, asked, verdictOf(subject, asked), problemOf, open));
}

/**
 * The outcome for one statement. `open`: the question that stays open where deploy-time values decide. Without one such values are ignored:
 * whoever deploys gives them, and the rule is no more than a warning.
 */
export function outcomesOf(
  subject: RuleSubject, asked: Statement, verdict: Verdict, problemOf: ProblemOf, open?: string | QuestionInWords,
): RuleOutcome[] {
  if (verdict.kind === 'open') return [problemOf(subject, verdict, subject.statementIn(verdict, asked))];
  if (verdict.kind !== 'undecided' || open === undefined) return [];
  const { question, callers, grade }: QuestionInWords = typeof open === 'string' ? { question: open } : open;
  const grades = subject.variantsOf(asked).map((statement) => grade?.(statement) ?? 'error');
  return [{
    kind: 'undecided', question, reasons: verdict.reasons, statement: asked.index, callers, grade: grades.includes('error') ? 'error' : 'warning',
  }];
}

/** The statement that lets a request in, and the request. */
export function admission(subject: RuleSubject, found: Open, statement: Statement) {
  return { kind: 'problem', statement: placeOf(statement), witness: subject.witnessOf(found) } as const;
}

/** The same of a statement that asks too little of some keys, in lower case; the first is the one people know. */
export function admissionInSpiteOf(subject: RuleSubject, found: Open, statement: Statement, keys: readonly string[]) {
  return { ...admission(subject, found, statement), because: whyNotKeptOut(subject.matchOf(found, statement), keys), blames: keys };
}

const GROUPS: Readonly<Record<CallerKind, CallerGroup>> = {
  'iam-user': 'aws', 'role-session': 'aws', 'federated-session': 'aws', 'service': 'service', 'saml': 'assertion', 'oidc': 'token',
};

export function groupOf({ kind }: { readonly kind: CallerKind }): CallerGroup {
  return GROUPS[kind];
}

/** The account of an AWS principal that gets in, as messages speak of it. */
export function accountOf(subject: RuleSubject, { request }: Open): string {
  return subject.accountInWords(callerAccount(request.caller)!);
}
