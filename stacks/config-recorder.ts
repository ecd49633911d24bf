import { ConfigConfigurationRecorder } from '@cdktf/provider-aws/lib/config-configuration-recorder/index.js';
import { ConfigConfigurationRecorderStatus } from '@cdktf/provider-aws/lib/config-configuration-recorder-status/index.js';
import { ConfigDeliveryChannel } from '@cdktf/provider-aws/lib/config-delivery-channel/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { type ITerraformDependable, Token } from 'cdktf';
import { accountName, type Deployment } from './deployment.ts';
import { allow } from './iam-scope.ts';
import type { Topic } from './notifications.ts';
import { policyText } from './policy-text.ts';
import { privateBucket } from './private-bucket.ts';
import { recorderBucketStatements, recorderReadsPolicy, recorderStatements, recorderTrust } from './recorder-access.ts';

const roleName = '${aws_iam_role.config-role[0].name}';

export interface RecorderProps {
  /** Where it tells what it found; nowhere unless given, and EventBridge hears of it all the same. */
  readonly topic?: Topic;
  /** A condition, an expression, beside `create_config_recorder`. */
  readonly onlyIf?: string;
  /** Whether it records what an account has once, as an expression; one region of an account does. */
  readonly recordsGlobal?: string;
}

/**
 * The recorder, its delivery channel, their bucket and role, all only with `create_config_recorder`: an account that has a
 * recorder keeps its own, since AWS allows one a region. What needs a recorder depends on what this answers.
 */
export function configRecorder(
  deployment: Deployment,
  { topic, onlyIf, recordsGlobal }: RecorderProps,
): ITerraformDependable {
  const { stack, partition, caller } = deployment;
  const onlyIfCreated = `\${${onlyIf === undefined ? '' : `${onlyIf} && `}var.create_config_recorder ? 1 : 0}`;
  const count = Token.asNumber(onlyIfCreated);
  const { accountId } = caller;
  const bucket = privateBucket(deployment, {
    name: 'config',
    count: onlyIfCreated,
    expireAfterDays: 400,
    statements: (bucketArn) => recorderBucketStatements({ accountId, bucketArn }),
  });
  new IamRole(stack, 'config-role', {
    count,
    name: accountName(deployment, 'config'),
    assumeRolePolicy: policyText(recorderTrust(accountId)),
  });
  const reads = new IamRolePolicyAttachment(stack, 'config-role-reads', {
    count,
    role: roleName,
    policyArn: `arn:${partition.partition}:iam::aws:policy/${recorderReadsPolicy}`,
  });
  const delivers = new IamRolePolicy(stack, 'config-role-delivers', {
    count,
    name: 'deliver',
    role: roleName,
    policy: policyText([
      ...recorderStatements({ accountId, bucketArn: bucket.arn }),
      ...(topic === undefined ? [] : [allow(['sns:Publish'], [topic.arn])]),
    ]),
  });
  const recorder = new ConfigConfigurationRecorder(stack, 'recorder', {
    count,
    name: 'default',
    roleArn: '${aws_iam_role.config-role[0].arn}',
    recordingGroup: {
      allSupported: true,
      includeGlobalResourceTypes: recordsGlobal === undefined ? true : Token.asAny(`\${${recordsGlobal}}`),
    },
    dependsOn: [reads],
  });
  const channel = new ConfigDeliveryChannel(stack, 'delivery-channel', {
    count,
    name: 'default',
    s3BucketName: bucket.bucket,
    ...(topic === undefined ? {} : { snsTopicArn: topic.arn }),
    // AWS writes to bucket and topic to see whether it may, and refuses the channel otherwise.
    dependsOn: [recorder, bucket.policy, delivers, ...(topic === undefined ? [] : [topic.policy])],
  });
  return new ConfigConfigurationRecorderStatus(stack, 'recorder-status', {
    count,
    name: '${aws_config_configuration_recorder.recorder[0].name}',
    isEnabled: true,
    dependsOn: [channel],
  });
}
