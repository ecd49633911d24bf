import {
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { admit, createGroup, createVpc, describedGroup, ruleLines, type ServedEc2, startEc2 } from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

describe('security groups of the local EC2', () => {
  let served: ServedEc2;
  before(async () => {
    served = await startEc2();
  });
  after(() => served.stop());

  const create = (name: string, more: object = {}) =>
    served.ec2.send(new CreateSecurityGroupCommand({ GroupName: name, Description: 'words', ...more }));

  it('creates a group that lets everything out and nothing in, with its tags and ARN', async () => {
    const Tags = [{ Key: 'Owner', Value: 'web <team> & co' }];

    const created = await create('web', { TagSpecifications: [{ ResourceType: 'security-group', Tags }] });

    const { GroupId = '' } = created;
    assert.match(GroupId, /^sg-[0-9a-f]{17}$/);
    assert.deepEqual(created.Tags, Tags);
    const group = await describedGroup(served.ec2, GroupId);
    const arn = `arn:aws:ec2:${region}:${accountId}:security-group/${GroupId}`;
    assert.equal(created.SecurityGroupArn, arn);
    assert.match(group.VpcId ?? '', /^vpc-[0-9a-f]{17}$/);
    assert.deepEqual(
      { ...group, VpcId: undefined },
      {
        GroupId,
        GroupName: 'web',
        Description: 'words',
        OwnerId: accountId,
        SecurityGroupArn: arn,
        VpcId: undefined,
        Tags,
        IpPermissions: [],
        IpPermissionsEgress: [
          {
            IpProtocol: '-1',
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [],
            PrefixListIds: [],
            UserIdGroupPairs: [],
          },
        ],
      },
    );
  });

  it('refuses a name that the VPC has, and takes it in another VPC', async () => {
    const VpcId = await createVpc(served.ec2);
    await create('taken');

    await assertRefused(
      create('taken'),
      'InvalidGroup.Duplicate',
      /^The security group 'taken' already exists for VPC/,
    );
    const { GroupId } = await create('taken', { VpcId });

    assert.equal((await describedGroup(served.ec2, GroupId ?? '')).VpcId, VpcId);
  });

  for (const { what, name, more = {}, refused, says } of [
    { what: 'a name like an id', name: 'sg-web', refused: 'InvalidParameterValue', says: /format sg-\*/ },
    { what: 'the reserved name', name: 'default', refused: 'InvalidParameterValue', says: /reserved/ },
    { what: 'a name with other characters', name: 'wéb', refused: 'InvalidParameterValue', says: /GroupName/ },
    { what: 'too long a name', name: 'x'.repeat(256), refused: 'InvalidParameterValue', says: /GroupName/ },
    {
      what: 'a VPC that does not exist',
      name: 'a',
      more: { VpcId: 'vpc-00000000000000000' },
      refused: 'InvalidVpcID.NotFound',
      says: /The vpc ID 'vpc-00000000000000000' does not exist/,
    },
    {
      what: 'tags for another type',
      name: 'a',
      more: { TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }] },
      refused: 'InvalidParameterValue',
      says: /'vpc' is not a valid taggable resource type/,
    },
    {
      what: "a tag key of AWS's own",
      name: 'a',
      more: { TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'aws:x', Value: 'b' }] }] },
      refused: 'InvalidParameterValue',
      says: /reserved for internal use/,
    },
  ]) {
    it(`creates no group with ${what}: ${refused}`, async () => {
      await assertRefused(create(name, more), refused, says);
    });
  }

  it('gives every VPC a default group that admits its own members and cannot be deleted', async () => {
    const VpcId = await createVpc(served.ec2);

    const { SecurityGroups = [] } = await served.ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
    );

    assert.deepEqual(
      SecurityGroups.map(({ GroupName }) => GroupName),
      ['default'],
    );
    const GroupId = SecurityGroups[0]?.GroupId ?? '';
    assert.deepEqual(await ruleLines(served.ec2, GroupId), [`in -1 -1--1 ${GroupId}`, 'out -1 -1--1 0.0.0.0/0']);
    await assertRefused(served.ec2.send(new DeleteSecurityGroupCommand({ GroupId })), 'CannotDelete', /"default"/);
  });

  it('deletes a group, even one that refers to itself', async () => {
    const GroupId = await createGroup(served.ec2);
    await admit(served.ec2, GroupId, { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] });

    const deleted = await served.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));

    assert.deepInclude(deleted, { Return: true, GroupId });
    await assertRefused(
      served.ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
      'InvalidGroup.NotFound',
      new RegExp(`^The security group '${GroupId}' does not exist$`),
    );
  });

  it('does not delete a group while another refers to it', async () => {
    const GroupId = await createGroup(served.ec2);
    const other = await createGroup(served.ec2);
    const rule = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] };
    await admit(served.ec2, other, rule);

    await assertRefused(
      served.ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
      'DependencyViolation',
      new RegExp(`resource ${GroupId} has a dependent object`),
    );

    await served.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: other, IpPermissions: [rule] }));
    await served.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
  });

  it('deletes a group that only a group of a peered VPC refers to', async () => {
    const GroupId = await createGroup(served.ec2);
    const peered = await createGroup(served.ec2, await createVpc(served.ec2));
    const pair = { GroupId, VpcPeeringConnectionId: 'pcx-1' };
    await admit(served.ec2, peered, { IpProtocol: '-1', UserIdGroupPairs: [pair] });

    await served.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));

    assert.include(await ruleLines(served.ec2, peered), `in -1 -1--1 ${GroupId}`);
  });

  it('does not delete a group while a network interface uses it', async () => {
    const GroupId = await createGroup(served.ec2);
    const { Subnets = [] } = await served.ec2.send(new DescribeSubnetsCommand({}));
    const { NetworkInterface } = await served.ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: Subnets[0]?.SubnetId, Groups: [GroupId] }),
    );

    await assertRefused(served.ec2.send(new DeleteSecurityGroupCommand({ GroupId })), 'DependencyViolation');

    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId;
    await served.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    await served.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
  });

  it('keeps accounts and regions apart', async () => {
    const GroupId = await createGroup(served.ec2);

    for (const who of [{ accountId: '444455556666' }, { region: 'us-east-1' }]) {
      const elsewhere = served.client(who);
      const { SecurityGroups = [] } = await elsewhere.send(new DescribeSecurityGroupsCommand({}));
      assert.deepEqual(
        SecurityGroups.map(({ GroupName }) => GroupName),
        ['default'],
      );
      await assertRefused(describedGroup(elsewhere, GroupId), 'InvalidGroup.NotFound');
    }
  });

  it('begins with the same default VPC and group every time', async () => {
    const again = await startEc2();
    const describe = new DescribeSecurityGroupsCommand({ GroupNames: ['default'] });

    const [here, there] = await Promise.all([served.ec2.send(describe), again.ec2.send(describe)]);
    await again.stop();

    assert.deepEqual(here.SecurityGroups, there.SecurityGroups);
    assert.lengthOf(here.SecurityGroups ?? [], 1);
  });
});
