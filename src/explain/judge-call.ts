/** Decides one call from everything that is given: what STS requires of every call, the trust policy, and the policies around it. */
import { arnOf, Attempt, RoleInQuestion, TokenTimes } from './attempt';
import { correctedCall, Demand, longestSession } from './corrected-call';
import { CauseCode } from './explanation';
import { Failure, failureAt, outcomeOf } from './failure';
import { judge, JudgedPolicy, matchesInCommon } from './judged-policy';
import { CombinedPolicies, combinePolicies, statementsOf } from './policies/combine-policies';
import { GivenPolicies } from './policies/given-policy';
import { requiredAllows } from './policies/required-allows';
import { possibleRequests } from './possible-requests';
import { TrustFailures, trustFailures } from './trust-failures';
import { fillRoleEnvironment, roleEnvironmentOf } from '../analysis/fill-deploy-time-values';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { EvaluatedRequest, Caller, isSession, requiredActions } from '../evaluation/assume-role-request';
import { PolicyVariant } from '../policy/trust-policy';

export type Outcome = 'allowed' | 'denied' | 'undecided';

export interface JudgedCall {
  readonly outcome: Outcome;
  /** Of the trust policy alone. */
  readonly trustOutcome: Outcome;
  readonly policy: PolicyVariant;
  readonly trust: TrustFailures;
  readonly combined: CombinedPolicies;
  /** Failures of the call itself, of the trust policy and of the given policies. */
  readonly ofCall: readonly Failure[];
  readonly ofTrust: readonly Failure[];
  readonly ofPolicies: readonly Failure[];
  /** What the caller has to send instead, and the actions that it then needs. */
  readonly corrected: Attempt;
  readonly actions: readonly string[];
}

export function judgeCall(attempt: Attempt, role: RoleInQuestion, given: GivenPolicies, now: Date): JudgedCall {
  const variants = variantsOf(role);
  const statements = [...variants.flatMap((variant) => variant.statements), ...statementsOf(given)];
  const requests = possibleRequests(attempt, role, statements, now);
  const judged = judge(variants, requests);
  const demands = allDemands({ attempt, role, judged, requests, given });
  // No trust policy and no permission can allow a caller of another partition, so there is nothing to change in them.
  const isForeign = isOfOtherPartition(attempt.caller, role);
  const isTrusted = judged.outcome === 'allowed' && demands.actions.length === requiredActions(requests[0]).length;
  const ofCall = callFailures(attempt, role, now);
  const ofTrust = isForeign || isTrusted ? [] : demands.trust.failures;
  const ofPolicies = isForeign ? [] : demands.combined.failures;
  const outcomes: readonly Outcome[] = [judged.outcome, outcomeOf([...ofCall, ...ofPolicies])];
  const outcome = outcomes.find((one) => one === 'denied') ?? outcomes.find((one) => one === 'undecided') ?? 'allowed';
  return { outcome, trustOutcome: judged.outcome, policy: judged.policy, ofCall, ofTrust, ofPolicies, ...demands };
}

/** The policy of this role, with its account and partition filled in where the document refers to them. */
function variantsOf(role: RoleInQuestion): readonly PolicyVariant[] {
  const { account, partition } = arnOf(role);
  const { variants } = readTrustPolicy(role.document, { ...role.context, account, partition });
  return variants.map((variant) => fillRoleEnvironment(variant, roleEnvironmentOf({ account, partition }, [variant])));
}

interface Judging {
  readonly attempt: Attempt;
  readonly role: RoleInQuestion;
  readonly judged: JudgedPolicy;
  readonly requests: readonly EvaluatedRequest[];
  readonly given: GivenPolicies;
}

type Demands = Pick<JudgedCall, 'trust' | 'combined' | 'corrected' | 'actions'>;

/**
 * The corrected call may need more actions than the original call: a source identity that is required must also be allowed. So the
 * failures are those of all actions that the corrected call needs.
 */
function allDemands(judging: Judging): Demands {
  const { role, judged: { policy }, requests } = judging;
  // The statement that allows one more action can have conditions of its own. There are few actions, so this ends.
  for (let found = demandsFor(judging, requiredActions(requests[0])); ; ) {
    const [afterwards] = possibleRequests(found.corrected, role, policy.statements, new Date(0));
    const needed = [...new Set([...found.actions, ...requiredActions(afterwards)])];
    if (needed.length === found.actions.length) return found;
    found = demandsFor(judging, needed);
  }
}

function demandsFor({ attempt, role, judged: { policy }, requests, given }: Judging, actions: readonly string[]): Demands {
  const [request] = requests;
  const { account, written: roleArn } = arnOf(role);
  const trust = trustFailures(policy, matchesInCommon(policy, requests, actions), actions, request, account);
  const required = (action: string) => requiredAllows(trust.trustingFor(action), attempt.caller, account);
  const combined = combinePolicies(given, { requests, actions, roleArn }, required);
  const demands: Demand[] = [...trust.inPlay.map((match) => ({ match, version: policy.version })), ...combined.inPlay];
  const failures = [...trust.failures, ...combined.failures];
  return { trust, combined, actions, corrected: correctedCall(attempt, role, failures, demands, request) };
}

/** What STS rejects whatever the policies say, and a role that does not exist. */
function callFailures(attempt: Attempt, role: RoleInQuestion, now: Date): Failure[] {
  const { caller, sent, tokenTimes } = attempt;
  const failures: Failure[] = [];
  const refuse = (code: CauseCode) => failures.push(failureAt({ in: 'call' }, code));
  if (arnOf(role).written !== role.requested.written) refuse('role-arn-mismatch');
  if (isOfOtherPartition(caller, role)) refuse('partition-mismatch');
  if (sent.mfaAgeSeconds !== undefined && caller.kind !== 'iam-user') refuse('mfa-impossible');
  if (sent.durationSeconds !== undefined && sent.durationSeconds > longestSession(attempt, role)) {
    refuse(isSession(caller) ? 'chaining-over-an-hour' : 'duration-too-long');
  }
  if (whyNotValid(tokenTimes, now) !== undefined) refuse('token-rejected');
  return failures;
}

/** Why STS does not accept a token at this time; undefined if it does, as far as that is known. */
export function whyNotValid({ notBefore, expires }: TokenTimes = {}, now: Date): string | undefined {
  const dateOf = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  if (expires !== undefined && expires * 1000 <= now.getTime()) return `it expired at ${dateOf(expires)} (exp)`;
  if (notBefore !== undefined && notBefore * 1000 > now.getTime()) return `it is not valid before ${dateOf(notBefore)} (nbf)`;
  return undefined;
}

/** Trust never crosses partitions. Services and the built-in identity providers are in all of them. */
export function isOfOtherPartition(caller: Caller, role: RoleInQuestion): boolean {
  const place = caller.kind === 'oidc' ? caller.provider : caller.kind === 'service' ? undefined : caller;
  return place !== undefined && place.partition !== arnOf(role).partition;
}
