/** What a trust policy amounts to, in seven answers that need no settings: who can assume the role at all, and what is required of them. */
import { auditReading, AuditSettings, AuditSubject, RoleAudit } from './assess';
import { Owner } from '../analysis/fill-deploy-time-values';
import { Question } from '../analysis/question';
import {
  ANYBODY, callersWithoutExternalId, isService, isTokenHolder, servicesWithoutSource, tokensOfAnySubject, wholeAccounts,
} from '../analysis/questions/questions';
import { Verdict } from '../analysis/verdict';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { isAwsCaller } from '../evaluation/assume-role-request';
import { Statement, TrustPolicyReading } from '../policy/trust-policy';
import { RuleSubject } from '../rules/rule-subject';
import { otherTenantsVerdict } from '../rules/support/other-tenants';
import { isRefusedUnread } from '../rules/support/refused-statements';
import { publicVerdict, strangersVerdict } from '../rules/support/strangers';

/** `null`: the question does not arise. `undecided`: it depends on what is known only at deploy time. */
export type Answer = boolean | null | 'undecided';

export interface TrustSummary {
  /** Any AWS principal of an arbitrary account, or any identity of the internet, may assume the role. */
  readonly public: Answer;
  /** Some whole account (its own counts) may: nothing limits which of its principals come. */
  readonly accountWide: Answer;
  /** Every AWS principal has to show MFA. Null: no AWS principal may come. */
  readonly mfaEnforced: Answer;
  /** Every AWS principal has to know an ExternalId. Null: no AWS principal may come. */
  readonly externalIdEnforced: Answer;
  /** Every token has to have a subject that is asked for. Null: no OpenID Connect provider may come (Cognito is not counted). */
  readonly oidcSubjectEnforced: Answer;
  /** Every service has to say for whose resource it comes. Null: no service may come. */
  readonly serviceSourceEnforced: Answer;
  /** Some request can pass at all. */
  readonly satisfiable: Answer;
}

type Ask = (subject: RuleSubject) => Answer;

const QUESTIONS: Readonly<Record<keyof TrustSummary, Ask>> = {
  public: isPublic,
  accountWide: isAccountWide,
  mfaEnforced: (subject) => enforced(subject, isAwsCaller, { ...ANYBODY, callers: (caller) => isAwsCaller(caller) && caller.mfa !== 'true' }),
  externalIdEnforced: (subject) => enforced(subject, isAwsCaller, callersWithoutExternalId(() => true)),
  oidcSubjectEnforced: (subject) => enforced(subject, isTokenHolder, tokensOfAnySubject, speaksOfOthers),
  serviceSourceEnforced: (subject) => enforced(subject, isService, servicesWithoutSource, speaksOfOthers),
  satisfiable: (subject) => answerOf([subject.askAnywhere(ANYBODY)]),
};

function answers(answer: (ask: Ask) => Answer): TrustSummary {
  return Object.fromEntries(Object.entries(QUESTIONS).map(([name, ask]) => [name, answer(ask)])) as Record<keyof TrustSummary, Answer>;
}

/** Of a document that could not be had at all, or that is too long to be one. */
export const NOTHING_KNOWN = answers(() => 'undecided');

/** Reads the document once, for the rules and for the summary. */
export function auditAndSummarize(subject: AuditSubject, settings: AuditSettings): RoleAudit & { readonly summary: TrustSummary } {
  const reading = readTrustPolicy(subject.document, subject.context);
  return { ...auditReading(reading, subject, settings), summary: summarize(reading, subject.context) };
}

export function summarize(reading: TrustPolicyReading, owner: Owner): TrustSummary {
  if (reading.variants.some(isRefusedUnread)) return NOTHING_KNOWN;
  const subject = new RuleSubject(reading, owner, { accounts: new Map() });
  return answers((ask) => ask(subject));
}

/** Yes when one is open; otherwise whatever is undecided keeps the answer open. */
function answerOf(verdicts: readonly Verdict[]): Answer {
  if (verdicts.some(({ kind }) => kind === 'open')) return true;
  return verdicts.some(({ kind }) => kind === 'undecided') ? 'undecided' : false;
}

/** A demand is enforced when nobody gets in who does not meet it; the question arises only where somebody of the kind gets in at all. */
function enforced(subject: RuleSubject, callers: Question['callers'], without: Question, statements?: Question['statements']): Answer {
  const verdict = subject.askAnywhere({ ...without, statements, inventsPrincipals: true });
  if (verdict.kind === 'open') return false;
  if (subject.askAnywhere({ ...ANYBODY, callers, statements }).kind === 'closed') return null;
  return verdict.kind === 'closed' ? true : 'undecided';
}

/** Anyone on the internet can open a tenant of a shared issuer. */
function isPublic(subject: RuleSubject): Answer {
  return answerOf(subject.allowStatements.flatMap((statement) => [publicVerdict(subject, statement), otherTenantsVerdict(subject, statement)]));
}

/** Principals that no statement names and no condition on their ARN asks for. A statement for all the world is `public` instead. */
function isAccountWide(subject: RuleSubject): Answer {
  const bounded = subject.allowStatements.filter((statement) => strangersVerdict(subject, statement).kind !== 'open');
  return answerOf(bounded.map((statement) => subject.ask('account-wide', wholeAccounts, statement)));
}

/** Whether `"AWS": "*"` lets services and holders of tokens in too is not documented; neither it nor what may become it names them in any case. */
function speaksOfOthers({ principals, notPrincipal }: Statement): boolean {
  return notPrincipal || principals.some((principal) => !(principal.kind === 'anyone' || principal.kind === 'unknown') || principal.key !== 'AWS');
}
