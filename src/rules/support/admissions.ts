/** Shared by the rules about the callers that a statement allows: how they ask, and what they say about an allowed request. */
import { Open, Verdict } from '../../analysis/verdict';
import { callerAccount, CallerKind } from '../../evaluation/assume-role-request';
import { whyNotKeptOut } from '../../findings/wording';
import { Statement } from '../../policy/trust-policy';
import { Answer, CallerGroup, Found, Grade, Rule } from '../rule';
import { RuleSubject } from '../rule-subject';

/** An allowed request, and the statement that allows it, as it is in that variant of the document. */
export interface Admission extends Found {
  readonly statement: Statement;
  readonly verdict: Open;
}

export interface QuestionPerStatement {
  /** The condition keys, in lower case, that would exclude these callers. The first is the best-known one. */
  readonly conditionKeys?: readonly string[];
  /**
   * What is reported where deploy-time values decide. Default: nothing, because the rule is only a warning and the deployer chooses these
   * values.
   */
  readonly undecided?: UndecidedPerStatement;
  /** Does the statement allow any of the callers that the rule is about? */
  verdictOf(subject: RuleSubject, statement: Statement): Verdict;
  /** What is reported where it does. Default: the admission, with these condition keys. */
  foundBy?(subject: RuleSubject, verdict: Open, statement: Statement): Admission;
}

export interface UndecidedPerStatement {
  /** `whether IAM users get access without MFA`. */
  readonly question: string;
  /** The callers that it is about. Default: AWS principals. */
  readonly callers?: CallerGroup;
  /** How much it matters for the statement. Default: as an error. */
  gradeOf?(statement: Statement): Grade;
}

/** Asks the question of each statement that may allow something. */
export function askEachAllow(question: QuestionPerStatement): Rule<Admission>['ask'] {
  return (subject) => subject.allowStatements.flatMap((asked) => answersAbout(subject, asked, question));
}

/** Asks the question of one statement. */
export function answersAbout(
  subject: RuleSubject, asked: Statement, { verdictOf, foundBy, conditionKeys, undecided }: QuestionPerStatement,
): readonly Answer<Admission>[] {
  const verdict = verdictOf(subject, asked);
  if (verdict.kind === 'open') {
    const statement = subject.statementIn(verdict, asked);
    return [foundBy ? foundBy(subject, verdict, statement) : admission(verdict, statement, conditionKeys)];
  }
  if (verdict.kind === 'closed' || undecided === undefined) return NOTHING;
  const { question, callers, gradeOf } = undecided;
  const isError = gradeOf === undefined || subject.variantsOf(asked).some((statement) => gradeOf(statement) === 'error');
  return [{ kind: 'undecided', question, reasons: verdict.reasons, statement: asked.index, callers, grade: isError ? 'error' : 'warning' }];
}

const NOTHING: readonly never[] = [];

export function admission(verdict: Open, statement: Statement, conditionKeys?: readonly string[]): Admission {
  return { kind: 'found', statement, verdict, conditionKeys };
}

/**
 * Why the statement does not exclude the request: it has no condition on the keys of the admission, or the request satisfies all of them.
 */
export function whyLetIn({ statement, verdict, conditionKeys = [] }: Admission, subject: RuleSubject): string {
  return whyNotKeptOut(subject.matchOf(verdict, statement), conditionKeys);
}

const GROUPS: Readonly<Record<CallerKind, CallerGroup>> = {
  'iam-user': 'aws', 'role-session': 'aws', 'federated-session': 'aws', 'service': 'service', 'saml': 'assertion', 'oidc': 'token',
};

export function groupOf({ kind }: { readonly kind: CallerKind }): CallerGroup {
  return GROUPS[kind];
}

/** The groups of callers that a finding is about; empty if it is not about a request that is allowed. */
export function callersOf({ callers, verdict }: Found): readonly CallerGroup[] {
  return callers ?? (verdict ? [groupOf(verdict.request.caller)] : []);
}

/** The account of an AWS principal that is allowed, as messages name it. */
export function accountOf({ verdict }: { readonly verdict: Open }, subject: RuleSubject): string {
  return subject.accountInWords(callerAccount(verdict.request.caller)!);
}
