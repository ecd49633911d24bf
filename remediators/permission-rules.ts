import * as v from 'valibot';
import type { GroupRule, Source } from '../contract/resource.ts';

const description = { Description: v.optional(v.string()) };
function sources<T extends v.ObjectEntries>(entries: T) {
  return v.optional(v.array(v.object({ ...entries, ...description })), []);
}

/** The input of a call that names rules of a group by what they are: what `ipPermissions` writes. */
export const RulesInput = v.object({
  IpPermissions: v.array(
    v.object({
      IpProtocol: v.string(),
      FromPort: v.optional(v.number()),
      ToPort: v.optional(v.number()),
      IpRanges: sources({ CidrIp: v.string() }),
      Ipv6Ranges: sources({ CidrIpv6: v.string() }),
      PrefixListIds: sources({ PrefixListId: v.string() }),
      UserIdGroupPairs: sources({ GroupId: v.string(), UserId: v.optional(v.string()) }),
    }),
  ),
});

/** Pure. The rules that the permissions name, one for each source of each. */
export function rulesIn(
  { IpPermissions }: v.InferOutput<typeof RulesInput>,
  direction: GroupRule['direction'],
): GroupRule[] {
  return IpPermissions.flatMap((permission): GroupRule[] => {
    const { IpProtocol: protocol, FromPort: fromPort = null, ToPort: toPort = null } = permission;
    const rule = (source: Source, text: string | undefined): GroupRule => ({
      direction,
      protocol,
      fromPort,
      toPort,
      source,
      ...(text === undefined ? {} : { description: text }),
    });
    return [
      ...permission.IpRanges.map(({ CidrIp: cidr, Description }) => rule({ kind: 'ipv4', cidr }, Description)),
      ...permission.Ipv6Ranges.map(({ CidrIpv6: cidr, Description }) => rule({ kind: 'ipv6', cidr }, Description)),
      ...permission.PrefixListIds.map(({ PrefixListId: id, Description }) =>
        rule({ kind: 'prefix-list', id }, Description),
      ),
      ...permission.UserIdGroupPairs.map(({ GroupId: groupId, UserId: userId, Description }) =>
        rule({ kind: 'group', groupId, ...(userId === undefined ? {} : { userId }) }, Description),
      ),
    ];
  });
}

/** Pure. By the call's name. */
export function directionOf(operation: string): GroupRule['direction'] {
  return operation.endsWith('Egress') ? 'egress' : 'ingress';
}
