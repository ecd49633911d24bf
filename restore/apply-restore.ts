import {
  type EC2Client,
  UpdateSecurityGroupRuleDescriptionsEgressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand as DeleteAccountBlockCommand,
  type S3ControlClient,
} from '@aws-sdk/client-s3-control';
import * as v from 'valibot';
import { errorCode, errorText } from '../aws/classify-error.ts';
import type { Change } from '../contract/plan.ts';
import { type Applied, type Apply, applyWith } from '../remediators/apply.ts';
import { applyEc2 } from '../remediators/apply-ec2.ts';
import { applyS3 } from '../remediators/apply-s3.ts';
import { applyS3Control } from '../remediators/apply-s3-control.ts';

/** The clients of the resource's region. */
export interface RestoreClients {
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly s3Control: S3ControlClient;
}

/** The calls of a restore: those of the mends, and those that only undo. */
export function applyRestore({ ec2, s3, s3Control }: RestoreClients, pause: (ms: number) => Promise<unknown>): Apply {
  const byService = {
    ec2: applyWith(ec2, applyToGroup),
    s3: applyWith(s3, applyToBucket),
    's3-control': applyWith(s3Control, applyToAccount),
  } as const satisfies Record<Change['service'], Apply>;
  return async (change, note) => insisting(() => byService[change.service](change, note), pause);
}

async function applyToGroup(ec2: EC2Client, change: Change): Promise<Applied> {
  const input = { ...change.input, GroupId: String(change.input['GroupId']) };
  switch (change.operation) {
    case 'UpdateSecurityGroupRuleDescriptionsIngress':
      await ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand(input));
      return 'done';
    case 'UpdateSecurityGroupRuleDescriptionsEgress':
      await ec2.send(new UpdateSecurityGroupRuleDescriptionsEgressCommand(input));
      return 'done';
    default:
      return applyEc2(ec2, change);
  }
}

const bucket = { Bucket: v.string(), ExpectedBucketOwner: v.string() };
const OfBucket = v.strictObject(bucket);
const Ownership = v.strictObject({
  ...bucket,
  OwnershipControls: v.strictObject({
    Rules: v.tuple([
      v.strictObject({ ObjectOwnership: v.picklist(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']) }),
    ]),
  }),
});
const Versioning = v.strictObject({
  ...bucket,
  VersioningConfiguration: v.strictObject({ Status: v.picklist(['Enabled', 'Suspended']) }),
});
const NoLogging = v.strictObject({ ...bucket, BucketLoggingStatus: v.strictObject({}) });

async function applyToBucket(s3: S3Client, change: Change): Promise<Applied> {
  const { operation, input } = change;
  switch (operation) {
    case 'DeletePublicAccessBlock':
      await s3.send(new DeletePublicAccessBlockCommand(v.parse(OfBucket, input)));
      return 'done';
    case 'DeleteBucketOwnershipControls':
      await s3.send(new DeleteBucketOwnershipControlsCommand(v.parse(OfBucket, input)));
      return 'done';
    case 'DeleteBucketEncryption':
      await s3.send(new DeleteBucketEncryptionCommand(v.parse(OfBucket, input)));
      return 'done';
    case 'PutBucketOwnershipControls':
      await s3.send(new PutBucketOwnershipControlsCommand(v.parse(Ownership, input)));
      return 'done';
    case 'PutBucketVersioning':
      await s3.send(new PutBucketVersioningCommand(v.parse(Versioning, input)));
      return 'done';
    case 'PutBucketLogging':
      if (!v.is(NoLogging, input)) return applyS3(s3, change);
      await s3.send(new PutBucketLoggingCommand(input));
      return 'done';
    default:
      return applyS3(s3, change);
  }
}

async function applyToAccount(s3Control: S3ControlClient, change: Change): Promise<Applied> {
  if (change.operation !== 'DeletePublicAccessBlock') return applyS3Control(s3Control, change);
  await s3Control.send(new DeleteAccountBlockCommand(v.parse(v.strictObject({ AccountId: v.string() }), change.input)));
  return 'done';
}

const pausesMs = [500, 1500, 4000];

/**
 * S3 is busy with the change before (409), or does not act by it yet: Block Public Access and object ownership take effect within
 * seconds, not at once.
 */
async function insisting(call: () => Promise<Applied>, pause: (ms: number) => Promise<unknown>): Promise<Applied> {
  for (const ms of pausesMs) {
    try {
      return await call();
    } catch (error) {
      const code = errorCode(error);
      const isSettling =
        code === 'OperationAborted' ||
        code === 'AccessControlListNotSupported' ||
        (code === 'AccessDenied' && /block ?public/i.test(errorText(error)));
      if (!isSettling) throw error;
      await pause(ms);
    }
  }
  return call();
}
