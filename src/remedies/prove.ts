/**
 * Proves that a fix does what it says; otherwise it is not offered. With the placeholders filled by their examples, all of this has to
 * hold:
 *
 * - what is to be closed is closed, and there is no new finding at the same level or above;
 * - no request is newly allowed or, where the fix says so, only the one that it names;
 * - the role can still be assumed, and so can each principal that stays;
 * - each condition that the fix is not about stays.
 */
import { DraftPolicy, NotEditable } from './draft-policy';
import { editsBetween } from './json-edit';
import { examplesOf, fillPlaceholders, NamedPlaceholders } from './placeholders';
import { FixAttempt, Candidate, RoleBefore, Situation } from './situation';
import { Allowance, DEFAULT_LIMITS } from '../analysis/budget';
import { Owner } from '../analysis/fill-deploy-time-values';
import { findNewlyAllowedTogether } from '../analysis/find-newly-allowed';
import { findRequest } from '../analysis/find-request';
import { Question } from '../analysis/question';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { Open, Verdict } from '../analysis/verdict';
import { auditReading, AuditSettings, RoleAudit } from '../assessment/assess';
import { Opening, openingsOf } from '../assessment/openings';
import { readTrustPolicies } from '../cloudformation/read-trust-policy';
import { evaluate } from '../evaluation/evaluate-trust-policy';
import { Declarations, Fix } from '../findings/fix';
import { compareLevels, higherOf, Level } from '../findings/level';
import { Witness, witnessOf } from '../findings/witness';
import { identityOfText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { TrustPolicyReading } from '../policy/trust-policy';

/** The fix made from the candidate; undefined if it is not proved. */
export function proveCandidate(candidate: Candidate, situation: Situation, tries: Tries): Fix | undefined {
  for (const attempt of candidate.attempts) {
    const fix = proveAttempt(candidate, attempt, situation, tries);
    if (fix) return fix;
  }
  return undefined;
}

/** What has been tried for one finding. Different changes often lead to the same document, and a proof can take long. */
export class Tries {
  private readonly known = new Set<string>();

  /** @param workLeft the work that is left for all fixes of the role */
  public constructor(private readonly most: number, public readonly workLeft: Allowance) { }

  /** False if the same was tried before, or if the limit is reached. */
  public isWorthTrying(...what: readonly unknown[]): boolean {
    const key = JSON.stringify(what);
    if (this.known.has(key) || this.known.size >= this.most || this.workLeft.exhausted) return false;
    this.known.add(key);
    return true;
  }
}

function proveAttempt(candidate: Candidate, attempt: FixAttempt, situation: Situation, tries: Tries): Fix | undefined {
  const { before } = situation;
  const changed = changedDocument(candidate, attempt, before);
  if (!changed) return undefined;
  const { document, placeholders } = changed;
  const edits = editsBetween(before.document, document);
  if (edits.length === 0 && !attempt.config) return undefined;
  const filled = fillPlaceholders(document, examplesOf(placeholders.all));
  if (!tries.isWorthTrying(filled, attempt.config, candidate.mayAdmit)) return undefined;
  const settings = attempt.config ? withDeclarations(before.settings, attempt.config, placeholders) : before.settings;
  const proof = proofOf(candidate, situation, filled, settings, edits.length > 0, tries.workLeft);
  if (!proof) return undefined;
  return {
    id: candidate.id,
    title: attempt.title,
    edits,
    ...(attempt.config && { config: attempt.config }),
    placeholders: placeholders.all,
    proof,
  };
}

interface ChangedDocument {
  readonly document: unknown;
  readonly placeholders: NamedPlaceholders;
}

/** Undefined if the part to be changed is not literal, or if a condition that the fix is not about would be lost. */
function changedDocument({ about = [], takesOut }: Candidate, attempt: FixAttempt, { document }: RoleBefore): ChangedDocument | undefined {
  const placeholders = new NamedPlaceholders();
  if (!attempt.change) return { document, placeholders };
  try {
    const original = new DraftPolicy(document);
    const draft = new DraftPolicy(document);
    attempt.change(draft, placeholders);
    return takesOut || keepsConditions(original, draft, about) ? { document: draft.toDocument(), placeholders } : undefined;
  } catch (error) {
    if (error instanceof NotEditable) return undefined;
    throw error;
  }
}

export function keepsConditions(original: DraftPolicy, draft: DraftPolicy, about: readonly string[]): boolean {
  return original.statements.every((statement) => {
    const kept = statement.conditions.filter(({ key }) => !about.includes(key.toLowerCase())).map((each) => JSON.stringify(each));
    const copies = draft.statements.filter(({ index }) => index === statement.index);
    return copies.length > 0 && copies.every((copy) => {
      const there = new Set(copy.conditions.map((each) => JSON.stringify(each)));
      return kept.every((each) => there.has(each));
    });
  });
}

/** The settings with this declaration. */
export function withDeclarations(
  settings: AuditSettings, declared: Declarations, placeholders: Pick<NamedPlaceholders, 'all'>,
): AuditSettings {
  const { accounts = [], organizations = [] } = fillPlaceholders(declared, examplesOf(placeholders.all)) as Declarations;
  return {
    ...settings,
    accounts: new Map([...settings.accounts, ...accounts.map((account) => [account.id, account] as const)]),
    organizations: [...settings.organizations ?? [], ...organizations],
  };
}

/** Undefined if it is not proved, or if the limit of work is reached: an interrupted question proves nothing. */
export function proofOf(
  candidate: Pick<Candidate, 'mayAdmit'>, situation: Situation, document: unknown, settings: AuditSettings, isEdited: boolean,
  workLeft: Allowance = new Allowance(),
): Fix['proof'] | undefined {
  const proof = completeProof(candidate, situation, document, settings, isEdited, workLeft);
  return workLeft.exhausted ? undefined : proof;
}

function completeProof(
  { mayAdmit }: Pick<Candidate, 'mayAdmit'>, situation: Situation, document: unknown, settings: AuditSettings, isEdited: boolean,
  workLeft: Allowance,
): Fix['proof'] | undefined {
  const { before, ruleIds } = situation;
  const { context } = before.subject;
  const owner = before.rules.owner;
  const [old, changed] = readTrustPolicies([{ value: before.document, context }, { value: document, context }]);
  const audit = auditReading(changed, { ...before.subject, document }, settings, workLeft);
  if (!closes(situation, before.audit, audit)) return undefined;
  const remaining = [...new Set(audit.problems.filter(({ level }) => level !== 'info').map(({ rule }) => rule.id))];
  const closed = { closes: ruleIds, remaining };
  if (!isEdited) return { ...closed, shutsOut: null, admitsNobodyNew: true };

  const admitted = findNewlyAllowedTogether(old, changed, owner, workLeft);
  if (admitted.kind !== 'closed' && !mayAdmit) return undefined;
  if (!canStillBeAssumed(old, changed, owner, workLeft)) return undefined;
  const admits = admitted.kind === 'closed' ? undefined : requestAdmitted(admitted, changed, owner, workLeft);
  if (admitted.kind !== 'closed' && !admits) return undefined;
  return {
    ...closed,
    shutsOut: requestShutOut(situation, old, changed, owner, workLeft) ?? null,
    admitsNobodyNew: admitted.kind === 'closed',
    ...admits && { admits },
  };
}

/** If only deployment decides which requests were allowed before, any request that is allowed now may be new. */
function requestAdmitted(admitted: Verdict, changed: TrustPolicyReading, owner: Owner, workLeft: Allowance): Witness | undefined {
  const verdict = admitted.kind === 'open' ? admitted : findRequest(changed, owner, ANY_CALLER, DEFAULT_LIMITS, workLeft);
  return verdict.kind === 'open' ? witnessOf(verdict.request, changed) : undefined;
}

/** Each rule to be closed reports less than before, and there is no new finding at the same level or above. */
function closes({ ruleIds }: Situation, before: RoleAudit, after: RoleAudit): boolean {
  const isFixed = ruleIds.every((id) => (id === 'undecided' ? isDecided(before, after) : countOf(id, after) < countOf(id, before)));
  const level = levelOf(ruleIds, before);
  return isFixed && !makesFinding(level, before, after) && !makesQuestion(level, before, after) && !makesQuestion('error', before, after);
}

function countOf(ruleId: string, { problems }: RoleAudit): number {
  return problems.filter(({ rule }) => rule.id === ruleId).length;
}

/** Of an undecided error, no error is left; of an undecided warning, nothing is left. */
function isDecided(before: RoleAudit, after: RoleAudit): boolean {
  return questionsAt('error', before) > 0 ? questionsAt('error', after) === 0 : after.questions.length === 0;
}

/** The level of what is to be closed. */
function levelOf(ruleIds: readonly string[], { problems, questions }: RoleAudit): Level {
  const levels = problems.filter(({ rule }) => ruleIds.includes(rule.id)).map(({ level }) => level);
  const all = ruleIds.includes('undecided') ? [...levels, ...questions.map(({ level }) => level)] : levels;
  return all.reduce(higherOf, 'info');
}

/** Does a rule lead a finding that it did not lead before? Another finding may have covered it until now. */
export function makesFinding(level: Level, before: RoleAudit, after: RoleAudit): boolean {
  const led = (audit: RoleAudit) => openingsOf(audit.problems).filter(({ leader }) => compareLevels(leader.level, level) >= 0);
  const [ledBefore, ledAfter] = [led(before), led(after)];
  const count = (openings: readonly Opening[], ruleId: string) => openings.filter(({ leader }) => leader.rule.id === ruleId).length;
  return ledAfter.some(({ leader: { rule } }) => count(ledAfter, rule.id) > count(ledBefore, rule.id));
}

/** Is more undecided than before, at this level or above? */
export function makesQuestion(level: Level, before: RoleAudit, after: RoleAudit): boolean {
  return questionsAt(level, after) > questionsAt(level, before);
}

function questionsAt(level: Level, { questions }: RoleAudit): number {
  return questions.filter((question) => compareLevels(question.level, level) >= 0).length;
}

/** The role, and each principal that both documents name in an Allow. */
export function canStillBeAssumed(old: TrustPolicyReading, changed: TrustPolicyReading, owner: Owner, workLeft: Allowance): boolean {
  if (findRequest(changed, owner, ANY_CALLER, DEFAULT_LIMITS, workLeft).kind === 'closed') return false;
  const before = principalsOf(old);
  return [...principalsOf(changed)].every(([identity, principal]) => (
    !before.has(identity) || !canAssume(old, principal, owner, workLeft) || canAssume(changed, principal, owner, workLeft)
  ));
}

const ANY_CALLER: Question = { about: 'any caller', callers: () => true, usesPlaceholderPrincipals: true };

function principalsOf({ variants }: TrustPolicyReading): ReadonlyMap<string, Principal> {
  const allowing = variants.flatMap(({ statements }) => statements.filter(({ effect }) => effect === 'Allow'));
  return new Map(allowing.flatMap(({ principals }) => principals.map((principal) => [identityOf(principal), principal])));
}

function identityOf({ kind, written }: Principal): string {
  return `${kind} ${identityOfText(written)}`;
}

/** Is there a request that a statement allows because it names this principal? An undecided answer counts as yes. */
function canAssume({ variants }: TrustPolicyReading, principal: Principal, owner: Owner, workLeft: Allowance): boolean {
  const identity = identityOf(principal);
  const alone = variants.map((policy) => ({
    ...policy,
    statements: policy.statements.flatMap((statement) => {
      if (statement.effect !== 'Allow') return [statement];
      const principals = statement.principals.filter((other) => identityOf(other) === identity);
      return principals.length === 0 ? [] : [{ ...statement, principals }];
    }),
  }));
  return findRequest({ variants: alone }, owner, ANY_CALLER, DEFAULT_LIMITS, workLeft).kind !== 'closed';
}

/** The request of a finding if the changed document denies it; otherwise any request that it newly denies. */
function requestShutOut(
  { found }: Situation, old: TrustPolicyReading, changed: TrustPolicyReading, owner: Owner, workLeft: Allowance,
): Witness | undefined {
  const shown = found.flatMap(({ verdict }) => verdict ?? []).find((verdict) => isRefused(verdict, changed, owner));
  const verdict: Verdict = shown ?? findNewlyAllowedTogether(changed, old, owner, workLeft);
  return verdict.kind === 'open' ? witnessOf(verdict.request, old) : undefined;
}

function isRefused({ request, variant }: Open, { variants }: TrustPolicyReading, owner: Owner): boolean {
  const policy = variants[variant];
  if (!policy) return false;
  const { allowedBy } = new SearchablePolicy(policy, undefined, owner, []).prepare('exact', {});
  return evaluate(allowedBy, request, 'most-admitting').outcome === 'denied';
}
