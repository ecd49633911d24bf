import { ModifySecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { admit, createGroup, createList, letOut, ruleLines, type ServedEc2, startEc2, tcp } from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';

describe('the quota of rules per group of the local EC2', () => {
  let served: ServedEc2;
  let group: string;
  before(async () => {
    served = await startEc2({ rulesPerGroup: 5 });
  });
  beforeEach(async () => {
    group = await createGroup(served.ec2);
  });
  after(() => served.stop());

  const cidrs = (count: number): string[] => Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`);

  it('is counted by direction and family, group references in both', async () => {
    const six = { ...tcp(22), Ipv6Ranges: cidrs(4).map((_, index) => ({ CidrIpv6: `2001:db8:${index}::/48` })) };
    await admit(served.ec2, group, tcp(22, ...cidrs(4)), six);
    await admit(served.ec2, group, { ...tcp(22), UserIdGroupPairs: [{ GroupId: group }] });
    await letOut(served.ec2, group, tcp(22, ...cidrs(4)));

    for (const one of [
      tcp(23, '10.0.0.0/8'),
      { ...tcp(23), Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
      { ...tcp(23), UserIdGroupPairs: [{ GroupId: group }] },
    ]) {
      await assertRefused(
        admit(served.ec2, group, one),
        'RulesPerSecurityGroupLimitExceeded',
        /maximum number of rules per security group/,
      );
    }
    await assertRefused(letOut(served.ec2, group, tcp(23, '10.0.0.0/8')), 'RulesPerSecurityGroupLimitExceeded');
    assert.lengthOf(await ruleLines(served.ec2, group), 14);
  });

  it('counts a prefix list by its maximum of entries', async () => {
    const { PrefixListId } = await createList(served.ec2, { MaxEntries: 5 });
    const rule = { ...tcp(22), PrefixListIds: [{ PrefixListId }] };
    await admit(served.ec2, group, rule);

    await assertRefused(admit(served.ec2, group, tcp(22, '10.0.0.0/8')), 'RulesPerSecurityGroupLimitExceeded');
    await admit(served.ec2, group, { ...tcp(22), Ipv6Ranges: [{ CidrIpv6: '::/0' }] });
  });

  it('holds for a rule that is modified to name a longer list', async () => {
    const small = await createList(served.ec2, { MaxEntries: 1 });
    const large = await createList(served.ec2, { MaxEntries: 6 });
    const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
    const [id = ''] = await admit(served.ec2, group, { ...ssh, PrefixListIds: [{ PrefixListId: small.PrefixListId }] });
    const before = await ruleLines(served.ec2, group);
    const SecurityGroupRules = [
      { SecurityGroupRuleId: id, SecurityGroupRule: { ...ssh, PrefixListId: large.PrefixListId } },
    ];

    await assertRefused(
      served.ec2.send(new ModifySecurityGroupRulesCommand({ GroupId: group, SecurityGroupRules })),
      'RulesPerSecurityGroupLimitExceeded',
    );

    assert.deepEqual(await ruleLines(served.ec2, group), before);
  });

  it('is 60 when nothing else is said', async () => {
    const usual = await startEc2();
    const full = await createGroup(usual.ec2);

    await admit(usual.ec2, full, tcp(22, ...cidrs(60)));

    await assertRefused(admit(usual.ec2, full, tcp(23, '10.0.0.0/8')), 'RulesPerSecurityGroupLimitExceeded');
    await usual.stop();
  });
});
