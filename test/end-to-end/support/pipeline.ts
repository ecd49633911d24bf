import {
  ConfigServiceClient,
  StartConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { Instruction } from '../../../contract/instruction.ts';
import type { Delivery } from '../../../local/config/delivery.ts';
import type { Organization } from '../../../local/credentials.ts';
import { type Deployment, deployPipeline } from '../../../local/deploy-pipeline.ts';
import type { FaultedCall } from '../../../local/faults.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { type SlackReceiver, startSlackReceiver } from '../../../local/slack-receiver.ts';
import { builtBundles } from './built-bundles.ts';

export interface PipelineOptions {
  /** Whether there is a Slack to tell; yes, unless said otherwise. */
  readonly slack?: boolean;
  /** Whether AWS Config records from the start; yes, unless said otherwise. */
  readonly recording?: boolean;
  /** Opens the gate, and leaves the schedule off: a run begins when the test begins one. */
  readonly open?: boolean;
  readonly remediatorMs?: number;
  readonly delivery?: Partial<Delivery>;
  /** What the accounts belong to; no organization unless given. */
  readonly organization?: Organization;
  /** What happens in the account before anything is deployed. */
  readonly beforehand?: (account: LocalAccount) => Promise<void>;
  /** Ids of the rules to deploy; unless given, the two of effective exposure. */
  readonly rules?: readonly string[];
  /** By rule, such as `24h`. */
  readonly gracePeriods?: Readonly<Record<string, string>>;
  /** By rule. */
  readonly severities?: Readonly<Record<string, string>>;
  /** As Terraform spells them; unless given, too wide to be met. */
  readonly breakerLimits?: Readonly<Record<string, number>>;
  /** Values of other variables of the stack. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** `{"<rule>": {"<parameter>": "<value>"}}` */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a function answered, or what it threw. */
export type Answer =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly errorMessage: string };

export interface DeadLetter {
  readonly body: string;
  readonly code: string;
  readonly reason: string;
  readonly sourceMessageId: string;
}

/** The deployed pipeline, with what its surroundings see of it. */
export interface Pipeline {
  readonly account: LocalAccount;
  readonly deployment: Deployment;
  readonly slack: SlackReceiver;
  /** Every request that reached the account since its deployment, by whomever, in the order of arrival. */
  readonly requests: readonly FaultedCall[];
  /** Invokes a function by its name within the deployment, and waits until everything that follows from it is done. */
  invoke(name: string, payload: unknown): Promise<Answer>;
  /** One run of the coordinator: what it answers. It does not wait for messages, so it ends when the queue is empty. */
  drain(): Promise<unknown>;
  /** Puts a message on the remediation queue as anybody with the permission could; answers its id. */
  send(body: Instruction | string): Promise<string>;
  /** The instructions in the queue, delayed and held ones too, without receiving them. */
  queued(resourceId?: string): Instruction[];
  deadLetters(): DeadLetter[];
  record(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Ends before the shortest long poll: a run works what is there and is over. */
export const pollMs = 990;

const noLimits = { per_run: 10_000, per_hour: 10_000, share_percent: 100, tug_of_war: 10_000 };
const exposureRules = ['security-group-restricted-ports', 's3-bucket-public-access'];

/** A local account with the built Lambdas in it, Config recording, and a Slack that listens. */
export async function startPipeline(options: PipelineOptions = {}): Promise<Pipeline> {
  const bundles = await builtBundles();
  const { delivery = {}, remediatorMs = 10_000, parameters = {}, rules = exposureRules } = options;
  const { organization, beforehand } = options;
  const [slack, account] = await Promise.all([
    startSlackReceiver(),
    startLocalAccount({ delivery, ...(organization === undefined ? {} : { organization }) }),
  ]);
  const stop = async (): Promise<void> => {
    await account.stop();
    await slack.stop();
  };
  const deploy = async () => {
    await beforehand?.(account);
    return deployPipeline(account, {
      bundles,
      pollMs,
      remediatorMs,
      rules,
      breakerLimits: options.breakerLimits ?? noLimits,
      gracePeriods: options.gracePeriods ?? {},
      severities: options.severities ?? {},
      parameters,
      // At no time of day of its own does anything happen in a test.
      variables: { digest_time_utc: '', ...options.variables },
      ...(options.slack === false ? {} : { slackWebhookUrl: slack.url }),
    });
  };
  // Left running, they would keep the process of the tests alive.
  const deployment = await deploy().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const requests = recordRequests(account);
  const client = account.clientConfig();
  const [config, sqs] = [new ConfigServiceClient(client), new SQSClient(client)];
  const lambda = new LambdaClient({ ...client, maxAttempts: 1 });

  const inQueue = (url: string) => {
    const queue = account.services.sqs.queueByUrl(url, account.region);
    return queue === undefined ? [] : account.services.sqs.inspect(queue.arn);
  };
  const pipeline: Pipeline = {
    account,
    deployment,
    slack,
    requests,
    async invoke(name, payload) {
      const FunctionName = deployment.functionName(name);
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
      await account.settled();
      const value: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
      if (answer.FunctionError === undefined) return { kind: 'returned', value };
      return { kind: 'threw', errorMessage: v.parse(Thrown, value).errorMessage };
    },
    async drain() {
      await account.settled();
      const answer = await pipeline.invoke('coordinator', {});
      if (answer.kind === 'returned') return answer.value;
      throw new Error(`the coordinator threw: ${answer.errorMessage}`);
    },
    async send(body) {
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
      const sent = await sqs.send(new SendMessageCommand({ QueueUrl: deployment.queueUrl, MessageBody }));
      return sent.MessageId ?? '';
    },
    queued: (resourceId) =>
      inQueue(deployment.queueUrl)
        .map(({ body }) => v.parse(Instruction, JSON.parse(body)))
        .filter(({ resource }) => resourceId === undefined || resource.id === resourceId),
    deadLetters: () =>
      inQueue(deployment.deadLetterQueueUrl).map(({ body, attributes }) => ({
        body,
        code: attributes['ReasonCode']?.StringValue ?? '',
        reason: attributes['Reason']?.StringValue ?? '',
        sourceMessageId: attributes['SourceMessageId']?.StringValue ?? '',
      })),
    async record(on) {
      const ConfigurationRecorderName = 'default';
      await config.send(
        on
          ? new StartConfigurationRecorderCommand({ ConfigurationRecorderName })
          : new StopConfigurationRecorderCommand({ ConfigurationRecorderName }),
      );
    },
    stop,
  };
  if (options.recording !== false) await pipeline.record(true);
  if (options.open === true) {
    const { gateParameter: Name } = deployment;
    const opened = new PutParameterCommand({ Name, Value: 'true', Type: 'String', Overwrite: true });
    await new SSMClient(client).send(opened);
  }
  await account.settled();
  return pipeline;
}

const Thrown = v.object({ errorMessage: v.string() });

/** A fault that never strikes sees every request. */
function recordRequests(account: LocalAccount): FaultedCall[] {
  const requests: FaultedCall[] = [];
  account.faults.inject({
    when(call) {
      requests.push(call);
      return false;
    },
    fault: { kind: 'delay', ms: 0 },
  });
  return requests;
}
