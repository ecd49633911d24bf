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
import { privateBucket } from './private-bucket.ts';

const onlyIfCreated = '${var.create_config_recorder ? 1 : 0}';
const roleName = '${aws_iam_role.config-role[0].name}';

/**
 * The recorder, its delivery channel, their bucket and role, all only with `create_config_recorder`: an account that has a
 * recorder keeps its own, since AWS allows one a region. What needs a recorder depends on what this answers.
 */
export function configRecorder(deployment: Deployment, topic: Topic): ITerraformDependable {
  const { stack, partition, caller } = deployment;
  const count = Token.asNumber(onlyIfCreated);
  const service = { Service: 'config.amazonaws.com' };
  const fromHere = { StringEquals: { 'aws:SourceAccount': caller.accountId } };
  const bucket = privateBucket(deployment, {
    name: 'config',
    count: onlyIfCreated,
    expireAfterDays: 400,
    statements: (arn) => [
      {
        Sid: 'ConfigChecks',
        Effect: 'Allow',
        Principal: service,
        Action: ['s3:GetBucketAcl', 's3:ListBucket'],
        Resource: arn,
        Condition: fromHere,
      },
      {
        Sid: 'ConfigDelivers',
        Effect: 'Allow',
        Principal: service,
        Action: 's3:PutObject',
        Resource: `${arn}/AWSLogs/${caller.accountId}/Config/*`,
        Condition: fromHere,
      },
    ],
  });
  new IamRole(stack, 'config-role', {
    count,
    name: accountName(deployment, 'config'),
    assumeRolePolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: service, Condition: fromHere }],
    }),
  });
  const reads = new IamRolePolicyAttachment(stack, 'config-role-reads', {
    count,
    role: roleName,
    policyArn: `arn:${partition.partition}:iam::aws:policy/service-role/AWS_ConfigRole`,
  });
  const delivers = new IamRolePolicy(stack, 'config-role-delivers', {
    count,
    name: 'deliver',
    role: roleName,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        allow(['s3:PutObject'], [`${bucket.arn}/AWSLogs/${caller.accountId}/Config/*`]),
        allow(['s3:GetBucketAcl', 's3:ListBucket'], [bucket.arn]),
        allow(['sns:Publish'], [topic.arn]),
      ],
    }),
  });
  const recorder = new ConfigConfigurationRecorder(stack, 'recorder', {
    count,
    name: 'default',
    roleArn: '${aws_iam_role.config-role[0].arn}',
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
    dependsOn: [reads],
  });
  const channel = new ConfigDeliveryChannel(stack, 'delivery-channel', {
    count,
    name: 'default',
    s3BucketName: bucket.bucket,
    snsTopicArn: topic.arn,
    // AWS writes to bucket and topic to see whether it may, and refuses the channel otherwise.
    dependsOn: [recorder, bucket.policy, delivers, topic.policy],
  });
  return new ConfigConfigurationRecorderStatus(stack, 'recorder-status', {
    count,
    name: '${aws_config_configuration_recorder.recorder[0].name}',
    isEnabled: true,
    dependsOn: [channel],
  });
}
