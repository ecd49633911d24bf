import * as v from 'valibot';
import type { AwsError } from '../aws-error.ts';
import { type CanonicalCidr, canonicalIpv4, canonicalIpv6 } from './cidr.ts';
import { groupNamed } from './group.ts';
import { Integer, invalidValue, missingParameter, notTogether } from './operation.ts';
import { type ProtocolAndPorts, protocolAndPorts } from './ports.ts';
import type { Ec2Region } from './region.ts';
import type { RuleSource, RuleSpec } from './rule.ts';

const Text = v.optional(v.string());

const Pair = v.strictObject({
  GroupId: Text,
  GroupName: Text,
  UserId: Text,
  VpcId: Text,
  VpcPeeringConnectionId: Text,
  PeeringStatus: Text,
  Description: Text,
});

const IpPermission = v.strictObject({
  IpProtocol: v.string(),
  FromPort: v.optional(Integer),
  ToPort: v.optional(Integer),
  Groups: v.optional(v.array(Pair), []),
  IpRanges: v.optional(v.array(v.strictObject({ CidrIp: v.string(), Description: Text })), []),
  Ipv6Ranges: v.optional(v.array(v.strictObject({ CidrIpv6: v.string(), Description: Text })), []),
  PrefixListIds: v.optional(v.array(v.strictObject({ PrefixListId: v.string(), Description: Text })), []),
});

export const IpPermissionsMember = { IpPermissions: v.optional(v.array(IpPermission), []) };

/** One rule spelled out in the call itself: ingress only (EC2 API, AuthorizeSecurityGroupEgress: "Not supported"). */
export const FlatMembers = {
  IpProtocol: Text,
  FromPort: v.optional(Integer),
  ToPort: v.optional(Integer),
  CidrIp: Text,
};

export interface RulesInput {
  readonly IpPermissions: readonly v.InferOutput<typeof IpPermission>[];
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
}

/**
 * The rules that a call names, one for each source, canonical as EC2 stores them. Throws for what EC2 refuses: unknown protocols,
 * bad ports and CIDRs, a permission without a source, the same rule twice in one call.
 */
export function rulesNamed(input: RulesInput, egress: boolean, region: Ec2Region): RuleSpec[] {
  const { IpPermissions, IpProtocol, FromPort, ToPort, CidrIp } = input;
  const flat = [IpProtocol, FromPort, ToPort, CidrIp].some((member) => member !== undefined);
  if (flat && IpPermissions.length > 0) throw notTogether('ipPermissions', 'ipProtocol');
  if (!flat) return IpPermissions.flatMap((permission) => rulesOf(permission, egress, region));
  if (IpProtocol === undefined) throw missingParameter('The request must contain the parameter ipProtocol');
  if (CidrIp === undefined) throw noSource();
  const source = ipv4Source(CidrIp);
  return [{ egress, ...protocolAndPorts(IpProtocol, FromPort, ToPort), source, description: undefined }];
}

function rulesOf(permission: v.InferOutput<typeof IpPermission>, egress: boolean, region: Ec2Region): RuleSpec[] {
  const common: ProtocolAndPorts = protocolAndPorts(permission.IpProtocol, permission.FromPort, permission.ToPort);
  const rule = (source: RuleSource, description: string | undefined): RuleSpec => ({
    egress,
    ...common,
    source,
    description: descriptionOf(description),
  });
  const rules = [
    ...permission.IpRanges.map(({ CidrIp, Description }) => rule(ipv4Source(CidrIp), Description)),
    ...permission.Ipv6Ranges.map(({ CidrIpv6, Description }) => rule(ipv6Source(CidrIpv6), Description)),
    ...permission.PrefixListIds.map(({ PrefixListId, Description }) =>
      rule({ kind: 'prefix-list', id: PrefixListId }, Description),
    ),
    ...permission.Groups.map((pair) => rule(groupSource(pair, region), pair.Description)),
  ];
  if (rules.length === 0) throw noSource();
  return rules;
}

function groupSource(pair: v.InferOutput<typeof Pair>, region: Ec2Region): RuleSource {
  const groupId = pair.GroupId ?? (pair.GroupName === undefined ? undefined : groupNamed(region, pair.GroupName).id);
  if (groupId === undefined) throw missingParameter('Source group ID missing.');
  return {
    kind: 'group',
    groupId,
    userId: pair.UserId ?? region.accountId,
    ...(pair.VpcPeeringConnectionId === undefined
      ? {}
      : { vpcId: pair.VpcId, vpcPeeringConnectionId: pair.VpcPeeringConnectionId }),
  };
}

export function ipv4Source(text: string): RuleSource {
  return { kind: 'ipv4', cidr: wellFormed(text, canonicalIpv4(text)).cidr };
}

export function ipv6Source(text: string): RuleSource {
  return { kind: 'ipv6', cidr: wellFormed(text, canonicalIpv6(text)).cidr };
}

export function wellFormed(text: string, cidr: CanonicalCidr | undefined): CanonicalCidr {
  if (cidr === undefined) throw invalidValue(`CIDR block ${text} is malformed`);
  return cidr;
}

/** At most 255 of the characters that EC2 allows; an empty description is none. */
export function descriptionOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(text)) return text;
  throw invalidValue(
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: ' +
      'a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
  );
}

function noSource(): AwsError {
  return missingParameter('Missing source specification: include source security group or CIDR information');
}
