import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { securityGroupOpenEgress } from '../../rules/security-group-open-egress.ts';
import { type Asked, blamedBy, judgedBy } from '../support/judged-by.ts';
import { contextWith, egress, exposed, ingress } from '../support/security-groups.ts';

const id = 'security-group-open-egress';
const world = '0.0.0.0/0';
const otherTcp = 'tcp 0-79,81-442,444-65535';

const cases: (Asked & { what: string; rules: readonly GroupRule[]; blamed: readonly string[] })[] = [
  {
    what: 'what EC2 gives every new group, in both families',
    rules: [egress('-1', null, world), egress('-1', null, '::/0')],
    blamed: [
      `${otherTcp} of all traffic to 0.0.0.0/0`,
      `${otherTcp} of all traffic to ::/0`,
      'udp 0-65535 of all traffic to 0.0.0.0/0',
      'udp 0-65535 of all traffic to ::/0',
    ],
  },
  { what: 'the authorised ports', rules: [egress('tcp', 443, world), egress('tcp', 80, '::/0')], blamed: [] },
  {
    what: 'mail to anywhere',
    rules: [egress('tcp', 25, world)],
    blamed: ['tcp 25 of tcp 25 to 0.0.0.0/0'],
  },
  { what: 'DNS to anywhere', rules: [egress('udp', 53, world)], blamed: ['udp 53 of udp 53 to 0.0.0.0/0'] },
  { what: 'DNS where it is authorised', rules: [egress('udp', 53, world)], parameters: { udpPorts: '53' }, blamed: [] },
  {
    what: 'the internet in halves, of which one by a prefix list',
    rules: [egress('tcp', 25, '0.0.0.0/1'), egress('tcp', [24, 26], 'pl-half')],
    context: contextWith({ 'pl-half': ['128.0.0.0/1'] }),
    blamed: ['tcp 24-26 of tcp 24-26 to pl-half', 'tcp 25 of tcp 25 to 0.0.0.0/1'],
  },
  {
    what: 'private destinations, groups, ICMP and ESP',
    rules: [
      egress('-1', null, '10.0.0.0/8'),
      egress('tcp', 5432, 'sg-11111111'),
      egress('icmp', [-1, -1], world),
      egress('50', null, world),
    ],
    blamed: [],
  },
  {
    what: 'IPv4 by way of a NAT gateway that translates IPv6',
    rules: [egress('tcp', 25, '64:ff9b::/96')],
    blamed: ['tcp 25 of tcp 25 to 64:ff9b::/96'],
  },
  {
    what: 'the internet in halves, of which one by way of NAT64',
    rules: [egress('tcp', 25, '0.0.0.0/1'), egress('tcp', 25, '64:ff9b::128.0.0.0/97')],
    blamed: ['tcp 25 of tcp 25 to 0.0.0.0/1', 'tcp 25 of tcp 25 to 64:ff9b::128.0.0.0/97'],
  },
  {
    what: 'private addresses by way of NAT64, and other prefixes',
    rules: [egress('tcp', 25, '64:ff9b::10.0.0.0/104'), egress('tcp', 25, '64:ff9b:1::/48')],
    blamed: [],
  },
  { what: 'exactly a /8', rules: [egress('tcp', 25, '11.0.0.0/8')], blamed: [] },
  { what: 'ingress', rules: [ingress('-1', null, world), ingress('tcp', 22, '::/0')], blamed: [] },
  { what: 'a group that lets nothing out', rules: [], blamed: [] },
];

describe(id, () => {
  for (const { what, rules, blamed, ...asked } of cases) {
    it(`${blamed.length === 0 ? 'passes' : 'blames'} ${what}`, () => {
      assert.sameMembers(blamedBy(id, rules, asked), [...blamed]);
    });
  }

  it('is off unless somebody switches it on', () => {
    assert.isFalse(securityGroupOpenEgress.enabledByDefault);
  });

  it('leaves a prefix list that cannot be read undecided', () => {
    const violations = judgedBy(id, [egress('tcp', 25, 'pl-0a1b')]);

    assert.deepEqual(
      violations.map(({ kind }) => kind),
      ['undecided'],
    );
  });

  it('says of a rule where it lets out what', () => {
    const lines = judgedBy(id, [egress('tcp', [24, 25], world)]).map(describeViolation);

    assert.deepEqual(lines, ['tcp 24-25 to 0.0.0.0/0 lets tcp 24-25 out to the whole IPv4 internet']);
  });

  it('says by which way', () => {
    const rules = [egress('tcp', 25, '64:ff9b::/96'), egress('tcp', 26, '::/0'), egress('tcp', 27, 'pl-1')];
    const context = contextWith({ 'pl-1': ['0.0.0.0/0', '64:ff9b::/96'] });

    const lines = judgedBy(id, rules, { context }).map(describeViolation);

    assert.deepEqual(lines, [
      'tcp 25 to 64:ff9b::/96 lets tcp 25 out to the whole IPv4 internet through NAT64',
      'tcp 26 to ::/0 lets tcp 26 out to the whole IPv4 internet through NAT64 and the whole IPv6 internet',
      'tcp 27 to pl-1 lets tcp 27 out to the whole IPv4 internet (prefix list pl-1)',
    ]);
  });

  it('keeps ICMP of the source’s own family, by whichever way it leads', () => {
    const rules = ['64:ff9b::/96', '::/0'].map((cidr) => egress('-1', null, cidr));

    for (const { legalPortless } of exposed(judgedBy(id, rules))) assert.deepEqual(legalPortless, ['icmpv6']);
  });
});
