/**
 * Which deploy-time choices can be made together? CloudFormation conditions depend on each other through the values they compare:
 * `IsProd` and `IsTest`, which both test the stage, are never both true. A combination that is certainly impossible is not read.
 */
import { DeployTimeContext } from './deploy-time-context';
import { originIn } from './resolution';
import { idOf, Origin } from '../policy/origin';
import { isKnown, isSameText, onlyHole, PartlyKnownText } from '../policy/partly-known-text';
import { ownProperty } from '../policy/resolved-value';

/** A condition of a template. `id` distinguishes it from conditions of the same name in other templates. */
export interface NamedCondition {
  readonly name: string;
  readonly context: DeployTimeContext;
  readonly origin: Origin;
  readonly id: string;
}

export interface TakenCondition extends NamedCondition { readonly value: boolean }

export function namedCondition(name: string, context: DeployTimeContext): NamedCondition {
  const origin = originIn(context, { kind: 'condition', name, scope: context.scope });
  return { name, context, origin, id: idOf(origin) };
}

/** What determines which conditions of a reading can be true. */
export interface ConditionTree {
  readonly taken: ReadonlyMap<string, TakenCondition>;
  textOf(value: unknown, context: DeployTimeContext): PartlyKnownText;
  /** The values that a hole can have, if they are finitely many. */
  optionsOf(hole: string): readonly string[] | undefined;
}

/** If there are more combinations than this, all of them count as possible. */
const MAX_TRIALS = 1_024;

/** CloudFormation allows ten operands and far smaller formulas; the result of a larger formula counts as unknown. */
const MAX_OPERANDS = 10;
const MAX_FORMULAS = 1_000;

const UNKNOWN: Formula = { kind: 'unknown' };

/** The truth values that a condition can have together with those already chosen. Never empty. */
export function possibleTruths(tree: ConditionTree, condition: NamedCondition): boolean[] {
  const possible = [true, false].filter((value) => new ConditionTrial(tree, [...tree.taken.values(), { ...condition, value }]).succeeds());
  return possible.length > 0 ? possible : [true, false];
}

/** The options of a hole that are possible with the conditions already chosen. */
export function possibleValues(tree: ConditionTree, hole: string, options: readonly string[]): readonly string[] {
  const trial = new ConditionTrial(tree, [...tree.taken.values()]);
  return options.filter((option) => trial.succeeds(new Map([[hole, option]])));
}

type Formula =
  | { readonly kind: 'equals'; readonly left: PartlyKnownText; readonly right: PartlyKnownText }
  | { readonly kind: 'not'; readonly operand: Formula }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Formula[] }
  | { readonly kind: 'named'; readonly id: string }
  | { readonly kind: 'unknown' };

/** The value of each hole; undefined for a value that no condition names. */
type Valuation = ReadonlyMap<string, string | undefined>;

class ConditionTrial {
  private readonly formulas = new Map<string, Formula>();
  /** The values that make a difference to the formulas, by hole. */
  private readonly domains = new Map<string, Set<string | undefined>>();
  private formulasRead = 0;

  constructor(private readonly tree: ConditionTree, private readonly claims: readonly TakenCondition[]) {
    for (const claim of claims) this.readNamed(claim);
  }

  /** Are there values of the holes that contradict no claim? */
  public succeeds(fixed: Valuation = new Map()): boolean {
    const domains = [...this.domains].map(([hole, values]) => [hole, fixed.has(hole) ? [fixed.get(hole)] : [...values]] as const);
    const trials = domains.reduce((count, [, values]) => count * values.length, 1);
    if (trials > MAX_TRIALS) return true;
    for (let trial = 0; trial < trials; trial += 1) {
      let rest = trial;
      const valuation = new Map(domains.map(([hole, values]) => {
        const value = values[rest % values.length];
        rest = Math.floor(rest / values.length);
        return [hole, value];
      }));
      if (this.isWithoutContradiction(valuation)) return true;
    }
    return false;
  }

  private isWithoutContradiction(valuation: Valuation): boolean {
    const truths = new Map<string, boolean | undefined>();
    return this.claims.every((claim) => this.truth(this.formulas.get(claim.id) ?? UNKNOWN, valuation, truths) !== !claim.value);
  }

  private truth(formula: Formula, valuation: Valuation, truths: Map<string, boolean | undefined>): boolean | undefined {
    switch (formula.kind) {
      case 'equals': return areEqual(formula.left, formula.right, valuation);
      case 'not': {
        const truth = this.truth(formula.operand, valuation, truths);
        return truth === undefined ? undefined : !truth;
      }
      case 'named': return this.truthOfNamed(formula.id, valuation, truths);
      case 'unknown': return undefined;
      default: {
        const decisive = formula.kind === 'or';
        const operands = formula.operands.map((operand) => this.truth(operand, valuation, truths));
        if (operands.includes(decisive)) return decisive;
        return operands.includes(undefined) ? undefined : !decisive;
      }
    }
  }

  /** If its formula does not decide a condition, the claim about it does. A condition that depends on itself is unknown. */
  private truthOfNamed(id: string, valuation: Valuation, truths: Map<string, boolean | undefined>): boolean | undefined {
    if (!truths.has(id)) {
      truths.set(id, undefined);
      truths.set(
        id,
        this.truth(this.formulas.get(id) ?? UNKNOWN, valuation, truths) ?? this.claims.find((claim) => claim.id === id)?.value,
      );
    }
    return truths.get(id);
  }

  private readNamed({ name, context, id }: NamedCondition): Formula {
    if (!this.formulas.has(id)) {
      this.formulas.set(id, UNKNOWN);
      this.formulas.set(id, this.readFormula(ownProperty(context.conditions, name), context));
    }
    return { kind: 'named', id };
  }

  private readFormula(value: unknown, context: DeployTimeContext): Formula {
    this.formulasRead += 1;
    if (typeof value !== 'object' || value === null || this.formulasRead > MAX_FORMULAS) return UNKNOWN;
    const [operator, ...others] = Object.keys(value);
    const argument = (value as Readonly<Record<string, unknown>>)[operator];
    if (others.length > 0) return UNKNOWN;
    if (operator === 'Condition' && typeof argument === 'string') return this.readNamed(namedCondition(argument, context));
    if (!Array.isArray(argument) || argument.length > MAX_OPERANDS) return UNKNOWN;
    const operands = () => argument.map((operand) => this.readFormula(operand, context));
    switch (operator) {
      case 'Fn::Equals': return argument.length === 2 ? this.readEquals(argument, context) : UNKNOWN;
      case 'Fn::Not': return argument.length === 1 ? { kind: 'not', operand: operands()[0] } : UNKNOWN;
      case 'Fn::And': return { kind: 'and', operands: operands() };
      case 'Fn::Or': return { kind: 'or', operands: operands() };
      default: return UNKNOWN;
    }
  }

  private readEquals(operands: readonly unknown[], context: DeployTimeContext): Formula {
    const [left, right] = operands.map((operand) => this.tree.textOf(operand, context));
    this.notice(left, right);
    this.notice(right, left);
    return { kind: 'equals', left, right };
  }

  /** The domain of a hole contains what it is compared with, and any other value, unless its values are finitely many. */
  private notice(text: PartlyKnownText, comparedWith: PartlyKnownText): void {
    const hole = onlyHole(text)?.id;
    if (hole === undefined) return;
    const finite = this.tree.optionsOf(hole);
    const domain = this.domains.get(hole) ?? new Set(finite ?? [undefined]);
    if (!finite && isKnown(comparedWith)) domain.add(comparedWith);
    this.domains.set(hole, domain);
  }
}

function areEqual(left: PartlyKnownText, right: PartlyKnownText, valuation: Valuation): boolean | undefined {
  if (isSameText(left, right)) return true;
  const [leftValue, rightValue] = [left, right].map((text) => (isKnown(text) ? text : valuation.get(onlyHole(text)?.id ?? '')));
  if (leftValue !== undefined && rightValue !== undefined) return leftValue === rightValue;
  // A hole with none of the values that it is compared with differs from a known text; two such holes can be equal or not.
  return (isKnown(left) && onlyHole(right)) || (isKnown(right) && onlyHole(left)) ? false : undefined;
}
