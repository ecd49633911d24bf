import { assert } from 'chai';
import * as v from 'valibot';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule, Source } from '../../contract/resource.ts';

const Described = { Description: v.optional(v.string()) };
const Input = v.strictObject({
  GroupId: v.string(),
  IpPermissions: v.array(
    v.strictObject({
      IpProtocol: v.string(),
      FromPort: v.optional(v.number()),
      ToPort: v.optional(v.number()),
      IpRanges: v.optional(v.array(v.strictObject({ CidrIp: v.string(), ...Described })), []),
      Ipv6Ranges: v.optional(v.array(v.strictObject({ CidrIpv6: v.string(), ...Described })), []),
      PrefixListIds: v.optional(v.array(v.strictObject({ PrefixListId: v.string(), ...Described })), []),
      UserIdGroupPairs: v.optional(
        v.array(v.strictObject({ GroupId: v.string(), UserId: v.optional(v.string()), ...Described })),
        [],
      ),
    }),
  ),
});

/**
 * What EC2 makes of one call on a group's rules (EC2 API, AuthorizeSecurityGroupIngress and RevokeSecurityGroupIngress, in a
 * VPC that is not the default one): a duplicate or a rule that is not there fails the whole call.
 */
export function applyChange(rules: readonly GroupRule[], change: Change): GroupRule[] {
  const call = /^(Authorize|Revoke)SecurityGroup(Ingress|Egress)$/.exec(change.operation);
  assert.isNotNull(call, change.operation);
  const direction = call?.[2] === 'Ingress' ? 'ingress' : 'egress';
  const given = expand(direction, change.input);
  const state = new Map(rules.map((rule) => [identity(rule), rule]));
  for (const rule of given) {
    if (call?.[1] === 'Authorize') {
      assert.isFalse(state.has(identity(rule)), `InvalidPermission.Duplicate: ${identity(rule)}`);
      state.set(identity(rule), rule);
    } else {
      assert.isTrue(state.delete(identity(rule)), `InvalidPermission.NotFound: ${identity(rule)}`);
    }
  }
  return [...state.values()];
}

function expand(direction: GroupRule['direction'], input: unknown): GroupRule[] {
  return v.parse(Input, input).IpPermissions.flatMap((permission) => {
    const make = (source: Source, description: string | undefined): GroupRule => ({
      direction,
      protocol: permission.IpProtocol,
      fromPort: permission.FromPort ?? null,
      toPort: permission.ToPort ?? null,
      source,
      ...(description === undefined ? {} : { description }),
    });
    return [
      ...permission.IpRanges.map(({ CidrIp, Description }) => make({ kind: 'ipv4', cidr: CidrIp }, Description)),
      ...permission.Ipv6Ranges.map(({ CidrIpv6, Description }) => make({ kind: 'ipv6', cidr: CidrIpv6 }, Description)),
      ...permission.PrefixListIds.map(({ PrefixListId, Description }) =>
        make({ kind: 'prefix-list', id: PrefixListId }, Description),
      ),
      ...permission.UserIdGroupPairs.map(({ GroupId, UserId, Description }) =>
        make({ kind: 'group', groupId: GroupId, ...(UserId === undefined ? {} : { userId: UserId }) }, Description),
      ),
    ];
  });
}

function identity({ direction, protocol, fromPort, toPort, source }: GroupRule): string {
  return JSON.stringify([direction, protocol, fromPort, toPort, source]);
}

/** Ports that tell every difference that the ends used in the tests can make. */
export const probedPorts = [
  0, 1, 2, 19, 20, 21, 22, 23, 24, 25, 79, 80, 81, 3387, 3388, 3389, 3390, 3391, 65533, 65534, 65535,
];

/** All that a set of rules lets through, as `direction protocol port source`, over the probed ports. */
export function openings(rules: readonly GroupRule[]): Set<string> {
  const open = new Set<string>();
  for (const { direction, protocol, fromPort, toPort, source } of rules) {
    const peer = JSON.stringify(source);
    for (const probed of protocol === '-1' ? ['tcp', 'udp', 'icmp', 'icmpv6', '50'] : [protocol]) {
      if (probed !== 'tcp' && probed !== 'udp') {
        open.add(`${direction} ${probed} * ${peer}`);
        continue;
      }
      for (const port of probedPorts) {
        const everyPort = protocol === '-1' || fromPort === null || toPort === null;
        if (everyPort || (fromPort <= port && port <= toPort)) open.add(`${direction} ${probed} ${port} ${peer}`);
      }
    }
  }
  return open;
}
