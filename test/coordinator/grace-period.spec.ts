import { assert } from 'chai';
import * as fc from 'fast-check';
import type { GracePeriod } from '../../contract/grace-state.ts';
import { graceOf, isOver, pruned } from '../../coordinator/grace-period.ts';
import { instruction } from '../support/instructions.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
/** Hours from now. */
const at = (hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString();
const found = (capturedAt: number, ends: number | undefined, marks: { begins?: true; announced?: true } = {}) =>
  instruction({
    evidence: { source: 'config', capturedAt: at(capturedAt) },
    ...(ends === undefined ? {} : { notBefore: at(ends) }),
    ...marks,
  });
const known = (since: number, until: number, begun = false): GracePeriod => ({
  since: at(since),
  until: at(until),
  begun,
});
const begins = { begins: true } as const;
const announced = { announced: true } as const;

describe('the grace of a violation', () => {
  const cases: {
    what: string;
    messages: ReturnType<typeof found>[];
    period?: GracePeriod;
    ends: number;
    told: boolean;
  }[] = [
    { what: 'ends when the message says', messages: [found(-1, 23)], ends: 23, told: false },
    { what: 'has been told where the message says so', messages: [found(-1, 23, announced)], ends: 23, told: true },
    {
      what: 'ends with the earliest of several',
      messages: [found(-1, 23), found(-3, 21), found(-2, 22)],
      ends: 21,
      told: false,
    },
    {
      what: 'has been told where one of them says so',
      messages: [found(-1, 23), found(-3, 21, announced)],
      ends: 21,
      told: true,
    },
    {
      what: 'is not put off by another finding',
      messages: [found(-1, 23)],
      period: known(-3, 21),
      ends: 21,
      told: true,
    },
    {
      what: 'ends earlier where a shorter grace is asked for',
      messages: [found(-1, 2)],
      period: known(-3, 21),
      ends: 2,
      told: true,
    },
    {
      what: 'is over where a message of the rule knows of no grace',
      messages: [found(-1, 23), found(-3, undefined)],
      ends: -3,
      told: false,
    },
    {
      what: 'is a new one where the violation began anew',
      messages: [found(-1, 23, begins)],
      period: known(-9, 15),
      ends: 23,
      told: false,
    },
    {
      what: 'is a new one too where the message of the ended one comes with it',
      messages: [found(-9, 15, announced), found(-1, 23, begins)],
      ends: 23,
      told: false,
    },
    {
      what: 'is the new one for a message of the ended one',
      messages: [found(-9, 15, announced)],
      period: known(-1, 23, true),
      ends: 23,
      told: true,
    },
    {
      what: 'is the same one where that beginning comes again',
      messages: [found(-1, 23, begins)],
      period: known(-1, 23, true),
      ends: 23,
      told: true,
    },
    {
      what: 'is the same one where two begin within minutes',
      messages: [found(-1, 23.1, begins)],
      period: known(-1.1, 23, true),
      ends: 23,
      told: true,
    },
    {
      what: 'is a new one where the last is over',
      messages: [found(-0.1, 0.05, begins)],
      period: known(-0.3, -0.1, true),
      ends: 0.05,
      told: false,
    },
    {
      what: 'stays over for what is found again while it is mended',
      messages: [found(-0.1, 24)],
      period: known(-24, -0.2),
      ends: -0.2,
      told: true,
    },
    { what: 'is ten days at most, whatever a message asks for', messages: [found(-1, 5000)], ends: 240, told: false },
  ];
  for (const { what, messages, period, ends, told } of cases) {
    it(what, () => {
      const grace = graceOf(messages, period, now);

      assert.deepEqual([grace.period.until, grace.told], [at(ends), told]);
      assert.equal(isOver(grace.period, now), ends <= 0);
    });
  }

  it('is the longest for a day that there is not', () => {
    const none = instruction({ notBefore: '2026-99-99T00:00:00.000Z' });

    assert.equal(graceOf([none], undefined, now).period.until, at(240));
  });

  it('is over at its very end', () => {
    assert.isTrue(isOver(known(-1, 0), now));
    assert.isFalse(isOver({ ...known(-1, 0), until: '2026-11-20T12:00:00.001Z' }, now));
  });

  const hours = fc.integer({ min: -100, max: 200 });
  const anyFound = fc.record({ capturedAt: fc.integer({ min: -100, max: 0 }), ends: hours, begins: fc.boolean() });
  const message = (one: { capturedAt: number; ends: number; begins: boolean }) =>
    found(one.capturedAt, one.ends, one.begins ? begins : {});

  it('of findings that go on is the earliest end of all, in any order and grouping', () => {
    const goingOn = fc.array(
      anyFound.map((one) => ({ ...one, begins: false })),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(goingOn, fc.nat(5), (all, cut) => {
        const [first, ...more] = [all.slice(0, cut), all.slice(cut)].filter(({ length }) => length > 0);
        let { period } = graceOf((first ?? all).map(message), undefined, now);
        for (const later of more) period = graceOf(later.map(message), period, now).period;

        assert.equal(period.until, at(Math.min(...all.map(({ ends }) => ends))));
      }),
    );
  });

  it('never ends before the earliest end that a message of the last beginning asks for', () => {
    fc.assert(
      fc.property(fc.array(anyFound, { minLength: 1, maxLength: 6 }), (all) => {
        const { period } = graceOf(all.map(message), undefined, now);

        const counted = all.filter(({ capturedAt }) => Date.parse(at(capturedAt)) >= Date.parse(period.since));
        assert.include(
          counted.map(({ ends }) => at(ends)),
          period.until,
        );
        assert.isFalse(counted.some(({ ends }) => Date.parse(at(ends)) < Date.parse(period.until)));
      }),
    );
  });
});

describe('the periods that are kept', () => {
  it('are those that run, and those that ended within the hour', () => {
    const kept = pruned({ runs: known(-1, 5), ended: known(-5, -0.9), gone: known(-5, -1) }, now);

    assert.sameMembers(Object.keys(kept), ['runs', 'ended']);
  });
});
