/** Whether an address belongs to the public internet: anything else may be a machine of ours. Pure. */

/** Networks that are no public addresses, as `[address, prefix length]`. @see IANA IPv4 Special-Purpose Address Registry */
const specialV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * Whether an address, as a resolver gives it, is one of the public internet. Only what is known to be is: of IPv6 that
 * is 2000::/3, without the networks that carry IPv4 addresses within or lead nowhere.
 */
export function isPublicAddress(address: string): boolean {
  const v4 = bytesOfV4(address);
  if (v4 !== undefined) return specialV4.every(([network, length]) => !isWithin(v4, network, length));
  const groups = groupsOfV6(address);
  return groups !== undefined && isPublicV6(groups);
}

/** Whether an address is this machine. */
export function isLoopbackAddress(address: string): boolean {
  return bytesOfV4(address)?.[0] === 127 || groupsOfV6(address)?.every((group, index) => group === (index === 7 ? 1 : 0)) === true;
}

function isPublicV6(groups: readonly number[]): boolean {
  const [first = 0, second = 0] = groups;
  if (first < 0x2000 || first > 0x3fff) return false;
  // 2001::/23 with Teredo and other protocols, 2001:db8::/32, 2002::/16 (6to4), 3fff::/20 (documentation), 2620:4f:8000::/48 (AS112).
  if (first === 0x2001 && (second < 0x0200 || second === 0x0db8)) return false;
  if (first === 0x2002 || (first === 0x3fff && second < 0x1000)) return false;
  return !(first === 0x2620 && second === 0x004f && groups[2] === 0x8000);
}

function isWithin(bytes: readonly number[], network: string, length: number): boolean {
  const numberOf = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
  const size = 2 ** (32 - length);
  return Math.floor(numberOf(bytes) / size) === Math.floor(numberOf(bytesOfV4(network) ?? []) / size);
}

function bytesOfV4(address: string): readonly number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined;
  const bytes = address.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function groupsOfV6(address: string): readonly number[] | undefined {
  const halves = address.toLowerCase().split('::');
  if (halves.length > 2 || !address.includes(':')) return undefined;
  const [start, end] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...(start ?? []), ...(end ?? [])];
  const missing = 8 - given.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  // What ends in an IPv4 address, or names an interface, is none of the addresses that are wanted.
  if (!given.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const zeros = Array.from({ length: missing }, () => '0');
  return [...(start ?? []), ...zeros, ...(end ?? [])].map((group) => Number.parseInt(group, 16));
}
