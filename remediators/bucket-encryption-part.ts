import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../contract/plan.ts';
import type { Bucket, BucketEncryption } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import { bringsKey, describeEncryption, encryptionAsWanted } from '../rules/wanted-encryption.ts';

/**
 * Puts the algorithm and the key that a rule asks for. PutBucketEncryption replaces the whole rule (S3 API Reference), so that the
 * bucket key and the blocked kinds of encryption are put again as they are.
 */
export function bucketEncryptionPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  const { encryption: found } = bucket;
  const violation = violations.find((one) => one.kind === 'wrong-encryption' && isMendable(one));
  if (violation?.kind !== 'wrong-encryption' || (found !== null && 'kind' in found)) return null;
  const after = encryptionAsWanted(found, violation.wanted);
  if (isDeepStrictEqual(after, found)) return null;
  return {
    changes: [{ service: 's3', operation: 'PutBucketEncryption', input: putInput(bucket, after) }],
    before: [`default encryption: ${describeEncryption(found)}`],
    after: [`default encryption: ${describeEncryption(after)}`],
    notes: bringsKey(found, after) ? keyNotes(after) : [],
  };
}

function putInput({ id, accountId }: Bucket, after: BucketEncryption): Record<string, unknown> {
  const { algorithm, kmsKeyId, bucketKeyEnabled, blockedTypes } = after;
  const rule = {
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: algorithm,
      ...(kmsKeyId === undefined ? {} : { KMSMasterKeyID: kmsKeyId }),
    },
    BucketKeyEnabled: bucketKeyEnabled,
    ...(blockedTypes === undefined ? {} : { BlockedEncryptionTypes: { EncryptionType: blockedTypes } }),
  };
  return { Bucket: id, ExpectedBucketOwner: accountId, ServerSideEncryptionConfiguration: { Rules: [rule] } };
}

/** S3 User Guide, "Using server-side encryption with AWS KMS keys"; S3 API Reference, "PutBucketEncryption". */
function keyNotes({ kmsKeyId }: BucketEncryption): string[] {
  const stored = 'Objects that are stored keep the encryption they have.';
  if (kmsKeyId === undefined) return [stored, 'The key is AWS’s own for S3 (aws/s3); KMS bills its use.'];
  return [
    stored,
    `S3 does not check the key: whoever writes or reads new objects needs kms:GenerateDataKey and kms:Decrypt on ${kmsKeyId}.`,
  ];
}
