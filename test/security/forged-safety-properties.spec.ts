import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { RemediatorId } from '../../contract/instruction.ts';
import { mendedKey, resourceKey } from '../../contract/resource-key.ts';
import { SafetyState } from '../../contract/safety-state.ts';
import { remediators } from '../../remediators/registry.ts';
import { findMend } from '../../restore/find-action.ts';
import { identityOf } from '../../rules/instruct.ts';
import { asked, broken, rdp, rulesOf, ssh } from '../support/broken-groups.ts';
import { openings } from '../support/group-simulator.ts';
import { batch, groupIdentity } from '../support/instructions.ts';
import { endingOver, nextOver } from '../support/next-function.ts';
import { failing, outcomesOf, remediation } from '../support/remediation.ts';
import { memorySafety } from '../support/safety.ts';
import { sound, wideOpen } from './support/estates.ts';
import { hub, type PlacedCall, remediatorAt, targetOf, workIn } from './support/from-the-queue.ts';
import { type Estate, livePlace } from './support/live-place.ts';

const limits = { perRun: 50, perHour: 60, tugOfWar: 2 };

/** What a whole run does about everything there is, by each remediator. */
async function worked(estate: Estate, id: RemediatorId, state?: SafetyState) {
  const safety = memorySafety(state);
  const given = batch(workIn(wideOpen, hub, id), { ...hub, remediator: id });
  const { run, placed, live } = remediatorAt(estate, 'proven', given, id, safety, limits);
  await run();
  return { calls: placed(), live, state: safety.state };
}
const callsOn = (calls: readonly PlacedCall[], id: unknown): string[] =>
  calls.filter((call) => targetOf(call) === id).map((call) => JSON.stringify(call));

const resources = livePlace(wideOpen, hub).resources().map(identityOf);
const moments = fc.constantFrom(
  '2026-11-20T11:59:00.000Z',
  '2026-11-20T12:00:00.000Z',
  '2020-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-11-20T12:00:00+05:00',
);
const words = fc.constantFrom('run-1', 'somebody', '__proto__', '../../accounts', '');
const keys = fc.constantFrom(...resources.map(mendedKey), ...resources.map(resourceKey), 'nothing', '__proto__');

const begun = fc
  .record({
    entryId: fc.constantFrom('20261120T120000Z-0badc0de', '../safety/state', ''),
    actionId: fc.constantFrom('20261120T120000Z-0badc0de.0', '__proto__', ''),
    remediator: fc.constantFrom(...RemediatorId.options),
    resource: keys,
    at: moments,
    runId: words,
    isGivenUp: fc.boolean(),
  })
  .map(({ isGivenUp, ...one }) => (isGivenUp ? { ...one, abandoned: true as const } : one));
const runCount = fc.record({
  runId: words,
  resourceType: fc.constantFrom(...resources.map(({ type }) => type)),
  at: moments,
  mends: fc.constantFrom(0, 1, 55, 2 ** 53),
});
const trip = fc.record({ at: moments, runId: words, cause: words, told: fc.boolean() });
const rarely = <T>(nothing: T, something: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(nothing) }, { weight: 1, arbitrary: something });

/** Of the schema, and with nothing left to people but of these. */
const anyState = ({ mends, tugsOfWar }: Pick<SafetyState, 'mends' | 'tugsOfWar'>): fc.Arbitrary<SafetyState> =>
  fc
    .record({
      version: fc.constant(1 as const),
      tripped: rarely(null, trip),
      runs: rarely([], fc.array(runCount, { maxLength: 2 })),
      inFlight: fc.array(begun, { maxLength: 4 }),
      mends: fc.subarray([...mends]),
      tugsOfWar: fc.subarray([...tugsOfWar]),
    })
    .map((state) => v.parse(SafetyState, state));

/** What the safeguards would remember of the mends of all there is, made twice; and of what is there again then. */
async function rememberedOf(id: RemediatorId): Promise<Pick<SafetyState, 'mends' | 'tugsOfWar'>> {
  const { state } = await worked(wideOpen, id);
  const mends = [...state.mends, ...state.mends.map((mark) => ({ ...mark, actionId: 'another' }))];
  const again = await worked(wideOpen, id, { ...state, inFlight: [], runs: [], mends });
  assert.isNotEmpty(again.state.tugsOfWar);
  return { mends, tugsOfWar: again.state.tugsOfWar };
}

describe('any state of the safeguards, however it came to be', () => {
  for (const { id } of remediators) {
    it(`has the remediator ${id} make all the calls about a resource that it would make anyway, or none`, async () => {
      const honest = (await worked(wideOpen, id)).calls;
      const ends = { changed: 0, left: 0 };
      await fc.assert(
        fc.asyncProperty(anyState({ mends: [], tugsOfWar: [] }), async (state) => {
          const { calls } = await worked(wideOpen, id, state);

          for (const target of new Set([...honest, ...calls].map(targetOf))) {
            const made = callsOn(calls, target);
            if (made.length > 0) assert.deepEqual(made, callsOn(honest, target));
            ends[made.length > 0 ? 'changed' : 'left'] += 1;
          }
        }),
        { numRuns: 100 },
      );
      if (process.env['PROPERTY_PATH'] !== undefined) return;
      for (const [what, times] of Object.entries(ends)) assert.isAbove(times, 10, what);
    });

    it(`has the remediator ${id} change nothing that no rule objects to, and open nothing, whatever it leaves to people`, async () => {
      const states = anyState(await rememberedOf(id));
      const named = resources.map((resource) => resource.id);
      await fc.assert(
        fc.asyncProperty(states, async (state) => {
          assert.deepEqual((await worked(sound, id, state)).calls, []);

          const { calls, live } = await worked(wideOpen, id, state);

          for (const call of calls) assert.include(named, targetOf(call));
          for (const group of wideOpen.groups) {
            const allowed = openings([...group.rules.map(({ rule }) => rule), ...group.rightful]);
            for (const opening of openings(live.rulesOf(group.id))) assert.isTrue(allowed.has(opening), opening);
          }
        }),
        { numRuns: 100 },
      );
    });
  }
});

/** Nothing but the state is written; the entry is a real one of another resource, which was interrupted. */
describe('a forged state that has one resource taken up where a mend of another was interrupted', () => {
  it('has that one mended as it is found, by an action of its own, and the other left, whose record stays as it was', async () => {
    const made = remediation([broken('sg-1', ssh), broken('sg-2', rdp)]);
    made.hook = failing('RevokeSecurityGroupIngress', new Error('the function ended here'));
    await endingOver(made).run(asked('sg-1'));
    made.hook = () => undefined;
    const tried = made.calls().length;
    const [open = assert.fail('nothing was begun')] = made.safety.state.inFlight;
    const inFlight = [{ ...open, resource: resourceKey(groupIdentity('sg-2')), abandoned: true as const }];
    made.safety.state = { ...made.safety.state, inFlight };

    const report = await nextOver(made).run(asked('sg-2'));

    assert.deepEqual(outcomesOf(report), [['sg-2', 'mended']]);
    assert.deepEqual(made.calls().slice(tried), ['RevokeSecurityGroupIngress sg-2']);
    assert.deepEqual([rulesOf(made, 'sg-1'), rulesOf(made, 'sg-2')], [[ssh], []]);
    const { ledger } = made;
    const entries = [...new Map(ledger.writes.map((entry) => [entry.id, entry])).values()].toReversed();
    const history = () => Promise.resolve({ entries, unreadable: [] });
    const actionId = report.results[0]?.actionId ?? '';
    const { actions } = await findMend(actionId, { ledger, history, now: () => new Date() });
    assert.deepEqual(
      actions.map(({ resource }) => resource.id),
      ['sg-2'],
    );
    const first = entries.flatMap((entry) => entry.actions).filter(({ resource }) => resource.id === 'sg-1');
    assert.deepEqual(
      first.map(({ outcome }) => outcome),
      [undefined],
    );
  });
});
