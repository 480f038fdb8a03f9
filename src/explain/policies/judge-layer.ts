/** What the policies of one use decide about the call: whether one of them allows each action, and whether one of them denies it. */
import { GivenPolicy, PolicyResources } from './given-policy';
import { EvaluatedRequest } from '../../evaluation/assume-role-request';
import { matchesFor, StatementMatch } from '../../evaluation/match-statement';
import { allOf, anyOf, not, Truth } from '../../evaluation/truth';
import { anyText } from '../../evaluation/value-pattern';
import { matchResource } from '../../permissions/match-resource';
import { showText } from '../../policy/partly-known-text';
import { PolicyVersion } from '../../policy/trust-policy';
import { CauseCode } from '../explanation';
import { Failure, failureAt, FailurePlace, failuresOfClauses, failuresOfDeny } from '../failure';
import { matchesInCommon } from '../judged-policy';

/** The call, as the policies see it. */
export interface CallToJudge {
  readonly requests: readonly EvaluatedRequest[];
  /** The actions that have to be allowed, the API itself first. */
  readonly actions: readonly string[];
  readonly roleArn: string;
}

/** The policies of one use, or of one level of the organization. */
export interface PolicyLayer {
  readonly in: Extract<FailurePlace['in'], 'caller-policy' | 'boundary' | 'session-policy' | 'scp' | 'rcp'>;
  readonly policies: readonly GivenPolicy[];
  /** Whether one of the policies has to allow this action. */
  readonly mustAllow: (action: string) => Truth;
  readonly missing: CauseCode;
  readonly denies: CauseCode;
}

export interface JudgedLayer {
  readonly failures: readonly Failure[];
  /** The statements whose conditions the call has to meet, or (a Deny) must not meet. */
  readonly inPlay: readonly { readonly match: StatementMatch; readonly version: PolicyVersion }[];
}

interface WeighedStatement {
  readonly given: GivenPolicy;
  readonly file: string;
  readonly version: PolicyVersion;
  readonly match: StatementMatch;
  readonly resource: Truth;
  readonly resources?: PolicyResources;
}

export function judgeLayer(layer: PolicyLayer, call: CallToJudge): JudgedLayer {
  const { requests: [request], actions } = call;
  const weighed = layer.policies.flatMap((policy) => weigh(policy, call));
  const truths = ({ match, resource }: WeighedStatement) => actions.map((action) => allOf([matchesFor(match, action), resource]));
  const denies = weighed.filter((one) => one.match.statement.effect !== 'Allow' && truths(one).some((truth) => truth !== 'no'));
  const denied = denies.flatMap((one) => {
    const { file, match, version } = one;
    return failuresOfDeny(match, truths(one), version, request, layer.denies, { in: layer.in, file, statement: match.statement });
  });
  const unreadable: Truth = layer.policies.some(hasUnreadablePart) ? 'unknown' : 'no';
  const allows = weighed.filter(({ match }) => match.statement.effect === 'Allow');
  const permitted = actions.map((action, index): ActionToAllow => ({
    action,
    isNeeded: layer.mustAllow(action),
    truth: anyOf([...allows.map((one) => truths(one)[index]), unreadable]),
  }));
  const missing = permitted.filter(({ isNeeded, truth }) => isNeeded !== 'no' && truth !== 'yes');
  const [first] = missing;
  const near = first && nearest(allows, first.action);
  const failures = [...first ? missingPermission(layer, missing, near, request) : [], ...denied, ...unreadableDenies(layer, unreadable)];
  return { failures, inPlay: near ? [near, ...denies] : denies };
}

/** A part of the document that cannot be read may contain statements of either effect. */
function hasUnreadablePart({ policy }: GivenPolicy): boolean {
  return policy.problems.some(({ kind, statement }) => kind === 'unreadable' && statement === undefined);
}

function unreadableDenies(layer: PolicyLayer, unreadable: Truth): readonly Failure[] {
  return unreadable === 'no' ? [] : [failureAt({ in: layer.in, file: layer.policies.find(hasUnreadablePart)?.file }, layer.denies, true)];
}

function weigh(given: GivenPolicy, { requests, actions, roleArn }: CallToJudge): WeighedStatement[] {
  const { file, policy, resources } = given;
  const [request] = requests;
  return matchesInCommon(policy, requests, actions).map((match, index) => {
    const element = resources[index];
    const resource = element === undefined ? 'unknown' : matchResources(element, roleArn, policy.version, request);
    return { given, file, version: policy.version, match, resource, resources: element };
  });
}

/** An Allow that names the action and fails for another reason, preferably not because of its resource. */
function nearest(allows: readonly WeighedStatement[], action: string): WeighedStatement | undefined {
  const about = allows.filter(({ match }) => match.actions.get(action) !== 'no');
  return about.find(({ resource }) => resource !== 'no') ?? about[0];
}

interface ActionToAllow {
  readonly action: string;
  readonly isNeeded: Truth;
  readonly truth: Truth;
}

function missingPermission(
  layer: PolicyLayer, missing: readonly ActionToAllow[], near: WeighedStatement | undefined, request: EvaluatedRequest,
): Failure[] {
  const doubtful = missing.every(({ truth, isNeeded }) => truth !== 'no' || isNeeded !== 'yes');
  const place: FailurePlace = { in: layer.in, file: near?.file ?? fileOf(layer), statement: near?.match.statement };
  const actions = missing.map(({ action }) => action);
  const lacks: Failure = { ...failureAt(place, layer.missing, doubtful, actions), lackingPolicy: near?.given ?? layer.policies[0] };
  if (!near) return [lacks];
  if (near.resource === 'no') {
    const { others, written } = near.resources!;
    return [{ ...lacks, detail: `it names ${others ? 'every resource except' : 'only'} ${written.map(showText).join(', ')}` }];
  }
  const clauses = near.match.conditions.filter(({ truth }) => truth !== 'yes');
  const sendable = failuresOfClauses(clauses, true, near.version, request, place).filter(({ code }) => code !== 'condition-not-met');
  // They are no more certain than that the Allow is needed at all.
  return [{ ...lacks, clauses }, ...sendable.map((failure) => ({ ...failure, doubtful: failure.doubtful || doubtful }))];
}

/** Where no statement is close, a single policy can still be named. */
function fileOf({ in: use, policies }: PolicyLayer): string | undefined {
  return use === 'caller-policy' ? undefined : policies[0]?.file;
}

function matchResources({ written, others }: PolicyResources, roleArn: string, version: PolicyVersion, request: EvaluatedRequest): Truth {
  const valueOf = (key: string) => {
    const value = request.context.get(key);
    if (request.undocumented?.has(key)) return anyText(key);
    return typeof value === 'string' ? value : undefined;
  };
  const named = anyOf(written.map((text) => matchResource(text, roleArn, version, valueOf)));
  return others ? not(named) : named;
}
