/** Finds the construct that a resource of a template was made from. */
import { CfnElement, CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { elementsOf, RenderedStack, renderedElement } from './rendered-stack';
import { field, section } from '../../cloudformation/template';

export class ElementsOfStack {
  private byLogicalId?: Map<string, IConstruct>;

  constructor(private readonly rendered: RenderedStack) { }

  /** The construct of the resource, or the stack if there is none (a synthesizer can add resources of its own). */
  public find(logicalId: string): IConstruct {
    return this.byPath(logicalId) ?? this.bySearch(logicalId) ?? this.rendered.stack;
  }

  /**
   * The fast way. Path metadata can be disabled, and an included template can contain the metadata of another app: so the logical ID of
   * the construct must match as well.
   */
  private byPath(logicalId: string): IConstruct | undefined {
    const resource = section(this.rendered.template, 'Resources')[logicalId];
    const path = field(section(resource, 'Metadata'), 'aws:cdk:path');
    if (typeof path !== 'string') return undefined;
    const { stack } = this.rendered;
    const construct = path.split('/').reduce<IConstruct | undefined>((at, id) => at?.node.tryFindChild(id), stack.node.root);
    if (construct === undefined || !CfnElement.isCfnElement(construct) || construct.stack !== stack) return undefined;
    return logicalIdOf(construct) === logicalId ? construct : undefined;
  }

  private bySearch(logicalId: string): IConstruct | undefined {
    this.byLogicalId ??= new Map(elementsOf(this.rendered.stack).flatMap((element) => logicalIdsOf(element).map((id) => [id, element])));
    return this.byLogicalId.get(logicalId);
  }
}

/** Some elements define several resources (the core `CfnInclude`): they have to be rendered to know which. */
function logicalIdsOf(element: CfnElement): string[] {
  if (CfnResource.isCfnResource(element)) return [logicalIdOf(element)];
  try {
    return Object.keys(section(renderedElement(element), 'Resources'));
  } catch {
    return []; // Reported where the stack is rendered. Here the element is just not the one to find.
  }
}

function logicalIdOf(element: CfnElement): string {
  return String(element.stack.resolve(element.logicalId));
}
