import {
  ConfigServiceClient,
  GetComplianceDetailsByConfigRuleCommand,
  GetResourceConfigHistoryCommand,
  PutEvaluationsCommand,
} from '@aws-sdk/client-config-service';
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetPublicAccessBlockCommand as GetAccountBlockCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { awsPrefixLists } from '../../../local/ec2/aws-prefix-lists.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { roleClients } from '../support/iam.ts';

const here = 'eu-west-1:123456789012';
const queueArn = `arn:aws:sqs:${here}:work`;
const groupArn = `arn:aws:ec2:${here}:security-group/sg-1`;
const objectArn = 'arn:aws:s3:::logs/a/b c';
const QueueUrl = 'http://127.0.0.1/123456789012/work';
const TopicArn = `arn:aws:sns:${here}:news`;
const GroupId = 'sg-1';
const Bucket = 'logs';
const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
const TagSpecifications = [{ ResourceType: 'security-group-rule' as const, Tags: [{ Key: 'a', Value: 'b' }] }];
const [awsList] = awsPrefixLists('eu-west-1', () => 0);

describe('What a call needs', () => {
  let account: LocalAccount;
  let clients: ReturnType<typeof roleClients>;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await new S3Client(account.clientConfig()).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    // Allowed everything: each call is looked at, whether it succeeds or not.
    const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    account.enforce(new Map([['worker', [everything]]]));
    clients = roleClients(account, 'worker');
  });
  after(() => account.stop());

  const ec2 = () => clients.of(EC2Client);
  const s3 = () => clients.of(S3Client);
  const sqs = () => clients.of(SQSClient);
  const config = () => clients.of(ConfigServiceClient);
  it('is the secret as well where a parameter refers to one, in the name of which its suffix is found', async () => {
    const arn = account.services.ssm.putSecret({ accountId: '123456789012', region: 'eu-west-1' }, 'slack', 'x');
    const Name = '/aws/reference/secretsmanager/slack';
    const before = account.decisions.length;
    await clients.of(SSMClient).send(new GetParameterCommand({ Name, WithDecryption: true }));

    assert.deepEqual(
      account.decisions.slice(before).map(({ action, resource }) => `${action} ${resource}`),
      [`ssm:GetParameter arn:aws:ssm:${here}:parameter${Name}`, `secretsmanager:GetSecretValue ${arn}`],
    );
  });

  for (const [title, call, ...needed] of [
    ['describing groups', () => ec2().send(new DescribeSecurityGroupsCommand({})), 'ec2:DescribeSecurityGroups *'],
    [
      'describing rules',
      () => ec2().send(new DescribeSecurityGroupRulesCommand({})),
      'ec2:DescribeSecurityGroupRules *',
    ],
    [
      'reading a prefix list of the account',
      () => ec2().send(new GetManagedPrefixListEntriesCommand({ PrefixListId: 'pl-1' })),
      `ec2:GetManagedPrefixListEntries arn:aws:ec2:${here}:prefix-list/pl-1`,
    ],
    [
      'reading a prefix list of AWS',
      () => ec2().send(new GetManagedPrefixListEntriesCommand({ PrefixListId: awsList?.id })),
      `ec2:GetManagedPrefixListEntries arn:aws:ec2:eu-west-1:aws:prefix-list/${awsList?.id}`,
    ],
    [
      'authorising ingress',
      () => ec2().send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })),
      `ec2:AuthorizeSecurityGroupIngress ${groupArn}`,
    ],
    [
      'authorising ingress with tags',
      () => ec2().send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions, TagSpecifications })),
      `ec2:AuthorizeSecurityGroupIngress ${groupArn}`,
      `ec2:AuthorizeSecurityGroupIngress arn:aws:ec2:${here}:security-group-rule/*`,
    ],
    [
      'authorising egress',
      () => ec2().send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions })),
      `ec2:AuthorizeSecurityGroupEgress ${groupArn}`,
    ],
    [
      'revoking ingress',
      () => ec2().send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions })),
      `ec2:RevokeSecurityGroupIngress ${groupArn}`,
    ],
    [
      'revoking egress of a group that is not named by its id',
      () => ec2().send(new RevokeSecurityGroupEgressCommand({ GroupId: undefined, IpPermissions })),
      `ec2:RevokeSecurityGroupEgress arn:aws:ec2:${here}:security-group/*`,
    ],
    ['listing buckets', () => s3().send(new ListBucketsCommand({})), 's3:ListAllMyBuckets *'],
    ['a bucket’s ACL', () => s3().send(new GetBucketAclCommand({ Bucket })), 's3:GetBucketAcl arn:aws:s3:::logs'],
    [
      'a bucket’s policy',
      () => s3().send(new GetBucketPolicyCommand({ Bucket })),
      's3:GetBucketPolicy arn:aws:s3:::logs',
    ],
    [
      'a bucket’s tags',
      () => s3().send(new GetBucketTaggingCommand({ Bucket })),
      's3:GetBucketTagging arn:aws:s3:::logs',
    ],
    [
      'a bucket’s ownership controls',
      () => s3().send(new GetBucketOwnershipControlsCommand({ Bucket })),
      's3:GetBucketOwnershipControls arn:aws:s3:::logs',
    ],
    [
      'a bucket’s Block Public Access',
      () => s3().send(new GetPublicAccessBlockCommand({ Bucket })),
      's3:GetBucketPublicAccessBlock arn:aws:s3:::logs',
    ],
    [
      'putting an ACL',
      () => s3().send(new PutBucketAclCommand({ Bucket, ACL: 'private' })),
      's3:PutBucketAcl arn:aws:s3:::logs',
    ],
    [
      'putting a policy',
      () => s3().send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' })),
      's3:PutBucketPolicy arn:aws:s3:::logs',
    ],
    [
      'deleting a policy',
      () => s3().send(new DeleteBucketPolicyCommand({ Bucket })),
      's3:DeleteBucketPolicy arn:aws:s3:::logs',
    ],
    ['a bucket that does not exist', () => s3().send(new GetBucketAclCommand({ Bucket: 'nowhere' }))],
    [
      'writing a new object',
      () => s3().send(new PutObjectCommand({ Bucket, Key: 'a/b c', Body: 'x', IfNoneMatch: '*' })),
      `s3:PutObject ${objectArn}`,
    ],
    [
      'replacing an object by its ETag',
      () => s3().send(new PutObjectCommand({ Bucket, Key: 'a/b c', Body: 'x', IfMatch: '"0"' })),
      `s3:PutObject ${objectArn}`,
      `s3:GetObject ${objectArn}`,
    ],
    ['reading an object', () => s3().send(new GetObjectCommand({ Bucket, Key: 'a/b c' })), `s3:GetObject ${objectArn}`],
    [
      'reading a version of an object',
      () => s3().send(new GetObjectCommand({ Bucket, Key: 'a/b c', VersionId: '1' })),
      `s3:GetObjectVersion ${objectArn}`,
    ],
    [
      'putting the account’s Block Public Access',
      () =>
        clients
          .of(S3ControlClient, account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'])
          .send(new PutAccountBlockCommand({ AccountId: account.accountId, PublicAccessBlockConfiguration: {} })),
      's3:PutAccountPublicAccessBlock *',
    ],
    [
      'the account’s Block Public Access',
      () =>
        clients
          .of(S3ControlClient, account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'])
          .send(new GetAccountBlockCommand({ AccountId: account.accountId })),
      's3:GetAccountPublicAccessBlock *',
    ],
    [
      'sending a message',
      () => sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
      `sqs:SendMessage ${queueArn}`,
    ],
    [
      'sending a batch',
      () => sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody: 'x' }] })),
      `sqs:SendMessage ${queueArn}`,
    ],
    ['receiving', () => sqs().send(new ReceiveMessageCommand({ QueueUrl })), `sqs:ReceiveMessage ${queueArn}`],
    [
      'deleting a batch',
      () => sqs().send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', ReceiptHandle: 'x' }] })),
      `sqs:DeleteMessage ${queueArn}`,
    ],
    [
      'showing a batch again',
      () => {
        const Entries = [{ Id: '1', ReceiptHandle: 'x', VisibilityTimeout: 0 }];
        return sqs().send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      },
      `sqs:ChangeMessageVisibility ${queueArn}`,
    ],
    [
      'publishing a batch',
      () => {
        const PublishBatchRequestEntries = [{ Id: '1', Message: 'x' }];
        return clients.of(SNSClient).send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
      },
      `sns:Publish ${TopicArn}`,
    ],
    [
      'a parameter by its path',
      () => clients.of(SSMClient).send(new GetParameterCommand({ Name: '/a/b' })),
      `ssm:GetParameter arn:aws:ssm:${here}:parameter/a/b`,
    ],
    [
      'a parameter by its plain name',
      () => clients.of(SSMClient).send(new GetParameterCommand({ Name: 'a' })),
      `ssm:GetParameter arn:aws:ssm:${here}:parameter/a`,
    ],
    [
      'invoking a function by its name',
      () => clients.of(LambdaClient).send(new InvokeCommand({ FunctionName: 'mend' })),
      `lambda:InvokeFunction arn:aws:lambda:${here}:function:mend`,
    ],
    [
      'reporting verdicts',
      () => config().send(new PutEvaluationsCommand({ ResultToken: 'x', Evaluations: [] })),
      'config:PutEvaluations *',
    ],
    [
      'reading an item',
      () => config().send(new GetResourceConfigHistoryCommand({ resourceType: 'AWS::S3::Bucket', resourceId: 'logs' })),
      'config:GetResourceConfigHistory *',
    ],
    [
      'reading verdicts',
      () => config().send(new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'open' })),
      `config:GetComplianceDetailsByConfigRule arn:aws:config:${here}:config-rule/*`,
    ],
  ] as const) {
    it(`${title}: ${needed.length === 0 ? 'nothing' : needed.join(', ')}`, async () => {
      const from = account.decisions.length;
      const calls = account.calls.calls.length;

      await call().catch(() => {});

      const decisions = account.decisions.slice(from);
      assert.deepEqual(
        decisions.map(({ action, resource }) => `${action} ${resource}`),
        [...needed],
      );
      assert.isTrue(decisions.every(({ allowed, role }) => allowed && role === 'worker'));
      assert.lengthOf(account.calls.calls, calls + 1);
    });
  }
});
