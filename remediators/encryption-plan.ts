import type { Change } from '../contract/plan.ts';
import type { Bucket, BucketEncryption } from '../contract/resource.ts';

/** The call that makes this the default encryption of a bucket. It replaces the whole rule (Amazon S3 API Reference, "PutBucketEncryption"). */
export function putEncryption({ id, accountId }: Bucket, encryption: BucketEncryption): Change {
  const { algorithm, kmsKeyId, bucketKeyEnabled, blockedTypes } = encryption;
  const rule = {
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: algorithm,
      ...(kmsKeyId === undefined ? {} : { KMSMasterKeyID: kmsKeyId }),
    },
    BucketKeyEnabled: bucketKeyEnabled,
    ...(blockedTypes === undefined ? {} : { BlockedEncryptionTypes: { EncryptionType: blockedTypes } }),
  };
  return {
    service: 's3',
    operation: 'PutBucketEncryption',
    input: { Bucket: id, ExpectedBucketOwner: accountId, ServerSideEncryptionConfiguration: { Rules: [rule] } },
  };
}
