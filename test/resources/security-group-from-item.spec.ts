import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { securityGroupFromItem } from '../../resources/security-group-from-item.ts';
import { assertFails } from '../support/assert-fails.ts';
import { streamItem } from '../support/security-group-forms.ts';
import { egress, ingress } from '../support/security-groups.ts';

function read(configuration: unknown, overrides: Readonly<Record<string, unknown>> = {}) {
  return securityGroupFromItem(parseConfigurationItem(streamItem(configuration, overrides)));
}

function rulesOf(permission: Readonly<Record<string, unknown>>): GroupRule[] {
  return read({ ipPermissions: [permission], ipPermissionsEgress: [] }).rules;
}

describe('securityGroupFromItem', () => {
  it('reads a current item', () => {
    const group = read(
      {
        ownerId: '123456789012',
        groupName: 'web',
        groupId: 'sg-0a1b2c3d4e5f60718',
        vpcId: 'vpc-0a1b',
        tags: [{ key: 'Owner', value: 'web <team>' }],
        ipPermissions: [
          {
            fromPort: 22,
            ipProtocol: 'tcp',
            ipv6Ranges: [{ cidrIpv6: '::/0' }],
            prefixListIds: [{ prefixListId: 'pl-0a1b', description: 'offices' }],
            toPort: 22,
            userIdGroupPairs: [{ groupId: 'sg-1', userId: '123456789012', groupName: null, description: 'bastion' }],
            ipv4Ranges: [{ cidrIp: '0.0.0.0/0', description: 'temp' }, { cidrIp: '10.0.0.0/8' }],
            ipRanges: ['0.0.0.0/0', '10.0.0.0/8'],
          },
        ],
        ipPermissionsEgress: [{ ipProtocol: '-1', ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }], ipRanges: ['0.0.0.0/0'] }],
      },
      { tags: { Owner: 'web <team>' } },
    );

    assert.deepEqual(group, {
      type: 'AWS::EC2::SecurityGroup',
      id: 'sg-0a1b2c3d4e5f60718',
      arn: 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-0a1b2c3d4e5f60718',
      accountId: '123456789012',
      region: 'eu-west-1',
      tags: { Owner: 'web <team>' },
      name: 'web',
      vpcId: 'vpc-0a1b',
      rules: [
        {
          ...ingress('tcp', 22, 'sg-1', 'bastion'),
          source: { kind: 'group', groupId: 'sg-1', userId: '123456789012' },
        },
        ingress('tcp', 22, '0.0.0.0/0', 'temp'),
        ingress('tcp', 22, '10.0.0.0/8'),
        ingress('tcp', 22, '::/0'),
        ingress('tcp', 22, 'pl-0a1b', 'offices'),
        egress('-1', null, '0.0.0.0/0'),
      ],
    });
  });

  it('reads a legacy item: ranges as strings, null ports, neither ipv4Ranges nor ipv6Ranges', () => {
    const group = read(
      {
        groupName: null,
        vpcId: null,
        ipPermissions: [
          {
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            userIdGroupPairs: [],
            ipRanges: ['0.0.0.0/0'],
            prefixListIds: [],
          },
        ],
        ipPermissionsEgress: [
          { ipProtocol: '-1', fromPort: null, toPort: null, userIdGroupPairs: null, ipRanges: ['0.0.0.0/0'] },
        ],
      },
      { resourceName: null, ARN: null, awsRegion: 'cn-north-1' },
    );

    assert.deepEqual(group.rules, [ingress('tcp', 22, '0.0.0.0/0'), egress('-1', null, '0.0.0.0/0')]);
    assert.equal(group.name, '');
    assert.isNull(group.vpcId);
    assert.equal(group.arn, 'arn:aws-cn:ec2:cn-north-1:123456789012:security-group/sg-0a1b2c3d4e5f60718');
  });

  it('takes tags from the configuration where the item itself has none', () => {
    const configuration = {
      ipPermissions: [],
      tags: [
        { key: 'Owner', value: 'web' },
        { key: 'Empty', value: null },
      ],
    };

    assert.deepEqual(read(configuration).tags, { Owner: 'web', Empty: '' });
    assert.deepEqual(read(configuration, { tags: { Owner: 'data' } }).tags, { Owner: 'data', Empty: '' });
  });

  for (const [given, protocol] of [
    ['6', 'tcp'],
    [6, 'tcp'],
    ['TCP', 'tcp'],
    ['17', 'udp'],
    ['1', 'icmp'],
    ['58', 'icmpv6'],
    ['icmpv6', 'icmpv6'],
    ['-1', '-1'],
    [-1, '-1'],
    ['all', '-1'],
    ['50', '50'],
    ['047', '47'],
    ['0', '0'],
  ] as const) {
    it(`reads protocol ${JSON.stringify(given)} as ${protocol}`, () => {
      const [rule] = rulesOf({ ipProtocol: given, ipv4Ranges: [{ cidrIp: '10.0.0.0/8' }] });

      assert.equal(rule?.protocol, protocol);
    });
  }

  for (const [what, ports, expected] of [
    ['absent ports', {}, [null, null]],
    ['null ports', { fromPort: null, toPort: null }, [null, null]],
    ['ports of -1 as they are stored', { fromPort: -1, toPort: -1 }, [-1, -1]],
    ['port 0', { fromPort: 0, toPort: 0 }, [0, 0]],
    ['a range', { fromPort: 20, toPort: 25 }, [20, 25]],
  ] as const) {
    it(`reads ${what}`, () => {
      const [rule] = rulesOf({ ipProtocol: 'tcp', ...ports, ipRanges: ['10.0.0.0/8'] });

      assert.deepEqual([rule?.fromPort, rule?.toPort], [...expected]);
    });
  }

  it('keeps an icmp type and code, -1 for all among them', () => {
    const [rule] = rulesOf({ ipProtocol: 'icmp', fromPort: 8, toPort: -1, ipRanges: ['10.0.0.0/8'] });

    assert.deepEqual(rule, ingress('icmp', [8, -1], '10.0.0.0/8'));
  });

  it('counts a range that both lists name once, and one that only either names as well', () => {
    const rules = rulesOf({
      ipProtocol: '-1',
      ipv4Ranges: [{ cidrIp: '10.0.0.0/8', description: 'corp' }, { cidrIp: '11.0.0.0/8' }],
      ipRanges: ['10.0.0.0/8', '12.0.0.0/8'],
    });

    assert.deepEqual(rules, [
      ingress('-1', null, '10.0.0.0/8', 'corp'),
      ingress('-1', null, '11.0.0.0/8'),
      ingress('-1', null, '12.0.0.0/8'),
    ]);
  });
});

describe('securityGroupFromItem on the same rule twice', () => {
  const range = (description?: string) => ({ ipv4Ranges: [{ cidrIp: '10.0.0.0/8', description }] });

  for (const [what, permissions, expected] of [
    [
      'by name and by number',
      [
        { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ...range() },
        { ipProtocol: '6', fromPort: 22, toPort: 22, ...range('office') },
      ],
      [ingress('tcp', 22, '10.0.0.0/8', 'office')],
    ],
    [
      'with two descriptions',
      [
        { ipProtocol: '17', fromPort: 53, toPort: 53, ...range('b') },
        { ipProtocol: 'udp', fromPort: 53, toPort: 53, ...range('a') },
      ],
      [ingress('udp', 53, '10.0.0.0/8', 'a')],
    ],
    [
      'in one list',
      [{ ipProtocol: '-1', ipv6Ranges: [{ cidrIpv6: '::/0' }, { cidrIpv6: '::/0' }] }],
      [ingress('-1', null, '::/0')],
    ],
  ] as const) {
    it(`counts it once: ${what}`, () => {
      assert.deepEqual(read({ ipPermissions: permissions }).rules, [...expected]);
      assert.deepEqual(read({ ipPermissions: permissions.toReversed() }).rules, [...expected]);
    });
  }

  it('keeps ingress and egress apart', () => {
    const both = [{ ipProtocol: '-1', ...range() }];

    assert.deepEqual(read({ ipPermissions: both, ipPermissionsEgress: both }).rules, [
      ingress('-1', null, '10.0.0.0/8'),
      egress('-1', null, '10.0.0.0/8'),
    ]);
  });
});

describe('securityGroupFromItem refuses', () => {
  const range = { ipv4Ranges: [{ cidrIp: '10.0.0.0/8' }] };
  const permissions: [string, unknown, string][] = [
    ['a protocol that is missing', range, 'configuration.ipPermissions.0.ipProtocol'],
    ['a protocol that is none', { ipProtocol: 'ssh', ...range }, 'configuration.ipPermissions.0.ipProtocol'],
    ['a protocol number beyond 255', { ipProtocol: '256', ...range }, 'configuration.ipPermissions.0.ipProtocol'],
    [
      'a port that is text',
      { ipProtocol: 'tcp', fromPort: '22', toPort: 22 },
      'configuration.ipPermissions.0.fromPort',
    ],
    ['a port beyond 65535', { ipProtocol: 'tcp', fromPort: 0, toPort: 65536 }, 'configuration.ipPermissions.0.toPort'],
    ['half a port range', { ipProtocol: 'tcp', fromPort: 22, ...range }, 'configuration.ipPermissions.0'],
    ['a reversed port range', { ipProtocol: 'udp', fromPort: 25, toPort: 20 }, 'configuration.ipPermissions.0'],
    ['a range that is no CIDR', { ipProtocol: '-1', ipv4Ranges: [{ cidrIp: '10.0.0.0' }] }, 'ipv4Ranges.0.cidrIp'],
    ['a legacy range that is no CIDR', { ipProtocol: '-1', ipRanges: ['anywhere'] }, 'ipRanges.0'],
    ['an IPv6 range that is no CIDR', { ipProtocol: '-1', ipv6Ranges: [{ cidrIpv6: '::' }] }, 'ipv6Ranges.0.cidrIpv6'],
    ['ranges that are no list', { ipProtocol: '-1', ipv4Ranges: '0.0.0.0/0' }, 'ipPermissions.0.ipv4Ranges'],
    ['a prefix list without id', { ipProtocol: '-1', prefixListIds: [{}] }, 'prefixListIds.0.prefixListId'],
    ['a group reference without id', { ipProtocol: '-1', userIdGroupPairs: [{}] }, 'userIdGroupPairs.0.groupId'],
    ['a permission without any source', { ipProtocol: '-1' }, 'ipPermissions.0: '],
    ['the same with empty lists', { ipProtocol: '-1', ipv4Ranges: [], ipRanges: [] }, 'ipPermissions.0: '],
    [
      'a list of sources that it does not know',
      { ipProtocol: '-1', ...range, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      'ipPermissions.0: IpRanges',
    ],
    ['a permission that is no object', null, 'configuration.ipPermissions.0'],
  ];
  const items: [string, unknown, string][] = [
    ...permissions.map(([what, permission, field]): [string, unknown, string] => [
      what,
      streamItem({ ipPermissions: [permission] }),
      field,
    ]),
    ['a configuration without permissions', streamItem({ ipPermissionsEgress: [] }), 'configuration.ipPermissions'],
    [
      'an egress permission alike',
      streamItem({ ipPermissions: [], ipPermissionsEgress: [{}] }),
      'ipPermissionsEgress.0.ipProtocol',
    ],
    ['an item of a deleted group', streamItem(null, { configurationItemStatus: 'ResourceDeleted' }), 'configuration'],
    ['an account id that is none', streamItem({ ipPermissions: [] }, { awsAccountId: '42' }), 'accountId'],
  ];

  for (const [what, item, field] of items) {
    it(`${what}, naming the group and ${field}`, () => {
      const call = () => securityGroupFromItem(parseConfigurationItem(item));

      assertFails(call, 'ITEM_UNREADABLE', 'sg-0a1b2c3d4e5f60718');
      assertFails(call, 'ITEM_UNREADABLE', field);
    });
  }
});
