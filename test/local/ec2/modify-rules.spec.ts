import {
  CreateManagedPrefixListCommand,
  CreateTagsCommand,
  ModifySecurityGroupRulesCommand,
  type SecurityGroupRuleRequest,
  type SecurityGroupRuleUpdate,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import {
  admit,
  createGroup,
  describedRules,
  letOut,
  ruleLine,
  ruleLines,
  type ServedEc2,
  startEc2,
  tcp,
} from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

describe('ModifySecurityGroupRules of the local EC2', () => {
  let served: ServedEc2;
  let group: string;
  let peer: string;
  let lists: string[];
  let ids: { v4: string; v6: string; group: string; list: string };
  let foreign: string;
  before(async () => {
    served = await startEc2();
    peer = await createGroup(served.ec2);
    foreign = (await admit(served.ec2, peer, tcp(22, '10.0.0.0/8')))[0] ?? '';
    lists = [];
    for (const name of ['offices', 'partners']) {
      const { PrefixList } = await served.ec2.send(
        new CreateManagedPrefixListCommand({ PrefixListName: name, AddressFamily: 'IPv4', MaxEntries: 10 }),
      );
      lists.push(PrefixList?.PrefixListId ?? '');
    }
  });
  beforeEach(async () => {
    group = await createGroup(served.ec2);
    const [v4 = '', v6 = '', list = '', self = ''] = await admit(served.ec2, group, {
      ...tcp(22),
      IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'corp' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
      PrefixListIds: [{ PrefixListId: lists[0] }],
      UserIdGroupPairs: [{ GroupId: group }],
    });
    ids = { v4, v6, list, group: self };
    served.changes.length = 0;
  });
  after(() => served.stop());

  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
  const modify = (...SecurityGroupRules: SecurityGroupRuleUpdate[]) =>
    served.ec2.send(new ModifySecurityGroupRulesCommand({ GroupId: group, SecurityGroupRules }));
  const update = (
    SecurityGroupRuleId: string,
    SecurityGroupRule: SecurityGroupRuleRequest,
  ): SecurityGroupRuleUpdate => ({
    SecurityGroupRuleId,
    SecurityGroupRule,
  });
  const lineOf = async (id: string): Promise<string> => {
    const rule = (await describedRules(served.ec2, group)).find(
      ({ SecurityGroupRuleId }) => SecurityGroupRuleId === id,
    );
    return rule === undefined ? 'gone' : ruleLine(rule);
  };

  it('changes source, ports and description of every kind of rule, keeping ids and tags', async () => {
    const Tags = [{ Key: 'team', Value: 'web' }];
    await served.ec2.send(new CreateTagsCommand({ Resources: [ids.v4], Tags }));

    const { Return } = await modify(
      update(ids.v4, { IpProtocol: '17', FromPort: 53, ToPort: 54, CidrIpv4: '192.0.2.0/24', Description: 'dns' }),
      update(ids.v6, { ...ssh, CidrIpv6: '2001:db8:0::/48' }),
      update(ids.list, { ...ssh, PrefixListId: lists[1] }),
      update(ids.group, { IpProtocol: '-1', ReferencedGroupId: peer }),
    );

    assert.isTrue(Return);
    assert.equal(await lineOf(ids.v4), 'in udp 53-54 192.0.2.0/24 "dns"');
    assert.equal(await lineOf(ids.v6), 'in tcp 22-22 2001:db8::/48');
    assert.equal(await lineOf(ids.list), `in tcp 22-22 ${lists[1]}`);
    assert.equal(await lineOf(ids.group), `in -1 -1--1 ${peer}`);
    const rules = await describedRules(served.ec2, group);
    assert.lengthOf(rules, 5);
    assert.deepEqual(rules.find(({ SecurityGroupRuleId }) => SecurityGroupRuleId === ids.v4)?.Tags, Tags);
    assert.deepEqual(served.changes.at(-1), {
      accountId,
      region,
      resourceType: 'AWS::EC2::SecurityGroup',
      resourceId: group,
    });
  });

  it('takes the rule whole: a description left out is removed', async () => {
    await modify(update(ids.v4, { ...ssh, CidrIpv4: '10.0.0.0/8' }));

    assert.equal(await lineOf(ids.v4), 'in tcp 22-22 10.0.0.0/8');
    assert.lengthOf(served.changes, 1);
  });

  it('tells AWS Config nothing when nothing is different', async () => {
    await modify(update(ids.v4, { ...ssh, CidrIpv4: '10.0.0.0/8', Description: 'corp' }));

    assert.deepEqual(served.changes, []);
  });

  it('lets two rules change places', async () => {
    const [other = ''] = await admit(served.ec2, group, tcp(443, '10.0.0.0/8'));

    await modify(
      update(ids.v4, { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '10.0.0.0/8' }),
      update(other, { ...ssh, CidrIpv4: '10.0.0.0/8' }),
    );

    assert.equal(await lineOf(ids.v4), 'in tcp 443-443 10.0.0.0/8');
    assert.equal(await lineOf(other), 'in tcp 22-22 10.0.0.0/8');
    await assertRefused(admit(served.ec2, group, tcp(22, '10.0.0.0/8')), 'InvalidPermission.Duplicate');
    await assertRefused(admit(served.ec2, group, tcp(443, '10.0.0.0/8')), 'InvalidPermission.Duplicate');
  });

  it('modifies egress rules, which stay egress rules', async () => {
    const [out = ''] = await letOut(served.ec2, group, tcp(443, '10.0.0.0/8'));

    await modify(update(out, { ...ssh, CidrIpv4: '10.0.0.0/8' }));

    assert.equal(await lineOf(out), 'out tcp 22-22 10.0.0.0/8');
  });

  describe('refuses a whole call', () => {
    const change = { ...ssh, CidrIpv4: '192.0.2.0/24' };
    const refusals: { what: string; with: () => SecurityGroupRuleUpdate; refused: string; says: RegExp }[] = [
      {
        what: 'another kind of source',
        with: () => update(ids.v6, change),
        refused: 'InvalidParameterValue',
        says: /cannot be changed from ipv6 to ipv4/,
      },
      {
        what: 'host bits in a CIDR',
        with: () => update(ids.v6, { ...ssh, CidrIpv6: '2001:db8::1/32' }),
        refused: 'InvalidParameterValue',
        says: /canonical form 2001:db8::\/32/,
      },
      {
        what: 'a malformed CIDR',
        with: () => update(ids.v6, { ...ssh, CidrIpv6: '2001:db8::/129' }),
        refused: 'InvalidParameterValue',
        says: /malformed/,
      },
      {
        what: 'two sources',
        with: () => update(ids.v6, { ...change, CidrIpv6: '::/0' }),
        refused: 'InvalidParameterValue',
        says: /Only one source/,
      },
      { what: 'no source', with: () => update(ids.v6, ssh), refused: 'MissingParameter', says: /source/ },
      {
        what: 'no protocol',
        with: () => update(ids.v6, { CidrIpv6: '::/0' }),
        refused: 'MissingParameter',
        says: /SecurityGroupRule\.2\.SecurityGroupRule\.IpProtocol/,
      },
      {
        what: 'tcp without ports',
        with: () => update(ids.v6, { IpProtocol: 'tcp', CidrIpv6: '::/0' }),
        refused: 'InvalidParameterValue',
        says: /Must specify both/,
      },
      {
        what: 'a group that does not exist',
        with: () => update(ids.group, { ...ssh, ReferencedGroupId: 'sg-00000000' }),
        refused: 'InvalidGroup.NotFound',
        says: /sg-00000000/,
      },
      {
        what: 'a prefix list that does not exist',
        with: () => update(ids.list, { ...ssh, PrefixListId: 'pl-00000000' }),
        refused: 'InvalidPrefixListID.NotFound',
        says: /pl-00000000/,
      },
      {
        what: 'a rule that does not exist',
        with: () => update('sgr-00000000000000000', change),
        refused: 'InvalidSecurityGroupRuleId.NotFound',
        says: /sgr-00000000000000000/,
      },
      {
        what: 'a rule of another group',
        with: () => update(foreign, change),
        refused: 'InvalidSecurityGroupRuleId.NotFound',
        says: /The security group rule ID 'sgr-[0-9a-f]{17}' does not exist/,
      },
      {
        what: 'an id that is none',
        with: () => update(group, change),
        refused: 'InvalidSecurityGroupRuleId.Malformed',
        says: /expecting "sgr-/,
      },
      {
        what: 'the same rule twice',
        with: () => update(ids.v4, change),
        refused: 'InvalidParameterValue',
        says: /multiple times/,
      },
    ];
    for (const { what, with: bad, refused, says } of refusals) {
      it(`with ${what}: ${refused}`, async () => {
        const before = await ruleLines(served.ec2, group);

        await assertRefused(modify(update(ids.v4, change), bad()), refused, says);

        assert.deepEqual(await ruleLines(served.ec2, group), before);
        assert.deepEqual(served.changes, []);
      });
    }
  });

  it('refuses what another rule already says', async () => {
    const [other = ''] = await admit(served.ec2, group, tcp(443, '10.0.0.0/8'));

    await assertRefused(
      modify(update(other, { ...ssh, CidrIpv4: '10.0.0.0/8' })),
      'InvalidPermission.Duplicate',
      /"peer: 10\.0\.0\.0\/8, TCP, from port: 22, to port: 22, ALLOW" already exists/,
    );

    await assertRefused(
      modify(update(ids.v4, { ...ssh, CidrIpv4: '192.0.2.0/24' }), update(other, { ...ssh, CidrIpv4: '192.0.2.0/24' })),
      'InvalidPermission.Duplicate',
      /192\.0\.2\.0\/24/,
    );

    assert.equal(await lineOf(other), 'in tcp 443-443 10.0.0.0/8');
    assert.equal(await lineOf(ids.v4), 'in tcp 22-22 10.0.0.0/8 "corp"');
  });
});
