/** A condition clause as automata: each of them reads a text, and the result of the clause follows from which of them accept it. */
import { inDigits } from './candidate-values';
import { CharacterAutomaton, madeOf, ValueAutomaton } from './character-automaton';
import { GlobAutomaton } from './glob-automaton';
import { isTextual, KeyConstraint, ComparedPattern, SearchMode, satisfies, truthAsRead } from './key-constraint';
import { ANY_NUMBER, comparedNumbers } from './number-automaton';
import { memoize } from '../../evaluation/memoize';
import { readBytes } from '../../evaluation/operators/bool-and-binary-operators';
import { readInstant } from '../../evaluation/operators/number-and-date-operators';
import { anyOf, not, Truth, truthOf } from '../../evaluation/truth';
import { hasToken, plainText } from '../../evaluation/value-pattern';
import { ConditionClause, Operator } from '../../policy/condition';

export interface ClauseReading {
  readonly constraint: KeyConstraint;
  readonly automata: readonly CharacterAutomaton[];
  /** The more automata accept a text, the more values of the clause it matches. */
  readonly isMonotone: boolean;
  /** Undefined: only the evaluator can give the result for such a text. */
  truth(accepted: readonly boolean[]): Truth | undefined;
}

/** `patterns`: the values of the clause. */
export function readClause(constraint: KeyConstraint, patterns: readonly ComparedPattern[]): ClauseReading {
  const { operator, clause } = constraint;
  if (!isTextual(operator.family)) return { constraint, isMonotone: false, ...readingOf(operator, clause, patterns) };
  return {
    constraint,
    automata: patterns.map(({ pattern = [] }) => GlobAutomaton.of(operator, pattern)),
    // To an automaton such text matches anything: whether it does, and for certain, only the evaluator can say.
    truth: (accepted) =>
      patterns.some(({ pattern }, index) => accepted[index] && pattern && hasToken(pattern, 'suspect'))
        ? undefined
        : truthAsRead(operator, patterns, (_, index) => accepted[index]),
    isMonotone: true,
  };
}

/** Does the text satisfy the constraint, as far as automata can say? */
export function isSatisfied(reading: ClauseReading, accepted: readonly boolean[], mode: SearchMode): boolean {
  const truth = reading.truth(accepted);
  return truth === undefined || satisfies(truth, reading.constraint, mode);
}

/** Can some continuation of the text satisfy the constraint, when some automata can accept nothing more, and others accept everything? */
export function canBeSatisfied(reading: ClauseReading, dead: readonly boolean[], saturated: readonly boolean[], mode: SearchMode): boolean {
  if (!reading.isMonotone || (mode === 'exact' && holdsHole(reading.constraint.clause))) return true;
  return isSatisfied(reading, saturated, mode) || isSatisfied(reading, dead.map((isDead) => !isDead), mode);
}

/** An exact search accepts no unknown result: then both more and fewer matches may be worse. */
function holdsHole({ values }: ConditionClause): boolean {
  return !values.every((value) => typeof value === 'string');
}

type ValueReading = Pick<ClauseReading, 'automata' | 'truth'>;

function readingOf(operator: Operator, clause: ConditionClause, patterns: readonly ComparedPattern[]): ValueReading {
  switch (operator.family) {
    case 'bool':
      return readingOfBool(patterns);
    case 'numeric':
      return readingOfNumbers(clause);
    case 'date':
      return readingOfDates(clause);
    case 'binary':
      return readingOfBytes(patterns);
    default:
      return readingOfAddresses(operator);
  }
}

/** A value that cannot be compared does not match; whether it then counts as different is not documented. */
function whenIncomparable({ negated }: Operator): Truth {
  return negated ? 'unconfirmed' : 'no';
}

function signed({ negated }: Operator, truths: readonly Truth[]): Truth {
  const found = anyOf(truths);
  return negated ? not(found) : found;
}

const readingOfNumbers = memoize((clause: ConditionClause): ValueReading => {
  const operator = clause.operator!;
  const automata: CharacterAutomaton[] = [ANY_NUMBER];
  const values = clause.values.map((value) => {
    if (typeof value !== 'string') return 'unknown';
    const compared = comparedNumbers(operator, value);
    return compared ? automata.push(compared) - 1 : whenIncomparable(operator);
  });
  return {
    automata,
    truth: (accepted) =>
      signed(operator, values.map((value): Truth => {
        if (typeof value !== 'number') return value;
        if (!accepted[0]) return whenIncomparable(operator);
        return accepted[value] ? 'yes' : 'no';
      })),
  };
});

/** Seconds since 1970 are compared like numbers; the instant of an ISO 8601 date is left to the evaluator. */
const readingOfDates = memoize((clause: ConditionClause): ValueReading => {
  const seconds = readingOfNumbers({
    ...clause,
    values: clause.values.map((value) => (typeof value === 'string' ? inSeconds(value) : value)),
  });
  return {
    automata: [WRITTEN_AS_DATE, ...seconds.automata],
    truth: ([mayBeDate, ...accepted]) => (mayBeDate ? undefined : seconds.truth(accepted)),
  };
});

function inSeconds(text: string): string {
  const instant = readInstant(text);
  return instant === undefined ? text : inDigits(instant / 1000);
}

const CHARACTERS_OF_DATES = '0123456789-:.TZ+ ';

/** Begins with the four digits of a year, and contains only characters of dates. */
const WRITTEN_AS_DATE = new ValueAutomaton<{ readonly digits: number; readonly isAfterYear: boolean }>({
  start: { digits: 0, isAfterYear: false },
  distinguished: CHARACTERS_OF_DATES,
  step: ({ digits, isAfterYear }, char) => {
    if (isAfterYear) return CHARACTERS_OF_DATES.includes(char) ? { digits, isAfterYear } : undefined;
    if (digits === 4) return char === '-' || char === ' ' ? { digits, isAfterYear: true } : undefined;
    if (char === ' ' && digits === 0) return { digits, isAfterYear };
    return /\d/.test(char) ? { digits: digits + 1, isAfterYear } : undefined;
  },
  accepts: ({ digits }) => digits === 4,
});

/** Which block contains an address is left to the evaluator; text with other characters is not an address. */
function readingOfAddresses(operator: Operator): ValueReading {
  return { automata: [IN_CHARACTERS_OF_ADDRESSES], truth: ([mayBeAddress]) => (mayBeAddress ? undefined : whenIncomparable(operator)) };
}

const IN_CHARACTERS_OF_ADDRESSES = madeOf('0123456789abcdefABCDEF:.');

function readingOfBool(patterns: readonly ComparedPattern[]): ValueReading {
  return readingOfTexts(patterns, (text) =>
    (/^(true|false)$/i.test(text) ? GlobAutomaton.ofText([{ kind: 'literal', text }], true) : 'unconfirmed'));
}

function readingOfBytes(patterns: readonly ComparedPattern[]): ValueReading {
  return readingOfTexts(patterns, (text) => {
    const bytes = readBytes(text);
    return bytes ? spellingsOf(bytes) : 'no';
  });
}

/** For operators without negation: for each value the texts that match it, or its result for every text. */
function readingOfTexts(patterns: readonly ComparedPattern[], read: (text: string) => CharacterAutomaton | Truth): ValueReading {
  const automata: CharacterAutomaton[] = [];
  const values = patterns.map(({ pattern }) => {
    if (pattern === undefined) return 'no';
    const text = plainText(pattern);
    const matching = text === undefined ? 'unknown' : read(text);
    return typeof matching === 'string' ? matching : automata.push(matching) - 1;
  });
  return { automata, truth: (accepted) => anyOf(values.map((value) => (typeof value === 'number' ? truthOf(accepted[value]) : value))) };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Every base64 text of the same bytes: the padding bits of the last character may have any value. */
function spellingsOf(bytes: Buffer): CharacterAutomaton {
  const written = bytes.toString('base64');
  const digits = written.replace(/=+$/, '');
  const padding = written.slice(digits.length);
  const spare = 4 ** padding.length;
  const isSame = (char: string, at: number) =>
    at < digits.length - 1 || padding === ''
      ? char === digits[at]
      : BASE64.includes(char) && Math.floor(BASE64.indexOf(char) / spare) === Math.floor(BASE64.indexOf(digits[at]) / spare);
  const length = digits.length + padding.length;
  return new ValueAutomaton<{ readonly at: number }>({
    start: { at: 0 },
    distinguished: `${BASE64}=`,
    step: ({ at }, char) => {
      if (at >= length) return undefined;
      return (at < digits.length ? isSame(char, at) : char === '=') ? { at: at + 1 } : undefined;
    },
    accepts: ({ at }) => at === length,
  });
}
