import type { Tagged } from './region.ts';

/** Where a rule admits traffic from, or to. A group of another VPC carries what tells of the peering connection. */
export type RuleSource =
  | { readonly kind: 'ipv4'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | { readonly kind: 'prefix-list'; readonly id: string }
  | {
      readonly kind: 'group';
      readonly groupId: string;
      readonly userId: string;
      readonly vpcId?: string | undefined;
      readonly vpcPeeringConnectionId?: string | undefined;
    };

/** What a rule says: one source of one protocol and port range. CIDRs, protocol and ports are canonical. */
export interface RuleSpec {
  readonly egress: boolean;
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly source: RuleSource;
  readonly description: string | undefined;
}

export interface Rule extends RuleSpec, Tagged {
  readonly groupId: string;
}

/** Equal for rules that EC2 takes for the same: everything but the description. */
export function ruleKey({ egress, protocol, fromPort, toPort, source }: RuleSpec): string {
  return `${egress ? 'egress' : 'ingress'} ${protocol} ${fromPort} ${toPort} ${sourceKey(source)}`;
}

function sourceKey(source: RuleSource): string {
  switch (source.kind) {
    case 'ipv4':
    case 'ipv6':
      return source.cidr;
    case 'prefix-list':
      return source.id;
    case 'group':
      return `${source.userId}/${source.groupId}`;
  }
}

/** The id of the group or prefix list that the source names. */
export function referredId(source: RuleSource): string | undefined {
  if (source.kind === 'group') return source.groupId;
  return source.kind === 'prefix-list' ? source.id : undefined;
}

/** The rule as EC2's error messages spell it: `peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW`. */
export function spelledRule({ protocol, fromPort, toPort, source }: RuleSpec): string {
  const peer = source.kind === 'group' ? source.groupId : sourceKey(source);
  const all = (part: number | null): string => (part === null || part === -1 ? 'ALL' : String(part));
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return `peer: ${peer}, ${protocol.toUpperCase()}, from port: ${fromPort}, to port: ${toPort}, ALLOW`;
    case 'icmp':
    case 'icmpv6':
      return `peer: ${peer}, ${protocol.toUpperCase()}, type: ${all(fromPort)}, code: ${all(toPort)}, ALLOW`;
    case '-1':
      return `peer: ${peer}, ALL, ALLOW`;
    default:
      return `peer: ${peer}, protocol: ${protocol}, ALLOW`;
  }
}
