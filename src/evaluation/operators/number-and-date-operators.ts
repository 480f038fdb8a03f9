/** `Numeric…` and `Date…`: both compare numbers once the texts are read; a text that is not a number or a date matches nothing. */
import { comparing, FamilyOfOperators } from './operator-family';
import { Operator } from '../../policy/condition';

export const numeric: FamilyOfOperators = comparing(
  readDecimal, readDecimal, (sent, limit, operator) => holdsFor(compareDecimals(sent, limit), operator),
);

export const date: FamilyOfOperators = comparing(readInstant, readInstant, (sent, limit, operator) => holdsFor(sent - limit, operator));

/** `order`: below 0 if the value sent is less than the limit, above 0 if it is greater. */
export function holdsFor(order: number, { comparison }: Operator): boolean {
  switch (comparison) {
    case 'equals':
      return order === 0;
    case 'less-than':
      return order < 0;
    case 'less-than-equals':
      return order <= 0;
    case 'greater-than':
      return order > 0;
    case 'greater-than-equals':
      return order >= 0;
  }
}

/** A number as digits, so that long numbers are compared exactly. Zero is never negative. */
export interface Decimal {
  readonly isNegative: boolean;
  /** Without leading zeros. */
  readonly whole: string;
  /** Without trailing zeros. */
  readonly fraction: string;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

export function readDecimal(text: string): Decimal | undefined {
  const [, sign, digits, fractionDigits = ''] = DECIMAL.exec(text.trim()) ?? [];
  if (digits === undefined || digits + fractionDigits === '') return undefined;
  const whole = digits.replace(/^0+/, '');
  const fraction = fractionDigits.replace(/0+$/, '');
  return { isNegative: sign === '-' && whole + fraction !== '', whole, fraction };
}

export function compareDecimals(one: Decimal, other: Decimal): number {
  if (one.isNegative !== other.isNegative) return one.isNegative ? -1 : 1;
  const size = one.whole.length - other.whole.length || compareText(one.whole, other.whole) || compareText(one.fraction, other.fraction);
  return one.isNegative ? -size : size;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The whole text must be a decimal number: `3600s` is not one. */
export function readNumber(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text.trim()) ? Number(text) : undefined;
}

/** The W3C profile of ISO 8601, from a year to fractions of a second; without a zone it is UTC. */
const W3C_DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/;

/** Milliseconds since 1970 of an ISO 8601 date or of epoch seconds. */
export function readInstant(text: string): number | undefined {
  const trimmed = text.trim();
  const found = W3C_DATE.exec(trimmed);
  if (!found) {
    const seconds = readNumber(trimmed);
    return seconds === undefined ? undefined : seconds * 1000;
  }
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = found;
  const instant = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`,
  );
  // Some readers roll over a day that the month does not have: it is not a date.
  const rolled = !Number.isNaN(instant) && new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day);
  return Number.isNaN(instant) || rolled ? undefined : instant;
}
