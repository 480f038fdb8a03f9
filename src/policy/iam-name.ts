/**
 * Names of IAM users and roles. A path is `/`, or `/` + printable characters + `/`: including colons, `*` and `?`. Whoever
 * creates the user or role chooses it, so the ARN of a user or role can have more than six parts.
 *
 * See https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and reference_iam-quotas.html of the IAM User Guide.
 */

/** Of the name without its path. */
export const LONGEST_NAME = 64;
/** Including both slashes. The first one follows `user` or `role` in the ARN and is not part of the name with path. */
export const LONGEST_PATH = 512;

const NAME_CHARACTER = /^[\w+=,.@-]$/;
const NAME_WITH_PATH = /^([!-~]{1,510}\/)?[\w+=,.@-]{1,64}$/;

/** Can the name itself contain the character? A path can contain any printable one. */
export function isNameCharacter(character: string): boolean {
  return NAME_CHARACTER.test(character);
}

/** Can a user or role have this name with path, the part of the ARN after `user/` or `role/`? */
export function isNameWithPath(text: string): boolean {
  return NAME_WITH_PATH.test(text);
}
