import { AwsError } from '../aws-error.ts';
import { type JsonOperation, jsonService } from '../json-protocol.ts';
import type { AwsRequest, Caller, LocalService, ServiceDeps } from '../service.ts';
import { userIdOf } from '../sts/principal.ts';
import { deleteMessage, deleteMessageBatch } from './delete.ts';
import { queryCodes } from './errors.ts';
import { feedOf, type QueueFeed } from './feed.ts';
import { listDeadLetterSourceQueues, listQueues, listQueueTags, tagQueue, untagQueue } from './list.ts';
import { createQueue, deleteQueue, getQueueAttributes, getQueueUrl, purgeQueue, setQueueAttributes } from './manage.ts';
import type { StoredMessage } from './message.ts';
import type { MessageAttributes } from './message-attributes.ts';
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from './move-tasks.ts';
import { type Queue, type QueueOddities, settle } from './queue.ts';
import { receiveMessage } from './receive.ts';
import { accountAndName, QueueRegistry } from './registry.ts';
import { send, sendMessage, sendMessageBatch } from './send.ts';
import { changeMessageVisibility, changeMessageVisibilityBatch } from './visibility.ts';

export type { QueueFeed, TakenRecord } from './feed.ts';
export type { MessageAttributes } from './message-attributes.ts';
export type { QueueOddities } from './queue.ts';

/** A message as `inspect` shows it. Times are ms since the epoch. */
export type InspectedMessage = Readonly<
  Pick<
    StoredMessage,
    'messageId' | 'body' | 'attributes' | 'state' | 'sentAt' | 'visibleAt' | 'receiveCount' | 'deadLetterSourceArn'
  >
>;

/** What is known of a queue by its URL. */
export type QueueIdentity = Readonly<Pick<Queue, 'arn' | 'name' | 'accountId' | 'region'>>;

/** The queues for the rest of the local account and for tests, without the wire. */
export interface SqsQueues {
  /** What standard queues may do and seldom do; all off until set. */
  readonly oddities: QueueOddities;
  /**
   * Puts a message in the queue as another AWS service would; the queue's access policy is not asked. False where the queue does
   * not exist or SQS would not take the message (size, attributes).
   */
  deliver(queueArn: string, body: string, attributes?: MessageAttributes): boolean;
  /** All messages in the order of arrival, received or not, without counting a receive. Throws for an unknown queue. */
  inspect(queueArn: string): InspectedMessage[];
  /** A queue as a consumer within the account has it; undefined where it does not exist. */
  feed(queueArn: string): QueueFeed | undefined;
  /** A queue's URL names no region: the queue of that account and name in `region`. */
  queueByUrl(url: string, region: string): QueueIdentity | undefined;
}

type Operation = (
  registry: QueueRegistry,
  input: unknown,
  caller: Caller,
  request: AwsRequest,
) => object | Promise<object>;

const operations: Readonly<Record<string, Operation>> = {
  CancelMessageMoveTask: cancelMessageMoveTask,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  CreateQueue: createQueue,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  DeleteQueue: deleteQueue,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
  ListMessageMoveTasks: listMessageMoveTasks,
  ListQueueTags: listQueueTags,
  ListQueues: listQueues,
  PurgeQueue: purgeQueue,
  ReceiveMessage: receiveMessage,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  SetQueueAttributes: setQueueAttributes,
  StartMessageMoveTask: startMessageMoveTask,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
};

/** Amazon SQS, standard queues only, over AWS JSON 1.0. */
export function createSqs(
  deps: Pick<ServiceDeps, 'clock' | 'id'>,
  options: { inFlightLimit?: number } = {},
): LocalService & SqsQueues {
  const oddities: QueueOddities = { duplicateEvery: 0, mostAtOnce: 10, reorder: false, silentLateVisibility: false };
  const registry = new QueueRegistry({ deps, oddities, inFlightLimit: options.inFlightLimit ?? 120_000 });
  const bound = Object.entries(operations).map(([name, operation]): [string, JsonOperation] => [
    name,
    (input, caller, request) => operation(registry, input, caller, request),
  ]);
  return {
    ...jsonService({ signingName: 'sqs', version: '1.0', operations: Object.fromEntries(bound), queryCodes }),
    oddities,
    deliver(queueArn, body, attributes = {}) {
      const queue = registry.byArn(queueArn);
      if (queue === undefined) return false;
      try {
        const outgoing = { MessageBody: body, MessageAttributes: attributes, MessageSystemAttributes: {} };
        send(queue, outgoing, userIdOf(`arn:${queue.partition}:iam::aws:user/service`));
      } catch (error) {
        if (error instanceof AwsError) return false;
        throw error;
      }
      queue.waiters.wake();
      return true;
    },
    inspect(queueArn) {
      const queue = registry.byArn(queueArn);
      if (queue === undefined) throw new Error(`there is no queue ${queueArn}`);
      return settle(queue)
        .all()
        .map(({ messageId, body, attributes, state, sentAt, visibleAt, receiveCount, deadLetterSourceArn }) => ({
          messageId,
          body,
          attributes,
          state,
          sentAt,
          visibleAt,
          receiveCount,
          deadLetterSourceArn,
        }));
    },
    feed(queueArn) {
      const queue = registry.byArn(queueArn);
      return queue === undefined ? undefined : feedOf(queue, registry);
    },
    queueByUrl(url, region) {
      const { accountId, name } = accountAndName(url);
      const queue = registry.find({ accountId, region }, name);
      return queue && { arn: queue.arn, name: queue.name, accountId: queue.accountId, region: queue.region };
    },
  };
}
