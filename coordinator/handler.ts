import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { accountsOfHub, accountsReader } from '../accounts/read-accounts.ts';
import { Failure } from '../contract/failure.ts';
import { RemediatorId } from '../contract/instruction.ts';
import { log } from '../contract/log.ts';
import type { Notice } from '../contract/notice.ts';
import { numberSetting, setting } from '../contract/setting.ts';
import { countNoOps, noOpStore } from '../digest/no-op-store.ts';
import { publishNotices } from '../notifier/publish-notices.ts';
import { exemptionReader } from '../exemptions/read-exemptions.ts';
import { createQueue } from '../queue/queue.ts';
import { abandon } from '../safety/abandon.ts';
import { announceSafety } from '../safety/announce.ts';
import { parameterGate } from '../safety/gate.ts';
import { createSafetyStore } from '../safety/safety-store.ts';
import { drain, type DrainSummary } from './drain.ts';
import { createGraceStore } from './grace-store.ts';
import { type Invocation, invokeRemediator } from './invoke-remediator.ts';
import { createNoOpCount } from './no-op-count.ts';
import { settleMs } from './settle-unworked.ts';

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Seconds a message stays hidden: Lambda's longest run, so that a held message is nobody else's. */
const holdSeconds = 900;
const Remediators = v.record(RemediatorId, v.string());

const sqs = new SQSClient({ maxAttempts: 6 });
const sns = new SNSClient({ maxAttempts: 6 });
const ssm = new SSMClient({ maxAttempts: 6 });
const s3 = new S3Client({ maxAttempts: 6 });
const lambda = new LambdaClient({ maxAttempts: 1 });

/**
 * Started by the schedule. REMEDIATOR_SECONDS is kept back so that the last batch has ended before this function has to, and
 * some seconds beside it so that what the batch left can be settled.
 */
export async function handler(_event: unknown, context: LambdaContext): Promise<DrainSummary> {
  const env = process.env;
  const functions = remediatorFunctions(setting(env, 'REMEDIATORS'));
  const topicArn = setting(env, 'NOTIFICATION_TOPIC_ARN');
  const tell = (notices: readonly Notice[]): Promise<void> => publishNotices(sns, topicArn, notices);
  const ledgerBucket = setting(env, 'LEDGER_BUCKET');
  const store = createSafetyStore(s3, ledgerBucket);
  const exemptions = exemptionReader(s3, ledgerBucket);
  const safety = { store, pause: (ms: number) => pause(ms), random: Math.random };
  const [, , , region = '', accountId = ''] = topicArn.split(':');
  const here = { accountId, region };
  const runId = randomUUID();
  const reserveMs = numberSetting(env, 'REMEDIATOR_SECONDS') * 1000;
  const remainingMs = (): number => context.getRemainingTimeInMillis() - reserveMs - settleMs;
  if (remainingMs() <= 0) {
    const message = `REMEDIATOR_SECONDS=${reserveMs / 1000} leaves no time: give the coordinator a longer timeout`;
    throw new Failure('SETTING_INVALID', message);
  }
  const noOps = createNoOpCount((byRule) => countNoOps(noOpStore(s3, ledgerBucket), byRule, () => new Date()));
  const running = drain({
    graceStore: createGraceStore(s3, ledgerBucket),
    tripped: async () => (await announceSafety({ ...safety, tell, ...here })) !== null,
    exemptionsKnown: async () => (await exemptions()).kind === 'read',
    accounts: accountsOfHub(here, accountsReader(s3, ledgerBucket)),
    abandon: (resources) => abandon(resources, runId, safety),
    gate: parameterGate(ssm, setting(env, 'GATE_PARAMETER')),
    queue: createQueue(sqs, {
      queueUrl: setting(env, 'QUEUE_URL'),
      deadLetterQueueUrl: setting(env, 'DEAD_LETTER_QUEUE_URL'),
      holdSeconds,
    }),
    async invoke(batch): Promise<Invocation> {
      const name = functions[batch.remediator];
      const invocation: Invocation =
        name === undefined
          ? { kind: 'crashed', reason: `the setting REMEDIATORS names no function for ${batch.remediator}` }
          : await invokeRemediator(lambda, name, batch);
      if (invocation.kind !== 'answered') log('error', 'remediator gave no report', { function: name, ...invocation });
      else noOps.add(batch, invocation.report);
      return invocation;
    },
    tell,
    remainingMs,
    now: () => new Date(),
    report: (message, fields) => log('error', message, fields),
    runId,
  });
  // Also of a run that ends in an error.
  await Promise.allSettled([running]);
  await noOps.write((message, fields) => log('warn', message, fields));
  const summary = await running;
  log('info', 'drained', { ...summary });
  return summary;
}

function remediatorFunctions(text: string): Partial<Record<RemediatorId, string>> {
  try {
    return v.parse(Remediators, JSON.parse(text));
  } catch (cause) {
    const message = 'environment variable REMEDIATORS is not of the form {"<remediator>": "<function>"}';
    throw new Failure('SETTING_INVALID', message, { cause });
  }
}
