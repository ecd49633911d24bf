import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { type Asked, blamedBy, judgedBy } from '../support/judged-by.ts';
import { contextWith, egress, groupId, ingress } from '../support/security-groups.ts';

const id = 'security-group-authorized-ports';
const world = '0.0.0.0/0';
const otherTcp = 'tcp 0-79,81-442,444-65535';

interface Case extends Asked {
  readonly what: string;
  readonly rules: readonly GroupRule[];
  readonly blamed: readonly string[];
}

const ports: Case[] = [
  {
    what: 'the authorised ports, each family by itself',
    rules: [ingress('tcp', 80, world), ingress('tcp', 443, world), ingress('tcp', 443, '::/0')],
    blamed: [],
  },
  { what: 'another port', rules: [ingress('tcp', 22, world)], blamed: ['tcp 22 of tcp 22 from 0.0.0.0/0'] },
  {
    what: 'what lies between two authorised ends of a range',
    rules: [ingress('tcp', [80, 443], world)],
    blamed: ['tcp 81-442 of tcp 80-443 from 0.0.0.0/0'],
  },
  {
    what: 'the ports beside an authorised one',
    rules: [ingress('tcp', [79, 81], world)],
    blamed: ['tcp 79,81 of tcp 79-81 from 0.0.0.0/0'],
  },
  { what: 'port 0', rules: [ingress('tcp', 0, world)], blamed: ['tcp 0 of tcp 0 from 0.0.0.0/0'] },
  {
    what: 'port 65535',
    rules: [ingress('tcp', [65535, 65535], world)],
    blamed: ['tcp 65535 of tcp 65535 from 0.0.0.0/0'],
  },
  {
    what: 'all ports',
    rules: [ingress('tcp', [0, 65535], world)],
    blamed: [`${otherTcp} of tcp 0-65535 from 0.0.0.0/0`],
  },
  {
    what: 'tcp without ports',
    rules: [ingress('tcp', null, '::/0')],
    blamed: [`${otherTcp} of tcp 0-65535 from ::/0`],
  },
  {
    what: 'a range inside an authorised one',
    rules: [ingress('tcp', [8000, 8100], world)],
    parameters: { tcpPorts: '8000-8500' },
    blamed: [],
  },
  {
    what: 'everything where nothing is authorised',
    rules: [ingress('tcp', [80, 443], world)],
    parameters: { tcpPorts: 'none' },
    blamed: ['tcp 80-443 of tcp 80-443 from 0.0.0.0/0'],
  },
];

const protocols: Case[] = [
  {
    what: 'udp on a port authorised for tcp',
    rules: [ingress('udp', 443, world)],
    blamed: ['udp 443 of udp 443 from 0.0.0.0/0'],
  },
  {
    what: 'udp where it is authorised',
    rules: [ingress('udp', 443, world)],
    parameters: { udpPorts: '443' },
    blamed: [],
  },
  {
    what: 'tcp on a port authorised for udp',
    rules: [ingress('tcp', 500, world)],
    parameters: { udpPorts: '500' },
    blamed: ['tcp 500 of tcp 500 from 0.0.0.0/0'],
  },
  {
    what: 'all traffic, by both protocols that have ports',
    rules: [ingress('-1', null, world)],
    blamed: [`${otherTcp} of all traffic from 0.0.0.0/0`, 'udp 0-65535 of all traffic from 0.0.0.0/0'],
  },
  {
    what: 'all traffic by udp alone where all of tcp is authorised',
    rules: [ingress('-1', null, world)],
    parameters: { tcpPorts: '0-65535' },
    blamed: ['udp 0-65535 of all traffic from 0.0.0.0/0'],
  },
  {
    what: 'ICMP, whose types are not ports',
    rules: [ingress('icmp', [-1, -1], world), ingress('icmp', [8, -1], world), ingress('icmpv6', [-1, -1], '::/0')],
    blamed: [],
  },
  {
    what: 'ESP and GRE, which have no ports',
    rules: [ingress('50', null, world), ingress('47', null, world)],
    blamed: [],
  },
  { what: 'egress', rules: [egress('-1', null, world), egress('tcp', 22, '::/0')], blamed: [] },
];

const sources: Case[] = [
  {
    what: 'the internet in halves',
    rules: [ingress('tcp', 22, '0.0.0.0/1'), ingress('tcp', 22, '128.0.0.0/1')],
    blamed: ['tcp 22 of tcp 22 from 0.0.0.0/1', 'tcp 22 of tcp 22 from 128.0.0.0/1'],
  },
  {
    what: 'all of global unicast',
    rules: [ingress('tcp', [443, 444], '2000::/3')],
    blamed: ['tcp 444 of tcp 443-444 from 2000::/3'],
  },
  {
    what: 'exactly a /8 and a /32',
    rules: [ingress('-1', null, '11.0.0.0/8'), ingress('-1', null, '2600::/32')],
    blamed: [],
  },
  {
    what: 'sources only at the ports where they are too many together',
    rules: [ingress('tcp', [20, 22], '11.0.0.0/8'), ingress('tcp', [22, 25], '12.0.0.0/8')],
    blamed: ['tcp 22 of tcp 20-22 from 11.0.0.0/8'],
  },
  {
    what: 'a partner where nobody of the internet may come in',
    rules: [ingress('tcp', 22, '8.8.8.8/32'), ingress('tcp', 443, '8.8.8.8/32')],
    parameters: { ipv4Addresses: '0' },
    blamed: ['tcp 22 of tcp 22 from 8.8.8.8/32'],
  },
  {
    what: 'private space, references to groups and itself',
    rules: [
      ...['10.0.0.0/8', '172.16.0.0/12', '100.64.0.0/10', 'fc00::/7'].map((cidr) => ingress('-1', null, cidr)),
      ingress('-1', null, groupId),
      ingress('tcp', 22, 'sg-11111111'),
    ],
    blamed: [],
  },
  {
    what: 'a prefix list that holds the internet',
    rules: [ingress('tcp', [443, 445], 'pl-0a1b')],
    context: contextWith({ 'pl-0a1b': ['0.0.0.0/1', '128.0.0.0/1'] }),
    blamed: ['tcp 444-445 of tcp 443-445 from pl-0a1b'],
  },
  {
    what: 'a prefix list of private ranges',
    rules: [ingress('-1', null, 'pl-0a1b')],
    context: contextWith({ 'pl-0a1b': ['10.0.0.0/8'] }),
    blamed: [],
  },
  { what: 'nothing in a group without rules', rules: [], blamed: [] },
];

for (const [subject, cases] of Object.entries({ ports, protocols, sources })) {
  describe(`${id} on ${subject}`, () => {
    for (const { what, rules, blamed, ...asked } of cases) {
      it(`${blamed.length === 0 ? 'passes' : 'blames'} ${what}`, () => {
        assert.deepEqual(blamedBy(id, rules, asked), [...blamed]);
      });
    }
  });
}

describe(`${id} on a prefix list that cannot be read`, () => {
  it('leaves it undecided where it opens ports that are not authorised, and names them', () => {
    const [violation, ...others] = judgedBy(id, [ingress('tcp', [443, 445], 'pl-0a1b')], {
      context: contextWith({ 'pl-0a1b': 'AccessDenied: not yours' }),
    });

    assert.lengthOf(others, 0);
    if (violation?.kind !== 'undecided') return assert.fail('it was decided');
    assert.include(violation.subject, 'pl-0a1b');
    assert.match(violation.reason, /tcp 444-445.*AccessDenied: not yours/);
  });

  it('does not ask for it where it opens authorised ports only', () => {
    assert.deepEqual(judgedBy(id, [ingress('tcp', 443, 'pl-0a1b')]), []);
  });
});
