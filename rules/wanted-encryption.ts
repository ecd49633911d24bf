import { type Bucket, type BucketEncryption, EncryptionAlgorithm, type UnreadSetting } from '../contract/resource.ts';
import type { WantedEncryption } from '../contract/violation.ts';
import { isAlias, kmsArn } from './kms-key.ts';

export type FoundEncryption = Exclude<Bucket['encryption'], UnreadSetting>;

const strength = (algorithm: EncryptionAlgorithm): number => EncryptionAlgorithm.options.indexOf(algorithm);

/**
 * Whether default encryption is as asked for, or stronger: what is encrypted with KMS satisfies who asks for AES256. `unknown` where
 * an alias is asked for and the bucket names a key: which key the alias means cannot be seen from here.
 */
export function satisfies(
  found: FoundEncryption,
  wanted: WantedEncryption,
  bucket: Pick<Bucket, 'accountId' | 'region'>,
): 'yes' | 'no' | 'unknown' {
  if (found === null || strength(found.algorithm) < strength(wanted.algorithm)) return 'no';
  if (wanted.kmsKeyId === undefined) return 'yes';
  // AWS's own key for S3 is used where none is named (S3 API Reference, "ServerSideEncryptionByDefault").
  const { kmsKeyId: key = 'alias/aws/s3' } = found;
  if (kmsArn(key, bucket) === kmsArn(wanted.kmsKeyId, bucket)) return 'yes';
  return isAlias(wanted.kmsKeyId) && !isAlias(key) ? 'unknown' : 'no';
}

/**
 * The default encryption that a mend puts: never a weaker algorithm than there is, the key that is there unless another is asked for,
 * and everything else as it is.
 */
export function encryptionAsWanted(found: FoundEncryption, wanted: WantedEncryption): BucketEncryption {
  const before = found ?? { algorithm: 'AES256', bucketKeyEnabled: false };
  const isStronger = strength(wanted.algorithm) > strength(before.algorithm);
  return {
    ...before,
    algorithm: isStronger ? wanted.algorithm : before.algorithm,
    ...(wanted.kmsKeyId === undefined ? {} : { kmsKeyId: wanted.kmsKeyId }),
  };
}

/** Whether from then on other permissions are needed to use the bucket: those of a KMS key that was not used before. */
export function bringsKey(found: FoundEncryption, after: BucketEncryption): boolean {
  if (after.algorithm === 'AES256') return false;
  return found === null || found.algorithm === 'AES256' || found.kmsKeyId !== after.kmsKeyId;
}

/** In words: `none`, `AES256`, `aws:kms with arn:…`. */
export function describeEncryption(found: FoundEncryption): string {
  if (found === null) return 'none';
  return found.kmsKeyId === undefined ? found.algorithm : `${found.algorithm} with ${found.kmsKeyId}`;
}
