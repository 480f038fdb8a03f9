/**
 * The actions of AWS by what they do, and the documents of the AWS managed policies. `tools/permission-tables/make-tables.js` makes the
 * file from packages of the registry, and prints it; a test holds it to them. It is read only when the power of a role is asked for.
 */
import { readFileSync } from 'fs';
import { join } from 'path';
import { brotliDecompressSync } from 'zlib';
import { memoize } from '../../evaluation/memoize';
import { readPattern, WILDCARDS_ONLY, matchPattern } from '../../evaluation/value-pattern';
import { IdentityPolicy } from '../../permissions/identity-policy';
import { readIdentityPolicy } from '../../permissions/read-identity-policy';

/** From the actions that can do the most harm to those that can do the least; each action is in the first group that it belongs to. */
export const ACTION_GROUPS = ['permissions', 'secrets', 'write', 'read'] as const;

export type ActionGroup = typeof ACTION_GROUPS[number];

interface Tables {
  /** Of each service: the names of its actions, separated by spaces. */
  readonly actions: Readonly<Record<string, Readonly<Partial<Record<ActionGroup, string>>>>>;
  /** The forms of ARNs, as AWS documents them. */
  readonly arns: readonly string[];
  /** For the actions that need it: which of the ARNs they are about; none if they are about no single resource. */
  readonly resources: Readonly<Record<string, readonly number[]>>;
  /** By the ARN without `arn:aws:iam::aws:policy/`. */
  readonly policies: Readonly<Record<string, CompactPolicy>>;
}

interface CompactPolicy {
  readonly Version: string;
  readonly Statement: readonly CompactStatement[];
}

interface CompactStatement {
  readonly Action?: CompactActions;
  readonly NotAction?: CompactActions;
}

/** `{ "s3": "GetObject ListBucket" }` */
type CompactActions = Readonly<Record<string, string>>;

const FILE = join(__dirname, '..', '..', '..', 'data', 'aws-permissions.json.br');

let read: Tables | undefined;

function tables(): Tables {
  return read ??= JSON.parse(brotliDecompressSync(readFileSync(FILE)).toString()) as Tables;
}

/** All actions of a group: `s3:GetObject`. */
const actionsOf: (group: ActionGroup) => readonly string[] = memoize((group: ActionGroup) => (
  Object.keys(tables().actions).flatMap((service) => actionsOfService(service, group))
), new Map());

/** All actions, in lower case. */
const groupsOfActions: (all: 'all') => ReadonlyMap<string, ActionGroup> = memoize(() => (
  new Map(ACTION_GROUPS.flatMap((group) => actionsOf(group).map((action): [string, ActionGroup] => [action.toLowerCase(), group])))
), new Map());

/** Undefined: AWS had no such action when the tables were made. */
export function groupOf(action: string): ActionGroup | undefined {
  return groupsOfActions('all').get(action.toLowerCase());
}

/** Does AWS have a service with this prefix of its actions? */
export function hasService(prefix: string): boolean {
  return Object.hasOwn(tables().actions, prefix.toLowerCase());
}

const matchingByGroup = new Map<string, readonly string[]>();

/** The actions of the group that a text of a policy matches, with wildcards or without. */
export function actionsMatching(written: string, group: ActionGroup): readonly string[] {
  if (/^\*+$/.test(written)) return actionsOf(group);
  const key = `${group} ${written}`;
  const known = matchingByGroup.get(key);
  if (known !== undefined) return known;
  const pattern = readPattern(written, WILDCARDS_ONLY);
  const [service] = written.split(':');
  const isOneService = !/[*?]/.test(service);
  const candidates = isOneService ? actionsOfService(service.toLowerCase(), group) : actionsOf(group);
  const matching = candidates.filter((action: string) => matchPattern(pattern, action, true) === 'yes');
  matchingByGroup.set(key, matching);
  return matching;
}

/** All actions of the group except those that one of the texts matches. */
export function actionsExcept(written: readonly string[], group: ActionGroup): readonly string[] {
  const excluded = new Set(written.flatMap((text) => actionsMatching(text, group)));
  return actionsOf(group).filter((action: string) => !excluded.has(action));
}

function actionsOfService(service: string, group: ActionGroup): readonly string[] {
  const names = Object.hasOwn(tables().actions, service) ? tables().actions[service][group] : undefined;
  return (names ?? '').split(' ').filter(Boolean).map((name) => `${service}:${name}`);
}

/** The forms of the ARNs that the action is about. Empty: about no single resource. Undefined: the tables do not say. */
export function resourceForms(action: string): readonly string[] | undefined {
  const numbers = tables().resources[action] as readonly number[] | undefined;
  return numbers?.flatMap((number) => tables().arns[number].split(', '));
}

const AWS_MANAGED = /^arn:aws(?:-[a-z]+)*:iam::aws:policy\/(.+)$/;

export function isAwsManaged(arn: string): boolean {
  return AWS_MANAGED.test(arn);
}

/** Undefined: AWS had no such policy when the tables were made. */
export const awsManagedPolicy: (arn: string) => IdentityPolicy | undefined = memoize((arn) => {
  const name = AWS_MANAGED.exec(arn)?.[1] ?? '';
  const { policies } = tables();
  if (!Object.hasOwn(policies, name)) return undefined;
  const { Version, Statement } = policies[name];
  return readIdentityPolicy({ Version, Statement: Statement.map(writtenOut) }, { name: arn });
}, new Map());

function writtenOut({ Action, NotAction, ...rest }: CompactStatement): object {
  return { ...rest, ...Action && { Action: actionsIn(Action) }, ...NotAction && { NotAction: actionsIn(NotAction) } };
}

function actionsIn(services: CompactActions): readonly string[] {
  const action = (service: string, name: string) => (name === '' ? service : `${service}:${name}`);
  return Object.entries(services).flatMap(([service, names]) => names.split(' ').map((name) => action(service, name)));
}
