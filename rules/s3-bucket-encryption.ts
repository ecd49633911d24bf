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

/** What is taken as proof that all who use a bucket may use a key that comes in: nothing, or the word of whoever set it. */
const keyAccess = ['unproven', 'granted'] as const;
type KeyAccess = (typeof keyAccess)[number];

interface Parameters {
  readonly wanted: WantedEncryption;
  readonly keyAccess: KeyAccess;
}

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
    keyAccess: v.picklist(keyAccess, `must be ${keyAccess.join(', ')}`),
  }),
  v.forward(
    v.partialCheck(
      [['algorithm'], ['kmsKeyId']],
      ({ algorithm, kmsKeyId }) => kmsKeyId === '' || algorithm !== 'AES256',
      'asks for a KMS key, which needs the algorithm aws:kms or aws:kms:dsse',
    ),
    ['kmsKeyId'],
  ),
  v.transform(({ algorithm, kmsKeyId, keyAccess: proof }): Parameters => ({
    wanted: { algorithm, ...(kmsKeyId === '' ? {} : { kmsKeyId }) },
    keyAccess: proof,
  })),
);

/**
 * Asks for a least: a bucket that is encrypted more strongly is compliant, and no mend ever takes a KMS key away from it. The default
 * is what every bucket has since January 2023 (S3 User Guide, "Setting default server-side encryption behavior for Amazon S3
 * buckets"), so that it only finds the ones that AWS reports none for.
 *
 * To bring in a KMS key is to ask a second permission of everyone who uses the bucket. Identities of the account have it on AWS's own
 * key, other accounts and services cannot be given it there, and access logs cannot be delivered to such a bucket (S3 User Guide,
 * "Using server-side encryption with AWS KMS keys" and "Enabling Amazon S3 server access logging"): where the policy or the ACL lets
 * anyone else in, the bucket is left to people. A customer key gives nobody anything by itself: uploads fail of whoever has no
 * kms:GenerateDataKey on it, and replication stops. Neither shows here, so that one is brought in only on the operator's word.
 */
export const s3BucketEncryption = {
  id: 's3-bucket-encryption',
  resourceType: 'AWS::S3::Bucket',
  severity: 'medium',
  enabledByDefault: true,
  summary: 'The default encryption of the bucket is weaker than `algorithm`, or not with the key `kmsKeyId`.',
  risk: 'A key of the strength asked for is the second lock: it can be withdrawn, and each use of it is logged.',
  triggers: ['change'],
  iamActions: [],
  mend: {
    by: 's3-bucket',
    summary:
      'Sets the algorithm and key that are asked for, and keeps the rest; where a KMS key would come in, a bucket is left to people that others than its own account use, and with the key `kmsKeyId` every one unless `keyAccess` says otherwise.',
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
    keyAccess: {
      summary:
        'What proves that whoever writes to a bucket and reads from it, and its replication, may use the key `kmsKeyId`: `unproven`, nothing does and none is brought in; `granted`, that you have made sure of it yourself.',
      default: 'unproven',
    },
  },
  parameterSchema,
  evaluate(bucket, { wanted, keyAccess: proof }) {
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
        const unmendable = lockOut(bucket, found, wanted, proof);
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
} satisfies Rule<'AWS::S3::Bucket', Parameters>;

/** Why nobody but a person should set it, in words; null where it locks nobody out. */
function lockOut(bucket: Bucket, found: FoundEncryption, wanted: WantedEncryption, proof: KeyAccess): string | null {
  const { kmsKeyId } = wanted;
  if (kmsKeyId !== undefined && !isOwnKeyArn(kmsKeyId, bucket)) {
    return 'kmsKeyId is not the ARN of a key in the account and region of the bucket, and uploads fail where S3 finds no key';
  }
  if (!bringsKey(found, encryptionAsWanted(found, wanted))) return null;
  const outsider = outsiderOf(bucket);
  if (outsider !== null) return `${outsider}, who may have no right to the KMS key`;
  return kmsKeyId === undefined || proof === 'granted' ? null : unprovenAccess;
}

const unprovenAccess =
  'nothing here proves that whoever writes to the bucket and reads from it, and its replication, may use the key (the parameter keyAccess says that they may)';
