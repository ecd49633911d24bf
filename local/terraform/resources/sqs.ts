import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { flag, number, resourceType } from '../resource-type.ts';

/**
 * The provider sends its own default where a template says nothing, a quarter of what SQS would give the queue (registry.terraform.io,
 * hashicorp/aws 6.25.0, aws_sqs_queue, `max_message_size`).
 */
const defaultMessageBytes = 262_144;

export const sqsQueue = resourceType({
  arguments: {
    name: v.string(),
    delay_seconds: v.optional(number),
    max_message_size: v.optional(number, defaultMessageBytes),
    message_retention_seconds: v.optional(number),
    receive_wait_time_seconds: v.optional(number),
    visibility_timeout_seconds: v.optional(number),
    sqs_managed_sse_enabled: v.optional(flag),
    kms_master_key_id: v.optional(v.string()),
    redrive_policy: v.optional(v.string()),
    redrive_allow_policy: v.optional(v.string()),
  },
  identity: ['name'],
  async put(given, { clients: { sqs } }, id) {
    const attributes = {
      DelaySeconds: given.delay_seconds,
      MaximumMessageSize: given.max_message_size,
      MessageRetentionPeriod: given.message_retention_seconds,
      ReceiveMessageWaitTimeSeconds: given.receive_wait_time_seconds,
      VisibilityTimeout: given.visibility_timeout_seconds,
      SqsManagedSseEnabled: given.sqs_managed_sse_enabled,
      KmsMasterKeyId: given.kms_master_key_id,
      // An empty text takes a policy away.
      RedrivePolicy: given.redrive_policy ?? (id === undefined ? undefined : ''),
      RedriveAllowPolicy: given.redrive_allow_policy ?? (id === undefined ? undefined : ''),
    };
    const Attributes = Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    );
    const url = id ?? (await sqs.send(new CreateQueueCommand({ QueueName: given.name, Attributes }))).QueueUrl ?? '';
    if (id !== undefined) await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
    const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return { id: url, url, arn: asked.Attributes?.QueueArn ?? '' };
  },
  async remove(_given, { clients: { sqs } }, id) {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: id }));
  },
});

export const sqsQueuePolicy = resourceType({
  arguments: { queue_url: v.string(), policy: v.string() },
  identity: ['queue_url'],
  async put({ queue_url: QueueUrl, policy: Policy }, { clients: { sqs } }) {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    return { id: QueueUrl };
  },
  async remove({ queue_url: QueueUrl }, { clients: { sqs } }) {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '' } }));
  },
});
