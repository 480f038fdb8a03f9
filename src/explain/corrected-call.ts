/** What the caller has to send instead: all the changes that the caller can make, at once. */
import { Attempt, RoleInQuestion, Sent } from './attempt';
import { Failure, MFA_KEYS, withContext } from './failure';
import { EvaluatedRequest, isSession, lastSegment } from '../evaluation/assume-role-request';
import { matchClause, resolvedPattern } from '../evaluation/match-condition';
import { StatementMatch } from '../evaluation/match-statement';
import { requestKeyOf } from '../evaluation/request-keys';
import { ConditionClause, OperatorFamily } from '../policy/condition';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';
import { PolicyVersion } from '../policy/trust-policy';

/** A statement whose conditions the call has to meet, or (a Deny) must not meet. */
export interface Demand {
  readonly match: StatementMatch;
  readonly version: PolicyVersion;
}

/** STS limits every session to 12 hours, and a session for a caller that is itself a role session to 1 hour. */
const LONGEST_SESSION = 43_200;
const LONGEST_CHAINED_SESSION = 3_600;

/** The longest session of the role that this caller can get, as far as it is known. */
export function longestSession(attempt: Attempt, role: RoleInQuestion): number {
  return Math.min(role.maxSessionSeconds ?? LONGEST_SESSION, isSession(attempt.caller) ? LONGEST_CHAINED_SESSION : LONGEST_SESSION);
}

export function correctedCall(
  attempt: Attempt, role: RoleInQuestion, failures: readonly Failure[], demands: readonly Demand[], request: EvaluatedRequest,
): Attempt {
  const { caller, sent } = attempt;
  const fit = (key: string, given: string | undefined) => fittingValue(key, given, demands, request);
  const needsMfa = failures.some(({ code }) => code === 'mfa-missing' || code === 'mfa-too-old');
  const isIdentityUnknown = sent.sentWithUnknownValue.has('sts:sourceidentity');
  const corrected: Sent = {
    ...sent,
    externalId: fit('sts:externalid', sent.externalId),
    mfaAgeSeconds: caller.kind !== 'iam-user' ? undefined : needsMfa ? 0 : sent.mfaAgeSeconds,
    sessionName: fit('sts:rolesessionname', sent.sessionName),
    sourceIdentity: isIdentityUnknown ? sent.sourceIdentity : fit('sts:sourceidentity', sent.sourceIdentity),
    sessionTags: fittingTags(sent.sessionTags, demands, request),
    // A session without MFA is exchanged for a call with a code.
    context: needsMfa ? new Map([...sent.context].filter(([key]) => !MFA_KEYS.has(key))) : sent.context,
    durationSeconds: sent.durationSeconds === undefined ? undefined : Math.min(sent.durationSeconds, longestSession(attempt, role)),
  };
  // A token that is not valid is exchanged for a new one.
  return { ...attempt, tokenTimes: undefined, sent: corrected };
}

/** The session name that is sent, or the name of the calling user. */
export function sessionNameOf({ caller, sent }: Attempt): string {
  const userName = caller.kind === 'iam-user' ? lastSegment(caller.name) : '';
  return sent.sessionName ?? (/^[\w+=,.@-]{2,64}$/.test(userName) ? userName : 'cli-session');
}

interface ClauseRequirement {
  readonly clause: ConditionClause;
  readonly version: PolicyVersion;
  /** Whether the clause must match (of an Allow) or must not match (of a Deny). */
  readonly wanted: boolean;
}

function requirementsOn(key: string, demands: readonly Demand[]): readonly ClauseRequirement[] {
  return demands.flatMap(({ match: { statement }, version }) => {
    const isAllow = statement.effect === 'Allow';
    // One condition of a Deny with several conditions must not match. Which one is for the caller to choose.
    if (!isAllow && statement.conditions.length > 1) return [];
    return statement.conditions.filter((clause) => clause.key === key).map((clause) => ({ clause, version, wanted: isAllow }));
  });
}

/** The given value if it meets the requirements, otherwise a value that does. If no such value is found, the given one. */
function fittingValue(key: string, given: string | undefined, demands: readonly Demand[], request: EvaluatedRequest): string | undefined {
  const { caller } = request;
  const requirements = requirementsOn(key, demands);
  const fits = (value: string | undefined) => {
    const tried = value === undefined ? without(request, key) : withContext(request, [[key, value]]);
    return requirements.every(({ clause, version, wanted }) => matchClause(clause, version, tried).truth === (wanted ? 'yes' : 'no'));
  };
  if (fits(given)) return given;
  const known = /^sts:(rolesessionname|sourceidentity)$/.test(key) && caller.kind === 'iam-user' ? [lastSegment(caller.name)] : [];
  const candidates = requirements.flatMap((requirement) => valuesLike(requirement, request));
  const usual = key === 'sts:rolesessionname' ? ['cli-session'] : ['example'];
  const fitting = [...known, ...candidates, ...usual].find((value) => isSendable(key, value, request) && fits(value));
  if (fitting !== undefined) return fitting;
  // Every call has a session name, so leaving it out is not possible.
  return key !== 'sts:rolesessionname' && fits(undefined) ? undefined : given;
}

function without(request: EvaluatedRequest, key: string): EvaluatedRequest {
  const context = new Map(request.context);
  context.delete(key);
  return { ...request, context };
}

function valuesLike({ clause, version }: ClauseRequirement, request: EvaluatedRequest): readonly string[] {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null') return [];
  return clause.values.flatMap((value) => textsMatching(value, family, version, request));
}

type TextFamily = Exclude<OperatorFamily, 'null'>;

/** Texts that a value of a condition matches: each `*` replaced by nothing, and by some text. */
function textsMatching(value: PartlyKnownText, family: TextFamily, version: PolicyVersion, request: EvaluatedRequest): readonly string[] {
  const pattern = resolvedPattern(value, family, version, (key) => {
    const text = request.undocumented?.has(key) ? undefined : request.context.get(key);
    return typeof text === 'string' ? text : undefined;
  });
  if (pattern === undefined || pattern.some(({ kind }) => kind === 'hole' || kind === 'variable')) return [];
  const textOf = (token: typeof pattern[number], run: string) => {
    if (token.kind === 'any-run') return run;
    if (token.kind === 'any-one') return 'x';
    return 'text' in token ? token.text : '';
  };
  return ['', 'example'].map((run) => pattern.map((token) => textOf(token, run)).join(''));
}

/** Whether STS accepts the characters and the length of this value. */
function isSendable(key: string, value: string, { caller }: EvaluatedRequest): boolean {
  const { domain } = requestKeyOf(key, caller.kind, 'absent');
  if (key.startsWith('aws:requesttag/')) return isTagValue(value);
  if (domain.type !== 'text' || value.length < domain.min || value.length > domain.max) return false;
  return new RegExp(`^[${domain.alphabet ?? '^'}]*$`).test(value);
}

export function isTagValue(value: string): boolean {
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value);
}

/** The given tags with the required values, without those whose keys are not allowed, and with those that are missing. */
function fittingTags(
  given: ReadonlyMap<string, string>, demands: readonly Demand[], request: EvaluatedRequest,
): ReadonlyMap<string, string> {
  const tags = new Map(given);
  const aboutKeys = requirementsOn('aws:tagkeys', demands);
  const bounds = aboutKeys.filter(({ clause }) => clause.operator?.qualifier === 'for-all-values');
  for (const key of given.keys()) {
    const alone = withContext(request, [['aws:tagkeys', [key]]]);
    const isDenied = bounds.some(({ clause, version, wanted }) => matchClause(clause, version, alone).truth === (wanted ? 'no' : 'yes'));
    if (isDenied) tags.delete(key);
  }
  for (const key of tagsAskedAbout(demands)) {
    const name = [...given.keys()].find((one) => one.toLowerCase() === key.toLowerCase()) ?? key;
    const value = fittingValue(`aws:requesttag/${key.toLowerCase()}`, tags.get(name), demands, request);
    if (value !== undefined) tags.set(name, value);
  }
  for (const { clause, wanted } of aboutKeys) {
    if (!wanted || clause.operator?.qualifier !== 'for-any-value' || clause.operator.negated) continue;
    const named = clause.values.filter(isKnown);
    if (!named.some((key) => tags.has(key)) && /^[^*?$]+$/.test(named[0] ?? '*')) tags.set(named[0], 'example');
  }
  return tags;
}

/** The keys as the policy spells them. */
function tagsAskedAbout(demands: readonly Demand[]): readonly string[] {
  const keys = demands.flatMap(({ match }) => match.statement.conditions.map(({ keyWritten }) => showText(keyWritten)));
  return [...new Set(keys.filter((key) => /^aws:requesttag\//i.test(key)).map((key) => key.slice('aws:requesttag/'.length)))];
}
