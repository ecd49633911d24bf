import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { LambdaBundle } from '../../build/bundle-lambdas.ts';
import { deployMember } from '../../local/deploy-member.ts';
import { type Deployment, deployPipeline } from '../../local/deploy-pipeline.ts';
import type { FunctionSpec } from '../../local/lambda/local-function.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import type { RecordedState } from '../../local/service.ts';
import { type SlackReceiver, startSlackReceiver } from '../../local/slack-receiver.ts';
import { assumed, clientsOf, type Endpoints, endpointsOf, region } from './sides.ts';
import type { Clients } from './step.ts';

export const hub = '123456789012';
export const member = '210987654321';

/** A resource as AWS Config names it, with what it is now. */
export interface Recorded {
  readonly accountId: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly state: RecordedState;
}

/**
 * The deployed pipeline, its bundles as they are, over moto's EC2, S3, S3 Control, STS and SQS. Of the local account are Lambda, AWS
 * Config, SSM and SNS with the way to Slack, which moto lacks.
 */
export interface Hybrid {
  readonly slack: SlackReceiver;
  readonly deployment: Deployment;
  /** The hub's functions as they were deployed, before they were sent to moto. */
  readonly functions: readonly FunctionSpec[];
  /** moto's accounts, as their administrators. */
  readonly hub: Clients;
  readonly member: Clients;
  /** AWS Config records the resource as it is said to be, and has the rules judge it. */
  record(resource: Recorded): Promise<void>;
  /** Puts a message on the queue; answers its id. */
  send(body: string): Promise<string>;
  open(on: boolean): Promise<void>;
  /** Runs of the coordinator until the queue is empty: how many resources ended how. */
  drain(): Promise<Readonly<Record<string, number>>>;
  /** In the queue or in the dead letters, on moto; they are given back. */
  waiting(which?: 'queue' | 'dead letters'): Promise<Message[]>;
  stop(): Promise<void>;
}

const rules = ['security-group-restricted-ports', 's3-bucket-public-access', 's3-account-public-access-block'];
const noLimits = { per_run: 10_000, per_hour: 10_000, share_percent: 100, tug_of_war: 10_000 };
/** Of the coordinator: it waits for no message, and works what is there. */
const pollMs = 990;

export async function startHybrid(moto: string, bundles: readonly LambdaBundle[]): Promise<Hybrid> {
  const [account, slack] = await Promise.all([
    startLocalAccount({ accountId: hub, region, organization: { id: 'o-a1b2c3d4e5', accountIds: [hub, member] } }),
    startSlackReceiver(),
  ]);
  const stop = async (): Promise<void> => {
    await account.stop();
    await slack.stop();
  };
  try {
    return { ...(await deploy(account, slack, moto, bundles)), slack, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deploy(
  account: LocalAccount,
  slack: SlackReceiver,
  moto: string,
  bundles: readonly LambdaBundle[],
): Promise<Omit<Hybrid, 'slack' | 'stop'>> {
  const recorded = recordWhatIsSaid(account);
  const deployment = await deployPipeline(account, {
    bundles,
    rules,
    pollMs,
    remediatorMs: 20_000,
    breakerLimits: noLimits,
    parameters: { 's3-account-public-access-block': { publicBuckets: 'none' } },
    slackWebhookUrl: slack.url,
    recording: true,
    variables: {
      digest_time_utc: '',
      slack_digest_seconds: 0,
      enable_fast_path: true,
      sweep_schedule: '',
      member_accounts: {
        [hub]: { name: 'security', mode: 'auto', regions: [region] },
        [member]: { name: 'payments', mode: 'auto', regions: [region] },
      },
      external_id: 'agreed-with-security',
      organization_id: 'o-a1b2c3d4e5',
    },
  });
  await deployMember(account, {
    bundles,
    place: { accountId: member, region },
    variables: { ...deployment.memberSettings(), judge: 'local' },
    recording: true,
  });
  const endpoints = endpointsOf(moto);
  const clients = clientsOf(endpoints, { accessKeyId: 'operator', secretAccessKey: 'none' });
  const queues = await createQueues(account, clients, deployment);
  await copyLedger(account, clients.s3, deployment.ledgerBucket);
  const functions = await redirect(account, endpoints, queues);

  const lambda = new LambdaClient({ ...account.clientConfig(), maxAttempts: 1 });
  const run = async (): Promise<v.InferOutput<typeof Drained>> => {
    const FunctionName = deployment.functionName('coordinator');
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(`the coordinator threw: ${text}`);
    await account.settled();
    return v.parse(Drained, JSON.parse(text));
  };
  const queueUrl = queues.get(deployment.queueUrl) ?? '';
  return {
    deployment,
    functions: functions.filter(({ accountId }) => accountId === hub),
    hub: clients,
    member: clientsOf(endpoints, await assumed(moto, member)),
    async record({ accountId, resourceType, resourceId, state }) {
      recorded.set(`${accountId}/${resourceType}/${resourceId}`, state);
      account.services.config.changed({ accountId, region, resourceType, resourceId });
      await account.settled();
    },
    async send(MessageBody) {
      return (await clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))).MessageId ?? '';
    },
    async open(on) {
      const gate = { Name: deployment.gateParameter, Value: String(on), Type: 'String' as const, Overwrite: true };
      await new SSMClient(account.clientConfig()).send(new PutParameterCommand(gate));
    },
    async drain() {
      const counts: Record<string, number> = {};
      for (let runs = 0; runs < mostRuns; runs += 1) {
        const { messages, outcomes } = await run();
        if (messages === 0) break;
        for (const [outcome, count] of Object.entries(outcomes)) counts[outcome] = (counts[outcome] ?? 0) + count;
      }
      return counts;
    },
    async waiting(which = 'queue') {
      const QueueUrl = which === 'queue' ? queueUrl : queues.get(deployment.deadLetterQueueUrl);
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 0,
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages;
    },
  };
}

const mostRuns = 5;
const Drained = v.object({ messages: v.number(), outcomes: v.record(v.string(), v.number()) });

/** From now on AWS Config records what the map says, and nothing of the account's own. */
function recordWhatIsSaid({ services: { ec2, s3, s3Control } }: LocalAccount): Map<string, RecordedState> {
  const said = new Map<string, RecordedState>();
  for (const service of [ec2, s3, s3Control]) {
    service.recordedState = (type, id, { accountId }) => said.get(`${accountId}/${type}/${id}`);
    service.resourceIds = () => [];
  }
  return said;
}

/** The remediation queue and its dead letters: their addresses on moto by those that the functions were given. */
async function createQueues(
  account: LocalAccount,
  { sqs }: Clients,
  { queueUrl, deadLetterQueueUrl }: Deployment,
): Promise<ReadonlyMap<string, string>> {
  const local = clientsOf(endpointsOf(account.endpoint), { accessKeyId: hub, secretAccessKey: 'none' }).sqs;
  const urls = new Map<string, string>();
  for (const url of [deadLetterQueueUrl, queueUrl]) {
    const { Attributes: { RedrivePolicy, VisibilityTimeout } = {} } = await local.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    const given = { RedrivePolicy, VisibilityTimeout };
    const Attributes = Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: url.split('/').at(-1), Attributes }));
    urls.set(url, QueueUrl);
  }
  return urls;
}

async function copyLedger(account: LocalAccount, moto: S3Client, Bucket: string): Promise<void> {
  const local = new S3Client(account.clientConfig());
  const CreateBucketConfiguration = { LocationConstraint: region } as const;
  await moto.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  for await (const { Contents = [] } of paginateListObjectsV2({ client: local }, { Bucket })) {
    for (const { Key } of Contents) {
      const { Body } = await local.send(new GetObjectCommand({ Bucket, Key }));
      await moto.send(new PutObjectCommand({ Bucket, Key, Body: (await Body?.transformToByteArray()) ?? '' }));
    }
  }
}

/**
 * Sends each function's calls of moto's services there, by the SDK's own variables. Whoever tells keeps the queue to Slack, which the local
 * account polls; who judges keeps the account's STS, whose sessions AWS Config knows. Answers the functions as they were.
 */
async function redirect(
  { services: { lambda }, clientConfig }: LocalAccount,
  { all, s3Control }: Endpoints,
  queues: ReadonlyMap<string, string>,
): Promise<FunctionSpec[]> {
  const before: FunctionSpec[] = [];
  for (const accountId of [hub, member]) {
    const client = new LambdaClient(clientConfig(region, accountId));
    for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
      for (const { FunctionArn = '', FunctionName = '' } of Functions) {
        await lambda.updateFunction(FunctionArn, (spec) => {
          before.push(spec);
          return {
            ...spec,
            environment: {
              ...Object.fromEntries(
                Object.entries(spec.environment).map(([name, value]) => [name, queues.get(value) ?? value]),
              ),
              AWS_ENDPOINT_URL_EC2: all,
              AWS_ENDPOINT_URL_S3: all,
              AWS_ENDPOINT_URL_S3_CONTROL: s3Control,
              ...(/-(notifier|digest)$/.test(FunctionName) ? {} : { AWS_ENDPOINT_URL_SQS: all }),
              ...(/-remediator-/.test(FunctionName) ? { AWS_ENDPOINT_URL_STS: all } : {}),
            },
          };
        });
      }
    }
  }
  return before;
}
