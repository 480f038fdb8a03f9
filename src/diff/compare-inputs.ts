/** Compares two inputs, role by role: what changed for callers of each role. */
import { ComparedTemplates } from './compare-contexts';
import { addedTrust, removedTrust, TrustChange, TrustComparison, undecidedChange } from './compare-trust';
import { areInOtherAccounts, pairRoles, RolePair } from './pair-roles';
import { RolesToCompare, RoleToCompare } from './role-to-compare';
import { newlyUnseen } from './unseen-places';
import { uniqueByKey } from '../cloudformation/by-key';
import { DeployTimeContext, PlacedValue } from '../cloudformation/deploy-time-context';
import { field } from '../cloudformation/template';
import { crashInWords } from '../findings/crash';
import { UnseenReport } from '../findings/renderers/report';
import { nameOfRole, uniqueNamesOfRoles } from '../findings/role-source';

export interface ComparedRole {
  readonly id: string;
  readonly change: TrustChange;
  /** 12 digits; undefined if neither input specifies it. */
  readonly account?: string;
  /** What else changed about the role, in words: its name, or its account. */
  readonly moves: readonly string[];
}

/** Shows how far a long comparison is. */
export interface ComparisonProgress {
  show(done: number, all: number): void;
  end(): void;
}

export interface InputComparison {
  readonly roles: readonly ComparedRole[];
  /** Places in both inputs whose roles cannot be seen, and that are the same in both. */
  readonly unseen: readonly UnseenReport[];
}

export function compareInputs(before: RolesToCompare, after: RolesToCompare, progress: ComparisonProgress): InputComparison {
  const pairs = pairRoles(before, after);
  const templates = new ComparedTemplates({ before: contextsOf(before), after: contextsOf(after) }, sameStacks(before, after, pairs));
  const comparison = new TrustComparison(templates);
  const ids = uniqueNamesOfRoles(pairs.map(({ before: old, after: changed }) => (changed ?? old).source));
  const roles = pairs.map((pair, index): ComparedRole => {
    progress.show(index, pairs.length);
    const account = pair.after?.source.account ?? pair.before?.source.account;
    return { id: ids[index], change: changeOf(pair, comparison), moves: movesOf(pair), account };
  });
  progress.end();
  const { added, unchanged } = newlyUnseen(before, after);
  return { roles: [...roles, ...added.map(unseenRole)], unseen: unchanged };
}

/** Templates inside other templates are found by their roles only. */
function contextsOf({ contexts, roles }: RolesToCompare): readonly DeployTimeContext[] {
  return [...contexts, ...roles.flatMap(({ source, context }) => (source.inside === undefined ? [] : [context.template ?? context]))];
}

/** A bug in this tool must not prevent the comparison of all other roles. */
function changeOf({ before, after }: RolePair, comparison: TrustComparison): TrustChange {
  try {
    if (before === undefined) return addedTrust(placedTrust(after));
    if (after === undefined) return removedTrust(placedTrust(before));
    return comparison.change(placedTrust(before, after), placedTrust(after, before));
  } catch (error) {
    return undecidedChange(`cdk-secure-trust failed on this trust policy: ${crashInWords(error)}`);
  }
}

/** If a condition of the template is false there is no role, so no principal can assume it. A role in the output of IAM exists. */
export function placedTrust(role: RoleToCompare, other?: RoleToCompare): PlacedValue {
  const { document, context, source: { inside, logicalId } } = role;
  const exists = other !== undefined && !isOfTemplate(other);
  const condition = exists ? undefined : field(field(context.resources, inside ?? logicalId ?? ''), 'Condition');
  const value = typeof condition === 'string' ? { 'Fn::If': [condition, document, { Ref: 'AWS::NoValue' }] } : document;
  return { value, context: context.template ?? context };
}

function movesOf({ before, after }: RolePair): string[] {
  if (before === undefined || after === undefined) return [];
  const name = nameOfRole(before.source);
  const moves: string[] = [];
  if (name !== nameOfRole(after.source)) {
    const { file } = before.source;
    if (isOfTemplate(before) === isOfTemplate(after)) moves.push(`was called ${name}`);
    else if (file !== after.source.file) moves.push(`is called ${name} in ${file}`);
  }
  if (areInOtherAccounts(before, after)) {
    moves.push(`was in account ${before.source.account}: whether a caller counts as foreign depends on the account of the role`);
  }
  return moves;
}

/** The name of a role in a template is not the name of the role in IAM. */
function isOfTemplate({ source }: RoleToCompare): boolean {
  return source.logicalId !== undefined;
}

function unseenRole({ source, what, because }: UnseenReport): ComparedRole {
  const place = source.logicalId === undefined ? source.file ?? '' : nameOfRole(source);
  return { id: `${place}: ${what}`, change: undecidedChange(`it cannot be seen who can assume its roles: ${because}`), moves: [] };
}

/** Stacks with the same name in different files; and a template without a stack, which is the stack that most of its roles pair with. */
function sameStacks(before: RolesToCompare, after: RolesToCompare, pairs: readonly RolePair[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const [old, changed] = [scopesByStackName(before), scopesByStackName(after)];
  for (const [name, scope] of old) {
    const other = changed.get(name);
    if (scope !== undefined && other !== undefined) found.set(scope, other);
  }
  const counts = new Map<string, number>();
  for (const pair of pairs) {
    const [one, other] = [pair.before?.context.scope, pair.after?.context.scope];
    if (one === undefined || other === undefined || (one === '') === (other === '')) continue;
    const key = JSON.stringify([one, other]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most === undefined ? found : new Map([...found, JSON.parse(most[0]) as [string, string]]);
}

function scopesByStackName({ contexts }: RolesToCompare): Map<string, string | undefined> {
  return uniqueByKey(contexts.flatMap(({ stackName, account, region, scope = '' }) =>
    (stackName === undefined ? [] : [[JSON.stringify([stackName, account, region]), scope]])));
}
