/** What the caller has to send instead: every change that is in the caller's hands, made at once. */
import { Attempt, RoleInQuestion, Sent } from './attempt';
import { Failure, withContext } from './failure';
import { AssumeRoleRequest, isSession, lastSegment } from '../evaluation/assume-role-request';
import { matchClause, resolvedPattern } from '../evaluation/match-condition';
import { StatementMatch } from '../evaluation/match-statement';
import { requestKeyOf } from '../evaluation/request-keys';
import { ConditionClause } from '../policy/condition';
import { isKnown, showText } from '../policy/partly-known-text';
import { PolicyVersion } from '../policy/trust-policy';

/** A statement whose conditions the call has to meet, or (a Deny) must not meet. */
export interface Demand {
  readonly match: StatementMatch;
  readonly version: PolicyVersion;
}

/** STS gives nobody more than 12 hours, and a caller that is itself a session of a role no more than 1. */
const LONGEST_SESSION = 43_200;
const LONGEST_CHAINED_SESSION = 3_600;

/** The longest session that this caller can get of the role, as far as it is known. */
export function longestSession(attempt: Attempt, role: RoleInQuestion): number {
  return Math.min(role.maxSessionSeconds ?? LONGEST_SESSION, isSession(attempt.caller) ? LONGEST_CHAINED_SESSION : LONGEST_SESSION);
}

export function correctedCall(
  attempt: Attempt, role: RoleInQuestion, failures: readonly Failure[], demands: readonly Demand[], request: AssumeRoleRequest,
): Attempt {
  const { caller, sent } = attempt;
  const fit = (key: string, given: string | undefined) => fittingValue(key, given, demands, request);
  const needsMfa = failures.some(({ code }) => code === 'mfa-missing' || code === 'mfa-too-old');
  const corrected: Sent = {
    ...sent,
    externalId: fit('sts:externalid', sent.externalId),
    mfaAgeSeconds: caller.kind !== 'iam-user' ? undefined : needsMfa ? 0 : sent.mfaAgeSeconds,
    sessionName: fit('sts:rolesessionname', sent.sessionName),
    sourceIdentity: sent.untold.has('sts:sourceidentity') ? sent.sourceIdentity : fit('sts:sourceidentity', sent.sourceIdentity),
    sessionTags: fittingTags(sent.sessionTags, demands, request),
    durationSeconds: sent.durationSeconds === undefined ? undefined : Math.min(sent.durationSeconds, longestSession(attempt, role)),
  };
  return { ...attempt, sent: corrected };
}

/** The name that is sent, or one that people know the caller by. */
export function sessionNameOf({ caller, sent }: Attempt): string {
  const userName = caller.kind === 'iam-user' ? lastSegment(caller.name) : '';
  return sent.sessionName ?? (/^[\w+=,.@-]{2,64}$/.test(userName) ? userName : 'cli-session');
}

interface Wish {
  readonly clause: ConditionClause;
  readonly version: PolicyVersion;
  /** Has it to hold, or must it not? */
  readonly wanted: boolean;
}

function wishesAbout(key: string, demands: readonly Demand[]): readonly Wish[] {
  return demands.flatMap(({ match: { statement }, version }) => {
    const isAllow = statement.effect === 'Allow';
    // Of a Deny with several conditions one has to fail, and which one is not ours to choose.
    if (!isAllow && statement.conditions.length > 1) return [];
    return statement.conditions.filter((clause) => clause.key === key).map((clause) => ({ clause, version, wanted: isAllow }));
  });
}

/** What was given where it fits, otherwise a value that does; what was given again where none can be found. */
function fittingValue(key: string, given: string | undefined, demands: readonly Demand[], request: AssumeRoleRequest): string | undefined {
  const { caller } = request;
  const wishes = wishesAbout(key, demands);
  const fits = (value: string | undefined) => {
    const tried = value === undefined ? without(request, key) : withContext(request, [[key, value]]);
    return wishes.every(({ clause, version, wanted }) => matchClause(clause, version, tried).truth === (wanted ? 'yes' : 'no'));
  };
  if (fits(given)) return given;
  const known = /^sts:(rolesessionname|sourceidentity)$/.test(key) && caller.kind === 'iam-user' ? [lastSegment(caller.name)] : [];
  const candidates = wishes.flatMap(({ clause, version }) => clause.values.flatMap((value) => valuesLike(value, clause, version, request)));
  const usual = key === 'sts:rolesessionname' ? ['cli-session'] : ['example'];
  return [...known, ...candidates, ...usual, undefined].find((value) => (value === undefined ? key !== 'sts:rolesessionname' : isSendable(key, value, request)) && fits(value)) ?? given;
}

function without(request: AssumeRoleRequest, key: string): AssumeRoleRequest {
  const context = new Map(request.context);
  context.delete(key);
  return { ...request, context };
}

/** The texts that a value of a condition itself names: `*` filled with something, and with nothing. */
function valuesLike(value: ConditionClause['values'][number], clause: ConditionClause, version: PolicyVersion, request: AssumeRoleRequest): string[] {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null') return [];
  const pattern = resolvedPattern(value, family, version, (key) => {
    const text = request.undocumented?.has(key) ? undefined : request.context.get(key);
    return typeof text === 'string' ? text : undefined;
  });
  if (pattern === undefined || pattern.some(({ kind }) => kind === 'hole' || kind === 'variable')) return [];
  const filled = (run: string) => pattern.map((token) => (token.kind === 'any-run' ? run : token.kind === 'any-one' ? 'x' : 'text' in token ? token.text : '')).join('');
  return [filled(''), filled('example')];
}

/** STS takes the characters and lengths of the key only. */
function isSendable(key: string, value: string, { caller }: AssumeRoleRequest): boolean {
  const { domain } = requestKeyOf(key, caller.kind, 'absent');
  if (key.startsWith('aws:requesttag/')) return isTagValue(value);
  return domain.type === 'text' && value.length >= domain.min && value.length <= domain.max && new RegExp(`^[${domain.alphabet ?? '^'}]*$`).test(value);
}

export function isTagValue(value: string): boolean {
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value);
}

/** Tags with other values where these are demanded, without those whose keys are refused, and with those that are missing. */
function fittingTags(given: ReadonlyMap<string, string>, demands: readonly Demand[], request: AssumeRoleRequest): ReadonlyMap<string, string> {
  const tags = new Map(given);
  const aboutKeys = wishesAbout('aws:tagkeys', demands);
  const bounds = aboutKeys.filter(({ clause }) => clause.operator?.qualifier === 'for-all-values');
  for (const key of given.keys()) {
    const alone = withContext(request, [['aws:tagkeys', [key]]]);
    if (bounds.some(({ clause, version, wanted }) => matchClause(clause, version, alone).truth === (wanted ? 'no' : 'yes'))) tags.delete(key);
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

/** As the policy spells them. */
function tagsAskedAbout(demands: readonly Demand[]): readonly string[] {
  const keys = demands.flatMap(({ match }) => match.statement.conditions.map(({ keyWritten }) => showText(keyWritten)));
  return [...new Set(keys.filter((key) => /^aws:requesttag\//i.test(key)).map((key) => key.slice('aws:requesttag/'.length)))];
}
