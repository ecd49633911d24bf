import { assert } from 'chai';
import * as v from 'valibot';
import { marksOfDay, stateAtLimits } from '../../bench/soak-state.ts';
import { jsonBytes } from '../../contract/json-bytes.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { initialSafetyState, type MendMark, SafetyState } from '../../contract/safety-state.ts';
import { ledgerId } from '../../safety/ledger.ts';
import { prune } from '../../safety/safety-window.ts';
import { violationMark } from '../../safety/tug-of-war.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const place = '123456789012/eu-west-1';
const mark = (n: number): MendMark => ({
  resource: `${place}/AWS::EC2::SecurityGroup/sg-${n}`,
  violation: 'x',
  at: now.toISOString(),
  actionId: `of ${n}`,
});

describe('the state of the safeguards in a soak', () => {
  it('is that of a day at the limit, from the beginning on', () => {
    const filled = stateAtLimits(initialSafetyState, place, now);

    assert.lengthOf(v.parse(SafetyState, filled).mends, marksOfDay);
    assert.equal(new Set(filled.mends.map(({ resource }) => resource)).size, marksOfDay);
    assert.deepEqual(prune(filled, now), filled, 'nothing of it is too old to matter');
  });

  it('is made of marks that are as long as those which take their place', () => {
    const real: MendMark = {
      resource: resourceKey({
        accountId: '123456789012',
        region: 'eu-west-1',
        type: 'AWS::EC2::SecurityGroup',
        id: 'sg-0123456789abcdef0',
        arn: '',
        tags: {},
      }),
      violation: violationMark('tcp 22 from 0.0.0.0/0'),
      at: now.toISOString(),
      actionId: `${ledgerId(now, '0123abcd')}.0`,
      actor: 'arn:aws:iam::123456789012:user/local-administrator',
    };

    const [made] = stateAtLimits(initialSafetyState, place, now).mends;

    assert.equal(jsonBytes(made), jsonBytes(real));
  });

  it('stays as large, and forgets the oldest first', () => {
    const state = { ...stateAtLimits(initialSafetyState, place, now), tripped: null };
    const added = { ...state, mends: [...state.mends, mark(1), mark(2)] };

    const kept = stateAtLimits(added, place, now);

    assert.lengthOf(kept.mends, marksOfDay);
    assert.deepEqual(kept.mends.slice(-2), [mark(1), mark(2)]);
    assert.deepEqual(kept.mends[0], state.mends[2]);
  });

  it('has no more counts than the hour allows', () => {
    const run = { runId: 'r', resourceType: 'AWS::EC2::SecurityGroup', at: now.toISOString(), mends: 1 } as const;
    const runs = Array.from({ length: 300 }, (_, at) => ({ ...run, runId: String(at) }));

    const kept = stateAtLimits({ ...initialSafetyState, runs }, place, now);

    assert.deepEqual(kept.runs, runs.slice(-200));
  });
});
