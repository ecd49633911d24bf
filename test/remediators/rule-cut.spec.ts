import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import type { ExposedPorts, Violation } from '../../contract/violation.ts';
import { describeRuleInFull } from '../../exposure/describe-rule.ts';
import { type RuleCut, ruleCuts } from '../../remediators/rule-cut.ts';
import { egress, ingress, type Ports } from '../support/security-groups.ts';

const world = '0.0.0.0/0';
const wide = ingress('tcp', [20, 25], world, 'temp');
const all = ingress('-1', null, world, 'temp');

/** As one rule of configmend finds it; `legalPortless` where it says what is legal. */
function exposure(
  rule: GroupRule,
  protocol: string,
  ports: readonly (readonly [number, number])[],
  legalPortless?: ExposedPorts['legalPortless'],
): ExposedPorts {
  return {
    kind: 'exposed-ports',
    rule,
    protocol,
    ports: ports.map(([from, to]) => ({ from, to })),
    reachedBy: 'the whole IPv4 internet',
    ...(legalPortless === undefined ? {} : { legalPortless }),
  };
}
const unwanted = (rule: GroupRule): Violation => ({ kind: 'unwanted-rule', rule, reason: 'it must not' });
const told = ({ rule, pieces, kept, note, unwanted: why }: RuleCut) => ({
  rule: describeRuleInFull(rule),
  pieces: pieces.map(describeRuleInFull),
  kept: kept.map(describeRuleInFull),
  note,
  why,
});
const cutsOf = (rules: readonly GroupRule[], violations: readonly Violation[], exempt: readonly Violation[] = []) =>
  ruleCuts(rules, violations, exempt).map(told);
const piece = (protocol: string, ports: Ports, source = world) =>
  describeRuleInFull(ingress(protocol, ports, source, 'temp'));

describe('the cuts of rules with ports', () => {
  const whole = { rule: 'tcp 20-25 from 0.0.0.0/0 "temp"', pieces: [], kept: [], note: null, why: null };
  const cases: [string, Violation[], object[]][] = [
    ['none without violations', [], []],
    ['none of another protocol', [exposure(wide, 'udp', [[22, 22]])], []],
    ['none of ports that it does not open', [exposure(wide, 'tcp', [[26, 30]])], []],
    [
      'the middle',
      [exposure(wide, 'tcp', [[22, 22]])],
      [{ ...whole, pieces: [piece('tcp', [20, 21]), piece('tcp', [23, 25])] }],
    ],
    ['the begin', [exposure(wide, 'tcp', [[0, 22]])], [{ ...whole, pieces: [piece('tcp', [23, 25])] }]],
    ['the end', [exposure(wide, 'tcp', [[22, 99]])], [{ ...whole, pieces: [piece('tcp', [20, 21])] }]],
    ['all of it', [exposure(wide, 'tcp', [[0, 99]])], [whole]],
    ['all of it where all traffic is in violation', [exposure(wide, '-1', [[22, 22]])], [whole]],
    [
      'what several violations ask for',
      [exposure(wide, 'tcp', [[21, 21]]), exposure(wide, 'udp', [[20, 20]]), exposure(wide, 'tcp', [[24, 25]])],
      [{ ...whole, pieces: [piece('tcp', 20), piece('tcp', [22, 23])] }],
    ],
    [
      'the rule whole where it must not be there',
      [exposure(wide, 'tcp', [[22, 22]]), unwanted(wide)],
      [{ ...whole, why: 'it must not' }],
    ],
    [
      'no piece that must not be there',
      [exposure(wide, 'tcp', [[22, 22]]), unwanted(ingress('tcp', [20, 21], world))],
      [{ ...whole, pieces: [piece('tcp', [23, 25])] }],
    ],
  ];
  for (const [what, violations, cuts] of cases) {
    it(`are ${what}`, () => {
      assert.deepEqual(cutsOf([wide], violations), cuts);
    });
  }

  it('are of udp as well, whose ports EC2 may leave out', () => {
    const [cut] = cutsOf(
      [ingress('udp', null, world, 'temp')],
      [exposure(ingress('udp', null, world), 'udp', [[53, 65535]])],
    );

    assert.deepEqual(cut?.pieces, [piece('udp', [0, 52])]);
  });

  it('are whole of a protocol without ports, and none of one that is not in violation', () => {
    const [ping, esp] = [ingress('icmp', [8, -1], world), ingress('50', null, world)];

    assert.deepEqual(cutsOf([ping, esp], [exposure(esp, '50', [])]), [
      { rule: 'protocol 50 from 0.0.0.0/0', pieces: [], kept: [], note: null, why: null },
    ]);
    assert.deepEqual(cutsOf([ping], [exposure(ping, 'tcp', [[22, 22]])]), []);
  });

  it('are in canonical order, whatever the order of the rules', () => {
    const rules = [egress('tcp', 22, world), wide, ingress('tcp', [20, 25], '::/0')];
    const violations = rules.map((rule) => exposure(rule, 'tcp', [[22, 22]]));

    const cuts = cutsOf(rules.toReversed(), violations);

    assert.deepEqual(cuts, cutsOf(rules, violations));
    assert.deepEqual(
      cuts.map(({ rule }) => rule),
      ['tcp 20-25 from 0.0.0.0/0 "temp"', 'tcp 20-25 from ::/0', 'tcp 22 to 0.0.0.0/0'],
    );
  });

  it('say what of the pieces is exempt, but what another violation asks for', () => {
    const exempt = [
      exposure(wide, 'tcp', [
        [20, 20],
        [24, 25],
      ]),
      exposure(wide, 'udp', [[21, 21]]),
    ];

    const [cut] = cutsOf([wide], [exposure(wide, 'tcp', [[22, 24]])], exempt);

    assert.deepEqual(cut?.pieces, [piece('tcp', [20, 21]), piece('tcp', 25)]);
    assert.deepEqual(cut?.kept, [piece('tcp', 20), piece('tcp', 25)]);
  });

  it('are not about what is exempt of another rule', () => {
    const exempt = [exposure(ingress('tcp', [20, 25], '::/0'), 'tcp', [[20, 20]]), unwanted(wide)];

    assert.deepEqual(cutsOf([wide], [exposure(wide, 'tcp', [[22, 22]])], exempt)[0]?.kept, []);
  });

  it('keep nothing that must not be there', () => {
    const violations = [exposure(wide, 'tcp', [[22, 22]]), unwanted(ingress('tcp', 20, world))];

    assert.deepEqual(cutsOf([wide], violations, [exposure(wide, 'tcp', [[20, 20]])])[0]?.kept, []);
  });
});

describe('the cuts of all traffic', () => {
  const rule = 'all traffic from 0.0.0.0/0 "temp"';
  const ends = 'so whatever else it allowed ends with it.';
  const narrowed = (to: string) =>
    `all traffic from 0.0.0.0/0 is narrowed to ${to}: whatever other protocol it allowed (ESP, GRE, …) ends with it, because a group has no room to list them all.`;
  const legal = [piece('tcp', [0, 21]), piece('tcp', [23, 65535]), piece('udp', [0, 65535])];
  type Told = Pick<ReturnType<typeof told>, 'pieces' | 'kept' | 'note'>;
  const cases: [string, Violation[], Violation[], Told[]][] = [
    ['none without violations', [], [], []],
    [
      'the whole where nobody says what is legal',
      [exposure(all, 'udp', [[53, 53]]), exposure(all, 'tcp', [[22, 22]]), exposure(all, 'tcp', [[23, 23]])],
      [],
      [
        {
          pieces: [],
          kept: [],
          note: `all traffic from 0.0.0.0/0 is revoked whole: all traffic cannot be narrowed to all but tcp 22-23 and udp 53, ${ends}`,
        },
      ],
    ],
    [
      'all but what is exempt',
      [exposure(all, 'tcp', [[22, 22]])],
      [exposure(all, 'tcp', [[22, 23]]), exposure(all, 'udp', [[53, 53]])],
      [
        {
          pieces: [piece('tcp', 23), piece('udp', 53)],
          kept: [piece('tcp', 23), piece('udp', 53)],
          note: `all traffic from 0.0.0.0/0 is narrowed to tcp 23 and udp 53, which is exempt: all traffic cannot be narrowed to all but tcp 22, ${ends}`,
        },
      ],
    ],
    [
      'what is not in violation where a list says what is legal',
      [exposure(all, 'tcp', [[22, 22]], ['icmpv6', 'icmp'])],
      [],
      [
        {
          pieces: [...legal, piece('icmp', -1), piece('icmpv6', -1)],
          kept: [],
          note: narrowed('tcp 0-21,23-65535 and udp 0-65535 and icmp and icmpv6'),
        },
      ],
    ],
    [
      'what several lists say is legal, each once',
      [exposure(all, 'tcp', [[22, 22]], ['icmp']), exposure(all, 'udp', [[0, 65535]], ['icmp'])],
      [],
      [
        {
          pieces: [...legal.slice(0, 2), piece('icmp', -1)],
          kept: [],
          note: narrowed('tcp 0-21,23-65535 and icmp'),
        },
      ],
    ],
    [
      'a list of what is exempt, which says what is legal too',
      [exposure(all, 'tcp', [[22, 22]])],
      [exposure(all, 'tcp', [[80, 80]], [])],
      [{ pieces: legal, kept: [piece('tcp', 80)], note: narrowed('tcp 0-21,23-65535 and udp 0-65535') }],
    ],
    [
      'the whole where a list says that nothing is legal',
      [exposure(all, 'tcp', [[0, 65535]], []), exposure(all, 'udp', [[0, 65535]], [])],
      [],
      [
        {
          pieces: [],
          kept: [],
          note: `all traffic from 0.0.0.0/0 is revoked whole: all traffic cannot be narrowed to all but tcp 0-65535 and udp 0-65535, ${ends}`,
        },
      ],
    ],
    [
      'the whole, without a word, where all traffic is in violation',
      [exposure(all, '-1', [], ['icmp'])],
      [],
      [{ pieces: [], kept: [], note: null }],
    ],
  ];
  for (const [what, violations, exempt, cuts] of cases) {
    it(`are ${what}`, () => {
      assert.deepEqual(
        cutsOf([all], violations, exempt),
        cuts.map((cut) => ({ ...cut, rule, why: null })),
      );
    });
  }
});
