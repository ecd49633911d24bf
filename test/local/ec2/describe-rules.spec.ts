import {
  CreateTagsCommand,
  DescribeSecurityGroupRulesCommand,
  type DescribeSecurityGroupRulesCommandInput,
  paginateDescribeSecurityGroupRules,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { admit, createGroup, ruleLine, type ServedEc2, startEc2, tcp } from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId } from '../support/served.ts';

describe('DescribeSecurityGroupRules of the local EC2', () => {
  let served: ServedEc2;
  let group: string;
  let other: string;
  let ids: string[];
  before(async () => {
    served = await startEc2();
    group = await createGroup(served.ec2);
    other = await createGroup(served.ec2);
    ids = await admit(served.ec2, group, ...[1, 2, 3, 4, 5, 6].map((port) => tcp(port, '10.0.0.0/8')));
    await admit(served.ec2, other, tcp(7, '10.0.0.0/8'));
    await served.ec2.send(new CreateTagsCommand({ Resources: [ids[0] ?? ''], Tags: [{ Key: 'team', Value: 'web' }] }));
  });
  after(() => served.stop());

  const rules = async (input: DescribeSecurityGroupRulesCommandInput) => {
    const { SecurityGroupRules = [] } = await served.ec2.send(new DescribeSecurityGroupRulesCommand(input));
    return SecurityGroupRules;
  };
  const idsOf = async (input: DescribeSecurityGroupRulesCommandInput) =>
    (await rules(input)).map(({ SecurityGroupRuleId }) => SecurityGroupRuleId);

  it('describes rules by id, with owner and ports', async () => {
    const [rule] = await rules({ SecurityGroupRuleIds: [ids[0] ?? ''] });

    assert.deepInclude(rule, {
      SecurityGroupRuleId: ids[0],
      GroupId: group,
      GroupOwnerId: accountId,
      IsEgress: false,
      IpProtocol: 'tcp',
      FromPort: 1,
      ToPort: 1,
      CidrIpv4: '10.0.0.0/8',
      Tags: [{ Key: 'team', Value: 'web' }],
    });
  });

  it('finds rules by group, id and tag', async () => {
    const ofBoth = await rules({ Filters: [{ Name: 'group-id', Values: [other, group] }] });

    assert.lengthOf(ofBoth, 9);
    assert.include(ofBoth.map(ruleLine), 'in tcp 7-7 10.0.0.0/8');
    assert.deepEqual(
      await idsOf({ Filters: [{ Name: 'security-group-rule-id', Values: ids.slice(0, 2) }] }),
      ids.slice(0, 2),
    );
    assert.deepEqual(await idsOf({ Filters: [{ Name: 'tag:team', Values: ['web'] }] }), [ids[0]]);
    assert.deepEqual(await idsOf({ Filters: [{ Name: 'group-id', Values: ['sg-zz*'] }] }), []);
  });

  it('pages through the rules of a group', async () => {
    const pages: number[] = [];
    const seen: string[] = [];

    for await (const { SecurityGroupRules = [] } of paginateDescribeSecurityGroupRules(
      { client: served.ec2, pageSize: 5 },
      { Filters: [{ Name: 'group-id', Values: [group] }] },
    )) {
      pages.push(SecurityGroupRules.length);
      seen.push(...SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId));
    }

    assert.deepEqual(pages, [5, 2]);
    assert.deepEqual(seen.slice(1), ids);
  });

  for (const { what, input, refused, says } of [
    {
      what: 'an unknown id among known ones',
      input: () => ({ SecurityGroupRuleIds: [...ids, 'sgr-00000000'] }),
      refused: 'InvalidSecurityGroupRuleId.NotFound',
      says: /The security group rule ID 'sgr-00000000' does not exist/,
    },
    {
      what: 'an id that is none',
      input: () => ({ SecurityGroupRuleIds: ['rule'] }),
      refused: 'InvalidSecurityGroupRuleId.Malformed',
      says: /"rule" \(expecting "sgr-\.\.\."\)/,
    },
    {
      what: 'a filter for a group that is gone',
      input: () => ({ Filters: [{ Name: 'group-id', Values: ['sg-00000000'] }] }),
      refused: 'InvalidGroup.NotFound',
      says: /sg-00000000/,
    },
    {
      what: 'an unknown filter',
      input: () => ({ Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] }),
      refused: 'InvalidParameterValue',
      says: /The filter 'vpc-id' is invalid/,
    },
    {
      what: 'ids with MaxResults',
      input: () => ({ SecurityGroupRuleIds: ids, MaxResults: 5 }),
      refused: 'InvalidParameterCombination',
      says: /'securityGroupRuleIds' may not be used in combination with 'maxResults'/,
    },
  ]) {
    it(`refuses ${what}: ${refused}`, async () => {
      await assertRefused(rules(input()), refused, says);
    });
  }
});
