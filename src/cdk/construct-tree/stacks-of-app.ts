/** All stacks of an app with their templates, and the links between them. */
import { Stack, Stage, Token, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RenderedStack } from './rendered-stack';
import { DeployTimeContext } from '../../cloudformation/deploy-time-context';
import { LinkedTemplates, PlacedTemplate } from '../../cloudformation/linked-templates';
import { JsonObject } from '../../cloudformation/template';

export class StacksOfApp {
  /** In tree order: a nested stack comes after the stack around it. */
  public readonly stacks: readonly Stack[];
  /** The scopes with acknowledged findings, of any plugin, in tree order. */
  public readonly acknowledging: readonly IConstruct[];
  private readonly rendered = new Map<Stack, RenderedStack>();
  private readonly placed: ReadonlyMap<Stack, PlacedStack>;
  private readonly links: LinkedTemplates;
  private nested?: ReadonlySet<string>;

  /** @param render reads the template of a stack; called at most once for each stack */
  constructor(root: IConstruct, private readonly render: (stack: Stack) => RenderedStack) {
    ({ stacks: this.stacks, acknowledging: this.acknowledging } = constructsBelow(root));
    this.placed = new Map(this.stacks.map((stack) => [stack, new PlacedStack(stack, this)]));
    this.links = new LinkedTemplates([...this.placed.values()]);
  }

  public rendering(stack: Stack): RenderedStack {
    const before = this.rendered.get(stack);
    if (before !== undefined) return before;
    const rendered = this.render(stack);
    this.rendered.set(stack, rendered);
    return rendered;
  }

  /** The accounts that stacks specify. */
  public explicitAccounts(): Set<string> {
    return new Set([...this.placed.values()].flatMap(({ account }) => account ?? []));
  }

  /** What is known about the template, the account and the region of the stack. */
  public context(stack: Stack): DeployTimeContext {
    return this.links.context(this.placedStack(stack));
  }

  /** Is this resource of the stack a nested stack of the tree? */
  public isNestedStack(stack: Stack, logicalId: string): boolean {
    const parents = () => [...this.placed.values()].flatMap(({ parent }) => parent ?? []);
    this.nested ??= new Set(parents().map((parent) => nestedStackId(parent.template.scope, parent.logicalId)));
    return this.nested.has(nestedStackId(stack.node.path, logicalId));
  }

  /** @internal */
  public placedStack(stack: Stack): PlacedTemplate {
    return this.placed.get(stack) ?? new PlacedStack(stack, this);
  }
}

/** Its template is read on first use: most stacks are not referenced by another one. */
class PlacedStack implements PlacedTemplate {
  public readonly scope: string;
  public readonly account?: string;
  public readonly region?: string;
  public readonly stackName?: string;
  public readonly isDeployedWhereItSays: boolean;
  private knownParent?: PlacedTemplate['parent'];

  constructor(private readonly stack: Stack, private readonly app: StacksOfApp) {
    this.scope = stack.node.path;
    this.isDeployedWhereItSays = isDeployedWhereItSays(stack);
    if (!this.isDeployedWhereItSays) return;
    this.account = resolvedText(stack.account);
    this.region = resolvedText(stack.region);
    this.stackName = resolvedText(stack.stackName); // the name of a nested stack is a token
  }

  public get template(): JsonObject {
    return this.app.rendering(this.stack).template;
  }

  public get group(): string {
    return Stage.of(this.stack)?.node.path ?? '';
  }

  public get parent(): PlacedTemplate['parent'] {
    const { nestedStackParent: parent, nestedStackResource: resource } = this.stack;
    if (parent === undefined || resource === undefined) return undefined;
    this.knownParent ??= { template: this.app.placedStack(parent), logicalId: String(parent.resolve(resource.logicalId)) };
    return this.knownParent;
  }
}

function resolvedText(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

function nestedStackId(scope: string, logicalId: string): string {
  return `${scope} ${logicalId}`;
}

/** In one walk: an app with ten thousand roles has thirty thousand constructs. */
function constructsBelow(root: IConstruct): Pick<StacksOfApp, 'stacks' | 'acknowledging'> {
  const stacks: Stack[] = [];
  const acknowledging: IConstruct[] = [];
  const visit = (construct: IConstruct) => {
    if (Stack.isStack(construct)) stacks.push(construct);
    if (construct.node.metadata.some(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)) acknowledging.push(construct);
    construct.node.children.forEach(visit);
  };
  visit(root);
  return { stacks, acknowledging };
}

/**
 * Is this a stack that the CDK deploys, on its own or nested in another? A Service Catalog product, for example, is deployed later, to an
 * account and a region that are not known now.
 */
function isDeployedWhereItSays(stack: Stack): boolean {
  return stack.nestedStackParent !== undefined || isTopLevel(stack);
}

/** The stacks that contain a construct, the innermost first. A stack contains itself. */
export function stacksAround(construct: IConstruct): Stack[] {
  return construct.node.scopes.filter((scope): scope is Stack => Stack.isStack(scope)).reverse();
}

/** Does this stack have its own template in the assembly? All other stacks are part of one that has. */
export function isTopLevel(stack: Stack): boolean {
  return stack.nestedStackParent === undefined && stack.templateFile === `${stack.artifactId}.template.json`;
}
