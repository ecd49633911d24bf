import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LocalClock } from '../../../local/clock.ts';
import { type LocalAccount, type LocalAccountOptions, startLocalAccount } from '../../../local/local-account.ts';

/** A JSON object, read as far as a test looks. */
export interface Json {
  readonly [name: string]: unknown;
}

/** An event as an EventBridge rule sends it on. */
export interface HeardEvent extends Json {
  readonly id: string;
  readonly detail: Json & { readonly eventName: string; readonly eventID: string };
}

export interface Who {
  readonly accountId?: string;
  readonly region?: string;
  readonly accessKeyId?: string;
}

/** Every API call that is told of, and none that failed if `succeeded`. */
export const anyCall = { 'detail-type': ['AWS API Call via CloudTrail'] };
export const succeeded = { ...anyCall, detail: { errorCode: [{ exists: false }] } };

/** A whole account at rest in time, with clients of any principal and rules that listen to the bus. */
export async function startTrail(options: LocalAccountOptions = {}) {
  const startAt = Date.parse('2026-11-20T10:00:00.500Z');
  const account = await startLocalAccount({ clock: new LocalClock({ startAt, frozen: true }), ...options });
  const settings = ({ region = account.region, accountId = account.accountId, accessKeyId = accountId }: Who = {}) => ({
    endpoint: account.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey: 'none' },
    maxAttempts: 1,
  });
  return {
    account,
    ec2: (who?: Who) => new EC2Client(settings(who)),
    s3: (who?: Who) => new S3Client({ ...settings(who), forcePathStyle: true }),
    /** The bucket before the host, as AWS wants it. */
    virtualHostedS3: () =>
      new S3Client({ ...settings(), endpoint: account.endpoint.replace('127.0.0.1', 'localhost') }),
    s3Control: (who?: Who) =>
      new S3ControlClient({ ...settings(who), endpoint: account.endpoint.replace('127.0.0.1', 'localhost') }),
    /** A rule and its queue; what is returned takes everything that has arrived since it was last asked. */
    async listen(pattern: object, who: Who = {}): Promise<() => Promise<HeardEvent[]>> {
      const { accountId = account.accountId, region = account.region } = who;
      const [sqs, events] = [new SQSClient(settings(who)), new EventBridgeClient(settings(who))];
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'calls' }));
      await events.send(new PutRuleCommand({ Name: 'calls', EventPattern: JSON.stringify(pattern) }));
      const Arn = `arn:aws:sqs:${region}:${accountId}:calls`;
      await events.send(new PutTargetsCommand({ Rule: 'calls', Targets: [{ Id: 'queue', Arn }] }));
      return async () => {
        await account.settled();
        return taken(sqs, QueueUrl);
      };
    },
  };
}

export type Trail = Awaited<ReturnType<typeof startTrail>>;

async function taken(sqs: SQSClient, QueueUrl: string): Promise<HeardEvent[]> {
  const heard: HeardEvent[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return heard;
    for (const { Body = '', ReceiptHandle } of Messages) {
      heard.push(JSON.parse(Body) as HeardEvent);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

/** The record of the one call that was made. */
export async function onlyRecord(heard: () => Promise<HeardEvent[]>): Promise<HeardEvent['detail']> {
  const events = await heard();
  const [event, ...more] = events;
  if (event === undefined || more.length > 0) {
    throw new Error(`one event was expected, not ${events.map(({ detail }) => detail.eventName).join(', ')}`);
  }
  return event.detail;
}

/** The principal's key, as `account.credentials` hands it out to a session of the role. */
export function sessionKey(account: LocalAccount, roleArn: string, sessionName: string): string {
  return account.credentials.issueSession(roleArn, sessionName, (length) => 'a'.repeat(length)).accessKeyId;
}
