/** The arguments of `cdk-secure-trust explain`, validated: who made the call, what was sent, and what AWS answered. */
import { refuse } from './input/input-error';
import { ContextValue, lastSegment, SessionCaller } from '../evaluation/assume-role-request';
import { callerWithArn, callerWithProvider } from '../evaluation/described-request';
import { requestKeyOf } from '../evaluation/request-keys';
import { AccessDeniedMessage, readAccessDeniedMessage } from '../explain/access-denied-message';
import { Attempt, readRoleArn, RoleArn, Sent } from '../explain/attempt';
import { isTagValue } from '../explain/corrected-call';

const CALLER_ARN = 'the ARN that aws sts get-caller-identity prints';

/** As commander passes them. */
export interface ExplainFlags {
  readonly trustPolicy: string;
  readonly roleArn?: string;
  readonly callerArn?: string;
  readonly error?: string;
  readonly callerPolicy: readonly string[];
  readonly externalId?: string;
  readonly mfa?: boolean;
  readonly mfaAge?: string;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly sessionTag: readonly string[];
  readonly duration?: string;
  readonly context: readonly string[];
  readonly format: string;
}

export function readMessage(text: string | undefined): AccessDeniedMessage | undefined {
  if (text === undefined) return undefined;
  const message = readAccessDeniedMessage(text);
  if (!message) {
    refuse(
      '--error',
      'is not a message about sts:AssumeRole: specify the whole text that AWS printed ("User: arn:... is not authorized to perform: sts:AssumeRole ...")',
    );
  }
  if (message.byRoot) {
    refuse(
      '--error',
      'says that the caller is the root user of an account, which cannot assume roles: make the call as an IAM user or a role',
    );
  }
  return message;
}

export function readRequestedArn({ roleArn }: ExplainFlags, message: AccessDeniedMessage | undefined): RoleArn {
  const written = roleArn ?? message?.resourceArn;
  if (written === undefined) {
    refuse(
      '--role-arn',
      message
        ? 'is missing, and the message does not name the role: specify the ARN of the role in the call'
        : 'is missing: specify the ARN of the role in the call, or the message with --error',
    );
  }
  const arn = readRoleArn(written);
  if (!arn) {
    refuse(
      roleArn === undefined ? '--error' : '--role-arn',
      `${shown(written)} is not the ARN of a role: specify, for example, arn:aws:iam::111122223333:role/Audit`,
    );
  }
  return arn;
}

export function readAttempt(flags: ExplainFlags, message: AccessDeniedMessage | undefined): Attempt {
  const written = flags.callerArn ?? message?.callerArn;
  if (written === undefined) {
    refuse(
      '--caller-arn',
      message
        ? `is missing, and the message does not name the caller: specify ${CALLER_ARN}, or the ARN of the identity provider`
        : `is missing: specify ${CALLER_ARN}, or the message with --error`,
    );
  }
  const caller = callerOf(written, flags.callerArn === undefined ? '--error' : '--caller-arn');
  const context = contextOf(flags.context);
  const sent = foldedIn(flags, context);
  const isOfToken = caller.kind === 'oidc' || caller.kind === 'saml';
  if (isOfToken && sent.externalId !== undefined) refuse('--external-id', 'cannot be sent with a token or an assertion: omit it');
  if (isOfToken && sent.sourceIdentity !== undefined) {
    refuse('--source-identity', 'cannot be sent with a token or an assertion (the provider sets it): omit it');
  }
  const action = message?.action?.toLowerCase();
  const untold = new Map<string, ContextValue>();
  if (action === 'sts:tagsession' && sent.sessionTags.size === 0) untold.set('aws:tagkeys', ['untold']);
  if (action === 'sts:setsourceidentity' && sent.sourceIdentity === undefined) untold.set('sts:sourceidentity', 'untold');
  return { caller: callerNamedBy(context.get('aws:principalarn'), caller), callerWritten: written, sent: { ...sent, untold } };
}

type Caller = Attempt['caller'];

/** The form of a session name or source identity. */
const NAME = /^[\w+=,.@-]{2,64}$/;

function callerOf(written: string, flag: string): Caller {
  const isClean = /^[\x21-\x7e]{1,2048}$/.test(written);
  if (/^arn:aws[a-z-]*:iam::\d{12}:root$/.test(written)) {
    refuse(flag, `${written} is the root user, which cannot assume roles: make the call as an IAM user or a role`);
  }
  if (isClean && written.includes(':federated-user/')) {
    refuse(
      flag,
      `${shown(written)} is a GetFederationToken session, which cannot call AssumeRole: make the call as its IAM user, or as a role`,
    );
  }
  const caller = isClean && !/[*?]/.test(written) ? callerWithArn(written) ?? callerWithProvider(written) : undefined;
  if (caller) {
    const name = caller.kind === 'iam-user' ? caller.name : 'roleName' in caller ? caller.roleName : 'x';
    if (/^([\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,64}$/.test(name) && (!('sessionName' in caller) || NAME.test(caller.sessionName))) return caller;
  }
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(written)) return { kind: 'service', service: written };
  refuse(
    flag,
    `${shown(written)} is not the ARN of a user, session, role or identity provider, and not an AWS service: `
    + 'specify, for example, arn:aws:iam::111122223333:user/alice',
  );
}

/** `aws:PrincipalArn` contains the path of a session's role. It has to be the same role. */
function callerNamedBy(arn: ContextValue | undefined, caller: Caller): Caller {
  if (arn === undefined) return caller;
  const named = typeof arn === 'string' ? callerWithArn(arn) : undefined;
  if (caller.kind === 'role-session' && named?.kind === 'role-session' && isSameRole(named, caller)) {
    return { ...named, sessionName: caller.sessionName };
  }
  refuse('--context', 'aws:PrincipalArn is not the ARN of the role of --caller-arn: omit it, or specify the ARN of that role with its path');
}

/** The key holds the ARN of the role, never that of a session. */
function isSameRole(named: SessionCaller, caller: SessionCaller): boolean {
  const isSameName = caller.pathIsUnknown ? lastSegment(named.roleName) === caller.roleName : named.roleName === caller.roleName;
  return isSameName && !named.pathIsUnknown && named.account === caller.account && named.partition === caller.partition;
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
function foldedIn(flags: ExplainFlags, context: Map<string, ContextValue>): Omit<Sent, 'untold'> {
  const take = (key: string, option: string, given: string | undefined): string | undefined => {
    const value = context.get(key);
    context.delete(key);
    if (value === undefined) return given;
    if (typeof value !== 'string' || given !== undefined && given !== value) {
      refuse('--context', `${key} is specified twice: omit it, or ${option}`);
    }
    return value;
  };
  const tags = [...flags.sessionTag.map((pair) => splitPair('--session-tag', pair, 'Project=Alpha')), ...tagsIn(context)];
  const takeName = (key: string, option: string, given: string | undefined) => checked(option, take(key, option, given), NAME, '2 to 64 letters, digits and _+=,.@-');
  return {
    externalId: checked('--external-id', take('sts:externalid', '--external-id', flags.externalId), /^[\w+=,.@:/-]{2,1224}$/, '2 to 1224 letters, digits and _+=,.@:/-'),
    mfaAgeSeconds: mfaOf(flags, take('aws:multifactorauthpresent', '--mfa', undefined), take('aws:multifactorauthage', '--mfa-age', flags.mfaAge), context),
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

function mfaOf({ mfa }: ExplainFlags, present: string | undefined, age: string | undefined, context: Map<string, ContextValue>): number | undefined {
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

function splitPair(flag: string, pair: string, example: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) refuse(flag, `${shown(pair)} is not a key=value pair: specify, for example, ${example}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function checked(flag: string, value: string | undefined, pattern: RegExp, alphabet: string): string | undefined {
  if (value === undefined || pattern.test(value)) return value;
  refuse(flag, `${shown(value)} is not valid: use ${alphabet}`);
}

/** A value in a message: quoted, and shortened if it is long. */
function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
