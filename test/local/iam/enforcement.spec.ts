import { ConfigServiceClient, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import { DescribeSecurityGroupsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, DeleteBucketPolicyCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { isDenied } from '../../../aws/classify-error.ts';
import { AwsError } from '../../../local/aws-error.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { roleClients } from '../support/iam.ts';
import { assertRefused, refusalOf } from '../support/refusal.ts';

const here = 'eu-west-1:123456789012';
const user = 'User: arn:aws:sts::123456789012:assumed-role/worker/local is not authorized to perform:';
const queueArn = `arn:aws:sqs:${here}:work`;
const allow = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string) => ({ Effect: 'Deny', Action, Resource: '*' });

describe('An account that enforces the policies of a role', () => {
  let account: LocalAccount;
  let clients: ReturnType<typeof roleClients>;
  let QueueUrl = '';
  beforeEach(async () => {
    account = await startLocalAccount({ seed: 1 });
    clients = roleClients(account, 'worker');
    const created = await admin(SQSClient).send(new CreateQueueCommand({ QueueName: 'work' }));
    QueueUrl = created.QueueUrl ?? '';
  });
  afterEach(() => account.stop());

  const admin = <Client>(Kind: new (settings: ReturnType<LocalAccount['clientConfig']>) => Client): Client =>
    new Kind(account.clientConfig());
  const enforce = (...Statement: object[]): void =>
    account.enforce(new Map([['worker', [{ Version: '2012-10-17', Statement }]]]));
  const send = (MessageBody = 'x') => clients.of(SQSClient).send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const waiting = async (): Promise<number> => {
    const { Messages = [] } = await admin(SQSClient).send(new ReceiveMessageCommand({ QueueUrl }));
    return Messages.length;
  };

  it('lets through what a statement allows, and records which', async () => {
    enforce(allow('sns:*'), allow('sqs:SendMessage'));

    await send();

    assert.equal(await waiting(), 1);
    assert.deepEqual(account.decisions, [
      {
        role: 'worker',
        accountId: '123456789012',
        service: 'sqs',
        operation: 'SendMessage',
        action: 'sqs:SendMessage',
        resource: queueArn,
        allowed: true,
        statement: 1,
      },
    ]);
  });

  it('counts the statements of all documents of a role', async () => {
    const documents = [allow('sns:*'), allow('sqs:*')].map((one) => ({ Version: '2012-10-17', Statement: [one] }));
    account.enforce(new Map([['worker', documents]]));

    await send();

    assert.deepEqual(
      account.decisions.map(({ statement }) => statement),
      [1],
    );
  });

  it('does nothing of what it denies', async () => {
    enforce(allow('sns:*'));

    const refusal = await refusalOf(send());

    assert.isTrue(isDenied(refusal));
    assert.equal(await waiting(), 0);
    assert.deepEqual(
      account.decisions.map(({ allowed, statement }) => ({ allowed, statement })),
      [{ allowed: false, statement: undefined }],
    );
    assert.equal(account.calls.calls.at(-2)?.errorCode, 'AccessDeniedException');
  });

  it('says when a statement denied', async () => {
    enforce(allow('*'), deny('sqs:SendMessage'));

    await assertRefused(send(), 'AccessDenied', /with an explicit deny in an identity-based policy$/);
    assert.equal(account.decisions[0]?.statement, 1);
  });

  it('asks for everything that a call needs', async () => {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await admin(S3Client).send(new CreateBucketCommand({ Bucket: 'logs', CreateBucketConfiguration }));
    const own = { StringEquals: { 's3:ResourceAccount': '123456789012' } };
    const other = { StringEquals: { 's3:ResourceAccount': '210987654321' } };
    const remove = () => clients.of(S3Client).send(new DeleteBucketPolicyCommand({ Bucket: 'logs' }));

    enforce(allow('s3:*', { Condition: other }));
    await assertRefused(remove(), 'AccessDenied');
    enforce(allow('s3:*', { Condition: own }));
    await remove();

    assert.deepEqual(
      account.decisions.map(({ allowed }) => allowed),
      [false, true],
    );
  });

  it('denies a call of which it does not know what it needs, naming it', async () => {
    enforce(allow('*'));

    await assertRefused(
      clients.of(EC2Client).send(new DescribeVpcsCommand({})),
      'UnauthorizedOperation',
      /ec2:DescribeVpcs on resource: \* because local\/iam\/required-access\.ts does not say what the call needs$/,
    );
    assert.deepInclude(account.decisions[0], { action: 'ec2:DescribeVpcs', allowed: false });
  });

  it('refuses to judge a condition on what it does not know', async () => {
    enforce(allow('sqs:*', { Condition: { StringNotEquals: { 'aws:ResourceTag/team': 'x' } } }));

    await assertRefused(send(), 'NotImplemented', /does not know aws:ResourceTag\/team of sqs:SendMessage/);
    assert.equal(await waiting(), 0);
  });

  it('refuses policies that it cannot judge, and keeps those in force', async () => {
    enforce(allow('sqs:SendMessage'));

    assert.throws(() => enforce(allow('*', { Condition: { Nice: { a: 'b' } } })), AwsError, /operator Nice/);
    await assertRefused(
      clients.of(SQSClient).send(new ReceiveMessageCommand({ QueueUrl })),
      'AccessDenied',
      /sqs:ReceiveMessage/,
    );
  });

  it('limits no other principal: the administrator, other roles, a role of that name elsewhere', async () => {
    enforce(deny('*'));
    const elsewhere = roleClients(account, 'worker', '210987654321');

    await admin(SQSClient).send(new ReceiveMessageCommand({ QueueUrl }));
    await roleClients(account, 'other').of(EC2Client).send(new DescribeVpcsCommand({}));
    await elsewhere.of(EC2Client).send(new DescribeVpcsCommand({}));

    assert.deepEqual(account.decisions, []);
  });
});

describe('A denied call is answered as its service does:', () => {
  let account: LocalAccount;
  let clients: ReturnType<typeof roleClients>;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    clients = roleClients(account, 'worker');
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    const s3 = new S3Client(account.clientConfig());
    await s3.send(new CreateBucketCommand({ Bucket: 'logs', CreateBucketConfiguration }));
    account.enforce(new Map([['worker', []]]));
  });
  after(() => account.stop());

  const because = (action: string): string => `because no identity-based policy allows the ${action} action`;
  for (const [service, call, name, message] of [
    [
      'EC2',
      () => clients.of(EC2Client).send(new DescribeSecurityGroupsCommand({})),
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${user} ec2:DescribeSecurityGroups on resource: * ${because('ec2:DescribeSecurityGroups')}`,
    ],
    [
      'S3',
      () => clients.of(S3Client).send(new GetObjectCommand({ Bucket: 'logs', Key: 'a' })),
      'AccessDenied',
      `${user} s3:GetObject on resource: "arn:aws:s3:::logs/a" ${because('s3:GetObject')}`,
    ],
    [
      'S3 Control',
      () =>
        clients
          .of(S3ControlClient, account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'])
          .send(new GetPublicAccessBlockCommand({ AccountId: account.accountId })),
      'AccessDenied',
      `${user} s3:GetAccountPublicAccessBlock on resource: "*" ${because('s3:GetAccountPublicAccessBlock')}`,
    ],
    [
      'SQS',
      () =>
        clients
          .of(SQSClient)
          .send(new ReceiveMessageCommand({ QueueUrl: `${account.endpoint}/${account.accountId}/work` })),
      'AccessDenied',
      `${user} sqs:ReceiveMessage on resource: ${queueArn} ${because('sqs:ReceiveMessage')}`,
    ],
    [
      'SNS',
      () => {
        const PublishBatchRequestEntries = [{ Id: '1', Message: 'x' }];
        const TopicArn = `arn:aws:sns:${here}:news`;
        return clients.of(SNSClient).send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
      },
      'AuthorizationErrorException',
      `${user} sns:Publish on resource: arn:aws:sns:${here}:news ${because('sns:Publish')}`,
    ],
    [
      'SSM',
      () => clients.of(SSMClient).send(new GetParameterCommand({ Name: '/gate' })),
      'AccessDeniedException',
      `${user} ssm:GetParameter on resource: arn:aws:ssm:${here}:parameter/gate ${because('ssm:GetParameter')}`,
    ],
    [
      'Lambda',
      () => clients.of(LambdaClient).send(new InvokeCommand({ FunctionName: 'mend' })),
      'AccessDeniedException',
      `${user} lambda:InvokeFunction on resource: arn:aws:lambda:${here}:function:mend ${because('lambda:InvokeFunction')}`,
    ],
    [
      'AWS Config',
      () => clients.of(ConfigServiceClient).send(new PutEvaluationsCommand({ ResultToken: 'x' })),
      'AccessDeniedException',
      `${user} config:PutEvaluations on resource: * ${because('config:PutEvaluations')}`,
    ],
  ] as const) {
    it(service, async () => {
      const refusal = await refusalOf(call());

      assert.equal(refusal.name, name);
      assert.equal(refusal.message, message);
      assert.isTrue(isDenied(refusal));
    });
  }
});
