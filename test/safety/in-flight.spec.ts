import { assert } from 'chai';
import * as v from 'valibot';
import { resourceKey } from '../../contract/resource-key.ts';
import { type InFlight, initialSafetyState, type RunCount, SafetyState } from '../../contract/safety-state.ts';
import { abandon } from '../../safety/abandon.ts';
import { dayMs, hourMs, interruptedAfterMs, isInterrupted, prune } from '../../safety/safety-window.ts';
import { groupIdentity } from '../support/instructions.ts';
import { type MemorySafety, memorySafety, safeguardsOver } from '../support/safety.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const ago = (ms: number): string => new Date(now.getTime() - ms).toISOString();
const quiet = { pause: () => Promise.resolve(), random: () => 0 };
const ssh = 'tcp 22 from 0.0.0.0/0';

function inFlight(id: string, ms = 0): InFlight {
  const resource = resourceKey(groupIdentity(id));
  return { entryId: 'e', actionId: `e.${id}`, remediator: 'security-group', resource, at: ago(ms), runId: 'run' };
}
function intended(id: string, actionId = `e.${id}`) {
  return { entryId: 'e', actionId, resource: groupIdentity(id), violations: [ssh] };
}

describe('what was begun', () => {
  let store: MemorySafety;
  beforeEach(() => {
    store = memorySafety({ ...initialSafetyState, inFlight: [inFlight('sg-1'), inFlight('sg-2')] });
  });

  it('is marked as abandoned, of the resources named and no other', async () => {
    await abandon([groupIdentity('sg-1'), groupIdentity('sg-9')], 'run', { store, ...quiet });

    assert.deepEqual(store.state, {
      ...initialSafetyState,
      inFlight: [{ ...inFlight('sg-1'), abandoned: true }, inFlight('sg-2')],
    });
  });

  it('is left unwritten where nothing of the resources named was begun', async () => {
    await abandon([groupIdentity('sg-9')], 'run', { store, ...quiet });

    assert.equal(store.writes, 0);
  });

  it('is left as it is by the crash of another run, whose next function stays away from it', async () => {
    await abandon([groupIdentity('sg-1')], 'another run', { store, ...quiet });
    const { safeguards } = safeguardsOver(store, { runId: 'another run' });

    assert.equal(store.writes, 0);
    assert.equal((await safeguards.admit([intended('sg-1', 'f.1')])).kind, 'busy');
  });

  it('is freed by its own run, and what another one has begun beside it is not', async () => {
    const other: InFlight = { ...inFlight('sg-1'), actionId: 'f.1', runId: 'another run' };
    store.state = { ...initialSafetyState, inFlight: [inFlight('sg-1'), other] };
    await abandon([groupIdentity('sg-1')], 'run', { store, ...quiet });

    assert.deepEqual(store.state.inFlight, [{ ...inFlight('sg-1'), abandoned: true }, other]);
  });

  it('waits until it surely is over where a version began it that named no run', async () => {
    const { runId: _runId, ...unsaid } = inFlight('sg-1');
    const old = v.parse(SafetyState, { ...initialSafetyState, inFlight: [unsaid] });
    store.state = old;
    await abandon([groupIdentity('sg-1')], 'run', { store, ...quiet });

    assert.deepEqual(store.state, old);
    assert.isTrue(isInterrupted(unsaid, new Date(now.getTime() + interruptedAfterMs)));
  });

  it('names the run that has it begun', async () => {
    await safeguardsOver(store, { runId: 'run 7' }).safeguards.admit([intended('sg-3')]);

    assert.equal(v.parse(SafetyState, store.state).inFlight.at(-1)?.runId, 'run 7');
  });

  it('is interrupted once it is abandoned, or older than any run', () => {
    assert.equal(interruptedAfterMs, 900_000, 'the longest run of a Lambda function');
    assert.isFalse(isInterrupted(inFlight('sg-1', interruptedAfterMs - 1), now));
    assert.isTrue(isInterrupted(inFlight('sg-1', interruptedAfterMs), now));
    assert.isTrue(isInterrupted({ ...inFlight('sg-1'), abandoned: true }, now));
  });

  it('never ages away, as counts do after an hour and marks after a day', () => {
    const run = (ms: number): RunCount => {
      return { runId: 'run', resourceType: 'AWS::S3::Bucket', at: ago(ms), mends: 1 };
    };
    const mark = (ms: number) => ({ resource: 'r', violation: 'v', at: ago(ms), actionId: 'a' });

    const pruned = prune(
      {
        ...initialSafetyState,
        inFlight: [inFlight('sg-1', 2 * dayMs)],
        runs: [run(hourMs - 1), run(hourMs)],
        mends: [mark(dayMs - 1), mark(dayMs)],
      },
      now,
    );

    assert.deepEqual(pruned, {
      ...initialSafetyState,
      inFlight: [inFlight('sg-1', 2 * dayMs)],
      runs: [run(hourMs - 1)],
      mends: [mark(dayMs - 1)],
    });
  });

  it('may be taken up by others at once where it was left to them', async () => {
    const { safeguards } = safeguardsOver(store);
    await safeguards.begunOf(groupIdentity('sg-1'));
    await safeguards.end([], [groupIdentity('sg-1')]);
    const { safeguards: next } = safeguardsOver(store);

    assert.deepEqual(store.state.inFlight, [{ ...inFlight('sg-1'), abandoned: true }, inFlight('sg-2')]);
    assert.deepEqual(await next.admit([intended('sg-1', 'f.1')]), { kind: 'admitted' });
    assert.equal((await next.admit([intended('sg-2', 'f.2')])).kind, 'busy');
  });

  it('that others have begun or ended since the first look makes what was read old, and nothing else does', async () => {
    const [mine, others] = [safeguardsOver(store).safeguards, safeguardsOver(store).safeguards];
    await mine.begunOf(groupIdentity('sg-7'));
    await others.begunOf(groupIdentity('sg-8'));

    await others.admit([intended('sg-8', 'a.1')]);
    await others.end([{ resource: groupIdentity('sg-8') }]);
    await mine.admit([intended('sg-7', 'b.1')]);

    assert.isFalse(others.wereOthersAtWork());
    assert.isTrue(mine.wereOthersAtWork());
  });

  it('is no admission of more than it, asked for by the same action', async () => {
    const answer = await safeguardsOver(store).safeguards.admit([intended('sg-1'), intended('sg-3')]);

    assert.equal(answer.kind, 'busy');
    assert.equal(store.writes, 0);
  });

  it('stays as it is, unwritten, where something else has ended', async () => {
    await safeguardsOver(store).safeguards.end([{ resource: groupIdentity('sg-9') }]);

    assert.equal(store.writes, 0);
  });

  it('goes on where another function began it since this one looked', async () => {
    for (const [ended, left] of [
      [[{ resource: groupIdentity('sg-1') }], []],
      [[], [groupIdentity('sg-1')]],
    ] as const) {
      store.state = { ...initialSafetyState, inFlight: [{ ...inFlight('sg-1'), abandoned: true }] };
      const [mine, others] = [safeguardsOver(store).safeguards, safeguardsOver(store).safeguards];
      await mine.begunOf(groupIdentity('sg-1'));
      await others.admit([intended('sg-1', 'f.1')]);
      await mine.end(ended, left);

      const { safeguards: next } = safeguardsOver(store);
      assert.equal((await next.admit([intended('sg-1', 'g.1')])).kind, 'busy');
    }
  });

  it('is not counted by the breaker where it was refused before it began, however often that is said', async () => {
    store.state = initialSafetyState;
    const { safeguards } = safeguardsOver(store);
    await safeguards.admit([intended('sg-1'), intended('sg-2'), intended('sg-3')]);
    const ended = [{ resource: groupIdentity('sg-1') }, { resource: groupIdentity('sg-2'), refused: true as const }];
    // What is left keeps the repetition from finding nothing to write.
    const left = [groupIdentity('sg-3')];
    await safeguards.end(ended, left);
    const other: InFlight = { ...inFlight('sg-2'), actionId: 'f.1', runId: 'another run' };
    store.state = { ...store.state, inFlight: [...store.state.inFlight, other] };
    await safeguards.end(ended, left);

    assert.deepEqual(
      store.state.runs.map(({ mends }) => mends),
      [2],
    );
    assert.deepEqual(
      store.state.inFlight.map(({ actionId, abandoned = false }) => ({ actionId, abandoned })),
      [
        { actionId: 'e.sg-3', abandoned: true },
        { actionId: 'f.1', abandoned: false },
      ],
    );
  });

  it('counts once though its end is said twice, without an actor where none is known', async () => {
    const ended = { resource: groupIdentity('sg-1'), mended: { actionId: 'e.sg-1', violations: [ssh, ssh] } };
    const { safeguards } = safeguardsOver(store);
    await safeguards.begunOf(groupIdentity('sg-1'));
    await safeguards.end([ended]);
    await safeguardsOver(store).safeguards.end([ended]);

    assert.lengthOf(store.state.mends, 1);
    assert.notProperty(store.state.mends[0], 'actor');
    assert.deepEqual(store.state.inFlight, [inFlight('sg-2')]);
  });
});

describe('a request to the safeguards', () => {
  it('for nothing is admitted without a look', async () => {
    const store = memorySafety();
    store.unreadable = true;

    assert.deepEqual(await safeguardsOver(store).safeguards.admit([]), { kind: 'admitted' });
  });

  it('for what people hold names it, and writes nothing that is written', async () => {
    const tug = { resource: groupIdentity(), violation: ssh, since: ago(1), mends: [], told: true };
    const store = memorySafety({ ...initialSafetyState, tugsOfWar: [tug] });

    const answer = await safeguardsOver(store).safeguards.admit([intended('sg-1')]);

    assert.deepEqual(answer, { kind: 'contested', tugs: [tug] });
    assert.equal(store.writes, 0);
  });
});
