/** Describes failures that only a change of some policy, or another caller, removes: a Deny, a missing permission, MFA of a role. */
import { arnOf, Attempt } from './attempt';
import { Failure, MFA_KEYS } from './failure';
import { POLICY_NAMES } from './policies/policy-names';
import { mayBeSent } from './possible-requests';
import { describeClauses } from './word-condition';
import { describeCallerKind, Wording, WordingContext } from './wording';
import { describeStatement, listOf } from '../findings/wording';
import { showText } from '../policy/partly-known-text';

export function wordDenial(failure: Failure, { attempt }: WordingContext): Wording {
  const { clauses, place, isAvoidable } = failure;
  if (place.in === 'other-policy') return wordDenialByOtherPolicy(place.type, attempt);
  const isTrustPolicy = place.in === 'trust-policy';
  const why = clauses.length === 0
    ? `it ${isTrustPolicy ? 'names this caller' : 'covers this call'}, without any condition`
    : `its conditions match: ${describeClauses(clauses)}`;
  return {
    message: `${isTrustPolicy ? 'the trust policy' : 'a policy of the caller'} explicitly denies the call: ${why}`,
    fix: `a Deny overrides every Allow: ${isAvoidable ? AVOIDED : otherWays(failure)}`,
    remedy: isAvoidable ? 'call' : isTrustPolicy ? 'look-at-role' : 'look-at-caller',
  };
}

const AVOIDED = 'with the changes of the next causes, its condition no longer matches';

function otherWays({ clauses }: Failure): string {
  const change = 'have it changed so that it does not match this call';
  if (clauses.length === 0) return `${change}, or call as a principal that it does not cover`;
  return `call so that one of its conditions does not match, or ${change}`;
}

function wordDenialByOtherPolicy(type: string, { caller }: Attempt): Wording {
  return {
    message: `AWS says that ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type} explicitly denies the call`,
    fix: `ask the owner of that ${type} to allow this call; no Allow overrides it`,
    remedy: caller.kind === 'service' ? 'look-at-role' : 'look-at-caller',
  };
}

export function wordCallerPolicyMissing(failure: Failure, { role }: WordingContext): Wording {
  const { actions = [], place, clauses, detail, isReportedByAws } = failure;
  const what = `${listOf(actions)} on ${arnOf(role).written}`;
  if (place.in === 'other-policy') {
    const { type } = place;
    return {
      message: `AWS says that no ${type} allows ${what}`,
      fix: `ask the owner of the ${type} to allow ${what}`,
      remedy: 'look-at-caller',
    };
  }
  const { statement, file } = place;
  const why = detail ?? (clauses.length > 0 ? describeClauses(clauses) : 'a part of it cannot be read');
  const nearest = statement ? `; the nearest statement is ${describeStatement(statement)} of ${file}: ${why}` : '';
  return {
    message: isReportedByAws
      ? `AWS says that no identity-based policy of the caller allows ${what}`
      : `no policy of the caller allows ${what}${nearest}`,
    fix: clauses.length > 0
      ? 'meet the conditions under which it is allowed, or attach a policy that allows it'
      : `attach a policy that allows ${what} to the caller`,
    remedy: 'caller-policy',
  };
}

/** A boundary, a session policy, an SCP or RCP: a Deny of it, or an Allow that it lacks. Or one that was not given, but that AWS names. */
export function wordOtherPolicy(failure: Failure, context: WordingContext): Wording {
  const { place, clauses, actions = [], detail, isAvoidable, isExplicitDeny } = failure;
  if (place.in === 'other-policy') {
    return isExplicitDeny ? wordDenialByOtherPolicy(place.type, context.attempt) : wordCallerPolicyMissing(failure, context);
  }
  const name = POLICY_NAMES[place.in as keyof typeof POLICY_NAMES];
  if (actions.length === 0) {
    const why = clauses.length === 0 ? 'it covers this call, without any condition' : `its conditions match: ${describeClauses(clauses)}`;
    return {
      message: `the ${name} explicitly denies the call: ${why}`,
      fix: `a Deny overrides every Allow: ${isAvoidable ? AVOIDED : otherWays(failure)}`,
      remedy: isAvoidable ? 'call' : place.in === 'rcp' ? 'look-at-role' : 'look-at-caller',
    };
  }
  const what = `${listOf(actions)} on ${arnOf(context.role).written}`;
  const why = detail ?? (clauses.length > 0 ? describeClauses(clauses) : 'a part of it cannot be read');
  const nearest = place.statement ? `; the nearest statement is ${describeStatement(place.statement)} of ${place.file}: ${why}` : '';
  return {
    message: `the ${name} does not allow ${what}, and ${LIMITS[place.in as keyof typeof POLICY_NAMES]}${nearest}`,
    fix: `allow ${what} in it: an Allow in another type of policy does not replace this one`,
    remedy: 'allow-in-policy',
  };
}

const LIMITS: Readonly<Record<keyof typeof POLICY_NAMES, string>> = {
  'boundary': 'the caller has no more permissions than its boundary allows',
  'session-policy': 'the session has no more permissions than its session policies allow',
  'scp': "on each level of the organization an SCP has to allow what the account's principals do",
  'rcp': 'it limits who can assume the role',
};

export function wordImpossibleMfa({ clauses, place }: Failure, { attempt }: WordingContext): Wording {
  const caller = describeCallerKind(attempt);
  const sendNone = 'do not send an MFA code (no --serial-number and --token-code, no mfa_serial in the profile)';
  if (clauses.length === 0) {
    return { message: `the call has an MFA code, but ${caller} has no MFA device: STS rejects the call`, fix: sendNone, remedy: 'call' };
  }
  const isAllow = place.in === 'trust-policy' && place.statement?.effect === 'Allow';
  const fix = isAllow
    ? `trust ${attempt.callerWritten} in a separate statement that does not require MFA, or call as an IAM user with MFA`
    : 'call as an IAM user with MFA, or have the policy changed so that it does not require MFA from this caller';
  return {
    message: `MFA is required, but ${caller} never carries MFA: ${describeClauses(clauses)}`,
    fix: attempt.sent.mfaAgeSeconds === undefined ? fix : `${fix}; and ${sendNone}`,
    remedy: isAllow ? 'trust-policy' : 'look-at-role',
  };
}

export function wordUnmetCondition({ clauses, doubtful, detail }: Failure, { attempt }: WordingContext): Wording {
  if (detail !== undefined) {
    return { message: detail, fix: 'check the current trust policy, and give everything that the call sends', remedy: 'call' };
  }
  if (clauses.length === 0) {
    return {
      message: 'a part of the policy cannot be read, so its effect is not known',
      fix: 'give a policy without deploy-time values, such as the output of aws iam get-role',
      remedy: 'call',
    };
  }
  const conditions = describeClauses(clauses);
  const remedy = clauses.some(({ clause }) => /^aws:principal(arn|account)$/.test(showText(clause.key))) ? 'trust-policy' : 'call';
  const keys = [...new Set(clauses.map(({ clause }) => showText(clause.keyWritten)))];
  if (doubtful) {
    return {
      message: `whether a condition matches is not known: ${conditions}`,
      fix: `give the value in the request with --context ${keys[0]}=VALUE, and run the command again`,
      remedy,
    };
  }
  // The conditions of one cause are about one key, however they spell it.
  const fix = isNeverSent(showText(clauses[0].clause.key), attempt)
    ? `requests by ${describeCallerKind(attempt)} never contain ${listOf(keys)}: call as a principal whose requests do`
    : `call so that ${listOf(keys)} ${keys.length === 1 ? 'has' : 'have'} the required value`;
  return { message: `a condition does not match: ${conditions}`, fix: `${fix}, or have the condition changed`, remedy };
}

function isNeverSent(key: string, { caller }: Attempt): boolean {
  return !mayBeSent(key, caller, 'absent') && !MFA_KEYS.has(key);
}
