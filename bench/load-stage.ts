import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { bundleLambdas } from '../build/bundle-lambdas.ts';
import { jsonBytes } from '../contract/json-bytes.ts';
import type { LedgerEntry } from '../contract/ledger-entry.ts';
import { type Deployment, deployPipeline } from '../local/deploy-pipeline.ts';
import { type LocalAccount, startLocalAccount } from '../local/local-account.ts';
import { queueFacts } from '../queue/queue-facts.ts';
import { readHistory } from '../safety/ledger-history.ts';
import { createSafetyStore, updateSafety } from '../safety/safety-store.ts';
import { stateAtLimits } from './soak-state.ts';

export interface StageOptions {
  readonly rules: readonly string[];
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly recording?: boolean;
  /** How long one run of the coordinator works the queue: the stack's time unless given. */
  readonly pollMs?: number;
}

/** The deployed pipeline with its gate closed, and what its runs are judged by. */
export interface Stage {
  readonly account: LocalAccount;
  readonly deployment: Deployment;
  /** One run of the coordinator, beside those of the schedule: what it answers. Rejects where Lambda does not let it in. */
  coordinate(): Promise<unknown>;
  /** Messages in the remediation queue, hidden ones too. */
  waiting(): Promise<number>;
  /** Messages that anything gave up on: dead letters, failed invocations, what Slack would not take. */
  givenUp(): Promise<number>;
  ledger(): Promise<readonly LedgerEntry[]>;
  /** Deletes old versions of the pipeline's state, as the bucket's lifecycle does after some days: they are no memory of the pipeline. */
  expireVersions(): Promise<void>;
  /** Keeps what the safeguards remember as large as it is at the breaker's default limits. How many bytes that is. */
  keepStateAtLimits(): Promise<number>;
  stop(): Promise<void>;
}

/** Nothing is to be stopped by a limit here: how it stops is the breaker's own test. */
const noLimits = { per_run: 1_000_000, per_hour: 1_000_000, share_percent: 100, tug_of_war: 1_000_000 };

/** With the built bundles and the stack's own times. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'configmend-load-'));
  const bundles = await bundleLambdas(folder);
  const account = await startLocalAccount({ seed: 1 });
  const stop = async (): Promise<void> => {
    await account.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const begunAt = new Date();
  try {
    const deployment = await deployPipeline(account, {
      bundles,
      rules: options.rules,
      breakerLimits: noLimits,
      variables: { digest_time_utc: '', ...options.variables },
      ...(options.recording === true ? { recording: true } : {}),
      ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
    });
    const client = account.clientConfig();
    const [sqs, s3] = [new SQSClient(client), new S3Client(client)];
    const lambda = new LambdaClient({ ...client, maxAttempts: 1 });
    const inQueue = async (url: string): Promise<number> => {
      const { visible, inFlight, delayed } = await queueFacts(sqs, url);
      return visible + inFlight + delayed;
    };
    return {
      account,
      deployment,
      async coordinate() {
        const FunctionName = deployment.functionName('coordinator');
        const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
        return JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as unknown;
      },
      waiting: () => inQueue(deployment.queueUrl),
      async givenUp() {
        const { deadLetterQueueUrl, failuresQueueUrl, outboxDeadLetterQueueUrl } = deployment;
        const counts = await Promise.all([deadLetterQueueUrl, failuresQueueUrl, outboxDeadLetterQueueUrl].map(inQueue));
        return counts.reduce((sum, count) => sum + count, 0);
      },
      async ledger() {
        const span = { since: begunAt, until: new Date(Date.now() + 60_000) };
        const { entries, unreadable } = await readHistory(s3, deployment.ledgerBucket, span);
        if (unreadable.length > 0) throw new Error(`${unreadable.length} ledger entries cannot be read`);
        return entries;
      },
      async expireVersions() {
        const Bucket = deployment.ledgerBucket;
        for (const Prefix of ['safety/', 'grace/']) {
          const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
          const Objects = Versions.flatMap(({ Key, VersionId, IsLatest }) =>
            IsLatest === true || Key === undefined || VersionId === undefined ? [] : [{ Key, VersionId }],
          );
          if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        }
      },
      async keepStateAtLimits() {
        const store = createSafetyStore(s3, deployment.ledgerBucket);
        const place = `${account.accountId}/${account.region}`;
        const deps = { store, pause: (ms: number) => setTimeout(ms), random: Math.random };
        const { answer } = await updateSafety(deps, (state) => {
          const next = stateAtLimits(state, place, new Date());
          return { next, answer: jsonBytes(next) };
        });
        return answer;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until it is so, and says what it waited for where it is not within the time. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  withinMs: number,
  everyMs = 250,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await setTimeout(everyMs);
  }
}
