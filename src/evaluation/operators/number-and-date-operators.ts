/** `Numeric…` and `Date…`: both compare numbers once the texts are read; a text that is no number or date matches nothing. */
import { comparing, FamilyOfOperators } from './operator-family';
import { Operator } from '../../policy/condition';

export const numeric: FamilyOfOperators = comparing(readNumber, readNumber, compare);

export const date: FamilyOfOperators = comparing(readInstant, readInstant, compare);

function compare(given: number, limit: number, { comparison }: Operator): boolean {
  switch (comparison) {
    case 'equals':
      return given === limit;
    case 'less-than':
      return given < limit;
    case 'less-than-equals':
      return given <= limit;
    case 'greater-than':
      return given > limit;
    case 'greater-than-equals':
      return given >= limit;
  }
}

/** The whole text must be a decimal number: `3600s` is none. */
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
  // A day that the month does not have rolls over in some readers: it is no date.
  const rolled = !Number.isNaN(instant) && new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day);
  return Number.isNaN(instant) || rolled ? undefined : instant;
}
