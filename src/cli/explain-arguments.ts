/** What stands behind `cdk-secure-trust explain` on the command line, checked: who called, what was sent, and what AWS said. */
import { refuse } from './input/input-error';
import { ContextValue, lastSegment, SessionCaller } from '../evaluation/assume-role-request';
import { callerWithArn, callerWithProvider } from '../evaluation/described-request';
import { requestKeyOf } from '../evaluation/request-keys';
import { AccessDeniedMessage, readAccessDeniedMessage } from '../explain/access-denied-message';
import { Attempt, readRoleArn, RoleArn, Sent } from '../explain/attempt';
import { isTagValue } from '../explain/corrected-call';

/** As commander hands them over. */
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
  if (!message) refuse('--error', 'is no message about sts:AssumeRole: give the whole text that AWS printed ("User: arn:... is not authorized to perform: sts:AssumeRole ...")');
  if (message.byRoot) refuse('--error', 'says that the caller is the root user of an account, who may not assume roles: call as an IAM user or a role');
  return message;
}

export function readRequestedArn({ roleArn }: ExplainFlags, message: AccessDeniedMessage | undefined): RoleArn {
  const written = roleArn ?? message?.resourceArn;
  if (written === undefined) refuse('--role-arn', message ? 'is missing, and the message does not name the role: give the ARN that the call asked for' : 'is missing: give the ARN that the call asked for, or the message with --error');
  const arn = readRoleArn(written);
  if (!arn) refuse(roleArn === undefined ? '--error' : '--role-arn', `${shown(written)} is no ARN of a role: write e.g. arn:aws:iam::111122223333:role/Audit`);
  return arn;
}

export function readAttempt(flags: ExplainFlags, message: AccessDeniedMessage | undefined): Attempt {
  const written = flags.callerArn ?? message?.callerArn;
  if (written === undefined) refuse('--caller-arn', message ? 'is missing, and the message does not name the caller: give what aws sts get-caller-identity prints, or the ARN of the identity provider' : 'is missing: give what aws sts get-caller-identity prints, or the message with --error');
  const caller = callerOf(written, flags.callerArn === undefined ? '--error' : '--caller-arn');
  const context = contextOf(flags.context);
  const sent = foldedIn(flags, context);
  const isOfToken = caller.kind === 'oidc' || caller.kind === 'saml';
  if (isOfToken && sent.externalId !== undefined) refuse('--external-id', 'cannot be sent with a token or an assertion: leave it out');
  if (isOfToken && sent.sourceIdentity !== undefined) refuse('--source-identity', 'cannot be sent with a token or an assertion (the provider sets it): leave it out');
  const action = message?.action?.toLowerCase();
  const untold = new Map<string, ContextValue>();
  if (action === 'sts:tagsession' && sent.sessionTags.size === 0) untold.set('aws:tagkeys', ['untold']);
  if (action === 'sts:setsourceidentity' && sent.sourceIdentity === undefined) untold.set('sts:sourceidentity', 'untold');
  return { caller: callerNamedBy(context.get('aws:principalarn'), caller), callerWritten: written, sent: { ...sent, untold } };
}

type Caller = Attempt['caller'];

/** Of a session, or of whoever stands behind it. */
const NAME = /^[\w+=,.@-]{2,64}$/;

function callerOf(written: string, flag: string): Caller {
  const isClean = /^[\x21-\x7e]{1,2048}$/.test(written);
  if (/^arn:aws[a-z-]*:iam::\d{12}:root$/.test(written)) refuse(flag, `${written} is the root user, who may not assume roles: call as an IAM user or a role`);
  if (isClean && written.includes(':federated-user/')) refuse(flag, `${shown(written)} is a GetFederationToken session, which may not call AssumeRole: call as the IAM user behind it, or as a role`);
  const caller = isClean && !/[*?]/.test(written) ? callerWithArn(written) ?? callerWithProvider(written) : undefined;
  if (caller) {
    const name = caller.kind === 'iam-user' ? caller.name : 'roleName' in caller ? caller.roleName : 'x';
    if (/^([\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,64}$/.test(name) && (!('sessionName' in caller) || NAME.test(caller.sessionName))) return caller;
  }
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(written)) return { kind: 'service', service: written };
  refuse(flag, `${shown(written)} is no ARN of a user, session, role or identity provider, and no AWS service: write e.g. arn:aws:iam::111122223333:user/alice`);
}

/** `aws:PrincipalArn` tells the path of a session's role; it has to be the same role. */
function callerNamedBy(arn: ContextValue | undefined, caller: Caller): Caller {
  if (arn === undefined) return caller;
  const named = typeof arn === 'string' ? callerWithArn(arn) : undefined;
  if (caller.kind === 'role-session' && named?.kind === 'role-session' && isSameRole(named, caller)) return { ...named, sessionName: caller.sessionName };
  refuse('--context', 'aws:PrincipalArn is not the ARN of the role behind --caller-arn: leave it out, or give the ARN of that role with its path');
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
    if (!/^[\w.-]+(:[\x21-\x7e]+|\/[\x21-\x7e]+:[\x21-\x7e]+)$/.test(key)) refuse('--context', `${shown(key)} is no condition key: write e.g. aws:SourceIp=203.0.113.7`);
    const name = key.toLowerCase();
    if (FOLLOWS_FROM_CALLER.test(name)) refuse('--context', `${shown(key)} follows from --caller-arn: leave it out`);
    const before = [context.get(name) ?? []].flat();
    const isList = requestKeyOf(name, 'role-session', 'absent').multivalued || before.length > 0;
    context.set(name, isList ? [...before, value] : value);
  }
  return context;
}

/** What has an option of its own may be given as a condition key just as well. */
function foldedIn(flags: ExplainFlags, context: Map<string, ContextValue>): Omit<Sent, 'untold'> {
  const take = (key: string, option: string, given: string | undefined): string | undefined => {
    const value = context.get(key);
    context.delete(key);
    if (value === undefined) return given;
    if (typeof value !== 'string' || given !== undefined && given !== value) refuse('--context', `${key} is given twice: leave it out, or ${option}`);
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
  if (present !== undefined && !/^(true|false)$/i.test(present)) refuse('--context', `aws:MultiFactorAuthPresent is true or false, not ${shown(present)}`);
  const isFalse = present?.toLowerCase() === 'false';
  if (isFalse && (mfa || age !== undefined)) refuse('--context', 'aws:MultiFactorAuthPresent is false, but MFA is given: leave one of them out');
  if (isFalse) context.set('aws:multifactorauthpresent', 'false');
  return secondsOf('--mfa-age', age) ?? (mfa || present !== undefined && !isFalse ? 0 : undefined);
}

function secondsOf(flag: string, text: string | undefined): number | undefined {
  if (text !== undefined && !/^\d{1,9}$/.test(text)) refuse(flag, `${shown(text)} is no number of seconds: write e.g. 3600`);
  return text === undefined ? undefined : Number(text);
}

function durationOf(text: string | undefined): number | undefined {
  const seconds = secondsOf('--duration', text);
  if (seconds !== undefined && seconds < 900) refuse('--duration', `${text} seconds are too few: STS gives sessions of 900 seconds or more`);
  return seconds;
}

function tagsOf(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  if (pairs.length > 50) refuse('--session-tag', `${pairs.length} tags are given: STS takes 50`);
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (key.length > 128 || !isTagValue(key) || key === '') refuse('--session-tag', `${shown(key)} is no key of a tag: 1 to 128 letters, digits, spaces and _.:/=+-@`);
    if (!isTagValue(value)) refuse('--session-tag', `${shown(value)} is no value of a tag: up to 256 letters, digits, spaces and _.:/=+-@`);
    if ([...tags.keys()].some((other) => other.toLowerCase() === key.toLowerCase())) refuse('--session-tag', `${shown(key)} is given twice: keys of tags do not care for case`);
    tags.set(key, value);
  }
  return tags;
}

function splitPair(flag: string, pair: string, example: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) refuse(flag, `${shown(pair)} is no pair: write e.g. ${example}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function checked(flag: string, value: string | undefined, pattern: RegExp, alphabet: string): string | undefined {
  if (value === undefined || pattern.test(value)) return value;
  refuse(flag, `${shown(value)} is nothing that STS takes: ${alphabet}`);
}

/** What was given, in a message: quoted, and not at any length. */
function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
