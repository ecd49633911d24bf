import {
  AuthorizeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import {
  admit,
  createGroup,
  createVpc,
  describedGroup,
  everythingOut,
  letOut,
  ruleLine,
  ruleLines,
  type ServedEc2,
  startEc2,
  tcp,
} from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

describe('AuthorizeSecurityGroupIngress and -Egress of the local EC2', () => {
  let served: ServedEc2;
  let group: string;
  before(async () => {
    served = await startEc2();
  });
  beforeEach(async () => {
    group = await createGroup(served.ec2);
    served.changes.length = 0;
  });
  after(() => served.stop());

  const ingress = (input: Omit<AuthorizeSecurityGroupIngressCommandInput, 'GroupId'>) =>
    served.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, ...input }));

  it('answers every rule of every permission, each with an id and the tags given', async () => {
    const Tags = [{ Key: 'team', Value: 'web' }];

    const { Return, SecurityGroupRules = [] } = await ingress({
      IpPermissions: [
        { ...tcp(22, '10.0.0.0/8'), Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'six' }] },
        { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group }] },
      ],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags }],
    });

    assert.isTrue(Return);
    assert.deepEqual(SecurityGroupRules.map(ruleLine), [
      'in tcp 22-22 10.0.0.0/8',
      'in tcp 22-22 2001:db8::/32 "six"',
      `in -1 -1--1 ${group}`,
    ]);
    const ids = SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId);
    assert.lengthOf(new Set(ids), 3);
    for (const [index, rule] of SecurityGroupRules.entries()) {
      assert.match(ids[index] ?? '', /^sgr-[0-9a-f]{17}$/);
      assert.deepInclude(rule, {
        GroupId: group,
        GroupOwnerId: accountId,
        IsEgress: false,
        Tags,
        SecurityGroupRuleArn: `arn:aws:ec2:${region}:${accountId}:security-group-rule/${ids[index]}`,
      });
    }
    assert.deepEqual(SecurityGroupRules[2]?.ReferencedGroupInfo, { GroupId: group, UserId: accountId });
    assert.deepEqual(served.changes, [
      { accountId, region, resourceType: 'AWS::EC2::SecurityGroup', resourceId: group },
    ]);
  });

  it('takes one ingress rule in flat form', async () => {
    await ingress({ IpProtocol: 'tcp', FromPort: 22, ToPort: 23, CidrIp: '192.0.2.0/24' });

    assert.deepEqual(await ruleLines(served.ec2, group), [everythingOut, 'in tcp 22-23 192.0.2.0/24']);
  });

  it('adds egress rules', async () => {
    await letOut(served.ec2, group, tcp(443, '192.0.2.0/24'));

    assert.deepEqual(await ruleLines(served.ec2, group), [everythingOut, 'out tcp 443-443 192.0.2.0/24']);
  });

  for (const { given, stored } of [
    { given: '1.2.3.4/0', stored: '0.0.0.0/0' },
    { given: '100.68.0.18/18', stored: '100.68.0.0/18' },
    { given: '203.0.113.7/32', stored: '203.0.113.7/32' },
  ]) {
    it(`stores ${given} as ${stored}, and knows it again under either name`, async () => {
      await admit(served.ec2, group, tcp(22, given));

      assert.deepEqual(await ruleLines(served.ec2, group), [everythingOut, `in tcp 22-22 ${stored}`]);
      for (const again of [given, stored]) {
        await assertRefused(admit(served.ec2, group, tcp(22, again)), 'InvalidPermission.Duplicate');
      }
    });
  }

  it('stores IPv6 ranges in their shortest form', async () => {
    await admit(served.ec2, group, { ...tcp(22), Ipv6Ranges: [{ CidrIpv6: '2001:0DB8:0:0::5/64' }] });

    assert.deepEqual(await ruleLines(served.ec2, group), [everythingOut, 'in tcp 22-22 2001:db8::/64']);
  });

  for (const { given, line } of [
    { given: { IpProtocol: '6', FromPort: 22, ToPort: 22 }, line: 'tcp 22-22' },
    { given: { IpProtocol: 'TCP', FromPort: 22, ToPort: 22 }, line: 'tcp 22-22' },
    { given: { IpProtocol: '17', FromPort: 0, ToPort: 65_535 }, line: 'udp 0-65535' },
    { given: { IpProtocol: '1', FromPort: 8, ToPort: -1 }, line: 'icmp 8--1' },
    { given: { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, line: 'icmp -1--1' },
    { given: { IpProtocol: '58' }, line: 'icmpv6 -1--1' },
    { given: { IpProtocol: '-1', FromPort: 22, ToPort: 22 }, line: '-1 -1--1' },
    { given: { IpProtocol: '50', FromPort: 22, ToPort: 22 }, line: '50 -1--1' },
    { given: { IpProtocol: '0' }, line: '0 -1--1' },
  ] satisfies { given: IpPermission; line: string }[]) {
    it(`reads ${JSON.stringify(given)} as ${line}`, async () => {
      await admit(served.ec2, group, { ...given, IpRanges: [{ CidrIp: '10.0.0.0/8' }] });

      assert.deepEqual(await ruleLines(served.ec2, group), [everythingOut, `in ${line} 10.0.0.0/8`]);
    });
  }

  it('calls a rule that exists a duplicate, whatever its description, and not in the other direction', async () => {
    await admit(served.ec2, group, tcp(22, '0.0.0.0/0'));
    const again: IpPermission = { ...tcp(22), IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'other words' }] };

    await assertRefused(
      admit(served.ec2, group, again),
      'InvalidPermission.Duplicate',
      /^the specified rule "peer: 0\.0\.0\.0\/0, TCP, from port: 22, to port: 22, ALLOW" already exists$/,
    );
    await assertRefused(
      letOut(served.ec2, group, { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
      'InvalidPermission.Duplicate',
      /"peer: 0\.0\.0\.0\/0, ALL, ALLOW"/,
    );
    await letOut(served.ec2, group, again);
  });

  const good = tcp(443, '198.51.100.0/24');

  it('finds a group by name in the default VPC only', async () => {
    const { GroupName } = await describedGroup(served.ec2, group);
    const elsewhere = await createGroup(served.ec2, await createVpc(served.ec2));
    const other = await describedGroup(served.ec2, elsewhere);

    await served.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupName, IpPermissions: [good] }));

    assert.include(await ruleLines(served.ec2, group), 'in tcp 443-443 198.51.100.0/24');
    await assertRefused(
      served.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupName: other.GroupName, IpPermissions: [good] })),
      'InvalidGroup.NotFound',
      /does not exist in default VPC/,
    );
    await assertRefused(
      served.ec2.send(new AuthorizeSecurityGroupIngressCommand({ IpPermissions: [good] })),
      'MissingParameter',
      /groupName or groupId/,
    );
  });

  it('refers to a group of another VPC or account through a peering connection only', async () => {
    const VpcId = await createVpc(served.ec2);
    const peer = await createGroup(served.ec2, VpcId);
    const foreign = await createGroup(served.client({ accountId: '444455556666' }));
    const pair = { GroupId: peer, VpcId, VpcPeeringConnectionId: 'pcx-1' };

    await assertRefused(
      admit(served.ec2, group, { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: peer }] }),
      'InvalidGroup.NotFound',
      /different networks/,
    );
    await admit(served.ec2, group, {
      IpProtocol: '-1',
      UserIdGroupPairs: [pair, { GroupId: foreign, UserId: '444455556666', VpcPeeringConnectionId: 'pcx-2' }],
    });

    const { IpPermissions = [] } = await describedGroup(served.ec2, group);
    assert.deepEqual(IpPermissions[0]?.UserIdGroupPairs, [
      { ...pair, UserId: accountId, PeeringStatus: 'active' },
      { GroupId: foreign, UserId: '444455556666', VpcPeeringConnectionId: 'pcx-2', PeeringStatus: 'active' },
    ]);
  });
});
