import {
  CreateManagedPrefixListCommand,
  CreateNetworkInterfaceCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { admit, createGroup, describedGroup, type ServedEc2, startEc2, tcp } from '../support/ec2.ts';
import { accountId, region } from '../support/served.ts';

const where = { accountId, region };
const groupType = 'AWS::EC2::SecurityGroup';
const listType = 'AWS::EC2::PrefixList';

describe('what the local EC2 lets AWS Config record', () => {
  let served: ServedEc2;
  beforeEach(async () => {
    served = await startEc2();
  });
  afterEach(() => served.stop());

  it('is groups and prefix lists', () => {
    assert.deepEqual(served.service.resourceTypes, [groupType, listType]);
  });

  it('of a group is the stream form: camelCase, both forms of IPv4 ranges, no ports where they mean nothing', async () => {
    const { PrefixList } = await served.ec2.send(
      new CreateManagedPrefixListCommand({ PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 1 }),
    );
    const group = await createGroup(served.ec2);
    await admit(
      served.ec2,
      group,
      {
        ...tcp(22),
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'temp' }, { CidrIp: '10.0.0.0/8' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0', Description: 'six' }],
        PrefixListIds: [{ PrefixListId: PrefixList?.PrefixListId, Description: 'offices' }],
      },
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group, Description: 'each other' }] },
      { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    );
    await served.ec2.send(new CreateTagsCommand({ Resources: [group], Tags: [{ Key: 'Owner', Value: 'web <team>' }] }));
    const { GroupName: name = '', VpcId: vpcId = '' } = await describedGroup(served.ec2, group);

    const recorded = served.service.recordedState(groupType, group, where);

    const none = { ipv4Ranges: [], ipRanges: [], ipv6Ranges: [], prefixListIds: [], userIdGroupPairs: [] };
    assert.deepEqual(recorded, {
      resourceName: name,
      arn: `arn:aws:ec2:${region}:${accountId}:security-group/${group}`,
      availabilityZone: 'Not Applicable',
      resourceCreationTime: null,
      tags: { Owner: 'web <team>' },
      supplementaryConfiguration: {},
      relationships: [{ resourceType: 'AWS::EC2::VPC', resourceId: vpcId, name: 'Is contained in Vpc' }],
      configuration: {
        ownerId: accountId,
        groupId: group,
        groupName: name,
        description: 'for a test',
        vpcId,
        tags: [{ key: 'Owner', value: 'web <team>' }],
        ipPermissions: [
          {
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            ipv4Ranges: [{ cidrIp: '0.0.0.0/0', description: 'temp' }, { cidrIp: '10.0.0.0/8' }],
            ipRanges: ['0.0.0.0/0', '10.0.0.0/8'],
            ipv6Ranges: [{ cidrIpv6: '::/0', description: 'six' }],
            prefixListIds: [{ prefixListId: PrefixList?.PrefixListId, description: 'offices' }],
            userIdGroupPairs: [],
          },
          {
            ...none,
            ipProtocol: '-1',
            userIdGroupPairs: [{ groupId: group, userId: accountId, description: 'each other' }],
          },
          {
            ...none,
            ipProtocol: 'icmp',
            fromPort: 8,
            toPort: -1,
            ipv4Ranges: [{ cidrIp: '10.0.0.0/8' }],
            ipRanges: ['10.0.0.0/8'],
          },
        ],
        ipPermissionsEgress: [
          { ...none, ipProtocol: '-1', ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }], ipRanges: ['0.0.0.0/0'] },
        ],
      },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(recorded)), recorded);
  });

  it('of a group names the network interfaces that use it, before its VPC', async () => {
    const group = await createGroup(served.ec2);
    const { Subnets = [] } = await served.ec2.send(new DescribeSubnetsCommand({}));
    const { NetworkInterface } = await served.ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: Subnets[0]?.SubnetId, Groups: [group] }),
    );

    const recorded = served.service.recordedState(groupType, group, where);

    assert.deepEqual(
      recorded?.relationships.map(({ resourceType, resourceId }) => [resourceType, resourceId]),
      [
        ['AWS::EC2::NetworkInterface', NetworkInterface?.NetworkInterfaceId],
        ['AWS::EC2::VPC', Subnets[0]?.VpcId],
      ],
    );
  });

  it('of a prefix list has the entries', async () => {
    const { PrefixList } = await served.ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: 'offices',
        AddressFamily: 'IPv4',
        MaxEntries: 5,
        Entries: [{ Cidr: '192.0.2.0/24', Description: 'lab' }, { Cidr: '10.0.0.0/8' }],
        TagSpecifications: [{ ResourceType: 'prefix-list', Tags: [{ Key: 'team', Value: 'web' }] }],
      }),
    );
    const id = PrefixList?.PrefixListId ?? '';
    const arn = `arn:aws:ec2:${region}:${accountId}:prefix-list/${id}`;

    assert.deepEqual(served.service.recordedState(listType, id, where), {
      resourceName: 'offices',
      arn,
      availabilityZone: 'Not Applicable',
      resourceCreationTime: null,
      tags: { team: 'web' },
      supplementaryConfiguration: {},
      relationships: [],
      configuration: {
        PrefixListId: id,
        PrefixListName: 'offices',
        Arn: arn,
        OwnerId: accountId,
        AddressFamily: 'IPv4',
        MaxEntries: 5,
        Version: '1',
        Entries: [{ Cidr: '192.0.2.0/24', Description: 'lab' }, { Cidr: '10.0.0.0/8' }],
      },
    });
    assert.deepEqual(served.service.resourceIds(listType, where), [id]);
  });

  it('is nothing for what is gone, elsewhere or of another type', async () => {
    const group = await createGroup(served.ec2);
    const state = (type: string, id: string, place = where) => served.service.recordedState(type, id, place);

    assert.isDefined(state(groupType, group));
    assert.isUndefined(state(groupType, group, { accountId, region: 'us-east-1' }));
    assert.isUndefined(state(listType, group));
    assert.isUndefined(state('AWS::EC2::VPC', group));
    await served.ec2.send(new DeleteSecurityGroupCommand({ GroupId: group }));
    assert.isUndefined(state(groupType, group));
    assert.deepEqual(served.changes.at(-1), { ...where, resourceType: groupType, resourceId: group });
  });

  it('lists every group, the default one included, and nothing of other types', async () => {
    const group = await createGroup(served.ec2);

    const ids = served.service.resourceIds(groupType, where);

    assert.lengthOf(ids, 2);
    assert.include(ids, group);
    assert.deepEqual(served.service.resourceIds(listType, where), []);
    assert.deepEqual(served.service.resourceIds('AWS::EC2::VPC', where), []);
  });

  it('writes ARNs of the partition that the region belongs to', async () => {
    for (const [place, partition] of [
      ['cn-north-1', 'aws-cn'],
      ['us-gov-west-1', 'aws-us-gov'],
    ] as const) {
      const group = await createGroup(served.client({ region: place }));

      const recorded = served.service.recordedState(groupType, group, { accountId, region: place });

      assert.equal(recorded?.arn, `arn:${partition}:ec2:${place}:${accountId}:security-group/${group}`);
    }
  });
});
