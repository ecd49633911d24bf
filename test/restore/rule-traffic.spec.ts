import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { mayOverlap, trafficOf } from '../../restore/rule-traffic.ts';
import { egress, ingress } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '10.0.0.0/8');

describe('whether traffic may pass by both of two rules', () => {
  const cases: readonly [what: string, one: GroupRule, other: GroupRule, expected: boolean][] = [
    ['the same rule', ssh, ssh, true],
    ['other ports', ssh, ingress('tcp', [23, 80], '10.0.0.0/8'), false],
    ['ports that end where the others begin', ssh, ingress('tcp', [20, 22], '10.0.0.0/8'), true],
    ['the other direction', ssh, egress('tcp', 22, '10.0.0.0/8'), false],
    ['another protocol', ssh, ingress('udp', 22, '10.0.0.0/8'), false],
    ['all traffic', ssh, ingress('-1', null, '10.0.0.0/8'), true],
    ['a block within', ssh, ingress('tcp', 22, '10.1.2.3/32'), true],
    ['another block', ssh, ingress('tcp', 22, '11.0.0.0/8'), false],
    ['the other family', ssh, ingress('tcp', 22, '::/0'), false],
    ['a block of IPv6 within', ingress('tcp', 22, '::/0'), ingress('tcp', 22, '2001:db8::/32'), true],
    ['another block of IPv6', ingress('tcp', 22, '2001:db9::/32'), ingress('tcp', 22, '2001:db8::/32'), false],
    ['a group, whose members have any address', ssh, ingress('tcp', 22, 'sg-1'), true],
    ['a prefix list, that has any', ssh, ingress('tcp', 22, 'pl-1'), true],
    ['a group and a prefix list', ingress('tcp', 22, 'sg-1'), ingress('tcp', 22, 'pl-1'), true],
    ['a group, at other ports', ingress('tcp', 22, 'sg-1'), ingress('tcp', 80, 'sg-2'), false],
    [
      'kinds of ICMP, which are no ports',
      ingress('icmp', [8, 0], '10.0.0.0/8'),
      ingress('icmp', [3, 4], '10.0.0.0/8'),
      true,
    ],
  ];
  for (const [what, one, other, expected] of cases) {
    it(`is ${expected ? 'so' : 'not so'} of ${what}`, () => {
      assert.equal(mayOverlap(trafficOf(one), trafficOf(other)), expected);
      assert.equal(mayOverlap(trafficOf(other), trafficOf(one)), expected);
    });
  }
});
