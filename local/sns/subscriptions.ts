import * as v from 'valibot';
import { page } from '../paging.ts';
import { readInput } from '../read-input.ts';
import type { Caller, ServiceDeps } from '../service.ts';
import { uuid } from '../uuid.ts';
import { invalidParameter, lacking, notFound, refuseMember } from './errors.ts';
import { common, flag, textMap } from './input.ts';
import type { Mail } from './mailbox.ts';
import type { TopicRegistry } from './registry.ts';
import { defaultSubscriptionSettings, withSubscriptionAttributes } from './subscription-settings.ts';
import type { Subscription } from './topic.ts';
import { type Answer, invalidToken } from './topics.ts';

const Subscribe = v.strictObject({
  ...common,
  TopicArn: v.string(),
  Protocol: v.string(),
  Endpoint: v.optional(v.string(), ''),
  Attributes: textMap,
  ReturnSubscriptionArn: flag,
});
const Confirm = v.strictObject({ ...common, TopicArn: v.string(), Token: v.string() });
const Named = v.strictObject({ ...common, SubscriptionArn: v.string() });
const SetAttribute = v.strictObject({
  ...common,
  SubscriptionArn: v.string(),
  AttributeName: v.string(),
  AttributeValue: v.optional(v.string(), ''),
});
const ListByTopic = v.strictObject({ ...common, TopicArn: v.string(), NextToken: v.optional(v.string()) });

/** Protocols of SNS that are not modelled. */
const otherProtocols = ['application', 'email-json', 'firehose', 'http', 'https', 'sms'];
const pageSize = 100;

/** Subscribe: queues and functions of the caller's account at once, an e-mail address when it confirms. */
export function subscribe(
  registry: TopicRegistry,
  deps: Pick<ServiceDeps, 'clock' | 'id'>,
  mailbox: Mail[],
  raw: unknown,
  caller: Caller,
): Answer {
  const input = readInput(Subscribe, raw, refuseMember);
  const topic = registry.topic(input.TopicArn, caller, 'Subscribe');
  const protocol = readProtocol(input.Protocol);
  assertEndpoint(protocol, input.Endpoint, caller);
  const settings = withSubscriptionAttributes(
    defaultSubscriptionSettings,
    protocol,
    input.Attributes,
    'Attributes Reason: ',
  );
  const existing = [...topic.subscriptions.values()].find(
    (held) => held.protocol === protocol && held.endpoint === input.Endpoint,
  );
  if (existing !== undefined) {
    if (JSON.stringify(existing.settings) !== JSON.stringify(settings)) {
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    }
    return { SubscriptionArn: shownArn(existing, input.ReturnSubscriptionArn) };
  }
  const subscription: Subscription = {
    arn: `${topic.arn}:${uuid(deps.id(32))}`,
    topic,
    protocol,
    endpoint: input.Endpoint,
    principalArn: caller.principalArn,
    token: protocol === 'email' ? deps.id(64) : undefined,
    settings,
  };
  topic.subscriptions.set(subscription.arn, subscription);
  if (subscription.token !== undefined) {
    mailbox.push({
      at: deps.clock.now(),
      to: subscription.endpoint,
      topicArn: topic.arn,
      kind: 'confirmation',
      subject: 'AWS Notification - Subscription Confirmation',
      body: `You have chosen to subscribe to the topic: ${topic.arn}`,
      sent: true,
      token: subscription.token,
    });
  }
  return { SubscriptionArn: shownArn(subscription, input.ReturnSubscriptionArn) };
}

function readProtocol(protocol: string): Subscription['protocol'] {
  if (protocol === 'lambda' || protocol === 'sqs' || protocol === 'email') return protocol;
  if (otherProtocols.includes(protocol)) throw lacking(`subscriptions of protocol ${protocol}`);
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
}

function assertEndpoint(protocol: Subscription['protocol'], endpoint: string, caller: Caller): void {
  if (protocol === 'email') {
    if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalidParameter('Email address');
    return;
  }
  const pattern =
    protocol === 'sqs'
      ? /^arn:[^:]+:sqs:[^:]+:(\d{12}):[^:]+$/
      : /^arn:[^:]+:lambda:[^:]+:(\d{12}):function:[^:]+(:[^:]+)?$/;
  const [, accountId] = pattern.exec(endpoint) ?? [];
  if (accountId === undefined) throw invalidParameter(`${protocol === 'sqs' ? 'SQS' : 'Lambda'} endpoint ARN`);
  if (accountId !== caller.accountId) {
    throw lacking(`subscriptions of another account's ${protocol === 'sqs' ? 'queue' : 'function'}`);
  }
}

function shownArn(subscription: Subscription, always: boolean): string {
  return subscription.token === undefined || always ? subscription.arn : 'pending confirmation';
}

export function confirmSubscription(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { TopicArn, Token } = readInput(Confirm, raw, refuseMember);
  const topic = registry.topic(TopicArn, caller, 'ConfirmSubscription');
  const subscription = [...topic.subscriptions.values()].find(({ token }) => token === Token);
  if (subscription === undefined) throw invalidParameter('Token');
  subscription.token = undefined;
  return { SubscriptionArn: subscription.arn };
}

/** Succeeds for a subscription that does not exist. */
export function unsubscribe(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { SubscriptionArn } = readInput(Named, raw, refuseMember);
  const subscription = registry.subscription(SubscriptionArn, caller);
  if (subscription?.topic.subscriptions.delete(subscription.arn) === true) subscription.topic.deletedSubscriptions += 1;
  return {};
}

export function listSubscriptionsByTopic(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { TopicArn, NextToken } = readInput(ListByTopic, raw, refuseMember);
  const topic = registry.topic(TopicArn, caller, 'ListSubscriptionsByTopic');
  const { items, nextToken } = page([...topic.subscriptions.values()], {
    scope: topic.arn,
    limit: pageSize,
    token: NextToken,
    invalid: invalidToken,
  });
  const Subscriptions = items.map((subscription) => ({
    SubscriptionArn: subscription.token === undefined ? subscription.arn : 'PendingConfirmation',
    Owner: topic.accountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: topic.arn,
  }));
  return { Subscriptions, NextToken: nextToken };
}

export function getSubscriptionAttributes(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { SubscriptionArn } = readInput(Named, raw, refuseMember);
  const subscription = registry.subscription(SubscriptionArn, caller);
  if (subscription === undefined) throw notFound('Subscription');
  const { rawMessageDelivery, filter } = subscription.settings;
  return {
    Attributes: new Map([
      ['SubscriptionArn', subscription.arn],
      ['TopicArn', subscription.topic.arn],
      ['Owner', subscription.topic.accountId],
      ['Protocol', subscription.protocol],
      ['Endpoint', subscription.endpoint],
      ['SubscriptionPrincipal', subscription.principalArn],
      ['ConfirmationWasAuthenticated', String(subscription.token === undefined)],
      ['PendingConfirmation', String(subscription.token !== undefined)],
      ['RawMessageDelivery', String(rawMessageDelivery)],
      ...(filter === undefined ? [] : filterAttributes(filter)),
    ]),
  };
}

function filterAttributes(filter: NonNullable<Subscription['settings']['filter']>): [string, string][] {
  return [
    ['FilterPolicy', filter.text],
    ['FilterPolicyScope', filter.scope],
  ];
}

export function setSubscriptionAttributes(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { SubscriptionArn, AttributeName, AttributeValue } = readInput(SetAttribute, raw, refuseMember);
  const subscription = registry.subscription(SubscriptionArn, caller);
  if (subscription === undefined) throw notFound('Subscription');
  const attributes = { [AttributeName]: AttributeValue };
  subscription.settings = withSubscriptionAttributes(subscription.settings, subscription.protocol, attributes, '');
  return {};
}
