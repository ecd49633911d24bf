import { assert } from 'chai';
import { createClocks, datesOff } from '../../simulator/host/clocks.ts';
import { scenarioOf } from '../../simulator/host/draw-scenario.ts';
import { mostApartMs, mostOffMs, type Scenario } from '../../simulator/host/scenario.ts';

describe('The clocks of the functions', () => {
  it('are off as dates that are made now, and as nothing else of a date', () => {
    const Off = datesOff(() => -3_600_000);
    const at = new Off('2026-11-21T09:00:00.000Z');

    assert.isBelow(Off.now(), Date.now() - 3_500_000);
    assert.isBelow(new Off().getTime(), Date.now() - 3_500_000);
    assert.equal(at.getTime(), Date.parse('2026-11-21T09:00:00.000Z'));
    assert.equal(Off.parse('2026-11-21T09:00:00.000Z'), at.getTime());
    assert.instanceOf(at, Date);
    assert.isTrue(new Date() instanceof Off);
  });

  it('are never further apart than a scenario says, however often they are set back', () => {
    const deeds = [{ at: 0, do: 'set clocks back', ms: 4_000 }] as const;
    for (const skewMs of [0, 1_000, mostOffMs]) {
      const scenario: Scenario = { ...scenarioOf(1), skewMs, deeds };
      const clocks = createClocks(scenario);
      const before = Array.from({ length: 20 }, () => clocks.started());
      for (let times = 0; times < 3; times += 1) clocks.setBack(4_000);
      const offs = [...before, clocks.started()].map((offMs) => offMs());

      assert.isAtLeast(Math.min(...offs), -mostOffMs);
      assert.isAtMost(Math.max(...offs) - Math.min(...offs), mostApartMs(scenario));
    }
  });
});
