/** The session tags that callers can or must pass. */
import { requireKnownText } from './iam-names';
import { show, ValidationError } from './validation-error';

/** The characters of tag keys and values: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_ALPHABET = 'letters, digits, spaces and _.:/=+-@';

/** @internal */
export interface SessionTagForm {
  /** The keys that callers can pass. */
  readonly keys: readonly string[];
  /** The keys that callers must pass, each with the pattern that its value must match. */
  readonly patterns: ReadonlyMap<string, string>;
}

/**
 * The session tags that callers can or must pass to AssumeRole.
 *
 * The trust policy of the role then allows `sts:TagSession`, but only for the keys that are named here (`aws:TagKeys`).
 * Otherwise a caller could pass any tag, including one that your permissions are based on. The caller also needs `sts:TagSession`
 * in its own policies, which `grantAssumeRole` adds.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export class SessionTagRequirement {
  /**
   * Callers can pass tags with these keys, and no other tags.
   *
   * Throws if no key is given, if there are more than 50, and for keys that AWS does not accept.
   *
   * @param keys 1 to 50 tag keys, without wildcards
   */
  public static allowed(...keys: string[]): SessionTagRequirement {
    const where = 'SessionTagRequirement.allowed';
    return new SessionTagRequirement({ keys: requireKeys(where, keys), patterns: new Map() });
  }

  /**
   * Callers must pass a tag for each of these keys, with a value that matches its pattern, and no other tags.
   *
   * In a pattern, `*` stands for any number of characters and `?` for one character. The pattern `*` accepts every value. Throws
   * if no key is given, if there are more than 50, and for keys and patterns that AWS does not accept.
   *
   * @param patterns the pattern for the value of each key
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * SessionTagRequirement.required({ team: 'blue', ticket: 'OPS-*' });
   */
  public static required(patterns: { [key: string]: string }): SessionTagRequirement {
    const where = 'SessionTagRequirement.required';
    const keys = requireKeys(where, Object.keys(patterns));
    return new SessionTagRequirement({ keys, patterns: new Map(keys.map((key) => [key, requireValuePattern(where, key, patterns[key])])) });
  }

  private constructor(/** @internal */ public readonly _form: SessionTagForm) {}
}

/** Tag keys as AWS accepts them: 1 to 128 characters each, at most 50, and none twice (tag keys are not case-sensitive). */
export function requireKeys(where: string, keys: readonly string[]): string[] {
  if (keys.length === 0) {
    throw new ValidationError(where, "no tag key is given. Name the keys, for example 'team'. Leave the session tags out to pass none.");
  }
  if (keys.length > 50) throw new ValidationError(where, `${keys.length} tag keys are given. A session can have 50 tags at most.`);
  const seen = new Set<string>();
  for (const key of keys) {
    const folded = requireKey(where, key).toLowerCase();
    if (seen.has(folded)) {
      throw new ValidationError(where, `the tag key ${show(key)} is given twice (tag keys are not case-sensitive). Give each key once.`);
    }
    seen.add(folded);
  }
  return [...keys];
}

function requireKey(where: string, key: unknown): string {
  const text = requireKnownText(where, 'tag key', key, "Write the key, for example 'team'.");
  if (/[*?]/.test(text)) throw new ValidationError(where, `the tag key ${show(text)} contains a wildcard. Name each key.`);
  if (!TAG_CHARACTERS.test(text) || text.length > 128) {
    throw new ValidationError(where, `${show(text)} is not a valid tag key. Write 1 to 128 ${TAG_ALPHABET}.`);
  }
  if (text.toLowerCase().startsWith('aws:')) {
    throw new ValidationError(where, `the tag key ${show(text)} starts with aws:, a prefix that is reserved for AWS. Choose another key.`);
  }
  return text;
}

function requireValuePattern(where: string, key: string, pattern: unknown): string {
  const instead = "Write the value, with * and ? where it varies. '*' accepts every value.";
  const text = requireKnownText(where, `pattern of tag ${show(key)}`, pattern, instead);
  if (TAG_CHARACTERS.test(text.replace(/[*?]/g, '')) && text.replaceAll('*', '').length <= 256) return text;
  throw new ValidationError(
    where,
    `no value of the tag ${show(key)} can match the pattern ${show(text)}: AWS accepts up to 256 ${TAG_ALPHABET}. ` +
      'Write these characters, with * and ?.',
  );
}
