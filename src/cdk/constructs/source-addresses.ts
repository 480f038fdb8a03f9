/** Checks what `organizationId` and `sourceIps` narrow a role to: a narrowing that restricts nothing, or everybody, is a mistake. */
import { BlockList, isIP } from 'node:net';
import { givenTwice, requireKnownText } from './iam-names';
import { show, ValidationError } from './validation-error';

/** Ranges whose addresses no request from the internet bears; `aws:SourceIp` is a public address. */
const NOT_PUBLIC = [
  '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3',
  '::1/128', 'fc00::/7', 'fe80::/10', 'ff00::/8',
];

export function requireOrganizationId(where: string, id: unknown): string {
  const text = requireKnownText(where, 'organizationId', id, "Write the organization's id, e.g. 'o-a1b2c3d4e5'.");
  if (!/^o-[a-z0-9]{10,32}$/.test(text)) {
    throw new ValidationError(where, `organizationId ${show(text)} is not the id of an organization. Write 'o-' and 10 to 32 lower-case letters and digits, e.g. 'o-a1b2c3d4e5'.`);
  }
  return text;
}

/** The ranges as given; each a public IPv4 or IPv6 address or CIDR range, none twice. */
export function requireSourceIps(where: string, ranges: readonly unknown[]): string[] {
  if (ranges.length === 0) throw new ValidationError(where, 'sourceIps is empty. Name the ranges, or leave sourceIps out to accept every address.');
  const checked = ranges.map((range) => requireRange(where, range));
  const twice = givenTwice(checked);
  if (twice !== undefined) throw new ValidationError(where, `sourceIps names ${show(twice)} twice. Name each range once.`);
  return checked;
}

function requireRange(where: string, range: unknown): string {
  const text = requireKnownText(where, 'source IP range', range, "Write the CIDR range, e.g. '203.0.113.0/24'.");
  const [address, length, ...rest] = text.split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || address.includes('%') || (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > longest))) {
    throw new ValidationError(where, `sourceIps: ${show(text)} is not an address or CIDR range. Write e.g. '203.0.113.0/24' or '2001:db8::/32'.`);
  }
  const bits = length === undefined ? longest : Number(length);
  if (bits === 0) throw new ValidationError(where, `sourceIps: ${show(text)} is every address, so it restricts nothing. Name the callers' own ranges, or leave sourceIps out.`);
  if (isNotPublic(address, bits)) {
    throw new ValidationError(where, `sourceIps: ${show(text)} is not a public range, and aws:SourceIp is always the public address of the caller, so nobody could assume the role. Name the public addresses, e.g. those of the NAT gateway.`);
  }
  // Of an IPv6 address without a length nobody documents that it means that one address.
  return version === 6 && length === undefined ? `${text}/128` : text;
}

/** Does the whole range lie inside one that is not public? */
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
