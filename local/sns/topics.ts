import * as v from 'valibot';
import type { AwsError } from '../aws-error.ts';
import { page } from '../paging.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import type { XmlValue } from '../xml.ts';
import { invalidParameter, lacking, notFound, refuseMember } from './errors.ts';
import { common, listOf, textMap } from './input.ts';
import type { TopicRegistry } from './registry.ts';
import type { Topic } from './topic.ts';

export type Answer = { [element: string]: XmlValue };

const tags = listOf(v.strictObject({ Key: v.string(), Value: v.string() }));
const Create = v.strictObject({ ...common, Name: v.string(), Attributes: textMap, Tags: tags });
const Named = v.strictObject({ ...common, TopicArn: v.string() });
const List = v.strictObject({ ...common, NextToken: v.optional(v.string()) });
const SetAttribute = v.strictObject({
  ...common,
  TopicArn: v.string(),
  AttributeName: v.string(),
  AttributeValue: v.optional(v.string(), ''),
});
const ListTags = v.strictObject({ ...common, ResourceArn: v.string() });

const settable = ['DisplayName', 'Policy', 'KmsMasterKeyId', 'SignatureVersion'];
/** What SNS can set besides; it would change deliveries that are not modelled. */
const known = [
  'ArchivePolicy',
  'BeginningArchiveTime',
  'ContentBasedDeduplication',
  'DataProtectionPolicy',
  'DeliveryPolicy',
  'FifoThroughputScope',
  'FifoTopic',
  'TracingConfig',
];
const pageSize = 100;

/** CreateTopic: the ARN of the topic, made now or before with the same attributes and tags as far as they are given. */
export function createTopic(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const input = readInput(Create, raw, refuseMember);
  assertName(input.Name);
  const attributes = new Map(Object.entries(input.Attributes));
  for (const [name, value] of attributes) assertAttribute(name, value, 'Attributes Reason: ');
  const given = new Map(input.Tags.map(({ Key, Value }) => [Key, Value]));
  if (given.size < input.Tags.length) throw invalidParameter('Duplicated keys are not allowed.');
  const { accountId, region, partition } = caller;
  const arn = `arn:${partition}:sns:${region}:${accountId}:${input.Name}`;
  const existing = registry.of(caller).get(arn);
  if (existing === undefined) {
    registry.of(caller).set(arn, {
      arn,
      name: input.Name,
      accountId,
      region,
      partition,
      attributes,
      tags: given,
      subscriptions: new Map(),
      deletedSubscriptions: 0,
    });
    return { TopicArn: arn };
  }
  const differs = (asked: Map<string, string>, held: Map<string, string>): boolean =>
    [...asked].some(([name, value]) => held.get(name) !== value);
  if (differs(attributes, existing.attributes)) {
    throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  }
  if (differs(given, existing.tags)) throw invalidParameter('Tags Reason: Topic already exists with different tags');
  return { TopicArn: arn };
}

function assertName(name: string): void {
  if (name.endsWith('.fifo')) throw lacking('FIFO topics (name ending in .fifo)');
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
}

function assertAttribute(name: string, value: string, where: string): void {
  if (known.includes(name) || /FeedbackRoleArn$|FeedbackSampleRate$/.test(name))
    throw lacking(`the topic attribute ${name}`);
  if (!settable.includes(name)) throw invalidParameter(`${where}AttributeName`);
  const fits = name !== 'SignatureVersion' || value === '1' || value === '2';
  if (!fits || (name === 'Policy' && !isJsonObject(value))) throw invalidParameter(`${where}${name}`);
}

function isJsonObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

/** DeleteTopic succeeds for a topic that does not exist, and takes the subscriptions with it. */
export function deleteTopic(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { TopicArn } = readInput(Named, raw, refuseMember);
  if (registry.find(TopicArn) === undefined) return {};
  const topic = registry.topic(TopicArn, caller, 'DeleteTopic');
  registry.of(topic).delete(TopicArn);
  return {};
}

export function listTopics(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { NextToken } = readInput(List, raw, refuseMember);
  const { items, nextToken } = page([...registry.of(caller).keys()], {
    scope: 'topics',
    limit: pageSize,
    token: NextToken,
    invalid: invalidToken,
  });
  return { Topics: items.map((TopicArn) => ({ TopicArn })), NextToken: nextToken };
}

export function invalidToken(): AwsError {
  return invalidParameter('NextToken');
}

export function setTopicAttributes(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { TopicArn, AttributeName, AttributeValue } = readInput(SetAttribute, raw, refuseMember);
  const topic = registry.topic(TopicArn, caller, 'SetTopicAttributes');
  assertAttribute(AttributeName, AttributeValue, '');
  if (AttributeValue === '') topic.attributes.delete(AttributeName);
  else topic.attributes.set(AttributeName, AttributeValue);
  return {};
}

export function getTopicAttributes(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { TopicArn } = readInput(Named, raw, refuseMember);
  const topic = registry.topic(TopicArn, caller, 'GetTopicAttributes');
  const subscriptions = [...topic.subscriptions.values()];
  const pending = subscriptions.filter(({ token }) => token !== undefined).length;
  return {
    Attributes: new Map([
      ['TopicArn', topic.arn],
      ['Owner', topic.accountId],
      ['Policy', defaultPolicy(topic)],
      ['DisplayName', ''],
      ['SubscriptionsPending', String(pending)],
      ['SubscriptionsConfirmed', String(subscriptions.length - pending)],
      ['SubscriptionsDeleted', String(topic.deletedSubscriptions)],
      ...topic.attributes,
    ]),
  };
}

/** Lets the owner's account do everything with the topic (Amazon SNS Developer Guide, "Example cases"). */
function defaultPolicy({ arn, accountId }: Topic): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

export function listTagsForResource(registry: TopicRegistry, raw: unknown, caller: Caller): Answer {
  const { ResourceArn } = readInput(ListTags, raw, refuseMember);
  const topic = registry.of(caller).get(ResourceArn);
  if (topic === undefined) throw notFound('Topic');
  return { Tags: [...topic.tags].map(([Key, Value]) => ({ Key, Value })) };
}
