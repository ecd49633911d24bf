import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { createQueue } from '../../queue/queue.ts';
import { coordinator, invokedWith } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

/** More than SNS takes in one message, and less than SQS does. */
const tags = { owner: 'x'.repeat(300_000) };
const large = groupIdentity('sg-large', { tags });
const notBefore = '2026-11-21T12:00:00.000Z';

describe('a message of hostile size', () => {
  for (const [what, forged] of [
    ['that nobody can work on', instruction({ resource: large, remediator: 's3-account' })],
    ['that is to be mended', instruction({ resource: large })],
    ['that is to wait', instruction({ resource: large, notBefore })],
  ] as const) {
    it(`${what} is a dead letter, is told, and costs no neighbour anything`, async () => {
      const { run, queue, topic, invoke } = coordinator([
        sqsMessage(forged, 'forged'),
        sqsMessage('{"rubbish"', 'poison'),
        sqsMessage(instruction({ resource: groupIdentity('sg-waits'), notBefore }), 'waits'),
        sqsMessage(instruction({ resource: groupIdentity('sg-due') }), 'due'),
      ]);

      await run();

      assert.sameMembers(
        queue.deadLetters.map(({ messageId }) => messageId),
        ['forged', 'poison'],
      );
      assert.sameMembers(
        topic.told.map((notice) => (notice.kind === 'dead-letter' ? notice.messageId : notice.kind)),
        ['forged', 'poison', 'grace'],
      );
      assert.deepEqual(
        queue.putOffs.map(({ messageId }) => messageId),
        ['waits'],
      );
      assert.deepEqual(invokedWith(invoke), [['sg-due']]);
    });
  }

  describe('on the queue itself', () => {
    let account: LocalAccount;
    beforeEach(async () => (account = await startLocalAccount({ seed: 1 })));
    afterEach(() => account.stop());

    for (const [what, body] of [
      ['rubbish', '€'.repeat(349_525)],
      ['an instruction among blanks', JSON.stringify(instruction({ remediator: 's3-account' })).padEnd(1_048_576)],
    ] as const) {
      it(`is told once and buried, as large as SQS takes one: ${what}`, async () => {
        const sqs = new SQSClient(account.clientConfig());
        const create = async (QueueName: string): Promise<string> =>
          (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
        const [queueUrl, deadLetterQueueUrl] = [await create('remediation'), await create('dead')];
        await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
        const queue = createQueue(sqs, { queueUrl, deadLetterQueueUrl, holdSeconds: 900 });
        let polls = 0;
        const remainingMs = (): number => (polls++ > 1 ? 0 : 60_000);
        const once = { ...queue, receive: () => queue.receive(0) };
        const { run, topic } = coordinator([], { queue: once, remainingMs });

        await run();

        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: deadLetterQueueUrl }));
        assert.lengthOf(Messages, 1);
        assert.isTrue(Messages[0]?.Body?.startsWith(body.slice(0, 1000)));
        assert.lengthOf(topic.told, 1);
      });
    }
  });
});
