/**
 * Does a principal of a statement match the caller?
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { Caller, callerArn, iamArn, isAwsCaller, isSession, lastSegment, SessionCaller } from './assume-role-request';
import { memoize } from './memoize';
import { matchArn } from './operators/arn-operators';
import { allOf, anyOf, not, Truth, truthOf } from './truth';
import { matchPattern, readPattern, splitPattern, ValuePattern, WILDCARDS_ONLY } from './value-pattern';
import { isKnown, PartlyKnownText, splitText } from '../policy/partly-known-text';
import { Anyone, MalformedPrincipal, Principal, PrincipalKey, UnknownPrincipal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

/** Any of `principals`, or none of them when `notPrincipal` is set. */
export function matchPrincipals(principals: readonly Principal[], notPrincipal: boolean, caller: Caller): Truth {
  // IAM does not accept an empty list: the principals could not be read.
  if (principals.length === 0) return 'unknown';
  const named = anyOf(principals.map((principal) => matchPrincipal(principal, caller)));
  return notPrincipal ? not(named) : named;
}

/** The same for a statement: a `Deny` with `NotPrincipal` exempts fewer callers than it names. */
export function matchPrincipalsOf({ principals, notPrincipal, effect }: Trusting, caller: Caller): Truth {
  return notPrincipal && effect === 'Deny' ? matchDeniedExcept(principals, caller) : matchPrincipals(principals, notPrincipal, caller);
}

type Trusting = Pick<Statement, 'effect' | 'principals' | 'notPrincipal'>;

/**
 * `Deny` with `NotPrincipal` exempts a caller only if both the caller and its account are named: otherwise AWS denies it, either as part of
 * that account or as a principal that is not listed. For a session, both the session and its role have to be named; with one of them
 * missing, AWS says only that it might be denied. `matches`: whether each of the principals matches the caller.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function matchDeniedExcept(
  principals: readonly Principal[],
  caller: Pick<Caller, 'kind'>,
  matches: readonly Truth[] = principals.map((principal) => matchPrincipal(principal, caller as Caller)),
): Truth {
  if (principals.length === 0) return 'unknown';
  const isNamed = (levels: readonly Principal['kind'][]) =>
    anyOf(matches.filter((_, index) => levels.includes(principals[index].kind) || !LEVELS.includes(principals[index].kind)));
  if (!isAwsCaller(caller)) return not(anyOf(matches));
  const named = allOf([isNamed(['account']), isNamed(['user', 'role', 'session'])]);
  if (named !== 'yes' || !isSession(caller)) return not(named);
  return allOf([isNamed(['role']), isNamed(['session'])]) === 'yes' ? 'no' : 'unconfirmed';
}

/** A principal of any other kind may match on each of these levels. */
const LEVELS: readonly Principal['kind'][] = ['account', 'user', 'role', 'session'];

export function matchPrincipal(principal: Principal, caller: Caller): Truth {
  switch (principal.kind) {
    case 'anyone':
      return matchAnyone(principal, caller);
    case 'account':
      if (!isAwsCaller(caller)) return 'no';
      // An account id alone has no partition.
      return inAccount({ account: principal.account, partition: principal.partition ?? caller.partition }, caller, 'yes');
    case 'user':
      return caller.kind === 'iam-user' ? inAccount(principal, caller, sameText(principal.name, caller.name)) : 'no';
    case 'role':
      return isSession(caller) ? inAccount(principal, caller, matchRoleName(principal.name, caller)) : 'no';
    case 'session':
      if (!isSession(caller)) return 'no';
      return inAccount(
        principal,
        caller,
        allOf([sameText(principal.roleName, lastSegment(caller.roleName)), sameText(principal.sessionName, caller.sessionName)]),
      );
    case 'federated-user':
    case 'unique-id':
      return 'no';
    case 'service':
      return caller.kind === 'service' ? sameText(principal.service, caller.service) : 'no';
    case 'saml-provider':
      return caller.kind === 'saml' ? inAccount(principal, caller, sameText(principal.name, caller.provider)) : 'no';
    case 'oidc-provider':
      return caller.kind === 'oidc' && caller.provider
        ? inAccount(principal, caller.provider, sameText(principal.issuer, caller.issuer))
        : 'no';
    case 'web-identity':
      return truthOf('issuer' in caller && !caller.provider && caller.issuer === principal.provider);
    case 'malformed':
      return matchMalformed(principal, caller);
    case 'unknown':
      return principal.key === undefined || usesKey(caller, principal.key) || mayBeAnyAwsPrincipal(principal) ? 'unknown' : 'no';
  }
}

/** Its deploy-time value may be `"*"`, and then it may match services and callers with a token: see `matchAnyone`. */
export function mayBeAnyAwsPrincipal({ key, written }: UnknownPrincipal): boolean {
  return key === 'AWS' && sameText(written, '*') !== 'no';
}

/**
 * `"*"` matches every caller. `AWS: "*"` matches every AWS principal; whether it matches services and callers with a token is not
 * documented.
 */
function matchAnyone(principal: Anyone, caller: Caller): Truth {
  if (principal.key === undefined || usesKey(caller, principal.key)) return 'yes';
  return principal.key === 'AWS' ? 'unconfirmed' : 'no';
}

/** IAM rejects these. Should one exist anyway, the ARN with wildcards is read as the pattern that its author intended. */
function matchMalformed(principal: MalformedPrincipal, caller: Caller): Truth {
  if (!usesKey(caller, principal.key)) return 'no';
  const pattern = intendedPattern(principal);
  const names = [callerArn(caller)];
  if (isAwsCaller(caller)) names.push(caller.account, iamArn(caller, 'root'));
  if (isSession(caller)) names.push(iamArn(caller, `role/${caller.roleName}`));
  const fits = anyOf(names.map((name) => matchIntendedPattern(pattern, name)));
  return fits === 'yes' ? 'unconfirmed' : fits;
}

/** The pattern that the author of a malformed ARN intended. */
export const intendedPattern = memoize(({ written }: Principal) => readPattern(written, WILDCARDS_ONLY));

/** Is the pattern an ARN? Then its wildcards are not intended to match colons. */
export function isArnPattern(pattern: ValuePattern): boolean {
  return splitPattern(pattern, ':', 6).length === 6;
}

/** Does the pattern of a malformed principal match the text? An ARN is compared part by part. */
export function matchIntendedPattern(pattern: ValuePattern, text: string): Truth {
  return isArnPattern(pattern) ? matchArn(pattern, text) : matchPattern(pattern, text);
}

/** Does this key of `Principal` apply to the caller? */
export function usesKey(caller: Caller, key: PrincipalKey): boolean {
  switch (key) {
    case 'AWS':
      return isAwsCaller(caller);
    case 'Service':
      return caller.kind === 'service';
    case 'Federated':
      return caller.kind === 'saml' || caller.kind === 'oidc';
    case 'CanonicalUser':
      return false;
  }
}

function inAccount(
  principal: { partition: PartlyKnownText; account: PartlyKnownText },
  caller: { partition: string; account: string },
  name: Truth,
): Truth {
  return allOf([sameText(principal.account, caller.account), sameText(principal.partition, caller.partition), name]);
}

/** A role with another path is another role. Where the caller's path is not known, its name decides: names are unique in an account. */
function matchRoleName(name: PartlyKnownText, { roleName, pathIsUnknown }: SessionCaller): Truth {
  return pathIsUnknown ? sameText(lastPart(name), lastSegment(roleName)) : sameText(name, roleName);
}

function lastPart(name: PartlyKnownText): PartlyKnownText {
  const parts = splitText(name, '/', Infinity);
  return parts[parts.length - 1];
}

/** Plain equality; for text with deploy-time values the answer is at best unknown. */
function sameText(text: PartlyKnownText, actual: string): Truth {
  if (isKnown(text)) return truthOf(text === actual);
  return matchPattern(readPattern(text, { wildcards: false, variables: false }), actual);
}
