/**
 * The output of the AWS CLI about roles: `aws iam get-role`, `list-roles` and `get-account-authorization-details`, or a role or list of
 * roles that `--query` selects from it.
 */
import { addPrintedItem, printedPermissions } from './printed-permissions';
import { printedRole } from './printed-role';
import { field, isObject, JsonObject, textField } from '../../cloudformation/template';
import { refuse, refuseOtherKind } from '../input-error';
import { JsonCursor } from '../json-cursor';
import { InputFile } from '../role-sink';

/** The members with the roles: in the output of `list-roles`, and of `get-account-authorization-details`. */
export const ROLE_LISTS: readonly string[] = ['Roles', 'RoleDetailList'];

/** The other lists of an account, which say nothing about who can assume a role. */
export const OTHER_LISTS: readonly string[] = ['UserDetailList', 'GroupDetailList', 'Policies'];

export function readRoleList(list: string, json: JsonCursor, input: InputFile): void {
  json.items((index) => readRoleOfList(json.value(), `${list}[${index}]`, input, index === 0));
}

/** What the roles of the account refer to. */
export function readOtherList(list: string, json: JsonCursor, input: InputFile): void {
  json.items(() => addPrintedItem(list, json.value(), input));
}

export function readRoleOfList(role: unknown, place: string, input: InputFile, isFirst: boolean): void {
  const refuseItem: typeof refuse = isFirst ? refuseOtherKind : refuse;
  if (!isRoleOfIam(role)) refuseItem(input.file, `${place} is not a role: expected an object with AssumeRolePolicyDocument`);
  addRoleOfIam(role, input);
}

export function isRoleOfIam(value: unknown): value is JsonObject {
  return isObject(value) && Object.hasOwn(value, 'AssumeRolePolicyDocument');
}

export function addRoleOfIam(role: JsonObject, input: InputFile): void {
  input.sink.addRole(printedRole(input, {
    document: field(role, 'AssumeRolePolicyDocument'),
    arn: textField(role, 'Arn'),
    roleName: textField(role, 'RoleName'),
    maxSessionDuration: field(role, 'MaxSessionDuration'),
    permissions: input.permissions && printedPermissions('role', role, input.account),
  }));
}

/** By default, the AWS CLI retrieves all pages. */
export function refuseFirstPage(file: string, document: unknown): void {
  if (field(document, 'IsTruncated') === true || textField(document, 'NextToken') !== undefined) {
    refuse(file, 'contains only the first roles of the account: run the AWS CLI without --max-items and --no-paginate');
  }
}
