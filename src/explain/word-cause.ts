/** Puts failures into words: what is wrong with what was expected and what was sent, where, how to fix it, and the line to paste. */
import { arnOf, Attempt, RoleArn, RoleInQuestion } from './attempt';
import { allowCallerLine, callLine, getRoleLine, updateTrustPolicyLine } from './commands';
import { longestSession } from './corrected-call';
import { Cause } from './explanation';
import { Failure, MFA_KEYS, Place } from './failure';
import { mayBeSent } from './possible-requests';
import { whyNotMet } from './word-condition';
import { whyNotTrusted } from './word-principal';
import { actionOf, CallerKind, isSession, lastSegment } from '../evaluation/assume-role-request';
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
type Remedy = 'call' | 'trust-policy' | 'caller-policy' | 'look-at-caller' | 'look-at-role' | 'look-who-calls';

export function wordCause(failure: Failure, telling: Telling): Cause {
  const [message, fix, remedy] = partsOf(failure, telling);
  return { code: failure.code, message: failure.doubtful && !isWordedAsDoubt(failure) ? `perhaps ${message}` : message, where: placeInWords(failure.place), fix, command: lineFor(remedy, telling) };
}

/** These say themselves what could not be told. */
function isWordedAsDoubt({ code }: Failure): boolean {
  return code === 'condition-not-met' || code === 'session-name-mismatch';
}

function placeInWords(place: Place): string {
  switch (place.in) {
    case 'trust-policy': return place.statement ? `trust policy, ${describeStatement(place.statement)}` : 'trust policy';
    case 'caller-policy': return place.statement ? `caller policy ${place.file}, ${describeStatement(place.statement)}` : "the caller's policies";
    case 'call': return 'the call';
    case 'other-policy': return place.type;
  }
}

function lineFor(remedy: Remedy, { attempt, role, corrected, correctedPolicy, callerActions }: Telling): string {
  const arn = arnOf(role);
  const lookAtRole = getRoleLine(arn);
  switch (remedy) {
    case 'call': return callLine(corrected, role) ?? lookAtRole;
    case 'trust-policy': return correctedPolicy ? updateTrustPolicyLine(arn, correctedPolicy) : lookAtRole;
    case 'caller-policy': return allowCallerLine(attempt, arn, callerActions);
    case 'look-at-caller': return policiesLine(attempt);
    case 'look-at-role': return lookAtRole;
    case 'look-who-calls': return 'aws sts get-caller-identity';
  }
}

function policiesLine({ caller }: Attempt): string {
  const details = (kind: 'User' | 'Role', name: string) =>
    `aws iam get-account-authorization-details --filter ${kind} --query "${kind}DetailList[?${kind}Name=='${lastSegment(name)}']"`;
  if (caller.kind === 'iam-user') return details('User', caller.name);
  return isSession(caller) ? details('Role', caller.roleName) : 'aws sts get-caller-identity';
}

/** What is wrong, and what to do about it. */
type Parts = readonly [message: string, fix: string, remedy: Remedy];

function partsOf(failure: Failure, telling: Telling): Parts {
  const { attempt, role, corrected: { sent } } = telling;
  const { code, clauses } = failure;
  const why = whyNotMet(clauses);
  switch (code) {
    case 'role-arn-mismatch':
      return [differenceOf(role.requested, role.real!), `ask for ${role.real!.written}: names and paths of roles are case-sensitive, so copy the ARN that get-role prints`, 'call'];
    case 'partition-mismatch':
      return otherPartition(telling);
    case 'principal-not-trusted':
      return [...whyNotTrusted(failure, attempt, role), 'trust-policy'];
    case 'wrong-action':
      return wrongAction(failure, telling);
    case 'explicit-deny':
    case 'caller-policy-denies':
      return denial(failure, telling);
    case 'mfa-missing':
      return [`MFA is demanded (${why}), and the call shows none`, 'send the serial number of an MFA device of this user and the code it shows, or set mfa_serial in the profile; a FIDO key gives no codes', 'call'];
    case 'mfa-impossible':
      return impossibleMfa(failure, telling);
    case 'mfa-too-old':
      return [`MFA was shown too long ago: ${why}`, 'send a fresh MFA code with this call, instead of a session from get-session-token that has aged', 'call'];
    case 'external-id-missing':
      return [`an ExternalId is demanded (${why}), and none was sent`, sent.externalId ? `send ${sent.externalId} as ExternalId, or set external_id in the profile; the console cannot send one` : externalIdFix(attempt), 'call'];
    case 'external-id-mismatch':
      return [`the ExternalId that was sent is not the one demanded: ${why}${almost(attempt.sent.externalId, sent.externalId)}`, sent.externalId ? `send ${sent.externalId}, exactly` : 'send no ExternalId', 'call'];
    case 'caller-policy-missing':
      return missingPermission(failure, telling);
    case 'source-identity-missing':
      return [`a source identity is demanded (${why}), and none was set`, sent.sourceIdentity ? `set the source identity, such as ${sent.sourceIdentity}; a profile has no setting for it` : 'set a source identity that fits', 'call'];
    case 'source-identity-mismatch':
      return [`the source identity that was set is not one demanded: ${why}`, sent.sourceIdentity ? `set one that fits, such as ${sent.sourceIdentity}; who comes from another role cannot change the one of that session` : 'set no source identity', 'call'];
    case 'source-identity-not-allowed':
      return sideActionNotAllowed('sets a source identity, or hands one on', 'sts:SetSourceIdentity', ' beside the API', 'set none');
    case 'session-tags-not-allowed':
      return clauses.length > 0
        ? [`a session tag was passed that is not allowed: ${why}`, 'leave out the tags whose keys are not on the list', 'call']
        : sideActionNotAllowed('passes session tags', 'sts:TagSession', ', bounded to these keys by aws:TagKeys,', 'pass no tags');
    case 'session-tag-mismatch':
      return [`session tags are not as demanded: ${why}`, `pass the tags that are demanded${tagsInWords(sent.sessionTags)}`, 'call'];
    case 'session-name-mismatch':
      return [
        attempt.sent.sessionName ? `the session name is not as demanded: ${why}` : `a certain session name is demanded (${why}), and which one was sent was not told; tools that are told none make one up`,
        sent.sessionName ? `send the session name ${sent.sessionName}, or set role_session_name in the profile` : 'send a session name that fits, and tell it with --session-name',
        'call',
      ];
    case 'duration-too-long':
      return tooLong(telling);
    case 'condition-not-met':
      return unmetCondition(failure, telling);
  }
}

function otherPartition({ attempt: { callerWritten }, role }: Telling): Parts {
  const { partition } = arnOf(role);
  return [
    `${callerWritten} belongs to the partition ${callerWritten.split(':')[1]} and the role to ${partition}: trust never crosses partitions, whatever the policies say`,
    `call as a user or role of an account in the partition ${partition}, with credentials of that account`,
    'look-who-calls',
  ];
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

function wrongAction({ actions = [], place: { statement }, doubtful }: Failure, { attempt }: Telling): Parts {
  const named = statement ? `${statement.notAction ? 'everything but ' : ''}${statement.actions.map(showText).join(', ')}` : 'none';
  const api = actionOf(attempt.caller);
  const isProvider = statement?.principals.some(({ kind }) => kind === 'oidc-provider' || kind === 'saml-provider' || kind === 'web-identity');
  const otherCall = isProvider && api === 'sts:AssumeRole' ? '; who has a token or an assertion of that provider calls aws sts assume-role-with-web-identity or assume-role-with-saml instead' : '';
  return [
    `${kindOfCaller(attempt)} calls ${api}${actions.includes(api) ? '' : `, which needs ${actions.join(', ')} here`}, and the statement ${doubtful ? 'names' : 'allows'} ${named}`,
    `allow ${actions.join(' and ')} to this caller in the trust policy${otherCall}`,
    'trust-policy',
  ];
}

function sideActionNotAllowed(does: string, action: string, how: string, otherwise: string): Parts {
  return [
    `the call ${does}, and no statement of the trust policy allows ${action} to this caller`,
    `allow ${action}${how} in the trust policy (and, from another account, in the policies of the caller), or ${otherwise}`,
    'trust-policy',
  ];
}

function denial({ clauses, place, isAvoidable }: Failure, { attempt }: Telling): Parts {
  if (place.in === 'other-policy') {
    const { type } = place;
    return [
      `AWS says that ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type} denies the call explicitly`,
      `ask who owns that ${type} to let this call through; no Allow beats it`,
      attempt.caller.kind === 'service' ? 'look-at-role' : 'look-at-caller',
    ];
  }
  const [whose, covers, remedy]: readonly [string, string, Remedy] = place.in === 'trust-policy'
    ? ['the trust policy', 'names this caller', 'look-at-role']
    : ['a policy of the caller', 'covers this call', 'look-at-caller'];
  const message = `${whose} denies the call explicitly: ${clauses.length === 0 ? `it ${covers}, without any condition` : `its conditions hold: ${whyNotMet(clauses)}`}`;
  const change = 'have it changed so that it spares this call';
  const others = clauses.length === 0 ? `${change}, or call as somebody it does not cover` : `call so that one of its conditions does not hold, or ${change}`;
  const fix = isAvoidable ? 'send what the next points say, and its condition does not hold any more' : others;
  return [message, `a Deny beats every Allow: ${fix}`, isAvoidable ? 'call' : remedy];
}

function missingPermission({ actions = [], place, clauses, detail }: Failure, { role }: Telling): Parts {
  const what = `${listOf(actions)} on ${arnOf(role).written}`;
  if (place.in === 'other-policy') return [`AWS says that no ${place.type} allows ${what}`, `ask who owns the ${place.type} to allow ${what}`, 'look-at-caller'];
  const { statement, file } = place;
  const near = statement ? `; the nearest is ${describeStatement(statement)} of ${file}: ${detail ?? (clauses.length > 0 ? whyNotMet(clauses) : 'a part of it cannot be read')}` : '';
  return [
    detail === 'told by AWS' ? `AWS says that no identity-based policy of the caller allows ${what}` : `no policy of the caller allows ${what}${near}`,
    clauses.length > 0 ? 'meet the conditions under which it is allowed, or attach a policy that allows it' : `attach a policy that allows ${what} to the caller`,
    'caller-policy',
  ];
}

function tooLong({ attempt, role }: Telling): Parts {
  const longest = longestSession(attempt, role);
  const isChained = isSession(attempt.caller);
  const why = isChained ? 'the caller is itself a session of a role, and such callers get 3600 seconds at most (role chaining)' : role.maxSessionSeconds === undefined ? 'STS gives nobody more than 43200 seconds' : `the role gives ${longest} seconds at most`;
  return [`a session of ${attempt.sent.durationSeconds} seconds is asked for, but ${why}`, `ask for ${longest} seconds or less${isChained ? '' : ', or raise the MaxSessionDuration of the role'}`, 'call'];
}

const KINDS_OF_CALLERS: Readonly<Record<CallerKind, string>> = {
  'iam-user': 'an IAM user',
  'role-session': 'a session of a role',
  'federated-session': 'a session of a role',
  'service': 'an AWS service',
  'saml': 'the holder of an assertion',
  'oidc': 'the holder of a token',
};

function kindOfCaller({ caller }: Attempt): string {
  return KINDS_OF_CALLERS[caller.kind];
}

function impossibleMfa({ clauses, place }: Failure, { attempt }: Telling): Parts {
  const who = kindOfCaller(attempt);
  const sendNone = 'send no MFA code (no --serial-number and --token-code, no mfa_serial in the profile)';
  if (clauses.length === 0) return [`the call sends an MFA code, but ${who} has no MFA device: STS refuses the call`, sendNone, 'call'];
  const [fix, remedy]: readonly [string, Remedy] = place.in === 'trust-policy' && place.statement?.effect === 'Allow'
    ? [`trust ${attempt.callerWritten} in a statement of its own that does not demand MFA, or call as an IAM user with MFA`, 'trust-policy']
    : ['call as an IAM user with MFA, or have the policy changed so that it does not demand MFA of this caller', 'look-at-role'];
  return [`MFA is demanded (${whyNotMet(clauses)}), but ${who} can never show MFA`, attempt.sent.mfaAgeSeconds === undefined ? fix : `${fix}; and ${sendNone}`, remedy];
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

function unmetCondition({ clauses, doubtful, detail }: Failure, { attempt }: Telling): Parts {
  if (detail !== undefined) return [detail, 'look at the policy as it is now, and tell all that was sent', 'call'];
  if (clauses.length === 0) return ['a part of the policy cannot be read, so nobody can tell what it says', 'give a policy without deploy-time values, such as aws iam get-role prints', 'call'];
  const why = whyNotMet(clauses);
  const remedy = clauses.some(({ clause }) => /^aws:principal(arn|account)$/.test(showText(clause.key))) ? 'trust-policy' : 'call';
  const keys = [...new Set(clauses.map(({ clause }) => showText(clause.keyWritten)))];
  if (doubtful) return [`whether a condition is met cannot be told: ${why}`, `tell what the request holds, with --context ${keys[0]}=VALUE, and ask again`, remedy];
  // The conditions of one cause ask about one key, however they spell it.
  const fix = isNeverSent(showText(clauses[0].clause.key), attempt)
    ? `${kindOfCaller(attempt)} can never send ${listOf(keys)}: call as somebody who can`
    : `call so that ${listOf(keys)} ${keys.length === 1 ? 'is' : 'are'} as demanded`;
  return [`a condition is not met: ${why}`, `${fix}, or have the condition changed`, remedy];
}

function isNeverSent(key: string, { caller }: Attempt): boolean {
  return !mayBeSent(key, caller, 'absent') && !MFA_KEYS.has(key);
}
