import {
  DeleteConfigRuleCommand,
  DeleteConfigurationRecorderCommand,
  DeleteDeliveryChannelCommand,
  DescribeConfigRulesCommand,
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  type ResourceType as RecordedType,
  StartConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import * as v from 'valibot';
import { block, blocks, flag, resourceType, texts } from '../resource-type.ts';

const Frequency = v.picklist(['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours']);

export const configRecorder = resourceType({
  arguments: {
    name: v.optional(v.string(), 'default'),
    role_arn: v.string(),
    recording_group: v.optional(
      block(
        v.strictObject({
          all_supported: v.optional(flag, true),
          include_global_resource_types: v.optional(flag, false),
          resource_types: v.optional(texts, []),
        }),
      ),
      {},
    ),
  },
  identity: ['name'],
  async put({ name, role_arn, recording_group: group }, { clients: { config } }) {
    const recordingGroup = {
      allSupported: group.all_supported,
      includeGlobalResourceTypes: group.include_global_resource_types,
      resourceTypes: group.resource_types as RecordedType[],
    };
    const ConfigurationRecorder = { name, roleARN: role_arn, recordingGroup };
    await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder }));
    return { id: name };
  },
  async remove({ name: ConfigurationRecorderName }, { clients: { config } }) {
    await config.send(new DeleteConfigurationRecorderCommand({ ConfigurationRecorderName }));
  },
});

export const configDeliveryChannel = resourceType({
  arguments: {
    name: v.optional(v.string(), 'default'),
    s3_bucket_name: v.string(),
    s3_key_prefix: v.optional(v.string()),
    sns_topic_arn: v.optional(v.string()),
  },
  identity: ['name'],
  async put(given, { clients: { config } }) {
    const DeliveryChannel = {
      name: given.name,
      s3BucketName: given.s3_bucket_name,
      ...(given.s3_key_prefix === undefined ? {} : { s3KeyPrefix: given.s3_key_prefix }),
      ...(given.sns_topic_arn === undefined ? {} : { snsTopicARN: given.sns_topic_arn }),
    };
    await config.send(new PutDeliveryChannelCommand({ DeliveryChannel }));
    return { id: given.name };
  },
  async remove({ name: DeliveryChannelName }, { clients: { config } }) {
    await config.send(new DeleteDeliveryChannelCommand({ DeliveryChannelName }));
  },
});

export const configRecorderStatus = resourceType({
  arguments: { name: v.string(), is_enabled: flag },
  identity: ['name'],
  async put({ name: ConfigurationRecorderName, is_enabled }, { clients: { config } }) {
    const on = new StartConfigurationRecorderCommand({ ConfigurationRecorderName });
    const off = new StopConfigurationRecorderCommand({ ConfigurationRecorderName });
    await (is_enabled ? config.send(on) : config.send(off));
    return { id: ConfigurationRecorderName };
  },
  async remove({ name: ConfigurationRecorderName }, { clients: { config } }) {
    await config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName }));
  },
});

/** Custom Lambda rules are put; AWS's own judge nothing here and are noted. */
export const configRule = resourceType({
  arguments: {
    name: v.string(),
    description: v.optional(v.string()),
    input_parameters: v.optional(v.string()),
    maximum_execution_frequency: v.optional(Frequency),
    scope: v.optional(block(v.strictObject({ compliance_resource_types: v.optional(texts, []) }))),
    source: block(
      v.strictObject({
        owner: v.picklist(['AWS', 'CUSTOM_LAMBDA']),
        source_identifier: v.string(),
        source_detail: v.optional(
          blocks(
            v.strictObject({
              event_source: v.optional(v.literal('aws.config'), 'aws.config'),
              message_type: v.picklist([
                'ConfigurationItemChangeNotification',
                'OversizedConfigurationItemChangeNotification',
                'ScheduledNotification',
              ]),
              maximum_execution_frequency: v.optional(Frequency),
            }),
          ),
          [],
        ),
      }),
    ),
  },
  identity: ['name', 'source'],
  async put(given, { clients: { config }, note }) {
    const { name, source, scope, description, input_parameters: parameters } = given;
    if (source.owner === 'AWS') {
      note(`${source.source_identifier} is a rule of AWS's own`);
      return { id: name };
    }
    await config.send(
      new PutConfigRuleCommand({
        ConfigRule: {
          ConfigRuleName: name,
          Source: {
            Owner: source.owner,
            SourceIdentifier: source.source_identifier,
            SourceDetails: source.source_detail.map((detail) => ({
              EventSource: detail.event_source,
              MessageType: detail.message_type,
              ...frequency(detail.maximum_execution_frequency),
            })),
          },
          ...frequency(given.maximum_execution_frequency),
          ...(description === undefined ? {} : { Description: description }),
          ...(scope === undefined ? {} : { Scope: { ComplianceResourceTypes: scope.compliance_resource_types } }),
          ...(parameters === undefined ? {} : { InputParameters: parameters }),
        },
      }),
    );
    const { ConfigRules } = await config.send(new DescribeConfigRulesCommand({ ConfigRuleNames: [name] }));
    return { id: name, arn: ConfigRules?.[0]?.ConfigRuleArn ?? '', rule_id: ConfigRules?.[0]?.ConfigRuleId ?? '' };
  },
  async remove({ name: ConfigRuleName, source }, { clients: { config } }) {
    if (source.owner === 'CUSTOM_LAMBDA') await config.send(new DeleteConfigRuleCommand({ ConfigRuleName }));
  },
});

function frequency(value: v.InferOutput<typeof Frequency> | undefined) {
  return value === undefined ? {} : { MaximumExecutionFrequency: value };
}
