/**
 * Roles as AWS Config records them, one configuration item each: what a query of an account or of an aggregator selects, a configuration
 * snapshot, a history file, and the output of `get-resource-config-history`, `batch-get-resource-config` and
 * `batch-get-aggregate-resource-config`.
 *
 * See https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html and
 * https://docs.aws.amazon.com/config/latest/APIReference/API_BaseConfigurationItem.html
 */
import { addPrintedPolicy, addPrintedUser, printedPermissions } from './printed-permissions';
import { printedRole } from './printed-role';
import { checkJson, whereJsonFails } from '../../cloudformation/check-json';
import { field, isObject, JsonObject, textField } from '../../cloudformation/template';
import { PartlyKnownText, showText } from '../../policy/partly-known-text';
import { arnWithName, memberAt, profileKeysOfArn } from '../../reach/running-resources';
import { ResourceWithRole, RESOURCES_WITH_ROLES } from '../../reach/tables/resources-with-roles';
import { refuse, refuseOtherKind } from '../input-error';
import { JsonCursor } from '../json-cursor';
import { InputFile, RecordedState } from '../role-sink';

/** The members with the items: of a query, of a snapshot or history, and of the two commands for single resources. */
export const ITEM_LISTS: readonly string[] = ['Results', 'configurationItems', 'baseConfigurationItems', 'BaseConfigurationItems'];

const ROLE = 'AWS::IAM::Role';
const DOCUMENT = 'assumeRolePolicyDocument';
const SELECT =
  "select accountId, resourceType, arn, configuration.assumeRolePolicyDocument where resourceType = 'AWS::IAM::Role'";

export function readItemList(list: string, json: JsonCursor, input: InputFile): void {
  json.items((index) => readItemOfList(json.value(), `${list}[${index}]`, input, index === 0));
}

/** @param value the item, as an object or, as a query selects it, as JSON text */
export function readItemOfList(value: unknown, place: string, input: InputFile, isFirst: boolean): void {
  const refuseItem: typeof refuse = isFirst ? refuseOtherKind : refuse;
  const item = typeof value === 'string' ? parsed(value, place, (problem) => refuseItem(input.file, problem)) : value;
  if (!isConfigItem(item)) refuseItem(input.file, `${place} is not a role as AWS Config records it: in a query, ${SELECT}`);
  addConfigItem(item, place, input);
}

/** A query need not select the type. */
export function isConfigItem(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  if (textField(value, 'resourceType') !== undefined) return true;
  return isObject(value.configuration) && Object.hasOwn(value.configuration, DOCUMENT);
}

/** Deleted roles and other resources are left out. Of several states of one role, only the newest is kept. */
export function addConfigItem(item: JsonObject, place: string, input: InputFile): void {
  const type = textField(item, 'resourceType') ?? ROLE;
  if (type !== ROLE) return addOtherItem(type, item, place, input);
  addIfNewest(item, input, () => (isDeleted(item) ? {} : { roleId: input.sink.addRole(roleOfItem(item, place, input)) }));
}

/** The policies, groups and users of the account, and what runs with its roles, if they are asked for. */
function addOtherItem(type: string, item: JsonObject, place: string, input: InputFile): void {
  const { permissions } = input;
  if (permissions === undefined) return;
  if (Object.hasOwn(RESOURCES_WITH_ROLES, type)) return addRunning(RESOURCES_WITH_ROLES[type], item, place, input);
  if (!OTHER_TYPES.includes(type) || isDeleted(item)) return;
  const value = configurationOf(item, place, input);
  const printed = isObject(value) ? { arn: textField(item, 'arn') ?? textField(item, 'ARN'), ...value } : undefined;
  if (printed === undefined) return;
  if (type === 'AWS::IAM::Policy') addPrintedPolicy(printed, permissions.book);
  if (type === 'AWS::IAM::Group') permissions.book.addGroup(printedPermissions('group', printed, accountOf(item)));
  if (type === 'AWS::IAM::User') addPrintedUser(printed, input, accountOf(item));
}

/** Of several states of one resource, only the newest is kept: it may have run with another role before. */
function addRunning(kind: ResourceWithRole, item: JsonObject, place: string, input: InputFile): void {
  if (kind.config === undefined) return;
  const { config } = kind;
  addIfNewest(item, input, () => {
    const role = isDeleted(item) ? undefined : memberAt(configurationOf(item, place, input), config);
    const name = textField(item, 'resourceName') ?? textField(item, 'resourceId');
    const arn = textField(item, 'arn') ?? textField(item, 'ARN') ?? (name === undefined ? undefined : arnOfItem(kind, name, item));
    if (typeof role !== 'string' || arn === undefined) return {};
    const running = { arn, name: `${kind.what} ${name ?? showText(arn)}` };
    input.permissions?.book.addResource(kind.isProfile ? profileKeysOfArn(role) : [role], running);
    return { running };
  });
}

/** A query need not select the ARN. */
function arnOfItem(kind: ResourceWithRole, name: string, item: JsonObject): PartlyKnownText {
  return arnWithName(kind, name, { account: accountOf(item), region: textField(item, 'awsRegion') });
}

function configurationOf({ configuration }: JsonObject, place: string, { file }: InputFile): unknown {
  return typeof configuration === 'string'
    ? parsed(configuration, `${place}.configuration`, (problem) => refuse(file, problem))
    : configuration;
}

const OTHER_TYPES: readonly string[] = ['AWS::IAM::Policy', 'AWS::IAM::Group', 'AWS::IAM::User'];

function isDeleted(item: JsonObject): boolean {
  return (textField(item, 'configurationItemStatus') ?? '').startsWith('ResourceDeleted');
}

/** @param add returns what it adds */
function addIfNewest(item: JsonObject, { recorded, sink, permissions }: InputFile, add: () => Added): void {
  const time = timeOf(item.configurationItemCaptureTime);
  const key = keyOf(item);
  if (time === undefined || key === undefined) {
    add();
    return;
  }
  const state = Number(item.configurationStateId);
  const known = recorded.get(key);
  if (known && (known.time > time || known.time === time && !(state > known.state))) return;
  if (known?.roleId !== undefined) sink.removeRole(known.roleId);
  if (known?.running !== undefined) permissions?.book.removeResource(known.running);
  recorded.set(key, { time, state, ...add() });
}

type Added = Pick<RecordedState, 'roleId' | 'running'>;

/** The id of a role is unique; that of a function is its name, in each region. */
function keyOf(item: JsonObject): string | undefined {
  const resource = textField(item, 'resourceId') ?? textField(item, 'arn') ?? textField(item, 'ARN');
  if (resource === undefined) return undefined;
  const type = textField(item, 'resourceType') ?? ROLE;
  const place = type === ROLE ? '' : `${type} in ${textField(item, 'awsRegion')} `;
  return `${accountOf(item)} ${place}${resource}`;
}

/** Text, or seconds since 1970 as older versions of the AWS CLI print it. */
function timeOf(written: unknown): number | undefined {
  const time = typeof written === 'number' ? written * 1000 : typeof written === 'string' ? Date.parse(written) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** `accountId` in the output of the API, `awsAccountId` in the files that AWS Config delivers. */
function accountOf(item: JsonObject): string | undefined {
  const account = textField(item, 'accountId') ?? textField(item, 'awsAccountId');
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

function roleOfItem(item: JsonObject, place: string, input: InputFile): ReturnType<typeof printedRole> {
  const role = configurationOf(item, place, input);
  if (!isObject(role) || !Object.hasOwn(role, DOCUMENT)) {
    refuse(input.file, `${place} is a role without configuration.${DOCUMENT}: in a query, ${SELECT}`);
  }
  const arn = textField(item, 'arn') ?? textField(item, 'ARN') ?? textField(role, 'arn');
  const roleName = textField(item, 'resourceName') ?? textField(role, 'roleName') ?? arn?.slice(arn.lastIndexOf('/') + 1);
  const maxSessionDuration = field(role, 'maxSessionDuration');
  const permissions = input.permissions && printedPermissions('role', { arn, roleName, ...role }, accountOf(item));
  return printedRole(input, { document: role[DOCUMENT], arn, account: accountOf(item), roleName, maxSessionDuration, permissions });
}

function parsed(text: string, place: string, refuseText: (problem: string) => never): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    refuseText(`${place} is text that is not valid JSON: ${whereJsonFails(text, error)}`);
  }
  const problem = checkJson(text);
  if (problem !== undefined) refuseText(`${place} ${problem}`);
  return value;
}

/** By default, the AWS CLI retrieves all pages; resources that AWS Config had no time for have to be asked for again. */
export function refuseIncompleteResults(file: string, document: unknown): void {
  if (textField(document, 'NextToken') ?? textField(document, 'nextToken')) {
    refuse(file, 'contains only the first results: run the AWS CLI without --max-items, --limit and --no-paginate');
  }
  for (const key of ['unprocessedResourceKeys', 'UnprocessedResourceIdentifiers']) {
    const unprocessed = field(document, key);
    if (Array.isArray(unprocessed) && unprocessed.length > 0) {
      const resources = unprocessed.length === 1 ? '1 resource' : `${unprocessed.length} resources`;
      refuse(file, `${key} names ${resources} that AWS Config did not process: run the command again for them`);
    }
  }
}
