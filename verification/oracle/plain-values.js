'use strict';
/** Numbers, dates, addresses and bytes in one canonical spelling each, read as AWS documents them. */

/** A whole decimal number: `3600s` is not one. */
function isNumber(text) {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text.trim());
}

/** Milliseconds of a W3C date or of epoch seconds; undefined for any other text. */
function instantOf(text) {
  if (/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/.test(text)) {
    const instant = Date.parse(/T/.test(text) && !/(Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text);
    return Number.isNaN(instant) ? undefined : instant;
  }
  return isNumber(text) ? Number(text) * 1000 : undefined;
}

/** All eight groups of a v6 address with four digits each; a v4 address as it is; undefined for any other text. */
function fullAddress(text) {
  if (/^(\d{1,3})(\.\d{1,3}){3}$/.test(text)) {
    return text.split('.').every((part) => Number(part) < 256 && String(Number(part)) === part) ? text : undefined;
  }
  if (!/^[0-9a-fA-F:]+$/.test(text) || !text.includes(':')) return undefined;
  const halves = text.split('::');
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = halves.length === 2 ? [...head, ...Array(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail] : head;
  if (halves.length > 2 || groups.length !== 8 || groups.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.map((group) => group.toLowerCase().padStart(4, '0')).join(':');
}

/** A block with its prefix length written out. The whole of v4 becomes its two halves. */
function blocksOf(text) {
  const [written, prefix] = text.split('/');
  const address = fullAddress(written);
  if (address === undefined) return ['no address'];
  const version4 = !address.includes(':');
  if (version4 && Number(prefix) === 0) return ['0.0.0.0/1', '128.0.0.0/1'];
  return [`${address}/${prefix ?? (version4 ? 32 : 128)}`];
}

/** The bytes behind base64, in one spelling; undefined for any other text. */
function bytesOf(text) {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('hex') : undefined;
}

module.exports = { isNumber, instantOf, fullAddress, blocksOf, bytesOf };
