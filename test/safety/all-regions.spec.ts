import { assert } from 'chai';
import { abandon } from '../../safety/abandon.ts';
import { resetTugOfWar } from '../../safety/tug-of-war.ts';
import { accountIdentity } from '../support/account-blocks.ts';
import { type MemorySafety, memorySafety, safeguardsOver } from '../support/safety.ts';

const line = 'blockPublicAcls is off';
const here = accountIdentity;
const there = { ...accountIdentity, region: 'us-east-1' };
const stranger = { ...accountIdentity, accountId: '111122223333', id: '111122223333' };
const intended = (resource: typeof here, actionId: string) => ({
  entryId: 'e',
  actionId,
  resource,
  violations: [line],
});
const mended = (resource: typeof here, actionId: string) => ({ resource, mended: { actionId, violations: [line] } });

describe('the safeguards of what an account has once, asked from several regions', () => {
  let store: MemorySafety;
  beforeEach(() => {
    store = memorySafety();
  });
  const ask = () => safeguardsOver(store, { limits: { tugOfWar: 2 } }).safeguards;

  it('have it mended by one at once', async () => {
    await ask().admit([intended(here, 'a.0')]);

    const other = await ask().admit([intended(there, 'b.0')]);
    const begun = await ask().begunOf(there);

    assert.equal(other.kind, 'busy');
    assert.deepEqual(
      begun.map(({ actionId }) => actionId),
      ['a.0'],
    );
    assert.equal((await ask().admit([intended(stranger, 'c.0')])).kind, 'admitted');
  });

  it('have what one region left behind taken up, and ended, by another', async () => {
    await ask().admit([intended(here, 'a.0')]);
    await abandon([here], 'run', { store, pause: () => Promise.resolve(), random: () => 0 });
    const other = ask();

    await other.begunOf(there);
    await other.end([mended(there, 'a.0')]);

    assert.isEmpty(store.state.inFlight);
    assert.lengthOf(store.state.mends, 1);
  });

  it('count together how often it comes back', async () => {
    for (const [actionId, resource] of [
      ['a.0', here],
      ['b.0', there],
    ] as const) {
      const one = ask();
      await one.admit([intended(resource, actionId)]);
      await one.end([mended(resource, actionId)]);
    }

    const third = await ask().admit([intended(here, 'c.0')]);

    assert.equal(third.kind, 'contested');
    assert.deepEqual([...(await ask().heldOf(there))], [line]);
    assert.isEmpty(await ask().heldOf(stranger));
    assert.deepInclude(resetTugOfWar(store.state, here.id), { mends: [], tugsOfWar: [] });
  });
});
