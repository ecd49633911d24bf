import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRegionsCommand,
  type DescribeRegionsCommandInput,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type DescribeVpcsCommandInput,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { type ServedEc2, startEc2 } from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

describe('VPCs, subnets and regions of the local EC2', () => {
  let served: ServedEc2;
  before(async () => {
    served = await startEc2();
  });
  after(() => served.stop());

  const vpcs = async (input: DescribeVpcsCommandInput = {}) => {
    const { Vpcs = [] } = await served.ec2.send(new DescribeVpcsCommand(input));
    return Vpcs;
  };
  const filtered = (Name: string, ...Values: string[]) => vpcs({ Filters: [{ Name, Values }] });

  it('begins with a default VPC and its subnet', async () => {
    const [vpc, ...more] = await filtered('is-default', 'true');

    assert.deepEqual(more, []);
    assert.deepInclude(vpc, { CidrBlock: '172.31.0.0/16', IsDefault: true, OwnerId: accountId, State: 'available' });
    const { Subnets = [] } = await served.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc?.VpcId ?? ''] }] }),
    );
    assert.deepEqual(
      Subnets.map(({ CidrBlock, AvailabilityZone, DefaultForAz }) => ({ CidrBlock, AvailabilityZone, DefaultForAz })),
      [{ CidrBlock: '172.31.0.0/20', AvailabilityZone: `${region}a`, DefaultForAz: true }],
    );
  });

  it('creates VPCs that are not the default one, and finds them', async () => {
    const { Vpc } = await served.ec2.send(
      new CreateVpcCommand({
        CidrBlock: '10.1.2.3/16',
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'team', Value: 'web' }] }],
      }),
    );

    const VpcId = Vpc?.VpcId ?? '';
    assert.deepInclude(Vpc, { CidrBlock: '10.1.0.0/16', IsDefault: false, Tags: [{ Key: 'team', Value: 'web' }] });
    for (const [name, value] of [
      ['cidr', '10.1.0.0/16'],
      ['tag:team', 'web'],
      ['vpc-id', VpcId],
    ] as const) {
      assert.deepEqual(
        (await filtered(name, value)).map((found) => found.VpcId),
        [VpcId],
        name,
      );
    }
    assert.deepEqual(await vpcs({ VpcIds: [VpcId] }), [Vpc]);
  });

  it('creates subnets in them', async () => {
    const { Vpc } = await served.ec2.send(new CreateVpcCommand({ CidrBlock: '10.2.0.0/16' }));

    const { Subnet } = await served.ec2.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.2.1.0/24', AvailabilityZone: `${region}b` }),
    );

    assert.deepInclude(Subnet, { VpcId: Vpc?.VpcId, CidrBlock: '10.2.1.0/24', AvailabilityZone: `${region}b` });
    const { Subnets } = await served.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [Subnet?.SubnetId ?? ''] }));
    assert.deepEqual(Subnets, Subnet === undefined ? [] : [Subnet]);
  });

  it('refuses what EC2 refuses', async () => {
    const create = (CidrBlock: string, more: object = {}) =>
      served.ec2.send(new CreateVpcCommand({ CidrBlock, ...more }));

    await assertRefused(create('10.0.0.0/8'), 'InvalidVpc.Range', /10\.0\.0\.0\/8/);
    await assertRefused(create('10.0.0'), 'InvalidParameterValue', /malformed/);
    await assertRefused(
      create('10.0.0.0/16', { InstanceTenancy: 'shared' }),
      'InvalidParameterValue',
      /InstanceTenancy/,
    );
    await assertRefused(
      create('10.0.0.0/16', { AmazonProvidedIpv6CidrBlock: true }),
      'NotImplemented',
      /AmazonProvidedIpv6CidrBlock/,
    );
    await assertRefused(vpcs({ VpcIds: ['vpc-00000000'] }), 'InvalidVpcID.NotFound', /vpc-00000000/);
    await assertRefused(filtered('dhcp-options-id', 'x'), 'InvalidParameterValue', /dhcp-options-id/);
  });

  const regions = async (input: DescribeRegionsCommandInput = {}, who = {}) => {
    const { Regions = [] } = await served.client(who).send(new DescribeRegionsCommand(input));
    return Regions.map(({ RegionName = '' }) => RegionName);
  };

  it('lists the regions that are on, of the partition that is called', async () => {
    const here = await regions();

    assert.includeMembers(here, ['eu-west-1', 'us-east-1']);
    assert.notIncludeMembers(here, ['eu-south-1', 'cn-north-1']);
    assert.deepEqual(await regions({}, { region: 'cn-north-1' }), ['cn-north-1', 'cn-northwest-1']);
    assert.include(await regions({}, { region: 'eu-south-1' }), 'eu-south-1');
  });

  it('lists the others when asked for all, and filters', async () => {
    const off = { Filters: [{ Name: 'opt-in-status', Values: ['not-opted-in'] }], AllRegions: true };

    assert.include(await regions(off), 'eu-south-1');
    assert.notInclude(await regions(off), 'eu-west-1');
    assert.deepEqual(await regions({ RegionNames: ['us-east-1'] }), ['us-east-1']);
    assert.deepEqual(await regions({ Filters: [{ Name: 'region-name', Values: ['us-*-1'] }] }), [
      'us-east-1',
      'us-west-1',
    ]);
    assert.deepEqual(await regions({ Filters: [{ Name: 'endpoint', Values: ['ec2.us-east-1.amazonaws.com'] }] }), [
      'us-east-1',
    ]);
    await assertRefused(regions({ RegionNames: ['us-north-1'] }), 'InvalidParameterValue', /us-north-1/);
  });
});
