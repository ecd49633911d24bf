import { assert } from 'chai';
import * as fc from 'fast-check';
import type { PrefixListContents } from '../../contract/context.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { portAxis } from '../../console/page/port-axis.ts';
import { networkOf } from '../../console/network-of.ts';
import { portPicture } from '../../console/port-picture.ts';

const rule = (given: Partial<GroupRule> & { cidr?: string }): GroupRule => {
  const { cidr = '0.0.0.0/0', ...rest } = given;
  const source = { kind: cidr.includes(':') ? ('ipv6' as const) : ('ipv4' as const), cidr };
  return { direction: 'ingress', protocol: 'tcp', fromPort: 22, toPort: 22, source, ...rest };
};
const exposed = (of: GroupRule, ports: { from: number; to: number }[]): Violation => ({
  kind: 'exposed-ports',
  rule: of,
  protocol: 'tcp',
  ports,
  reachedBy: 'the whole IPv4 internet',
});
const none = new Map<string, PrefixListContents>();

describe('the drawing of a security group', () => {
  it('has a column for every port that a rule or a violation tells from the others', () => {
    const range = rule({ fromPort: 8000, toPort: 9000 });

    const { columns, lanes } = portPicture(
      [range, rule({ fromPort: 443, toPort: 443 })],
      [exposed(range, [{ from: 8080, to: 8080 }])],
      none,
    );

    assert.deepEqual(
      columns.map(({ from, to, offending, gap }) => [from, to, offending, gap]),
      [
        [443, 443, false, false],
        [444, 7999, false, true],
        [8000, 8079, false, false],
        [8080, 8080, true, false],
        [8081, 9000, false, false],
      ],
    );
    assert.deepEqual(lanes[0]?.spans, [
      { first: 0, last: 0, offending: false },
      { first: 2, last: 2, offending: false },
      { first: 3, last: 3, offending: true },
      { first: 4, last: 4, offending: false },
    ]);
  });

  it('puts the internet first, and of a network what is at fault', () => {
    const bad = rule({ cidr: '128.0.0.0/1' });
    const rules = [
      rule({ source: { kind: 'group', groupId: 'sg-1' } }),
      rule({ cidr: '10.0.0.0/8' }),
      rule({ cidr: '2000::/3' }),
      rule({ cidr: '0.0.0.0/1' }),
      bad,
    ];

    const { lanes } = portPicture(rules, [exposed(bad, [{ from: 22, to: 22 }])], none);

    assert.deepEqual(
      lanes.map(({ network, source, offending }) => [network, source, offending]),
      [
        ['internet-ipv4', '128.0.0.0/1', true],
        ['internet-ipv4', '0.0.0.0/1', false],
        ['internet-ipv6', '2000::/3', false],
        ['private', '10.0.0.0/8', false],
        ['group', 'sg-1', false],
      ],
    );
  });

  for (const [what, given, protocol, sentence] of [
    ['udp apart from tcp', rule({ protocol: 'udp' }), 'udp', /reaches udp 22\.$/],
    ['all traffic', rule({ protocol: '-1', fromPort: null, toPort: null }), 'all', /reaches all traffic\.$/],
    [
      'icmp without ports',
      rule({ protocol: 'icmp', fromPort: 8, toPort: -1 }),
      'icmp type 8',
      /reaches icmp type 8\.$/,
    ],
    [
      'another protocol by its number',
      rule({ protocol: '47', fromPort: null, toPort: null }),
      'protocol 47',
      /reaches protocol 47\.$/,
    ],
    ['a description', rule({ description: 'temp' }), 'tcp', /the whole IPv4 internet, "temp"\) reaches tcp 22\.$/],
  ] as const) {
    it(`tells ${what}`, () => {
      const { lanes, sentences } = portPicture([given], [], none);

      assert.equal(lanes[0]?.protocol, protocol);
      assert.match(sentences[0] ?? '', sentence);
    });
  }

  it('says what is in violation, also where the whole rule is', () => {
    const open = rule({});
    const unwanted: Violation = { kind: 'unwanted-rule', rule: open, reason: 'the group has to be empty' };

    for (const violation of [exposed(open, [{ from: 22, to: 22 }]), unwanted]) {
      const { sentences } = portPicture([open], [violation], none);
      assert.match(sentences[0] ?? '', /reaches tcp 22; in violation: tcp 22\.$/);
    }
  });

  it('draws one direction at a time', () => {
    const out = rule({ direction: 'egress' });

    assert.lengthOf(portPicture([out], [], none).lanes, 0);
    assert.match(portPicture([out], [], none, 'egress').sentences[0] ?? '', /tcp 22 to 0\.0\.0\.0\/0 .* is let out\.$/);
  });

  it('covers exactly the ports that the rules open, whatever they are', () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    const ranges = fc.array(fc.tuple(port, port, fc.boolean()), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(ranges, port, (given, asked) => {
        const rules = given.map(([one, other], at) =>
          rule({ fromPort: Math.min(one, other), toPort: Math.max(one, other), cidr: `10.0.${at}.0/24` }),
        );
        const violations = given.flatMap(([, , isBad], at) => {
          const bad = rules[at];
          return isBad && bad !== undefined ? [exposed(bad, [{ from: bad.fromPort ?? 0, to: bad.toPort ?? 0 }])] : [];
        });

        const { columns, lanes } = portPicture(rules, violations, none);

        const column = columns.findIndex(({ from, to }) => from <= asked && asked <= to);
        const drawn = lanes.filter(({ spans }) => spans.some(({ first, last }) => first <= column && column <= last));
        const open = rules.filter(({ fromPort, toPort }) => (fromPort ?? 0) <= asked && asked <= (toPort ?? 0));
        assert.equal(drawn.length, open.length);
      }),
    );
  });
});

describe('who a source is', () => {
  const lists = new Map<string, PrefixListContents>([
    ['pl-1', { kind: 'read', cidrs: ['198.51.100.0/24', '0.0.0.0/0'] }],
    ['pl-2', { kind: 'read', cidrs: ['10.0.0.0/8'] }],
    ['pl-3', { kind: 'unreadable', reason: 'AccessDenied' }],
    ['pl-4', { kind: 'read', cidrs: ['2000::/3'] }],
  ]);
  for (const [source, kind, who] of [
    [{ kind: 'ipv4', cidr: '0.0.0.0/0' }, 'internet-ipv4', 'the whole IPv4 internet'],
    [{ kind: 'ipv6', cidr: '::/0' }, 'internet-ipv6', 'the whole IPv6 internet'],
    [{ kind: 'ipv4', cidr: '192.168.0.0/16' }, 'private', 'private addresses'],
    [{ kind: 'ipv6', cidr: 'fd00::/8' }, 'private', 'private addresses'],
    [{ kind: 'ipv4', cidr: '203.0.113.0/24' }, 'reserved', 'no addresses of the internet'],
    [{ kind: 'group', groupId: 'sg-1' }, 'group', 'members of the group'],
    [{ kind: 'prefix-list', id: 'pl-1' }, 'prefix-list', '2 entries, the widest the whole IPv4 internet'],
    [{ kind: 'prefix-list', id: 'pl-2' }, 'prefix-list', '1 entry, none of the internet'],
    [{ kind: 'prefix-list', id: 'pl-3' }, 'prefix-list', 'a prefix list that cannot be read: AccessDenied'],
    [{ kind: 'prefix-list', id: 'pl-4' }, 'prefix-list', '1 entry, the widest the whole IPv6 internet'],
    [{ kind: 'prefix-list', id: 'pl-5' }, 'prefix-list', 'a prefix list that was not read'],
  ] as const) {
    it(`is told of ${JSON.stringify(source)}`, () => {
      assert.deepEqual(networkOf({ source, direction: 'ingress' }, lists), { kind, who });
    });
  }

  it('is IPv4 by way of NAT64 for what goes out, and not for what comes in', () => {
    const nat64 = { kind: 'ipv6', cidr: '64:ff9b::/96' } as const;
    const list = { kind: 'prefix-list', id: 'pl-6' } as const;
    const told = (source: typeof nat64 | typeof list, direction: 'ingress' | 'egress') =>
      networkOf({ source, direction }, new Map([['pl-6', { kind: 'read', cidrs: [nat64.cidr] }]]));

    assert.deepEqual(told(nat64, 'egress'), {
      kind: 'internet-ipv4',
      who: 'the whole IPv4 internet through NAT64',
    });
    assert.deepEqual(told(nat64, 'ingress'), { kind: 'reserved', who: 'no addresses of the internet' });
    assert.equal(told(list, 'egress').who, '1 entry, the widest the whole IPv4 internet');
    assert.equal(told(list, 'ingress').who, '1 entry, none of the internet');
  });
});

describe('the axis of ports', () => {
  const column = (from: number, to: number, gap = false) => ({ from, to, gap, offending: false });

  it('puts columns side by side within the width', () => {
    const { starts, ends, width, crowded } = portAxis([column(22, 22), column(23, 79, true), column(80, 90)], 300);

    assert.deepEqual<(number | undefined)[]>([...starts], [0, ends[0], ends[1]]);
    assert.approximately(width, 300, 0.001);
    assert.isFalse(crowded);
  });

  it('is crowded where labels would run into each other, and empty without ports', () => {
    const many = Array.from({ length: 40 }, (_, at) => column(8000 + at, 8000 + at));

    assert.isTrue(portAxis(many, 300).crowded);
    assert.deepEqual(portAxis([], 300), { starts: [], ends: [], width: 0, crowded: false });
  });
});
