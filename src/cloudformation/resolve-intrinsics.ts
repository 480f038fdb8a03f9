/**
 * Resolves the CloudFormation intrinsics in a document: known values become plain JSON, and others become holes. One
 * resolution is for one combination of deploy-time choices, so a condition takes the same branch everywhere.
 */
import { ChoiceTaker } from './deploy-time-choices';
import { DeployTimeContext } from './deploy-time-context';
import { withDynamicReferences } from './dynamic-references';
import { INTRINSIC_FUNCTIONS } from './intrinsic-functions';
import { NamedCondition, namedCondition, possibleTruths, possibleValues, TakenCondition } from './possible-choices';
import { asText, originIn, Resolution, unknownExpression } from './resolution';
import { holeFrom } from '../policy/holes';
import { idOf, Origin } from '../policy/origin';
import { Hole, PartlyKnownText } from '../policy/partly-known-text';
import { DeployTimeValue, HoledText, isPlainMap, MapEntry, NO_VALUE, ResolvedMap, valueOfText } from '../policy/resolved-value';

/** Far more than a real document needs; one that exceeds it is damaged, or leads back to itself. */
const MAX_DEPTH = 100;
const MAX_STEPS = 200_000;

/** Limits the work for one document, for all of its variants together. */
export class ResolutionBudget {
  private steps = MAX_STEPS;
  private reason: string | undefined;

  /** Why the document cannot be read completely; undefined if it can. */
  public get exceeded(): string | undefined {
    return this.reason;
  }

  /** Takes one step at a depth; false if that exceeds the budget. */
  public step(depth: number): boolean {
    this.steps -= 1;
    if (this.steps < 0) this.reason = `it has more than ${MAX_STEPS.toLocaleString('en')} values`;
    else if (depth > MAX_DEPTH) this.reason = `it is nested deeper than ${MAX_DEPTH} levels, or leads back to itself`;
    return this.reason === undefined;
  }
}

export class IntrinsicResolution implements Resolution {
  /** Did it create a hole that is known to consist of pieces? */
  public madePieces = false;
  private depth = 0;
  private choosing = true;
  private readonly underWay = new Set<string>();
  private readonly conditions = new Map<string, TakenCondition>();
  private hasAssumed = false;
  /** The options of a hole that was met when no choice was allowed. */
  private readonly options = new Map<string, readonly string[]>();

  /** `assumed`: conditions that are true in every reading. They are requested only if a condition or choice matters. */
  constructor(
    private readonly choices: ChoiceTaker,
    private readonly budget: ResolutionBudget,
    private readonly assumed: () => readonly NamedCondition[] = () => [],
  ) {}

  public resolve(value: unknown, context: DeployTimeContext): unknown {
    if (typeof value === 'string') return withReferences(value);
    if (typeof value !== 'object' || value === null) return value;
    if (!this.budget.step(this.depth)) {
      return new DeployTimeValue(holeFrom(originIn(context, { kind: 'unreadable-value', scope: context.scope })));
    }
    this.depth += 1;
    const resolved = Array.isArray(value) ? this.resolveList(value, context) : this.resolveMap(value, context);
    this.depth -= 1;
    return resolved;
  }

  public resolveText(value: unknown, context: DeployTimeContext): PartlyKnownText {
    return asText(this.resolve(value, context), value, context);
  }

  public hole(hole: Hole): string | HoledText {
    if (hole.pieces !== undefined) this.madePieces = true;
    return this.choices.taken.get(hole.id)?.value ?? new HoledText([hole]);
  }

  public choose(origin: Origin, options: readonly string[]): string | undefined {
    const id = idOf(origin);
    const taken = this.choices.taken.get(id);
    if (taken) return taken.value;
    this.options.set(id, options);
    if (!this.choosing) return options.length === 1 ? options[0] : undefined;
    const possible = this.conditionsTaken().size === 0 ? options : possibleValues(this.conditionTree(), id, options);
    return possible.length === 1 ? possible[0] : this.choices.take(origin, possible.length === 0 ? options : possible);
  }

  public chooseCondition(name: string, context: DeployTimeContext): boolean | undefined {
    const condition = namedCondition(name, context);
    if (this.conditionsTaken().get(condition.id)?.value === true) return true;
    const taken = this.choices.taken.get(condition.id) ?? this.takeCondition(condition);
    if (taken === undefined) return undefined;
    const value = taken.value === 'true';
    this.conditions.set(condition.id, { ...condition, value });
    return value;
  }

  private takeCondition(condition: NamedCondition): { readonly value: string } | undefined {
    if (!this.choosing) return undefined;
    const possible = possibleTruths(this.conditionTree(), condition).map(String);
    if (possible.length === 1) return { value: possible[0] };
    const value = this.choices.take(condition.origin, possible);
    return value === undefined ? undefined : { value };
  }

  public unlessCircular<T>(origin: Origin, read: () => T): T | undefined {
    const id = idOf(origin);
    if (this.underWay.has(id)) return undefined;
    this.underWay.add(id);
    const result = read();
    this.underWay.delete(id);
    return result;
  }

  private conditionsTaken(): ReadonlyMap<string, TakenCondition> {
    if (!this.hasAssumed) {
      this.hasAssumed = true;
      for (const condition of this.assumed()) this.conditions.set(condition.id, { ...condition, value: true });
    }
    return this.conditions;
  }

  private conditionTree() {
    return {
      taken: this.conditionsTaken(),
      textOf: (value: unknown, context: DeployTimeContext) => this.withoutChoosing(() => this.resolveText(value, context)),
      optionsOf: (id: string) => this.options.get(id),
    };
  }

  private withoutChoosing<T>(read: () => T): T {
    const before = this.choosing;
    this.choosing = false;
    const result = read();
    this.choosing = before;
    return result;
  }

  private resolveList(list: readonly unknown[], context: DeployTimeContext): unknown {
    let changed = false;
    const resolved: unknown[] = [];
    for (const item of list) {
      const resolvedItem = this.resolve(item, context);
      if (resolvedItem !== item) changed = true;
      if (resolvedItem !== NO_VALUE) resolved.push(resolvedItem);
    }
    return changed ? resolved : list;
  }

  private resolveMap(value: object, context: DeployTimeContext): unknown {
    if (!isPlainMap(value)) return value;
    const keys = Object.keys(value);
    if (keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'))) {
      return this.resolveIntrinsic(keys[0], value[keys[0]], context);
    }
    let changed = false;
    const entries: MapEntry[] = [];
    for (const key of keys) {
      // `Fn::Transform` can be next to other keys, and can replace them by anything.
      if (key.startsWith('Fn::')) return unknownExpression(key, value, context);
      const resolved = this.resolve(value[key], context);
      if (resolved !== value[key]) changed = true;
      if (resolved !== NO_VALUE) entries.push([key, resolved]);
    }
    return changed ? new ResolvedMap(entries) : value;
  }

  private resolveIntrinsic(name: string, argument: unknown, context: DeployTimeContext): unknown {
    const read = INTRINSIC_FUNCTIONS.get(name);
    const resolved = read?.(this, argument, context) ?? unknownExpression(name, argument, context);
    return resolved instanceof HoledText || typeof resolved === 'string' ? withReferences(resolved) : resolved;
  }
}

/** Text can contain a dynamic reference as written, or after `Fn::Sub` or `Fn::Join` has composed it. */
function withReferences(text: string | HoledText): string | HoledText {
  return valueOfText(withDynamicReferences(typeof text === 'string' ? text : text.pieces));
}
