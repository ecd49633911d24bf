import { assert } from 'chai';
import * as sinon from 'sinon';
import { type FailedEntry, sendInBatches } from '../../aws/send-batches.ts';
import { awsError } from '../support/aws.ts';

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `item ${index}`);
type Send = (batch: readonly string[]) => Promise<readonly FailedEntry[] | undefined>;
const batchesOf = (send: sinon.SinonSpy<[readonly string[]], unknown>): number[] =>
  send.args.map(([batch]) => batch.length);

describe('sendInBatches', () => {
  for (const [count, expected] of [
    [0, []],
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ] as const) {
    it(`sends ${count} items in ${expected.length} calls`, async () => {
      const send = sinon.spy<Send>(() => Promise.resolve(undefined));

      const refusals = await sendInBatches(numbers(count), { perCall: 10 }, send);

      assert.deepEqual(refusals, []);
      assert.deepEqual(batchesOf(send), [...expected]);
    });
  }

  it('begins another call where the bytes of one are used up, and sends alone what is larger', async () => {
    const send = sinon.spy<Send>(() => Promise.resolve([]));
    const limits = { perCall: 10, bytesPerCall: 10, sizeOf: (item: string) => item.length };

    await sendInBatches(['1234', '123456', '1', '12345678901234', '1234567890'], limits, send);

    assert.deepEqual(
      send.args.map(([batch]) => batch),
      [['1234', '123456'], ['1'], ['12345678901234'], ['1234567890']],
    );
  });

  it('sends again only what was refused', async () => {
    const send = sinon.stub<[readonly string[]], Promise<readonly FailedEntry[]>>();
    send.onFirstCall().resolves([{ Id: '1', Code: 'InternalError' }]);
    send.onSecondCall().resolves([]);

    const refusals = await sendInBatches(numbers(3), { perCall: 10 }, send);

    assert.deepEqual(refusals, []);
    assert.deepEqual(
      send.args.map(([batch]) => batch),
      [numbers(3), ['item 1']],
    );
  });

  it('says what is still refused after three rounds, and why', async () => {
    const send = sinon.spy<Send>(() => Promise.resolve([{ Id: '0', Code: 'InternalError', Message: 'later' }]));

    const refusals = await sendInBatches(numbers(2), { perCall: 10 }, send);

    assert.deepEqual(refusals, [{ item: 'item 0', reason: 'InternalError: later' }]);
    assert.deepEqual(batchesOf(send), [2, 1, 1]);
  });

  it('goes on with the other batches where one call is rejected', async () => {
    const send = sinon.stub<[readonly string[]], Promise<readonly FailedEntry[]>>().resolves([]);
    send.onFirstCall().rejects(awsError('AccessDenied'));

    const refusals = await sendInBatches(numbers(12), { perCall: 10 }, send);

    assert.deepEqual(
      refusals.map(({ item }) => item),
      numbers(10),
    );
    assert.match(refusals[0]?.reason ?? '', /^AccessDenied/);
    sinon.assert.calledTwice(send);
  });
});
