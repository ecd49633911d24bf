import * as v from 'valibot';
import type { GroupRule, Source } from '../contract/resource.ts';
import { parseIpv4Cidr } from '../exposure/ipv4-cidr.ts';
import { parseIpv6Cidr } from '../exposure/ipv6-cidr.ts';
import { lastPort } from '../exposure/port-ranges.ts';

/** Protocols that EC2 knows by name (EC2 API, IpPermission); all others are numbers. */
const names: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6', all: '-1' };
const withPorts = new Set(['tcp', 'udp', 'icmp', 'icmpv6']);
const named = new Set(['-1', ...withPorts]);

const Protocol = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((raw) => {
    const text = String(raw).toLowerCase();
    const protocol = /^\d{1,3}$/.test(text) ? String(Number(text)) : text;
    return names[protocol] ?? protocol;
  }),
  v.check(
    (protocol) => named.has(protocol) || (/^\d{1,3}$/.test(protocol) && Number(protocol) <= 255),
    'not a protocol name or number',
  ),
);

const text = v.pipe(v.string(), v.minLength(1));
const optionalText = v.nullish(v.string());
const Port = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(lastPort)));
const Ipv4Cidr = v.pipe(
  v.string(),
  v.check((cidr) => parseIpv4Cidr(cidr) !== null, 'not an IPv4 CIDR'),
);
const Ipv6Cidr = v.pipe(
  v.string(),
  v.check((cidr) => parseIpv6Cidr(cidr) !== null, 'not an IPv6 CIDR'),
);
const Ipv4Range = v.looseObject({ cidrIp: Ipv4Cidr, description: optionalText });
const LegacyIpv4Range = v.pipe(
  Ipv4Cidr,
  v.transform((cidrIp) => ({ cidrIp, description: undefined })),
);

/** Absent and null are empty: items of before 2017 have neither `ipv6Ranges` nor, beside `ipRanges`, `ipv4Ranges`. */
function listOf<S extends v.GenericSchema>(schema: S) {
  return v.nullish(v.array(schema), []);
}

/**
 * One permission in the spelling of a configuration item: equal protocol and ports, any number of sources. What it cannot be
 * is refused with the field's name, because a permission left out would make the group look safer than it is.
 */
export const Permission = v.pipe(
  v.looseObject({
    ipProtocol: Protocol,
    fromPort: Port,
    toPort: Port,
    ipv4Ranges: listOf(Ipv4Range),
    ipRanges: listOf(v.union([LegacyIpv4Range, Ipv4Range], 'not an IPv4 CIDR')),
    ipv6Ranges: listOf(v.looseObject({ cidrIpv6: Ipv6Cidr, description: optionalText })),
    prefixListIds: listOf(v.looseObject({ prefixListId: text, description: optionalText })),
    userIdGroupPairs: listOf(
      v.looseObject({
        groupId: text,
        userId: optionalText,
        groupName: optionalText,
        vpcId: optionalText,
        vpcPeeringConnectionId: optionalText,
        description: optionalText,
      }),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed ? (portFault(dataset.value) ?? sourceFault(dataset.value)) : null;
    if (fault !== null) addIssue({ message: fault });
  }),
);
export type Permission = v.InferOutput<typeof Permission>;

/** tcp and udp have both ends of a range, in order, or (legacy items) neither, or -1 twice. For icmp the two are type and code. */
function portFault({ ipProtocol, fromPort, toPort }: Permission): string | null {
  if (ipProtocol !== 'tcp' && ipProtocol !== 'udp') return null;
  const [from, to] = [fromPort ?? -1, toPort ?? -1];
  if (from === -1 && to === -1) return null;
  if (from === -1 || to === -1) return `fromPort and toPort of ${ipProtocol} must both be given`;
  return from > to ? `fromPort ${from} is beyond toPort ${to}` : null;
}

const sourceLists = ['ipv4Ranges', 'ipRanges', 'ipv6Ranges', 'prefixListIds', 'userIdGroupPairs'] as const;

/** EC2 has no permission without a source: one that seems to have none, or another list than these, is spelt in an unknown way. */
function sourceFault(permission: Permission): string | null {
  const known: readonly string[] = sourceLists;
  for (const [name, value] of Object.entries(permission)) {
    if (!known.includes(name) && Array.isArray(value) && value.length > 0)
      return `${name} is no list of sources known here`;
  }
  return sourceLists.every((name) => permission[name].length === 0)
    ? `there is no source in ${sourceLists.join(', ')}`
    : null;
}

/** A rule per source: that is what EC2 gives an id of its own and lets be revoked alone. */
export function permissionRules(direction: GroupRule['direction'], permission: Permission): GroupRule[] {
  const rules: GroupRule[] = [];
  const protocol = permission.ipProtocol;
  const fromPort = presentPort(protocol, permission.fromPort);
  const toPort = presentPort(protocol, permission.toPort);
  function add(source: Source, description: string | null | undefined): void {
    rules.push({ direction, protocol, fromPort, toPort, source, ...(description ? { description } : {}) });
  }
  // An item repeats its ipv4Ranges in ipRanges; what is only there still counts.
  const ipv4 = new Set<string>();
  for (const { cidrIp, description } of [...permission.ipv4Ranges, ...permission.ipRanges]) {
    if (!ipv4.has(cidrIp)) add({ kind: 'ipv4', cidr: cidrIp }, description);
    ipv4.add(cidrIp);
  }
  for (const { cidrIpv6, description } of permission.ipv6Ranges) add({ kind: 'ipv6', cidr: cidrIpv6 }, description);
  for (const { prefixListId, description } of permission.prefixListIds) {
    add({ kind: 'prefix-list', id: prefixListId }, description);
  }
  for (const pair of permission.userIdGroupPairs) add(groupSource(pair), pair.description);
  return rules;
}

/**
 * A -1 is all types or codes in icmp, and stays in tcp and udp, because to revoke a rule EC2 wants the ports as they are stored.
 * Elsewhere it stands for an absent port.
 */
function presentPort(protocol: string, port: number | null | undefined): number | null {
  if (port === null || port === undefined) return null;
  return port === -1 && !withPorts.has(protocol) ? null : port;
}

function groupSource(pair: Permission['userIdGroupPairs'][number]): Source {
  return {
    kind: 'group',
    groupId: pair.groupId,
    ...(pair.userId ? { userId: pair.userId } : {}),
    ...(pair.groupName ? { groupName: pair.groupName } : {}),
    ...(pair.vpcId ? { vpcId: pair.vpcId } : {}),
    ...(pair.vpcPeeringConnectionId ? { vpcPeeringConnectionId: pair.vpcPeeringConnectionId } : {}),
  };
}
