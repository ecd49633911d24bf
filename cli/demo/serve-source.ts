import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SQSClient, type Message } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type AccountViews, createAccountViews } from '../../console/account-views.ts';
import type { QueueData } from '../../console/console-data.ts';
import type { PlaceClients } from '../../console/console-place.ts';
import type { ConsoleSource } from '../../console/console-source.ts';
import { slackFeed } from '../../console/feed.ts';
import type { KnownAs } from '../../console/read-compliance.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import type { SlackReceiver } from '../../local/slack-receiver.ts';
import type { InspectedMessage } from '../../local/sqs/sqs.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import { queueFacts } from '../../queue/queue-facts.ts';
import { createAccountBlockReader } from '../../resources/account-block-reader.ts';
import { createBucketReader } from '../../resources/bucket-reader.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { deadLetterOf } from '../dead-letters/dead-letter.ts';
import { harmOf } from '../inspect/harm-of.ts';
import { inspectionOfMessages } from '../inspect/inspection-of.ts';
import { readSurroundings } from '../inspect/surroundings.ts';
import { restoreDepsOf } from './restore-deps.ts';
import { breakagesOf } from './serve-breakages.ts';
import { preparedWrites } from './serve-writes.ts';
import type { World } from './world.ts';

export interface ServedWorld {
  readonly account: LocalAccount;
  readonly deployment: Deployment;
  readonly slack: SlackReceiver;
  readonly world: World;
}

const everyMs = { overview: 700, compliance: 700, queue: 700, feed: 700, history: 700, health: 700 };
/** What no call tells of: ages, visibility timeouts. */
const staleMs = { compliance: 10_000, queue: 10_000, feed: 10_000, history: 10_000, health: 10_000 };

/** The local account as the console looks at it: everything live, and writable. Messages are looked at without being received. */
export async function localSource({ account, deployment, slack, world }: ServedWorld): Promise<ConsoleSource> {
  const client = account.clientConfig();
  const now = (): Date => new Date(account.clock.now());
  const s3 = new S3Client(client);
  const views = accountViews({ account, deployment, slack, world }, s3, now);
  const breakages = breakagesOf(account, world);
  const restore = await restoreDepsOf(account, deployment);
  const exemptions = exemptionReader(s3, deployment.ledgerBucket);
  return {
    overview: {
      mode: 'local',
      accountId: account.accountId,
      region: account.region,
      caller: restore.caller.arn,
      breakages: breakages.map(({ id, label, about, resourceId }) => ({ id, label, about, resourceId })),
      everyMs,
    },
    staleMs,
    gate: views.gate,
    views: {
      compliance: views.compliance,
      history: views.history,
      health: views.health,
      feed: () => Promise.resolve(slackFeed(slack.messages as SlackMessage[])),
      queue: async () => {
        const messages = messagesOf(account, deployment.queueUrl);
        const inspection = inspectionOfMessages(messages.filter(({ state }) => state === 'visible').map(asReceived), {
          queueUrl: deployment.queueUrl,
          at: now(),
          exemptions: await exemptions(),
          facts: countsOf(messages),
        });
        const around = await readSurroundings(inspection.resources, {
          reach: ({ region }) =>
            Promise.resolve({ ec2: () => new EC2Client(account.clientConfig(region)), s3: () => s3 }),
        });
        const resources = inspection.resources.map((one) => {
          const violations = one.findings.flatMap((finding) => finding.violations);
          return { ...one, harm: harmOf(one.plan, violations, around.get(resourceKey(one.resource)) ?? {}) };
        });
        return { ...inspection, resources, names: Object.fromEntries(await views.names()) } satisfies QueueData;
      },
    },
    detail: views.detail,
    version: versionOf(account, slack),
    now,
    prepare: preparedWrites({ account, deployment, breakages, restore }),
  };
}

function accountViews({ account, deployment, world }: ServedWorld, s3: S3Client, now: () => Date): AccountViews {
  const client = account.clientConfig();
  const endpoint = account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '';
  const [ec2, s3Control, sqs] = [
    new EC2Client(client),
    new S3ControlClient({ ...client, endpoint }),
    new SQSClient(client),
  ];
  const where = { accountId: account.accountId, region: account.region, partition: 'aws' };
  const here: PlaceClients = {
    config: new ConfigServiceClient(client),
    readers: {
      'AWS::EC2::SecurityGroup': () => createSecurityGroupReader(ec2, where),
      'AWS::S3::Bucket': () => createBucketReader(s3, s3Control, where),
      'AWS::S3::AccountPublicAccessBlock': () => createAccountBlockReader(s3Control, where),
    },
  };
  const known = new Map<string, KnownAs>([...world.groups, ...world.buckets].map(({ id, about }) => [id, { about }]));
  return createAccountViews({
    places: [{ ...where, open: () => Promise.resolve(here) }],
    ownAccount: account.accountId,
    s3,
    ssm: new SSMClient(client),
    ledgerBucket: () => deployment.ledgerBucket,
    gateParameter: deployment.gateParameter,
    known,
    historyMs: 24 * 60 * 60 * 1000,
    canWrite: true,
    async queue() {
      const sent = messagesOf(account, deployment.queueUrl).map(({ sentAt }) => sentAt);
      const oldest = sent.length === 0 ? {} : { oldestAt: new Date(Math.min(...sent)).toISOString() };
      return { ...(await queueFacts(sqs, deployment.queueUrl)), ...oldest };
    },
    async deadLetters() {
      const letters = messagesOf(account, deployment.deadLetterQueueUrl).map((one) => deadLetterOf(asReceived(one)));
      return { depth: await queueFacts(sqs, deployment.deadLetterQueueUrl), letters };
    },
    now,
  });
}

function messagesOf(account: LocalAccount, url: string): InspectedMessage[] {
  const queue = account.services.sqs.queueByUrl(url, account.region);
  return queue === undefined ? [] : account.services.sqs.inspect(queue.arn);
}

function countsOf(messages: readonly InspectedMessage[]): { visible: number; inFlight: number; delayed: number } {
  const of = (state: InspectedMessage['state']): number => messages.filter((one) => one.state === state).length;
  return { visible: of('visible'), inFlight: of('in-flight'), delayed: of('delayed') };
}

function asReceived({
  messageId,
  body,
  attributes,
  sentAt,
  receiveCount,
  deadLetterSourceArn,
}: InspectedMessage): Message {
  return {
    MessageId: messageId,
    ReceiptHandle: messageId,
    Body: body,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType, StringValue }]) => [name, { DataType, StringValue }]),
    ),
    Attributes: {
      SentTimestamp: String(sentAt),
      ApproximateReceiveCount: String(receiveCount),
      ...(deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSourceArn }),
    },
  };
}

const reading = /^(Describe|Get|List|Head|BatchGet|Receive)/;

/** The account's log is for tests; of a console that is open for days it would fill the memory. */
const mostCalls = 20_000;

/** Another number after every call that may have changed something, whoever made it, and after every message to Slack. */
function versionOf(account: LocalAccount, slack: SlackReceiver): () => number {
  let seen = 0;
  let changes = 0;
  return () => {
    const { calls } = account.calls;
    if (seen >= mostCalls) {
      account.calls.clear();
      seen = 0;
    }
    for (; seen < calls.length; seen += 1) if (!reading.test(calls[seen]?.operation ?? '')) changes += 1;
    return changes + slack.messages.length;
  };
}
