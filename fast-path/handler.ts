import { setTimeout as pause } from 'node:timers/promises';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { changeSources } from '../approvals/change-sources.ts';
import { log } from '../contract/log.ts';
import { setting } from '../contract/setting.ts';
import { type ExemptionReader, exemptionReader, rememberedFor } from '../exemptions/read-exemptions.ts';
import { publishNotices } from '../notifier/publish-notices.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import { remediatorOf } from '../remediators/registry.ts';
import type { ChangeSources } from '../resources/reader.ts';
import { ec2ClientOf } from '../resources/security-group-kind.ts';
import { violatedBefore } from '../rules/config-history.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules as registeredRules } from '../rules/registry.ts';
import { askedOf } from './asked-of.ts';
import { findViolations } from './find-violations.ts';
import { groupsNamed } from './groups-named.ts';
import { liveReader } from './live-reader.ts';
import { recordChange } from './record-change.ts';
import { enabledRules, ownRoles } from './settings.ts';
import { createWake } from './wake-coordinator.ts';

export interface FastPathDeps {
  readonly config: ConfigServiceClient;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly s3: S3Client;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly rules: readonly RegisteredRule[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly liveReader: typeof liveReader;
  now(): Date;
  pause(ms: number): Promise<unknown>;
}

/** A burst of calls is judged by one reading of the exemptions; a mend reads them anew. */
const exemptionsMs = 30_000;

/**
 * The Lambda of the fast path: an API call that EventBridge tells of is taken for nothing but a reason to look. The live resource is
 * judged by the rules, and what is wrong with it goes to the queue as AWS Config's findings do; Config's verdicts are Config's.
 * Rejects with a coded failure, so that Lambda tries again, and in the end keeps the event.
 */
export function createFastPathHandler(
  deps: FastPathDeps = {
    config: new ConfigServiceClient({ maxAttempts: 6 }),
    sqs: new SQSClient({ maxAttempts: 6 }),
    s3: new S3Client({ maxAttempts: 6 }),
    lambda: new LambdaClient({ maxAttempts: 1 }),
    sns: new SNSClient({ maxAttempts: 6 }),
    rules: registeredRules,
    environment: process.env,
    liveReader,
    now: () => new Date(),
    pause: (ms) => pause(ms),
  },
): (event: unknown) => Promise<void> {
  const { config, sqs, s3, lambda, sns, environment, now } = deps;
  const report = (message: string, fields: Record<string, unknown>): void => log('error', message, fields);
  const wake = createWake({ lambda, now: () => now().getTime(), report });
  // Kept as long as the function lives, with what they have read.
  let exemptions: ExemptionReader | undefined;
  let changes: { readonly read: ChangeSources | undefined } | undefined;
  return async (event) => {
    const queueUrl = setting(environment, 'QUEUE_URL');
    const asked = askedOf(event, ownRoles(environment));
    if ('ignored' in asked) return log('info', 'ignored', { reason: asked.ignored });
    const bucket = setting(environment, 'LEDGER_BUCKET');
    exemptions ??= rememberedFor(exemptionsMs, exemptionReader(s3, bucket));
    changes ??= { read: changeSources(s3, bucket, setting(environment, 'RULE_PARAMETERS')) };
    const { read } = changes;
    const { instructions, unjudged, notices } = await findViolations(asked, enabledRules(environment, deps.rules), {
      exemptions,
      now,
      remediatorOf,
      readerIn: (type, where) => deps.liveReader(type, where, read),
      recordChange: (call, groupId) =>
        recordChange(call, groupId, { s3, bucket, config, ec2: ec2ClientOf(call.region), pause: deps.pause }),
      groupsNamed: (region, name) => groupsNamed(ec2ClientOf(region), name),
      violatedBefore: (configRule, resource) => violatedBefore(config, configRule, resource),
      report,
    });
    await sendInstructions(sqs, queueUrl, instructions);
    const { eventId, eventName } = asked.call;
    log('info', 'looked', { eventId, eventName, queued: instructions.map(({ rule }) => rule) });
    const coordinator = environment['COORDINATOR'] ?? '';
    if (instructions.length > 0 && coordinator !== '') await wake(coordinator);
    if (notices.length > 0) await publishNotices(sns, setting(environment, 'NOTIFICATION_TOPIC_ARN'), notices);
    const [first] = unjudged;
    if (first !== undefined) throw first;
  };
}
