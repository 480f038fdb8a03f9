/**
 * What IAM and STS accept as account ids, names and paths, and the errors for everything else.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import { Token } from 'aws-cdk-lib';
import { show, ValidationError } from './validation-error';

/** The characters of user, role and session names. */
const NAME_CHARACTERS = 'letters, digits and _+=,.@-';

/** The start of the only element of a list that is a token as a whole. `Token.isUnresolved` recognises the list, not the element. */
const LIST_TOKEN = '#{Token[';

/** Text that is known now: not a number, not a list, not a token. `instead` says what to write. */
export function requireKnownText(where: string, what: string, value: unknown, instead: string): string {
  if (Token.isUnresolved(value) || (typeof value === 'string' && value.includes(LIST_TOKEN))) {
    throw new ValidationError(where, `the ${what} is a token, which is known only at deployment, so it cannot be checked. ${instead}`);
  }
  if (typeof value !== 'string') throw new ValidationError(where, `the ${what} must be text, not ${show(value)}. ${instead}`);
  if (value === '') throw new ValidationError(where, `the ${what} is empty. ${instead}`);
  return value;
}

/** The reason is there for reviewers, so it must not be blank. */
export function requireReason(where: string, reason: unknown, example = 'the caller is a CI role, which cannot use MFA'): string {
  const instead = `Write in a sentence why this is acceptable here, for example '${example}'.`;
  const text = requireKnownText(where, 'reason', reason, instead);
  if (text.trim() === '') throw new ValidationError(where, `the reason is blank. ${instead}`);
  return text.trim();
}

/**
 * An account id of 12 digits, as text. A token is accepted here: whether it stands for the account of the role is checked
 * when the role is created, see `bindAccount`.
 */
export function requireAccount(where: string, account: unknown): string {
  if (typeof account === 'number') {
    const digits = String(account).padStart(12, '0');
    throw new ValidationError(
      where,
      `the account id ${account} is a number, and a number loses leading zeros. Write its 12 digits as text: '${digits}'.`,
    );
  }
  if (typeof account === 'string') {
    if (Token.isUnresolved(account) || /^\d{12}$/.test(account)) return account;
    if (/^\d{4}-\d{4}-\d{4}$/.test(account)) {
      throw new ValidationError(where, `the account id ${show(account)} contains hyphens. Write '${account.replaceAll('-', '')}'.`);
    }
    if (account.includes('*')) {
      throw new ValidationError(
        where,
        `the account id ${show(account)} contains a wildcard, which could match every account. ` +
          "Write the 12 digits of each account, for example '111122223333'.",
      );
    }
  }
  throw new ValidationError(where, `${show(account)} is not an account id. Write its 12 digits as text, for example '111122223333'.`);
}

/** The name of a user or role, with its path if it has one: `team/alice`. */
export function requireNameWithPath(where: string, kind: 'user' | 'role', name: unknown): string {
  const instead = `Write the name itself, or use TrustedPrincipal.fromPrincipal() with the ${kind} of your app.`;
  const text = requireKnownText(where, `${kind} name`, name, instead);
  if (text.startsWith('arn:')) {
    throw new ValidationError(where, `the ${kind} name ${show(text)} is an ARN. Use TrustedPrincipal.arn() for an ARN.`);
  }
  if (/[*?]/.test(text)) throw wildcard(where, `${kind} name`, text);
  if (text.startsWith('/')) {
    const withoutSlash = text.replace(/^\/+/, '');
    throw new ValidationError(where, `the ${kind} name ${show(text)} starts with a slash. Write it without the slash: '${withoutSlash}'.`);
  }
  if (!/^[\w+=,.@-]{1,64}$/.test(nameWithoutPath(text))) {
    throw new ValidationError(
      where,
      `${show(text)} is not a ${kind} name. Write 1 to 64 ${NAME_CHARACTERS}, after an optional path such as 'team/'.`,
    );
  }
  requirePath(where, text);
  return text;
}

/** `Deploy` of `team/Deploy`. The evaluation has the same function, but every app would have to load it. */
export function nameWithoutPath(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The path of a name, as `CreateUser` and `CreateRole` accept it. */
function requirePath(where: string, name: string): void {
  const path = name.split('/').slice(0, -1);
  const isValid = path.every((segment) => /^[\x21-\x7e]+$/.test(segment) && !/[${}]/.test(segment)) && path.join('/').length <= 510;
  if (isValid) return;
  throw new ValidationError(
    where,
    `the path of ${show(name)} is not an IAM path. Write segments of visible ASCII characters between single slashes, ` +
      '512 characters at most.',
  );
}

/** The name of a session of a role. */
export function requireSessionName(where: string, what: string, name: unknown, insteadOfWildcard = 'Write one exact name.'): string {
  const text = requireKnownText(where, what, name, 'Write the name itself.');
  if (/[*?]/.test(text)) throw new ValidationError(where, `the ${what} ${show(text)} contains a wildcard. ${insteadOfWildcard}`);
  if (/^[\w+=,.@-]{2,64}$/.test(text)) return text;
  throw new ValidationError(where, `${show(text)} is not a valid ${what}: STS accepts 2 to 64 ${NAME_CHARACTERS}.`);
}

/**
 * A pattern for a session name or a source identity: their characters, with `*` (any number of characters) and `?` (one character).
 *
 * @param instead what to write in place of a pattern that matches everything
 */
export function requirePattern(where: string, what: string, pattern: unknown, instead: string): string {
  const text = requireKnownText(where, `pattern of the ${what}`, pattern, "Write the pattern itself, for example 'deploy-*'.");
  if (text.includes('$')) {
    throw new ValidationError(
      where,
      `the pattern ${show(text)} contains a policy variable, which is not supported here. Write the text itself, with * and ?.`,
    );
  }
  if (!/^[\w+=,.@*?-]+$/.test(text)) {
    throw new ValidationError(
      where,
      `no ${what} can match the pattern ${show(text)}: STS accepts 2 to 64 ${NAME_CHARACTERS}. Write these characters, with * and ?.`,
    );
  }
  if (/^[*?]+$/.test(text)) {
    throw new ValidationError(where, `the pattern ${show(text)} consists of wildcards only, so it restricts nothing. ${instead}`);
  }
  const shortest = text.replaceAll('*', '').length;
  if (shortest > 64 || (shortest < 2 && !text.includes('*'))) {
    throw new ValidationError(where, `no ${what} can match the pattern ${show(text)}: STS accepts 2 to 64 characters.`);
  }
  return text;
}

/** The first value that is given twice. */
export function givenTwice(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

export function wildcard(where: string, what: string, value: string): ValidationError {
  return new ValidationError(
    where,
    `the ${what} ${show(value)} contains a wildcard, which IAM does not accept in a principal. ` +
      'Name each principal, or trust the account with TrustedPrincipal.wholeAccount(account, reason).',
  );
}
