/**
 * What the caller's own policies say about the call.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
import { Failure, failureAt, failuresOfClauses, failuresOfDeny, outcomeOf } from './failure';
import { IdentityPolicy, PolicyResources } from './identity-policy';
import { matchesInCommon } from './judged-policy';
import { AssumeRoleRequest, Caller, callerAccount } from '../evaluation/assume-role-request';
import { resolvedPattern } from '../evaluation/match-condition';
import { matchPrincipal } from '../evaluation/match-principal';
import { matchesFor, StatementMatch } from '../evaluation/match-statement';
import { arnLike } from '../evaluation/operators/arn-operators';
import { allOf, anyOf, not, Truth } from '../evaluation/truth';
import { anyText, matchPattern } from '../evaluation/value-pattern';
import { operatorNamed } from '../policy/condition-operators';
import { isKnown, PartlyKnownText, piecesOf, showText, textOf } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { PolicyVersion, Statement } from '../policy/trust-policy';

export interface CallerSideFound {
  readonly status: 'allowed' | 'denied' | 'undecided';
  readonly failures: readonly Failure[];
  /** The statements whose conditions the call has to meet, or (a Deny) must not meet. */
  readonly inPlay: readonly { readonly match: StatementMatch; readonly version: PolicyVersion }[];
}

/** Whether the caller's account must allow the call, too. Not if the caller is in the role's account and the trust policy names it. */
export function needsCallerSide(trusting: readonly Statement[], caller: Caller, roleAccount: string): boolean {
  const account = callerAccount(caller);
  if (account === undefined || account !== roleAccount) return account !== undefined;
  // A caller that is not trusted yet will be named by the corrected policy.
  return trusting.length > 0 && trusting.every((statement) => !settlesIt(statement, caller));
}

function settlesIt({ principals, notPrincipal }: Statement, caller: Caller): boolean {
  const trusted = principals.filter((principal) => matchPrincipal(principal, caller) !== 'no');
  return !notPrincipal && (trusted.length === 0 || trusted.some(isNamed));
}

function isNamed({ kind }: Principal): boolean {
  return kind === 'user' || kind === 'role' || kind === 'session' || kind === 'anyone';
}

interface Weighed {
  readonly file: string;
  readonly version: PolicyVersion;
  readonly match: StatementMatch;
  readonly resource: Truth;
  readonly resources?: PolicyResources;
}

/** @param actions the actions that the caller's policies must allow, the API itself first */
export function judgeCallerSide(
  policies: readonly IdentityPolicy[], requests: readonly AssumeRoleRequest[], actions: readonly string[], roleArn: string,
): CallerSideFound {
  const [request] = requests;
  const weighed = policies.flatMap((policy) => weigh(policy, requests, actions, roleArn));
  const truths = ({ match, resource }: Weighed) => actions.map((action) => allOf([matchesFor(match, action), resource]));
  const denies = weighed.filter((one) => one.match.statement.effect !== 'Allow' && truths(one).some((truth) => truth !== 'no'));
  const denied = denies.flatMap((one) => {
    const { file, match, version } = one;
    const place = { in: 'caller-policy', file, statement: match.statement } as const;
    return failuresOfDeny(match, truths(one), version, request, 'caller-policy-denies', place);
  });
  const allows = weighed.filter(({ match }) => match.statement.effect === 'Allow');
  const permitted = actions.map((action, index) => ({ action, truth: anyOf(allows.map((one) => truths(one)[index])) }));
  const missing = permitted.filter(({ truth }) => truth !== 'yes');
  const [first] = missing;
  const near = first && nearest(allows, first.action);
  const failures = [...first ? missingPermission(missing, near, request) : [], ...denied];
  return { status: outcomeOf(failures), failures, inPlay: near ? [near, ...denies] : denies };
}

function weigh(
  { file, policy, resources }: IdentityPolicy, requests: readonly AssumeRoleRequest[], actions: readonly string[], roleArn: string,
): Weighed[] {
  const [request] = requests;
  return matchesInCommon(policy, requests, actions).map((match, index) => {
    const element = resources[index];
    const resource = element === undefined ? 'unknown' : matchResources(element, roleArn, policy.version, request);
    return { file, version: policy.version, match, resource, resources: element };
  });
}

/** An Allow that names the action and fails for another reason, preferably not because of its resource. */
function nearest(allows: readonly Weighed[], action: string): Weighed | undefined {
  const about = allows.filter(({ match }) => match.actions.get(action) !== 'no');
  return about.find(({ resource }) => resource !== 'no') ?? about[0];
}

interface PermittedAction {
  readonly action: string;
  readonly truth: Truth;
}

function missingPermission(missing: readonly PermittedAction[], near: Weighed | undefined, request: AssumeRoleRequest): Failure[] {
  const doubtful = missing.every(({ truth }) => truth !== 'no');
  const place = { in: 'caller-policy', file: near?.file, statement: near?.match.statement } as const;
  const lacks = failureAt(place, 'caller-policy-missing', doubtful, missing.map(({ action }) => action));
  if (!near) return [lacks];
  if (near.resource === 'no') {
    const { others, written } = near.resources!;
    return [{ ...lacks, detail: `it names ${others ? 'every resource except' : 'only'} ${written.map(showText).join(', ')}` }];
  }
  const clauses = near.match.conditions.filter(({ truth }) => truth !== 'yes');
  const sendable = failuresOfClauses(clauses, true, near.version, request, place).filter(({ code }) => code !== 'condition-not-met');
  return [{ ...lacks, clauses }, ...sendable];
}

const ARN_LIKE = operatorNamed('ArnLike')!;

function matchResources({ written, others }: PolicyResources, roleArn: string, version: PolicyVersion, request: AssumeRoleRequest): Truth {
  const named = anyOf(written.map((text) => matchResource(text, roleArn, version, request)));
  return others ? not(named) : named;
}

/** An ARN with fewer than six parts is completed with wildcards. */
function matchResource(written: PartlyKnownText, roleArn: string, version: PolicyVersion, request: AssumeRoleRequest): Truth {
  const colons = piecesOf(written).flatMap((piece) => (typeof piece === 'string' ? piece.match(/:/g) ?? [] : [])).length;
  const completed = isKnown(written) ? textOf([written, ':*'.repeat(Math.max(0, 5 - colons))]) : written;
  const pattern = resolvedPattern(completed, 'arn', version, (key) => {
    const value = request.context.get(key);
    if (request.undocumented?.has(key)) return anyText(key);
    return typeof value === 'string' ? value : undefined;
  });
  if (pattern === undefined) return 'no';
  const match = arnLike.matches(pattern, roleArn, ARN_LIKE);
  if (match === 'invalid') return 'unconfirmed';
  // AWS does not document for resources, as it does for condition operators, whether a wildcard can match a colon.
  return match === 'no' && matchPattern(pattern, roleArn) !== 'no' ? 'unconfirmed' : match;
}
