import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createSqs, type SqsQueues } from '../../../local/sqs/sqs.ts';
import { accountId, region, type Served, serve } from './served.ts';

export interface ServedSqs extends Served {
  readonly queues: SqsQueues;
  readonly sqs: SQSClient;
  client(who?: Parameters<Served['settings']>[0]): SQSClient;
}

/** SQS alone. The clock stands still unless `frozen: false`, so that nothing falls due by itself. */
export async function startSqs(options: { frozen?: boolean; inFlightLimit?: number } = {}): Promise<ServedSqs> {
  const { frozen = true, ...limits } = options;
  const served = await serve(
    (deps) => {
      const queues = createSqs(deps, limits);
      return { services: [queues], handles: { queues } };
    },
    { frozen },
  );
  const client: ServedSqs['client'] = (who = {}) => new SQSClient(served.settings(who));
  return { ...served, client, sqs: client() };
}

export interface ReceivedMessage extends Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
}

export interface TestQueue {
  readonly url: string;
  readonly arn: string;
  send(body: string, more?: Partial<SendMessageCommandInput>): Promise<string>;
  sendMany(count: number): Promise<void>;
  receive(more?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>;
  /** One message that must be there. */
  receiveOne(more?: Partial<ReceiveMessageCommandInput>): Promise<ReceivedMessage>;
  /** Visible, in flight and delayed. */
  counts(): Promise<[number, number, number]>;
}

export async function createTestQueue(
  sqs: SQSClient,
  name: string,
  attributes: Partial<Record<QueueAttributeName, string>> = {},
): Promise<TestQueue> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  const receive: TestQueue['receive'] = async (more = {}) => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }));
    return Messages ?? [];
  };
  return {
    url: QueueUrl,
    arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
    receive,
    async send(body, more = {}) {
      const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...more }));
      return MessageId ?? '';
    },
    async sendMany(count) {
      for (let sent = 0; sent < count; sent += 10) {
        const Entries = Array.from({ length: Math.min(10, count - sent) }, (_, index) => ({
          Id: String(index),
          MessageBody: `message ${sent + index}`,
        }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    async receiveOne(more = {}) {
      const [message] = await receive({ MaxNumberOfMessages: 1, ...more });
      if (message?.ReceiptHandle === undefined || message.MessageId === undefined)
        throw new Error('nothing was received');
      return { ...message, MessageId: message.MessageId, ReceiptHandle: message.ReceiptHandle };
    },
    async counts() {
      const names = [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ] as const;
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
      );
      return [Number(Attributes[names[0]]), Number(Attributes[names[1]]), Number(Attributes[names[2]])];
    },
  };
}
