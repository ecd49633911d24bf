import { type BucketLocationConstraint, CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { Accounts } from '../../accounts/accounts.ts';
import { accountsKey } from '../../accounts/read-accounts.ts';
import { initialSafetyState } from '../../contract/safety-state.ts';
import { addedKey, declaredKey } from '../../exemptions/exemption-objects.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { defaultLimits } from '../../safety/limits.ts';
import { safetyKey } from '../../safety/safety-store.ts';
import { portsRule } from './instructions.ts';

const Constraint = v.custom<BucketLocationConstraint>((region) => typeof region === 'string');

/** What a remediator of groups is started with, and all that it names, made in the local account with the gate open. */
export async function remediatorSettings(account: LocalAccount, accounts: Accounts): Promise<Record<string, string>> {
  const [sqs, sns] = [new SQSClient(account.clientConfig()), new SNSClient(account.clientConfig())];
  const queue = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const topic = await sns.send(new CreateTopicCommand({ Name: 'notices' }));
  const bucket = {
    Bucket: 'the-ledger',
    CreateBucketConfiguration: { LocationConstraint: v.parse(Constraint, account.region) },
  };
  const s3 = new S3Client({ ...account.clientConfig(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand(bucket));
  const objects = {
    [safetyKey]: initialSafetyState,
    [accountsKey]: accounts,
    [declaredKey]: { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] },
    [addedKey]: { version: 1, exemptions: [] },
  };
  for (const [Key, content] of Object.entries(objects)) {
    await s3.send(new PutObjectCommand({ Bucket: bucket.Bucket, Key, Body: JSON.stringify(content) }));
  }
  const gate = { Name: '/gate', Value: 'true', Type: 'String' } as const;
  await new SSMClient(account.clientConfig()).send(new PutParameterCommand(gate));
  return {
    QUEUE_URL: await queue('remediation'),
    DEAD_LETTER_QUEUE_URL: await queue('dead-letters'),
    NOTIFICATION_TOPIC_ARN: topic.TopicArn ?? '',
    GATE_PARAMETER: '/gate',
    RULE_PARAMETERS: JSON.stringify({ [portsRule]: {} }),
    LEDGER_BUCKET: 'the-ledger',
    BREAKER_LIMITS: JSON.stringify(defaultLimits),
  };
}
