import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { ResourceType } from '../../contract/resource.ts';
import { addExemptions } from '../../exemptions/add-exemptions.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { publishNotices } from '../../notifier/publish-notices.ts';
import { createAccountBlockReader } from '../../resources/account-block-reader.ts';
import { createBucketReader } from '../../resources/bucket-reader.ts';
import type { AnyReader, Where } from '../../resources/reader.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';
import { applyRestore } from '../../restore/apply-restore.ts';
import type { RestoreDeps } from '../../restore/carry-out-restore.ts';
import { readHistory } from '../../safety/ledger-history.ts';
import { createLedger, ledgerId } from '../../safety/ledger.ts';
import { callerOf } from '../caller.ts';

/** What `configmend restore` needs of AWS: here of the local account, at its time. */
export async function restoreDepsOf(account: LocalAccount, deployment: Deployment): Promise<RestoreDeps> {
  const client = account.clientConfig();
  const endpoint = account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '';
  const [ec2, s3, s3Control] = [
    new EC2Client(client),
    new S3Client(client),
    new S3ControlClient({ ...client, endpoint }),
  ];
  const readers: Readonly<Record<ResourceType, (where: Where) => Pick<AnyReader, 'read'>>> = {
    'AWS::EC2::SecurityGroup': (where) => createSecurityGroupReader(ec2, where),
    'AWS::S3::Bucket': (where) => createBucketReader(s3, s3Control, where),
    'AWS::S3::AccountPublicAccessBlock': (where) => createAccountBlockReader(s3Control, where),
  };
  const { ledgerBucket: bucket, noticesTopicArn } = deployment;
  const now = (): Date => new Date(account.clock.now());
  return {
    caller: await callerOf(new STSClient(client)),
    now,
    ledger: createLedger(s3, bucket),
    history: (span) => readHistory(s3, bucket, span),
    readerOf: (type, where) => readers[type](where),
    applyIn: () => applyRestore({ ec2, s3, s3Control }, pause),
    addExemptions: (exemptions) => addExemptions(exemptions, { s3, bucket, now }),
    tell: (notice) => publishNotices(new SNSClient(client), noticesTopicArn, [notice]),
    newId: () => ledgerId(now(), randomBytes(4).toString('hex')),
    pause: (ms) => pause(ms),
  };
}
