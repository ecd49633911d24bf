import type { Message } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { mostBytesOfMessage } from '../../queue/most-bytes.ts';
import { defaultRoundLimits, receiveRound } from '../../coordinator/receive-round.ts';
import { mostBytesOfInstruction } from '../../queue/send-instructions.ts';
import { coordinator, invokedWith } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';
import { memoryQueue } from '../support/pipeline.ts';

const largestReceive = 10 * mostBytesOfMessage;
const bytesOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, { Body = '' }) => sum + Buffer.byteLength(Body), 0);
const bodies = (count: number, body: string): Message[] => Array.from({ length: count }, () => sqsMessage(body));

describe('receiveRound', () => {
  const round = async (messages: readonly Message[], limits = { messages: 30, bytes: 1000 }) => {
    const queue = memoryQueue(messages);
    const report = sinon.spy();
    const received = await receiveRound({ queue, report }, 20, limits);
    return { received: received.length, waits: queue.waits, left: queue.visible.length, report };
  };

  it('goes on while hands are full, and waits only once', async () => {
    const { received, waits, left } = await round(bodies(24, ''));

    assert.deepEqual({ received, waits, left }, { received: 24, waits: [20, 0, 0], left: 0 });
  });

  it('ends at so many messages', async () => {
    const { received, waits, left } = await round(bodies(50, ''));

    assert.deepEqual({ received, waits, left }, { received: 30, waits: [20, 0, 0], left: 20 });
  });

  for (const [what, body, received] of [
    ['a byte fewer than it has room for', 'x'.repeat(99), 20],
    ['as many bytes as it has room for', 'x'.repeat(100), 10],
    ['more bytes than it has room for, few as the characters are', '€'.repeat(34), 10],
  ] as const) {
    it(`takes ${received} where a receive brings ${what}`, async () => {
      const { received: taken, left } = await round(bodies(50, body));

      assert.deepEqual({ taken, left }, { taken: received, left: 50 - received });
    });
  }

  it('has what it has where a later receive is refused, and says so', async () => {
    const queue = memoryQueue(bodies(10, ''));
    const refused = new Error('SQS refuses');
    const report = sinon.spy();
    const receive = sinon.stub<[number], Promise<Message[]>>().callsFake(queue.receive);
    receive.onSecondCall().rejects(refused);

    const received = await receiveRound({ queue: { receive }, report }, 20);

    assert.lengthOf(received, 10);
    sinon.assert.calledOnceWithExactly(report, 'receiving ended early', { received: 10, error: refused });
  });
});

describe('A queue of the largest instructions', () => {
  const note = 'x'.repeat(mostBytesOfInstruction - 30_000);
  const large = (id: string): Message => {
    const plan = { changes: [], before: [], after: [], notes: [note] };
    return sqsMessage(instruction({ resource: groupIdentity(id), plan }));
  };
  const small = (id: string): Message => sqsMessage(instruction({ resource: groupIdentity(id) }));

  it('is worked to its end, small neighbours and all, and no round has more than a receive beside its limit', async () => {
    const ids = Array.from({ length: 90 }, (_, index) => `sg-${index}`);
    const { run, queue, invoke } = coordinator(ids.map((id, index) => (index % 3 === 0 ? large(id) : small(id))));
    const rounds: number[] = [];
    const receive = queue.receive;
    queue.receive = async (waitSeconds) => {
      const received = await receive(waitSeconds);
      const before = waitSeconds > 0 ? 0 : (rounds.pop() ?? 0);
      rounds.push(before + bytesOf(received));
      return received;
    };

    const summary = await run();

    assert.equal(summary.messages, 90);
    assert.deepEqual(summary.outcomes, { mended: 90 });
    assert.sameMembers(invokedWith(invoke).flat(), ids);
    assert.isAtMost(Math.max(...rounds), defaultRoundLimits.bytes + largestReceive);
    assert.isAtMost(Math.max(...rounds), 4 * mostBytesOfMessage, 'of these no receive has more than four');
    assert.isAbove(rounds.length, 9);
  });
});
