import { ConfigServiceClient, DescribeConfigRulesCommand } from '@aws-sdk/client-config-service';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** What a call is made with: the settings of any client. */
export interface CallSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts?: number;
  /** Signs, or does not, in place of the client's own. */
  readonly signer?: { sign<Request>(request: Request): Promise<Request> };
}

/** One plain call of every service over every protocol, with and without a body, through the SDK's own client. */
export const calls: readonly { name: string; make: (settings: CallSettings) => Promise<unknown> }[] = [
  { name: 'ec2', make: (settings) => new EC2Client(settings).send(new DescribeVpcsCommand({})) },
  { name: 'config', make: (settings) => new ConfigServiceClient(settings).send(new DescribeConfigRulesCommand({})) },
  { name: 'sns', make: (settings) => new SNSClient(settings).send(new ListTopicsCommand({})) },
  { name: 'sqs', make: (settings) => new SQSClient(settings).send(new ListQueuesCommand({})) },
  { name: 'events', make: (settings) => new EventBridgeClient(settings).send(new ListRulesCommand({})) },
  { name: 'lambda, reading', make: (settings) => new LambdaClient(settings).send(new ListFunctionsCommand({})) },
  {
    name: 'lambda, writing',
    make: (settings) =>
      new LambdaClient(settings).send(new InvokeCommand({ FunctionName: 'none', Payload: Buffer.from('{}') })),
  },
  { name: 'ssm', make: (settings) => new SSMClient(settings).send(new GetParameterCommand({ Name: 'none' })) },
  { name: 'sts', make: (settings) => new STSClient(settings).send(new GetCallerIdentityCommand({})) },
  { name: 's3, reading', make: (settings) => new S3Client(settings).send(new ListBucketsCommand({})) },
  {
    name: 's3, writing',
    make: (settings) => new S3Client(settings).send(new PutObjectCommand({ Bucket: 'none', Key: 'key', Body: 'x' })),
  },
  {
    name: 's3-control',
    make: (settings) =>
      new S3ControlClient({ ...settings, endpoint: settings.endpoint.replace('127.0.0.1', 'localhost') }).send(
        new GetPublicAccessBlockCommand({ AccountId: '123456789012' }),
      ),
  },
];
