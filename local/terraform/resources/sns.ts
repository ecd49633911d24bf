import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import * as v from 'valibot';
import { flag, resourceType } from '../resource-type.ts';

export const snsTopic = resourceType({
  arguments: { name: v.string(), display_name: v.optional(v.string()), kms_master_key_id: v.optional(v.string()) },
  identity: ['name'],
  async put({ name, display_name, kms_master_key_id }, { clients: { sns } }, id) {
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
    for (const [AttributeName, value] of Object.entries({
      DisplayName: display_name,
      KmsMasterKeyId: kms_master_key_id,
    })) {
      if (value === undefined && id === undefined) continue;
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue: value ?? '' }));
    }
    return { id: TopicArn, arn: TopicArn };
  },
  async remove(_given, { clients: { sns } }, id) {
    await sns.send(new DeleteTopicCommand({ TopicArn: id }));
  },
});

export const snsTopicPolicy = resourceType({
  arguments: { arn: v.string(), policy: v.string() },
  identity: ['arn'],
  async put({ arn: TopicArn, policy }, { clients: { sns } }) {
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: policy }));
    return { id: TopicArn };
  },
  /** Without one of its own a topic has the default policy. */
  async remove({ arn: TopicArn }, { clients: { sns } }) {
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: '' }));
  },
});

/** Any change is another subscription here. An e-mail address has to confirm, as anywhere. */
export const snsTopicSubscription = resourceType({
  arguments: {
    topic_arn: v.string(),
    protocol: v.string(),
    endpoint: v.string(),
    filter_policy: v.optional(v.string()),
    filter_policy_scope: v.optional(v.string()),
    raw_message_delivery: v.optional(flag),
  },
  identity: ['topic_arn', 'protocol', 'endpoint', 'filter_policy', 'filter_policy_scope', 'raw_message_delivery'],
  async put(given, { clients: { sns } }) {
    const Attributes = {
      ...(given.filter_policy === undefined ? {} : { FilterPolicy: given.filter_policy }),
      ...(given.filter_policy_scope === undefined ? {} : { FilterPolicyScope: given.filter_policy_scope }),
      ...(given.raw_message_delivery === undefined ? {} : { RawMessageDelivery: String(given.raw_message_delivery) }),
    };
    const { SubscriptionArn = '' } = await sns.send(
      new SubscribeCommand({
        TopicArn: given.topic_arn,
        Protocol: given.protocol,
        Endpoint: given.endpoint,
        Attributes,
        ReturnSubscriptionArn: true,
      }),
    );
    return { id: SubscriptionArn, arn: SubscriptionArn };
  },
  async remove(_given, { clients: { sns } }, id) {
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: id }));
  },
});
