import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type IpPermission,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { LocalAccount } from '../../../local/local-account.ts';

export function ec2Of(account: LocalAccount): EC2Client {
  return new EC2Client(account.clientConfig());
}

/** A tcp permission for IPv4 and IPv6 sources, each without a description or as `[cidr, description]`. */
export function tcp(
  ports: number | readonly [number, number],
  ...sources: (string | [string, string])[]
): IpPermission {
  const [FromPort, ToPort] = typeof ports === 'number' ? [ports, ports] : ports;
  const described = sources.map((source) => (typeof source === 'string' ? [source] : source));
  const IpRanges = described.flatMap(([CidrIp = '', Description]) =>
    CidrIp.includes(':') ? [] : [{ CidrIp, ...(Description === undefined ? {} : { Description }) }],
  );
  const Ipv6Ranges = described.flatMap(([CidrIpv6 = '', Description]) =>
    CidrIpv6.includes(':') ? [{ CidrIpv6, ...(Description === undefined ? {} : { Description }) }] : [],
  );
  return {
    IpProtocol: 'tcp',
    FromPort,
    ToPort,
    ...(IpRanges.length > 0 ? { IpRanges } : {}),
    ...(Ipv6Ranges.length > 0 ? { Ipv6Ranges } : {}),
  };
}

export async function defaultVpc(account: LocalAccount): Promise<string> {
  const { Vpcs } = await ec2Of(account).send(
    new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
  );
  return Vpcs?.[0]?.VpcId ?? '';
}

export async function otherVpc(account: LocalAccount): Promise<string> {
  const { Vpc } = await ec2Of(account).send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
  return Vpc?.VpcId ?? '';
}

/** Of a VPC. */
export async function defaultGroup(account: LocalAccount, vpcId: string): Promise<string> {
  const Filters = [
    { Name: 'vpc-id', Values: [vpcId] },
    { Name: 'group-name', Values: ['default'] },
  ];
  const { SecurityGroups } = await ec2Of(account).send(new DescribeSecurityGroupsCommand({ Filters }));
  return SecurityGroups?.[0]?.GroupId ?? '';
}

let groups = 0;

/** In the default VPC unless another is given. */
export async function createGroup(
  account: LocalAccount,
  IpPermissions: readonly IpPermission[],
  VpcId?: string,
): Promise<string> {
  const ec2 = ec2Of(account);
  groups += 1;
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: `group-${groups}`,
      Description: 'made by a test',
      ...(VpcId === undefined ? {} : { VpcId }),
    }),
  );
  if (IpPermissions.length > 0) {
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [...IpPermissions] }));
  }
  return GroupId;
}

/** Of IPv4; answers its id. */
export async function createPrefixList(account: LocalAccount, cidrs: readonly string[]): Promise<string> {
  const { PrefixList } = await ec2Of(account).send(
    new CreateManagedPrefixListCommand({
      PrefixListName: 'made by a test',
      AddressFamily: 'IPv4',
      MaxEntries: cidrs.length,
      Entries: cidrs.map((Cidr) => ({ Cidr })),
    }),
  );
  return PrefixList?.PrefixListId ?? '';
}

/** The ingress rules as AWS lists them now, a line each, in order of their text. */
export function ingressOf(account: LocalAccount, groupId: string): Promise<string[]> {
  return rulesOf(account, groupId, false);
}

/** The same of egress. */
export function egressOf(account: LocalAccount, groupId: string): Promise<string[]> {
  return rulesOf(account, groupId, true);
}

async function rulesOf(account: LocalAccount, groupId: string, egress: boolean): Promise<string[]> {
  const { SecurityGroupRules = [] } = await ec2Of(account).send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }),
  );
  return SecurityGroupRules.filter(({ IsEgress }) => IsEgress === egress)
    .map(lineOf)
    .toSorted();
}

function lineOf(rule: SecurityGroupRule): string {
  const { IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo, Description } = rule;
  const source = CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? ReferencedGroupInfo?.GroupId ?? '?';
  const ports = FromPort === ToPort ? String(FromPort) : `${FromPort}-${ToPort}`;
  return `${IpProtocol} ${ports} ${source}${Description === undefined ? '' : ` "${Description}"`}`;
}
