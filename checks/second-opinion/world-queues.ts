import * as fc from 'fast-check';
import * as v from 'valibot';
import { calls } from './calls.ts';
import type { Step } from './step.ts';
import type { World } from './worlds.ts';

const { sqs } = calls;
const QueueUrl = '$queue-work';
const body = fc.constantFrom('{"version":1}', 'ü', '<&>', 'x'.repeat(2000));
const receipt = fc.nat({ max: 3 }).map((index) => `$receipt-${index}`);
const receipts = fc.uniqueArray(receipt, { minLength: 1, maxLength: 3 });
const attributes = { ReasonCode: { DataType: 'String', StringValue: 'MESSAGE_INVALID' } };
const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'RedrivePolicy',
] as const;

/** As many as there can be, so that none of them is left out by chance: a sequence sends few. */
export const receive = sqs.receive({
  QueueUrl,
  MaxNumberOfMessages: 10,
  WaitTimeSeconds: 0,
  VisibilityTimeout: 600,
  MessageSystemAttributeNames: ['All'],
  MessageAttributeNames: ['All'],
});

const asked: readonly Step[] = [
  sqs.url({ QueueName: 'work' }),
  sqs.url({ QueueName: 'dead', QueueOwnerAWSAccountId: '$account-own' }),
  sqs.url({ QueueName: 'nothing' }),
];

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({
        MessageBody: body,
        more: fc.constantFrom({}, {}, { MessageAttributes: attributes }, { DelaySeconds: 900 }),
      })
      .map(({ MessageBody, more }) => sqs.send({ QueueUrl, MessageBody, ...more })),
  },
  {
    weight: 2,
    arbitrary: fc.array(body, { minLength: 1, maxLength: 2 }).map((bodies) =>
      sqs.sendBatch({
        QueueUrl,
        Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody, DelaySeconds: 0 })),
      }),
    ),
  },
  { weight: 4, arbitrary: fc.constant(receive) },
  {
    weight: 2,
    arbitrary: receipts.map((handles) =>
      sqs.deleteBatch({
        QueueUrl,
        Entries: handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(receipts, fc.constantFrom(0, 600)).map(([handles, VisibilityTimeout]) =>
      sqs.visibilityBatch({
        QueueUrl,
        Entries: handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout })),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...asked,
      sqs.send({ QueueUrl, MessageBody: '' }),
      sqs.sendBatch({ QueueUrl, Entries: [] }),
      sqs.sendBatch({
        QueueUrl,
        Entries: [
          { Id: '1', MessageBody: 'a' },
          { Id: '1', MessageBody: 'b' },
        ],
      }),
      sqs.send({ QueueUrl: '$queue-workless', MessageBody: 'lost' }),
    ),
  },
);

const Made = v.object({ QueueUrl: v.string() });
const Received = v.object({
  Messages: v.array(v.looseObject({ Body: v.string(), ReceiptHandle: v.string() })),
});

/** One with a dead-letter queue behind it, far enough away that a sequence does not reach it. */
export const queues: World = {
  prepare: [
    sqs.createQueue({ QueueName: 'dead' }),
    sqs.createQueue({
      QueueName: 'work',
      Attributes: {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:$account-own:dead',
          maxReceiveCount: 100,
        }),
      },
    }),
  ],
  steps,
  always: [
    [
      ...asked,
      sqs.send({ QueueUrl, MessageBody: '{}', MessageAttributes: attributes }),
      sqs.sendBatch({ QueueUrl, Entries: [{ Id: '0', MessageBody: 'ü', DelaySeconds: 0 }] }),
      receive,
      sqs.visibilityBatch({
        QueueUrl,
        Entries: [{ Id: '0', ReceiptHandle: '$receipt-0', VisibilityTimeout: 0 }],
      }),
      receive,
      sqs.deleteBatch({ QueueUrl, Entries: [{ Id: '0', ReceiptHandle: '$receipt-1' }] }),
      receive,
    ],
  ],
  longest: 10,
  sequences: 32,
  reads: ({ operation }) =>
    /:(Get|Create)/.test(operation) ? [] : [sqs.attributes({ QueueUrl, AttributeNames: [...counts] })],
  learn({ operation, input }, answer, names) {
    const made = v.safeParse(Made, answer);
    if (made.success && 'QueueName' in input) {
      names.set(`$queue-${String(input.QueueName)}`, made.output.QueueUrl);
      // Of the same host, and not there.
      names.set('$queue-workless', `${made.output.QueueUrl}less`);
    }
    const received = v.safeParse(Received, answer);
    if (operation !== 'sqs:ReceiveMessage' || !received.success) return;
    for (const name of names.keys()) if (name.startsWith('$receipt-')) names.delete(name);
    const inOrder = received.output.Messages.toSorted((one, other) => (one.Body < other.Body ? -1 : 1));
    for (const [index, { ReceiptHandle }] of inOrder.entries()) names.set(`$receipt-${index}`, ReceiptHandle);
  },
};
