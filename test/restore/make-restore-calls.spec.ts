import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import type { Change } from '../../contract/plan.ts';
import type { Resource } from '../../contract/resource.ts';
import type { Applied } from '../../remediators/apply.ts';
import { type CallDeps, makeRestoreCalls, readRestored } from '../../restore/make-restore-calls.ts';
import { type PreparedRestore, prepareRestore } from '../../restore/prepare-restore.ts';
import { awsError } from '../support/aws.ts';
import { bucket } from '../support/buckets.ts';
import { actionId, restoring } from '../support/restore.ts';

const change = (operation: string): Change => ({ service: 's3', operation, input: {} });
const [opens, puts, closes, others] = [change('Opens'), change('Puts'), change('Closes'), change('Others')];
const denied = awsError('AccessDenied', { status: 403 });
const lost = awsError('TimeoutError', { status: 0 });

interface Made {
  readonly result: Awaited<ReturnType<typeof makeRestoreCalls>>;
  readonly operations: readonly string[];
  readonly pauses: readonly number[];
}

/** Makes the calls; what is given of an operation is what its calls answer, or are rejected with, one after the other. */
async function making(
  changes: readonly Change[],
  answers: Record<string, readonly (Applied | Error)[]>,
): Promise<Made> {
  const { deps } = restoring();
  const prepared = await prepareRestore(actionId, deps);
  const restore = {
    ...prepared.restore,
    plan: { ...prepared.restore.plan, changes: [...changes] },
    closing: new Set([closes]),
  };
  const left = new Map(Object.entries(answers).map(([operation, given]) => [operation, [...given]]));
  const [operations, pauses]: [string[], number[]] = [[], []];
  const applyIn: CallDeps['applyIn'] =
    (region, accountId) =>
    async ({ operation }) => {
      assert.deepEqual([region, accountId], ['eu-west-1', '111122223333']);
      operations.push(operation);
      const answer = left.get(operation)?.shift() ?? 'done';
      if (answer instanceof Error) throw answer;
      return answer;
    };
  const result = await makeRestoreCalls(
    { ...prepared, restore },
    { ...deps, applyIn, pause: async (ms) => pauses.push(ms) },
  );
  return { result, operations, pauses };
}

describe('the calls of a restore, one after the other', () => {
  const all = [opens, puts, closes, others];

  it('are all made where none fails', async () => {
    const { result, operations, pauses } = await making(all, {});

    assert.deepEqual(operations, ['Opens', 'Puts', 'Closes', 'Others']);
    assert.deepEqual([result.failure, pauses], [undefined, []]);
    assert.deepEqual(
      result.calls.map(({ operation }) => operation),
      operations,
    );
  });

  for (const [what, answers, expected, cause] of [
    ['nothing more, where nothing was opened', { Opens: [denied] }, ['Opens'], 'Opens'],
    ['what closes, where it may have been opened', { Opens: [lost] }, ['Opens', 'Closes'], 'Opens'],
    ['what closes, where it was opened', { Puts: [denied] }, ['Opens', 'Puts', 'Closes'], 'Puts'],
  ] satisfies [string, Record<string, Error[]>, string[], string][]) {
    it(`after one that fails are ${what}`, async () => {
      const { result, operations } = await making(all, answers);

      assert.deepEqual(operations, expected);
      assert.equal(result.failure?.message.split(' ')[0], `s3:${cause}`);
    });
  }

  it('tell what failed first, of which resource and why', async () => {
    const { result } = await making(all, { Puts: [denied], Closes: [lost, lost, lost, lost] });

    assert.equal(result.failure?.code, 'CHANGE_FAILED');
    assert.equal(result.failure?.message, 's3:Puts on holiday-photos failed: AccessDenied: as AWS words it');
    assert.strictEqual(result.failure?.cause, denied);
    assert.deepEqual(result.failure?.ids, {
      resourceId: 'holiday-photos',
      accountId: '111122223333',
      region: 'eu-west-1',
    });
  });

  it('that close are tried four times, ever later', async () => {
    const { result, operations, pauses } = await making(all, { Closes: [lost, lost, lost, lost] });

    assert.deepEqual(operations, ['Opens', 'Puts', 'Closes', 'Closes', 'Closes', 'Closes']);
    assert.deepEqual(pauses, [1000, 3000, 9000]);
    assert.match(result.failure?.message ?? '', /^s3:Closes /);
  });

  it('that do not close are made once', async () => {
    const { operations, pauses } = await making([puts, others], { Puts: [lost] });

    assert.deepEqual([operations, pauses], [['Puts'], []]);
  });

  it('go on where not all was there that one of them names', async () => {
    const { result, operations } = await making([puts, others], { Puts: ['moved-on'] });

    assert.deepEqual([operations, result.failure], [['Puts', 'Others'], undefined]);
  });
});

describe('reading again what was restored', () => {
  const restored = bucket({ tags: { is: 'restored' } });

  interface Read {
    readonly found: Resource | undefined;
    readonly pauses: readonly number[];
  }

  /** Finds these states one after the other, the last for good; undefined cannot be read. */
  async function reading(states: (Resource | undefined)[], wait = true): Promise<Read> {
    const { deps } = restoring();
    const prepared = await prepareRestore(actionId, deps);
    const pauses: number[] = [];
    const again: PreparedRestore = {
      ...prepared,
      restore: { ...prepared.restore, isRestored: (resource) => resource === restored },
    };
    const readerOf: CallDeps['readerOf'] = () => ({
      async read([id = '']) {
        const state = states.length > 1 ? states.shift() : states[0];
        const failed = state === undefined ? [[id, new Failure('READ_FAILED', 'not now')] as const] : [];
        const found = state === undefined ? [] : [[id, state] as const];
        return { found: new Map(found), failed: new Map(failed), gone: new Set() };
      },
    });
    const found = await readRestored(again, wait, { ...deps, readerOf, pause: async (ms) => pauses.push(ms) });
    return { found, pauses };
  }

  for (const [what, states, found, pauses] of [
    ['is done at once where it shows', [restored], restored, []],
    ['waits until it shows', [bucket(), bucket(), restored], restored, [300, 1000]],
    ['goes on where it cannot be read', [undefined, restored], restored, [300]],
    ['tells what is there where it never shows', [bucket()], bucket(), [300, 1000, 3000, 6000]],
    ['does not know where it cannot be read in the end', [bucket(), undefined], undefined, [300, 1000, 3000, 6000]],
  ] satisfies [string, (Resource | undefined)[], Resource | undefined, number[]][]) {
    it(what, async () => {
      assert.deepEqual(await reading([...states]), { found, pauses });
    });
  }

  it('waits for nothing where a call failed', async () => {
    assert.deepEqual(await reading([bucket(), restored], false), { found: bucket(), pauses: [] });
  });
});
