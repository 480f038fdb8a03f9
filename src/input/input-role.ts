/** A role as any input holds it. */
import type { PermissionsOfInputs } from './permissions-of-inputs';
import { Waiver } from '../cloudformation/waivers';
import { RoleToCompare } from '../diff/role-to-compare';
import { RoleSource } from '../findings/role-source';
import { PartlyKnownText } from '../policy/partly-known-text';
import type { OwnPermissions } from '../reach/policy-book';

/** `document` is an object, JSON text or URL-encoded JSON text, and may contain intrinsic functions. */
export interface InputRole extends RoleToCompare {
  readonly source: SourceInFile;
  /** What the input itself records as accepted: acknowledgements of the CDK, the nearest first, and the waivers of the role. */
  readonly waivers: readonly Waiver[];
  /** AWS or Terraform printed it: changing the file would change nothing. */
  readonly isPrinted?: boolean;
  /** What the role says about its policies, if they are asked for: `PolicyBook.policiesOf` finds the others. */
  readonly permissions?: OwnPermissions;
  /** Its name with its path, if its policies are asked for and the input says it. */
  readonly nameWithPath?: PartlyKnownText;
}

/** `file` is the path that the user gave; for a folder, with the path of the file inside it. */
export type SourceInFile = RoleSource & { readonly file: string };

export interface ReadOptions {
  /** The account that owns the roles whose input does not name an account: 12 digits. */
  readonly account?: string;
  /** The text of the file, if it has been read already. */
  readonly text?: string;
  /** Where the policies of the roles, and the IAM users, are put. Default: they are not read. */
  readonly permissions?: PermissionsOfInputs;
}
