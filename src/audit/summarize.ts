/** What a trust policy comes down to, in seven answers that need no settings: who may come at all, and what is demanded of them. */
import { CallerClass, isAwsCaller } from '../analysis/caller-class';
import { Owner } from '../analysis/ground';
import { KeyDemand } from '../analysis/key-constraints/key-constraint';
import { Question } from '../analysis/question';
import { Verdict } from '../analysis/verdict';
import { oidcKeyParts } from '../evaluation/request-keys';
import { Statement, TrustPolicy, TrustPolicyReading } from '../policy/trust-policy';
import { EXTERNAL_ID, ignoranceDemands } from '../rules/external-id-required';
import { publicPrincipal, strangersVerdict } from '../rules/public-principal';
import { RuleSubject } from '../rules/rule';
import { patternsOn } from '../rules/strangers';

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

export function summarize(reading: TrustPolicyReading, owner: Owner): TrustSummary {
  const subject = new RuleSubject(reading, owner, new Map());
  return {
    public: isPublic(subject),
    accountWide: isAccountWide(subject),
    mfaEnforced: enforced(subject, isAwsCaller, { callers: (caller) => isAwsCaller(caller) && caller.mfa !== 'true' }),
    externalIdEnforced: enforced(subject, isAwsCaller, { demands: ignoranceDemands, secretKey: EXTERNAL_ID }),
    oidcSubjectEnforced: enforced(subject, isTokenHolder, { demands: subjectsNobodyAsksFor }, speaksOfOthers),
    serviceSourceEnforced: enforced(subject, isService, { demands: () => [absent('aws:sourceaccount'), absent('aws:sourcearn')] }, speaksOfOthers),
    satisfiable: answerOf([subject.askAnywhere({ about: 'anybody', callers: () => true, inventsPrincipals: true })]),
  };
}

/** Yes when one is open; otherwise whatever is undecided keeps the answer open. */
function answerOf(verdicts: readonly Verdict[]): Answer {
  if (verdicts.some(({ kind }) => kind === 'open')) return true;
  return verdicts.some(({ kind }) => kind === 'undecided') ? 'undecided' : false;
}

/** A demand is enforced when nobody gets in who does not meet it; the question arises only where somebody of the kind gets in at all. */
function enforced(subject: RuleSubject, callers: Question['callers'], without: Partial<Question>, statements?: Question['statements']): Answer {
  const question: Question = { about: 'callers of the kind', callers, statements, inventsPrincipals: true };
  const verdict = subject.askAnywhere({ ...question, ...without });
  if (verdict.kind === 'open') return false;
  if (subject.askAnywhere(question).kind === 'closed') return null;
  return verdict.kind === 'closed' ? true : 'undecided';
}

function isPublic(subject: RuleSubject): Answer {
  const outcomes = publicPrincipal.check(subject);
  if (outcomes.some(({ kind }) => kind === 'problem')) return true;
  return outcomes.length > 0 ? 'undecided' : false;
}

/** Principals that no statement names and no condition on their ARN asks for. A statement for all the world is `public` instead. */
function isAccountWide(subject: RuleSubject): Answer {
  const question: Question = {
    about: 'principals that nothing singles out',
    callers: (caller) => isAwsCaller(caller) && caller.named !== true,
    demands: arnsNobodyAsksFor,
    inventsPrincipals: true,
  };
  const bounded = subject.allowStatements.filter((statement) => strangersVerdict(subject, statement).kind !== 'open');
  return answerOf(bounded.map((statement) => subject.ask('account-wide', question, statement)));
}

function arnsNobodyAsksFor(policy: TrustPolicy): KeyDemand[] {
  return [{ key: 'aws:principalarn', mayBeAbsent: true, mayBePresent: true, differsFrom: patternsOn(policy, (key) => key === 'aws:principalarn') }];
}

/** Whether `"AWS": "*"` lets services and holders of tokens in too is not documented; it does not name them in any case. */
function speaksOfOthers({ principals, notPrincipal }: Statement): boolean {
  return notPrincipal || principals.some(({ kind, ...principal }) => kind !== 'anyone' || !('key' in principal) || principal.key !== 'AWS');
}

function isService(caller: CallerClass): boolean {
  return caller.kind === 'service';
}

function isTokenHolder(caller: CallerClass): boolean {
  return caller.kind === 'oidc' && caller.name !== 'cognito-identity.amazonaws.com';
}

/** `*` asks for no subject. */
function subjectsNobodyAsksFor(policy: TrustPolicy): KeyDemand[] {
  const subjects = patternsOn(policy, (key) => oidcKeyParts(key)?.claim === 'sub').filter(({ pattern }) => !pattern.every(({ kind }) => kind === 'any-run'));
  const keys = [...new Set(subjects.map(({ key }) => key))];
  return keys.map((key) => ({ key, mayBeAbsent: true, mayBePresent: true, differsFrom: subjects.filter((subject) => subject.key === key) }));
}

function absent(key: string): KeyDemand {
  return { key, mayBeAbsent: true, mayBePresent: false, differsFrom: [] };
}
