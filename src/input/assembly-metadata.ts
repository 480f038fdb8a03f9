/**
 * The metadata of constructs in a cloud assembly: which resource each of them defines, and which findings are acknowledged there.
 *
 * An acknowledgement at the App or at a Stage is not in any file of the assembly: only the guard, which sees the constructs, knows it.
 */
import { groupedByKey } from '../cloudformation/by-key';
import { field, isObject, JsonObject } from '../cloudformation/template';
import { Waiver } from '../cloudformation/waivers';
import { PLUGIN_NAME } from '../rules/rule-ids';

const LOGICAL_ID = 'aws:cdk:logicalId';

export class AssemblyMetadata {
  private paths?: ReadonlyMap<string, readonly string[]>;
  private nested?: ReadonlySet<string>;

  /** @param byPath construct path, with a leading slash, to a list of entries with `type` and `data` */
  constructor(private readonly byPath: JsonObject) { }

  /** Does the construct at the path define a resource with this logical ID? */
  public isPathOf(logicalId: string, path: string): boolean {
    return this.entries(`/${path}`, LOGICAL_ID).includes(logicalId);
  }

  /** Does the construct at the path define any resource? */
  public holds(path: string | undefined): boolean {
    return path !== undefined && this.entries(`/${path}`, LOGICAL_ID).length > 0;
  }

  /** The path of the construct that defines a resource of a stack, if it is unique. Nested stacks can use the same logical ID. */
  public pathOf(logicalId: string, stackPath: string): string | undefined {
    this.paths ??= this.pathsByLogicalId();
    const candidates = (this.paths.get(logicalId) ?? []).filter((path) => this.isOf(stackPath, path));
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  /** The path of a nested stack, found by the resource that deploys it. */
  public nestedStackPath(logicalId: string, parentPath: string): string | undefined {
    const path = this.pathOf(logicalId, parentPath);
    return path === undefined ? undefined : nestedStackBehind(path);
  }

  /** The acknowledgements at the construct and at the scopes above it, the nearest first. */
  public acknowledgedAt(constructPath: string): Waiver[] {
    const ids = constructPath.split('/');
    const scopes = ids.map((_, index) => ids.slice(0, ids.length - index).join('/'));
    return scopes.flatMap((scope) => this.entries(`/${scope}`, 'aws:cdk:acknowledged-rules').flatMap(acknowledgedRules));
  }

  private pathsByLogicalId(): Map<string, string[]> {
    return groupedByKey(Object.keys(this.byPath).flatMap((path) => this.entries(path, LOGICAL_ID)
      .filter((logicalId) => typeof logicalId === 'string')
      .map((logicalId) => [logicalId, path.replace(/^\//, '')])));
  }

  /** Is the construct in the stack, and not in a stack nested in it? */
  private isOf(stackPath: string, path: string): boolean {
    this.nested ??= new Set([...this.paths!.values()].flat().flatMap((each) => nestedStackBehind(each) ?? []));
    const scopes = path.split('/').map((_, index, ids) => ids.slice(0, index).join('/'));
    const nearest = scopes.reverse().find((scope) => scope === stackPath || this.nested!.has(scope));
    return nearest === stackPath;
  }

  private entries(path: string, type: string): unknown[] {
    const entries = field(this.byPath, path);
    return Array.isArray(entries) ? entries.filter((entry) => field(entry, 'type') === type).map((entry) => field(entry, 'data')) : [];
  }
}

/** The CDK defines the resource of a nested stack next to the construct of the nested stack. */
function nestedStackBehind(resourcePath: string): string | undefined {
  const [, scope, id] = /^(.*\/)([^/]+)\.NestedStack\/\2\.NestedStackResource$/.exec(resourcePath) ?? [];
  return id === undefined ? undefined : scope + id;
}

function acknowledgedRules(data: unknown): Waiver[] {
  const prefix = `${PLUGIN_NAME}::`;
  return Object.entries(isObject(data) ? data : {})
    .filter(([id]) => id.startsWith(prefix))
    .map(([id, reason]) => ({ rule: id.slice(prefix.length), reason: typeof reason === 'string' ? reason : '' }));
}
