import {
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  type DescribeNetworkInterfacesCommandInput,
  DescribeSubnetsCommand,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { createGroup, createVpc, describedGroup, type ServedEc2, startEc2 } from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId } from '../support/served.ts';

describe('network interfaces of the local EC2', () => {
  let served: ServedEc2;
  let subnet: string;
  let group: string;
  before(async () => {
    served = await startEc2();
    const { Subnets = [] } = await served.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
    );
    subnet = Subnets[0]?.SubnetId ?? '';
  });
  beforeEach(async () => {
    group = await createGroup(served.ec2);
    served.changes.length = 0;
  });
  after(() => served.stop());

  const create = async (SubnetId: string, ...Groups: string[]): Promise<string> => {
    const { NetworkInterface } = await served.ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, Groups }));
    return NetworkInterface?.NetworkInterfaceId ?? '';
  };
  const describe_ = async (input: DescribeNetworkInterfacesCommandInput) => {
    const { NetworkInterfaces = [] } = await served.ec2.send(new DescribeNetworkInterfacesCommand(input));
    return NetworkInterfaces;
  };
  const idsOf = async (Name: string, ...Values: string[]) =>
    (await describe_({ Filters: [{ Name, Values }] })).map(({ NetworkInterfaceId }) => NetworkInterfaceId);

  it('protects an interface with the groups named, and tells AWS Config of each', async () => {
    const other = await createGroup(served.ec2);
    served.changes.length = 0;

    const id = await create(subnet, group, other);

    const [described] = await describe_({ NetworkInterfaceIds: [id] });
    assert.deepInclude(described, {
      NetworkInterfaceId: id,
      SubnetId: subnet,
      OwnerId: accountId,
      Status: 'available',
    });
    assert.deepEqual(
      described?.Groups?.map(({ GroupId }) => GroupId),
      [group, other],
    );
    assert.match(described?.PrivateIpAddress ?? '', /^172\.31\.0\.\d+$/);
    assert.deepEqual(
      served.changes.map(({ resourceId }) => resourceId),
      [group, other],
    );
  });

  it("falls back to the VPC's default group", async () => {
    const id = await create(subnet);

    const [described] = await describe_({ NetworkInterfaceIds: [id] });
    assert.deepEqual(
      described?.Groups?.map(({ GroupName }) => GroupName),
      ['default'],
    );
  });

  it('finds interfaces by group, subnet and VPC', async () => {
    const VpcId = await createVpc(served.ec2);
    const inside = await createGroup(served.ec2, VpcId);
    const { Subnet } = await served.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.1.0/24' }));
    const id = await create(Subnet?.SubnetId ?? '', inside);
    await create(subnet, group);
    const { GroupName = '' } = await describedGroup(served.ec2, inside);

    for (const [name, value] of [
      ['group-id', inside],
      ['group-name', GroupName],
      ['subnet-id', Subnet?.SubnetId ?? ''],
      ['vpc-id', VpcId],
      ['private-ip-address', '10.0.1.4'],
      ['network-interface-id', id],
    ] as const) {
      assert.deepEqual(await idsOf(name, value), [id], name);
    }
    assert.deepEqual(await idsOf('group-id', 'sg-00000000'), []);
    await assertRefused(idsOf('colour', 'red'), 'InvalidParameterValue', /'colour' is invalid/);
  });

  it('pages through the interfaces of a group', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) ids.push(await create(subnet, group));
    const pages: (string | undefined)[][] = [];

    for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces(
      { client: served.ec2, pageSize: 5 },
      { Filters: [{ Name: 'group-id', Values: [group] }] },
    )) {
      pages.push(NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId));
    }

    assert.deepEqual(pages, [ids.slice(0, 5), ids.slice(5)]);
  });

  it('lets go of its groups when it is deleted', async () => {
    const id = await create(subnet, group);

    await served.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }));

    assert.deepEqual(await idsOf('group-id', group), []);
    await assertRefused(describe_({ NetworkInterfaceIds: [id] }), 'InvalidNetworkInterfaceID.NotFound', new RegExp(id));
  });

  it('creates one interface for a call that was repeated because its answer was lost', async () => {
    served.faults.inject({ operation: 'CreateNetworkInterface', times: 1, fault: { kind: 'lose', when: 'after' } });

    const id = await create(subnet, group);

    assert.deepEqual(await idsOf('group-id', group), [id]);
  });

  it('refuses groups of another VPC and what does not exist', async () => {
    const inside = await createGroup(served.ec2, await createVpc(served.ec2));

    await assertRefused(create(subnet, inside), 'InvalidGroup.NotFound', /different networks/);
    await assertRefused(create(subnet, 'sg-00000000'), 'InvalidGroup.NotFound');
    await assertRefused(create('subnet-00000000', group), 'InvalidSubnetID.NotFound');
    await assertRefused(
      describe_({ NetworkInterfaceIds: ['eni-00000000'], MaxResults: 5 }),
      'InvalidParameterCombination',
    );
    assert.deepEqual(await idsOf('group-id', group, inside), []);
  });
});
