/** Explains why AssumeRole is denied: the decision for one call and one trust policy, every cause, and how to fix all in one round. */
import { Blame, isOfTrustPolicy } from './access-denied-message';
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import { CallerSideFound, judgeCallerSide, needsCallerSide } from './caller-side';
import { callLine, profileOf } from './commands';
import { correctedCall, Demand, longestSession } from './corrected-call';
import { correctedPolicy } from './corrected-policy';
import { CallerSide, CAUSE_CODES, CauseCode, Explanation } from './explanation';
import { Failure, failureAt, outcomeOf } from './failure';
import { IdentityPolicy } from './identity-policy';
import { judge, matchesInCommon } from './judged-policy';
import { notesFor } from './notes';
import { possibleRequests } from './possible-requests';
import { trustFailures } from './trust-failures';
import { wordCause } from './word-cause';
import { fillRoleEnvironment, roleEnvironmentOf } from '../analysis/fill-deploy-time-values';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { AssumeRoleRequest, Caller, callerAccount, requiredActions } from '../evaluation/assume-role-request';
import { TrustPolicy } from '../policy/trust-policy';

export interface ExplainOptions {
  /** The policies of the caller. Undefined if none were given: then the caller's side is not checked. */
  readonly callerPolicies?: readonly IdentityPolicy[];
  /** The policy that AWS named as the reason. */
  readonly blame?: Blame;
  /** Whether AWS denied the call. */
  readonly wasRefused?: boolean;
  readonly now: Date;
}

export function explainCall(attempt: Attempt, role: RoleInQuestion, options: ExplainOptions): Explanation {
  const { callerPolicies, blame, now } = options;
  const variants = variantsOf(role);
  const ofCallerPolicies = (callerPolicies ?? []).flatMap(({ policy }) => policy.statements);
  const statements = [...variants.flatMap((variant) => variant.statements), ...ofCallerPolicies];
  const requests = possibleRequests(attempt, role, statements, now);
  const [request] = requests;
  const judged = judge(variants, requests);

  const { trust, callerSide, isNeeded, corrected, actions } = allDemands(attempt, role, judged.policy, requests, callerPolicies);
  const ofCall = callFailures(attempt, role);
  // No trust policy and no permission can allow a caller of another partition, so there is nothing to change in them.
  const isForeign = isOfOtherPartition(attempt.caller, role);
  const isAllowed = judged.outcome === 'allowed' && actions.length === requiredActions(request).length;
  const ofTrust = isForeign || isAllowed ? [] : trust.failures;
  const ofCaller = isForeign ? [] : callerFailures(callerSide, isNeeded, blame, callerPolicies !== undefined, actions);
  const failures = withoutRepetition([...ofCall, ...ofTrust, ...ofCaller]);

  const decision = decide(judged.outcome, ofCall, ofCaller, blame);
  const side = callerAccount(attempt.caller) === undefined ? 'not-needed' : callerSideOf(callerSide, ofCaller);
  const notes = notesFor(attempt, role, { decision, side, wasRefused: options.wasRefused === true });
  if (decision === 'allowed') {
    return { decision, callerSide: side, causes: [], command: callLine(attempt, role), profile: profileOf(attempt, role), notes };
  }
  const needs = { actions, tagKeys: [...corrected.sent.sessionTags.keys()] };
  const policy = correctedPolicy(role, judged.policy, attempt, failures, trust.meant?.statement, needs);
  const context = { attempt, role, corrected, correctedPolicy: policy, callerActions: actions };
  const reported = failures.length > 0 ? failures : [blame && judged.outcome === 'allowed' ? CONTRADICTED : UNREADABLE];
  const causes = reported.map((failure) => wordCause(failure, context));
  causes.sort((one, other) => CAUSE_CODES.indexOf(one.code) - CAUSE_CODES.indexOf(other.code));
  return { decision, callerSide: side, causes, notes };
}

/** The decision is open, and no statement shows why: a part of the document cannot be read. */
const UNREADABLE = failureAt({ in: 'trust-policy' }, 'condition-not-met', true);

const CONTRADICTED: Failure = {
  ...UNREADABLE,
  detail: 'AWS says that the trust policy denied the call, but this trust policy allows the call as described here: ' +
    'the actual call was different, or the policy has changed since',
};

/** The policy of this role, with its account and partition filled in where the document refers to them. */
function variantsOf(role: RoleInQuestion): readonly TrustPolicy[] {
  const { account, partition } = arnOf(role);
  const { variants } = readTrustPolicy(role.document, { account, partition });
  return variants.map((variant) => fillRoleEnvironment(variant, roleEnvironmentOf({ account, partition }, [variant])));
}

/**
 * The corrected call may need more actions than the original call: a source identity that is required must also be allowed. So the
 * failures are those of all actions that the corrected call needs.
 */
function allDemands(
  attempt: Attempt,
  role: RoleInQuestion,
  policy: TrustPolicy,
  requests: readonly AssumeRoleRequest[],
  callerPolicies?: readonly IdentityPolicy[],
) {
  const [request] = requests;
  const { account, written } = arnOf(role);
  const find = (actions: readonly string[]) => {
    const trust = trustFailures(policy, matchesInCommon(policy, requests, actions), actions, request, account);
    const callerSide = callerPolicies && judgeCallerSide(callerPolicies, requests, actions, written);
    const isNeeded = needsCallerSide(trust.trusting.map(({ statement }) => statement), attempt.caller, account);
    const demands: Demand[] = [...trust.inPlay.map((match) => ({ match, version: policy.version })), ...callerSide?.inPlay ?? []];
    const failures = [...trust.failures, ...callerSide?.failures ?? []];
    return { trust, callerSide, isNeeded, actions, corrected: correctedCall(attempt, role, failures, demands, request) };
  };
  // The statement that allows one more action can have conditions of its own. There are few actions, so this ends.
  for (let found = find(requiredActions(request)); ; ) {
    const [afterwards] = possibleRequests(found.corrected, role, policy.statements, new Date(0));
    const needed = [...new Set([...found.actions, ...requiredActions(afterwards)])];
    if (needed.length === found.actions.length) return found;
    found = find(needed);
  }
}

/** What STS rejects whatever the policies say, and a role that does not exist. */
function callFailures(attempt: Attempt, role: RoleInQuestion): Failure[] {
  const { caller, sent } = attempt;
  const failures: Failure[] = [];
  const refuse = (code: CauseCode) => failures.push(failureAt({ in: 'call' }, code));
  if (arnOf(role).written !== role.requested.written) refuse('role-arn-mismatch');
  if (isOfOtherPartition(caller, role)) refuse('partition-mismatch');
  if (sent.mfaAgeSeconds !== undefined && caller.kind !== 'iam-user') refuse('mfa-impossible');
  if (sent.durationSeconds !== undefined && sent.durationSeconds > longestSession(attempt, role)) refuse('duration-too-long');
  return failures;
}

/** Trust never crosses partitions. Services and the built-in identity providers are in all of them. */
function isOfOtherPartition(caller: Caller, role: RoleInQuestion): boolean {
  const place = caller.kind === 'oidc' ? caller.provider : caller.kind === 'service' ? undefined : caller;
  return place !== undefined && place.partition !== arnOf(role).partition;
}

/** A Deny counts even if the caller needs no permission. */
function callerFailures(
  found: CallerSideFound | undefined, isNeeded: boolean, blame: Blame | undefined, isChecked: boolean, actions: readonly string[],
): Failure[] {
  const ofPolicies = (found?.failures ?? []).filter(({ place }) => isNeeded || place.statement?.effect === 'Deny');
  return [...ofPolicies, ...blamed(blame, ofPolicies, isChecked, actions)];
}

/**
 * The policy that AWS names counts if no other failure says the same. If the given policies allow the call, they are not complete, or
 * not those that AWS evaluated.
 */
function blamed(blame: Blame | undefined, known: readonly Failure[], isChecked: boolean, actions: readonly string[]): Failure[] {
  if (!blame || isOfTrustPolicy(blame)) return [];
  const { policyType, policyArn, explicit } = blame;
  const isIdentity = policyType === 'identity-based policy';
  const denies = policyType === 'resource control policy' ? 'explicit-deny' : 'caller-policy-denies';
  const code = explicit ? denies : 'caller-policy-missing';
  if (known.some((failure) => failure.code === code) && isIdentity) return [];
  if (isIdentity && !explicit) return [{ ...failureAt({ in: 'caller-policy' }, code, isChecked, actions), isReportedByAws: true }];
  const type = policyArn === undefined ? policyType : `${policyType} ${policyArn}`;
  return [failureAt({ in: 'other-policy', type }, code, isIdentity && isChecked, actions)];
}

function decide(
  outcome: Explanation['decision'], ofCall: readonly Failure[], ofCaller: readonly Failure[], blame: Blame | undefined,
): Explanation['decision'] {
  const outcomes = [outcome, outcomeOf([...ofCall, ...ofCaller])];
  if (outcomes.includes('denied')) return 'denied';
  if (outcomes.includes('undecided')) return 'undecided';
  // The given trust policy allows a call that AWS says the trust policy denied: the policy or the call was not given correctly.
  return blame && isOfTrustPolicy(blame) ? 'undecided' : 'allowed';
}

function callerSideOf(found: CallerSideFound | undefined, ofCaller: readonly Failure[]): CallerSide {
  const failures = ofCaller.filter(({ code }) => code !== 'explicit-deny');
  if (!found) return failures.length > 0 ? 'denied' : 'not-checked';
  if (failures.length > 0) return outcomeOf(failures);
  return found.status === 'allowed' ? 'allowed' : 'not-needed';
}

/** MFA that two statements require, or that a caller without MFA both sends and must have, is one cause. */
function withoutRepetition(failures: readonly Failure[]): readonly Failure[] {
  const isRequired = failures.some(({ code, clauses }) => code === 'mfa-impossible' && clauses.length > 0);
  return failures.filter((failure, index) => {
    if (failure.code === 'mfa-impossible' && failure.clauses.length === 0) return !isRequired;
    const isRepeatable = failure.code.startsWith('mfa-') || failure.code.startsWith('external-id-');
    const isSame = ({ code, clauses, place }: Failure) => code === failure.code && clauses.length > 0 && place.in === failure.place.in;
    return !isRepeatable || failures.findIndex(isSame) === index;
  });
}
