/** Checks `organizationId` and `sourceIps`: a value that restricts nothing, or that denies every call, is a mistake. */
import { BlockList, isIP } from 'node:net';
import { givenTwice, requireKnownText } from './iam-names';
import { show, ValidationError } from './validation-error';

/** Ranges that are never the source address of a request from the internet. `aws:SourceIp` is a public address. */
const NOT_PUBLIC = [
  '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3',
  '::1/128', 'fc00::/7', 'fe80::/10', 'ff00::/8',
];

export function requireOrganizationId(where: string, id: unknown): string {
  const text = requireKnownText(where, 'organizationId', id, "Write the id of the organization, for example 'o-a1b2c3d4e5'.");
  if (/^o-[a-z0-9]{10,32}$/.test(text)) return text;
  throw new ValidationError(
    where,
    `organizationId ${show(text)} is not the id of an organization. ` +
      "Write 'o-' and 10 to 32 lower-case letters and digits, for example 'o-a1b2c3d4e5'.",
  );
}

/** The ranges as given. Each is a public IPv4 or IPv6 address or CIDR range, and none is given twice. */
export function requireSourceIps(where: string, ranges: readonly unknown[]): string[] {
  if (ranges.length === 0) {
    throw new ValidationError(where, 'sourceIps is empty. Name the ranges, or leave sourceIps out to accept every address.');
  }
  const checked = ranges.map((range) => requireRange(where, range));
  const twice = givenTwice(checked);
  if (twice !== undefined) throw new ValidationError(where, `sourceIps names ${show(twice)} twice. Name each range once.`);
  return checked;
}

function requireRange(where: string, range: unknown): string {
  const text = requireKnownText(where, 'source IP range', range, "Write the CIDR range, for example '203.0.113.0/24'.");
  const [address, length, ...rest] = text.split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const isLength = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= longest);
  if (version === 0 || rest.length > 0 || address.includes('%') || !isLength) {
    throw new ValidationError(
      where,
      `sourceIps: ${show(text)} is not an address or CIDR range. Write, for example, '203.0.113.0/24' or '2001:db8::/32'.`,
    );
  }
  const bits = length === undefined ? longest : Number(length);
  if (bits === 0) {
    throw new ValidationError(
      where,
      `sourceIps: ${show(text)} includes every address, so it restricts nothing. Name the ranges of the callers, or leave sourceIps out.`,
    );
  }
  if (isNotPublic(address, bits)) {
    throw new ValidationError(
      where,
      `sourceIps: ${show(text)} is not a public range, and aws:SourceIp is always the public address of the caller, ` +
        'so no caller could assume the role. Name the public addresses, for example those of the NAT gateway.',
    );
  }
  // AWS does not document that an IPv6 address without a prefix length means that one address.
  return version === 6 && length === undefined ? `${text}/128` : text;
}

/** Whether the whole range lies inside a range that is not public. */
function isNotPublic(address: string, bits: number): boolean {
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  return NOT_PUBLIC.some((range) => {
    const [network, prefix] = range.split('/');
    if (isIP(network) !== isIP(address) || bits < Number(prefix)) return false;
    const inside = new BlockList();
    inside.addSubnet(network, Number(prefix), family);
    return inside.check(address, family);
  });
}
