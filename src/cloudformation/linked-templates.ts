/** Templates that are deployed together, and the references from one of them to another. Independent of the CDK. */
import { NO_CHOICES } from './deploy-time-choices';
import { DeployTimeContext, OutsideReference, PlacedCondition, PlacedValue } from './deploy-time-context';
import { IntrinsicResolution, ResolutionBudget } from './resolve-intrinsics';
import { field, JsonObject, section, sectionsOf, textField } from './template';
import { partitionOfRegion } from '../policy/partitions';
import { isKnown } from '../policy/partly-known-text';

export interface PlacedTemplate {
  readonly template: JsonObject;
  /** Distinguishes its deploy-time values from those of another template, such as the path of the stack. */
  readonly scope: string;
  /** 12 digits; undefined if it is known only at deploy time. */
  readonly account?: string;
  readonly region?: string;
  /** Undefined if CloudFormation generates it, as it does for nested stacks. */
  readonly stackName?: string;
  /** Templates of one group (a Stage, a file) refer to each other rather than to others. */
  readonly group: string;
  /** The resource of another template that deploys this one. */
  readonly parent?: { readonly template: PlacedTemplate; readonly logicalId: string };
  /** Can others import its exports? It is unknown where a Service Catalog product will be deployed. */
  readonly isDeployedWhereItSays: boolean;
}

interface Export {
  readonly from: PlacedTemplate;
  readonly value: unknown;
}

export class LinkedTemplates {
  private readonly contexts = new Map<PlacedTemplate, DeployTimeContext>();
  private exports?: Map<string, Export[]>;

  constructor(private readonly templates: readonly PlacedTemplate[]) { }

  /** What is known about the place of the documents of this template. */
  public context(placed: PlacedTemplate): DeployTimeContext {
    const known = this.contexts.get(placed);
    if (known !== undefined) return known;
    const { template, scope, account, region, stackName } = placed;
    const context: DeployTimeContext = {
      scope,
      account,
      region,
      stackName,
      partition: region === undefined ? undefined : partitionOfRegion(region),
      ...sectionsOf(template),
      deployedIf: this.conditionsOfParents(placed),
      follow: (reference) => this.follow(placed, reference),
    };
    this.contexts.set(placed, context);
    return context;
  }

  /** A nested stack whose resource has a condition exists only if the condition is true. */
  private conditionsOfParents({ parent }: PlacedTemplate): readonly PlacedCondition[] | undefined {
    if (parent === undefined) return undefined;
    const context = this.context(parent.template);
    const name = textField(section(section(parent.template.template, 'Resources'), parent.logicalId), 'Condition');
    return name === undefined ? context.deployedIf : [...context.deployedIf ?? [], { name, context }];
  }

  private follow(from: PlacedTemplate, reference: OutsideReference): PlacedValue | undefined {
    switch (reference.kind) {
      case 'import': return this.followImport(from, reference.name);
      case 'nested-output': return this.followNestedOutput(from, reference.resource, reference.output);
      case 'parameter': return this.followParameter(from, reference.name);
    }
  }

  private followImport(from: PlacedTemplate, name: unknown): PlacedValue | undefined {
    const named = this.exportsByName().get(exportName(name, this.context(from))) ?? [];
    const sameEnvironment = named.filter((each) => each.from.account === from.account && each.from.region === from.region);
    const sameGroup = sameEnvironment.filter((each) => each.from.group === from.group);
    const candidates = sameGroup.length > 0 ? sameGroup : sameEnvironment;
    // Two stacks that export the same name are deployed to different places, and which of them is meant is known only at deploy time.
    return candidates.length === 1 ? { value: candidates[0].value, context: this.context(candidates[0].from) } : undefined;
  }

  private exportsByName(): ReadonlyMap<string, readonly Export[]> {
    if (this.exports !== undefined) return this.exports;
    const exports = this.exports = new Map<string, Export[]>();
    for (const from of this.templates.filter(({ isDeployedWhereItSays }) => isDeployedWhereItSays)) {
      for (const output of Object.values(section(from.template, 'Outputs'))) {
        const written = field(field(output, 'Export'), 'Name');
        if (written === undefined) continue;
        const name = exportName(written, this.context(from));
        const sameName = exports.get(name);
        const exported = { from, value: field(output, 'Value') };
        if (sameName === undefined) exports.set(name, [exported]);
        else sameName.push(exported);
      }
    }
    return exports;
  }

  private followNestedOutput(from: PlacedTemplate, resource: string, output: string): PlacedValue | undefined {
    const nested = this.templates.find(({ parent }) => parent?.template === from && parent.logicalId === resource);
    const value = nested && field(section(section(nested.template, 'Outputs'), output), 'Value');
    return nested === undefined || value === undefined ? undefined : { value, context: this.context(nested) };
  }

  private followParameter({ parent }: PlacedTemplate, name: string): PlacedValue | undefined {
    if (parent === undefined) return undefined;
    const resource = section(section(parent.template.template, 'Resources'), parent.logicalId);
    const value = field(section(section(resource, 'Properties'), 'Parameters'), name);
    return value === undefined ? undefined : { value, context: this.context(parent.template) };
  }
}

/**
 * The name as a key. A name with a deploy-time value, such as the region, is the same as another only if both are composed
 * of the same values.
 */
function exportName(name: unknown, context: DeployTimeContext): string {
  const text = new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolveText(name, context);
  return isKnown(text) ? text : JSON.stringify(text.map((piece) => (typeof piece === 'string' ? piece : { hole: piece.id })));
}
