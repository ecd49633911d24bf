import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { BucketOperations } from './operation.ts';
import { emptyAnswer, unsupported, xmlAnswer } from './s3-answer.ts';
import { readXml } from './xml-body.ts';

const shape = { needs: 'bucket', path: 'bucket', selector: 'versioning' } as const;

const Configuration = v.strictObject({
  Status: v.optional(v.picklist(['Enabled', 'Suspended'])),
  MfaDelete: v.optional(v.picklist(['Enabled', 'Disabled'])),
});

export const versioningOperations: BucketOperations = {
  /** An empty configuration for a bucket that never had versioning. */
  GetBucketVersioning: {
    ...shape,
    method: 'GET',
    run: ({ bucket }) => xmlAnswer('VersioningConfiguration', { Status: bucket.versioning }),
  },
  PutBucketVersioning: {
    ...shape,
    method: 'PUT',
    needsChecksum: true,
    changes: true,
    run({ bucket, body }) {
      const { Status: status, MfaDelete: mfaDelete } = readXml(body, 'VersioningConfiguration', Configuration);
      if (mfaDelete === 'Enabled') throw unsupported('MfaDelete of s3:PutBucketVersioning');
      if (status === undefined) {
        throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
      }
      bucket.versioning = status;
      return emptyAnswer(200);
    },
  },
};
