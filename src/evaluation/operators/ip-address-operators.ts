/** `IpAddress`: an IPv4 or IPv6 address in a CIDR block; without a prefix length the block is a single address. */
import { comparing, FamilyOfOperators } from './operator-family';

export const ipAddress: FamilyOfOperators = comparing(readBlock, readAddress, isInside);

export interface IpAddress {
  readonly version: 4 | 6;
  readonly value: bigint;
}

export interface IpBlock {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

export function isInside(address: IpAddress, block: IpBlock): boolean {
  return address.version === block.version && block.first <= address.value && address.value <= block.last;
}

/** `203.0.113.0/24`, `2001:db8::/32`, or a single address. */
export function readBlock(text: string): IpBlock | undefined {
  const [addressText, prefixText, ...more] = text.trim().split('/');
  const address = readAddress(addressText);
  if (!address || more.length > 0) return undefined;
  const bits = address.version === 4 ? 32 : 128;
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return undefined;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = (address.value / size) * size;
  return { version: address.version, first, last: first + size - 1n };
}

export function readAddress(text: string): IpAddress | undefined {
  return text.includes(':') ? readVersion6(text) : readVersion4(text);
}

function readVersion4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return undefined;
  return { version: 4, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function readVersion6(text: string): IpAddress | undefined {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (embedded) {
    const low = readVersion4(embedded[2]);
    if (!low) return undefined;
    return readVersion6(`${embedded[1]}${(low.value >> 16n).toString(16)}:${(low.value & 0xffffn).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - groups.reduce((count, half) => count + half.length, 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = halves.length === 1 ? groups[0] : [...groups[0], ...new Array<string>(missing).fill('0'), ...groups[1]];
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return { version: 6, value: all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n) };
}

/** The address as text, for witnesses. */
export function showAddress(address: IpAddress): string {
  const groups = (count: number, bits: bigint, base: number) =>
    Array.from({ length: count }, (_, index) =>
      ((address.value >> (bits * BigInt(count - 1 - index))) & ((1n << bits) - 1n)).toString(base),
    );
  return address.version === 4 ? groups(4, 8n, 10).join('.') : groups(8, 16n, 16).join(':');
}
