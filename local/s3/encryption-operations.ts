import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { defaultEncryption } from './bucket.ts';
import type { BucketOperations } from './operation.ts';
import { emptyAnswer, invalidArgument, xmlAnswer } from './s3-answer.ts';
import { elementOf, listOf, readXml, xmlBoolean } from './xml-body.ts';

const shape = { needs: 'bucket', path: 'bucket', selector: 'encryption' } as const;

const Configuration = v.strictObject({
  Rule: v.pipe(
    listOf(
      v.strictObject({
        ApplyServerSideEncryptionByDefault: v.optional(
          v.strictObject({
            SSEAlgorithm: v.picklist(['AES256', 'aws:kms', 'aws:kms:dsse']),
            KMSMasterKeyID: v.optional(v.string()),
          }),
        ),
        BucketKeyEnabled: v.optional(xmlBoolean, 'false'),
        BlockedEncryptionTypes: v.optional(elementOf(v.strictObject({ EncryptionType: listOf(v.string()) }))),
      }),
    ),
    v.length(1),
  ),
});

/** Default encryption never is absent: deleting it brings SSE-S3 back (S3 User Guide, "Setting default server-side encryption"). */
export const encryptionOperations: BucketOperations = {
  GetBucketEncryption: {
    ...shape,
    method: 'GET',
    run: ({ bucket: { encryption } }) =>
      xmlAnswer('ServerSideEncryptionConfiguration', {
        Rule: {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: encryption.algorithm,
            KMSMasterKeyID: encryption.kmsKeyId,
          },
          BucketKeyEnabled: encryption.bucketKeyEnabled,
          BlockedEncryptionTypes:
            encryption.blockedTypes.length === 0 ? undefined : { EncryptionType: encryption.blockedTypes },
        },
      }),
  },
  PutBucketEncryption: {
    ...shape,
    method: 'PUT',
    needsChecksum: true,
    changes: true,
    run({ bucket, body }) {
      const rule = readXml(body, 'ServerSideEncryptionConfiguration', Configuration).Rule[0];
      if (rule === undefined) throw new AwsError('MalformedXML', 'A configuration has one rule');
      const { SSEAlgorithm: algorithm = 'AES256', KMSMasterKeyID: kmsKeyId } =
        rule.ApplyServerSideEncryptionByDefault ?? {};
      if (kmsKeyId !== undefined && algorithm === 'AES256') {
        throw invalidArgument(
          'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
          'ApplyServerSideEncryptionByDefault',
          kmsKeyId,
        );
      }
      bucket.encryption = {
        algorithm,
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
        bucketKeyEnabled: rule.BucketKeyEnabled,
        blockedTypes: rule.BlockedEncryptionTypes?.EncryptionType ?? [],
      };
      return emptyAnswer(200);
    },
  },
  DeleteBucketEncryption: {
    ...shape,
    method: 'DELETE',
    changes: true,
    run({ bucket }) {
      bucket.encryption = defaultEncryption;
      return emptyAnswer(204);
    },
  },
};
