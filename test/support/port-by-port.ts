import type { GroupRule } from '../../contract/resource.ts';
import { behindNat64, publicAddresses } from './exposure-oracle.ts';
import { arbitraryContext } from './security-groups.ts';

/** Whether a rule lets through traffic of the protocol at the port, in the direction; from scratch. */
export function opens(rule: GroupRule, direction: GroupRule['direction'], protocol: string, port: number): boolean {
  if (rule.direction !== direction) return false;
  if (rule.protocol === '-1') return true;
  if (rule.protocol !== protocol) return false;
  return rule.fromPort === null || rule.toPort === null || (rule.fromPort <= port && port <= rule.toPort);
}

/** Whether more of the internet is in the sources of the rules, all taken together, than either limit; from scratch. */
export function isExposed(
  rules: readonly GroupRule[],
  most: { readonly ipv4: bigint; readonly ipv6: bigint },
): boolean {
  const cidrs = rules.flatMap(cidrsOf);
  const ipv4 = publicAddresses(
    cidrs.filter((cidr) => !cidr.includes(':')),
    'ipv4',
  );
  const ipv6 = publicAddresses(
    cidrs.filter((cidr) => cidr.includes(':')),
    'ipv6',
  );
  return ipv4 > most.ipv4 || ipv6 > most.ipv6;
}

/** Of what goes out also the IPv4 ones behind NAT64. */
function cidrsOf(rule: GroupRule): readonly string[] {
  const cidrs = ownCidrsOf(rule);
  return rule.direction === 'egress' ? [...cidrs, ...cidrs.flatMap(behindNat64)] : cidrs;
}

function ownCidrsOf({ source }: GroupRule): readonly string[] {
  if (source.kind === 'group') return [];
  if (source.kind !== 'prefix-list') return [source.cidr];
  const contents = arbitraryContext.prefixLists.get(source.id);
  return contents?.kind === 'read' ? contents.cidrs : [];
}
