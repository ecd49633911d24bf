import { type QueryInput, queryService } from '../query-protocol.ts';
import type { Caller, LocalService, ServiceDeps } from '../service.ts';
import { type Deliveries, publish as deliver, type SnsTargets, type Undelivered } from './deliver.ts';
import type { Mail } from './mailbox.ts';
import { publish, publishBatch } from './publish.ts';
import { TopicRegistry } from './registry.ts';
import {
  confirmSubscription,
  getSubscriptionAttributes,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './subscriptions.ts';
import {
  type Answer,
  createTopic,
  deleteTopic,
  getTopicAttributes,
  listTagsForResource,
  listTopics,
  setTopicAttributes,
} from './topics.ts';

export type { InvokedBy, SnsTargets, Undelivered } from './deliver.ts';
export type { Mail } from './mailbox.ts';

/** The topics for the rest of the local account and for tests, without the wire. */
export interface SnsTopics {
  /**
   * Publishes as another AWS service does, whatever the topic's policy. False where the topic does not exist: the message is
   * dropped.
   */
  publishInternal(topicArn: string, message: { subject?: string | undefined; message: string }): boolean;
  /** Every mail in the order of sending, those included that AWS withholds until the address confirms (`sent: false`). */
  readonly mailbox: readonly Mail[];
  readonly undelivered: readonly Undelivered[];
}

type Operation = (registry: TopicRegistry, input: unknown, caller: Caller) => Answer;

const operations: Readonly<Record<string, Operation>> = {
  ConfirmSubscription: confirmSubscription,
  CreateTopic: createTopic,
  DeleteTopic: deleteTopic,
  GetSubscriptionAttributes: getSubscriptionAttributes,
  GetTopicAttributes: getTopicAttributes,
  ListSubscriptionsByTopic: listSubscriptionsByTopic,
  ListTagsForResource: listTagsForResource,
  ListTopics: listTopics,
  SetSubscriptionAttributes: setSubscriptionAttributes,
  SetTopicAttributes: setTopicAttributes,
  Unsubscribe: unsubscribe,
};

/** Amazon SNS, standard topics only, over the query protocol; delivers to queues, functions and a mailbox. */
export function createSns(deps: Pick<ServiceDeps, 'clock' | 'id'>, targets: SnsTargets): LocalService & SnsTopics {
  const registry = new TopicRegistry();
  const deliveries: Deliveries = { deps, targets, mailbox: [], undelivered: [] };
  const bound = Object.entries(operations).map(
    ([name, operation]): [string, (input: QueryInput, caller: Caller) => Answer] => [
      name,
      (input, caller) => operation(registry, input, caller),
    ],
  );
  return {
    ...queryService({
      signingName: 'sns',
      dialect: 'query',
      xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/',
      operations: {
        ...Object.fromEntries(bound),
        Publish: (input, caller) => publish(registry, deliveries, input, caller),
        PublishBatch: (input, caller) => publishBatch(registry, deliveries, input, caller),
        Subscribe: (input, caller) => subscribe(registry, deps, deliveries.mailbox, input, caller),
      },
    }),
    mailbox: deliveries.mailbox,
    undelivered: deliveries.undelivered,
    publishInternal(topicArn, { subject, message }) {
      const topic = registry.find(topicArn);
      if (topic === undefined) return false;
      deliver(deliveries, topic, { subject, messageFor: () => message, attributes: {} });
      return true;
    },
  };
}
