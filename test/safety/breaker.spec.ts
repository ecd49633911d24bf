import { assert } from 'chai';
import { initialSafetyState, type RunCount, type SafetyState } from '../../contract/safety-state.ts';
import {
  counted,
  givenBack,
  type MendRequest,
  mendsOfHour,
  overLimit,
  resetBreaker,
  shareMatters,
  trip,
} from '../../safety/breaker.ts';
import type { SafetyLimits } from '../../safety/limits.ts';
import { accountId, region } from '../support/instructions.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const limits: SafetyLimits = { perRun: 10, perHour: 20, sharePercent: 50, shareFrom: 5, tugOfWar: 3 };
const request: MendRequest = { runId: 'run', resourceType: 'AWS::S3::Bucket', accountId, region, resources: 4 };

function after(...runs: Partial<RunCount>[]): SafetyState {
  const run: RunCount = { ...request, at: now.toISOString(), mends: 1 };
  return { ...initialSafetyState, runs: runs.map((one) => ({ ...run, ...one })) };
}

describe('the breaker', () => {
  for (const [what, state, asked, existing, expected] of [
    ['nothing so far', after(), {}, 100, null],
    ['as many as a run may', after({ mends: 6 }), {}, 100, null],
    ['one more than a run may', after({ mends: 7 }), {}, 100, '11 mends in one run, where 10 are allowed'],
    ['as much by another run', after({ mends: 7, runId: 'other' }), {}, 100, null],
    ['as many as an hour may', after({ mends: 16, runId: 'other' }), {}, 100, null],
    [
      'one more than an hour may, whatever the type',
      after({ mends: 17, runId: 'other', resourceType: 'AWS::EC2::SecurityGroup' }),
      {},
      100,
      '21 mends within an hour, where 20 are allowed',
    ],
    ['just the share', after({ mends: 2 }), {}, 12, null],
    [
      'more than the share',
      after({ mends: 2 }),
      {},
      11,
      '6 of 11 resources of type AWS::S3::Bucket within an hour, where 50 % are allowed',
    ],
    ['more than the share, but too few to say anything', after(), {}, 1, null],
    ['as many of another type', after({ mends: 2, resourceType: 'AWS::EC2::SecurityGroup' }), {}, 1, null],
    ['as many of another account', after({ mends: 2, accountId: '111122223333' }), {}, 1, null],
    ['as many of another region', after({ mends: 2, region: 'us-east-1' }), {}, 1, null],
    ['all there are, where every share is allowed', after({ mends: 2 }), { sharePercent: 100 }, 1, null],
  ] as const) {
    it(`${expected === null ? 'allows' : 'stops'} four mends after ${what}`, () => {
      assert.equal(overLimit(state, request, { ...limits, ...asked }, existing), expected);
    });
  }

  it('counts for each place what a version before several accounts had counted without one', () => {
    const { runId, resourceType, at, mends } = { ...request, at: now.toISOString(), mends: 3 };

    assert.equal(mendsOfHour({ ...initialSafetyState, runs: [{ runId, resourceType, at, mends }] }, request), 7);
  });

  it('has to know the share from the limit on, and never where all of it is allowed', () => {
    assert.isFalse(shareMatters(after(), request, limits));
    assert.isTrue(shareMatters(after({}), request, limits));
    assert.isFalse(shareMatters(after({}), request, { ...limits, sharePercent: 100 }));
  });

  it('counts a request with its place and moment, and none that is for nothing', () => {
    const state = after();

    assert.deepEqual(counted(state, request, now).runs, [
      { runId: 'run', resourceType: 'AWS::S3::Bucket', accountId, region, at: now.toISOString(), mends: 4 },
    ]);
    assert.strictEqual(counted(state, { ...request, resources: 0 }, now), state);
  });

  it('gives back what was never begun, of that run, type and place alone, the latest first', () => {
    const state = after({ mends: 3 }, { mends: 2, runId: 'other' }, { mends: 2 }, { mends: 1, region: 'us-east-1' });

    assert.deepEqual(
      givenBack(state, { ...request, resources: 3 }).runs.map(({ runId, mends, region: of }) => [runId, mends, of]),
      [
        ['run', 2, region],
        ['other', 2, region],
        ['run', 1, 'us-east-1'],
      ],
    );
    assert.deepEqual(
      givenBack(state, { ...request, resources: 9 }).runs.map(({ runId, mends }) => [runId, mends]),
      [
        ['other', 2],
        ['run', 1],
      ],
    );
    assert.deepEqual(givenBack(state, { ...request, resourceType: 'AWS::EC2::SecurityGroup' }), state);
    assert.strictEqual(givenBack(state, { ...request, resources: 0 }), state);
  });

  it('keeps the first cause, with its place, until it is reset, which forgets the counts and nothing else', () => {
    const held = { ...after({}), mends: [{ resource: 'r', violation: 'v', at: now.toISOString(), actionId: 'a' }] };
    const tripped = trip(held, 'run', 'too many', now, { accountId, region });

    assert.deepEqual(tripped.tripped, {
      at: now.toISOString(),
      runId: 'run',
      cause: 'too many',
      accountId,
      region,
      told: false,
    });
    assert.strictEqual(trip(tripped, 'later', 'more', now), tripped);
    assert.deepEqual(resetBreaker(tripped), { ...held, runs: [] });
  });
});
