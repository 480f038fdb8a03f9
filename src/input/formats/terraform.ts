/**
 * Roles of Terraform: `terraform show -json` of a plan or of a state, and the state file itself (version 4).
 *
 * See https://developer.hashicorp.com/terraform/internals/json-format; of the state file,
 * https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
 */
import { printedRole } from './printed-role';
import { saysPermissions, TerraformPermissions } from './terraform-permissions';
import { field, isObject, JsonObject, textField } from '../../cloudformation/template';
import type { OwnPermissions } from '../../reach/policy-book';
import { JsonCursor } from '../json-cursor';
import { InputFile } from '../role-sink';

/** By resource type, the attributes that a role has there. */
const ROLE_TYPES: Readonly<Record<string, { readonly document: string; readonly name: string }>> = {
  aws_iam_role: { document: 'assume_role_policy', name: 'name' },
  awscc_iam_role: { document: 'assume_role_policy_document', name: 'role_name' },
};

/** One for each resource instance of Terraform. */
interface Instance {
  readonly address: string;
  readonly type: string;
  readonly attributes: JsonObject;
  /** The attributes whose values are known only after apply. */
  readonly unknown?: unknown;
}

export class TerraformRoles {
  /** By address, roles as they are planned: the change, which comes later, says more about them. */
  private readonly planned = new Map<string, Instance>();
  private readonly changed = new Set<string>();

  private readonly permissions: TerraformPermissions;

  constructor(private readonly input: InputFile) {
    this.permissions = new TerraformPermissions(input);
  }

  /** `configuration` of a plan: what attachments refer to. */
  public readConfiguration(configuration: unknown): void {
    this.permissions.readConfiguration(configuration);
  }

  /** `values` of a state or `planned_values` of a plan, whose values that are not known yet are left out. */
  public readValues(json: JsonCursor, isPlanned: boolean): void {
    json.members((key) => {
      if (key === 'root_module' && json.peek() === '{') this.readModule(json, isPlanned);
    });
  }

  /** `resource_changes`: every resource of a plan, also if it does not change. */
  public readChanges(json: JsonCursor): void {
    json.items(() => this.addChange(json.value()));
  }

  /** `deferred_changes`: those that wait for another apply. */
  public readDeferredChanges(json: JsonCursor): void {
    json.items(() => this.addChange(field(json.value(), 'resource_change')));
  }

  /** To be called at the end: a plan need not say what changes. */
  public finish(): void {
    this.planned.forEach((instance) => this.add(instance));
    this.permissions.finish();
  }

  /** `resources` of a state file. */
  public readStateFile(json: JsonCursor): void {
    json.items(() => {
      if (json.peek() === '{') this.readStateResource(json);
    });
    this.permissions.finish();
  }

  private readModule(json: JsonCursor, isPlanned: boolean): void {
    json.members((key) => {
      if (json.peek() !== '[') return;
      if (key === 'resources') json.items(() => this.addValues(json.value(), isPlanned));
      if (key === 'child_modules') {
        json.items(() => {
          if (json.peek() === '{') this.readModule(json, isPlanned);
        });
      }
    });
  }

  private addValues(resource: unknown, isPlanned: boolean): void {
    const address = addressOf(resource);
    if (isPlanned && this.changed.has(address)) return;
    this.permissions.add({ address, type: managedType(resource), attributes: objectField(resource, 'values') ?? {} });
    if (!isRole(resource)) return;
    const type = textField(resource, 'type')!;
    const attributes = needed(type, objectField(resource, 'values') ?? {});
    if (isPlanned) this.planned.set(address, { address, type, attributes });
    else this.add({ address: withDeposed(address, textField(resource, 'deposed_key')), type, attributes });
  }

  /** A resource that Terraform forgets is still there; what it deletes is not. */
  private addChange(resource: unknown): void {
    const change = field(resource, 'change');
    const deposed = textField(resource, 'deposed');
    const address = addressOf(resource);
    if (deposed === undefined) {
      this.planned.delete(address);
      this.changed.add(address);
    }
    const actions = field(change, 'actions');
    const isForgotten = Array.isArray(actions) && actions.includes('forget');
    const isDeleted = Array.isArray(actions) && actions.length === 1 && actions[0] === 'delete';
    if (isDeleted) return this.permissions.remove(address);
    const before = objectField(change, 'before') ?? {};
    const after = objectField(change, 'after') ?? {};
    const instance: Instance = {
      address: withDeposed(address, deposed),
      type: managedType(resource),
      // The ARN of a role that changes is that of before.
      attributes: isForgotten ? before : { ...after, arn: after.arn ?? before.arn },
      unknown: isForgotten ? undefined : field(change, 'after_unknown'),
    };
    this.permissions.add(instance);
    if (isRole(resource)) this.add(instance);
  }

  /** Terraform writes what the instances belong to before the instances. */
  private readStateResource(json: JsonCursor): void {
    const resource: Record<string, unknown> = {};
    const early: unknown[] = [];
    const isWanted = () => isRole(resource) || this.saysPermissions(resource);
    const isOther = () => resource.type !== undefined && resource.mode !== undefined && !isWanted();
    const isKnown = () => ['mode', 'type', 'name'].every((key) => resource[key] !== undefined);
    json.members((key) => {
      if (key !== 'instances' || json.peek() !== '[') {
        if (STATE_KEYS.includes(key)) resource[key] = json.value();
        return;
      }
      if (isOther()) return;
      json.items(() => {
        const instance = json.value();
        if (isKnown()) this.addInstance(resource, instance);
        else early.push(instance);
      });
    });
    for (const instance of early) this.addInstance(resource, instance);
  }

  private addInstance(resource: JsonObject, instance: unknown): void {
    if (!isRole(resource) && !this.saysPermissions(resource)) return;
    const module = textField(resource, 'module');
    const type = textField(resource, 'type')!;
    const address = [...module === undefined ? [] : [module], type, textField(resource, 'name') ?? '?'].join('.');
    const added: Instance = {
      address: withDeposed(address + indexInAddress(field(instance, 'index_key')), textField(instance, 'deposed')),
      type,
      attributes: objectField(instance, 'attributes') ?? {},
    };
    this.permissions.add(added);
    if (isRole(resource)) this.add(added);
  }

  private permissionsOf(instance: Instance): OwnPermissions {
    if (instance.type === 'aws_iam_role') return this.permissions.of('role', instance);
    const missing = [{ as: 'all', message: `the policies of ${instance.address} are not read` } as const];
    return { kind: 'role', keys: [], inline: [], attached: [], missing };
  }

  private saysPermissions(resource: unknown): boolean {
    return this.input.permissions !== undefined && saysPermissions(managedType(resource));
  }

  private add(instance: Instance): void {
    const { address, type, attributes, unknown } = instance;
    const names = ROLE_TYPES[type];
    this.input.sink.addRole(printedRole(this.input, {
      address,
      document: documentOf(address, names.document, attributes, unknown),
      arn: textField(attributes, 'arn'),
      roleName: textField(attributes, names.name),
      maxSessionDuration: field(attributes, 'max_session_duration') ?? undefined,
      permissions: this.input.permissions && this.permissionsOf(instance),
    }));
  }
}

/** Empty for a data source, which is managed somewhere else. */
function managedType(resource: unknown): string {
  return field(resource, 'mode') === 'data' ? '' : textField(resource, 'type') ?? '';
}

const STATE_KEYS: readonly string[] = ['module', 'mode', 'type', 'name'];

const KEPT: readonly string[] = ['arn', 'max_session_duration', 'path', 'inline_policy', 'managed_policy_arns', 'permissions_boundary'];

/** What is kept of a role that is planned. */
function needed(type: string, attributes: JsonObject): JsonObject {
  const { document, name } = ROLE_TYPES[type];
  return Object.fromEntries([document, name, ...KEPT].map((key) => [key, field(attributes, key)]));
}

/** A trust policy that is not there is not known yet: in the notation of templates, so that it is undecided and named by its address. */
function documentOf(address: string, attribute: string, attributes: JsonObject, unknown: unknown): unknown {
  const document = field(attributes, attribute);
  const isUnknown = unknown === true || Boolean(field(unknown, attribute));
  return isUnknown || typeof document !== 'string' ? { 'Fn::GetAtt': [address, attribute] } : document;
}

/** A data source is a role that is managed somewhere else. */
function isRole(resource: unknown): boolean {
  return field(resource, 'mode') !== 'data' && Object.hasOwn(ROLE_TYPES, textField(resource, 'type') ?? '');
}

function addressOf(resource: unknown): string {
  return textField(resource, 'address') ?? `${textField(resource, 'type')}.${textField(resource, 'name') ?? '?'}`;
}

function withDeposed(address: string, deposed: string | undefined): string {
  return deposed === undefined ? address : `${address} (deposed object ${deposed})`;
}

/** As Terraform writes it: `[0]` of `count`, `["key"]` of `for_each`. */
function indexInAddress(key: unknown): string {
  if (key === undefined || key === null) return '';
  return `[${typeof key === 'string' ? JSON.stringify(key).replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{') : String(key)}]`;
}

function objectField(owner: unknown, name: string): JsonObject | undefined {
  const value = field(owner, name);
  return isObject(value) ? value : undefined;
}
