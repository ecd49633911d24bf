import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { blamed, egress, groupId, ingress } from '../support/security-groups.ts';

const world = '0.0.0.0/0';

interface Case {
  readonly what: string;
  readonly rules: readonly GroupRule[];
  readonly blamed: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
}

const ports: Case[] = [
  { what: 'one port', rules: [ingress('tcp', 22, world)], blamed: ['tcp 22 of tcp 22 from 0.0.0.0/0'] },
  { what: 'an open web port', rules: [ingress('tcp', 443, world)], blamed: [] },
  {
    what: 'a restricted port inside a range',
    rules: [ingress('tcp', [130, 140], world)],
    blamed: ['tcp 135 of tcp 130-140 from 0.0.0.0/0'],
  },
  {
    what: 'a restricted port at the lower end of a range',
    rules: [ingress('tcp', [3389, 3400], world)],
    blamed: ['tcp 3389 of tcp 3389-3400 from 0.0.0.0/0'],
  },
  {
    what: 'a restricted port at the upper end of a range',
    rules: [ingress('tcp', [3380, 3389], world)],
    blamed: ['tcp 3389 of tcp 3380-3389 from 0.0.0.0/0'],
  },
  { what: 'a range that ends just before a restricted port', rules: [ingress('tcp', [3380, 3388], world)], blamed: [] },
  {
    what: 'several restricted ports, neighbours together',
    rules: [ingress('tcp', [20, 25], world)],
    blamed: ['tcp 20-23,25 of tcp 20-25 from 0.0.0.0/0'],
  },
  {
    what: 'port 0',
    rules: [ingress('tcp', 0, world)],
    parameters: { ports: '0' },
    blamed: ['tcp 0 of tcp 0 from 0.0.0.0/0'],
  },
  {
    what: 'port 65535',
    rules: [ingress('tcp', [1, 65535], world)],
    parameters: { ports: '65535' },
    blamed: ['tcp 65535 of tcp 1-65535 from 0.0.0.0/0'],
  },
  {
    what: 'all ports',
    rules: [ingress('tcp', [0, 65535], world)],
    parameters: { ports: '22' },
    blamed: ['tcp 22 of tcp 0-65535 from 0.0.0.0/0'],
  },
  {
    what: 'tcp without ports',
    rules: [ingress('tcp', null, world)],
    parameters: { ports: '22' },
    blamed: ['tcp 22 of tcp 0-65535 from 0.0.0.0/0'],
  },
  {
    what: 'tcp with ports of -1',
    rules: [ingress('tcp', [-1, -1], world)],
    parameters: { ports: '22' },
    blamed: ['tcp 22 of tcp 0-65535 from 0.0.0.0/0'],
  },
  {
    what: 'all traffic',
    rules: [ingress('-1', null, world)],
    parameters: { ports: '22,3389' },
    blamed: ['tcp 22,3389 of all traffic from 0.0.0.0/0'],
  },
  {
    what: 'all traffic, whatever ports it shows',
    rules: [ingress('-1', [0, 0], world)],
    parameters: { ports: '22' },
    blamed: ['tcp 22 of all traffic from 0.0.0.0/0'],
  },
  {
    what: 'all traffic by each protocol that has restricted ports',
    rules: [ingress('-1', null, world)],
    parameters: { ports: '22,udp:161' },
    blamed: ['tcp 22 of all traffic from 0.0.0.0/0', 'udp 161 of all traffic from 0.0.0.0/0'],
  },
];

const protocols: Case[] = [
  { what: 'udp on a port restricted for tcp', rules: [ingress('udp', 22, world)], blamed: [] },
  {
    what: 'udp on a port restricted for udp',
    rules: [ingress('udp', 22, world)],
    parameters: { ports: 'udp:22' },
    blamed: ['udp 22 of udp 22 from 0.0.0.0/0'],
  },
  {
    what: 'tcp on a port restricted for udp',
    rules: [ingress('tcp', 22, world)],
    parameters: { ports: 'udp:22' },
    blamed: [],
  },
  {
    what: 'an icmp type that looks like a port',
    rules: [ingress('icmp', [8, -1], world), ingress('icmpv6', [22, 22], '::/0')],
    parameters: { ports: '0-65535' },
    blamed: [],
  },
  {
    what: 'ESP and GRE',
    rules: [ingress('50', null, world), ingress('47', null, world)],
    parameters: { ports: '0-65535,udp:0-65535' },
    blamed: [],
  },
  { what: 'egress', rules: [egress('-1', null, world), egress('tcp', 22, '::/0')], blamed: [] },
];

const sources: Case[] = [
  { what: 'all of IPv6', rules: [ingress('tcp', 22, '::/0')], blamed: ['tcp 22 of tcp 22 from ::/0'] },
  {
    what: 'both families',
    rules: [ingress('tcp', 22, '::/0'), ingress('tcp', 22, world)],
    blamed: ['tcp 22 of tcp 22 from 0.0.0.0/0', 'tcp 22 of tcp 22 from ::/0'],
  },
  {
    what: 'one family only',
    rules: [ingress('tcp', 22, '10.0.0.0/8'), ingress('tcp', 22, '::/0')],
    blamed: ['tcp 22 of tcp 22 from ::/0'],
  },
  {
    what: 'the internet in halves',
    rules: [ingress('tcp', 22, '0.0.0.0/1'), ingress('tcp', 22, '128.0.0.0/1')],
    blamed: ['tcp 22 of tcp 22 from 0.0.0.0/1', 'tcp 22 of tcp 22 from 128.0.0.0/1'],
  },
  { what: 'half the internet', rules: [ingress('tcp', 22, '0.0.0.0/1')], blamed: ['tcp 22 of tcp 22 from 0.0.0.0/1'] },
  {
    what: 'IPv6 in halves',
    rules: [ingress('tcp', 22, '::/1'), ingress('tcp', 22, '8000::/1')],
    blamed: ['tcp 22 of tcp 22 from ::/1'],
  },
  {
    what: 'all of global unicast',
    rules: [ingress('tcp', 22, '2000::/3')],
    blamed: ['tcp 22 of tcp 22 from 2000::/3'],
  },
  { what: '/0 with host bits', rules: [ingress('tcp', 22, '1.2.3.4/0')], blamed: ['tcp 22 of tcp 22 from 1.2.3.4/0'] },
  {
    what: 'many blocks of which each alone is within the limit',
    rules: [ingress('tcp', 22, '11.0.0.0/8'), ingress('tcp', 22, '12.0.0.0/8')],
    blamed: ['tcp 22 of tcp 22 from 11.0.0.0/8'],
  },
  {
    what: 'ranges of different permissions where they overlap',
    rules: [ingress('tcp', [20, 22], '11.0.0.0/8'), ingress('tcp', [22, 25], '12.0.0.0/8')],
    blamed: ['tcp 22 of tcp 20-22 from 11.0.0.0/8'],
  },
  {
    what: 'all traffic beside a permission for the port',
    rules: [ingress('-1', null, '0.0.0.0/1'), ingress('tcp', 22, '128.0.0.0/1')],
    parameters: { ports: '22' },
    blamed: ['tcp 22 of all traffic from 0.0.0.0/1', 'tcp 22 of tcp 22 from 128.0.0.0/1'],
  },
  { what: 'exactly a /8 of IPv4', rules: [ingress('tcp', 22, '11.0.0.0/8')], blamed: [] },
  {
    what: 'more than a /8 of IPv4',
    rules: [ingress('tcp', 22, '11.0.0.0/8'), ingress('tcp', 22, '8.8.8.8/32')],
    blamed: ['tcp 22 of tcp 22 from 11.0.0.0/8'],
  },
  { what: 'exactly a /32 of IPv6', rules: [ingress('tcp', 22, '2600:1f18::/32')], blamed: [] },
  {
    what: 'more than a /32 of IPv6',
    rules: [ingress('tcp', 22, '2600:1f18::/31')],
    blamed: ['tcp 22 of tcp 22 from 2600:1f18::/31'],
  },
  {
    what: 'the same block twice under the limit',
    rules: [
      ingress('tcp', 22, '11.0.0.0/8'),
      ingress('tcp', [22, 23], '11.0.0.0/8'),
      ingress('-1', null, '11.0.0.0/9'),
    ],
    blamed: [],
  },
  {
    what: 'private and reserved space',
    rules: [
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '100.64.0.0/10',
      '127.0.0.0/8',
      '169.254.0.0/16',
      '224.0.0.0/3',
      'fc00::/7',
      'fe80::/10',
      '::ffff:0:0/96',
    ].map((cidr) => ingress('-1', null, cidr)),
    blamed: [],
  },
  {
    what: 'a single address where nobody may come in',
    rules: [ingress('tcp', 22, '8.8.8.8/32'), ingress('tcp', 22, '10.0.0.0/8')],
    parameters: { ipv4Addresses: '0' },
    blamed: ['tcp 22 of tcp 22 from 8.8.8.8/32'],
  },
  {
    what: 'references to groups, itself among them',
    rules: [ingress('-1', null, groupId), ingress('tcp', 22, 'sg-11111111')],
    blamed: [],
  },
  {
    what: 'an innocent beside the guilty',
    rules: [ingress('tcp', 22, world), ingress('tcp', 22, '52.95.110.1/32'), ingress('tcp', 443, world)],
    blamed: ['tcp 22 of tcp 22 from 0.0.0.0/0'],
  },
  {
    what: 'every guilty permission',
    rules: [ingress('tcp', 22, world), ingress('tcp', 3389, world), ingress('tcp', [22, 23], world)],
    blamed: [
      'tcp 22 of tcp 22 from 0.0.0.0/0',
      'tcp 22-23 of tcp 22-23 from 0.0.0.0/0',
      'tcp 3389 of tcp 3389 from 0.0.0.0/0',
    ],
  },
  { what: 'nothing in a group without rules', rules: [], blamed: [] },
];

for (const [subject, cases] of Object.entries({ ports, protocols, sources })) {
  describe(`security-group-restricted-ports on ${subject}`, () => {
    for (const { what, rules, parameters, blamed: expected } of cases) {
      it(`${expected.length === 0 ? 'passes' : 'blames'} ${what}`, () => {
        assert.deepEqual(blamed(rules, parameters), [...expected]);
      });
    }
  });
}
