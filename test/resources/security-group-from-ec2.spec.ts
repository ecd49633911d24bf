import type { SecurityGroup as Ec2SecurityGroup } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import * as fc from 'fast-check';
import type { GroupRule } from '../../contract/resource.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { compareRules } from '../../resources/rule-identity.ts';
import { securityGroupFromEc2 } from '../../resources/security-group-from-ec2.ts';
import { securityGroupFromItem } from '../../resources/security-group-from-item.ts';
import { assertFails } from '../support/assert-fails.ts';
import { asApiItem, asEc2, asStreamItem } from '../support/security-group-forms.ts';
import { arbitraryRules, egress, ingress, securityGroup } from '../support/security-groups.ts';

const where = { accountId: '123456789012', region: 'eu-west-1', partition: 'aws' };

describe('securityGroupFromEc2', () => {
  it('reads what DescribeSecurityGroups answers', () => {
    const group = securityGroupFromEc2(
      {
        GroupId: 'sg-0a1b2c3d4e5f60718',
        GroupName: 'web',
        VpcId: 'vpc-0a1b',
        Tags: [{ Key: 'Owner', Value: 'web' }],
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 20,
            ToPort: 25,
            IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'temp' }, { CidrIp: '10.0.0.0/8' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0' }],
            PrefixListIds: [{ PrefixListId: 'pl-0a1b' }],
            UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '123456789012', VpcPeeringConnectionId: 'pcx-1' }],
          },
        ],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
      { ...where, region: 'us-gov-west-1', partition: 'aws-us-gov' },
    );

    assert.deepEqual(group, {
      type: 'AWS::EC2::SecurityGroup',
      id: 'sg-0a1b2c3d4e5f60718',
      arn: 'arn:aws-us-gov:ec2:us-gov-west-1:123456789012:security-group/sg-0a1b2c3d4e5f60718',
      accountId: '123456789012',
      region: 'us-gov-west-1',
      tags: { Owner: 'web' },
      name: 'web',
      vpcId: 'vpc-0a1b',
      rules: [
        {
          ...ingress('tcp', [20, 25], 'sg-1'),
          source: { kind: 'group', groupId: 'sg-1', userId: '123456789012', vpcPeeringConnectionId: 'pcx-1' },
        },
        ingress('tcp', [20, 25], '0.0.0.0/0', 'temp'),
        ingress('tcp', [20, 25], '10.0.0.0/8'),
        ingress('tcp', [20, 25], '::/0'),
        ingress('tcp', [20, 25], 'pl-0a1b'),
        egress('-1', null, '0.0.0.0/0'),
      ],
    });
  });

  it('reads a group without rules, lists left out', () => {
    assert.deepEqual(securityGroupFromEc2({ GroupId: 'sg-1', GroupName: 'empty' }, where).rules, []);
  });

  it('makes of a group the same as its configuration item in either form does', () => {
    fc.assert(
      fc.property(arbitraryRules, fc.dictionary(fc.constantFrom('Owner', 'Stage'), fc.string()), (rules, tags) => {
        const group = securityGroup(rules.toSorted(compareRules), { tags });

        if (group.rules.every(isNameable)) assert.deepEqual(securityGroupFromEc2(asEc2(group), where), group);
        assert.deepEqual(securityGroupFromItem(parseConfigurationItem(asStreamItem(group))), group);
        assert.deepEqual(securityGroupFromItem(parseConfigurationItem(asApiItem(group))), group);
      }),
    );
  });

  it('keeps ports of -1, so that a revoke names the rule as it is stored', () => {
    const group = securityGroup([ingress('tcp', [-1, -1], '0.0.0.0/0')]);

    assert.deepEqual(securityGroupFromEc2(asEc2(group), where).rules, group.rules);
  });

  const unreadable: [string, Ec2SecurityGroup, string][] = [
    ['a group without id', { GroupName: 'web' }, 'GroupId'],
    ['a permission without protocol', { GroupId: 'sg-1', IpPermissions: [{}] }, 'ipPermissions.0.ipProtocol'],
    [
      'a range without CIDR',
      { GroupId: 'sg-1', IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{}] }] },
      'sg-1: configuration.ipPermissionsEgress.0.ipv4Ranges.0.cidrIp',
    ],
    [
      'tcp without ports, which EC2 would refuse to revoke',
      { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
      'sg-1: fromPort and toPort of tcp for 0.0.0.0/0',
    ],
    [
      'a permission without a source',
      { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: '-1' }] },
      'sg-1: configuration.ipPermissions.0: ',
    ],
  ];
  for (const [what, group, field] of unreadable) {
    it(`refuses ${what}, naming ${field}`, () => {
      assertFails(() => securityGroupFromEc2(group, where), 'ITEM_UNREADABLE', field);
    });
  }
});

/** EC2 has no tcp or udp without ports; only old configuration items have. */
function isNameable({ protocol, fromPort }: GroupRule): boolean {
  return fromPort !== null || (protocol !== 'tcp' && protocol !== 'udp');
}
