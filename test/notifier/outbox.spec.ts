import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { createOutbox } from '../../notifier/outbox.ts';
import { outboxMessages } from '../../notifier/outbox-event.ts';
import { answering } from '../support/aws.ts';
import { outcomeNotice } from '../support/notices.ts';
import { outboxEvent, outboxRecord } from '../support/outbox.ts';

describe('createOutbox', () => {
  for (const [seconds, delay] of [
    [0, 0],
    [15, 15],
    [21_600, 900],
  ] as const) {
    it(`passes a message on as it is, named what it was told by, and delayed by ${delay} for ${seconds} seconds`, async () => {
      const { client, calls } = answering(new SQSClient({ region: 'eu-west-1' }), { SendMessage: () => ({}) });
      const outbox = createOutbox(client, { queueUrl: 'https://sqs/outbox', deadLetterQueueUrl: 'https://sqs/dead' });
      const [message] = outboxMessages(outboxEvent(outcomeNotice())) ?? [];
      assert.isDefined(message);

      await outbox.passOn(message, ['slack'], seconds);

      assert.deepEqual(calls, [
        {
          operation: 'SendMessage',
          input: {
            QueueUrl: 'https://sqs/outbox',
            MessageBody: message.body,
            DelaySeconds: delay,
            MessageAttributes: { ConfigmendTold: { DataType: 'String', StringValue: 'slack' } },
          },
        },
      ]);
    });
  }
});

describe('outboxMessages', () => {
  for (const [told, ways] of [
    [undefined, []],
    ['slack', ['slack']],
    ['slack,email', ['slack', 'email']],
    ['pigeon,email', ['email']],
    ['', []],
  ] as const) {
    it(`knows by what a copy was told: ${told}`, () => {
      const record = outboxRecord(outcomeNotice(), 'm0', told === undefined ? {} : { told });

      assert.deepEqual(outboxMessages({ Records: [record] })?.[0]?.told, ways);
    });
  }

  it('takes records without attributes', () => {
    const { messageAttributes: _attributes, ...record } = outboxRecord(outcomeNotice(), 'm0');

    assert.deepEqual(outboxMessages({ Records: [record] })?.[0]?.told, []);
  });
});
