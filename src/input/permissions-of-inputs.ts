/** Collects the policies and the IAM users of the inputs while the roles are read. Only `reach` and the power of roles need them. */
import { RoleSource } from '../findings/role-source';
import { PartlyKnownText } from '../policy/partly-known-text';
import { PermissionsOfTemplates } from '../reach/permissions-of-template';
import { OwnPermissions, PolicyBook } from '../reach/policy-book';

/** An IAM user of an input. */
export interface InputUser {
  /** `roleName` is its name. */
  readonly source: RoleSource;
  readonly partition: string;
  readonly account?: string;
  /** With its path. */
  readonly name?: PartlyKnownText;
  readonly permissions: OwnPermissions;
}

export class PermissionsOfInputs {
  public readonly book = new PolicyBook();
  public readonly templates = new PermissionsOfTemplates(this.book);
  private readonly found: InputUser[] = [];

  public readonly addUser = (user: InputUser): void => {
    this.found.push(user);
  };

  public get users(): readonly InputUser[] {
    return this.found;
  }
}
