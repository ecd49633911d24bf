import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { callerOf } from '../cli/caller.ts';
import { deadLetterQueue } from '../cli/dead-letters/dead-letter-queue.ts';
import { readDeadLetters } from '../cli/dead-letters/read-dead-letters.ts';
import { listed } from '../cli/history.ts';
import { inspectionDeps } from '../cli/inspect/inspection-deps.ts';
import { readInspection } from '../cli/inspect/read-inspection.ts';
import { ledgerBucket } from '../cli/ledger-bucket.ts';
import { explainLedgerError } from '../cli/ledger-error.ts';
import { explainQueueError } from '../cli/queue-error.ts';
import { regionSetting, remediationQueue } from '../cli/queue-url.ts';
import { useEndpoint } from '../cli/use-endpoint.ts';
import { queueFacts } from '../queue/queue-facts.ts';
import { accountBlockKind } from '../resources/account-block-kind.ts';
import { bucketKind } from '../resources/bucket-kind.ts';
import { partitionOf } from '../resources/partition.ts';
import { securityGroupKind } from '../resources/security-group-kind.ts';
import { readHistory } from '../safety/ledger-history.ts';
import { type AccountDeps, createAccountViews } from './account-views.ts';
import type { ConsoleSource } from './console-source.ts';
import { ledgerFeed } from './feed.ts';

/** As the other commands spell them; what is not given is taken from the environment as they take it. */
export interface AccountConnection {
  readonly region: string;
  readonly bucket?: string;
  readonly queue?: string;
  readonly deadLetters?: string;
  readonly gate?: string;
}

/** What the stack calls it, unless its prefix is another. */
export const usualGate = '/configmend/enable_auto_response';

const minuteMs = 60_000;
const historyMs = 7 * 24 * 60 * minuteMs;

/** Reads of the queues hide their messages for a moment, so only a person asks for them anew. */
const everyMs = {
  overview: 10_000,
  compliance: minuteMs,
  queue: 0,
  feed: minuteMs,
  history: minuteMs,
  health: 0,
} as const;
const staleMs = { ...everyMs, queue: Infinity, health: Infinity } as const;

/**
 * A real account with the caller's own credentials, which is only read: there is nothing in it that could write. What was not configured
 * is said on its page. Rejects with READ_FAILED where AWS does not know the caller.
 */
export async function accountSource(connection: AccountConnection): Promise<ConsoleSource> {
  useEndpoint(undefined);
  const { region } = connection;
  const options = { region, maxAttempts: 4 };
  const s3 = new S3Client({ ...options, followRegionRedirects: true });
  const caller = await callerOf(new STSClient(options));
  const where = { accountId: caller.accountId, region, partition: partitionOf(region) };
  const now = (): Date => new Date();
  const deps: AccountDeps = {
    config: new ConfigServiceClient(options),
    s3,
    ssm: new SSMClient(options),
    readers: {
      'AWS::EC2::SecurityGroup': () => securityGroupKind.createReader(where),
      'AWS::S3::Bucket': () => bucketKind.createReader(where),
      'AWS::S3::AccountPublicAccessBlock': () => accountBlockKind.createReader(where),
    },
    ledgerBucket: () => ledgerBucket(connection.bucket),
    gateParameter: connection.gate ?? usualGate,
    historyMs,
    canWrite: false,
    queue: () => depth(connection),
    deadLetters: () => letters(connection),
    now,
  };
  const views = createAccountViews(deps);
  return {
    overview: {
      mode: 'account',
      accountId: caller.accountId,
      region,
      caller: caller.arn,
      breakages: [],
      everyMs,
    },
    staleMs,
    gate: views.gate,
    views: {
      compliance: views.compliance,
      history: views.history,
      health: views.health,
      async queue() {
        const inspection = await inspected(connection);
        return { ...inspection, names: Object.fromEntries(await views.names()) };
      },
      async feed() {
        const bucket = deps.ledgerBucket();
        const span = { since: new Date(now().getTime() - historyMs), until: new Date(now().getTime() + 1000) };
        const { entries } = await readHistory(s3, bucket, span).catch((error: unknown) =>
          Promise.reject(explainLedgerError(error, bucket)),
        );
        return ledgerFeed(listed(entries));
      },
    },
    detail: views.detail,
    version: () => 0,
    now,
  };
}

async function inspected({ queue, bucket }: AccountConnection): Promise<Awaited<ReturnType<typeof readInspection>>> {
  const queueUrl = remediationQueue(queue);
  try {
    const { deps } = await inspectionDeps({ queueUrl, ...(bucket === undefined ? {} : { bucket }) });
    return await readInspection(deps);
  } catch (error) {
    throw explainQueueError(error, queueUrl);
  }
}

async function depth({ queue }: AccountConnection): ReturnType<AccountDeps['queue']> {
  const queueUrl = remediationQueue(queue);
  try {
    return await queueFacts(new SQSClient({ ...regionSetting(queueUrl), maxAttempts: 4 }), queueUrl);
  } catch (error) {
    throw explainQueueError(error, queueUrl);
  }
}

async function letters({ queue, deadLetters }: AccountConnection): ReturnType<AccountDeps['deadLetters']> {
  const { sqs, url } = await deadLetterQueue({
    ...(queue === undefined ? {} : { queue }),
    ...(deadLetters === undefined ? {} : { deadLetters }),
  });
  try {
    const facts = await queueFacts(sqs, url);
    return { depth: facts, letters: (await readDeadLetters(sqs, url)).deadLetters };
  } catch (error) {
    throw explainQueueError(error, url);
  }
}
