/**
 * The output of the AWS CLI about roles: `aws iam get-role`, `list-roles` and `get-account-authorization-details`, or a role or list of
 * roles that `--query` selects from it.
 */
import { refuse } from './input-error';
import { InputRole, ReadOptions } from './input-role';
import { field, isObject, textField } from '../../cloudformation/template';

/** The members with the roles: in the output of `list-roles`, and of `get-account-authorization-details`. */
const LISTS = ['Roles', 'RoleDetailList'];

/** Undefined if the document is none of these. */
export function rolesOfIamOutput(file: string, document: unknown, options: ReadOptions): InputRole[] | undefined {
  const list = LISTS.find((name) => Array.isArray(field(document, name)));
  if (list !== undefined) {
    refuseHalf(file, document);
    return rolesOfList(file, list, field(document, list) as unknown[], options);
  }
  const only = [field(document, 'Role'), document].find(isRoleOfOutput);
  if (only !== undefined) return [roleOfOutput(file, only, options)];
  if (!Array.isArray(document) || document.length === 0 || !document.every(isRoleOfOutput)) return undefined;
  return rolesOfList(file, 'the list', document, options);
}

/** By default, the AWS CLI retrieves all pages. */
function refuseHalf(file: string, document: unknown): void {
  if (field(document, 'IsTruncated') === true || textField(document, 'NextToken') !== undefined) {
    refuse(file, 'contains only the first roles of the account: run the AWS CLI without --max-items and --no-paginate');
  }
}

function rolesOfList(file: string, list: string, roles: readonly unknown[], options: ReadOptions): InputRole[] {
  return roles.map((role, index) => {
    if (!isRoleOfOutput(role)) refuse(file, `${list}[${index}] is not a role: expected an object with AssumeRolePolicyDocument`);
    return roleOfOutput(file, role, options);
  });
}

function isRoleOfOutput(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, 'AssumeRolePolicyDocument');
}

function roleOfOutput(file: string, role: unknown, options: ReadOptions): InputRole {
  const roleName = textField(role, 'RoleName');
  const [, partition, ownAccount] = /^arn:([^:]+):iam::(\d{12}):role\//.exec(textField(role, 'Arn') ?? '') ?? [];
  const account = ownAccount ?? options.account;
  return {
    source: { file, roleName, account },
    document: field(role, 'AssumeRolePolicyDocument'),
    context: { account, partition },
    role: { name: roleName, maxSessionDuration: field(role, 'MaxSessionDuration') },
    waivers: [],
  };
}
