/**
 * Prepares a document before and after a change so that deploy-time values which both templates share become the same hole, and all
 * others do not. If one input does not specify the account, region or partition of a role, those of the other input are used.
 */
import { BothSides, onBothSides, OPPOSITE, Side, TemplatePair } from './compare-definitions';
import { uniqueByKey } from '../cloudformation/by-key';
import { DeployTimeContext, PlacedValue } from '../cloudformation/deploy-time-context';
import { holeFrom } from '../policy/holes';
import { idInTemplate, Origin, scopeOf } from '../policy/origin';
import { Hole, holesOf } from '../policy/partly-known-text';
import { DeployTimeValue, HoledText, isPlainMap } from '../policy/resolved-value';

type DeploymentPlace = Pick<DeployTimeContext, 'account' | 'region' | 'partition'>;

export class ComparedTemplates {
  private readonly byScope: BothSides<ReadonlyMap<string, DeployTimeContext | undefined>>;
  private readonly pairs = new WeakMap<DeployTimeContext, WeakMap<DeployTimeContext, TemplatePair>>();

  /**
   * @param contexts of all templates; templates with the same scope are the same stack
   * @param sameStacks other stacks that are the same: scope before to scope after
   */
  constructor(contexts: BothSides<Iterable<DeployTimeContext>>, private readonly sameStacks: ReadonlyMap<string, string>) {
    this.byScope = onBothSides((side) => uniqueByKey([...new Set(contexts[side])].map((context) => [context.scope ?? '', context])));
  }

  /** The documents, ready to be read together. */
  public place(values: BothSides<PlacedValue>): BothSides<PlacedValue> {
    const change = new PlacedChange(this, onBothSides((side) => values[side].context));
    return onBothSides((side) => change.placed(side, values[side]));
  }

  /** The same stack on the other side; undefined if there is none, or it is ambiguous. */
  public counterpart(side: Side, { scope = '' }: DeployTimeContext): DeployTimeContext | undefined {
    if (side === 'before') return this.byScope.after.get(this.sameStacks.get(scope) ?? scope);
    const [renamed] = [...this.sameStacks].find(([, after]) => after === scope) ?? [scope];
    return this.byScope.before.get(renamed);
  }

  public isTemplate(side: Side, context: DeployTimeContext): boolean {
    return this.byScope[side].get(context.scope ?? '') === context;
  }

  public templatePair({ before, after }: BothSides<DeployTimeContext>): TemplatePair {
    const withBefore = this.pairs.get(before) ?? new WeakMap<DeployTimeContext, TemplatePair>();
    const pair = withBefore.get(after) ?? new TemplatePair({ before, after });
    this.pairs.set(before, withBefore.set(after, pair));
    return pair;
  }

  /** The template in which an origin has its meaning; undefined if it is none of these, or ambiguous. */
  public templateOf(side: Side, origin: Origin): DeployTimeContext | undefined {
    return this.byScope[side].get(scopeOf(origin));
  }
}

/** One pair of documents, and everything that they refer to. */
class PlacedChange {
  private readonly places: BothSides<DeploymentPlace>;
  private readonly wrapped = new Map<DeployTimeContext, DeployTimeContext>();

  constructor(private readonly templates: ComparedTemplates, private readonly roots: BothSides<DeployTimeContext>) {
    this.places = onBothSides((side) => completedPlace(roots[side], roots[OPPOSITE[side]]));
  }

  public placed(side: Side, { value, context }: PlacedValue): PlacedValue {
    return { value: this.withIds(side, value), context: this.wrap(side, context) };
  }

  private wrap(side: Side, context: DeployTimeContext): DeployTimeContext {
    const known = this.wrapped.get(context);
    if (known !== undefined) return known;
    const other = this.counterpart(side, context);
    const wrapped: DeployTimeContext = {
      ...context,
      ...completedPlace(context, this.places[side]),
      // If a condition is false there is no role on one side, which is a change as well.
      deployedIf: undefined,
      stackName: context.stackName ?? other?.stackName,
      identify: (origin) => this.identify(side, context, origin),
      follow: (reference) => {
        const followed = context.follow?.(reference);
        return followed && this.placed(side, followed);
      },
    };
    this.wrapped.set(context, wrapped);
    return wrapped;
  }

  /** Roles outside templates (the output of `aws iam`) are counterparts of each other. */
  private counterpart(side: Side, context: DeployTimeContext): DeployTimeContext | undefined {
    const opposite = OPPOSITE[side];
    const isBare = context === this.roots[side] && !this.templates.isTemplate(side, context);
    if (!isBare) return this.templates.counterpart(side, context);
    return this.templates.isTemplate(opposite, this.roots[opposite]) ? undefined : this.roots[opposite];
  }

  /** One name for a value that both sides share, and a separate name for every other value. */
  private identify(side: Side, context: DeployTimeContext, origin: Origin): string {
    const other = this.counterpart(side, context);
    const { before, after } = onBothSides((each) => (each === side ? context : other));
    const isComparable = before !== undefined && after !== undefined && this.isSamePlace(before, after);
    const shared = isComparable ? this.templates.templatePair({ before, after }).sharedOrigin(origin, side) : undefined;
    return shared === undefined
      ? `${side}: ${context.scope ?? ''} ${idInTemplate(origin)}`
      : `both: ${before?.scope ?? ''} ${idInTemplate(shared)}`;
  }

  /** A stack in another account or region is a different stack, with different values. */
  private isSamePlace(before: DeployTimeContext, after: DeployTimeContext): boolean {
    const [old, moved] = [completedPlace(before, this.places.before), completedPlace(after, this.places.after)];
    const isSameName = before.stackName === after.stackName || before.stackName === undefined || after.stackName === undefined;
    return isSameName && old.account === moved.account && old.region === moved.region && old.partition === moved.partition;
  }

  /** Values of another template in a document are holes already. They are named like all others. */
  private withIds(side: Side, value: unknown): unknown {
    if (value instanceof HoledText) {
      return new HoledText(value.pieces.map((piece) => (typeof piece === 'string' ? piece : this.withId(side, piece))));
    }
    if (value instanceof DeployTimeValue) return new DeployTimeValue(this.withId(side, value.hole), value.isList);
    if (Array.isArray(value)) return value.map((item: unknown) => this.withIds(side, item));
    return isPlainMap(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.withIds(side, item)])) : value;
  }

  private withId(side: Side, hole: Hole): Hole {
    const { origin, kind, guests, shape } = hole;
    if (kind !== 'unknown' && kind !== 'own-name' || isSameEverywhere(origin)) return hole;
    const template = this.templates.templateOf(side, origin);
    const id = template === undefined ? `${side}: ${hole.id}` : this.identify(side, template, origin);
    // The pieces of a hole are named after it, so under another id they are unknown.
    return holeFrom({ kind: 'compared', of: origin, id }, kind, { ...guests && { guests }, ...shape && { shape } });
  }
}

/** Imports and dynamic references that contain nothing specific to a template. */
function isSameEverywhere(origin: Origin): boolean {
  const text = origin.kind === 'import' ? origin.name : origin.kind === 'dynamic-reference' ? origin.reference : undefined;
  return text !== undefined && holesOf(text).every((hole) => hole.origin.kind === 'own-place');
}

function completedPlace(own: DeploymentPlace, other: DeploymentPlace): DeploymentPlace {
  return { account: own.account ?? other.account, region: own.region ?? other.region, partition: own.partition ?? other.partition };
}
