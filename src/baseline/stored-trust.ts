/**
 * Who can assume a role, as a baseline keeps it: the trust policy, and whatever the reading of it looked up in its template and in the
 * templates that it refers to. So a later run can compare, and a parameter that allows more values than before is a change as well.
 */
import { DeployTimeContext, OutsideReference, PlacedValue } from '../cloudformation/deploy-time-context';
import { documentOfText } from '../cloudformation/document-of-text';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { field } from '../cloudformation/template';
import { placedTrust } from '../diff/compare-inputs';
import { RoleToCompare } from '../diff/role-to-compare';

export interface StoredTrust {
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  /** As the template has it; `Fn::If` if the resource has a condition. */
  readonly trustPolicy: unknown;
  /** The template of the role, and those that it refers to, in the order in which they were met. Default: nothing was looked up. */
  readonly templates?: readonly StoredTemplate[];
  /** It contains values of an outer template, so that it cannot be compared with another policy. Default: it can be compared. */
  readonly isOnlyComparedAsText?: true;
}

export const SECTIONS = ['parameters', 'mappings', 'conditions', 'resources'] as const;
type Section = typeof SECTIONS[number];

/** What was looked up in one template. */
export interface StoredTemplate extends Readonly<Partial<Record<Section, Readonly<Record<string, unknown>>>>> {
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  readonly stackName?: string;
  readonly references?: readonly StoredReference[];
}

/** A reference that leads out of a template, and where it led. */
export interface StoredReference {
  readonly reference: OutsideReference;
  readonly value: unknown;
  /** The number of the template, counted from 0. */
  readonly template: number;
}

export function trustToStore(role: RoleToCompare): StoredTrust {
  const { value, context } = placedTrust({ ...role, document: documentOfText(role.document) });
  const record = new TemplateRecord();
  readTrustPolicy(value, record.watch(context));
  const templates = record.templates();
  const stored: StoredTrust = {
    ...placeOf(context),
    // What is compared is the document under the condition of its resource.
    trustPolicy: value ?? null,
    ...templates && { templates },
  };
  return isPlainJson(stored) ? stored : { ...asText(stored), isOnlyComparedAsText: true };
}

/** Records what a reading looks up. */
class TemplateRecord {
  private readonly watched = new Map<DeployTimeContext, { readonly number: number; readonly context: DeployTimeContext }>();
  private readonly recorded: RecordedTemplate[] = [];

  public watch(original: DeployTimeContext): DeployTimeContext {
    return this.watchNumbered(original).context;
  }

  /** Undefined if nothing was looked up in any template. */
  public templates(): readonly StoredTemplate[] | undefined {
    const stored = this.recorded.map((each) => each.stored());
    return stored.some((each) => Object.keys(each).some((key) => !PLACE.has(key))) ? stored : undefined;
  }

  private watchNumbered(original: DeployTimeContext): { readonly number: number; readonly context: DeployTimeContext } {
    const known = this.watched.get(original);
    if (known) return known;
    const recorded = new RecordedTemplate(original);
    const number = this.recorded.push(recorded) - 1;
    const context: DeployTimeContext = {
      ...original,
      ...Object.fromEntries(SECTIONS.map((section) => [section, recorded.watchSection(section)])),
      get stackName() {
        return recorded.stackName();
      },
      // As in a comparison: whether the role exists is part of its document.
      deployedIf: undefined,
      follow: (reference) => this.follow(original, recorded, reference),
    };
    const watched = { number, context };
    this.watched.set(original, watched);
    return watched;
  }

  private follow(from: DeployTimeContext, recorded: RecordedTemplate, reference: OutsideReference): PlacedValue | undefined {
    const found = from.follow?.(reference);
    if (found === undefined) return undefined;
    const { number, context } = this.watchNumbered(found.context.template ?? found.context);
    recorded.noteReference({ reference, value: found.value, template: number });
    return { value: found.value, context };
  }
}

const PLACE: ReadonlySet<string> = new Set(['account', 'region', 'partition']);

class RecordedTemplate {
  private readonly entries: Record<Section, Record<string, unknown>> = { parameters: {}, mappings: {}, conditions: {}, resources: {} };
  private readonly references = new Map<string, StoredReference>();
  private usesStackName = false;

  constructor(private readonly context: DeployTimeContext) { }

  public stackName(): string | undefined {
    this.usesStackName = true;
    return this.context.stackName;
  }

  /** The section, which notes what is looked up in it. */
  public watchSection(name: Section): Readonly<Record<string, unknown>> | undefined {
    const section = this.context[name];
    return section && new Proxy(section, {
      get: (target, key) => {
        const entry: unknown = Reflect.get(target, key);
        if (typeof key === 'string' && Object.hasOwn(target, key)) this.entries[name][key] = entry;
        return entry;
      },
      ownKeys: (target) => {
        Object.assign(this.entries[name], target);
        return Reflect.ownKeys(target);
      },
    });
  }

  public noteReference(reference: StoredReference): void {
    this.references.set(JSON.stringify(reference.reference), reference);
  }

  public stored(): StoredTemplate {
    const { stackName } = this.context;
    const sections = SECTIONS.filter((name) => Object.keys(this.entries[name]).length > 0)
      .map((name) => [name, sortedByKey(name === 'resources' ? shortened(this.entries[name]) : this.entries[name])]);
    return {
      ...placeOf(this.context),
      ...this.usesStackName && stackName !== undefined && { stackName },
      ...Object.fromEntries(sections) as Partial<Record<Section, Readonly<Record<string, unknown>>>>,
      ...this.references.size > 0 && { references: [...this.references.values()] },
    };
  }
}

function placeOf(context: DeployTimeContext): Pick<StoredTrust, 'account' | 'region' | 'partition'> {
  return only(context, ['account', 'region', 'partition']);
}

function sortedByKey(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(entries).sort().map((key) => [key, entries[key]]));
}

function shortened(resources: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resources).map(([logicalId, resource]) => [
    logicalId, /^AWS::IAM::(Role|User)$/.test(String(field(resource, 'Type'))) ? shortenedIdentity(resource) : resource,
  ]));
}

/** What its ARN consists of: the policies of a role do not matter for who can assume another role. */
function shortenedIdentity(resource: unknown): Record<string, unknown> {
  return {
    ...only(resource, ['Type', 'Condition']),
    Metadata: only(field(resource, 'Metadata'), ['aws:cdk:path']),
    Properties: only(field(resource, 'Properties'), ['Path', 'RoleName', 'UserName']),
  };
}

/** In the order of the object: a comparison of definitions compares their text. */
function only(object: unknown, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([name, value]) => names.includes(name) && value !== undefined));
}

function isPlainJson(value: unknown): boolean {
  if (typeof value !== 'object') return ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
  if (value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every(isPlainJson);
}

/** The ID of a deploy-time value contains the name of its template, which is not the same in the guard and the command. */
function asText(stored: StoredTrust): StoredTrust {
  const withoutId = ({ id, ...hole }: { readonly id?: string }) => hole;
  const text = JSON.stringify(stored, (_, value: unknown) => (field(value, 'what') === undefined ? value : withoutId(value as object)));
  return JSON.parse(text) as StoredTrust;
}
