import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { describePorts, describeRule } from '../../exposure/describe-rule.ts';
import { exposedPorts } from '../../exposure/exposed-ports.ts';
import type { MostAddresses } from '../../exposure/offending-sources.ts';
import { contextWith, ingress } from '../support/security-groups.ts';

const { prefixLists } = contextWith({
  'pl-both': ['11.0.0.0/8', '2a00::/16'],
  'pl-ipv4': ['11.0.0.0/8'],
  'pl-denied': 'AccessDenied',
});
const ports = {
  tcp: [
    { from: 20, to: 22 },
    { from: 24, to: 29 },
  ],
  udp: [{ from: 53, to: 53 }],
};

const most: MostAddresses = { ipv4: 2 ** 16, ipv6: 1n << 96n };

/** `22 of tcp 22 from 0.0.0.0/0: the whole IPv4 internet` for each rule that has to give way, with the ports at which it has to. */
function told(rules: readonly GroupRule[], mostAddresses: MostAddresses): string[] {
  return exposedPorts(rules, { direction: 'ingress', ports, mostAddresses }, prefixLists).map((one) =>
    one.kind === 'undecided'
      ? one.subject
      : `${describePorts(one.ports)} of ${describeRule(one.rule)}: ${one.reachedBy}`,
  );
}

const addresses = (count: string) => `${count} addresses of the internet`;

describe('what is told of an exposed port', () => {
  const cases: [string, GroupRule[], string[], MostAddresses?][] = [
    [
      'how many addresses reach it',
      [ingress('tcp', 22, '11.0.0.0/8')],
      [`22 of tcp 22 from 11.0.0.0/8: ${addresses('16,777,216 IPv4')}`],
    ],
    [
      'to each source its own family',
      [ingress('tcp', 22, '0.0.0.0/0'), ingress('tcp', 22, '::/0')],
      ['22 of tcp 22 from 0.0.0.0/0: the whole IPv4 internet', '22 of tcp 22 from ::/0: the whole IPv6 internet'],
    ],
    [
      'both families to a prefix list of both, by its name',
      [ingress('tcp', 22, 'pl-both')],
      [
        `22 of tcp 22 from pl-both: ${addresses('16,777,216 IPv4')} and ${addresses('2^112 IPv6')} (prefix list pl-both)`,
      ],
    ],
    [
      'no family that a prefix list has nobody of',
      [ingress('tcp', 22, 'pl-ipv4'), ingress('tcp', 22, '2a00::/16')],
      [
        `22 of tcp 22 from 2a00::/16: ${addresses('2^112 IPv6')}`,
        `22 of tcp 22 from pl-ipv4: ${addresses('16,777,216 IPv4')} (prefix list pl-ipv4)`,
      ],
    ],
    [
      'no family that is within its limit, the IPv6 one',
      [ingress('tcp', 22, 'pl-both')],
      [`22 of tcp 22 from pl-both: ${addresses('16,777,216 IPv4')} (prefix list pl-both)`],
      { ...most, ipv6: 1n << 112n },
    ],
    [
      'no family that is within its limit, the IPv4 one',
      [ingress('tcp', 22, 'pl-both')],
      [`22 of tcp 22 from pl-both: ${addresses('2^112 IPv6')} (prefix list pl-both)`],
      { ...most, ipv4: 2 ** 24 },
    ],
    [
      'the widest audience of all its ports, which are put together where they touch',
      [ingress('tcp', [19, 29], '11.0.0.0/8'), ingress('tcp', [21, 26], '12.0.0.0/8')],
      [
        `20-22,24-29 of tcp 19-29 from 11.0.0.0/8: ${addresses('33,554,432 IPv4')}`,
        `21-22,24-26 of tcp 21-26 from 12.0.0.0/8: ${addresses('33,554,432 IPv4')}`,
      ],
    ],
    [
      'the same of IPv6',
      [ingress('tcp', [19, 29], '2a00::/16'), ingress('tcp', [25, 26], '2a01::/16')],
      [
        `20-22,24-29 of tcp 19-29 from 2a00::/16: ${addresses('2^113 IPv6')}`,
        `25-26 of tcp 25-26 from 2a01::/16: ${addresses('2^113 IPv6')}`,
      ],
    ],
    [
      'last what could not be read',
      [ingress('udp', 53, 'pl-denied'), ingress('udp', 53, '11.0.0.0/8')],
      [`53 of udp 53 from 11.0.0.0/8: ${addresses('16,777,216 IPv4')}`, 'prefix list pl-denied'],
    ],
  ];
  for (const [what, rules, expected, limits = most] of cases) {
    it(`is ${what}`, () => {
      assert.deepEqual(told(rules, limits), expected);
      assert.deepEqual(told(rules.toReversed(), limits), expected, 'depends on the order of rules');
    });
  }
});
