import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import { describeRule } from '../../exposure/describe-rule.ts';
import type { PlanLimits } from '../../remediators/remediator.ts';
import type { RuleCut } from '../../remediators/rule-cut.ts';
import { fitCuts } from '../../remediators/rule-fit.ts';
import { ruleKey } from '../../resources/rule-identity.ts';
import { egress, ingress } from '../support/security-groups.ts';

/** A cut of a rule for so many ports from 1 on, of which these are left, and these exempt. */
function cut(ports: number, source: string, left: readonly number[], exempt: readonly number[] = []): RuleCut {
  const at = (port: number): GroupRule => ingress('tcp', port, source);
  return {
    rule: ingress('tcp', [1, ports], source),
    pieces: left.map(at),
    kept: exempt.map(at),
    note: null,
    unwanted: null,
  };
}
const [a, b, c, d] = ['10.0.0.0/8', '11.0.0.0/8', '12.0.0.0/8', '13.0.0.0/8'];

/** `+` what is authorised, `-` what is revoked, batch by batch, and all the rest in words. */
function told(cuts: readonly RuleCut[], limits: PlanLimits, others: readonly GroupRule[] = []) {
  const present = [...others, ...cuts.map(({ rule }) => rule)];
  const staying = new Map(others.map((rule) => [ruleKey(rule), rule]));
  const { batches, left, uncut, notes } = fitCuts('ingress', cuts, present, staying, limits);
  const named = (rules: readonly GroupRule[]): string => rules.map((rule) => describeRule(rule)).join(', ');
  return {
    batches: batches.map(({ authorised, revoked }) => `+ ${named(authorised)} - ${named(revoked)}`),
    left: named(left),
    uncut: named(uncut),
    notes,
  };
}
const after = (ingressRefusals: number, rest: PlanLimits = {}): PlanLimits => ({
  ...rest,
  refusals: { ingress: ingressRefusals, egress: 0 },
});
const refused = 'AWS refused to take as many more ingress rules in this group as that needs';

describe('cuts that fit', () => {
  it('are made at once, and are those of one direction', () => {
    const outwards = { ...cut(3, a, [1]), rule: egress('tcp', [1, 3], a) };

    assert.deepEqual(told([cut(3, a, [1, 3]), outwards, cut(2, b, [])], {}), {
      batches: [`+ tcp 1 from ${a}, tcp 3 from ${a} - tcp 1-3 from ${a}, tcp 1-2 from ${b}`],
      left: `tcp 1 from ${a}, tcp 3 from ${a}`,
      uncut: '',
      notes: [],
    });
  });

  it('authorise nothing twice, and nothing that is there', () => {
    const { batches, left } = told([cut(3, a, [1, 3]), cut(2, a, [1])], {}, [ingress('tcp', 3, a)]);

    assert.deepEqual(batches, [`+ tcp 1 from ${a} - tcp 1-3 from ${a}, tcp 1-2 from ${a}`]);
    assert.equal(left, `tcp 1 from ${a}, tcp 3 from ${a}`);
  });

  it('say what they have to say', () => {
    assert.deepEqual(told([{ ...cut(3, a, [1]), note: 'It ends.' }, cut(3, b, [])], {}).notes, ['It ends.']);
  });

  it('are none of none', () => {
    assert.deepEqual(told([], {}), { batches: ['+  - '], left: '', uncut: '', notes: [] });
  });
});

describe('cuts that AWS refused once', () => {
  it('make room first, and are then made one at a time, those that need least first', () => {
    const cuts = [cut(9, a, [1, 3, 5]), cut(5, 'pl-1', [1]), cut(4, c, [1]), cut(3, b, []), cut(5, a, [1])];

    assert.deepEqual(told(cuts, after(1)), {
      batches: [
        `+  - tcp 1-3 from ${b}`,
        `+ tcp 1 from ${c} - tcp 1-4 from ${c}`,
        `+ tcp 1 from ${a} - tcp 1-5 from ${a}`,
        `+ tcp 3 from ${a}, tcp 5 from ${a} - tcp 1-9 from ${a}`,
        `+ tcp 1 from pl-1 - tcp 1-5 from pl-1`,
      ],
      left: `tcp 1 from ${a}, tcp 3 from ${a}, tcp 5 from ${a}, tcp 1 from pl-1, tcp 1 from ${c}`,
      uncut: '',
      notes: [],
    });
  });

  it('are not tried again as they were, where there is one and nothing makes room for it', () => {
    assert.deepEqual(told([cut(3, a, [1, 3])], after(1)), {
      batches: [`+  - tcp 1-3 from ${a}`],
      left: '',
      uncut: '',
      notes: [`tcp 1-3 from ${a} is revoked whole: tcp 1,3 of it, which is legal, does not fit: ${refused}.`],
    });
  });

  it('are tried again where there are two, or another makes room', () => {
    assert.lengthOf(told([cut(3, a, [1]), cut(3, b, [1])], after(1)).notes, 0);
    assert.lengthOf(told([cut(3, a, [1]), cut(3, b, [])], after(1)).notes, 0);
  });
});

describe('cuts that AWS refused again and again', () => {
  const cuts = [cut(3, a, [1]), cut(3, b, [1, 3]), cut(5, c, [1, 3, 5]), cut(3, 'pl-1', [1])];

  it('are given up, the hardest first, twice as many each time', () => {
    const givenUp = [1, 2, 3, 4, 12, 13, 40].map((times) =>
      told(cuts, after(times)).notes.map((note) => note.split(' is ')[0]),
    );

    const [, second, third, ...later] = givenUp;
    assert.deepEqual(givenUp[0], []);
    assert.deepEqual(second, ['tcp 1-3 from pl-1']);
    assert.deepEqual(third, [`tcp 1-5 from ${c}`, 'tcp 1-3 from pl-1']);
    for (const all of later) assert.lengthOf(all, cuts.length);
  });

  it('are revoked before the others, without their pieces', () => {
    const { batches, left } = told(cuts, after(3));

    assert.equal(batches[0], `+  - tcp 1-5 from ${c}, tcp 1-3 from pl-1`);
    assert.lengthOf(batches, 3);
    assert.equal(left, `tcp 1 from ${a}, tcp 1 from ${b}, tcp 3 from ${b}`);
  });

  it('are none that needs no room', () => {
    assert.deepEqual(
      told([cut(3, a, [1]), cut(3, 'pl-1', []), cut(5, 'pl-2', [])], after(2)).notes.map(
        (note) => note.split(' is ')[0],
      ),
      [`tcp 1-3 from ${a}`],
    );
  });

  it('are one of those for prefix lists before any other, and it says what they weigh', () => {
    assert.deepEqual(told([cut(9, a, [1, 3, 5, 7]), cut(3, 'pl-1', [1])], after(2)).notes, [
      `tcp 1-3 from pl-1 is revoked whole: tcp 1 of it, which is legal, does not fit: ${refused} (a prefix list counts as its maximum of entries).`,
    ]);
  });

  it('keep what is exempt of them, and then stay as they are', () => {
    const exempt = [cut(5, a, [1, 3], [3]), cut(6, b, [1, 3, 5], [5]), cut(4, c, [1])];
    const steps = [2, 3, 4, 5].map((times) => told(exempt, after(times)));

    assert.deepEqual(
      steps.map(({ left }) => left),
      [
        `tcp 1 from ${a}, tcp 3 from ${a}, tcp 5 from ${b}, tcp 1 from ${c}`,
        `tcp 3 from ${a}, tcp 5 from ${b}, tcp 1 from ${c}`,
        `tcp 3 from ${a}`,
        '',
      ],
    );
    assert.deepEqual(
      steps.map(({ uncut }) => uncut),
      ['', '', `tcp 1-6 from ${b}`, `tcp 1-5 from ${a}, tcp 1-6 from ${b}`],
    );
    assert.deepEqual(steps[2]?.notes, [
      `tcp 1-5 from ${a} is narrowed to tcp 3, which is exempt: what else of it is legal does not fit: ${refused}.`,
      `tcp 1-6 from ${b} stays as it is, and with it what violates: tcp 5 of it, which is exempt, does not fit: ${refused}.`,
      `tcp 1-4 from ${c} is revoked whole: tcp 1 of it, which is legal, does not fit: ${refused}.`,
    ]);
  });
});

describe('cuts within a quota', () => {
  const quota = (rulesPerGroup: number): PlanLimits => ({ rulesPerGroup });
  const why = (room: number) => `beside the other rules within the quota of ${room} ingress rules per group.`;

  it('are made while there is room, those that need least first', () => {
    const cuts = [cut(9, a, [1, 3, 5]), cut(3, b, [1]), cut(5, d, [1, 3])];

    assert.deepEqual(told(cuts, quota(6)), {
      batches: [
        `+ tcp 1 from ${b}, tcp 1 from ${d}, tcp 3 from ${d} - tcp 1-9 from ${a}, tcp 1-3 from ${b}, tcp 1-5 from ${d}`,
      ],
      left: `tcp 1 from ${b}, tcp 1 from ${d}, tcp 3 from ${d}`,
      uncut: '',
      notes: [`tcp 1-9 from ${a} is revoked whole: tcp 1,3,5 of it, which is legal, does not fit ${why(6)}`],
    });
  });

  it('take the room for a piece that two of them share once', () => {
    assert.deepEqual(told([cut(3, a, [1, 3]), cut(2, a, [1])], quota(4)).notes, []);
    assert.lengthOf(told([cut(3, a, [1, 3]), cut(2, a, [1])], quota(3)).notes, 1);
  });

  it('are reduced to what is exempt, or left where there is no room for that either', () => {
    const cuts = [cut(9, a, [1, 3, 5], [5]), cut(7, b, [1, 3], [1, 3])];

    assert.deepEqual(told(cuts, quota(3)), {
      batches: [`+ tcp 5 from ${a} - tcp 1-9 from ${a}`],
      left: `tcp 5 from ${a}`,
      uncut: `tcp 1-7 from ${b}`,
      notes: [
        `tcp 1-9 from ${a} is narrowed to tcp 5, which is exempt: what else of it is legal does not fit ${why(3)}`,
        `tcp 1-7 from ${b} stays as it is, and with it what violates: tcp 1,3 of it, which is exempt, does not fit ${why(3)}`,
      ],
    });
  });

  it('count what is refused on top of it', () => {
    const cuts = [cut(3, a, [1]), cut(5, b, [1, 3]), cut(9, c, [1, 3, 5])];

    assert.deepEqual(told(cuts, after(2, quota(6))), {
      batches: [`+  - tcp 1-5 from ${b}, tcp 1-9 from ${c}`, `+ tcp 1 from ${a} - tcp 1-3 from ${a}`],
      left: `tcp 1 from ${a}`,
      uncut: '',
      notes: [
        `tcp 1-5 from ${b} is revoked whole: tcp 1,3 of it, which is legal, does not fit ${why(6)}`,
        `tcp 1-9 from ${c} is revoked whole: tcp 1,3,5 of it, which is legal, does not fit ${why(6)}`,
      ],
    });
  });
});

describe('a preview of cuts', () => {
  const doubt = (needed: string, room: number, but: string, first: string) =>
    `For a moment this needs ${needed} rules; AWS's default quota is ${room}. If AWS refuses, nothing is revoked yet: the rules are ` +
    `narrowed one at a time, and what still does not fit is revoked whole${but}, ${first} first.`;
  const cuts = [cut(5, a, [1, 3]), cut(3, b, [1])];
  const cases: [string, RuleCut[], PlanLimits, GroupRule[], string[]][] = [
    ['nothing where all fits', cuts, { noteBeyond: 5 }, [], []],
    [
      'what does not, and what goes first',
      cuts,
      { noteBeyond: 4 },
      [],
      [doubt('5 IPv4 ingress', 4, '', `tcp 1-5 from ${a}`)],
    ],
    ['nothing where no limit is known', cuts, {}, [], []],
    ['nothing where AWS has refused by now', cuts, after(1, { noteBeyond: 4 }), [], []],
    ['nothing where nothing is authorised', [cut(5, a, []), cut(3, b, [])], { noteBeyond: 1 }, [], []],
    [
      'the family that is too full alone',
      cuts,
      { noteBeyond: 1 },
      [ingress('tcp', 443, '::/0'), ingress('tcp', 444, '::/0')],
      [doubt('5 IPv4 ingress', 1, '', `tcp 1-5 from ${a}`)],
    ],
    [
      'that what is exempt stays',
      [cut(5, a, [1, 3], [3])],
      { noteBeyond: 2 },
      [],
      [doubt('3 IPv4 ingress', 2, ' but for what is exempt of it', `tcp 1-5 from ${a}`)],
    ],
    [
      'that a prefix list may weigh more',
      cuts,
      { noteBeyond: 4 },
      [ingress('tcp', 443, 'pl-1')],
      [doubt('at least 6 IPv4 ingress', 4, '', `tcp 1-5 from ${a}`)],
    ],
    [
      'the same of a list that is opened anew',
      [cut(3, 'pl-1', [1])],
      { noteBeyond: 1 },
      [],
      ['IPv4', 'IPv6'].map((family) => doubt(`at least 2 ${family} ingress`, 1, '', 'tcp 1-3 from pl-1')),
    ],
    [
      'also a family of which there was none',
      [{ ...cut(5, a, []), pieces: [ingress('tcp', 1, '::/0'), ingress('tcp', 3, '::/0')] }],
      { noteBeyond: 1 },
      [],
      [doubt('2 IPv6 ingress', 1, '', `tcp 1-5 from ${a}`)],
    ],
  ];
  for (const [what, given, limits, others, notes] of cases) {
    it(`notes ${what}`, () => {
      assert.deepEqual(told(given, limits, others).notes, notes);
    });
  }
});
