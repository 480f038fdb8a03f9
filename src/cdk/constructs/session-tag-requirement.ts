/** Which session tags callers may or must pass. */
import { requireKnownText } from './iam-names';
import { show, ValidationError } from './validation-error';

/** The characters of tag keys and values: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_ALPHABET = 'letters, digits, spaces and _.:/=+-@';

/** @internal */
export interface SessionTagForm {
  /** The keys a caller may pass. */
  readonly keys: readonly string[];
  /** Key to the pattern its value must match; such a key must be passed. */
  readonly patterns: ReadonlyMap<string, string>;
}

/**
 * The session tags that callers pass to AssumeRole.
 *
 * The role's trust policy then allows `sts:TagSession`, but only for the keys named here (`aws:TagKeys`): a caller who may pass
 * any tag could pick the ones that your permissions are based on. The caller needs `sts:TagSession` in its own policies too;
 * `grantAssumeRole` gives it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export class SessionTagRequirement {
  /** Callers may pass tags with these keys, and no others. At least one key, 50 at most. */
  public static allowed(...keys: string[]): SessionTagRequirement {
    const where = 'SessionTagRequirement.allowed';
    return new SessionTagRequirement({ keys: requireKeys(where, keys), patterns: new Map() });
  }

  /**
   * Callers must pass a tag for each of these keys, with a value that matches the pattern (`*`: any run of characters, `?`:
   * one; the pattern `*` alone accepts every value). They may pass no other tags.
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

/** Tag keys as AWS takes them: 1 to 128 characters each, 50 at most, none twice (in whatever case). */
export function requireKeys(where: string, keys: readonly string[]): string[] {
  if (keys.length === 0) throw new ValidationError(where, "no tag key is given. Name the keys, e.g. 'team'; to pass no tags at all, leave the session tags out.");
  if (keys.length > 50) throw new ValidationError(where, `${keys.length} tag keys are given. A session takes 50 tags at most.`);
  const seen = new Set<string>();
  for (const key of keys) {
    const text = requireKnownText(where, 'tag key', key, "Write the key, e.g. 'team'.");
    if (/[*?]/.test(text)) throw new ValidationError(where, `the tag key ${show(text)} holds a wildcard. Name each key.`);
    if (!TAG_CHARACTERS.test(text) || text.length > 128) throw new ValidationError(where, `${show(text)} is not a tag key: 1 to 128 ${TAG_ALPHABET}.`);
    if (text.toLowerCase().startsWith('aws:')) throw new ValidationError(where, `the tag key ${show(text)} starts with aws:, which AWS keeps for itself. Choose another key.`);
    if (seen.has(text.toLowerCase())) throw new ValidationError(where, `the tag key ${show(text)} is given twice (the case of keys does not count). Give each key once.`);
    seen.add(text.toLowerCase());
  }
  return [...keys];
}

function requireValuePattern(where: string, key: string, pattern: unknown): string {
  const text = requireKnownText(where, `pattern of tag ${show(key)}`, pattern, "Write the value, with * and ? where it varies; '*' accepts every value.");
  if (!TAG_CHARACTERS.test(text.replace(/[*?]/g, '')) || text.replaceAll('*', '').length > 256) {
    throw new ValidationError(where, `no value of tag ${show(key)} can match the pattern ${show(text)}: AWS takes up to 256 ${TAG_ALPHABET}; * and ? stand for any of them.`);
  }
  return text;
}
