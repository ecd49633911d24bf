import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { assert } from 'chai';
import { ledgerProblems } from '../../bench/load.ts';
import { mendedByTwo, pairsAtOnce, refusedIn } from '../../bench/load-overlap.ts';
import { addToRecord } from '../../bench/load-report.ts';
import { watchMemory } from '../../bench/soak-memory.ts';
import type { ActionRecord, LedgerEntry } from '../../contract/ledger-entry.ts';
import { action, entry as entryOf } from '../support/restore.ts';

/** Under way between two moments, in seconds, or still. */
function entry(
  id: string,
  [begun, ended]: readonly [number, number | undefined],
  ...actions: ActionRecord[]
): LedgerEntry {
  const { finishedAt: _, ...open } = entryOf(actions, { id, runId: `run of ${id}`, startedAt: at(begun) });
  return ended === undefined ? open : { ...open, finishedAt: at(ended) };
}

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 20, 8, 0, seconds)).toISOString();
}

function mended(id: string): ActionRecord {
  const { resource } = action();
  return action({ id: `${id}.0`, resource: { ...resource, id } });
}

function unended(id: string): ActionRecord {
  const { outcome: _, ...open } = mended(id);
  return open;
}

describe('the judgement of a load run', () => {
  it('has nothing against one mend each', () => {
    const entries = [entry('a', [0, 1], mended('sg-1'), mended('sg-2'))];

    const problems = ledgerProblems(entries, ['sg-1', 'sg-2']);

    assert.deepEqual(problems, []);
  });

  it('has nothing against one that came too late, and found nothing left to do', () => {
    const late = action({ ...mended('sg-1'), outcome: 'nothing-to-do', untouched: true });
    const entries = [entry('a', [0, 1], mended('sg-1')), entry('b', [0, 1], late)];

    assert.deepEqual(ledgerProblems(entries, ['sg-1']), []);
  });

  for (const [what, entries, expected] of [
    ['a resource that was never mended', [], 'sg-1 was mended 0 times'],
    [
      'a resource that was mended twice',
      [entry('a', [0, 1], mended('sg-1')), entry('b', [2, 3], mended('sg-1'))],
      'sg-1 was mended 2 times',
    ],
    [
      'a mend that failed',
      [entry('a', [0, 1], { ...mended('sg-1'), outcome: 'failed' })],
      'action sg-1.0 on sg-1 ended as failed',
    ],
    ['an action without an end', [entry('a', [0, 1], unended('sg-1'))], 'action sg-1.0 on sg-1 ended as nothing'],
    ['an entry that was left open', [entry('a', [0, undefined], mended('sg-1'))], 'entry a is not complete'],
  ] as const) {
    it(`names ${what}`, () => {
      const problems = ledgerProblems(entries, ['sg-1']);

      assert.include(problems, expected);
    });
  }

  for (const [what, first, second, together] of [
    ['one after the other', [0, 10], [10, 20], false],
    ['one within the other', [0, 10], [4, 6], true],
    ['one begun before the other ended', [0, 10], [9, 20], true],
    ['one that never ended', [0, undefined], [50, 60], true],
  ] as const) {
    it(`says of two mends of one resource, ${what}, that they were${together ? '' : ' not'} at once`, () => {
      const entries = [
        entry('a', first, mended('sg-1')),
        entry('b', second, mended('sg-1')),
        entry('c', [0, 100], mended('sg-2')),
      ];

      const found = mendedByTwo(entries);

      assert.deepEqual(found, together ? ['sg-1 was mended by a and b at once'] : []);
    });
  }

  it('does not take for a mend what saw in time that there was none to make', () => {
    const late = { ...mended('sg-1'), untouched: true as const };

    assert.deepEqual(mendedByTwo([entry('a', [0, 10], mended('sg-1')), entry('b', [4, 6], late)]), []);
  });

  it('counts batches of different runs that were under way at once', () => {
    const entries = [entry('a', [0, 10]), entry('b', [5, 15]), entry('c', [20, 30])];

    assert.equal(pairsAtOnce(entries), 1);
    assert.equal(pairsAtOnce(entries.map((one) => ({ ...one, runId: 'the same' }))), 0);
  });

  it('reads from an answer how many resources were refused', () => {
    assert.equal(refusedIn({ gate: 'open', outcomes: { mended: 3, refused: 2 } }), 2);
    assert.equal(refusedIn({ gate: 'open', outcomes: {} }), 0);
    assert.throws(() => refusedIn({ errorMessage: 'it threw' }));
  });
});

describe('what the runs leave', () => {
  it('is added to what the others left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'configmend-record-'));
    const path = join(folder, 'reliability', 'load.json');

    await addToRecord({ messages: 10, lost: 0 }, path);
    await addToRecord({ lost: 1, soak: { events: 5 } }, path);

    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { messages: 10, lost: 1, soak: { events: 5 } });
    await rm(folder, { recursive: true });
  });
});

describe('the watch over memory', () => {
  const holding = (name: string, megabytes: number, timers = 1): Promise<Worker> =>
    new Promise((resolve, reject) => {
      const script = `globalThis.kept = Array.from({ length: ${megabytes} }, () => new Array(131072).fill(1.5));
        for (let at = 0; at < ${timers}; at += 1) setInterval(() => {}, 1000); require('node:worker_threads').parentPort.postMessage('ready')`;
      const worker = new Worker(script, { eval: true, env: { AWS_LAMBDA_FUNCTION_NAME: name }, execArgv: [] });
      worker.once('message', () => resolve(worker));
      worker.once('error', reject);
    });

  it('knows what each function holds on to, of all its environments together, and nothing of one that ended', async function () {
    const watch = watchMemory();
    const workers = [await holding('one', 20, 6), await holding('other', 5), await holding('other', 5)];
    const before = await watch.functions();
    await workers[0]?.terminate();

    const after = await watch.functions();
    const own = await watch.account();
    watch.stop();
    await Promise.all(workers.map((worker) => worker.terminate()));

    const [one = 0, other = 0] = [before.get('one'), before.get('other')].map(
      (held) => (held ?? []).reduce((sum, { used }) => sum + used, 0) / 2 ** 20,
    );
    const handlesOf = (name: string): number => before.get(name)?.[0]?.handles ?? Number.NaN;
    assert.isAbove(one, 20);
    assert.isBelow(one, 40);
    assert.lengthOf(before.get('other') ?? [], 2);
    assert.isAbove(other, 10);
    assert.isBelow(other, 40);
    assert.equal(handlesOf('one') - handlesOf('other'), 5, 'each thread has its own');
    assert.isAbove(handlesOf('other'), 0);
    assert.sameMembers([...after.keys()], ['other']);
    assert.isAbove(own, 2 ** 20);
  });
});
