import { assert } from 'chai';
import type { StoredMessage } from '../../../local/sqs/message.ts';
import { MessageStore } from '../../../local/sqs/message-store.ts';

const many = 50_000;
const retentionMs = 345_600_000;

describe('the message store', () => {
  const message = (serial: number): StoredMessage => ({
    key: String(serial),
    serial,
    messageId: String(serial),
    body: '',
    attributes: {},
    systemAttributes: {},
    senderId: '',
    sentAt: serial,
    deadLetterSourceArn: undefined,
    state: 'visible',
    visibleAt: serial,
    turn: 0,
    receiveCount: 0,
    receivesHere: 0,
    firstReceivedAt: undefined,
    lastReceivedAt: 0,
    receipt: undefined,
  });

  it('receives, gives back and deletes 50,000 messages within seconds', () => {
    const store = new MessageStore(({ visibleAt }) => visibleAt);
    const startedAt = performance.now();

    for (let serial = 0; serial < many; serial++) store.add(message(serial));
    for (let taken = 0; taken < many; taken++) {
      store.settle(many, retentionMs);
      const first = store.first();
      if (first !== undefined) store.hide(first, many + 1000 + taken);
    }
    assert.deepEqual(store.counts, { visible: 0, inFlight: many, delayed: 0 });
    store.settle(many * 3, retentionMs);
    assert.deepEqual(store.counts, { visible: many, inFlight: 0, delayed: 0 });
    for (let first = store.first(); first !== undefined; first = store.first()) store.delete(first);

    assert.deepEqual(store.all(), []);
    assert.isBelow(performance.now() - startedAt, 10_000);
  });
});
