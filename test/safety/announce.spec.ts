import { assert } from 'chai';
import type { Notice } from '../../contract/notice.ts';
import { initialSafetyState, type TugOfWar } from '../../contract/safety-state.ts';
import { type AnnounceDeps, announceSafety } from '../../safety/announce.ts';
import { trip } from '../../safety/breaker.ts';
import { groupIdentity } from '../support/instructions.ts';
import { type MemorySafety, memorySafety } from '../support/safety.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const tripped = trip(initialSafetyState, 'run-1', 'too many', at);
const tug = (id: string): TugOfWar => ({
  resource: groupIdentity(id),
  violation: 'tcp 22 from 0.0.0.0/0',
  since: at.toISOString(),
  mends: [],
  told: false,
});

describe('Telling what the safeguards stopped', () => {
  let store: MemorySafety;
  let told: Notice[];
  const announce = (overrides: Partial<AnnounceDeps> = {}) =>
    announceSafety({
      store,
      accountId: '123456789012',
      region: 'eu-west-1',
      pause: () => Promise.resolve(),
      random: () => 0,
      async tell(notices) {
        told.push(...notices);
      },
      ...overrides,
    });
  beforeEach(() => {
    told = [];
    store = memorySafety({ ...tripped, tugsOfWar: [tug('sg-1'), { ...tug('sg-2'), told: true }] });
  });

  it('tells the trip and each tug-of-war once', async () => {
    const first = await announce();
    const second = await announce();

    assert.deepEqual(
      told.map((notice) => (notice.kind === 'tug-of-war' ? notice.resource.id : notice.kind)),
      ['breaker-tripped', 'sg-1'],
    );
    assert.equal(first?.cause, 'too many');
    assert.isTrue(second?.told);
  });

  it('says nothing, and writes nothing, where nothing was stopped', async () => {
    store = memorySafety();

    assert.isNull(await announce());
    assert.deepEqual([told, store.writes], [[], 0]);
  });

  it('tells again where telling failed', async () => {
    const failing = announce({ tell: () => Promise.reject(new Error('no topic')) });
    await failing.then(
      () => assert.fail('it was told'),
      () => undefined,
    );
    await announce();

    assert.lengthOf(told, 2);
  });

  it('leaves for the next time what was stopped while it told', async () => {
    store.beforeWrite = () => {
      store.beforeWrite = undefined;
      store.state = { ...store.state, tugsOfWar: [...store.state.tugsOfWar, tug('sg-3')] };
    };
    await announce();
    assert.lengthOf(told, 2);
    await announce();

    assert.equal(told[2]?.kind === 'tug-of-war' && told[2].resource.id, 'sg-3');
  });

  for (const [what, runId, moment] of [
    ['of another run', 'run-2', at],
    ['at another moment', 'run-1', new Date(at.getTime() + 1)],
  ] as const) {
    it(`does not take a trip for told that came after a reset, ${what}`, async () => {
      store.beforeWrite = () => {
        store.beforeWrite = undefined;
        store.state = trip({ ...store.state, tripped: null }, runId, 'again', moment);
      };
      await announce();

      assert.isFalse(store.state.tripped?.told);
    });
  }

  it('does not trip anew what was reset while it told', async () => {
    store.beforeWrite = () => {
      store.beforeWrite = undefined;
      store.state = { ...store.state, tripped: null };
    };

    assert.isNull(await announce());
    assert.isNull(store.state.tripped);
  });

  it('names where it tripped, or the place of whoever tells where that is not known', async () => {
    const place = { accountId: '111122223333', region: 'us-east-1' };
    const known = memorySafety(trip(initialSafetyState, 'run-1', 'too many', at, place));
    await announce();
    await announce({ store: known });

    const common = {
      version: 1,
      kind: 'breaker-tripped',
      cause: 'too many',
      runId: 'run-1',
      at: at.toISOString(),
    } as const;
    assert.deepEqual(
      told.filter(({ kind }) => kind === 'breaker-tripped'),
      [
        { ...common, accountId: '123456789012', region: 'eu-west-1' },
        { ...common, ...place },
      ],
    );
  });
});
