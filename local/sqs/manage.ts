import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { readInput } from '../read-input.ts';
import type { AwsRequest, Caller } from '../service.ts';
import { invalidParameter, invalidValue, queueDoesNotExist, refuseMember } from './errors.ts';
import { type Queue, settle } from './queue.ts';
import {
  defaultSettings,
  type QueueSettings,
  settingsAsAttributes,
  unknownAttribute,
  withAttributes,
} from './queue-settings.ts';
import { allowsSource } from './redrive-policy.ts';
import { assertQueueName, type QueueRegistry } from './registry.ts';

const strings = v.record(v.string(), v.string());
const Create = v.strictObject({
  QueueName: v.string(),
  Attributes: v.optional(strings, {}),
  tags: v.optional(strings, {}),
});
const GetUrl = v.strictObject({ QueueName: v.string(), QueueOwnerAWSAccountId: v.optional(v.string()) });
const Url = v.strictObject({ QueueUrl: v.string() });
const SetAttributes = v.strictObject({ QueueUrl: v.string(), Attributes: strings });
const GetAttributes = v.strictObject({ QueueUrl: v.string(), AttributeNames: v.optional(v.array(v.string()), []) });

const purgeEveryMs = 60_000;

/** CreateQueue: the URL of the queue, made now or before with the same value of every attribute that is given. */
export function createQueue(registry: QueueRegistry, raw: unknown, caller: Caller, request: AwsRequest): object {
  const input = readInput(Create, raw, refuseMember);
  assertQueueName(input.QueueName);
  const existing = registry.find(caller, input.QueueName);
  const settings = withAttributes(existing?.settings ?? defaultSettings, input.Attributes);
  if (existing !== undefined) {
    assertSame(existing, settings);
    return { QueueUrl: queueUrl(existing, request) };
  }
  assertRedrive(
    registry,
    settings,
    `arn:${caller.partition}:sqs:${caller.region}:${caller.accountId}:${input.QueueName}`,
  );
  const queue = registry.create(caller, input.QueueName, settings);
  for (const [key, value] of Object.entries(input.tags)) queue.tags.set(key, value);
  return { QueueUrl: queueUrl(queue, request) };
}

function assertSame(queue: Queue, settings: QueueSettings): void {
  const held = settingsAsAttributes(queue.settings);
  const asked = settingsAsAttributes(settings);
  const different = Object.keys({ ...held, ...asked }).find((name) => held[name] !== asked[name]);
  if (different !== undefined) {
    throw new AwsError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${different}`,
    );
  }
}

/** The dead-letter queue has to be there, of the same account and region, and to allow this queue as a source. */
function assertRedrive(registry: QueueRegistry, settings: QueueSettings, sourceArn: string): void {
  const policy = settings.RedrivePolicy;
  if (policy === undefined) return;
  const refuse = (reason: string): AwsError => invalidParameter(JSON.stringify(policy), 'RedrivePolicy', reason);
  const where = (arn: string): string => arn.split(':').slice(3, 5).join(':');
  if (where(policy.deadLetterTargetArn) !== where(sourceArn)) {
    throw refuse('Dead-letter queue must be in same account and region as the source.');
  }
  const target = registry.byArn(policy.deadLetterTargetArn);
  if (target === undefined) throw refuse('Dead letter target does not exist.');
  if (!allowsSource(target.settings.RedriveAllowPolicy, sourceArn)) {
    throw refuse('The redrive allow policy of the dead letter target does not allow this queue.');
  }
}

export function getQueueUrl(registry: QueueRegistry, raw: unknown, caller: Caller, request: AwsRequest): object {
  const { QueueName, QueueOwnerAWSAccountId = caller.accountId } = readInput(GetUrl, raw, refuseMember);
  const queue = registry.find({ accountId: QueueOwnerAWSAccountId, region: caller.region }, QueueName);
  if (queue === undefined) throw queueDoesNotExist();
  const url = queueUrl(queue, request);
  registry.forCaller(url, caller, 'GetQueueUrl');
  return { QueueUrl: url };
}

export function deleteQueue(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Url, raw, refuseMember);
  registry.delete(registry.forCaller(input.QueueUrl, caller, 'DeleteQueue'));
  return {};
}

/** PurgeQueue: takes the messages in flight too. */
export function purgeQueue(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Url, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'PurgeQueue');
  const now = registry.context.deps.clock.now();
  if (queue.purgedAt !== undefined && queue.purgedAt + purgeEveryMs > now) {
    throw new AwsError(
      'PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      403,
    );
  }
  queue.purgedAt = now;
  queue.messages.clear();
  return {};
}

/** Takes effect at once, where AWS takes up to a minute (15 for the retention). */
export function setQueueAttributes(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(SetAttributes, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'SetQueueAttributes');
  if (Object.keys(input.Attributes).length === 0) throw invalidValue('The request must contain an attribute to set.');
  const settings = withAttributes(queue.settings, input.Attributes);
  if (input.Attributes['RedrivePolicy'] !== undefined) assertRedrive(registry, settings, queue.arn);
  queue.settings = settings;
  queue.modifiedAt = registry.context.deps.clock.now();
  queue.waiters.wake();
  return {};
}

const readOnly = [
  'All',
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
];
const settable = [...Object.keys(defaultSettings), 'KmsMasterKeyId', 'Policy', 'RedrivePolicy', 'RedriveAllowPolicy'];

/** The counts are exact here, where AWS's are approximate. */
export function getQueueAttributes(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(GetAttributes, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'GetQueueAttributes');
  const unknown = input.AttributeNames.find((name) => !readOnly.includes(name) && !settable.includes(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const { visible, inFlight, delayed } = settle(queue).counts;
  const all = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ...settingsAsAttributes(queue.settings),
  };
  const wanted = (name: string): boolean => input.AttributeNames.includes('All') || input.AttributeNames.includes(name);
  const Attributes = Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));
  return Object.keys(Attributes).length === 0 ? {} : { Attributes };
}

/** On the host that the caller reached us by. */
export function queueUrl(queue: Queue, request: Pick<AwsRequest, 'headers'>): string {
  return `http://${request.headers.host ?? 'localhost'}/${queue.accountId}/${queue.name}`;
}
