import * as ec2 from '@aws-sdk/client-ec2';
import * as s3 from '@aws-sdk/client-s3';
import * as s3Control from '@aws-sdk/client-s3-control';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import { call } from './step.ts';

/** Every operation that is compared, and those that prepare them. */
export const calls = {
  ec2: {
    createVpc: call('ec2:CreateVpc', (c, i: ec2.CreateVpcCommandInput) => c.ec2.send(new ec2.CreateVpcCommand(i))),
    createGroup: call('ec2:CreateSecurityGroup', (c, i: ec2.CreateSecurityGroupCommandInput) =>
      c.ec2.send(new ec2.CreateSecurityGroupCommand(i)),
    ),
    deleteGroup: call('ec2:DeleteSecurityGroup', (c, i: ec2.DeleteSecurityGroupCommandInput) =>
      c.ec2.send(new ec2.DeleteSecurityGroupCommand(i)),
    ),
    createPrefixList: call('ec2:CreateManagedPrefixList', (c, i: ec2.CreateManagedPrefixListCommandInput) =>
      c.ec2.send(new ec2.CreateManagedPrefixListCommand(i)),
    ),
    prefixListEntries: call('ec2:GetManagedPrefixListEntries', (c, i: ec2.GetManagedPrefixListEntriesCommandInput) =>
      c.ec2.send(new ec2.GetManagedPrefixListEntriesCommand(i)),
    ),
    authorizeIngress: call('ec2:AuthorizeSecurityGroupIngress', (c, i: ec2.AuthorizeSecurityGroupIngressCommandInput) =>
      c.ec2.send(new ec2.AuthorizeSecurityGroupIngressCommand(i)),
    ),
    authorizeEgress: call('ec2:AuthorizeSecurityGroupEgress', (c, i: ec2.AuthorizeSecurityGroupEgressCommandInput) =>
      c.ec2.send(new ec2.AuthorizeSecurityGroupEgressCommand(i)),
    ),
    revokeIngress: call('ec2:RevokeSecurityGroupIngress', (c, i: ec2.RevokeSecurityGroupIngressCommandInput) =>
      c.ec2.send(new ec2.RevokeSecurityGroupIngressCommand(i)),
    ),
    revokeEgress: call('ec2:RevokeSecurityGroupEgress', (c, i: ec2.RevokeSecurityGroupEgressCommandInput) =>
      c.ec2.send(new ec2.RevokeSecurityGroupEgressCommand(i)),
    ),
    modifyRules: call('ec2:ModifySecurityGroupRules', (c, i: ec2.ModifySecurityGroupRulesCommandInput) =>
      c.ec2.send(new ec2.ModifySecurityGroupRulesCommand(i)),
    ),
    describeIngress: call(
      'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
      (c, i: ec2.UpdateSecurityGroupRuleDescriptionsIngressCommandInput) =>
        c.ec2.send(new ec2.UpdateSecurityGroupRuleDescriptionsIngressCommand(i)),
    ),
    describeEgress: call(
      'ec2:UpdateSecurityGroupRuleDescriptionsEgress',
      (c, i: ec2.UpdateSecurityGroupRuleDescriptionsEgressCommandInput) =>
        c.ec2.send(new ec2.UpdateSecurityGroupRuleDescriptionsEgressCommand(i)),
    ),
    groups: call('ec2:DescribeSecurityGroups', (c, i: ec2.DescribeSecurityGroupsCommandInput) =>
      c.ec2.send(new ec2.DescribeSecurityGroupsCommand(i)),
    ),
    rules: call('ec2:DescribeSecurityGroupRules', (c, i: ec2.DescribeSecurityGroupRulesCommandInput) =>
      c.ec2.send(new ec2.DescribeSecurityGroupRulesCommand(i)),
    ),
    createSubnet: call('ec2:CreateSubnet', (c, i: ec2.CreateSubnetCommandInput) =>
      c.ec2.send(new ec2.CreateSubnetCommand(i)),
    ),
    createInterface: call('ec2:CreateNetworkInterface', (c, i: ec2.CreateNetworkInterfaceCommandInput) =>
      c.ec2.send(new ec2.CreateNetworkInterfaceCommand(i)),
    ),
    deleteInterface: call('ec2:DeleteNetworkInterface', (c, i: ec2.DeleteNetworkInterfaceCommandInput) =>
      c.ec2.send(new ec2.DeleteNetworkInterfaceCommand(i)),
    ),
    interfaces: call('ec2:DescribeNetworkInterfaces', (c, i: ec2.DescribeNetworkInterfacesCommandInput) =>
      c.ec2.send(new ec2.DescribeNetworkInterfacesCommand(i)),
    ),
    regions: call('ec2:DescribeRegions', (c, i: ec2.DescribeRegionsCommandInput) =>
      c.ec2.send(new ec2.DescribeRegionsCommand(i)),
    ),
  },
  s3: {
    createBucket: call('s3:CreateBucket', (c, i: s3.CreateBucketCommandInput) =>
      c.s3.send(new s3.CreateBucketCommand(i)),
    ),
    buckets: call('s3:ListBuckets', (c, i: s3.ListBucketsCommandInput) => c.s3.send(new s3.ListBucketsCommand(i))),
    acl: call('s3:GetBucketAcl', (c, i: s3.GetBucketAclCommandInput) => c.s3.send(new s3.GetBucketAclCommand(i))),
    putAcl: call('s3:PutBucketAcl', (c, i: s3.PutBucketAclCommandInput) => c.s3.send(new s3.PutBucketAclCommand(i))),
    policy: call('s3:GetBucketPolicy', (c, i: s3.GetBucketPolicyCommandInput) =>
      c.s3.send(new s3.GetBucketPolicyCommand(i)),
    ),
    putPolicy: call('s3:PutBucketPolicy', (c, i: s3.PutBucketPolicyCommandInput) =>
      c.s3.send(new s3.PutBucketPolicyCommand(i)),
    ),
    deletePolicy: call('s3:DeleteBucketPolicy', (c, i: s3.DeleteBucketPolicyCommandInput) =>
      c.s3.send(new s3.DeleteBucketPolicyCommand(i)),
    ),
    block: call('s3:GetPublicAccessBlock', (c, i: s3.GetPublicAccessBlockCommandInput) =>
      c.s3.send(new s3.GetPublicAccessBlockCommand(i)),
    ),
    putBlock: call('s3:PutPublicAccessBlock', (c, i: s3.PutPublicAccessBlockCommandInput) =>
      c.s3.send(new s3.PutPublicAccessBlockCommand(i)),
    ),
    deleteBlock: call('s3:DeletePublicAccessBlock', (c, i: s3.DeletePublicAccessBlockCommandInput) =>
      c.s3.send(new s3.DeletePublicAccessBlockCommand(i)),
    ),
    ownership: call('s3:GetBucketOwnershipControls', (c, i: s3.GetBucketOwnershipControlsCommandInput) =>
      c.s3.send(new s3.GetBucketOwnershipControlsCommand(i)),
    ),
    putOwnership: call('s3:PutBucketOwnershipControls', (c, i: s3.PutBucketOwnershipControlsCommandInput) =>
      c.s3.send(new s3.PutBucketOwnershipControlsCommand(i)),
    ),
    deleteOwnership: call('s3:DeleteBucketOwnershipControls', (c, i: s3.DeleteBucketOwnershipControlsCommandInput) =>
      c.s3.send(new s3.DeleteBucketOwnershipControlsCommand(i)),
    ),
    encryption: call('s3:GetBucketEncryption', (c, i: s3.GetBucketEncryptionCommandInput) =>
      c.s3.send(new s3.GetBucketEncryptionCommand(i)),
    ),
    putEncryption: call('s3:PutBucketEncryption', (c, i: s3.PutBucketEncryptionCommandInput) =>
      c.s3.send(new s3.PutBucketEncryptionCommand(i)),
    ),
    deleteEncryption: call('s3:DeleteBucketEncryption', (c, i: s3.DeleteBucketEncryptionCommandInput) =>
      c.s3.send(new s3.DeleteBucketEncryptionCommand(i)),
    ),
    versioning: call('s3:GetBucketVersioning', (c, i: s3.GetBucketVersioningCommandInput) =>
      c.s3.send(new s3.GetBucketVersioningCommand(i)),
    ),
    putVersioning: call('s3:PutBucketVersioning', (c, i: s3.PutBucketVersioningCommandInput) =>
      c.s3.send(new s3.PutBucketVersioningCommand(i)),
    ),
    logging: call('s3:GetBucketLogging', (c, i: s3.GetBucketLoggingCommandInput) =>
      c.s3.send(new s3.GetBucketLoggingCommand(i)),
    ),
    putLogging: call('s3:PutBucketLogging', (c, i: s3.PutBucketLoggingCommandInput) =>
      c.s3.send(new s3.PutBucketLoggingCommand(i)),
    ),
    tagging: call('s3:GetBucketTagging', (c, i: s3.GetBucketTaggingCommandInput) =>
      c.s3.send(new s3.GetBucketTaggingCommand(i)),
    ),
    putTagging: call('s3:PutBucketTagging', (c, i: s3.PutBucketTaggingCommandInput) =>
      c.s3.send(new s3.PutBucketTaggingCommand(i)),
    ),
    website: call('s3:GetBucketWebsite', (c, i: s3.GetBucketWebsiteCommandInput) =>
      c.s3.send(new s3.GetBucketWebsiteCommand(i)),
    ),
    putWebsite: call('s3:PutBucketWebsite', (c, i: s3.PutBucketWebsiteCommandInput) =>
      c.s3.send(new s3.PutBucketWebsiteCommand(i)),
    ),
    object: call('s3:GetObject', async (c, i: s3.GetObjectCommandInput) => {
      const { Body, ...answer } = await c.s3.send(new s3.GetObjectCommand(i));
      return { ...answer, Body: await Body?.transformToString() };
    }),
    putObject: call('s3:PutObject', (c, i: s3.PutObjectCommandInput) => c.s3.send(new s3.PutObjectCommand(i))),
    objects: call('s3:ListObjectsV2', (c, i: s3.ListObjectsV2CommandInput) =>
      c.s3.send(new s3.ListObjectsV2Command(i)),
    ),
  },
  's3-control': {
    block: call('s3-control:GetPublicAccessBlock', (c, i: s3Control.GetPublicAccessBlockCommandInput) =>
      c.s3Control.send(new s3Control.GetPublicAccessBlockCommand(i)),
    ),
    putBlock: call('s3-control:PutPublicAccessBlock', (c, i: s3Control.PutPublicAccessBlockCommandInput) =>
      c.s3Control.send(new s3Control.PutPublicAccessBlockCommand(i)),
    ),
    deleteBlock: call('s3-control:DeletePublicAccessBlock', (c, i: s3Control.DeletePublicAccessBlockCommandInput) =>
      c.s3Control.send(new s3Control.DeletePublicAccessBlockCommand(i)),
    ),
  },
  sqs: {
    createQueue: call('sqs:CreateQueue', (c, i: sqs.CreateQueueCommandInput) =>
      c.sqs.send(new sqs.CreateQueueCommand(i)),
    ),
    url: call('sqs:GetQueueUrl', (c, i: sqs.GetQueueUrlCommandInput) => c.sqs.send(new sqs.GetQueueUrlCommand(i))),
    attributes: call('sqs:GetQueueAttributes', (c, i: sqs.GetQueueAttributesCommandInput) =>
      c.sqs.send(new sqs.GetQueueAttributesCommand(i)),
    ),
    send: call('sqs:SendMessage', (c, i: sqs.SendMessageCommandInput) => c.sqs.send(new sqs.SendMessageCommand(i))),
    sendBatch: call('sqs:SendMessageBatch', (c, i: sqs.SendMessageBatchCommandInput) =>
      c.sqs.send(new sqs.SendMessageBatchCommand(i)),
    ),
    receive: call('sqs:ReceiveMessage', (c, i: sqs.ReceiveMessageCommandInput) =>
      c.sqs.send(new sqs.ReceiveMessageCommand(i)),
    ),
    deleteBatch: call('sqs:DeleteMessageBatch', (c, i: sqs.DeleteMessageBatchCommandInput) =>
      c.sqs.send(new sqs.DeleteMessageBatchCommand(i)),
    ),
    visibilityBatch: call('sqs:ChangeMessageVisibilityBatch', (c, i: sqs.ChangeMessageVisibilityBatchCommandInput) =>
      c.sqs.send(new sqs.ChangeMessageVisibilityBatchCommand(i)),
    ),
  },
  sts: {
    whoami: call('sts:GetCallerIdentity', (c, i: sts.GetCallerIdentityCommandInput) =>
      c.sts.send(new sts.GetCallerIdentityCommand(i)),
    ),
    assume: call('sts:AssumeRole', (c, i: sts.AssumeRoleCommandInput) => c.sts.send(new sts.AssumeRoleCommand(i))),
  },
} as const;

/** The names of all of them, as in IAM. */
export function callableOperations(): string[] {
  return Object.values(calls).flatMap((service) => Object.values(service).map(({ operation }) => operation));
}
