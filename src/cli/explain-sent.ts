/** What the call to explain sent: from the options, a profile, or a CloudTrail record. An option overrides the others. */
import { checked, ExplainFlags, shown, splitPair } from './explain-flags';
import { ContextValue } from '../evaluation/assume-role-request';
import { requestKeyOf } from '../evaluation/request-keys';
import { Sent } from '../explain/attempt';
import { AwsError } from '../explain/aws-error/aws-error';
import { isTagValue } from '../explain/corrected-call';
import { refuse } from '../input/input-error';

/** The form of a session name or source identity. */
export const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const NAME_ALPHABET = '2 to 64 letters, digits and _+=,.@-';
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** What a profile or a CloudTrail record says that the call sent. */
export interface SentElsewhere {
  readonly externalId?: string;
  readonly hasMfa?: boolean;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly durationSeconds?: number;
  readonly tags?: ReadonlyMap<string, string>;
}

export function readSent(flags: ExplainFlags, error: AwsError | undefined, elsewhere: SentElsewhere): Sent {
  const context = contextOf(flags.context);
  const sent = foldedIn(withDefaults(flags, elsewhere), context);
  const sentWithUnknownValue = new Map<string, ContextValue>();
  const action = error?.action?.toLowerCase();
  if (action === 'sts:tagsession' && sent.sessionTags.size === 0) sentWithUnknownValue.set('aws:tagkeys', ['unknown-key']);
  if (action === 'sts:setsourceidentity' && sent.sourceIdentity === undefined) sentWithUnknownValue.set('sts:sourceidentity', 'unknown');
  return { ...sent, sentWithUnknownValue };
}

type SendingFlags = Pick<
  ExplainFlags, 'externalId' | 'mfa' | 'mfaAge' | 'sessionName' | 'sourceIdentity' | 'sessionTag' | 'duration'
>;

function withDefaults(flags: ExplainFlags, elsewhere: SentElsewhere): SendingFlags {
  const { externalId, hasMfa, sessionName, sourceIdentity, durationSeconds, tags } = elsewhere;
  const context = flags.context.join('\n').toLowerCase();
  const unless = <T>(key: string, value: T): T | undefined => (context.includes(`${key}=`) ? undefined : value);
  return {
    externalId: flags.externalId ?? unless('sts:externalid', externalId),
    mfa: flags.mfa ?? (unless('aws:multifactorauthpresent', hasMfa) === true && flags.mfaAge === undefined ? true : undefined),
    mfaAge: flags.mfaAge,
    sessionName: flags.sessionName ?? unless('sts:rolesessionname', sessionName),
    sourceIdentity: flags.sourceIdentity ?? unless('sts:sourceidentity', sourceIdentity),
    sessionTag: flags.sessionTag.length > 0 ? flags.sessionTag : [...tags ?? []].map(([key, value]) => `${key}=${value}`),
    duration: flags.duration ?? (durationSeconds === undefined ? undefined : String(durationSeconds)),
  };
}

/** These keys follow from --caller-arn. */
const FOLLOWS_FROM_CALLER = /^aws:(principal(account|type|isawsservice|servicename|servicenameslist)|username)$/;

function contextOf(pairs: readonly string[]): Map<string, ContextValue> {
  const context = new Map<string, ContextValue>();
  for (const pair of pairs) {
    const [key, value] = splitPair('--context', pair, 'aws:SourceIp=203.0.113.7');
    if (!/^[\w.-]+(:[\x21-\x7e]+|\/[\x21-\x7e]+:[\x21-\x7e]+)$/.test(key)) {
      refuse('--context', `${shown(key)} is not a condition key: specify, for example, aws:SourceIp=203.0.113.7`);
    }
    const name = key.toLowerCase();
    if (FOLLOWS_FROM_CALLER.test(name)) refuse('--context', `${shown(key)} follows from --caller-arn: omit it`);
    const before = [context.get(name) ?? []].flat();
    const isList = requestKeyOf(name, 'role-session', 'absent').multivalued || before.length > 0;
    context.set(name, isList ? [...before, value] : value);
  }
  return context;
}

/** A value that has its own option can also be specified as a condition key. */
function foldedIn(flags: SendingFlags, context: Map<string, ContextValue>): Omit<Sent, 'sentWithUnknownValue'> {
  const take = (key: string, option: string, given: string | undefined): string | undefined => {
    const value = context.get(key);
    context.delete(key);
    if (value === undefined) return given;
    if (typeof value !== 'string' || given !== undefined && given !== value) {
      refuse('--context', `${key} is specified twice: omit it, or ${option}`);
    }
    return value;
  };
  const takeName = (key: string, option: string, given: string | undefined) =>
    checked(option, take(key, option, given), SESSION_NAME, NAME_ALPHABET);
  const tags = [...flags.sessionTag.map((pair) => splitPair('--session-tag', pair, 'Project=Alpha')), ...tagsIn(context)];
  const externalId = take('sts:externalid', '--external-id', flags.externalId);
  const mfaPresent = take('aws:multifactorauthpresent', '--mfa', undefined);
  const mfaAge = take('aws:multifactorauthage', '--mfa-age', flags.mfaAge);
  return {
    externalId: checked('--external-id', externalId, EXTERNAL_ID, '2 to 1224 letters, digits and _+=,.@:/-'),
    mfaAgeSeconds: mfaOf(flags, mfaPresent, mfaAge, context),
    sessionName: takeName('sts:rolesessionname', '--session-name', flags.sessionName),
    sourceIdentity: takeName('sts:sourceidentity', '--source-identity', flags.sourceIdentity),
    sessionTags: tagsOf(tags),
    durationSeconds: durationOf(flags.duration),
    context,
  };
}

function tagsIn(context: Map<string, ContextValue>): [string, string][] {
  const found = [...context].filter(([key, value]) => key.startsWith('aws:requesttag/') && typeof value === 'string');
  found.forEach(([key]) => context.delete(key));
  return found.map(([key, value]) => [key.slice('aws:requesttag/'.length), String(value)]);
}

function mfaOf(
  { mfa }: SendingFlags, present: string | undefined, age: string | undefined, context: Map<string, ContextValue>,
): number | undefined {
  if (present !== undefined && !/^(true|false)$/i.test(present)) {
    refuse('--context', `aws:MultiFactorAuthPresent must be true or false, not ${shown(present)}`);
  }
  const isFalse = present?.toLowerCase() === 'false';
  if (isFalse && (mfa || age !== undefined)) {
    refuse('--context', 'aws:MultiFactorAuthPresent is false, but MFA is specified as well: omit one of them');
  }
  if (isFalse) context.set('aws:multifactorauthpresent', 'false');
  return secondsOf('--mfa-age', age) ?? (mfa || present !== undefined && !isFalse ? 0 : undefined);
}

function secondsOf(flag: string, text: string | undefined): number | undefined {
  if (text !== undefined && !/^\d{1,9}$/.test(text)) refuse(flag, `${shown(text)} is not a number of seconds: specify, for example, 3600`);
  return text === undefined ? undefined : Number(text);
}

function durationOf(text: string | undefined): number | undefined {
  const seconds = secondsOf('--duration', text);
  if (seconds !== undefined && seconds < 900) refuse('--duration', `${text} seconds is too short: the minimum is 900 seconds`);
  return seconds;
}

function tagsOf(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  if (pairs.length > 50) refuse('--session-tag', `${pairs.length} tags are specified: the maximum is 50`);
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (key.length > 128 || !isTagValue(key) || key === '') {
      refuse('--session-tag', `${shown(key)} is not a valid tag key: use 1 to 128 letters, digits, spaces and _.:/=+-@`);
    }
    if (!isTagValue(value)) {
      refuse('--session-tag', `${shown(value)} is not a valid tag value: use up to 256 letters, digits, spaces and _.:/=+-@`);
    }
    if ([...tags.keys()].some((other) => other.toLowerCase() === key.toLowerCase())) {
      refuse('--session-tag', `${shown(key)} is specified twice: tag keys are not case-sensitive`);
    }
    tags.set(key, value);
  }
  return tags;
}
