/** From a resource of a template back to the construct that wrote it. */
import { CfnElement, CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { elementsOf, RenderedStack, renderedElement } from './rendered-stack';
import { field, section } from '../../cloudformation/template';

export class ElementsOfStack {
  private byLogicalId?: Map<string, IConstruct>;

  constructor(private readonly rendered: RenderedStack) { }

  /** The construct that wrote the resource, or the stack where none says so (a synthesizer may add resources of its own). */
  public find(logicalId: string): IConstruct {
    return this.byPath(logicalId) ?? this.bySearch(logicalId) ?? this.rendered.stack;
  }

  /**
   * The quick way. Path metadata can be switched off, and an included template may carry that of another app: so the construct
   * must answer to the logical id as well.
   */
  private byPath(logicalId: string): IConstruct | undefined {
    const resource = section(this.rendered.template, 'Resources')[logicalId];
    const path = field(section(resource, 'Metadata'), 'aws:cdk:path');
    if (typeof path !== 'string') return undefined;
    const { stack } = this.rendered;
    const construct = path.split('/').reduce<IConstruct | undefined>((at, id) => at?.node.tryFindChild(id), stack.node.root);
    const isIt = construct !== undefined && CfnElement.isCfnElement(construct) && construct.stack === stack && logicalIdOf(construct) === logicalId;
    return isIt ? construct : undefined;
  }

  private bySearch(logicalId: string): IConstruct | undefined {
    this.byLogicalId ??= new Map(elementsOf(this.rendered.stack).flatMap((element) => resourcesOf(element).map((id) => [id, element])));
    return this.byLogicalId.get(logicalId);
  }
}

/** Some elements write several resources (the core `CfnInclude`), and only what they render tells which. */
function resourcesOf(element: CfnElement): string[] {
  if (CfnResource.isCfnResource(element)) return [logicalIdOf(element)];
  try {
    return Object.keys(section(renderedElement(element), 'Resources'));
  } catch {
    return []; // Reported where the stack is rendered; here it only means that the element is not the one we look for.
  }
}

function logicalIdOf(element: CfnElement): string {
  return String(element.stack.resolve(element.logicalId));
}
