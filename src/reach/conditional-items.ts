/** The items of a list of a template, in which conditions decide about single items, or about the whole list. */
import { field, textField } from '../cloudformation/template';

export interface ConditionalItem {
  readonly value: unknown;
  /** The conditions that decide whether the item is there; none: it always is. */
  readonly conditions: readonly string[];
  /** It stands where the list should be, and is no list. */
  readonly isInPlaceOfList: boolean;
}

/** What both branches of a condition hold alike is there in any case. */
export function conditionalItems(list: unknown): readonly ConditionalItem[] {
  return itemsIn(list, true);
}

function itemsIn(value: unknown, isInPlaceOfList: boolean): readonly ConditionalItem[] {
  if (value === undefined || textField(value, 'Ref') === 'AWS::NoValue') return [];
  if (Array.isArray(value)) return value.flatMap((item) => itemsIn(item, false));
  const branches = field(value, 'Fn::If');
  if (!Array.isArray(branches) || branches.length !== 3) return [{ value, conditions: [], isInPlaceOfList }];
  const [condition, ...both] = branches as readonly unknown[];
  const [one, other] = both.map((branch) => itemsIn(branch, isInPlaceOfList));
  const decided = (item: ConditionalItem) => ({ ...item, conditions: [...new Set([String(condition), ...item.conditions])] });
  return [
    ...one.map((item) => (isIn(other, item) ? item : decided(item))),
    ...other.filter((item) => !isIn(one, item)).map(decided),
  ];
}

/** Is the item among the others in any case, as it is here? */
function isIn(others: readonly ConditionalItem[], { value, conditions }: ConditionalItem): boolean {
  if (conditions.length > 0) return false;
  const text = JSON.stringify(value);
  return others.some((other) => other.conditions.length === 0 && JSON.stringify(other.value) === text);
}

/** In words, why the item is perhaps not there; undefined if it always is. */
export function uncertaintyOf({ conditions }: ConditionalItem): string | undefined {
  if (conditions.length === 0) return undefined;
  const named = conditions.length === 1 ? `condition ${conditions[0]} decides` : `conditions ${conditions.join(' and ')} decide`;
  return `the ${named} whether it is attached`;
}
