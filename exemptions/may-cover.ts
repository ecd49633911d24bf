import type { Exemption } from '../contract/exemption.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { PortRange, Violation } from '../contract/violation.ts';
import type { Block } from '../exposure/address-space.ts';
import { isBlockWithin } from '../exposure/cidr-within.ts';
import { parseIpv4Cidr } from '../exposure/ipv4-cidr.ts';
import { parseIpv6Cidr } from '../exposure/ipv6-cidr.ts';
import { portsOf } from '../exposure/rule-ports.ts';
import { readPort } from './exempt-part.ts';

interface Addresses {
  readonly ipv4: Block<number> | null;
  readonly ipv6: Block<bigint> | null;
}

/** What an exemption's port and CIDR say, read once for all violations; undefined where it has neither. */
export interface Target {
  readonly ports?: { readonly protocol: string; readonly range: PortRange } | undefined;
  readonly addresses?: Addresses | undefined;
}

/** What a violation is about that a port or a CIDR can cover, read once for all exemptions; undefined where it is about neither. */
export interface Extent {
  readonly protocol: string;
  /** From the first to the last. */
  readonly range: PortRange;
  readonly addresses: Addresses;
}

export function targetOf({ port, cidr }: Pick<Exemption, 'port' | 'cidr'>): Target | undefined {
  if (port === undefined && cidr === undefined) return undefined;
  return {
    ...(port === undefined ? {} : { ports: readPort(port) }),
    ...(cidr === undefined ? {} : { addresses: addressesOf(cidr) }),
  };
}

export function extentOf(violation: Violation): Extent | undefined {
  switch (violation.kind) {
    case 'exposed-ports': {
      const { rule, protocol, ports } = violation;
      return { protocol, range: around(ports), addresses: sourceOf(rule) };
    }
    case 'unwanted-rule':
    case 'unapproved-change': {
      const { rule } = violation;
      return { protocol: rule.protocol, range: portsOf(rule), addresses: sourceOf(rule) };
    }
    default:
      return undefined;
  }
}

/**
 * Whether it is worth while to ask what of the violation the exemption covers: a group may have a thousand violations, and a file thousands of
 * exemptions. False only where `exemptPart` says that it covers nothing, whatever other exemptions have left of the violation.
 */
export function mayCover(target: Target | undefined, extent: Extent | undefined): boolean {
  if (target === undefined) return true;
  if (extent === undefined) return false;
  const { ports, addresses } = target;
  if (ports !== undefined && (ports.protocol !== extent.protocol || !overlap(ports.range, extent.range))) return false;
  return areAddressesWithin(extent.addresses, addresses);
}

/** Whether an exemption by the one target covers all that one by the other does. */
export function coversTarget(wide: Target, narrow: Target): boolean {
  return arePortsWithin(narrow.ports, wide.ports) && areAddressesWithin(narrow.addresses, wide.addresses);
}

function arePortsWithin(inner: Target['ports'], outer: Target['ports']): boolean {
  if (outer === undefined) return true;
  if (inner?.protocol !== outer.protocol) return false;
  return outer.range.from <= inner.range.from && inner.range.to <= outer.range.to;
}

function areAddressesWithin(inner: Addresses | undefined, outer: Addresses | undefined): boolean {
  if (outer === undefined) return true;
  return inner !== undefined && (isBlockWithin(inner.ipv4, outer.ipv4) || isBlockWithin(inner.ipv6, outer.ipv6));
}

function around(ports: readonly PortRange[]): PortRange {
  let [first, last] = [Infinity, -Infinity];
  for (const { from, to } of ports) [first, last] = [Math.min(first, from), Math.max(last, to)];
  return { from: first, to: last };
}

function overlap(one: PortRange, other: PortRange): boolean {
  return one.from <= other.to && other.from <= one.to;
}

function sourceOf({ source }: GroupRule): Addresses {
  return source.kind === 'ipv4' || source.kind === 'ipv6' ? addressesOf(source.cidr) : { ipv4: null, ipv6: null };
}

function addressesOf(cidr: string): Addresses {
  return { ipv4: parseIpv4Cidr(cidr), ipv6: parseIpv6Cidr(cidr) };
}
