import {
  DescribeSecurityGroupsCommand,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  type RevokeSecurityGroupEgressCommandInput,
  RevokeSecurityGroupIngressCommand,
  type RevokeSecurityGroupIngressCommandInput,
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

describe('RevokeSecurityGroupIngress and -Egress of the local EC2', () => {
  let served: ServedEc2;
  let vpcId: string;
  let group: string;
  let inDefaultVpc: string;
  before(async () => {
    served = await startEc2();
    vpcId = await createVpc(served.ec2);
  });
  beforeEach(async () => {
    group = await createGroup(served.ec2, vpcId);
    inDefaultVpc = await createGroup(served.ec2);
    for (const id of [group, inDefaultVpc]) {
      const described = [
        { CidrIp: '0.0.0.0/0', Description: 'temp' },
        { CidrIp: '10.0.0.0/8', Description: 'corp' },
      ];
      await admit(
        served.ec2,
        id,
        { ...tcp(22), IpRanges: described, Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
        { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id, Description: 'each other' }] },
      );
    }
    served.changes.length = 0;
  });
  after(() => served.stop());

  const revoke = (GroupId: string, input: Omit<RevokeSecurityGroupIngressCommandInput, 'GroupId'>) =>
    served.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...input }));
  const revokeEgress = (GroupId: string, input: Omit<RevokeSecurityGroupEgressCommandInput, 'GroupId'>) =>
    served.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, ...input }));
  const initial = (id: string): string[] => [
    everythingOut,
    'in tcp 22-22 0.0.0.0/0 "temp"',
    'in tcp 22-22 10.0.0.0/8 "corp"',
    'in tcp 22-22 ::/0',
    `in -1 -1--1 ${id} "each other"`,
  ];
  const without = (id: string, ...gone: string[]): string[] =>
    initial(id).filter((line) => !gone.some((part) => line.includes(part)));

  for (const { what, permissions, gone } of [
    { what: 'one range of several', permissions: [tcp(22, '0.0.0.0/0')], gone: ['0.0.0.0/0 "temp"'] },
    { what: 'a range in another spelling', permissions: [tcp(22, '10.1.2.3/8')], gone: ['10.0.0.0/8'] },
    {
      what: 'an IPv6 range in another spelling',
      permissions: [{ ...tcp(22), IpProtocol: '6', Ipv6Ranges: [{ CidrIpv6: '0::0/0' }] }],
      gone: ['::/0'],
    },
    {
      what: 'rules of another description',
      permissions: [{ ...tcp(22), IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'other' }] }],
      gone: ['10.0.0.0/8'],
    },
    {
      what: 'several sources',
      permissions: [tcp(22, '10.0.0.0/8', '0.0.0.0/0')],
      gone: ['10.0.0.0/8', '0.0.0.0/0 "temp"'],
    },
  ] satisfies { what: string; permissions: IpPermission[]; gone: string[] }[]) {
    it(`revokes ${what} and nothing else`, async () => {
      const answer = await revoke(group, { IpPermissions: permissions });

      assert.deepEqual(await ruleLines(served.ec2, group), without(group, ...gone));
      assert.isTrue(answer.Return);
      assert.deepEqual(answer.UnknownIpPermissions, []);
      assert.lengthOf(answer.RevokedSecurityGroupRules ?? [], gone.length);
      assert.deepEqual(served.changes, [
        { accountId, region, resourceType: 'AWS::EC2::SecurityGroup', resourceId: group },
      ]);
    });
  }

  it('revokes a group pair given without its description, and says which rule it was', async () => {
    const answer = await revoke(group, {
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group }] }],
    });

    const [rule, ...more] = answer.RevokedSecurityGroupRules ?? [];
    assert.deepEqual(more, []);
    assert.match(rule?.SecurityGroupRuleId ?? '', /^sgr-/);
    assert.deepEqual(
      { ...rule, SecurityGroupRuleId: undefined },
      {
        SecurityGroupRuleId: undefined,
        GroupId: group,
        IsEgress: false,
        IpProtocol: '-1',
        FromPort: -1,
        ToPort: -1,
        ReferencedGroupId: group,
        Description: 'each other',
      },
    );
    assert.deepEqual(await ruleLines(served.ec2, group), without(group, 'each other'));
  });

  it('revokes what DescribeSecurityGroups answered, as it is', async () => {
    const { IpPermissions, IpPermissionsEgress } = await describedGroup(served.ec2, group);

    await revoke(group, { IpPermissions });
    await revokeEgress(group, { IpPermissions: IpPermissionsEgress });

    assert.deepEqual(await ruleLines(served.ec2, group), []);
  });

  it('revokes one ingress rule in flat form', async () => {
    await revoke(group, { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' });

    assert.deepEqual(await ruleLines(served.ec2, group), without(group, 'temp'));
  });

  const unmatched: { what: string; permission: IpPermission }[] = [
    { what: 'another source', permission: tcp(22, '192.0.2.0/24') },
    { what: 'another port', permission: tcp(23, '0.0.0.0/0') },
    { what: 'a wider range of ports', permission: { ...tcp(22, '0.0.0.0/0'), ToPort: 23 } },
    { what: 'another protocol', permission: { ...tcp(22, '0.0.0.0/0'), IpProtocol: 'udp' } },
    { what: 'a narrower source', permission: tcp(22, '10.0.0.0/9') },
    { what: 'a group that is gone', permission: { ...tcp(22), UserIdGroupPairs: [{ GroupId: 'sg-00000000' }] } },
  ];
  for (const { what, permission } of unmatched) {
    it(`outside the default VPC revokes nothing at all when one rule is of ${what}`, async () => {
      await assertRefused(
        revoke(group, { IpPermissions: [tcp(22, '0.0.0.0/0'), permission] }),
        'InvalidPermission.NotFound',
        /^The specified rule does not exist in this security group\.$/,
      );

      assert.deepEqual(await ruleLines(served.ec2, group), initial(group));
      assert.deepEqual(served.changes, []);
    });

    it(`in the default VPC revokes the rest and says what is of ${what}`, async () => {
      const answer = await revoke(inDefaultVpc, { IpPermissions: [tcp(22, '0.0.0.0/0'), permission] });

      assert.isTrue(answer.Return);
      const [unknown] = answer.UnknownIpPermissions ?? [];
      assert.deepInclude(unknown, { IpProtocol: permission.IpProtocol, FromPort: permission.FromPort });
      assert.deepEqual(unknown?.IpRanges, permission.IpRanges);
      assert.deepEqual((answer.RevokedSecurityGroupRules ?? []).map(ruleLine), ['in tcp 22-22 0.0.0.0/0 "temp"']);
      assert.deepEqual(await ruleLines(served.ec2, inDefaultVpc), without(inDefaultVpc, 'temp'));
    });
  }

  it('takes a group of another account for another source', async () => {
    const pair = { GroupId: group, UserId: '444455556666' };

    await assertRefused(
      revoke(group, { IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [pair] }] }),
      'InvalidPermission.NotFound',
    );
  });

  it('tells AWS Config nothing when nothing was revoked', async () => {
    await revoke(inDefaultVpc, { IpPermissions: [tcp(99, '0.0.0.0/0')] });

    assert.deepEqual(served.changes, []);
  });

  it('revokes by rule id, in both directions', async () => {
    const [out = ''] = await letOut(served.ec2, group, tcp(443, '192.0.2.0/24'));
    const [one = '', two = ''] = await admit(served.ec2, group, tcp(80, '192.0.2.0/24', '198.51.100.0/24'));

    const ingress = await revoke(group, { SecurityGroupRuleIds: [two, one] });
    const egress = await revokeEgress(group, { SecurityGroupRuleIds: [out] });

    assert.deepEqual(
      [ingress, egress].flatMap(({ RevokedSecurityGroupRules = [] }) => RevokedSecurityGroupRules.map(ruleLine)),
      ['in tcp 80-80 198.51.100.0/24', 'in tcp 80-80 192.0.2.0/24', 'out tcp 443-443 192.0.2.0/24'],
    );
    assert.deepEqual(await ruleLines(served.ec2, group), initial(group));
  });

  it('revokes no rule when one id is unknown, of another group or of the other direction', async () => {
    const [known = ''] = await admit(served.ec2, group, tcp(80, '192.0.2.0/24'));
    const [foreign = ''] = await admit(served.ec2, inDefaultVpc, tcp(80, '192.0.2.0/24'));
    const [egress = ''] = await letOut(served.ec2, group, tcp(80, '192.0.2.0/24'));
    const lines = await ruleLines(served.ec2, group);

    for (const wrong of ['sgr-00000000000000000', foreign, egress]) {
      await assertRefused(
        revoke(group, { SecurityGroupRuleIds: [known, wrong] }),
        'InvalidSecurityGroupRuleId.NotFound',
        new RegExp(`^The security group rule ID '${wrong}' does not exist$`),
      );
    }
    await assertRefused(revoke(group, { SecurityGroupRuleIds: ['rule'] }), 'InvalidSecurityGroupRuleId.Malformed');

    assert.deepEqual(await ruleLines(served.ec2, group), lines);
  });

  for (const { what, input, refused, says } of [
    { what: 'neither permissions nor ids', input: {}, refused: 'MissingParameter', says: /securityGroupRuleIds/ },
    {
      what: 'both permissions and ids',
      input: { IpPermissions: [tcp(22, '0.0.0.0/0')], SecurityGroupRuleIds: ['sgr-00000000'] },
      refused: 'InvalidParameterCombination',
      says: /'securityGroupRuleIds' may not be used in combination with 'ipPermissions'/,
    },
    {
      what: 'tcp without ports',
      input: { IpPermissions: [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
      refused: 'InvalidParameterValue',
      says: /Must specify both/,
    },
    {
      what: 'no source',
      input: { IpPermissions: [tcp(22)] },
      refused: 'MissingParameter',
      says: /Missing source specification/,
    },
    {
      what: 'IPv6 in flat form',
      input: { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '::/0' },
      refused: 'InvalidParameterValue',
      says: /CIDR block ::\/0 is malformed/,
    },
  ]) {
    it(`refuses ${what}: ${refused}`, async () => {
      await assertRefused(revoke(group, input), refused, says);

      assert.deepEqual(await ruleLines(served.ec2, group), initial(group));
    });
  }

  it('knows no group that is gone', async () => {
    await assertRefused(
      revoke('sg-00000000000000000', { IpPermissions: [tcp(22, '0.0.0.0/0')] }),
      'InvalidGroup.NotFound',
    );
    await assertRefused(revokeEgress('web', { IpPermissions: [tcp(22, '0.0.0.0/0')] }), 'InvalidGroupId.Malformed');
  });

  it('frees the rule that was revoked, which gets another id when it comes back', async () => {
    const [first] = await admit(served.ec2, group, tcp(80, '192.0.2.0/24'));
    await revoke(group, { IpPermissions: [tcp(80, '192.0.2.0/24')] });

    const [second] = await admit(served.ec2, group, tcp(80, '192.0.2.0/24'));

    assert.notEqual(second, first);
  });

  it('answers a revoke whose answer was lost as a rule that is gone', async () => {
    const once = served.client();
    served.faults.inject({ operation: 'RevokeSecurityGroupIngress', times: 1, fault: { kind: 'lose', when: 'after' } });

    // The SDK repeats the call by itself; the first one took effect.
    await assertRefused(
      once.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [tcp(22, '0.0.0.0/0')] })),
      'InvalidPermission.NotFound',
    );

    assert.deepEqual(await ruleLines(served.ec2, group), without(group, 'temp'));
  });

  it('revokes the rules of a default group like any others', async () => {
    const Filters = [
      { Name: 'group-name', Values: ['default'] },
      { Name: 'vpc-id', Values: [await createVpc(served.ec2)] },
    ];
    const { SecurityGroups } = await served.ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    const { GroupId = '', IpPermissions } = SecurityGroups?.[0] ?? {};

    await revoke(GroupId, { IpPermissions });

    assert.deepEqual(await ruleLines(served.ec2, GroupId), [everythingOut]);
  });
});
