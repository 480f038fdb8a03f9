/** All stacks of an app with their templates, and the references that lead from one template into another. */
import { Stack, Stage, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { partitionOfRegion } from './partition-of-region';
import { RenderedStack } from './rendered-stack';
import { field, isObject, section } from './template';
import { DeployTimeContext, OutsideReference, PlacedValue } from '../policy/deploy-time-context';

interface StackExport {
  readonly stack: Stack;
  readonly value: unknown;
}

export class StacksOfApp {
  /** In tree order: a nested stack comes after the stack it is part of. */
  public readonly stacks: readonly Stack[];
  private readonly rendered = new Map<Stack, RenderedStack>();
  private readonly contexts = new Map<Stack, DeployTimeContext>();
  private exports?: Map<string, StackExport[]>;
  private nested?: Map<Stack, Map<string, Stack>>;

  /** `render` reads the template of a stack; it is called once for each stack that somebody asks for. */
  constructor(root: IConstruct, private readonly render: (stack: Stack) => RenderedStack) {
    this.stacks = stacksBelow(root);
  }

  public rendering(stack: Stack): RenderedStack {
    const known = this.rendered.get(stack);
    if (known !== undefined) return known;
    const rendered = this.render(stack);
    this.rendered.set(stack, rendered);
    return rendered;
  }

  /** The accounts that the stacks name. */
  public explicitAccounts(): Set<string> {
    return new Set(this.stacks.filter((stack) => isDeployedWhereItSays(stack) && !Token.isUnresolved(stack.account)).map((stack) => stack.account));
  }

  /** What is known about the place where the documents of this stack stand. */
  public context(stack: Stack): DeployTimeContext {
    const known = this.contexts.get(stack);
    if (known !== undefined) return known;
    const context = this.contextOf(stack);
    this.contexts.set(stack, context);
    return context;
  }

  private contextOf(stack: Stack): DeployTimeContext {
    const { template } = this.rendering(stack);
    return {
      scope: stack.node.path,
      ...environmentOf(stack),
      parameters: objectsOf(template, 'Parameters'),
      resources: objectsOf(template, 'Resources'),
      mappings: section(template, 'Mappings'),
      conditions: section(template, 'Conditions'),
      follow: (reference) => this.follow(stack, reference),
    };
  }

  private follow(from: Stack, reference: OutsideReference): PlacedValue | undefined {
    switch (reference.kind) {
      case 'import': return this.followImport(from, reference.name);
      case 'nested-output': return this.followNestedOutput(from, reference.resource, reference.output);
      case 'parameter': return this.followParameter(from, reference.name);
    }
  }

  private followImport(from: Stack, name: unknown): PlacedValue | undefined {
    if (typeof name !== 'string') return undefined;
    this.exports ??= this.collectExports();
    const sameEnvironment = (this.exports.get(name) ?? []).filter(({ stack }) => stack.account === from.account && stack.region === from.region);
    const sameStage = sameEnvironment.filter(({ stack }) => Stage.of(stack) === Stage.of(from));
    const candidates = sameStage.length > 0 ? sameStage : sameEnvironment;
    // Two stacks that export the same name go to different places, and only deployment tells which of them is meant.
    return candidates.length === 1 ? { value: candidates[0].value, context: this.context(candidates[0].stack) } : undefined;
  }

  private followNestedOutput(from: Stack, resource: string, output: string): PlacedValue | undefined {
    const nested = this.nestedStacksOf(from).get(resource);
    if (nested === undefined) return undefined;
    const value = field(section(section(this.rendering(nested).template, 'Outputs'), output), 'Value');
    return value === undefined ? undefined : { value, context: this.context(nested) };
  }

  private followParameter(from: Stack, name: string): PlacedValue | undefined {
    const parent = from.nestedStackParent;
    if (parent === undefined || from.nestedStackResource === undefined) return undefined;
    const resource = section(section(this.rendering(parent).template, 'Resources'), logicalIdOf(parent, from));
    const value = field(section(section(resource, 'Properties'), 'Parameters'), name);
    return value === undefined ? undefined : { value, context: this.context(parent) };
  }

  private collectExports(): Map<string, StackExport[]> {
    const exports = new Map<string, StackExport[]>();
    for (const stack of this.stacks.filter(isDeployedWhereItSays)) {
      for (const output of Object.values(section(this.rendering(stack).template, 'Outputs'))) {
        const name = field(field(output, 'Export'), 'Name');
        if (typeof name !== 'string') continue;
        const sameName = exports.get(name);
        const exported = { stack, value: field(output, 'Value') };
        if (sameName === undefined) exports.set(name, [exported]);
        else sameName.push(exported);
      }
    }
    return exports;
  }

  private nestedStacksOf(parent: Stack): Map<string, Stack> {
    this.nested ??= this.collectNestedStacks();
    return this.nested.get(parent) ?? new Map();
  }

  private collectNestedStacks(): Map<Stack, Map<string, Stack>> {
    const byParent = new Map<Stack, Map<string, Stack>>();
    for (const stack of this.stacks) {
      const parent = stack.nestedStackParent;
      if (parent === undefined || stack.nestedStackResource === undefined) continue;
      const siblings = byParent.get(parent) ?? new Map<string, Stack>();
      byParent.set(parent, siblings.set(logicalIdOf(parent, stack), stack));
    }
    return byParent;
  }
}

function stacksBelow(root: IConstruct): Stack[] {
  const stacks: Stack[] = [];
  const visit = (construct: IConstruct) => {
    if (Stack.isStack(construct)) stacks.push(construct);
    construct.node.children.forEach(visit);
  };
  visit(root);
  return stacks;
}

/**
 * Is this a stack that the CDK deploys, on its own or nested in one? The other kind (a Service Catalog product) is a template
 * that somebody deploys later, into an account and a region that nobody knows now.
 */
function isDeployedWhereItSays(stack: Stack): boolean {
  return stack.nestedStackParent !== undefined || isTopLevel(stack);
}

/** Is this a stack with a template of its own in the assembly? All others are part of one that has. */
export function isTopLevel(stack: Stack): boolean {
  return stack.nestedStackParent === undefined && stack.templateFile === `${stack.artifactId}.template.json`;
}

function environmentOf(stack: Stack): Pick<DeployTimeContext, 'account' | 'region' | 'partition'> {
  if (!isDeployedWhereItSays(stack)) return {};
  const region = Token.isUnresolved(stack.region) ? undefined : stack.region;
  return {
    account: Token.isUnresolved(stack.account) ? undefined : stack.account,
    region,
    partition: region === undefined ? undefined : partitionOfRegion(region),
  };
}

function logicalIdOf(parent: Stack, nested: Stack): string {
  return String(parent.resolve(nested.nestedStackResource!.logicalId));
}

/** Only the entries that are objects: the rest of a damaged template is no parameter and no resource. */
function objectsOf(template: unknown, name: string): Record<string, object> {
  const entries = section(template, name);
  return Object.values(entries).every(isObject)
    ? entries as Record<string, object>
    : Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, object] => isObject(entry[1])));
}
