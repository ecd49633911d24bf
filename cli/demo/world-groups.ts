import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  DescribeVpcsCommand,
  EC2Client,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import type { LocalAccount } from '../../local/local-account.ts';
import type { WorldResource } from './world.ts';

interface GroupPlan {
  readonly name: string;
  readonly about: string;
  permissions(lists: { offices: string; partners: string }, appGroup: string): IpPermission[];
}

const tcp = (
  from: number,
  to: number,
  rest: Omit<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'>,
): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: from,
  ToPort: to,
  ...rest,
});
const v4 = (
  ...cidrs: [cidr: string, description?: string][]
): { IpRanges: { CidrIp: string; Description?: string }[] } => ({
  IpRanges: cidrs.map(([CidrIp, Description]) => ({ CidrIp, ...(Description === undefined ? {} : { Description }) })),
});

const groupPlans: readonly GroupPlan[] = [
  {
    name: 'app',
    about: 'private application tier',
    permissions: () => [tcp(8080, 8080, v4(['10.0.0.0/8', 'internal']))],
  },
  {
    name: 'web',
    about: 'public web, 80 and 443',
    permissions: () => [tcp(443, 443, v4(['0.0.0.0/0'])), tcp(80, 80, v4(['0.0.0.0/0']))],
  },
  {
    name: 'bastion',
    about: 'ssh to the world, v4 and v6, beside the office',
    permissions: () => [
      tcp(22, 22, {
        ...v4(['0.0.0.0/0', 'test, remove!'], ['10.0.0.0/8', 'corp vpn']),
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      }),
    ],
  },
  {
    name: 'halves',
    about: 'rdp to the world in two halves',
    permissions: () => [tcp(3389, 3389, v4(['0.0.0.0/1'], ['128.0.0.0/1'], ['198.51.100.7/32', 'jump host']))],
  },
  {
    name: 'wide-range',
    about: 'tcp 8000-9000 to the world, three risky ports inside',
    permissions: () => [tcp(8000, 9000, v4(['0.0.0.0/0', 'staging'], ['203.0.113.0/24', 'partner']))],
  },
  {
    name: 'everything',
    about: 'all traffic from the world',
    permissions: () => [{ IpProtocol: '-1', ...v4(['0.0.0.0/0', 'debug']) }],
  },
  {
    name: 'listed',
    about: 'postgres to a prefix list that holds the world',
    permissions: ({ partners }) => [
      tcp(5432, 5432, { PrefixListIds: [{ PrefixListId: partners, Description: 'partners' }] }),
    ],
  },
  {
    name: 'offices',
    about: 'postgres to a prefix list of two offices',
    permissions: ({ offices }) => [tcp(5432, 5432, { PrefixListIds: [{ PrefixListId: offices }] })],
  },
  {
    name: 'voip',
    about: 'udp 22 to the world, which is not ssh',
    permissions: () => [{ IpProtocol: 'udp', FromPort: 22, ToPort: 22, ...v4(['0.0.0.0/0']) }],
  },
  {
    name: 'database',
    about: 'mysql from the app group only',
    permissions: (_, appGroup) => [
      tcp(3306, 3306, { UserIdGroupPairs: [{ GroupId: appGroup, Description: 'app tier' }] }),
    ],
  },
  {
    name: 'guarded',
    about: 'telnet to the world; its changes are denied',
    permissions: () => [tcp(23, 23, v4(['0.0.0.0/0']))],
  },
  {
    name: 'forgotten',
    about: 'ssh from all of global IPv6 (2000::/3)',
    permissions: () => [tcp(22, 22, { Ipv6Ranges: [{ CidrIpv6: '2000::/3', Description: 'temp' }] })],
  },
];

/** Creates them all, with the prefix lists that two of them refer to. */
export async function buildGroups(account: LocalAccount): Promise<WorldResource[]> {
  const ec2 = new EC2Client(account.clientConfig());
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  const lists = {
    offices: await prefixList(ec2, 'offices', ['198.51.100.0/24', '203.0.113.0/24']),
    partners: await prefixList(ec2, 'partners', ['198.51.100.0/24', '0.0.0.0/0']),
  };
  const groups: WorldResource[] = [];
  for (const plan of groupPlans) {
    const VpcId = Vpcs?.[0]?.VpcId;
    const created = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: plan.name,
        Description: plan.about,
        ...(VpcId === undefined ? {} : { VpcId }),
      }),
    );
    const id = created.GroupId ?? '';
    const IpPermissions = plan.permissions(lists, groups[0]?.id ?? id);
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions }));
    groups.push({ id, name: plan.name, about: plan.about });
  }
  return groups;
}

async function prefixList(ec2: EC2Client, name: string, cidrs: readonly string[]): Promise<string> {
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: name,
      AddressFamily: 'IPv4',
      MaxEntries: 10,
      Entries: cidrs.map((Cidr) => ({ Cidr })),
    }),
  );
  return PrefixList?.PrefixListId ?? '';
}
