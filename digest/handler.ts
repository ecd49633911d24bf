import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { log } from '../contract/log.ts';
import { setting } from '../contract/setting.ts';
import { dayMs } from '../exemptions/in-force.ts';
import { publishNotices } from '../notifier/publish-notices.ts';
import { digestOf } from './digest-of.ts';
import { readDigest } from './read-digest.ts';

interface LambdaContext {
  readonly invokedFunctionArn: string;
}

const ConfigRules = v.record(v.string(), v.string());

const config = new ConfigServiceClient({ maxAttempts: 6 });
const s3 = new S3Client({ maxAttempts: 6 });
const sqs = new SQSClient({ maxAttempts: 6 });
const ssm = new SSMClient({ maxAttempts: 6 });
const sns = new SNSClient({ maxAttempts: 6 });

/** The Lambda that a schedule starts once a day, gate open or closed: the last 24 hours and how things stand, as one notice. */
export async function handler(_event: unknown, { invokedFunctionArn }: LambdaContext): Promise<void> {
  const env = process.env;
  const [, , , region = '', accountId = ''] = invokedFunctionArn.split(':');
  const now = new Date();
  const readings = await readDigest(
    { config, s3, sqs, ssm },
    {
      accountId,
      region,
      ledgerBucket: setting(env, 'LEDGER_BUCKET'),
      gateParameter: setting(env, 'GATE_PARAMETER'),
      queues: {
        waiting: setting(env, 'QUEUE_URL'),
        deadLetters: setting(env, 'DEAD_LETTER_QUEUE_URL'),
        failedInvocations: setting(env, 'FAILED_INVOCATIONS_URL'),
        untold: setting(env, 'OUTBOX_URL'),
        undeliverable: setting(env, 'OUTBOX_DEAD_LETTERS_URL'),
      },
      configRules: configRulesFrom(setting(env, 'CONFIG_RULES')),
    },
    { since: new Date(now.getTime() - dayMs), now },
  );
  const digest = digestOf(readings);
  await publishNotices(sns, setting(env, 'NOTIFICATION_TOPIC_ARN'), [digest]);
  const level = digest.unread.length === 0 ? 'info' : 'warn';
  log(level, 'digest published', { ...digest.actions, ...digest.queues, unread: digest.unread });
}

function configRulesFrom(text: string): Readonly<Record<string, string>> {
  try {
    return v.parse(ConfigRules, JSON.parse(text));
  } catch (cause) {
    throw new Failure('SETTING_INVALID', 'environment variable CONFIG_RULES is no object of names by rule', { cause });
  }
}
