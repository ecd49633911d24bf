import assert from 'node:assert/strict';
import * as v from 'valibot';
import { mendedByTwo, pairsAtOnce, refusedIn, tookEffect } from '../../bench/load-overlap.ts';
import { ResourceIdentity } from '../../contract/resource.ts';
import { instructionId } from '../../rules/instruct.ts';
import {
  createGroup,
  foundGroup,
  ingressOf,
  kept,
  ledgerEntries,
  mendsTold,
  openSsh,
  type Scenario,
} from './scenario.ts';
import { happensFirst, ofCall, withoutDelays } from './troubles.ts';

const others = 6;
const mostRuns = 20;
const About = v.looseObject({ rule: v.string(), resource: ResourceIdentity });

/** The first is held up amid its first mend until the second has met what the first is at, and mended what is free. */
export const overlapScenario: Scenario = {
  name: 'two coordinators on one queue at once',
  async run(hybrid) {
    const { ec2 } = hybrid.hub;
    await hybrid.letOverlap(2);
    const undelay = withoutDelays(hybrid);
    const first = [await foundGroup(hybrid), await foundGroup(hybrid)];
    const found = (await hybrid.waiting()).map(({ Body = '' }) => Body);
    const free: string[] = [];
    while (free.length < others) free.push(await createGroup(ec2, [openSsh()]));
    const ids = [...first, ...free];
    let refused = 0;
    const other = happensFirst(async () => {
      for (const id of free) for (const body of found) await hybrid.send(aboutAnother(body, id));
      for (let run = 0; run < mostRuns && refused === 0; run += 1) {
        for (const body of found) await hybrid.send(body);
        refused = refusedIn(await hybrid.coordinate());
      }
    });
    const heldUp = hybrid.way.meet(ofCall('RevokeSecurityGroupIngress'), other);

    await hybrid.coordinate();
    assert.equal(heldUp(), 1);
    for (let run = 0; run < mostRuns && (await hybrid.waiting()).length > 0; run += 1) {
      await Promise.all([hybrid.coordinate(), hybrid.coordinate()]);
    }
    undelay();
    await hybrid.letOverlap(1);
    await hybrid.drain();

    const entries = (await ledgerEntries(hybrid)).filter(({ actions }) =>
      actions.some(({ resource }) => ids.includes(resource.id)),
    );
    const took = entries.flatMap(({ actions }) => actions).filter(tookEffect);
    assert.ok(refused > 0, 'the second leaves alone what the first is mending');
    assert.ok(pairsAtOnce(entries) > 0, 'and mends meanwhile what is free');
    assert.deepEqual(mendedByTwo(entries), []);
    assert.deepEqual(took.map(({ resource, outcome }) => `${resource.id} ${outcome}`).toSorted(), mendedOnce(ids));
    for (const id of ids) {
      assert.deepEqual(await ingressOf(ec2, id), [kept]);
      assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
    }
    assert.deepEqual(await hybrid.waiting(), []);
  },
};

function mendedOnce(ids: readonly string[]): string[] {
  return ids.map((id) => `${id} mended`).toSorted();
}

/** The same instruction as the rule would have queued it of another group. */
function aboutAnother(body: string, id: string): string {
  const { rule, resource, ...rest } = v.parse(About, JSON.parse(body));
  const another = { ...resource, id, arn: resource.arn.replace(resource.id, id) };
  return JSON.stringify({ ...rest, rule, resource: another, id: instructionId(another, rule) });
}
