/**
 * Two templates, one of which replaces the other: which deploy-time values are the same in both? A value is the same if both templates
 * define it in the same way - the same default, the same condition, the same resource with the same name - and everything it depends on as
 * well. Anything else counts as a different value: this can prevent a proof, but never makes a wrong one.
 */
import { uniqueByKey } from '../cloudformation/by-key';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { field } from '../cloudformation/template';
import { Expression, idInTemplate, NamedOrigin, Origin } from '../policy/origin';
import { isPlainMap } from '../policy/resolved-value';

export type Side = 'before' | 'after';

const SIDES: readonly Side[] = ['before', 'after'];
export const OPPOSITE: Readonly<Record<Side, Side>> = { before: 'after', after: 'before' };

/** Both sides of a change. */
export interface BothSides<T> extends Readonly<Record<Side, T>> { }

export function onBothSides<T>(make: (side: Side) => T): BothSides<T> {
  return { before: make('before'), after: make('after') };
}

/** The names of a thing in the two templates. */
interface Names extends BothSides<string> { }

/** A thing in the templates that a value depends on. `whole`: all its properties count, not only which thing it is. */
interface Ingredient {
  readonly names: Names;
  readonly whole: boolean;
}

/** Attributes that identify the resource, whatever its properties are. */
const IDENTIFIES = /^[A-Za-z]*(Arn|Id|Name)$/;
/** Properties that name a resource. */
const NAMES_RESOURCE = /(Name|Identifier)$|^(Id|Path)$/;
/** Resource types whose attributes depend on their properties. */
const MADE_BY_PROPERTIES = /^(?!AWS::)|^AWS::(CloudFormation::|SSM::Parameter$)|::MODULE$/;
/** What an expression can contain that neither template defines. */
const LEADS_ELSEWHERE = /"Fn::ImportValue"|"(pieces|hole)":/;
const HAS_ISSUER = /^(AWS::EKS::Cluster|Custom::AWSCDK-EKS-Cluster)$/;

export class TemplatePair {
  private readonly answers = new Map<string, boolean>();
  private renamings: BothSides<ReadonlyMap<string, string>> | undefined;

  constructor(private readonly templates: BothSides<DeployTimeContext>) { }

  /** The origin of a value of both templates, as the template before names it; undefined if the values may be different. */
  public sharedOrigin(origin: Origin, side: Side): Origin | undefined {
    switch (origin.kind) {
      case 'stack-parameter':
      case 'outer-place': return origin;
      case 'expression': return isComparable(origin) && this.areSame(this.ingredientsOf(idInTemplate(origin))) ? origin : undefined;
      case 'parameter':
      case 'condition':
      case 'reference':
      case 'attribute':
      case 'nested-stack-output':
      case 'resource-name':
      case 'resource-id':
      case 'cluster':
      case 'identity-provider':
      case 'loop': return this.sharedNamed(origin, side);
      default: return undefined;
    }
  }

  private sharedNamed(origin: NamedOrigin, side: Side): NamedOrigin | undefined {
    const names = this.namesOf(origin.name, side);
    const whole = this.isMadeByProperties(origin, names, side);
    return whole !== undefined && this.isSame({ names, whole }) ? { ...origin, name: names.before } : undefined;
  }

  /** Does the value depend on all properties of a resource? Undefined if that is unknown. */
  private isMadeByProperties(origin: NamedOrigin, names: Names, side: Side): boolean | undefined {
    switch (origin.kind) {
      case 'reference': return !this.identifiesResource(names);
      case 'attribute': return !this.identifiesResource(names, origin.attribute);
      case 'nested-stack-output': return true;
      // A changed pool may give identities to guests, so it is never the same.
      case 'resource-id': return origin.type === 'identity pool' ? undefined : false;
      case 'cluster':
      case 'identity-provider':
      case 'loop': {
        const resource = this.entry('resources', names, side);
        return resource === undefined ? undefined : !HAS_ISSUER.test(String(field(resource, 'Type')));
      }
      default: return false;
    }
  }

  private identifiesResource(names: Names, attribute?: string): boolean {
    const type = field(this.entry('resources', names, 'before'), 'Type');
    return typeof type === 'string' && !MADE_BY_PROPERTIES.test(type) && (attribute === undefined || IDENTIFIES.test(attribute));
  }

  private isSame(ingredient: Ingredient): boolean {
    const key = definitionKey(ingredient);
    const answer = this.answers.get(key) ?? this.areSame([ingredient]);
    this.answers.set(key, answer);
    return answer;
  }

  /** Everything that they depend on has to be the same as well. */
  private areSame(ingredients: readonly Ingredient[]): boolean {
    const pending = [...ingredients];
    const seen = new Set<string>();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const key = definitionKey(next);
      if (seen.has(key)) continue;
      seen.add(key);
      const texts = this.sameTexts(next);
      if (texts === undefined) return false;
      for (const text of texts) pending.push(...this.ingredientsOf(text));
    }
    return true;
  }

  /** The definition of the thing, if it is the same in both templates; undefined if not. A name can belong to several things. */
  private sameTexts({ names, whole }: Ingredient): string[] | undefined {
    const [before, after] = SIDES.map((side) => this.description(names, side, whole));
    return before === after ? [before] : undefined;
  }

  private description(names: Names, side: Side, whole: boolean): string {
    const parameter = this.entry('parameters', names, side);
    const resource = this.entry('resources', names, side);
    return JSON.stringify({
      parameter:
        parameter === undefined ? null : [...DECIDE_PARAMETER.map((name) => field(parameter, name)), this.valueGiven(names[side], side)],
      condition: this.entry('conditions', names, side),
      mapping: this.entry('mappings', names, side),
      resource: resource === undefined ? this.generated(side) : this.resourceDescription(resource, whole),
    });
  }

  /** What a parent stack passes to a parameter of a nested stack refers to things of the parent, which are not compared here. */
  private valueGiven(parameter: string, side: Side): unknown {
    const given = this.templates[side].follow?.({ kind: 'parameter', name: parameter });
    return given === undefined || typeof given.value === 'string' ? given?.value : side;
  }

  private resourceDescription(resource: unknown, whole: boolean): unknown {
    const type = field(resource, 'Type');
    const properties = field(resource, 'Properties');
    if (whole || typeof type !== 'string' || (MADE_BY_PROPERTIES.test(type) && !HAS_ISSUER.test(type)) || !isPlainMap(properties)) {
      return [type, properties];
    }
    return [type, Object.entries(properties).filter(([name]) => NAMES_RESOURCE.test(name))];
  }

  /** A thing that the template does not define can come from a loop or a transform. */
  private generated(side: Side): unknown {
    return Object.entries(this.templates[side].resources ?? {}).filter(([name]) => name.startsWith('Fn::'));
  }

  /** All words that are the name of something in one of the templates. */
  private ingredientsOf(text: string): Ingredient[] {
    const words = new Set(text.match(/[A-Za-z0-9]+/g) ?? []);
    return [...words].filter((word) => SECTIONS.some((section) => SIDES.some((side) => this.hasEntry(section, word, side))))
      .map((word) => ({ names: { before: word, after: word }, whole: false }));
  }

  private entry(section: Section, names: Names, side: Side): unknown {
    return this.hasEntry(section, names[side], side) ? this.templates[side][section]![names[side]] : undefined;
  }

  private hasEntry(section: Section, name: string, side: Side): boolean {
    const entries = this.templates[side][section];
    return entries !== undefined && Object.hasOwn(entries, name);
  }

  private namesOf(name: string, side: Side): Names {
    this.renamings ??= this.findRenamings();
    const other = this.renamings[side].get(name) ?? name;
    return onBothSides((each) => (each === side ? name : other));
  }

  /** The CDK can change the logical ID of a construct's resource: it is still the same resource. */
  private findRenamings(): BothSides<ReadonlyMap<string, string>> {
    const renamings = onBothSides(() => new Map<string, string>());
    const [gone, come] = SIDES.map((side) => this.onlyIn(side));
    for (const [path, before] of gone) {
      const after = come.get(path);
      if (before === undefined || after === undefined) continue;
      renamings.before.set(before, after);
      renamings.after.set(after, before);
    }
    return renamings;
  }

  /** By type and construct path; undefined if these are not unique. */
  private onlyIn(side: Side): ReadonlyMap<string, string | undefined> {
    return uniqueByKey(Object.entries(this.templates[side].resources ?? {}).flatMap(([logicalId, resource]) => {
      const path = field(field(resource, 'Metadata'), 'aws:cdk:path');
      if (typeof path !== 'string' || this.hasEntry('resources', logicalId, OPPOSITE[side])) return [];
      return [[`${String(field(resource, 'Type'))} ${path}`, logicalId]];
    }));
  }
}

/** Can the value be compared? An expression that was cut is different from every other, and the output of a preprocessor is unknown. */
function isComparable({ function: name, argument, isCut }: Expression): boolean {
  return !isCut && (name === undefined || /^Fn::\w+$/.test(name)) && /^[[{"]/.test(argument) && !LEADS_ELSEWHERE.test(argument);
}

type Section = 'parameters' | 'conditions' | 'mappings' | 'resources';

const SECTIONS: readonly Section[] = ['parameters', 'conditions', 'mappings', 'resources'];
const DECIDE_PARAMETER = ['Type', 'Default', 'AllowedValues'];

function definitionKey({ names, whole }: Ingredient): string {
  return `${whole} ${names.before} ${names.after}`;
}
