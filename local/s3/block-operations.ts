import { AwsError } from '../aws-error.ts';
import { blockSettingsElements, readBlockSettings } from './block-settings.ts';
import type { BucketOperations } from './operation.ts';
import { emptyAnswer, xmlAnswer } from './s3-answer.ts';

const shape = { needs: 'bucket', path: 'bucket', selector: 'publicAccessBlock' } as const;

export const blockOperations: BucketOperations = {
  GetPublicAccessBlock: {
    ...shape,
    method: 'GET',
    run({ bucket }) {
      if (bucket.publicAccessBlock === undefined) throw noSuchBlock({ BucketName: bucket.name });
      return xmlAnswer('PublicAccessBlockConfiguration', blockSettingsElements(bucket.publicAccessBlock));
    },
  },
  PutPublicAccessBlock: {
    ...shape,
    method: 'PUT',
    needsChecksum: true,
    changes: true,
    run({ bucket, body }) {
      bucket.publicAccessBlock = readBlockSettings(body);
      return emptyAnswer(200);
    },
  },
  DeletePublicAccessBlock: {
    ...shape,
    method: 'DELETE',
    changes: true,
    run({ bucket }) {
      bucket.publicAccessBlock = undefined;
      return emptyAnswer(204);
    },
  },
};

export function noSuchBlock(details: Record<string, string>): AwsError {
  return new AwsError(
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
    404,
    details,
  );
}
