import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { ServiceDeps } from '../service.ts';
import type { MessageAttributes, SqsQueues } from '../sqs/sqs.ts';
import { uuid } from '../uuid.ts';
import { defaultMailSubject, type Mail } from './mailbox.ts';
import type { Subscription, Topic } from './topic.ts';

/** What was published, its attributes found valid. */
export interface Publication {
  readonly messageId: string;
  readonly subject: string | undefined;
  readonly messageFor: (protocol: Subscription['protocol']) => string;
  readonly attributes: MessageAttributes;
}

/** On whose behalf a function is invoked, for its resource policy. */
export interface InvokedBy {
  readonly principal: 'sns.amazonaws.com';
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** Where messages go. `invokeAsync` may throw an AWS error: no such function, or its policy does not admit the topic. */
export interface SnsTargets {
  readonly sqs: Pick<SqsQueues, 'deliver'>;
  invokeAsync(functionArn: string, event: object, by: InvokedBy): void;
}

/** A message that a subscription did not get. AWS would try again and then drop it; here it is dropped at once. */
export interface Undelivered {
  readonly subscriptionArn: string;
  readonly messageId: string;
  readonly reason: string;
}

export interface Deliveries {
  readonly deps: Pick<ServiceDeps, 'clock' | 'id'>;
  readonly targets: SnsTargets;
  readonly mailbox: Mail[];
  readonly undelivered: Undelivered[];
}

/** Delivers to every subscription whose filter admits the message, before it returns. Answers the message's id. */
export function publish(deliveries: Deliveries, topic: Topic, publication: Omit<Publication, 'messageId'>): string {
  const messageId = uuid(deliveries.deps.id(32));
  for (const subscription of topic.subscriptions.values()) {
    const message = publication.messageFor(subscription.protocol);
    if (subscription.settings.filter?.admits(message, publication.attributes) === false) continue;
    const reason = deliver(deliveries, subscription, { ...publication, messageId }, message);
    if (reason !== undefined) deliveries.undelivered.push({ subscriptionArn: subscription.arn, messageId, reason });
  }
  return messageId;
}

/** Why it could not be delivered, if it could not. */
function deliver(
  { deps, targets, mailbox }: Deliveries,
  subscription: Subscription,
  publication: Publication,
  message: string,
): string | undefined {
  const { topic, endpoint, settings } = subscription;
  switch (subscription.protocol) {
    case 'email':
      mailbox.push({
        at: deps.clock.now(),
        to: endpoint,
        topicArn: topic.arn,
        kind: 'notification',
        subject: publication.subject ?? defaultMailSubject,
        body: message,
        sent: subscription.token === undefined,
      });
      return undefined;
    case 'sqs': {
      const body = settings.rawMessageDelivery
        ? message
        : queueBody(subscription, publication, message, deps.clock.now());
      const attributes = settings.rawMessageDelivery ? publication.attributes : {};
      return targets.sqs.deliver(endpoint, body, attributes) ? undefined : 'the queue did not take the message';
    }
    case 'lambda':
      try {
        const event = lambdaEvent(subscription, publication, message, deps.clock.now());
        targets.invokeAsync(endpoint, event, {
          principal: 'sns.amazonaws.com',
          sourceArn: topic.arn,
          sourceAccount: topic.accountId,
        });
        return undefined;
      } catch (error) {
        if (error instanceof AwsError) return `${error.code}: ${error.message}`;
        throw error;
      }
  }
}

/** The event of a function (AWS Lambda Developer Guide, "Using AWS Lambda with Amazon SNS"): one record, `…Url` in its names. */
function lambdaEvent(subscription: Subscription, publication: Publication, message: string, now: number): object {
  const { certificate, unsubscribe } = links(subscription);
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: 'Notification',
          MessageId: publication.messageId,
          TopicArn: subscription.topic.arn,
          Subject: publication.subject ?? null,
          Message: message,
          Timestamp: new Date(now).toISOString(),
          SignatureVersion: signatureVersion(subscription),
          Signature: signature(publication, message),
          SigningCertUrl: certificate,
          UnsubscribeUrl: unsubscribe,
          MessageAttributes: shownAttributes(publication.attributes),
        },
      },
    ],
  };
}

/** The body in a queue (Amazon SNS Developer Guide, "Message and JSON formats"): `…URL`, and nothing for what is absent. */
function queueBody(subscription: Subscription, publication: Publication, message: string, now: number): string {
  const { certificate, unsubscribe } = links(subscription);
  const attributes = shownAttributes(publication.attributes);
  const body = {
    Type: 'Notification',
    MessageId: publication.messageId,
    TopicArn: subscription.topic.arn,
    Subject: publication.subject,
    Message: message,
    Timestamp: new Date(now).toISOString(),
    SignatureVersion: signatureVersion(subscription),
    Signature: signature(publication, message),
    SigningCertURL: certificate,
    UnsubscribeURL: unsubscribe,
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  };
  return JSON.stringify(body, undefined, 2);
}

function shownAttributes(attributes: MessageAttributes): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: BinaryValue ?? StringValue ?? '' },
    ]),
  );
}

function signatureVersion({ topic }: Subscription): string {
  return topic.attributes.get('SignatureVersion') ?? '1';
}

/** Looks like a signature and is none: there is no key to verify it by. */
function signature({ messageId }: Publication, message: string): string {
  return createHash('sha512').update(`${messageId} ${message}`).digest('base64');
}

function links({ arn, topic }: Subscription): { certificate: string; unsubscribe: string } {
  const host = `https://sns.${topic.region}.amazonaws.com${topic.partition === 'aws-cn' ? '.cn' : ''}`;
  const certificateId = createHash('md5').update(topic.region).digest('hex');
  return {
    certificate: `${host}/SimpleNotificationService-${certificateId}.pem`,
    unsubscribe: `${host}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
  };
}
