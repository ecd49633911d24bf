import {
  type IpPermission,
  UpdateSecurityGroupRuleDescriptionsEgressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
  type UpdateSecurityGroupRuleDescriptionsIngressCommandInput,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { admit, createGroup, everythingOut, letOut, ruleLines, type ServedEc2, startEc2, tcp } from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';

describe('UpdateSecurityGroupRuleDescriptionsIngress and -Egress of the local EC2', () => {
  let served: ServedEc2;
  let group: string;
  let id: string;
  before(async () => {
    served = await startEc2();
  });
  beforeEach(async () => {
    group = await createGroup(served.ec2);
    [id = ''] = await admit(served.ec2, group, tcp(22, '10.0.0.0/8', '192.0.2.0/24'));
    served.changes.length = 0;
  });
  after(() => served.stop());

  const ingress = (input: Omit<UpdateSecurityGroupRuleDescriptionsIngressCommandInput, 'GroupId'>) =>
    served.ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId: group, ...input }));
  const described = (CidrIp: string, Description?: string): IpPermission => ({
    ...tcp(22),
    IpRanges: [{ CidrIp, ...(Description === undefined ? {} : { Description }) }],
  });

  it('sets and removes the description of rules named by what they say', async () => {
    const { Return } = await ingress({
      IpPermissions: [described('10.0.0.0/8', 'corp'), described('192.0.2.0/24', 'lab')],
    });
    await ingress({ IpPermissions: [described('192.0.2.0/24')] });

    assert.isTrue(Return);
    assert.deepEqual(await ruleLines(served.ec2, group), [
      everythingOut,
      'in tcp 22-22 10.0.0.0/8 "corp"',
      'in tcp 22-22 192.0.2.0/24',
    ]);
    assert.lengthOf(served.changes, 2);
  });

  it('sets the description of rules named by id, in both directions', async () => {
    const [out = ''] = await letOut(served.ec2, group, tcp(443, '10.0.0.0/8'));

    await ingress({ SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: id, Description: 'corp' }] });
    await served.ec2.send(
      new UpdateSecurityGroupRuleDescriptionsEgressCommand({
        GroupId: group,
        SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: out, Description: 'web' }],
      }),
    );

    assert.deepEqual(await ruleLines(served.ec2, group), [
      everythingOut,
      'in tcp 22-22 10.0.0.0/8 "corp"',
      'in tcp 22-22 192.0.2.0/24',
      'out tcp 443-443 10.0.0.0/8 "web"',
    ]);
  });

  for (const { what, input, refused } of [
    {
      what: 'a rule that the group lacks',
      input: { IpPermissions: [described('10.0.0.0/8', 'corp'), described('10.0.0.0/9', 'x')] },
      refused: 'InvalidPermission.NotFound',
    },
    {
      what: 'a rule id that does not exist',
      input: { SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: 'sgr-00000000', Description: 'x' }] },
      refused: 'InvalidSecurityGroupRuleId.NotFound',
    },
    {
      what: 'a description with other characters',
      input: { IpPermissions: [described('10.0.0.0/8', 'corp'), described('192.0.2.0/24', 'é')] },
      refused: 'InvalidParameterValue',
    },
    { what: 'neither form', input: {}, refused: 'MissingParameter' },
    {
      what: 'both forms',
      input: {
        IpPermissions: [described('10.0.0.0/8', 'corp')],
        SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: 'sgr-00000000', Description: 'x' }],
      },
      refused: 'InvalidParameterCombination',
    },
  ]) {
    it(`changes nothing with ${what}: ${refused}`, async () => {
      const before = await ruleLines(served.ec2, group);

      await assertRefused(ingress(input), refused);

      assert.deepEqual(await ruleLines(served.ec2, group), before);
      assert.deepEqual(served.changes, []);
    });
  }
});
