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

/** `null`: the question does not arise. `undecided`: it depends on what is known only at deployment. */
export type SummaryAnswer = boolean | null | 'undecided';

export interface TrustSummary {
  /** Any AWS principal of an arbitrary account, or any identity of the internet, can assume the role. */
  readonly public: SummaryAnswer;
  /** A whole account (the role's own counts) can: no condition and no statement limits which of its principals. */
  readonly accountWide: SummaryAnswer;
  /** Every AWS principal has to have MFA. Null: no AWS principal can assume the role. */
  readonly mfaEnforced: SummaryAnswer;
  /** Every AWS principal has to know an ExternalId. Null: no AWS principal can assume the role. */
  readonly externalIdEnforced: SummaryAnswer;
  /** Every token has to have a subject that a condition requires. Null: no token is accepted (those of Cognito are not counted). */
  readonly oidcSubjectEnforced: SummaryAnswer;
  /** Every service has to say on whose behalf it calls. Null: no service can assume the role. */
  readonly serviceSourceEnforced: SummaryAnswer;
  /** Some request is allowed at all. */
  readonly satisfiable: SummaryAnswer;
}

/** The summary of a document that is not available, or that is too long for IAM. */
export const NOTHING_KNOWN: TrustSummary = {
  public: 'undecided',
  accountWide: 'undecided',
  mfaEnforced: 'undecided',
  externalIdEnforced: 'undecided',
  oidcSubjectEnforced: 'undecided',
  serviceSourceEnforced: 'undecided',
  satisfiable: 'undecided',
};

/** Reads the document once, for the rules and for the summary. */
export function auditAndSummarize(subject: AuditSubject, settings: AuditSettings): RoleAudit & { readonly summary: TrustSummary } {
  const reading = readTrustPolicy(subject.document, subject.context);
  return { ...auditReading(reading, subject, settings), summary: summarize(reading, subject.context) };
}

export function summarize(reading: TrustPolicyReading, owner: Owner): TrustSummary {
  if (reading.variants.some(isRefusedUnread)) return NOTHING_KNOWN;
  const subject = new RuleSubject(reading, owner, { accounts: new Map() });
  return {
    public: isPublic(subject),
    accountWide: isAccountWide(subject),
    mfaEnforced: enforced(subject, isAwsCaller, CALLERS_WITHOUT_MFA),
    externalIdEnforced: enforced(subject, isAwsCaller, callersWithoutExternalId(() => true)),
    oidcSubjectEnforced: enforced(subject, isTokenHolder, tokensOfAnySubject, mayNameOthers),
    serviceSourceEnforced: enforced(subject, isService, servicesWithoutSource, mayNameOthers),
    satisfiable: answerOf([subject.askAnywhere(ANYBODY)]),
  };
}

const CALLERS_WITHOUT_MFA: Question = { ...ANYBODY, callers: (caller) => isAwsCaller(caller) && caller.mfa !== 'true' };

/** Yes if one is open; otherwise undecided if one is undecided. */
function answerOf(verdicts: readonly Verdict[]): SummaryAnswer {
  if (verdicts.some(({ kind }) => kind === 'open')) return true;
  return verdicts.some(({ kind }) => kind === 'undecided') ? 'undecided' : false;
}

/** Enforced: every such caller that is allowed satisfies the requirement. Null where no such caller is allowed at all. */
function enforced(
  subject: RuleSubject, callers: Question['callers'], without: Question, statements?: Question['statements'],
): SummaryAnswer {
  const verdict = subject.askAnywhere({ ...without, statements, usesPlaceholderPrincipals: true });
  if (verdict.kind === 'open') return false;
  if (subject.askAnywhere({ ...ANYBODY, callers, statements }).kind === 'closed') return null;
  return verdict.kind === 'closed' ? true : 'undecided';
}

/** Anyone on the internet can open a tenant of a shared issuer. */
function isPublic(subject: RuleSubject): SummaryAnswer {
  return answerOf(subject.allowStatements.flatMap((statement) => (
    [publicVerdict(subject, statement), otherTenantsVerdict(subject, statement)]
  )));
}

/**
 * Principals that no statement names and that no condition on their ARN names. A statement that allows principals of unknown accounts is
 * `public` instead.
 */
function isAccountWide(subject: RuleSubject): SummaryAnswer {
  const bounded = subject.allowStatements.filter((statement) => strangersVerdict(subject, statement).kind !== 'open');
  return answerOf(bounded.map((statement) => subject.ask('account-wide', wholeAccounts, statement)));
}

/**
 * Not a statement with nothing but `"AWS": "*"`, or an unknown value under `AWS`: whether `"*"` there also allows services and callers with
 * a token is not documented, and it does not name them in any case.
 */
function mayNameOthers({ principals, notPrincipal }: Statement): boolean {
  return notPrincipal || principals.some((principal) => (
    !(principal.kind === 'anyone' || principal.kind === 'unknown') || principal.key !== 'AWS'
  ));
}
