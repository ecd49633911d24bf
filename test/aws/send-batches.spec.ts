import { assert } from 'chai';
import * as sinon from 'sinon';
import { type SendBatch, sendInBatches } from '../../aws/send-batches.ts';
import { awsError } from '../support/aws.ts';

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `item ${index}`);
type Send = SendBatch<string>;
/** As AWS answers where it takes all but these. */
const taking =
  (...Failed: readonly { Id: string; Code: string; Message?: string }[]): Send =>
  async (batch) => {
    const ids = batch.map((_, index) => String(index)).filter((id) => Failed.every(({ Id }) => Id !== id));
    return { Successful: ids.map((Id) => ({ Id, MessageId: `m-${Id}` })), Failed };
  };
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
      const send = sinon.spy(taking());

      const refusals = await sendInBatches(numbers(count), { perCall: 10 }, send);

      assert.deepEqual(refusals, []);
      assert.deepEqual(batchesOf(send), [...expected]);
    });
  }

  it('begins another call where the bytes of one are used up, and sends alone what is larger', async () => {
    const send = sinon.spy(taking());
    const limits = { perCall: 10, bytesPerCall: 10, sizeOf: (item: string) => item.length };

    await sendInBatches(['1234', '123456', '1', '12345678901234', '1234567890'], limits, send);

    assert.deepEqual(
      send.args.map(([batch]) => batch),
      [['1234', '123456'], ['1'], ['12345678901234'], ['1234567890']],
    );
  });

  it('sends again only what was refused', async () => {
    const send = sinon.stub<[readonly string[]], Promise<unknown>>().callsFake(taking());
    send.onFirstCall().callsFake(taking({ Id: '1', Code: 'InternalError' }));

    const refusals = await sendInBatches(numbers(3), { perCall: 10 }, send);

    assert.deepEqual(refusals, []);
    assert.deepEqual(
      send.args.map(([batch]) => batch),
      [numbers(3), ['item 1']],
    );
  });

  it('says what is still refused after three rounds, and why', async () => {
    const send = sinon.spy(taking({ Id: '0', Code: 'InternalError', Message: 'later' }));

    const refusals = await sendInBatches(numbers(2), { perCall: 10 }, send);

    assert.deepEqual(refusals, [{ item: 'item 0', reason: 'InternalError: later' }]);
    assert.deepEqual(batchesOf(send), [2, 1, 1]);
  });

  it('goes on with the other batches where one call is rejected', async () => {
    const send = sinon.stub<[readonly string[]], Promise<unknown>>().callsFake(taking());
    send.onFirstCall().rejects(awsError('AccessDenied'));

    const refusals = await sendInBatches(numbers(12), { perCall: 10 }, send);

    assert.deepEqual(
      refusals.map(({ item }) => item),
      numbers(10),
    );
    assert.match(refusals[0]?.reason ?? '', /^AccessDenied/);
    sinon.assert.calledTwice(send);
  });

  const unconfirmed = 'Unknown: the answer does not say that it was taken';
  for (const [what, answer, reasons] of [
    ['nothing', undefined, [unconfirmed, unconfirmed]],
    ['an empty answer', {}, [unconfirmed, unconfirmed]],
    ['empty lists', { Successful: [], Failed: [] }, [unconfirmed, unconfirmed]],
    ['lists that are none', { Successful: 'all', Failed: { 0: {} } }, [unconfirmed, unconfirmed]],
    ['entries that are none', { Successful: [null, '1'], Failed: [7] }, [unconfirmed, unconfirmed]],
    ['ids that nobody gave', { Successful: [{ Id: '2' }, { Id: 0 }, {}] }, [unconfirmed, unconfirmed]],
    ['a refusal without an id', { Failed: [{ Code: 'X' }], Successful: [{ Id: '1' }] }, [unconfirmed]],
    ['a refusal without a word', { Failed: [{ Id: '0', Code: {} }], Successful: [{ Id: '1' }] }, ['Unknown: ']],
    ['both of one', { Failed: [{ Id: '0', Code: 'X' }], Successful: [{ Id: '0' }, { Id: '1' }] }, ['X: ']],
  ] as const) {
    it(`takes nothing for sent that is not confirmed, where AWS answers ${what}`, async () => {
      const send = sinon.stub<[readonly string[]], Promise<unknown>>().resolves({});
      send.onFirstCall().resolves(answer);

      const once = await sendInBatches(
        numbers(2),
        { perCall: 10 },
        sinon.stub<[], Promise<unknown>>().resolves(answer),
      );
      const again = await sendInBatches(numbers(2), { perCall: 10 }, send);

      assert.deepEqual(
        again.map(({ item }) => item),
        numbers(2).slice(0, reasons.length),
      );
      assert.include(
        once.map(({ reason }) => reason),
        reasons[0],
      );
      assert.deepEqual(batchesOf(send), [2, reasons.length, reasons.length]);
    });
  }
});
