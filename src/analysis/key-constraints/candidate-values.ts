/**
 * Values of a key worth trying, drawn from what a policy itself names. For numbers, dates, addresses and booleans the list is
 * complete: it holds a value of every region that the clauses can tell apart.
 */
import { readBlock, showAddress } from '../../evaluation/operators/ip-address-operators';
import { readNumber, readInstant } from '../../evaluation/operators/number-and-date-operators';
import { KeyDomain, TextDomain } from '../../evaluation/request-keys';
import { ValuePattern } from '../../evaluation/value-pattern';

/** Around each limit: below, at, above. Whole numbers, as every numeric key of STS has them. */
export function candidateNumbers(limits: readonly string[], domain: { readonly min: number; readonly max: number }): string[] {
  const around = limits.flatMap((text) => {
    const limit = readNumber(text);
    return limit === undefined ? [] : [Math.floor(limit), Math.ceil(limit), Math.floor(limit) - 1, Math.ceil(limit) + 1];
  });
  return [...new Set([domain.min, ...around, domain.max])].filter((value) => value >= domain.min && value <= domain.max).map(String);
}

/** Numbers for a key that holds any text, a tag say: each limit, something below, something above and something between any two. */
export function candidateLooseNumbers(limits: readonly string[]): string[] {
  const sorted = limits.flatMap((text) => readNumber(text) ?? []).sort((a, b) => a - b);
  const between = sorted.slice(1).map((limit, index) => (limit + sorted[index]) / 2);
  const around = sorted.flatMap((limit) => [limit, limit - 1, limit + 1]);
  return [...new Set([0, ...around, ...between])].map(String);
}

const SOME_DAY = Date.UTC(2030, 0, 1);

/** Around each limit, a second apart, and at full seconds, as a clock shows them; `epoch` writes seconds since 1970 as the key `aws:EpochTime` has them. */
export function candidateDates(limits: readonly string[], epoch: boolean): string[] {
  const around = limits.flatMap((text) => {
    const limit = readInstant(text);
    if (limit === undefined) return [];
    const second = Math.floor(limit / 1000) * 1000;
    return [limit, limit - 1000, limit + 1000, second, second + 1000];
  });
  return [...new Set([SOME_DAY, ...around])].map((instant) =>
    epoch ? String(instant / 1000) : new Date(instant).toISOString().replace('.000Z', 'Z'),
  );
}

/** Just inside and just outside of each block, at both of its ends. */
export function candidateAddresses(blocks: readonly string[]): string[] {
  const ends = blocks.flatMap((text) => {
    const block = readBlock(text);
    if (!block) return [];
    const top = block.version === 4 ? (1n << 32n) - 1n : (1n << 128n) - 1n;
    return [block.first, block.last, block.first - 1n, block.last + 1n]
      .filter((value) => value >= 0n && value <= top)
      .map((value) => showAddress({ version: block.version, value }));
  });
  return [...new Set([...ends, '203.0.113.10', '2001:db8:0:0:0:0:0:10'])];
}

/** One text that the pattern matches: holes, variables and `*` stand for `filling`, `?` for one character of the alphabet. */
export function fillPattern(pattern: ValuePattern, filling: string, one: string): string {
  return pattern
    .map((token) => {
      switch (token.kind) {
        case 'literal':
        case 'suspect':
          return token.text;
        case 'any-one':
          return one;
        case 'any-run':
        case 'hole':
        case 'variable':
          return filling;
      }
    })
    .join('');
}

/** Texts that read well and often suffice; nothing follows from none of them fitting. */
export function candidateTexts(patterns: readonly ValuePattern[], domain: TextDomain, fits: (text: string) => boolean): string[] {
  const one = fits('x'.repeat(Math.max(1, domain.min))) ? 'x' : '0';
  const filled = patterns.flatMap((pattern) => [
    fillPattern(pattern, '', one),
    fillPattern(pattern, domain.example, one),
    fillPattern(pattern, 'x'.repeat(domain.min), one),
  ]);
  return [...new Set([domain.example, ...filled])].filter((text) => text.length >= domain.min && text.length <= domain.max && fits(text));
}

export function isTextDomain(domain: KeyDomain): domain is TextDomain {
  return domain.type === 'text';
}
