/** All trust policies of a stack, whatever construct defines them, and the places whose trust policies cannot be seen. */
import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ElementsOfStack } from './find-element';
import { RenderedStack, RenderFailure } from './rendered-stack';
import { StacksOfApp } from './stacks-of-app';
import { TemplatesBehindUrls } from './templates-behind-urls';
import { DeployTimeContext } from '../../cloudformation/deploy-time-context';
import { HiddenTemplate } from '../../cloudformation/hidden-templates';
import { roleAsWritten, RoleAsWritten } from '../../cloudformation/role-as-written';
import { field } from '../../cloudformation/template';
import { trustInTemplate, TrustPolicyOfTemplate } from '../../cloudformation/trust-policies-of-template';
import { readWaivers, Waiver } from '../../cloudformation/waivers';
import { RoleSource } from '../../findings/role-source';

/** The place of a role, or of a template that cannot be seen, in the construct tree. */
export interface PlaceInTree extends RoleSource {
  /** The construct of the resource. Found on first use. */
  readonly node: IConstruct;
  /** The path of `node`. */
  readonly constructPath: string;
  readonly stackPath: string;
  /** The path of the Stage around it; empty for the app itself. */
  readonly stage: string;
  /** The property in the resource, as the CDK spells it to find the source line. */
  readonly location: string;
}

export interface RoleInTree extends PlaceInTree {
  readonly document: unknown;
  readonly context: DeployTimeContext;
  /** The other properties of the role. */
  readonly role?: RoleAsWritten;
  /** The resource as the template has it; undefined if it cannot be rendered. */
  readonly resource?: unknown;
  readonly waivers: readonly Waiver[];
  /** Why the document cannot be read; `document` is then undefined. */
  readonly problem?: string;
}

/** The same for each reading of a stack, which makes new objects. */
export function keyOfRole({ stackPath, logicalId, inside }: RoleInTree): string {
  return JSON.stringify([stackPath, logicalId, inside]);
}

export interface HiddenPlace extends PlaceInTree {
  readonly hidden: HiddenTemplate;
}

export interface TrustInStack {
  /** In the order of the template; constructs that cannot be rendered come last. */
  readonly roles: readonly RoleInTree[];
  readonly hidden: readonly HiddenPlace[];
}

export function trustInStack(
  app: StacksOfApp, stack: RenderedStack, behind: TemplatesBehindUrls = new TemplatesBehindUrls(app),
): TrustInStack {
  const { policies, hidden } = trustInTemplate(stack.template, app.context(stack.stack), behind.of(stack.stack));
  const place = placeOfStack(app, stack);
  const elements = new ElementsOfStack(stack);
  return {
    roles: [
      ...policies.map((policy) => new WrittenRole(place, policy, elements)),
      ...stack.failures.map((failure) => unreadableRole(place, failure)),
    ],
    hidden: hidden.map((each) => hiddenPlace(place, each, elements)),
  };
}

/** What is the same for all roles of one stack. */
type PlaceOfStack = Pick<RoleInTree, 'stackPath' | 'file' | 'stage' | 'account' | 'context'>;

function placeOfStack(app: StacksOfApp, { stack, templatePath }: RenderedStack): PlaceOfStack {
  const context = app.context(stack);
  return { stackPath: stack.node.path, file: templatePath, stage: Stage.of(stack)?.node.path ?? '', account: context.account, context };
}

class WrittenRole implements RoleInTree {
  public readonly logicalId: string;
  public readonly document: unknown;
  public readonly context: DeployTimeContext;
  private found?: IConstruct;

  constructor(
    private readonly place: PlaceOfStack, private readonly policy: TrustPolicyOfTemplate, private readonly elements: ElementsOfStack,
  ) {
    this.logicalId = policy.owner;
    this.document = policy.document;
    this.context = policy.context;
  }

  /** Most roles have nothing to report, and finding the construct takes longer than checking the role. */
  public get node(): IConstruct {
    this.found ??= this.elements.find(this.policy.owner);
    return this.found;
  }

  public get constructPath(): string {
    return this.node.node.path;
  }

  public get inside(): string | undefined {
    return this.policy.owner === this.policy.logicalId ? undefined : this.policy.logicalId;
  }

  public get roleName(): string | undefined {
    return this.policy.roleName;
  }

  public get role(): RoleAsWritten | undefined {
    return roleAsWritten(this.policy.logicalId, this.policy.resource);
  }

  public get resource(): unknown {
    return this.policy.resource;
  }

  public get stackPath(): string {
    return this.place.stackPath;
  }

  public get file(): string | undefined {
    return this.place.file;
  }

  public get stage(): string {
    return this.place.stage;
  }

  public get account(): string | undefined {
    return this.context.account;
  }

  public get location(): string {
    return this.policy.location;
  }

  public get waivers(): readonly Waiver[] {
    return readWaivers(field(this.policy.resource, 'Metadata'));
  }
}

function unreadableRole(place: PlaceOfStack, { element, message }: RenderFailure): RoleInTree {
  return { ...place, node: element, constructPath: element.node.path, location: '', document: undefined, waivers: [], problem: message };
}

function hiddenPlace(place: PlaceOfStack, hidden: HiddenTemplate, elements: ElementsOfStack): HiddenPlace {
  const { owner = '', location = '' } = hidden;
  const node = elements.find(owner);
  return { ...place, hidden, node, constructPath: node.node.path, logicalId: hidden.owner, location };
}
