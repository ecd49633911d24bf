import { busArnOf } from '../../events/bus-name.ts';
import { accountAndName } from '../../sqs/registry.ts';
import type { RequestContext } from '../condition.ts';
import { type Input, type Needed, type NeededByCall, objectsOf, text } from './needed.ts';

const queue =
  (action: string): Needed =>
  (input, caller) => {
    const { accountId, name } = accountAndName(text(input, 'QueueUrl'));
    return [{ action, resource: `arn:${caller.partition}:sqs:${caller.region}:${accountId}:${name}` }];
  };

/** A queue by name: the caller's own, unless another account is named. */
const namedQueue: Needed = (input, { partition, region, accountId }) => {
  const owner = 'QueueOwnerAWSAccountId' in input ? text(input, 'QueueOwnerAWSAccountId') : accountId;
  const resource = `arn:${partition}:sqs:${region}:${owner}:${text(input, 'QueueName')}`;
  return [{ action: 'sqs:GetQueueUrl', resource }];
};

const topic: Needed = (input) => [{ action: 'sns:Publish', resource: text(input, 'TopicArn') }];

/** Each entry is asked about by itself, with its source and its type (EventBridge User Guide, "Using IAM policy conditions"). */
const putEvents: Needed = (input, caller) =>
  objectsOf(input['Entries']).map((entry) => ({
    action: 'events:PutEvents',
    resource: busArnOf('EventBusName' in entry ? text(entry, 'EventBusName') : 'default', caller),
    context: eventContext(entry),
  }));

function eventContext(entry: Input): RequestContext {
  return Object.fromEntries(
    (['Source', 'DetailType'] as const).flatMap((member) => {
      const value = entry[member];
      const key = member === 'Source' ? 'events:source' : 'events:detail-type';
      return typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}

/** Queues, topics and event buses. */
export const messageAccess: NeededByCall = {
  'sqs:SendMessage': queue('sqs:SendMessage'),
  'sqs:SendMessageBatch': queue('sqs:SendMessage'),
  'sqs:ReceiveMessage': queue('sqs:ReceiveMessage'),
  'sqs:GetQueueAttributes': queue('sqs:GetQueueAttributes'),
  'sqs:GetQueueUrl': namedQueue,
  'sqs:DeleteMessage': queue('sqs:DeleteMessage'),
  'sqs:DeleteMessageBatch': queue('sqs:DeleteMessage'),
  'sqs:ChangeMessageVisibility': queue('sqs:ChangeMessageVisibility'),
  'sqs:ChangeMessageVisibilityBatch': queue('sqs:ChangeMessageVisibility'),

  'sns:Publish': topic,
  'sns:PublishBatch': topic,

  'events:PutEvents': putEvents,
};
