/** Describes a failure: what is wrong, with what is expected and what was sent, where, how to fix it, and the command for that. */
import { arnOf, Attempt, RoleArn } from './attempt';
import { longestSession } from './corrected-call';
import { Cause, CauseCommand } from './explanation';
import { Failure, FailurePlace } from './failure';
import { whyNotValid } from './judge-call';
import { POLICY_NAMES } from './policies/policy-names';
import { describeClauses } from './word-condition';
import { wordCallerPolicyMissing, wordDenial, wordImpossibleMfa, wordOtherPolicy, wordUnmetCondition } from './word-policy-cause';
import { wordUntrustedPrincipal } from './word-principal';
import { wordTokenClaim } from './word-token-claim';
import { describeCallerKind, Wording, WordingContext } from './wording';
import { actionOf, isSession, lastSegment } from '../evaluation/assume-role-request';
import { describeStatement, listOf } from '../findings/wording';
import { showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

export function causeOf(failure: Failure, { message, fix }: Wording, commands: readonly CauseCommand[]): Cause {
  return {
    code: failure.code,
    certain: !failure.doubtful,
    message: failure.doubtful && !saysItIsUncertain(failure) ? `perhaps ${message}` : message,
    where: describePlace(failure.place),
    fix,
    commands,
  };
}

/** The wording of these codes says itself what is not known. */
function saysItIsUncertain({ code }: Failure): boolean {
  return code === 'condition-not-met' || code === 'session-name-mismatch' || code === 'token-claim-mismatch';
}

function describePlace(place: FailurePlace): string {
  switch (place.in) {
    case 'trust-policy': return place.statement ? `trust policy, ${describeStatement(place.statement)}` : 'trust policy';
    case 'caller-policy':
      return place.statement ? `caller policy ${place.file}, ${describeStatement(place.statement)}` : "the caller's policies";
    case 'boundary':
    case 'session-policy':
    case 'scp':
    case 'rcp': {
      const policy = `${POLICY_NAMES[place.in]} ${place.file ?? ''}`.trim();
      return place.statement ? `${policy}, ${describeStatement(place.statement)}` : policy;
    }
    case 'call': return 'the call';
    case 'other-policy': return place.type;
  }
}

export function wordingOf(failure: Failure, context: WordingContext): Wording {
  const { attempt, corrected: { sent } } = context;
  const conditions = describeClauses(failure.clauses);
  switch (failure.code) {
    case 'role-arn-mismatch': return wordRoleArn(context);
    case 'partition-mismatch': return wordPartition(context);
    case 'principal-not-trusted': return wordUntrustedPrincipal(failure, context);
    case 'wrong-action': return wordAction(failure, context);
    case 'explicit-deny':
    case 'caller-policy-denies': return wordDenial(failure, context);
    case 'mfa-missing': return {
      message: `MFA is required, and the call has none: ${conditions}`,
      fix: "send the serial number of the user's MFA device and a code from it, or set mfa_serial in the profile; " +
        'a FIDO security key does not generate codes',
      remedy: 'call',
    };
    case 'mfa-impossible': return wordImpossibleMfa(failure, context);
    case 'mfa-too-old': return {
      message: `the MFA authentication is too old: ${conditions}`,
      fix: 'send a new MFA code with this call instead of using an older session from get-session-token',
      remedy: 'call',
    };
    case 'external-id-missing': return {
      message: `an ExternalId is required, and the call has none: ${conditions}`,
      fix: sent.externalId
        ? `send ${sent.externalId} as ExternalId, or set external_id in the profile; the console cannot send an ExternalId`
        : howToGetExternalId(attempt),
      remedy: 'call',
    };
    case 'external-id-mismatch': return {
      message: `the ExternalId in the call is not the required one: ${conditions}` +
        describeNearMiss(attempt.sent.externalId, sent.externalId),
      fix: sent.externalId ? `send exactly ${sent.externalId}` : 'do not send an ExternalId',
      remedy: 'call',
    };
    case 'caller-policy-missing': return wordCallerPolicyMissing(failure, context);
    case 'boundary-denies':
    case 'session-policy-denies':
    case 'scp-denies':
    case 'rcp-denies':
    case 'vpc-endpoint-policy-denies': return wordOtherPolicy(failure, context);
    case 'source-identity-missing': return {
      message: `a source identity is required, and the call has none: ${conditions}`,
      fix: sent.sourceIdentity
        ? `set the source identity, for example ${sent.sourceIdentity}; a profile has no setting for it`
        : 'set a source identity that matches',
      remedy: 'call',
    };
    case 'source-identity-mismatch': return {
      message: `the source identity in the call is not one that is required: ${conditions}`,
      fix: sent.sourceIdentity
        ? `set a source identity that matches, for example ${sent.sourceIdentity}; a role session cannot change the one that it has`
        : 'do not set a source identity',
      remedy: 'call',
    };
    case 'source-identity-not-allowed': return wordSideAction({
      sends: 'sets or passes on a source identity',
      action: 'sts:SetSourceIdentity',
      how: ` in addition to ${actionOf(attempt.caller)}`,
      otherwise: 'do not set a source identity',
    });
    case 'session-tags-not-allowed': return failure.clauses.length > 0
      ? {
        message: `the call passes a session tag that is not allowed: ${conditions}`,
        fix: 'leave out the tags with keys that the policy does not list',
        remedy: 'call',
      }
      : wordSideAction({
        sends: 'passes session tags',
        action: 'sts:TagSession',
        how: ', limited to these keys by aws:TagKeys,',
        otherwise: 'do not pass session tags',
      });
    case 'session-tag-mismatch': return {
      message: `the session tags in the call are not the required ones: ${conditions}`,
      fix: `pass the required session tags${describeTags(sent.sessionTags)}`,
      remedy: 'call',
    };
    case 'session-name-mismatch': return {
      message: attempt.sent.sessionName
        ? `the session name in the call is not the required one: ${conditions}`
        : `a certain session name is required, and the session name in the call is not known: ${conditions}; ` +
          'tools choose a session name if none is given',
      fix: sent.sessionName
        ? `send the session name ${sent.sessionName}, or set role_session_name in the profile`
        : 'send a session name that matches, and give it with --session-name',
      remedy: 'call',
    };
    case 'duration-too-long':
    case 'chaining-over-an-hour': return wordDuration(context);
    case 'token-claim-mismatch': return wordTokenClaim(failure, context);
    case 'token-rejected': return {
      message: `STS rejects the token: ${whyNotValid(attempt.tokenTimes, context.now) ?? 'it is not valid'}`,
      fix: 'get a new token directly before the call, and check the clock of the machine',
      remedy: 'call',
    };
    default: return wordUnmetCondition(failure, context);
  }
}

function wordRoleArn({ role: { requested, real } }: WordingContext): Wording {
  return {
    message: differenceOf(requested, real!),
    fix: `call with ${real!.written}: names and paths of roles are case-sensitive, so copy the ARN from the output of get-role`,
    remedy: 'call',
  };
}

function differenceOf(asked: RoleArn, real: RoleArn): string {
  const [askedName, realName] = [lastSegment(asked.name), lastSegment(real.name)];
  const sameLetters = askedName.toLowerCase() === realName.toLowerCase();
  const samePath = asked.name.slice(0, -askedName.length) === real.name.slice(0, -realName.length);
  const differences: string[] = [];
  if (asked.partition !== real.partition) differences.push('the partition is different');
  if (asked.account !== real.account) differences.push('the account is different');
  if (askedName !== realName) differences.push(sameLetters ? 'the name differs in case' : 'the name is different');
  if (!samePath) differences.push(asked.name.includes('/') ? 'the path is different' : 'the path is missing');
  return `the call is for ${asked.written}, but the role is ${real.written}: ${listOf(differences)}`;
}

function wordPartition({ attempt: { callerWritten }, role }: WordingContext): Wording {
  const { partition } = arnOf(role);
  return {
    message: `${callerWritten} belongs to the partition ${callerWritten.split(':')[1]} and the role to ${partition}: ` +
      'principals of one partition cannot assume roles of another, whatever the policies allow',
    fix: `call with credentials of a user or role in an account of the partition ${partition}`,
    remedy: 'look-who-calls',
  };
}

function wordAction({ actions = [], place: { statement }, doubtful }: Failure, { attempt }: WordingContext): Wording {
  const named = statement ? describeActions(statement) : 'no action';
  const api = actionOf(attempt.caller);
  const isProvider = statement?.principals.some(({ kind }) => ['oidc-provider', 'saml-provider', 'web-identity'].includes(kind));
  const otherCall = isProvider && api === 'sts:AssumeRole'
    ? '; a caller with a token or an assertion of that provider calls ' +
      'aws sts assume-role-with-web-identity or assume-role-with-saml instead'
    : '';
  const needed = actions.includes(api) ? '' : `, which requires ${actions.join(', ')} here`;
  return {
    message: `${describeCallerKind(attempt)} calls ${api}${needed}, and the statement ${doubtful ? 'names' : 'allows'} ${named}`,
    fix: `allow ${actions.join(' and ')} for this caller in the trust policy${otherCall}`,
    remedy: 'trust-policy',
  };
}

function describeActions({ notAction, actions }: Statement): string {
  return `${notAction ? 'all actions except ' : ''}${actions.map(showText).join(', ')}`;
}

interface SideActionWording {
  /** What the call does, as a predicate. */
  readonly sends: string;
  readonly action: string;
  readonly how: string;
  readonly otherwise: string;
}

function wordSideAction({ sends, action, how, otherwise }: SideActionWording): Wording {
  return {
    message: `the call ${sends}, and no statement of the trust policy allows ${action} for this caller`,
    fix: `allow ${action}${how} in the trust policy and, if the caller is in another account, in the caller's policies; ` +
      `or ${otherwise}`,
    remedy: 'trust-policy',
  };
}

function wordDuration({ attempt, role }: WordingContext): Wording {
  const longest = longestSession(attempt, role);
  const isChained = isSession(attempt.caller);
  const why = whyTooLong(isChained, longest, role.maxSessionSeconds);
  return {
    message: `the call requests a session of ${attempt.sent.durationSeconds} seconds, but ${why}`,
    fix: `request ${longest} seconds or less${isChained ? '' : ', or raise the MaxSessionDuration of the role'}`,
    remedy: 'call',
  };
}

function whyTooLong(isChained: boolean, longest: number, maxSessionSeconds: number | undefined): string {
  if (isChained) return 'the caller is itself a role session, for which STS limits sessions to 3600 seconds (role chaining)';
  if (maxSessionSeconds === undefined) return 'STS limits every session to 43200 seconds';
  return `the role allows at most ${longest} seconds`;
}

function howToGetExternalId({ caller }: Attempt): string {
  if (caller.kind === 'oidc' || caller.kind === 'saml') {
    return 'remove the condition from the statement: a call with a token or an assertion cannot send an ExternalId';
  }
  return 'ask the owner of the role for the ExternalId, and send it';
}

function describeNearMiss(sent: string | undefined, required: string | undefined): string {
  if (sent === undefined || required === undefined || sent === required) return '';
  if (sent.trim() === required) return '; it has leading or trailing white space';
  return sent.toLowerCase() === required.toLowerCase() ? '; it differs only in case' : '';
}

function describeTags(tags: ReadonlyMap<string, string>): string {
  return tags.size === 0 ? '' : `: ${[...tags].map(([key, value]) => `${key}=${value}`).join(', ')}`;
}
