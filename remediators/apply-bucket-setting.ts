import { setTimeout as wait } from 'node:timers/promises';
import {
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { errorCode } from '../aws/classify-error.ts';
import { EncryptionAlgorithm } from '../contract/resource.ts';

const on = { Bucket: v.string(), ExpectedBucketOwner: v.string() };

/** All four: S3 takes a setting that is left out for one that is off (S3 API Reference, "PutPublicAccessBlock"). */
const PutBlock = v.strictObject({
  ...on,
  PublicAccessBlockConfiguration: v.strictObject({
    BlockPublicAcls: v.boolean(),
    IgnorePublicAcls: v.boolean(),
    BlockPublicPolicy: v.boolean(),
    RestrictPublicBuckets: v.boolean(),
  }),
});
const PutEncryption = v.strictObject({
  ...on,
  ServerSideEncryptionConfiguration: v.strictObject({
    Rules: v.tuple([
      v.strictObject({
        ApplyServerSideEncryptionByDefault: v.strictObject({
          SSEAlgorithm: EncryptionAlgorithm,
          KMSMasterKeyID: v.optional(v.string()),
        }),
        BucketKeyEnabled: v.boolean(),
        // A kind that the SDK does not know yet is put again as it was read.
        BlockedEncryptionTypes: v.optional(
          v.strictObject({ EncryptionType: v.array(v.custom<'NONE' | 'SSE-C'>((kind) => typeof kind === 'string')) }),
        ),
      }),
    ]),
  }),
});
const PutVersioning = v.strictObject({
  ...on,
  VersioningConfiguration: v.strictObject({ Status: v.literal('Enabled') }),
});
/** Disabling ACLs only: enabling them again is no mend. */
const PutOwnership = v.strictObject({
  ...on,
  OwnershipControls: v.strictObject({
    Rules: v.tuple([v.strictObject({ ObjectOwnership: v.literal('BucketOwnerEnforced') })]),
  }),
});
const PutLogging = v.strictObject({
  ...on,
  BucketLoggingStatus: v.strictObject({
    LoggingEnabled: v.strictObject({ TargetBucket: v.string(), TargetPrefix: v.string() }),
  }),
});

type Sender = Pick<S3Client, 'send'>;
type Pause = (ms: number) => Promise<unknown>;

const conflictPausesMs = [250, 500, 1000];

/**
 * Makes the call where it is one that puts a setting of a bucket; answers false, without a call, where it is not or where its input
 * is not whole. Block Public Access, object ownership and versioning are put again where S3 is still busy with another change of the bucket, ours
 * before it perhaps (409 OperationAborted, S3 API Reference, "List of error codes"): only switching on, they are right whatever that
 * change was. The other calls would undo it, and so would a block that leaves a setting off: they reject, so that the bucket is read and planned
 * again. Each call is given a copy: the SDK writes into its input, which is in the plan that the ledger keeps and that a later one is compared
 * with.
 */
export async function applyBucketSetting(
  s3: Sender,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  pause: Pause = wait,
): Promise<boolean> {
  switch (operation) {
    case 'PutPublicAccessBlock':
      if (!v.is(PutBlock, input)) return false;
      await putBlock(s3, input, pause);
      return true;
    case 'PutBucketOwnershipControls':
      if (!v.is(PutOwnership, input)) return false;
      await insisting(() => s3.send(new PutBucketOwnershipControlsCommand({ ...input })), pause);
      return true;
    case 'PutBucketVersioning':
      if (!v.is(PutVersioning, input)) return false;
      await insisting(() => s3.send(new PutBucketVersioningCommand({ ...input })), pause);
      return true;
    case 'PutBucketEncryption':
      if (!v.is(PutEncryption, input)) return false;
      await s3.send(new PutBucketEncryptionCommand({ ...input }));
      return true;
    case 'PutBucketLogging':
      if (!v.is(PutLogging, input)) return false;
      await s3.send(new PutBucketLoggingCommand({ ...input }));
      return true;
    default:
      return false;
  }
}

async function putBlock(s3: Sender, input: v.InferOutput<typeof PutBlock>, pause: Pause): Promise<void> {
  const put = (): Promise<unknown> => s3.send(new PutPublicAccessBlockCommand({ ...input }));
  const isAllOn = Object.values(input.PublicAccessBlockConfiguration).every(Boolean);
  await (isAllOn ? insisting(put, pause) : put());
}

async function insisting(call: () => Promise<unknown>, pause: Pause): Promise<void> {
  for (const ms of conflictPausesMs) {
    try {
      await call();
      return;
    } catch (error) {
      if (errorCode(error) !== 'OperationAborted') throw error;
      await pause(ms);
    }
  }
  await call();
}
