import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteManagedPrefixListCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  EC2ServiceException,
  GetManagedPrefixListEntriesCommand,
  ModifyManagedPrefixListCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { admit, createGroup, createVpc, describedGroup, type ServedEc2, startEc2, tcp } from '../support/ec2.ts';
import { assertRefused, refusalOf } from '../support/refusal.ts';

interface Ids {
  readonly group: string;
  readonly rule: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly eni: string;
  readonly list: string;
}

const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
const everything = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

const mutations: Readonly<Record<string, (ec2: EC2Client, ids: Ids, DryRun: boolean) => Promise<unknown>>> = {
  CreateSecurityGroup: (ec2, _, DryRun) =>
    ec2.send(new CreateSecurityGroupCommand({ GroupName: 'dry', Description: 'x', DryRun })),
  AuthorizeSecurityGroupIngress: (ec2, { group }, DryRun) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: everything, DryRun })),
  AuthorizeSecurityGroupEgress: (ec2, { group }, DryRun) =>
    ec2.send(
      new AuthorizeSecurityGroupEgressCommand({ GroupId: group, IpPermissions: [tcp(22, '10.0.0.0/8')], DryRun }),
    ),
  ModifySecurityGroupRules: (ec2, { group, rule }, DryRun) => {
    const SecurityGroupRules = [{ SecurityGroupRuleId: rule, SecurityGroupRule: { ...ssh, CidrIpv4: '192.0.2.0/24' } }];
    return ec2.send(new ModifySecurityGroupRulesCommand({ GroupId: group, SecurityGroupRules, DryRun }));
  },
  UpdateSecurityGroupRuleDescriptionsIngress: (ec2, { group, rule }, DryRun) => {
    const SecurityGroupRuleDescriptions = [{ SecurityGroupRuleId: rule, Description: 'x' }];
    return ec2.send(
      new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId: group, SecurityGroupRuleDescriptions, DryRun }),
    );
  },
  CreateTags: (ec2, { group }, DryRun) =>
    ec2.send(new CreateTagsCommand({ Resources: [group], Tags: [{ Key: 'a', Value: 'b' }], DryRun })),
  DeleteTags: (ec2, { list }, DryRun) => ec2.send(new DeleteTagsCommand({ Resources: [list], DryRun })),
  ModifyManagedPrefixList: (ec2, { list }, DryRun) =>
    ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId: list, AddEntries: [{ Cidr: '10.0.0.0/8' }], DryRun })),
  CreateManagedPrefixList: (ec2, _, DryRun) =>
    ec2.send(
      new CreateManagedPrefixListCommand({ PrefixListName: 'dry', AddressFamily: 'IPv6', MaxEntries: 1, DryRun }),
    ),
  CreateVpc: (ec2, _, DryRun) => ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16', DryRun })),
  CreateSubnet: (ec2, { vpc }, DryRun) =>
    ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.0.9.0/24', DryRun })),
  CreateNetworkInterface: (ec2, { subnet }, DryRun) =>
    ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnet, DryRun })),
  RevokeSecurityGroupEgress: (ec2, { group }, DryRun) =>
    ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: group, IpPermissions: everything, DryRun })),
  RevokeSecurityGroupIngress: (ec2, { group, rule }, DryRun) =>
    ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds: [rule], DryRun })),
  DeleteManagedPrefixList: (ec2, { list }, DryRun) =>
    ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId: list, DryRun })),
  DeleteNetworkInterface: (ec2, { eni }, DryRun) =>
    ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: eni, DryRun })),
  DeleteSecurityGroup: (ec2, { group }, DryRun) => ec2.send(new DeleteSecurityGroupCommand({ GroupId: group, DryRun })),
};

/** Everything that can be read, apart from what a call's request id makes different. */
async function everythingIn(ec2: EC2Client, { list }: Ids): Promise<unknown[]> {
  const answers = await Promise.all([
    ec2.send(new DescribeSecurityGroupsCommand({})),
    ec2.send(new DescribeSecurityGroupRulesCommand({})),
    ec2.send(new DescribeVpcsCommand({})),
    ec2.send(new DescribeSubnetsCommand({})),
    ec2.send(new DescribeNetworkInterfacesCommand({})),
    ec2.send(new DescribeManagedPrefixListsCommand({})),
    ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId: list })).catch(() => ({})),
  ]);
  return answers.map((answer) => ({ ...answer, $metadata: undefined }));
}

describe('DryRun on the local EC2', () => {
  let served: ServedEc2;
  let ids: Ids;
  before(async () => {
    served = await startEc2();
    const { ec2 } = served;
    const group = await createGroup(ec2);
    const [rule = ''] = await admit(ec2, group, tcp(22, '10.0.0.0/8'));
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const subnet = Subnets[0]?.SubnetId ?? '';
    const [eni, list, vpc] = await Promise.all([
      ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnet })),
      ec2.send(
        new CreateManagedPrefixListCommand({
          PrefixListName: 'offices',
          AddressFamily: 'IPv4',
          MaxEntries: 5,
          TagSpecifications: [{ ResourceType: 'prefix-list', Tags: [{ Key: 'a', Value: 'b' }] }],
        }),
      ),
      createVpc(ec2),
    ]);
    ids = {
      group,
      rule,
      vpc,
      subnet,
      eni: eni.NetworkInterface?.NetworkInterfaceId ?? '',
      list: list.PrefixList?.PrefixListId ?? '',
    };
  });
  after(() => served.stop());

  for (const [name, call] of Object.entries(mutations)) {
    it(`lets ${name} change nothing, and then it changes something`, async () => {
      const before = await everythingIn(served.ec2, ids);
      served.changes.length = 0;

      const error = await refusalOf(call(served.ec2, ids, true));

      assert.instanceOf(error, EC2ServiceException);
      assert.equal(error.name, 'DryRunOperation');
      assert.equal(error.message, 'Request would have succeeded, but DryRun flag is set.');
      assert.equal(error instanceof EC2ServiceException ? error.$metadata.httpStatusCode : 0, 412);
      assert.deepEqual(await everythingIn(served.ec2, ids), before);
      assert.deepEqual(served.changes, []);

      await call(served.ec2, ids, false);
      assert.notDeepEqual(await everythingIn(served.ec2, ids), before);
    });
  }

  it('answers a call that would fail with its error', async () => {
    await assertRefused(
      served.ec2.send(new DeleteSecurityGroupCommand({ GroupId: 'sg-00000000', DryRun: true })),
      'InvalidGroup.NotFound',
    );
  });

  it('reads nothing either', async () => {
    await assertRefused(served.ec2.send(new DescribeSecurityGroupsCommand({ DryRun: true })), 'DryRunOperation');
    assert.equal((await describedGroup(served.ec2, await createGroup(served.ec2))).Description, 'for a test');
  });
});
