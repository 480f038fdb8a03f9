/**
 * Candidate values for a key, taken from the values of the policy itself. For numbers, dates and addresses the list is complete: it
 * contains a value of every range that the clauses distinguish.
 */
import { TextDomain } from '../../evaluation/key-domains';
import { readBlock, showAddress } from '../../evaluation/operators/ip-address-operators';
import { readInstant, readNumber } from '../../evaluation/operators/number-and-date-operators';
import { ValuePattern } from '../../evaluation/value-pattern';

/** The smallest number, each limit, and the next number above it: whole numbers, as in every numeric key of STS. */
export function candidateNumbers(limits: readonly string[], domain: { readonly min: number; readonly max: number }): string[] {
  const around = numbersIn(limits, readNumber).flatMap((limit) => [Math.floor(limit), Math.floor(limit) + 1]);
  return [...new Set([domain.min, ...around])].filter((value) => value >= domain.min && value <= domain.max).map(String);
}

/** Numbers for a key whose value is any text, such as a tag: each limit, and a number below, above and between any two of them. */
export function candidateNumbersInText(limits: readonly string[]): string[] {
  return rangesOf(numbersIn(limits, readNumber)).map(inDigits);
}

/** Dates for such a key: as seconds since 1970, with any fraction. */
export function candidateDatesInText(limits: readonly string[]): string[] {
  return rangesOf(numbersIn(limits, readInstant)).map((instant) => inDigits(instant / 1000));
}

function numbersIn(texts: readonly string[], read: (text: string) => number | undefined): number[] {
  return texts.flatMap((text) => read(text) ?? []);
}

function rangesOf(limits: readonly number[]): number[] {
  const sorted = [...limits].sort((a, b) => a - b);
  const between = sorted.slice(1).map((limit, index) => limit / 2 + sorted[index] / 2);
  // Adding 1 does not change a very large number; doubling does.
  const around = sorted.flatMap((limit) => [limit, limit - Math.abs(limit) - 1, limit + Math.abs(limit) + 1]);
  return [...new Set([0, ...around, ...between])];
}

/** JavaScript reads a number with hundreds of digits as infinity. */
const BEYOND_ALL_NUMBERS = '1'.padEnd(310, '0');

/** Written with digits only: no operator accepts `1e+21`. */
export function inDigits(value: number): string {
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  if (size === Infinity) return sign + BEYOND_ALL_NUMBERS;
  const [mantissa, exponent] = String(size).split('e');
  if (exponent === undefined) return sign + mantissa;
  const digits = mantissa.replace('.', '');
  const zeros = '0'.repeat(Math.abs(Number(exponent)));
  return sign + (exponent.startsWith('-') ? `${zeros}${digits}`.replace('0', '0.') : digits.padEnd(Number(exponent) + 1, '0'));
}

const SOME_DAY = Date.UTC(2030, 0, 1);
/** A date has four digits for the year. */
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59Z');

/**
 * The first instant, each limit and, because the time of a request has full seconds, the seconds before and after it. `epoch`: written as
 * in the key `aws:EpochTime`. `first`: no candidate is earlier.
 */
export function candidateDates(limits: readonly string[], epoch: boolean, first: number = FIRST_INSTANT): string[] {
  const around = numbersIn(limits, readInstant).flatMap((limit) => {
    const second = Math.floor(limit / 1000) * 1000;
    return [limit, second - 1000, second + 1000];
  });
  const begin = first === FIRST_INSTANT ? [] : [Math.ceil(first / 1000) * 1000];
  return [...new Set([SOME_DAY, ...around, ...begin])]
    .filter((instant) => instant >= first && instant <= LAST_INSTANT)
    .map((instant) => (epoch ? inDigits(instant / 1000) : new Date(instant).toISOString().replace('.000Z', 'Z')));
}

/** Every range that blocks distinguish begins with a block, right after a block, or with the very first address. */
export function candidateAddresses(blocks: readonly string[]): string[] {
  const starts = blocks.flatMap((text) => {
    const block = readBlock(text);
    // After the very last address comes the first one again.
    return block ? [block.first, block.last + 1n].map((value) => showAddress({ version: block.version, value })) : [];
  });
  return [...new Set([...starts, '203.0.113.10', '2001:db8:0:0:0:0:0:10', '0.0.0.0', '::'])];
}

/** A text that the pattern matches: `filling` replaces holes, variables and `*`, and `one` replaces `?`. */
export function fillPattern(pattern: ValuePattern, filling: string, one: string): string {
  return pattern.map((token) => ('text' in token ? token.text : token.kind === 'any-one' ? one : filling)).join('');
}

/** The first `*` matches the rest of another ARN, including its colons: the parts after it become part of the resource name. */
function fillAcrossParts(pattern: ValuePattern, arn: string, one: string): string {
  const first = pattern.findIndex(({ kind }) => kind === 'any-run');
  const before = fillPattern(pattern.slice(0, Math.max(0, first)), '', one);
  const rest = arn.split(':').slice(before.split(':').length - 1).join(':');
  return before + rest + fillPattern(pattern.slice(first + 1), 'example', one);
}

/** Texts that are easy to read and often sufficient; if none of them fits, that proves nothing. */
export function candidateTexts(patterns: readonly ValuePattern[], domain: TextDomain, fits: (text: string) => boolean): string[] {
  const one = fits('x'.repeat(Math.max(1, domain.min))) ? 'x' : '0';
  const filled = patterns.flatMap((pattern) => [
    fillPattern(pattern, '', one),
    ...(domain.example.startsWith('arn:') ? [fillAcrossParts(pattern, domain.example, one)] : []),
    fillPattern(pattern, domain.example, one),
    fillPattern(pattern, 'x'.repeat(domain.min), one),
  ]);
  return [...new Set([domain.example, ...filled])].filter(fits);
}
