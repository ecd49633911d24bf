import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import { readDeadLetters } from '../dead-letters/read-dead-letters.ts';
import type { Inspection } from '../inspect/inspection.ts';
import { readInspection } from '../inspect/read-inspection.ts';

/** What `configmend inspect` finds in the remediation queue. */
export function inspectQueue(account: LocalAccount, deployment: Deployment): Promise<Inspection> {
  const s3 = new S3Client(account.clientConfig());
  return readInspection({
    sqs: new SQSClient(account.clientConfig()),
    queueUrl: deployment.queueUrl,
    exemptions: exemptionReader(s3, deployment.ledgerBucket),
    surroundings: {
      reach: ({ region }) => Promise.resolve({ ec2: () => new EC2Client(account.clientConfig(region)), s3: () => s3 }),
    },
    now: () => new Date(account.clock.now()),
  });
}

/** What `configmend dead-letters` finds. */
export async function deadLettersOf(account: LocalAccount, deployment: Deployment): Promise<readonly DeadLetter[]> {
  const sqs = new SQSClient(account.clientConfig());
  return (await readDeadLetters(sqs, deployment.deadLetterQueueUrl)).deadLetters;
}
