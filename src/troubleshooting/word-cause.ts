/** Puts failures into words: what is wrong with what was expected and what was sent, where, how to fix it, and the line to paste. */
import { arnOf, Attempt, RoleArn, RoleInQuestion } from './attempt';
import { allowCallerLine, callLine, getRoleLine, updateTrustPolicyLine } from './commands';
import { longestSession } from './corrected-call';
import { Cause, CauseCode } from './explanation';
import { Failure, MFA_KEYS, Place } from './failure';
import { whyNotMet } from './word-condition';
import { whyNotTrusted } from './word-principal';
import { actionOf, isSession, lastSegment } from '../evaluation/assume-role-request';
import { requestKeyOf } from '../evaluation/request-keys';
import { describeStatement, listOf } from '../findings/wording';
import { showText } from '../policy/partly-known-text';

/** What the words are about, and the corrected call and policy behind the lines to paste. */
export interface Telling {
  readonly attempt: Attempt;
  readonly role: RoleInQuestion;
  readonly corrected: Attempt;
  /** Undefined where the document cannot be changed safely. */
  readonly correctedPolicy: unknown;
  /** What the caller's policies have to allow. */
  readonly callerActions: readonly string[];
}

/** Who has to act: the caller sends something else, the role's owner changes the trust policy, the caller's account allows it. */
type Remedy = 'call' | 'trust-policy' | 'caller-policy' | 'look-at-caller' | 'look-at-role';

export function wordCause(failure: Failure, telling: Telling): Cause {
  const { message, fix, remedy } = partsOf(failure, telling);
  return { code: failure.code, message: failure.doubtful && !isWordedAsDoubt(failure) ? `perhaps ${message}` : message, where: placeInWords(failure.place), fix, command: lineFor(remedy, telling) };
}

/** These say themselves what could not be told. */
function isWordedAsDoubt({ code }: Failure): boolean {
  return code === 'condition-not-met' || code === 'session-name-mismatch';
}

export function placeInWords(place: Place): string {
  switch (place.in) {
    case 'trust-policy': return place.statement ? `trust policy, ${describeStatement(place.statement)}` : 'trust policy';
    case 'caller-policy': return place.file === undefined || !place.statement ? "the caller's policies" : `caller policy ${place.file}, ${describeStatement(place.statement)}`;
    case 'call': return 'the call';
    case 'other-policy': return place.type;
  }
}

function lineFor(remedy: Remedy, { attempt, role, corrected, correctedPolicy, callerActions }: Telling): string {
  const arn = arnOf(role);
  switch (remedy) {
    case 'call': return callLine(corrected, role) ?? getRoleLine(arn);
    case 'trust-policy': return correctedPolicy === undefined ? getRoleLine(arn) : updateTrustPolicyLine(arn, correctedPolicy);
    case 'caller-policy': return allowCallerLine(attempt, arn, callerActions);
    case 'look-at-caller': return policiesLine(attempt);
    case 'look-at-role': return getRoleLine(arn);
  }
}

function policiesLine({ caller }: Attempt): string {
  if (caller.kind === 'iam-user') return `aws iam get-account-authorization-details --filter User --query "UserDetailList[?UserName=='${lastSegment(caller.name)}']"`;
  if (isSession(caller)) return `aws iam get-account-authorization-details --filter Role --query "RoleDetailList[?RoleName=='${lastSegment(caller.roleName)}']"`;
  return 'aws sts get-caller-identity';
}

interface Parts {
  readonly message: string;
  readonly fix: string;
  readonly remedy: Remedy;
}

function partsOf(failure: Failure, telling: Telling): Parts {
  const { attempt, role, corrected } = telling;
  const { code, place, clauses } = failure;
  const { sent } = corrected;
  const inTrust = place.in === 'trust-policy';
  switch (code) {
    case 'role-arn-mismatch':
      return { message: differenceOf(role.requested, role.real!), fix: `ask for ${role.real!.written}: names and paths of roles are case-sensitive, so copy the ARN that get-role prints`, remedy: 'call' };
    case 'principal-not-trusted':
      return { ...whyNotTrusted(failure, attempt, role), remedy: 'trust-policy' };
    case 'wrong-action':
      return wrongAction(failure, telling);
    case 'explicit-deny':
    case 'caller-policy-denies':
      return denial(failure, telling);
    case 'mfa-missing':
      return { message: `MFA is demanded (${whyNotMet(clauses)}), and the call shows none`, fix: 'send the serial number of an MFA device of this user and the code it shows, or set mfa_serial in the profile; a FIDO key gives no codes', remedy: 'call' };
    case 'mfa-impossible':
      return { message: clauses.length === 0 ? `the call sends an MFA code, but ${kindOfCaller(attempt)} has no MFA device: STS refuses the call` : `MFA is demanded (${whyNotMet(clauses)}), but ${kindOfCaller(attempt)} can never show MFA`, fix: impossibleMfaFix(failure, telling), remedy: clauses.length === 0 ? 'call' : inTrust && place.statement?.effect === 'Allow' ? 'trust-policy' : 'look-at-role' };
    case 'mfa-too-old':
      return { message: `MFA was shown too long ago: ${whyNotMet(clauses)}`, fix: 'send a fresh MFA code with this call, instead of a session from get-session-token that has aged', remedy: 'call' };
    case 'external-id-missing':
      return { message: `an ExternalId is demanded (${whyNotMet(clauses)}), and none was sent`, fix: sent.externalId === undefined ? externalIdFix(attempt) : `send ${sent.externalId} as ExternalId, or set external_id in the profile; the console cannot send one`, remedy: 'call' };
    case 'external-id-mismatch':
      return { message: `the ExternalId that was sent is not the one demanded: ${whyNotMet(clauses)}${almost(attempt.sent.externalId, sent.externalId)}`, fix: sent.externalId === undefined ? 'send no ExternalId' : `send ${sent.externalId}, exactly`, remedy: 'call' };
    case 'caller-policy-missing':
      return missingPermission(failure, telling);
    case 'source-identity-missing':
      return { message: `a source identity is demanded (${whyNotMet(clauses)}), and none was set`, fix: sent.sourceIdentity === undefined ? 'set a source identity that fits' : `set the source identity, such as ${sent.sourceIdentity}; a profile has no setting for it`, remedy: 'call' };
    case 'source-identity-mismatch':
      return { message: `the source identity that was set is not one demanded: ${whyNotMet(clauses)}`, fix: sent.sourceIdentity === undefined ? 'set no source identity' : `set one that fits, such as ${sent.sourceIdentity}; who comes from another role cannot change the one of that session`, remedy: 'call' };
    case 'source-identity-not-allowed':
      return { message: 'the call sets a source identity, or hands one on, and no statement of the trust policy allows sts:SetSourceIdentity to this caller', fix: 'allow sts:SetSourceIdentity beside the API in the trust policy (and, from another account, in the policies of the caller), or set none', remedy: 'trust-policy' };
    case 'session-tags-not-allowed':
      return clauses.length > 0
        ? { message: `a session tag was passed that is not allowed: ${whyNotMet(clauses)}`, fix: 'leave out the tags whose keys are not on the list', remedy: 'call' }
        : { message: 'the call passes session tags, and no statement of the trust policy allows sts:TagSession to this caller', fix: 'allow sts:TagSession, bounded to these keys by aws:TagKeys, in the trust policy (and, from another account, in the policies of the caller), or pass no tags', remedy: 'trust-policy' };
    case 'session-tag-mismatch':
      return { message: `session tags are not as demanded: ${whyNotMet(clauses)}`, fix: `pass the tags that are demanded${tagsInWords(sent.sessionTags)}`, remedy: 'call' };
    case 'session-name-mismatch':
      return { message: attempt.sent.sessionName === undefined ? `a certain session name is demanded (${whyNotMet(clauses)}), and which one was sent was not told; tools that are told none make one up` : `the session name is not as demanded: ${whyNotMet(clauses)}`, fix: sent.sessionName === undefined ? 'send a session name that fits, and tell it with --session-name' : `send the session name ${sent.sessionName}, or set role_session_name in the profile`, remedy: 'call' };
    case 'duration-too-long':
      return tooLong(telling);
    case 'condition-not-met':
      return { message: unmetCondition(failure), fix: conditionFix(failure, telling), remedy: clauses.some(({ clause }) => /^aws:principal(arn|account)$/.test(showText(clause.key))) ? 'trust-policy' : 'call' };
  }
}

function differenceOf(asked: RoleArn, real: RoleArn): string {
  const start = `the call asks for ${asked.written}, but the role is ${real.written}`;
  const [askedName, realName] = [lastSegment(asked.name), lastSegment(real.name)];
  const differences: [boolean, string][] = [
    [asked.partition !== real.partition, 'the partition is another'],
    [asked.account !== real.account, 'the account is another'],
    [askedName !== realName && askedName.toLowerCase() === realName.toLowerCase(), 'the name is written in other case'],
    [askedName.toLowerCase() !== realName.toLowerCase(), 'the name is another'],
    [asked.name.slice(0, -askedName.length) !== real.name.slice(0, -realName.length), asked.name.includes('/') ? 'the path is another' : 'the path is missing'],
  ];
  return `${start}: ${listOf(differences.filter(([holds]) => holds).map(([, words]) => words))}`;
}

function wrongAction({ actions = [], place, doubtful }: Failure, { attempt }: Telling): Parts {
  const statement = place.in === 'trust-policy' ? place.statement : undefined;
  const named = statement ? `${statement.notAction ? 'everything but ' : ''}${statement.actions.map(showText).join(', ')}` : 'none';
  const api = actionOf(attempt.caller);
  const isProvider = statement?.principals.some(({ kind }) => kind === 'oidc-provider' || kind === 'saml-provider' || kind === 'web-identity');
  const otherCall = isProvider && api === 'sts:AssumeRole' ? '; who has a token or an assertion of that provider calls aws sts assume-role-with-web-identity or assume-role-with-saml instead' : '';
  return {
    message: `${kindOfCaller(attempt)} calls ${api}${actions.includes(api) ? '' : `, which needs ${actions.join(', ')} here`}, and the statement ${doubtful ? 'names' : 'allows'} ${named}`,
    fix: `allow ${actions.join(' and ')} to this caller in the trust policy${otherCall}`,
    remedy: 'trust-policy',
  };
}

function denial({ clauses, place, isAvoidable }: Failure, { attempt }: Telling): Parts {
  const whose = place.in === 'trust-policy' ? 'the trust policy' : place.in === 'other-policy' ? `${/^[aeiou]/.test(place.type) ? 'an' : 'a'} ${place.type}` : 'a policy of the caller';
  const because = clauses.length === 0 ? `${place.in === 'trust-policy' ? 'it names this caller' : 'it covers this call'}, without any condition` : `its conditions hold: ${whyNotMet(clauses)}`;
  const isTold = place.in !== 'other-policy' && (place.in !== 'caller-policy' || place.statement !== undefined);
  const remedy = isAvoidable ? 'call' : place.in === 'trust-policy' ? 'look-at-role' : place.in === 'caller-policy' ? 'look-at-caller' : attempt.caller.kind === 'service' ? 'look-at-role' : 'look-at-caller';
  const fix = isAvoidable ? 'a Deny beats every Allow: send what the next points say, and its condition does not hold any more' : clauses.length === 0
    ? 'a Deny beats every Allow: have it changed so that it spares this call, or call as somebody it does not cover'
    : 'a Deny beats every Allow: call so that one of its conditions does not hold, or have it changed so that it spares this call';
  return { message: isTold ? `${whose} denies the call explicitly: ${because}` : `AWS says that ${whose} denies the call explicitly`, fix: isTold ? fix : `ask who owns that ${place.in === 'other-policy' ? place.type : 'policy'} to let this call through; no Allow beats it`, remedy };
}

function missingPermission({ actions = [], place, clauses, detail }: Failure, { role }: Telling): Parts {
  const what = `${listOf(actions)} on ${arnOf(role).written}`;
  if (place.in === 'other-policy') return { message: `AWS says that no ${place.type} allows ${what}`, fix: `ask who owns the ${place.type} to allow ${what}`, remedy: 'look-at-caller' };
  const near = place.in === 'caller-policy' && place.statement ? `; the nearest is ${describeStatement(place.statement)} of ${place.file}: ${detail ?? (clauses.length > 0 ? whyNotMet(clauses) : 'a part of it cannot be read')}` : '';
  const isTold = place.in === 'caller-policy' && detail === 'told by AWS';
  return {
    message: isTold ? `AWS says that no identity-based policy of the caller allows ${what}` : `no policy of the caller allows ${what}${near}`,
    fix: clauses.length > 0 ? 'meet the conditions under which it is allowed, or attach a policy that allows it' : `attach a policy that allows ${what} to the caller`,
    remedy: 'caller-policy',
  };
}

function tooLong({ attempt, role }: Telling): Parts {
  const asked = attempt.sent.durationSeconds;
  const longest = longestSession(attempt, role);
  const isChained = isSession(attempt.caller);
  const why = isChained ? 'the caller is itself a session of a role, and such callers get 3600 seconds at most (role chaining)' : role.maxSessionSeconds === undefined ? 'STS gives nobody more than 43200 seconds' : `the role gives ${longest} seconds at most`;
  return { message: `a session of ${asked} seconds is asked for, but ${why}`, fix: `ask for ${longest} seconds or less${isChained ? '' : ', or raise the MaxSessionDuration of the role'}`, remedy: 'call' };
}

function kindOfCaller({ caller }: Attempt): string {
  switch (caller.kind) {
    case 'iam-user': return 'an IAM user';
    case 'role-session':
    case 'federated-session': return 'a session of a role';
    case 'service': return 'an AWS service';
    case 'saml': return 'the holder of an assertion';
    case 'oidc': return 'the holder of a token';
  }
}

function impossibleMfaFix({ clauses, place }: Failure, { attempt }: Telling): string {
  const sendNone = 'send no MFA code (no --serial-number and --token-code, no mfa_serial in the profile)';
  if (clauses.length === 0) return sendNone;
  const fix = place.in === 'trust-policy' && place.statement?.effect === 'Allow'
    ? `trust ${attempt.callerWritten} in a statement of its own that does not demand MFA, or call as an IAM user with MFA`
    : 'call as an IAM user with MFA, or have the policy changed so that it does not demand MFA of this caller';
  return attempt.sent.mfaAgeSeconds === undefined ? fix : `${fix}; and ${sendNone}`;
}

function externalIdFix({ caller }: Attempt): string {
  if (caller.kind === 'oidc' || caller.kind === 'saml') return 'take the condition off the statement: with a token or an assertion nobody can send an ExternalId';
  return 'ask the owner of the role for the ExternalId, and send it';
}

function almost(sent: string | undefined, wanted: string | undefined): string {
  if (sent === undefined || wanted === undefined || sent === wanted) return '';
  if (sent.trim() === wanted) return '; it has white space around it';
  return sent.toLowerCase() === wanted.toLowerCase() ? '; only the case is different' : '';
}

function tagsInWords(tags: ReadonlyMap<string, string>): string {
  return tags.size === 0 ? '' : `: ${[...tags].map(([key, value]) => `${key}=${value}`).join(', ')}`;
}

function unmetCondition({ clauses, doubtful, detail }: Failure): string {
  if (detail !== undefined) return detail;
  if (clauses.length === 0) return 'a part of the policy cannot be read, so nobody can tell what it says';
  return doubtful ? `whether a condition is met cannot be told: ${whyNotMet(clauses)}` : `a condition is not met: ${whyNotMet(clauses)}`;
}

function conditionFix({ clauses, doubtful, detail }: Failure, { attempt }: Telling): string {
  const keys = [...new Set(clauses.map(({ clause }) => showText(clause.keyWritten)))];
  if (detail !== undefined) return 'look at the policy as it is now, and tell all that was sent';
  if (clauses.length === 0) return 'give a policy without deploy-time values, such as aws iam get-role prints';
  if (doubtful) return `tell what the request holds, with --context ${keys[0]}=VALUE, and ask again`;
  const impossible = clauses.filter(({ clause }) => isNeverSent(showText(clause.key), attempt)).map(({ clause }) => showText(clause.keyWritten));
  if (impossible.length > 0) return `${kindOfCaller(attempt)} can never send ${listOf(impossible)}: call as somebody who can, or have the condition changed`;
  return `call so that ${listOf(keys)} ${keys.length === 1 ? 'is' : 'are'} as demanded, or have the condition changed`;
}

function isNeverSent(key: string, { caller }: Attempt): boolean {
  return requestKeyOf(key, caller.kind, 'absent', caller.kind === 'oidc' ? caller.issuer : undefined).presence === 'never' && !MFA_KEYS.has(key);
}

/** Most fundamental first. */
export function inOrder(causes: readonly Cause[], codes: readonly CauseCode[]): readonly Cause[] {
  return [...causes].sort((a, b) => codes.indexOf(a.code) - codes.indexOf(b.code));
}
