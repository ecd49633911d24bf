import { notEmulated, type ResourceContext, type ResourceType } from './resource-type.ts';
import { configDeliveryChannel, configRecorder, configRecorderStatus, configRule } from './resources/config.ts';
import { lambdaEventSourceMapping } from './resources/event-source-mapping.ts';
import {
  cloudwatchEventBus,
  cloudwatchEventBusPolicy,
  cloudwatchEventRule,
  cloudwatchEventTarget,
} from './resources/events.ts';
import { iamRole, iamRolePolicy, iamRolePolicyAttachment } from './resources/iam.ts';
import { lambdaEventInvokeConfig, lambdaFunction, lambdaPermission } from './resources/lambda.ts';
import {
  s3Bucket,
  s3BucketEncryption,
  s3BucketOwnership,
  s3BucketPolicy,
  s3BucketPublicAccessBlock,
  s3BucketVersioning,
  s3Object,
} from './resources/s3.ts';
import { snsTopic, snsTopicPolicy, snsTopicSubscription } from './resources/sns.ts';
import { sqsQueue, sqsQueuePolicy } from './resources/sqs.ts';
import { ssmParameter } from './resources/ssm.ts';
import { templateError } from './terraform-error.ts';
import type { ValueObject } from './value.ts';

const noCloudWatch = 'the local account has no CloudWatch';
const noAggregator = 'the local account does not gather what AWS Config finds';

const resourceTypes: Readonly<Record<string, ResourceType>> = {
  aws_cloudwatch_event_bus: cloudwatchEventBus,
  aws_cloudwatch_event_bus_policy: cloudwatchEventBusPolicy,
  aws_cloudwatch_event_rule: cloudwatchEventRule,
  aws_cloudwatch_event_target: cloudwatchEventTarget,
  aws_config_config_rule: configRule,
  aws_config_configuration_recorder: configRecorder,
  aws_config_configuration_recorder_status: configRecorderStatus,
  aws_config_delivery_channel: configDeliveryChannel,
  aws_iam_role: iamRole,
  aws_iam_role_policy: iamRolePolicy,
  aws_iam_role_policy_attachment: iamRolePolicyAttachment,
  aws_lambda_event_source_mapping: lambdaEventSourceMapping,
  aws_lambda_function: lambdaFunction,
  aws_lambda_function_event_invoke_config: lambdaEventInvokeConfig,
  aws_lambda_permission: lambdaPermission,
  aws_s3_bucket: s3Bucket,
  aws_s3_bucket_ownership_controls: s3BucketOwnership,
  aws_s3_bucket_policy: s3BucketPolicy,
  aws_s3_bucket_public_access_block: s3BucketPublicAccessBlock,
  aws_s3_bucket_server_side_encryption_configuration: s3BucketEncryption,
  aws_s3_bucket_versioning: s3BucketVersioning,
  aws_s3_object: s3Object,
  aws_sns_topic: snsTopic,
  aws_sns_topic_policy: snsTopicPolicy,
  aws_sns_topic_subscription: snsTopicSubscription,
  aws_sqs_queue: sqsQueue,
  aws_sqs_queue_policy: sqsQueuePolicy,
  aws_ssm_parameter: ssmParameter,

  aws_cloudwatch_composite_alarm: notEmulated(noCloudWatch, 'alarm_name', alarm),
  aws_cloudwatch_dashboard: notEmulated(noCloudWatch, 'dashboard_name', (name, { partition, accountId }) => ({
    dashboard_arn: `arn:${partition}:cloudwatch::${accountId}:dashboard/${name}`,
  })),
  aws_cloudwatch_log_group: notEmulated(
    'the local account keeps what functions print, and has no CloudWatch Logs',
    'name',
    (name, { partition, region, accountId }) => ({
      arn: `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`,
    }),
  ),
  aws_cloudwatch_log_metric_filter: notEmulated(noCloudWatch, 'name'),
  aws_cloudwatch_metric_alarm: notEmulated(noCloudWatch, 'alarm_name', alarm),
  aws_config_aggregate_authorization: notEmulated(
    noAggregator,
    'account_id',
    (account, { partition, region, accountId }) => ({
      arn: `arn:${partition}:config:${region}:${accountId}:aggregation-authorization/${account}/${region}`,
    }),
  ),
  aws_config_configuration_aggregator: notEmulated(noAggregator, 'name', (name, { partition, region, accountId }) => ({
    arn: `arn:${partition}:config:${region}:${accountId}:config-aggregator/${name}`,
  })),
  aws_s3_bucket_lifecycle_configuration: notEmulated('objects do not expire in the local account', 'bucket'),
};

function alarm(name: string, { partition, region, accountId }: ResourceContext): ValueObject {
  return { arn: `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}` };
}

/** Throws, naming it, for a type that is neither built here nor left out knowingly. */
export function resourceTypeNamed(name: string): ResourceType {
  const found = Object.hasOwn(resourceTypes, name) ? resourceTypes[name] : undefined;
  if (found === undefined) throw templateError(`resources of the type ${name} cannot be built in the local account`);
  return found;
}
