/** Automata that read a number digit by digit, of any length, and compare it with a limit. */
import { CharacterAutomaton, ValueAutomaton } from './character-automaton';
import { Decimal, holdsFor, readDecimal } from '../../evaluation/operators/number-and-date-operators';
import { Operator } from '../../policy/condition';

/** How much of a number has been read, and how its digits compare with those of the limit. Leading zeros are not counted. */
interface NumberState {
  readonly part: 'before' | 'sign' | 'whole' | 'fraction' | 'after';
  readonly isNegative: boolean;
  readonly hasDigits: boolean;
  /** Some digit is not 0. */
  readonly isNonZero: boolean;
  /** Digits of this part, counted up to one more than the limit has. */
  readonly count: number;
  /** The order of the digits that both numbers have. */
  readonly order: -1 | 0 | 1;
}

const START: NumberState = { part: 'before', isNegative: false, hasDigits: false, isNonZero: false, count: 0, order: 0 };
const ZERO: Decimal = { isNegative: false, whole: '', fraction: '' };

/** Accepts every text that `Numeric…` reads as a number. */
export const ANY_NUMBER: CharacterAutomaton = numberAutomaton(ZERO, () => true);

/** Accepts the numbers for which the positive form of the operator holds; undefined where the limit is not a number. */
export function comparedNumbers(operator: Operator, limit: string): CharacterAutomaton | undefined {
  const decimal = readDecimal(limit);
  return decimal && numberAutomaton(decimal, (order) => holdsFor(order, operator));
}

function numberAutomaton(limit: Decimal, holds: (order: number) => boolean): CharacterAutomaton {
  return new ValueAutomaton<NumberState>({
    start: START,
    distinguished: '0123456789+-. ',
    step: (state, char) => stepOf(state, char, limit),
    accepts: (state) => state.hasDigits && holds(orderOf(state, limit)),
  });
}

function stepOf(state: NumberState, char: string, limit: Decimal): NumberState | undefined {
  const { part, hasDigits } = state;
  if (char === ' ') return part === 'before' ? state : hasDigits ? { ...state, part: 'after', ...orderAfterEnd(state, limit) } : undefined;
  if (part === 'after' || !/[\d.+-]/.test(char)) return undefined;
  if (char === '+' || char === '-') return part === 'before' ? { ...state, part: 'sign', isNegative: char === '-' } : undefined;
  if (char === '.') return part === 'fraction' ? undefined : { ...state, part: 'fraction', order: orderOfWhole(state, limit), count: 0 };
  const isInFraction = part === 'fraction';
  const isNonZero = state.isNonZero || char !== '0';
  if (!isInFraction && !isNonZero) return { ...state, part: 'whole', hasDigits: true };
  const digits = isInFraction ? limit.fraction : limit.whole;
  const other = digits.charAt(state.count) || (isInFraction ? '0' : char);
  const order = state.order !== 0 ? state.order : char < other ? -1 : char > other ? 1 : 0;
  const count = Math.min(state.count + 1, digits.length + 1);
  return { ...state, part: isInFraction ? 'fraction' : 'whole', hasDigits: true, isNonZero, order, count };
}

/** The order of the whole numbers: the longer one is larger. */
function orderOfWhole({ count, order }: NumberState, { whole }: Decimal): -1 | 0 | 1 {
  return count < whole.length ? -1 : count > whole.length ? 1 : order;
}

/** The order without the sign, if the number ended here. */
function orderOfSize(state: NumberState, limit: Decimal): -1 | 0 | 1 {
  const { part, count, order } = state;
  if (part === 'after') return order;
  if (part !== 'fraction') {
    const whole = orderOfWhole(state, limit);
    return whole === 0 && limit.fraction !== '' ? -1 : whole;
  }
  return order === 0 && count < limit.fraction.length ? -1 : order;
}

function orderAfterEnd(state: NumberState, limit: Decimal): Pick<NumberState, 'count' | 'order'> {
  return { count: 0, order: orderOfSize(state, limit) };
}

function orderOf(state: NumberState, limit: Decimal): number {
  const isNegative = state.isNegative && state.isNonZero;
  if (isNegative !== limit.isNegative) return isNegative ? -1 : 1;
  const size = orderOfSize(state, limit);
  return isNegative ? -size : size;
}
