import { type AddressSpace, ipv4Space, ipv6Space, subtract } from './address-space.ts';
import { parseIpv4Cidr } from './ipv4-cidr.ts';
import { parseIpv6Cidr } from './ipv6-cidr.ts';
import { readCidrs } from './read-cidrs.ts';

/**
 * What is not the internet: the blocks that the IANA IPv4 Special-Purpose Address Registry marks as not globally reachable,
 * and multicast (RFC 5771). Blocks whose reachability the registry leaves open (192.88.99.0/24, the former 6to4 relays)
 * count as the internet: in doubt, exposed.
 */
const ipv4Special = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private use
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local
  '172.16.0.0/12', // private use
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.168.0.0/16', // private use
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, with limited broadcast
];
const ipv4ReachableAfterAll = ['192.0.0.9/32', '192.0.0.10/32'];

/** Global unicast addresses are assigned from here only (IANA IPv6 Address Space; RFC 4291 section 2.4). */
const ipv6GlobalUnicast = ['2000::/3'];

/**
 * Parts of it that the IANA IPv6 Special-Purpose Address Registry marks as not globally reachable. Teredo (2001::/32) and
 * 6to4 (2002::/16), which the registry leaves open, count as the internet: ordinary hosts sent from them.
 */
const ipv6Special = [
  '2001::/23', // protocol assignments
  '2001:db8::/32', // documentation
  '3fff::/20', // documentation
];
const ipv6ReachableAfterAll = [
  '2001::/32', // Teredo
  '2001:1::1/128',
  '2001:1::2/128',
  '2001:1::3/128',
  '2001:3::/32', // AMT
  '2001:4:112::/48', // AS112
  '2001:20::/28', // ORCHIDv2
  '2001:30::/28', // drone remote identification
];

/** The part of the IPv4 address space that is the internet. */
export const ipv4Internet: AddressSpace<number> = ipv4Space([
  ...subtract(readCidrs(['0.0.0.0/0'], parseIpv4Cidr), readCidrs(ipv4Special, parseIpv4Cidr)),
  ...readCidrs(ipv4ReachableAfterAll, parseIpv4Cidr),
]);

/**
 * The part of the IPv6 address space that is the internet. Loopback, unique local, link-local, multicast and IPv4-mapped
 * addresses are outside 2000::/3 and so are not; nor are those of NAT64, which lead to the internet of IPv4: see nat64.ts.
 */
export const ipv6Internet: AddressSpace<bigint> = ipv6Space([
  ...subtract(readCidrs(ipv6GlobalUnicast, parseIpv6Cidr), readCidrs(ipv6Special, parseIpv6Cidr)),
  ...readCidrs(ipv6ReachableAfterAll, parseIpv6Cidr),
]);
