import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { ipPermissions } from '../../remediators/ip-permission.ts';
import { egress, ingress } from '../support/security-groups.ts';

describe('rules as EC2 takes them', () => {
  const web = [ingress('tcp', 443, '0.0.0.0/0', 'web'), ingress('tcp', 443, '10.0.0.0/8'), ingress('tcp', 443, '::/0')];

  it('are together where protocol and ports are equal, in the order given', () => {
    assert.deepEqual(ipPermissions(web, 'with'), [
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'web' }, { CidrIp: '10.0.0.0/8' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      },
    ]);
  });

  for (const [what, other] of [
    ['the protocol', ingress('udp', 443, '0.0.0.0/0')],
    ['the first port', ingress('tcp', [442, 443], '0.0.0.0/0')],
    ['the last port', ingress('tcp', [443, 444], '0.0.0.0/0')],
  ] as const) {
    it(`are apart where ${what} differs`, () => {
      const permissions = ipPermissions([...web, other], 'without');

      assert.lengthOf(permissions, 2);
      assert.deepEqual(permissions[1], {
        IpProtocol: other.protocol,
        FromPort: other.fromPort ?? -1,
        ToPort: other.toPort ?? -1,
        IpRanges: [{ CidrIp: '0.0.0.0/0' }],
      });
    });
  }

  it('have no description to be revoked by', () => {
    assert.deepEqual(
      ipPermissions(web.slice(0, 1), 'without').map(({ IpRanges }) => IpRanges),
      [[{ CidrIp: '0.0.0.0/0' }]],
    );
  });

  it('have none either where it is empty, which EC2 refuses', () => {
    assert.deepEqual(
      ipPermissions([ingress('tcp', 443, '0.0.0.0/0', '')], 'with').map(({ IpRanges }) => IpRanges),
      [[{ CidrIp: '0.0.0.0/0' }]],
    );
  });

  const twice: [string, GroupRule[], object][] = [
    [
      'prefix lists',
      [egress('-1', null, 'pl-1', 'one'), egress('-1', null, 'pl-2')],
      { PrefixListIds: [{ PrefixListId: 'pl-1', Description: 'one' }, { PrefixListId: 'pl-2' }] },
    ],
    [
      'IPv6 ranges',
      [egress('-1', null, '::/0', 'one'), egress('-1', null, 'fd00::/8')],
      { Ipv6Ranges: [{ CidrIpv6: '::/0', Description: 'one' }, { CidrIpv6: 'fd00::/8' }] },
    ],
    [
      'groups, with their account where it is known',
      [
        egress('-1', null, 'sg-1', 'one'),
        { ...egress('-1', null, 'sg-2'), source: { kind: 'group', groupId: 'sg-2', vpcId: 'vpc-1' } },
      ],
      {
        UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '123456789012', Description: 'one' }, { GroupId: 'sg-2' }],
      },
    ],
  ];
  for (const [what, rules, lists] of twice) {
    it(`without ports have none, and list ${what}`, () => {
      assert.deepEqual(ipPermissions(rules, 'with'), [{ IpProtocol: '-1', ...lists }]);
    });
  }

  it('are none of none', () => {
    assert.deepEqual(ipPermissions([], 'with'), []);
  });
});
