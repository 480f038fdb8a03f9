/**
 * What IAM and STS accept as account ids, names, paths and ExternalIds, and the errors for the rest.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import { Token } from 'aws-cdk-lib';
import { show, ValidationError } from './validation-error';

/** The characters of user, role and session names. */
const NAME_CHARACTERS = 'letters, digits and _+=,.@-';

/** How the only element of a list begins that is a token as a whole; `Token.isUnresolved` knows it of the list, not of the element. */
const LIST_TOKEN = '#{Token[';

/** Text that is known now: not a number, not a list, not a token. `instead` tells what to write when it is a token. */
export function requireKnownText(where: string, what: string, value: unknown, instead: string): string {
  if (Token.isUnresolved(value) || (typeof value === 'string' && value.includes(LIST_TOKEN))) {
    throw new ValidationError(where, `the ${what} is a token, known at deployment only, so it cannot be checked. ${instead}`);
  }
  if (typeof value !== 'string') throw new ValidationError(where, `the ${what} must be text, not ${show(value)}. ${instead}`);
  if (value === '') throw new ValidationError(where, `the ${what} is empty. ${instead}`);
  return value;
}

/** A reason is what a reviewer reads; a blank one tells nothing. */
export function requireReason(where: string, reason: unknown): string {
  const instead = "Say in a sentence why this is acceptable here, e.g. 'the caller is a CI role, which cannot show MFA'.";
  const text = requireKnownText(where, 'reason', reason, instead);
  if (text.trim() === '') throw new ValidationError(where, `the reason is blank. ${instead}`);
  return text.trim();
}

/**
 * An account id of 12 digits, kept as text. A token passes here: only the role that trusts it can tell whether it stands for
 * the role's own account, see `bindAccount`.
 */
export function requireAccount(where: string, account: unknown): string {
  if (typeof account === 'number') {
    throw new ValidationError(where, `the account id ${account} is a number. Write its 12 digits as text, '${String(account).padStart(12, '0')}': a number loses leading zeros.`);
  }
  if (typeof account === 'string') {
    if (Token.isUnresolved(account) || /^\d{12}$/.test(account)) return account;
    if (/^\d{4}-\d{4}-\d{4}$/.test(account)) throw new ValidationError(where, `the account id ${show(account)} has hyphens. Write '${account.replaceAll('-', '')}'.`);
    if (account.includes('*')) {
      throw new ValidationError(where, `the account id ${show(account)} is a wildcard, which would let every account in. Write the 12 digits of each account you mean, e.g. '111122223333'.`);
    }
  }
  throw new ValidationError(where, `${show(account)} is not an account id. Write its 12 digits as text, e.g. '111122223333'.`);
}

/** The name of a user or role, with its path where it has one: `team/alice`. */
export function requireNameWithPath(where: string, kind: 'user' | 'role', name: unknown): string {
  const text = requireKnownText(where, `${kind} name`, name, `Write the name itself, or use TrustedPrincipal.fromPrincipal() with the ${kind} of your app.`);
  if (text.startsWith('arn:')) throw new ValidationError(where, `the ${kind} name ${show(text)} is an ARN. Use TrustedPrincipal.arn() for it.`);
  if (/[*?]/.test(text)) throw wildcard(where, `${kind} name`, text);
  if (text.startsWith('/')) throw new ValidationError(where, `the ${kind} name ${show(text)} starts with a slash. Write the path without it: '${text.replace(/^\/+/, '')}'.`);
  if (!/^[\w+=,.@-]{1,64}$/.test(lastSegment(text))) {
    throw new ValidationError(where, `${show(text)} is not a ${kind} name: IAM takes 1 to 64 ${NAME_CHARACTERS}, after an optional path such as 'team/'.`);
  }
  const path = text.split('/').slice(0, -1);
  if (path.some((segment) => !/^[\x21-\x7e]+$/.test(segment) || /[${}]/.test(segment)) || path.join('/').length > 510) {
    throw new ValidationError(where, `the path of ${show(text)} is not one of IAM's: segments of visible ASCII characters between single slashes, 512 characters at most.`);
  }
  return text;
}

/** The name of a session of a role, also the only thing a session's ARN says besides the role. */
export function requireSessionName(where: string, what: string, name: unknown, insteadOfWildcard = 'Write one exact name.'): string {
  const text = requireKnownText(where, what, name, 'Write the name itself.');
  if (/[*?]/.test(text)) throw new ValidationError(where, `the ${what} ${show(text)} holds a wildcard. ${insteadOfWildcard}`);
  if (!/^[\w+=,.@-]{2,64}$/.test(text)) throw new ValidationError(where, `${show(text)} is not a ${what}: STS takes 2 to 64 ${NAME_CHARACTERS}.`);
  return text;
}

/** A pattern for a session name or source identity: the alphabet of those, with `*` (any run) and `?` (one character). */
export function requirePattern(where: string, what: string, pattern: unknown, wideOpen: string): string {
  const text = requireKnownText(where, `pattern of the ${what}`, pattern, "Write the pattern itself, e.g. 'deploy-*'.");
  if (text.includes('$')) throw new ValidationError(where, `the pattern ${show(text)} holds a policy variable. Policy variables are not taken here; write the text itself, with * and ?.`);
  if (!/^[\w+=,.@*?-]+$/.test(text)) {
    throw new ValidationError(where, `no ${what} can match the pattern ${show(text)}: STS takes 2 to 64 ${NAME_CHARACTERS}; * and ? stand for any of them.`);
  }
  if (/^[*?]+$/.test(text)) throw new ValidationError(where, `the pattern ${show(text)} has no character of its own, so it restricts nothing. ${wideOpen}`);
  const shortest = text.replaceAll('*', '').length;
  if (shortest > 64 || (shortest < 2 && !text.includes('*'))) {
    throw new ValidationError(where, `no ${what} can match the pattern ${show(text)}: STS takes 2 to 64 characters.`);
  }
  return text;
}

/** A name without its path: `alice` of `team/alice`. */
export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The first of the values that is given twice. */
export function givenTwice(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

export function wildcard(where: string, what: string, value: string): ValidationError {
  return new ValidationError(where, `the ${what} ${show(value)} holds a wildcard. IAM takes no pattern in a principal; name each one, or trust the account with TrustedPrincipal.wholeAccount(account, reason).`);
}
