/**
 * The corrected trust policy: all the changes that the owner of the role has to make, at once, and no wider than this caller needs. It is
 * printed only if the engine proves that it allows the call, lets in nobody else, and is no weaker than the rules ask.
 */
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import {
  callerMatch, isOfCallersKind, isOpenToAllTokens, Needs, principalFor, requireExternalId, requireMfa, statementFor,
} from './caller-statement';
import { CauseCode } from './explanation';
import { Failure, MFA_KEYS } from './failure';
import { judgeCall } from './judge-call';
import { changeInPlace, keysToChange, needsStatementOfItsOwn } from './policy-changes';
import { callerAccount } from '../evaluation/assume-role-request';
import { Statement, PolicyVariant } from '../policy/trust-policy';
import { DraftPolicy, DraftStatement, editableDocument, NotEditable } from '../remedies/draft-policy';
import { ChangeForCaller, Objection, ProverForCaller } from '../remedies/prove-for-caller';
import { whyGuessable } from '../rules/support/external-id-strength';

/** What a correction starts from. */
export interface ToCorrect {
  readonly role: RoleInQuestion;
  /** The trust policy as it was read. */
  readonly policy: PolicyVariant;
  readonly attempt: Attempt;
  readonly failures: readonly Failure[];
  readonly meant?: Statement;
  /** The call once the caller sends what the policy requires. */
  readonly corrected: Attempt;
  readonly needs: Needs;
  readonly now: Date;
  /** A random value. */
  newExternalId(): string;
}

export interface Correction {
  readonly document: unknown;
  /** The call that it allows. */
  readonly call: Attempt;
  /** The corrected policy requires more of this caller than the policy did: the call has to send it. */
  readonly requiresMore: boolean;
  /** Statements that nobody can use are not in it any more. */
  readonly takesOut: boolean;
}

/** `not-needed`: the corrected call is allowed as it is. */
export type PolicyCorrection = Correction | { readonly whyNot: Objection | 'not-needed' };

/** The first candidate that is proved. */
export function correctPolicy(toCorrect: ToCorrect): PolicyCorrection {
  const { role, policy, attempt, corrected, now } = toCorrect;
  const isAllowedBy = (document: unknown, call: Attempt) =>
    judgeCall(call, { ...role, requested: arnOf(role), document }, {}, now).trustOutcome === 'allowed';
  if (isAllowedBy(role.document, corrected)) return { whyNot: 'not-needed' };
  const document = editableDocument(role.document);
  if (!isWrittenOut(policy, document)) return { whyNot: 'not-written-out' };
  const { account, partition } = arnOf(role);
  const subject = { document, context: { ...role.context, account, partition } };
  const prover = new ProverForCaller(subject, callerMatch(attempt, mustHaveMfa(toCorrect)));
  const objections = new Set<Objection>();
  for (const { call, ...change } of candidatesFor(toCorrect, document, prover)) {
    const proved = prover.prove({ ...change, allows: (changed) => isAllowedBy(changed, call) });
    if ('document' in proved) {
      return { document: proved.document, call, requiresMore: call !== corrected, takesOut: change.takesOut === true };
    }
    objections.add(proved.objection);
  }
  return { whyNot: MOST_TELLING_FIRST.find((objection) => objections.has(objection)) ?? 'does-not-allow' };
}

/** What is wrong with a change that allows the call tells more than that another change does not. */
const MOST_TELLING_FIRST: readonly Objection[] = [
  'admits-others', 'is-found-unsafe', 'drops-conditions', 'shuts-out', 'not-decided', 'does-not-allow',
];

/** Deployment decides parts of some documents, and IAM would reject others whatever is changed. */
function isWrittenOut({ problems, choices }: PolicyVariant, document: unknown): boolean {
  const isSound = problems.every(({ kind }) => kind === 'needs-quota');
  return isSound && choices.length === 0 && !/"(Fn::\w+|Ref)":/.test(JSON.stringify(document) ?? '');
}

/** A user that the statement meant for it admits only with MFA gets in only with MFA afterwards. */
function mustHaveMfa({ attempt, meant }: ToCorrect): boolean {
  if (attempt.caller.kind !== 'iam-user' || !meant || !isOfCallersKind(meant, attempt.caller)) return false;
  return meant.conditions.some(({ key }) => MFA_KEYS.has(String(key)));
}

interface CandidatePolicy extends Omit<ChangeForCaller, 'allows'> {
  /** The call that it is to allow. */
  readonly call: Attempt;
}

/**
 * First the statements as they are meant, with what they lack. If that would let in others, or would be found unsafe, a statement for this
 * caller only, for the actions that it lacks or for all; then statements that require more than the policy did; and last, such a statement
 * in the place of those that nobody can use, because it could bring them to life.
 */
function* candidatesFor(toCorrect: ToCorrect, document: unknown, prover: ProverForCaller): Iterable<CandidatePolicy> {
  const { meant, attempt, corrected } = toCorrect;
  const failures = toCorrect.failures.filter(({ place }) => place.in === 'trust-policy');
  const isInPlace = !needsStatementOfItsOwn(failures, meant, attempt.caller);
  const inPlace = (draft: DraftPolicy) => {
    for (const statement of toCorrect.policy.statements) {
      const about = failures.filter(({ place }) => place.statement === statement);
      changeInPlace(draft.statement(statement.index), statement, { ...toCorrect, failures: about });
    }
    return corrected;
  };
  const inPlaceWithMore = (draft: DraftPolicy) => {
    inPlace(draft);
    const statement = meant && draft.statement(meant.index);
    return statement && isForCallerAlone(statement, attempt) ? requireMore(statement, toCorrect) : corrected;
  };
  const own = (draft: DraftPolicy) => {
    addOwnStatement(draft, toCorrect);
    return corrected;
  };
  const lacking = actionsLacking(failures);
  const ownForActions = (draft: DraftPolicy) => {
    addOwnStatement(draft, { ...toCorrect, needs: { ...toCorrect.needs, actions: lacking } });
    return corrected;
  };
  const ownWithMore = (draft: DraftPolicy) => requireMore(addOwnStatement(draft, toCorrect), toCorrect);
  const instead = (draft: DraftPolicy) => {
    const call = ownWithMore(draft);
    for (const index of prover.unusableStatements()) draft.drop(draft.statement(index));
    return call;
  };
  if (isInPlace) yield* candidate(document, keysToChange(failures), inPlace);
  if (lacking.length > 0) yield* candidate(document, [], ownForActions);
  yield* candidate(document, [], own);
  if (isInPlace) yield* candidate(document, keysToChange(failures), inPlaceWithMore);
  yield* candidate(document, [], ownWithMore);
  for (const each of candidate(document, [], instead)) yield { ...each, takesOut: true };
}

/** The side actions that the caller lacks, if a statement allows it the API itself. */
function actionsLacking(failures: readonly Failure[]): readonly string[] {
  if (failures.some(({ code }) => OF_THE_API.has(code))) return [];
  return failures.flatMap(({ clauses, actions = [] }) => (clauses.length === 0 ? actions : []));
}

/** What the caller cannot put right, and is not about a side action. */
const OF_THE_API: ReadonlySet<CauseCode> = new Set([
  'principal-not-trusted', 'wrong-action', 'mfa-impossible', 'condition-not-met', 'token-claim-mismatch',
]);

/** None if the document does not write out what has to be changed. */
function candidate(document: unknown, about: readonly string[], change: (draft: DraftPolicy) => Attempt): readonly CandidatePolicy[] {
  try {
    const draft = new DraftPolicy(document);
    const call = change(draft);
    return draft.statements.some(isOpenToAllTokens) ? [] : [{ call, about, draft }];
  } catch (error) {
    if (error instanceof NotEditable) return [];
    throw error;
  }
}

function isForCallerAlone({ principals }: DraftStatement, { caller }: Attempt): boolean {
  const { key, name } = principalFor(caller);
  return principals.every((principal) => principal.key === key && principal.value === name);
}

function addOwnStatement(draft: DraftPolicy, { attempt, meant, needs }: ToCorrect): DraftStatement {
  const pattern = meant && { read: meant, written: draft.statement(meant.index) };
  return draft.add(statementFor(attempt, pattern, needs));
}

/**
 * What the rules require of a caller of another account: an ExternalId, and MFA if it is a user.
 *
 * @returns the call that the statement then allows
 */
function requireMore(statement: DraftStatement, toCorrect: ToCorrect): Attempt {
  const { corrected, role } = toCorrect;
  const account = callerAccount(corrected.caller);
  if (account === undefined || account === arnOf(role).account) return corrected;
  const withId = requireExternalId(statement, corrected, () => externalIdFor(toCorrect));
  return corrected.caller.kind === 'iam-user' ? requireMfa(statement, withId) : withId;
}

/** The one that is sent or required already, if it cannot be guessed. */
function externalIdFor({ attempt, corrected, newExternalId }: ToCorrect): string {
  const { externalId } = corrected.sent;
  const isRequired = externalId !== undefined && externalId !== attempt.sent.externalId;
  return isRequired || externalId !== undefined && whyGuessable(externalId) === undefined ? externalId : newExternalId();
}
