import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { letOverlap } from '../../bench/load-overlap.ts';
import type { LambdaBundle } from '../../build/bundle-lambdas.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { FunctionSpec } from '../../local/lambda/local-function.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import type { RecordedState } from '../../local/service.ts';
import { type SlackReceiver, startSlackReceiver } from '../../local/slack-receiver.ts';
import type { SafetyLimits } from '../../safety/limits.ts';
import { deployBoth } from './deploy-hybrid.ts';
import {
  copyBucket,
  createQueues,
  messagesIn,
  recordWhatIsSaid,
  redirect,
  setGate,
  setLimits,
  stopSchedules,
  takenFrom,
  type Verdict,
  verdictOn,
} from './hybrid-parts.ts';
import { approvalBucket, hub, member } from './names.ts';
import { type Command, operatorOf } from './operator.ts';
import { assumed, clientsOf, endpointsOf, region } from './sides.ts';
import type { Clients } from './step.ts';
import { startWayToMoto, type WayToMoto } from './way-to-moto.ts';

/** A resource as AWS Config names it, with what it is now. */
export interface Recorded {
  readonly accountId: string;
  readonly resourceType: string;
  readonly resourceId: string;
  /** Undefined where it is deleted. */
  readonly state: RecordedState | undefined;
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
  /** What AWS Config answers about a resource of the hub now, by that rule. */
  verdictOn(rule: string, resource: Pick<Recorded, 'resourceType' | 'resourceId'>): Promise<Verdict>;
  /** Puts a message on the queue; answers its id. */
  send(body: string): Promise<string>;
  open(on: boolean): Promise<void>;
  /** Has the gate's parameter say something else than an apply would; undefined: it is gone. */
  gate(says: string | undefined): Promise<void>;
  /** Invokes a function of the hub, waits for what follows from it, and answers what it answered. Rejects where it throws. */
  invoke(name: string, event: object): Promise<unknown>;
  /** One run of the coordinator, whatever else is running and follows from it. Rejects where it throws. */
  coordinate(): Promise<v.InferOutput<typeof Drained>>;
  /** Runs of the coordinator until the queue is empty: how many resources ended how. */
  drain(): Promise<Readonly<Record<string, number>>>;
  /** In the queue or in the dead letters, on moto; they are given back. */
  waiting(which?: 'queue' | 'dead letters'): Promise<Message[]>;
  /** The same, but held for a minute, as a coordinator holds what it hands on. */
  hold(): Promise<Message[]>;
  /** From now on the remediators have these limits beside those that never matter. */
  limit(limits: Partial<SafetyLimits>): Promise<void>;
  /** The operator's command. */
  readonly configmend: Command;
  /** What a function of the hub has printed, by line. */
  logged(name: string): readonly string[];
  /** Lets time go by for all but moto; no schedule starts anything. */
  pass(ms: number): Promise<void>;
  /** What the functions' calls go through. */
  readonly way: WayToMoto;
  /** Has the processes of a function die as they are; of the hub's, unless said otherwise. */
  crash(name: string, accountId?: string): Promise<void>;
  /** From now on so many coordinators may run at once, which the stack never allows. */
  letOverlap(coordinators: number): Promise<void>;
  stop(): Promise<void>;
}

const noLimits = { perRun: 10_000, perHour: 10_000, sharePercent: 100, shareFrom: 10_000, tugOfWar: 10_000 };

export async function startHybrid(moto: string, bundles: readonly LambdaBundle[]): Promise<Hybrid> {
  const [account, slack, way] = await Promise.all([
    startLocalAccount({ accountId: hub, region, organization: { id: 'o-a1b2c3d4e5', accountIds: [hub, member] } }),
    startSlackReceiver(),
    startWayToMoto(moto),
  ]);
  const stop = async (): Promise<void> => {
    await account.stop();
    await slack.stop();
    await way.stop();
  };
  try {
    return { ...(await deploy(account, slack, way, moto, bundles)), slack, way, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deploy(
  account: LocalAccount,
  slack: SlackReceiver,
  way: WayToMoto,
  moto: string,
  bundles: readonly LambdaBundle[],
): Promise<Omit<Hybrid, 'slack' | 'way' | 'stop'>> {
  const recorded = recordWhatIsSaid(account);
  const deployment = await deployBoth(account, slack, bundles);
  const endpoints = endpointsOf(moto);
  const clients = clientsOf(endpoints, { accessKeyId: 'operator', secretAccessKey: 'none' });
  const queues = await createQueues(account, clients, deployment);
  const bucket = deployment.ledgerBucket;
  await copyBucket({ client: new S3Client(account.clientConfig()), bucket }, { client: clients.s3, bucket });
  const theirs = clientsOf(endpoints, await assumed(moto, member));
  const CreateBucketConfiguration = { LocationConstraint: region };
  await theirs.s3.send(new CreateBucketCommand({ Bucket: approvalBucket, CreateBucketConfiguration }));
  const functions = await redirect(
    account,
    [hub, member],
    endpointsOf(way.endpoint),
    new Map([...queues].map(([from, to]) => [from, to.replace(moto, way.endpoint)])),
  );
  await setLimits(account, noLimits);
  await stopSchedules(account);

  const lambda = new LambdaClient({ ...account.clientConfig(), maxAttempts: 1 });
  const call = async (name: string, event: object): Promise<unknown> => {
    const FunctionName = deployment.functionName(name);
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(`${name} threw: ${text}`);
    const answer: unknown = JSON.parse(text);
    return answer;
  };
  const invoke = async (name: string, event: object): Promise<unknown> => {
    const answer = await call(name, event);
    await account.settled();
    return answer;
  };
  const queueUrl = queues.get(deployment.queueUrl) ?? '';
  return {
    deployment,
    functions: functions.filter(({ accountId }) => accountId === hub),
    hub: clients,
    member: theirs,
    invoke,
    configmend: operatorOf(account, deployment, endpoints, queueUrl),
    limit: (limits) => setLimits(account, { ...noLimits, ...limits }),
    async record({ accountId, resourceType, resourceId, state }) {
      const name = `${accountId}/${resourceType}/${resourceId}`;
      if (state === undefined) recorded.delete(name);
      else recorded.set(name, state);
      account.services.config.changed({ accountId, region, resourceType, resourceId });
      await account.settled();
    },
    verdictOn: (rule, resource) => verdictOn(account, deployment.configRuleName(rule), resource),
    async send(MessageBody) {
      return (await clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))).MessageId ?? '';
    },
    open: (on) => setGate(account, deployment, String(on)),
    gate: (says) => setGate(account, deployment, says),
    coordinate: async () => v.parse(Drained, await call('coordinator', {})),
    async drain() {
      const counts: Record<string, number> = {};
      for (let runs = 0; runs < mostRuns; runs += 1) {
        const { messages, outcomes } = v.parse(Drained, await invoke('coordinator', {}));
        for (const [outcome, count] of Object.entries(outcomes)) counts[outcome] = (counts[outcome] ?? 0) + count;
        if (messages === 0) break;
      }
      return counts;
    },
    waiting: (which = 'queue') =>
      messagesIn(
        clients.sqs,
        queues.get(which === 'queue' ? deployment.queueUrl : deployment.deadLetterQueueUrl) ?? '',
      ),
    hold: () => takenFrom(clients.sqs, queueUrl),
    logged: (name) => account.services.lambda.logs(deployment.functionName(name)),
    crash: (name, accountId = hub) =>
      account.services.lambda.crashFunction(
        `arn:aws:lambda:${region}:${accountId}:function:${deployment.functionName(name)}`,
      ),
    letOverlap: (coordinators) => letOverlap(account, deployment, coordinators),
    async pass(ms) {
      account.clock.advance(ms);
      await account.settled();
    },
  };
}

const mostRuns = 5;
const Drained = v.object({
  messages: v.number(),
  outcomes: v.record(v.string(), v.number()),
  unanswered: v.number(),
});
