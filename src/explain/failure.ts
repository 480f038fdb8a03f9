/** One reason why a call is denied, before it is described in words. */
import { CauseCode } from './explanation';
import { GivenPolicy } from './policies/given-policy';
import { isTokenClaim } from './possible-requests';
import { EvaluatedRequest, ContextValue } from '../evaluation/assume-role-request';
import { ClauseMatch, matchClause } from '../evaluation/match-condition';
import { StatementMatch } from '../evaluation/match-statement';
import { Truth } from '../evaluation/truth';
import { isKnown } from '../policy/partly-known-text';
import { PolicyVersion, Statement } from '../policy/trust-policy';

/** Where a failure is decided. `file` is the file of a policy that was given besides the trust policy. */
export type FailurePlace = { readonly statement?: Statement; readonly file?: string } & (
  | { readonly in: 'trust-policy' | 'caller-policy' | 'boundary' | 'session-policy' | 'scp' | 'rcp' | 'call' }
  /** A policy that was not given, but that AWS names in its message: `service control policy`. */
  | { readonly in: 'other-policy'; readonly type: string }
);

export interface Failure {
  readonly code: CauseCode;
  /** It is not certain that this is a reason for the denial. */
  readonly doubtful: boolean;
  readonly place: FailurePlace;
  /** The conditions that do not match. For a Deny, those that match. */
  readonly clauses: readonly ClauseMatch[];
  /** The policy to which an Allow can be added, if a given policy lacks one. */
  readonly lackingPolicy?: GivenPolicy;
  /** The actions that are not allowed, if the failure is about actions. */
  readonly actions?: readonly string[];
  /** A description of what the policy says instead. */
  readonly detail?: string;
  /** AWS names this failure in its message. */
  readonly isReportedByAws?: boolean;
  /** AWS says that it is a Deny, and not a missing Allow. */
  readonly isExplicitDeny?: boolean;
  /** For a Deny: the caller can send something else so that it does not match. */
  readonly isAvoidable?: boolean;
}

export const MFA_KEYS: ReadonlySet<string> = new Set(['aws:multifactorauthpresent', 'aws:multifactorauthage']);
const FRESH_MFA: readonly [string, ContextValue][] = [['aws:multifactorauthpresent', 'true'], ['aws:multifactorauthage', '0']];

/** A failure that is not caused by a condition. */
export function failureAt(place: FailurePlace, code: CauseCode, doubtful: boolean = false, actions?: readonly string[]): Failure {
  return { code, doubtful, place, clauses: [], actions };
}

/** The outcome if these are the only failures. */
export function outcomeOf(failures: readonly Failure[]): 'allowed' | 'denied' | 'undecided' {
  if (failures.length === 0) return 'allowed';
  return failures.every(({ doubtful }) => doubtful) ? 'undecided' : 'denied';
}

/** The same request with other values for some keys. */
export function withContext(request: EvaluatedRequest, values: Iterable<readonly [string, ContextValue]>): EvaluatedRequest {
  const context = new Map(request.context);
  const undocumented = new Set(request.undocumented);
  for (const [key, value] of values) {
    context.set(key, value);
    undocumented.delete(key);
  }
  return { ...request, context, undocumented };
}

/**
 * The code for a condition that fails.
 *
 * @param wanted whether the condition must match (of an Allow) or must not match (of a Deny)
 */
export function codeOfClause(
  { clause, sent }: ClauseMatch, wanted: boolean, version: PolicyVersion, request: EvaluatedRequest,
): CauseCode {
  const key = isKnown(clause.key) ? clause.key : '';
  if (MFA_KEYS.has(key)) {
    const afterwards = matchClause(clause, version, withContext(request, FRESH_MFA)).truth;
    if (afterwards !== (wanted ? 'yes' : 'no')) return 'condition-not-met';
    if (request.caller.kind !== 'iam-user') return 'mfa-impossible';
    return request.context.get('aws:multifactorauthpresent') === 'true' ? 'mfa-too-old' : 'mfa-missing';
  }
  if (key === 'sts:externalid') return sent === undefined ? 'external-id-missing' : 'external-id-mismatch';
  if (key === 'sts:sourceidentity') return sent === undefined ? 'source-identity-missing' : 'source-identity-mismatch';
  if (key === 'sts:rolesessionname') return 'session-name-mismatch';
  if (key === 'aws:tagkeys' && clause.operator?.qualifier === 'for-all-values' && sent !== undefined) return 'session-tags-not-allowed';
  if (isTokenClaim(key, request.caller)) return 'token-claim-mismatch';
  if (key === 'aws:tagkeys' || key === 'sts:transitivetagkeys' || key.startsWith('aws:requesttag/')) return 'session-tag-mismatch';
  return 'condition-not-met';
}

/** The failures of conditions, one for each key. The two MFA keys count as one. */
export function failuresOfClauses(
  clauses: readonly ClauseMatch[], wanted: boolean, version: PolicyVersion, request: EvaluatedRequest, place: FailurePlace,
): Failure[] {
  const found = new Map<string, Failure>();
  for (const match of clauses) {
    const code = codeOfClause(match, wanted, version, request);
    const key = String(match.clause.key);
    const group = `${code} ${MFA_KEYS.has(key) ? 'mfa' : key}`;
    const before = found.get(group);
    const doubtful = (before?.doubtful ?? true) && match.truth !== (wanted ? 'no' : 'yes');
    found.set(group, { code, doubtful, place, clauses: [...before?.clauses ?? [], match] });
  }
  return [...found.values()];
}

/**
 * The failures of a Deny that matches, in any policy: the Deny itself and, if it has a single condition, what to send so that it
 * does not match.
 *
 * @param truths whether it matches, for each action
 */
export function failuresOfDeny(
  match: StatementMatch, truths: readonly Truth[], version: PolicyVersion, request: EvaluatedRequest, code: CauseCode, place: FailurePlace,
): Failure[] {
  const only = match.conditions.length === 1 ? failuresOfClauses(match.conditions, false, version, request, place) : [];
  const sendable = only.filter((failure) => failure.code !== 'condition-not-met');
  const isAvoidable = sendable.length > 0 && sendable.every((failure) => failure.code !== 'mfa-impossible');
  const isCertain = match.statement.effect === 'Deny' && truths.includes('yes');
  return [{ code, doubtful: !isCertain, place, clauses: match.conditions, isAvoidable }, ...sendable];
}
