import { assert } from 'chai';
import type { Place } from '../../accounts/membership.ts';
import type { Notice } from '../../contract/notice.ts';
import { initialSafetyState, type TugOfWar } from '../../contract/safety-state.ts';
import { abandon } from '../../safety/abandon.ts';
import { announceSafety } from '../../safety/announce.ts';
import { defaultLimits, type SafetyLimits } from '../../safety/limits.ts';
import { createSafeguards, type Intended, type Safeguards } from '../../safety/safeguards.ts';
import { resetTugOfWar } from '../../safety/tug-of-war.ts';
import { groupIdentity } from '../support/instructions.ts';
import { type MemorySafety, memorySafety } from '../support/safety.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const violation = 'tcp 22 from 0.0.0.0/0';
const home: Place = { accountId: '123456789012', region: 'eu-west-1' };
const others: readonly (readonly [string, Place])[] = [
  ['another account', { accountId: '111122223333', region: 'eu-west-1' }],
  ['another region', { accountId: '123456789012', region: 'us-east-1' }],
];
const quiet = { pause: () => Promise.resolve(), random: () => 0 };

describe('The safeguards of several accounts', () => {
  let store: MemorySafety;
  beforeEach(() => {
    store = memorySafety();
  });

  const safeguards = (place: Place, limits: Partial<SafetyLimits> = {}): Safeguards =>
    createSafeguards({
      ...quiet,
      store,
      limits: { ...defaultLimits, perRun: 1000, perHour: 1000, ...limits },
      runId: 'run',
      remediator: 'security-group',
      resourceType: 'AWS::EC2::SecurityGroup',
      place,
      now: () => now,
      existing: () => Promise.resolve(100),
    });
  const mends = (place: Place, count: number, action = 'a'): Intended[] =>
    Array.from({ length: count }, (_, n) => ({
      entryId: action,
      actionId: `${action}.${place.accountId}.${place.region}.${n}`,
      resource: groupIdentity(`sg-${action}-${n}`, place),
      violations: [violation],
    }));
  const tug = (place: Place): TugOfWar => ({
    resource: groupIdentity('sg-1', place),
    violation,
    since: now.toISOString(),
    mends: [],
    told: false,
  });

  for (const [what, other] of others) {
    it(`take the share of ${what} for its own`, async () => {
      const limits = { sharePercent: 20, shareFrom: 10 };

      const kinds = [];
      for (const [place, count] of [
        [home, 20],
        [other, 20],
        [other, 1],
      ] as const) {
        kinds.push((await safeguards(place, limits).admit(mends(place, count, `${kinds.length}`))).kind);
      }

      assert.deepEqual(kinds, ['admitted', 'admitted', 'tripped']);
      assert.deepInclude(store.state.tripped, other);
      assert.match(store.state.tripped?.cause ?? '', /^21 of 100 resources/);
    });

    it(`count the hour and the run of ${what} with all others`, async () => {
      await safeguards(home).admit(mends(home, 6));

      const hour = await safeguards(other, { perHour: 10 }).admit(mends(other, 5));

      assert.deepInclude(hour, { kind: 'tripped', newly: true });
    });

    it(`hold a tug-of-war of a group of the same id in ${what} apart, and what is in flight`, async () => {
      store.state = { ...initialSafetyState, tugsOfWar: [tug(home)] };
      await safeguards(home).admit(mends(home, 1));
      const there = groupIdentity('sg-0', other);

      assert.isEmpty(await safeguards(other).heldOf(groupIdentity('sg-1', other)));
      assert.deepEqual(await safeguards(other).begunOf(there), []);
      await abandon([there], store.state.inFlight[0]?.runId ?? '', { ...quiet, store });
      assert.notProperty(store.state.inFlight[0], 'abandoned');
      assert.isNotEmpty(await safeguards(home).heldOf(groupIdentity('sg-1', home)));
    });

    it(`do not take a tug-of-war for told because that of ${what} was`, async () => {
      store.state = { ...initialSafetyState, tugsOfWar: [tug(home)] };
      store.beforeWrite = () => {
        store.beforeWrite = undefined;
        store.state = { ...store.state, tugsOfWar: [...store.state.tugsOfWar, tug(other)] };
      };
      const told: Notice[] = [];
      const announcing = {
        ...quiet,
        ...home,
        store,
        tell: async (notices: readonly Notice[]) => void told.push(...notices),
      };

      await announceSafety(announcing);
      await announceSafety(announcing);

      assert.deepEqual(
        told.map((notice) => notice.kind === 'tug-of-war' && notice.resource.accountId + notice.resource.region),
        [home, other].map(({ accountId, region }) => accountId + region),
      );
    });

    it(`let go of one group by its key, and of those of the same id in ${what} by the id`, () => {
      const state = { ...initialSafetyState, tugsOfWar: [tug(home), tug(other)] };
      const { accountId, region } = other;

      const one = resetTugOfWar(state, `${accountId}/${region}/AWS::EC2::SecurityGroup/sg-1`);

      assert.deepEqual(one.tugsOfWar, [tug(home)]);
      assert.isEmpty(resetTugOfWar(state, 'sg-1').tugsOfWar);
    });
  }

  it('count what an earlier version counted for every place', async () => {
    const run = { runId: 'old', resourceType: 'AWS::EC2::SecurityGroup' as const, at: now.toISOString(), mends: 20 };
    store.state = { ...initialSafetyState, runs: [run] };

    const answer = await safeguards(home, { sharePercent: 20, shareFrom: 10 }).admit(mends(home, 1));

    assert.equal(answer.kind, 'tripped');
  });

  it('tell where the breaker tripped, whoever tells it', async () => {
    const [, place] = others[0] ?? ['', home];
    await safeguards(place, { perRun: 1 }).admit(mends(place, 2));
    const told: Notice[] = [];

    await announceSafety({ ...quiet, ...home, store, tell: async (notices) => void told.push(...notices) });

    assert.deepInclude(told[0], { kind: 'breaker-tripped', ...place });
  });
});
