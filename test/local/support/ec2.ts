import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  type CreateManagedPrefixListCommandInput,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
  type IpPermission,
  type ManagedPrefixList,
  ModifyManagedPrefixListCommand,
  type ModifyManagedPrefixListCommandInput,
  type RevokedSecurityGroupRule,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { createEc2 } from '../../../local/ec2/ec2.ts';
import type { Ec2Options } from '../../../local/ec2/region.ts';
import type { LocalService, Recordable, ResourceChange } from '../../../local/service.ts';
import { type Served, serve } from './served.ts';

export interface ServedEc2 extends Served {
  readonly service: LocalService & Recordable;
  /** What AWS Config was told, in order. */
  readonly changes: ResourceChange[];
  readonly ec2: EC2Client;
  client(who?: Parameters<Served['settings']>[0]): EC2Client;
}

/** EC2 alone, with a frozen clock. */
export async function startEc2(options: Partial<Ec2Options> = {}): Promise<ServedEc2> {
  const changes: ResourceChange[] = [];
  const served = await serve(
    (deps) => {
      const service = createEc2({ ...deps, changed: (change) => void changes.push(change) }, options);
      return { services: [service], handles: { service } };
    },
    { frozen: true },
  );
  const clients: EC2Client[] = [];
  const client: ServedEc2['client'] = (who = {}) => {
    const made = new EC2Client(served.settings(who));
    clients.push(made);
    return made;
  };
  return {
    ...served,
    changes,
    client,
    ec2: client(),
    async stop() {
      for (const made of clients) made.destroy();
      await served.stop();
    },
  };
}

let names = 0;

/** A new group's id, in the default VPC unless another is named. */
export async function createGroup(ec2: EC2Client, vpcId?: string): Promise<string> {
  names += 1;
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `group-${names}`, Description: 'for a test', VpcId: vpcId }),
  );
  return GroupId;
}

/** The id of a VPC that is not the default one. */
export async function createVpc(ec2: EC2Client): Promise<string> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  return Vpc?.VpcId ?? '';
}

export async function admit(ec2: EC2Client, groupId: string, ...permissions: IpPermission[]): Promise<string[]> {
  const { SecurityGroupRules = [] } = await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions: permissions }),
  );
  return SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId);
}

export async function letOut(ec2: EC2Client, groupId: string, ...permissions: IpPermission[]): Promise<string[]> {
  const { SecurityGroupRules = [] } = await ec2.send(
    new AuthorizeSecurityGroupEgressCommand({ GroupId: groupId, IpPermissions: permissions }),
  );
  return SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId);
}

export function tcp(port: number, ...cidrs: string[]): IpPermission {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) };
}

export async function describedGroup(ec2: EC2Client, groupId: string): Promise<SecurityGroup> {
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
  const [group] = SecurityGroups ?? [];
  if (group === undefined) throw new Error(`${groupId} was not described`);
  return group;
}

export async function describedRules(ec2: EC2Client, groupId: string): Promise<SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }),
  );
  return SecurityGroupRules;
}

/** A group's rules, one a line: `in tcp 22-22 10.0.0.0/8 "description"`. */
export async function ruleLines(ec2: EC2Client, groupId: string): Promise<string[]> {
  return (await describedRules(ec2, groupId)).map(ruleLine);
}

export function ruleLine(
  rule: Pick<SecurityGroupRule, keyof SecurityGroupRule & keyof RevokedSecurityGroupRule> &
    Pick<SecurityGroupRule, 'ReferencedGroupInfo'> &
    Pick<RevokedSecurityGroupRule, 'ReferencedGroupId'>,
): string {
  const source =
    rule.CidrIpv4 ??
    rule.CidrIpv6 ??
    rule.PrefixListId ??
    rule.ReferencedGroupInfo?.GroupId ??
    rule.ReferencedGroupId ??
    'nothing';
  const words = [rule.IsEgress ? 'out' : 'in', rule.IpProtocol, `${rule.FromPort}-${rule.ToPort}`, source];
  if (rule.Description !== undefined) words.push(`"${rule.Description}"`);
  return words.join(' ');
}

/** What every new group lets out. */
export const everythingOut = 'out -1 -1--1 0.0.0.0/0';

export async function createList(
  ec2: EC2Client,
  input: Partial<CreateManagedPrefixListCommandInput> = {},
): Promise<ManagedPrefixList & { PrefixListId: string }> {
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({ PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 10, ...input }),
  );
  return { ...PrefixList, PrefixListId: PrefixList?.PrefixListId ?? '' };
}

export function modifyList(
  ec2: EC2Client,
  PrefixListId: string,
  input: Omit<ModifyManagedPrefixListCommandInput, 'PrefixListId'>,
) {
  return ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId, ...input }));
}

export async function describedList(ec2: EC2Client, id: string): Promise<ManagedPrefixList | undefined> {
  const { PrefixLists } = await ec2.send(new DescribeManagedPrefixListsCommand({ PrefixListIds: [id] }));
  return PrefixLists?.[0];
}

/** A list's entries, one a line: `192.0.2.0/24 "description"`; the first page of them. */
export async function listEntries(ec2: EC2Client, PrefixListId: string, TargetVersion?: number): Promise<string[]> {
  const { Entries = [] } = await ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId, TargetVersion }));
  return Entries.map(({ Cidr, Description }) => (Description === undefined ? `${Cidr}` : `${Cidr} "${Description}"`));
}
