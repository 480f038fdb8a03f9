/**
 * Names of IAM users and roles. A path is `/`, or `/` + printable characters + `/`: colons, `*` and `?` among them, and whoever creates
 * the user or role chooses it. So the ARN of a user or role may have more than six parts.
 *
 * See https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and reference_iam-quotas.html of the IAM User Guide.
 */

/** Behind the path. */
export const LONGEST_NAME = 64;
/** With both of its slashes: the first one follows `user` or `role` in the ARN and is no part of the name with path. */
export const LONGEST_PATH = 512;

const NAME_CHARACTER = /^[\w+=,.@-]$/;
const NAME_WITH_PATH = /^([!-~]{1,510}\/)?[\w+=,.@-]{1,64}$/;

/** May the name itself have the character? A path may have any printable one. */
export function isNameCharacter(character: string): boolean {
  return NAME_CHARACTER.test(character);
}

/** Can a user or role have this name with path, as the ARN has it behind `user/` or `role/`? */
export function isNameWithPath(text: string): boolean {
  return NAME_WITH_PATH.test(text);
}
