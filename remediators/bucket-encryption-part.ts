import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../contract/plan.ts';
import type { Bucket, BucketEncryption } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import { bringsKey, describeEncryption, encryptionAsWanted } from '../rules/wanted-encryption.ts';
import { putEncryption } from './encryption-plan.ts';

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
    changes: [putEncryption(bucket, after)],
    before: [`default encryption: ${describeEncryption(found)}`],
    after: [`default encryption: ${describeEncryption(after)}`],
    notes: bringsKey(found, after) ? keyNotes(after) : [],
  };
}

/**
 * S3 User Guide, "Using server-side encryption with AWS KMS keys" and "Replicating encrypted objects"; S3 API Reference,
 * "PutBucketEncryption".
 */
function keyNotes({ kmsKeyId }: BucketEncryption): string[] {
  return [
    'Objects that are stored keep the encryption they have.',
    kmsKeyId === undefined
      ? 'The key is AWS’s own for S3 (aws/s3); KMS bills its use.'
      : `S3 does not check the key: whoever writes or reads new objects needs kms:GenerateDataKey and kms:Decrypt on ${kmsKeyId}.`,
    'What replicates the bucket leaves out objects encrypted with KMS, unless it is told to take them along.',
  ];
}
