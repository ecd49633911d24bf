import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { accountsReader } from '../accounts/read-accounts.ts';
import { log } from '../contract/log.ts';
import type { Notice } from '../contract/notice.ts';
import type { RemediationReport } from '../contract/remediation-batch.ts';
import type { ResourceType } from '../contract/resource.ts';
import { setting } from '../contract/setting.ts';
import { exemptionReader } from '../exemptions/read-exemptions.ts';
import { publishNotices } from '../notifier/publish-notices.ts';
import { createQueue } from '../queue/queue.ts';
import { partitionOf } from '../resources/partition.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import type { AnyReader, ChangeSources } from '../resources/reader.ts';
import type { ResourceKind } from '../resources/resource-kind.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { announceSafety } from '../safety/announce.ts';
import { parameterGate } from '../safety/gate.ts';
import { createLedger, ledgerId } from '../safety/ledger.ts';
import { parseLimits } from '../safety/limits.ts';
import { createSafeguards } from '../safety/safeguards.ts';
import { createSafetyStore } from '../safety/safety-store.ts';
import type { Apply } from './apply.ts';
import { judgesFrom } from './judges.ts';
import { createMemberReader } from './member-reader.ts';
import { createMemberSessions } from './member-sessions.ts';
import { outcomeLines } from './outcome-line.ts';
import { readBatch } from './read-batch.ts';
import { register } from './registered-remediator.ts';
import { remediate, type Workplace } from './remediate.ts';
import type { Remediator } from './remediator.ts';

interface LambdaContext {
  readonly invokedFunctionArn: string;
}

/**
 * The Lambda of one remediator. `rules` are those that it mends, `applyIn` gives the calls of a region, as another than the function's own
 * role where `options` have credentials; `sourcesOf` says of a kind whose changes are recorded where those are read. Throws MESSAGE_INVALID for a batch it cannot read.
 */
export function createRemediatorHandler<T extends ResourceType>(
  remediator: Remediator<T>,
  kind: ResourceKind<T>,
  rules: readonly RegisteredRule[],
  applyIn: (region: string, options?: ClientOptions) => Apply,
  sourcesOf?: (s3: S3Client, ledgerBucket: string, ruleParameters: string) => ChangeSources | undefined,
): (event: unknown, context: LambdaContext) => Promise<RemediationReport> {
  const sqs = new SQSClient({ maxAttempts: 6 });
  const sns = new SNSClient({ maxAttempts: 6 });
  const ssm = new SSMClient({ maxAttempts: 6 });
  const s3 = new S3Client({ maxAttempts: 6 });
  const sts = new STSClient({ maxAttempts: 6 });
  // Sessions are many and short-lived: they share the connections of a client that stays.
  const { requestHandler } = s3.config;
  // Kept as long as the function lives, with what it has read.
  let changes: { readonly read: ChangeSources | undefined } | undefined;
  return async (event, context) => {
    const batch = readBatch(event);
    const env = process.env;
    const topicArn = setting(env, 'NOTIFICATION_TOPIC_ARN');
    const { accountId, region, runId } = batch;
    const ledgerBucket = setting(env, 'LEDGER_BUCKET');
    const ruleParameters = setting(env, 'RULE_PARAMETERS');
    changes ??= { read: sourcesOf?.(s3, ledgerBucket, ruleParameters) };
    const where = { accountId, region, partition: partitionOf(region) };
    const readAs = (options?: ClientOptions): AnyReader => kind.createReader(where, options, changes?.read);
    const tell = (notices: readonly Notice[]): Promise<void> => publishNotices(sns, topicArn, notices);
    const shared = {
      store: createSafetyStore(s3, ledgerBucket),
      pause: (ms: number) => pause(ms),
      random: Math.random,
    };
    const limits = parseLimits(setting(env, 'BREAKER_LIMITS'));
    const guarded = ({ reader, applyFor }: Pick<Workplace, 'reader' | 'applyFor'>): Workplace => ({
      reader,
      applyFor,
      safeguards: createSafeguards({
        ...shared,
        limits,
        runId,
        remediator: remediator.id,
        resourceType: remediator.resourceType,
        place: { accountId, region },
        now: () => new Date(),
        existing: () => reader.count(),
      }),
    });
    const [, , , ownRegion = '', ownAccountId = ''] = context.invokedFunctionArn.split(':');
    const report = await remediate(batch, {
      ledgerBucket,
      here: { accountId: ownAccountId, region: ownRegion },
      accounts: accountsReader(s3, ledgerBucket),
      workplaceOf(accounts, { kind: whose, account }) {
        if (whose === 'home') return guarded({ reader: readAs(), applyFor: () => Promise.resolve(applyIn(region)) });
        const sessions = createMemberSessions({ sts, accounts, account, region, runId, remediator });
        return guarded({
          reader: createMemberReader(sessions, (credentials) => readAs({ credentials, requestHandler })),
          applyFor: async (action) =>
            applyIn(region, { credentials: await sessions.forChanges(action), requestHandler }),
        });
      },
      gate: parameterGate(ssm, setting(env, 'GATE_PARAMETER')),
      judges: judgesFrom(ruleParameters, rules),
      exemptions: exemptionReader(s3, ledgerBucket),
      remediator: register(remediator),
      ledger: createLedger(s3, ledgerBucket),
      announce: () => announceSafety({ ...shared, accountId, region, tell }),
      queue: createQueue(sqs, {
        queueUrl: setting(env, 'QUEUE_URL'),
        deadLetterQueueUrl: setting(env, 'DEAD_LETTER_QUEUE_URL'),
        holdSeconds: 900,
      }),
      tell,
      newId: () => ledgerId(new Date(), randomBytes(4).toString('hex')),
      now: () => new Date(),
      pause: (ms) => pause(ms),
      report: (message, fields) => log('error', message, fields),
    });
    for (const line of outcomeLines(batch, report.results, new Date())) log('info', 'outcome', { ...line });
    return report;
  };
}
