/** Every trust policy of a stack, whatever construct wrote it, with all that is known about its place. */
import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ElementsOfStack } from './find-element';
import { RenderedStack, RenderFailure } from './rendered-stack';
import { StacksOfApp } from './stacks-of-app';
import { field } from './template';
import { trustPoliciesOfTemplate, TrustPolicyOfTemplate } from './trust-policies-of-template';
import { readWaivers, Waiver } from './waivers';
import { DeployTimeContext } from '../policy/deploy-time-context';

export interface RoleInTree {
  /** The construct that wrote the resource. Looked up when somebody asks. */
  readonly node: IConstruct;
  /** The path of `node`. */
  readonly constructPath: string;
  readonly logicalId?: string;
  /** The name of the role, where the template gives it as plain text. */
  readonly roleName?: string;
  readonly stackPath: string;
  /** The file the document was read from. */
  readonly templatePath?: string;
  /** The path of the Stage around it; empty for the app itself. */
  readonly stage: string;
  /** 12 digits, when the stack names its account. */
  readonly account?: string;
  readonly document: unknown;
  readonly context: DeployTimeContext;
  readonly waivers: readonly Waiver[];
  /** Why the document could not be read at all; then `document` says nothing. */
  readonly problem?: string;
}

/** In the order of the template; the constructs that could not be rendered come last. */
export function findRoles(apps: StacksOfApp, stack: RenderedStack): RoleInTree[] {
  const policies = trustPoliciesOfTemplate(stack.template);
  if (policies.length === 0 && stack.failures.length === 0) return [];
  const place = placeOf(apps, stack);
  const elements = new ElementsOfStack(stack);
  return [
    ...policies.map((policy) => new WrittenRole(place, policy, elements)),
    ...stack.failures.map((failure) => unreadableRole(place, failure)),
  ];
}

/** What all roles of one stack share. */
type Place = Pick<RoleInTree, 'stackPath' | 'templatePath' | 'stage' | 'account' | 'context'>;

function placeOf(apps: StacksOfApp, { stack, templatePath }: RenderedStack): Place {
  const context = apps.context(stack);
  return { stackPath: stack.node.path, templatePath, stage: Stage.of(stack)?.node.path ?? '', account: context.account, context };
}

class WrittenRole implements RoleInTree {
  public readonly logicalId: string;
  public readonly roleName?: string;
  public readonly stackPath: string;
  public readonly templatePath?: string;
  public readonly stage: string;
  public readonly account?: string;
  public readonly document: unknown;
  public readonly context: DeployTimeContext;
  private found?: IConstruct;

  constructor(place: Place, private readonly policy: TrustPolicyOfTemplate, private readonly elements: ElementsOfStack) {
    this.logicalId = policy.logicalId;
    this.roleName = policy.roleName;
    this.stackPath = place.stackPath;
    this.templatePath = place.templatePath;
    this.stage = place.stage;
    this.account = place.account;
    this.document = policy.document;
    this.context = place.context;
  }

  /** Most roles have nothing to report, and finding the construct of one costs more than judging it. */
  public get node(): IConstruct {
    this.found ??= this.elements.find(this.logicalId);
    return this.found;
  }

  public get constructPath(): string {
    return this.node.node.path;
  }

  public get waivers(): readonly Waiver[] {
    return readWaivers(field(this.policy.resource, 'Metadata'));
  }
}

function unreadableRole(place: Place, { element, message }: RenderFailure): RoleInTree {
  return { ...place, node: element, constructPath: element.node.path, document: undefined, waivers: [], problem: message };
}
