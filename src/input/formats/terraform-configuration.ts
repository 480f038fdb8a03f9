/**
 * What the attributes of a plan refer to, by its configuration: for values that are known only after apply. A reference is followed into a
 * module through its outputs, and out of a module through its variables; the configuration does not contain local values.
 */
import { field, isObject, itemsOf, textField } from '../../cloudformation/template';
import { memberAt } from '../../reach/running-resources';
import { MemberPath } from '../../reach/tables/resources-with-roles';

export interface FollowedReferences {
  /** One for each resource of IAM, with the addresses that it can have: with the same index as what refers to it, or with none. */
  readonly resources: readonly (readonly string[])[];
  /** There is something else in the expression, which decides about it and cannot be followed. */
  readonly hasMore: boolean;
}

const NOTHING: FollowedReferences = { resources: [], hasMore: false };

/** Modules are not nested deeper. */
const MAX_DEPTH = 20;

export class TerraformConfiguration {
  /** By address without indexes, the expressions of resources. */
  private readonly expressions = new Map<string, unknown>();
  /** By the path of the module without indexes: those of its outputs, and those that its caller gives to its variables. */
  private readonly outputs = new Map<string, unknown>();
  private readonly variables = new Map<string, unknown>();

  public read(configuration: unknown): void {
    this.readModule(field(configuration, 'root_module'), '');
  }

  /** Does it contain an expression for the attribute? A plan without a configuration may have one. */
  public mayGive(address: string, attribute: string): boolean {
    const ofResource = this.expressions.get(withoutIndexes(address));
    return ofResource === undefined || field(ofResource, attribute) !== undefined;
  }

  public referencesOf(address: string, attribute: MemberPath): FollowedReferences {
    const [, module, , index = ''] = /^((?:module\.[^.[]+(?:\[[^\]]*\])?\.)*)(.*?)(\[[^\]]*\])?$/.exec(address) ?? [];
    const expression = memberAt(this.expressions.get(withoutIndexes(address)), attribute);
    return this.follow(expression, module, index, 0);
  }

  private follow(expression: unknown, module: string, index: string, depth: number): FollowedReferences {
    const written = itemsOf(field(expression, 'references')).map(String);
    const references = written.filter((one) => !written.some((other) => isPartOf(one, other)) && !/^(?:each|count)\./.test(one));
    const all = references.map((reference) => this.followOne(reference, { module, index, depth }));
    const resources = new Map(all.flatMap((each) => each.resources).map((addresses) => [addresses[0], addresses]));
    return { resources: [...resources.values()], hasMore: all.some(({ hasMore }) => hasMore) };
  }

  private followOne(
    reference: string, { module, index, depth }: { readonly module: string; readonly index: string; readonly depth: number },
  ): FollowedReferences {
    const [, resource] = /^(aws_iam_\w+\.[\w-]+(?:\[[^\]]*\])?)(?:\.|$)/.exec(reference) ?? [];
    if (resource !== undefined) {
      const addresses = [`${module}${resource}`, ...index === '' || resource.includes('[') ? [] : [`${module}${resource}${index}`]];
      return { resources: [addresses], hasMore: false };
    }
    const [, called, output] = /^(module\.[\w-]+(?:\[[^\]]*\])?)\.([\w-]+)/.exec(reference) ?? [];
    const [, variable] = /^var\.([\w-]+)/.exec(reference) ?? [];
    const inner = called === undefined ? undefined : this.outputs.get(withoutIndexes(`${module}${called}.${output}`));
    const outer = variable === undefined ? undefined : this.variables.get(withoutIndexes(`${module}${variable}`));
    if (depth > MAX_DEPTH || (inner ?? outer) === undefined) return { ...NOTHING, hasMore: true };
    const followed = inner !== undefined
      ? this.follow(inner, `${module}${called}.`, '', depth + 1)
      : this.follow(outer, module.replace(/module\.[^.[]+(?:\[[^\]]*\])?\.$/, ''), /(\[[^\]]*\])\.$/.exec(module)?.[1] ?? '', depth + 1);
    // A constant decides nothing that is known only after apply, unless it stands for the whole value.
    return followed.resources.length > 0 ? followed : { ...NOTHING, hasMore: true };
  }

  private readModule(module: unknown, prefix: string): void {
    for (const resource of itemsOf(field(module, 'resources'))) {
      this.expressions.set(`${prefix}${textField(resource, 'address')}`, field(resource, 'expressions') ?? {});
    }
    const [outputs, calls] = ['outputs', 'module_calls'].map((name) => Object.entries(objectIn(module, name)));
    for (const [name, output] of outputs) this.outputs.set(`${prefix}${name}`, field(output, 'expression'));
    for (const [name, call] of calls) {
      const inside = `${prefix}module.${name}.`;
      for (const [variable, given] of Object.entries(objectIn(call, 'expressions'))) this.variables.set(`${inside}${variable}`, given);
      this.readModule(field(call, 'module'), inside);
    }
  }
}

/** Terraform lists `aws_iam_role.a.name` and `aws_iam_role.a` for one reference. */
function isPartOf(one: string, other: string): boolean {
  return other !== one && (other.startsWith(`${one}.`) || other.startsWith(`${one}[`));
}

function objectIn(owner: unknown, name: string): object {
  const value = field(owner, name);
  return isObject(value) ? value : {};
}

function withoutIndexes(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');
}
