import * as v from 'valibot';
import { type Bucket, EncryptionAlgorithm } from '../contract/resource.ts';
import type { WantedEncryption } from '../contract/violation.ts';
import { outsiderOf } from '../publicness/outsiders.ts';
import { isKmsKeyName, isOwnKeyArn } from './kms-key.ts';
import type { Rule } from './rule.ts';
import {
  bringsKey,
  describeEncryption,
  encryptionAsWanted,
  type FoundEncryption,
  satisfies,
} from './wanted-encryption.ts';

const algorithms = EncryptionAlgorithm.options;

const parameterSchema = v.pipe(
  v.object({
    algorithm: v.pipe(v.string(), v.trim(), v.picklist(algorithms, `must be one of ${algorithms.join(', ')}`)),
    kmsKeyId: v.pipe(
      v.string(),
      v.trim(),
      v.check(
        (name) => name === '' || isKmsKeyName(name),
        'must be the ARN, id or alias of a KMS key, or empty for any',
      ),
    ),
  }),
  v.forward(
    v.partialCheck(
      [['algorithm'], ['kmsKeyId']],
      ({ algorithm, kmsKeyId }) => kmsKeyId === '' || algorithm !== 'AES256',
      'asks for a KMS key, which needs the algorithm aws:kms or aws:kms:dsse',
    ),
    ['kmsKeyId'],
  ),
  v.transform(({ algorithm, kmsKeyId }): WantedEncryption => ({ algorithm, ...(kmsKeyId === '' ? {} : { kmsKeyId }) })),
);

/**
 * Asks for a least: a bucket that is encrypted more strongly is compliant, and no mend ever takes a KMS key away from it. The default
 * is what every bucket has since January 2023 (S3 User Guide, "Setting default server-side encryption behavior for Amazon S3
 * buckets"), so that it only finds the ones that AWS reports none for.
 *
 * To bring in a KMS key is to ask a second permission of everyone who uses the bucket. Identities of the account have it on AWS's own
 * key, other accounts and services cannot be given it there, and access logs cannot be delivered to such a bucket (S3 User Guide,
 * "Using server-side encryption with AWS KMS keys" and "Enabling Amazon S3 server access logging"): where the policy or the ACL lets
 * anyone else in, the bucket is left to people.
 */
export const s3BucketEncryption = {
  id: 's3-bucket-encryption',
  resourceType: 'AWS::S3::Bucket',
  severity: 'medium',
  enabledByDefault: true,
  summary: 'The default encryption of the bucket is weaker than `algorithm`, or not with the key `kmsKeyId`.',
  triggers: ['change'],
  iamActions: [],
  mend: {
    by: 's3-bucket',
    summary:
      'Sets the algorithm and key that are asked for, and keeps the rest; a bucket that others than its own account use is left to people where a KMS key would come in.',
  },
  parameters: {
    algorithm: {
      summary: 'the weakest algorithm allowed, of AES256, aws:kms and aws:kms:dsse in this order',
      default: 'AES256',
    },
    kmsKeyId: {
      summary:
        'the KMS key to use, or empty for any; only the ARN of a key of the same account and region is mended, an id or alias is compared and reported',
      default: '',
    },
  },
  parameterSchema,
  evaluate(bucket, wanted) {
    const { encryption: found } = bucket;
    const subject = 'default encryption';
    if (found !== null && 'kind' in found) return [{ kind: 'undecided', subject, reason: found.reason }];
    switch (satisfies(found, wanted, bucket)) {
      case 'yes':
        return [];
      case 'unknown': {
        const reason = `it is ${describeEncryption(found)}, and which key ${wanted.kmsKeyId ?? ''} means is not known here; give its ARN`;
        return [{ kind: 'undecided', subject, reason }];
      }
      case 'no': {
        const unmendable = lockOut(bucket, found, wanted);
        return [
          {
            kind: 'wrong-encryption',
            found: describeEncryption(found),
            wanted,
            ...(unmendable === null ? {} : { unmendable }),
          },
        ];
      }
    }
  },
} satisfies Rule<'AWS::S3::Bucket', WantedEncryption>;

/** Why nobody but a person should set it, in words; null where it locks nobody out. */
function lockOut(bucket: Bucket, found: FoundEncryption, wanted: WantedEncryption): string | null {
  const { kmsKeyId } = wanted;
  if (kmsKeyId !== undefined && !isOwnKeyArn(kmsKeyId, bucket)) {
    return 'kmsKeyId is not the ARN of a key in the account and region of the bucket, and uploads fail where S3 finds no key';
  }
  if (!bringsKey(found, encryptionAsWanted(found, wanted))) return null;
  const outsider = outsiderOf(bucket);
  return outsider === null ? null : `${outsider}, who may have no right to the KMS key`;
}
