import { AwsError } from '../aws-error.ts';
import { isBlocked } from './block-settings.ts';
import { type Bucket, bucketArn } from './bucket.ts';
import type { BucketOperations } from './operation.ts';
import { parsePolicy } from './policy-document.ts';
import { isPublicPolicy } from './policy-publicness.ts';
import { blockedBy, emptyAnswer, xmlAnswer } from './s3-answer.ts';

const shape = { needs: 'bucket', path: 'bucket', selector: 'policy' } as const;

/** Policies are judged public or not and kept; of calls only what another account reads is asked of them. */
export const policyOperations: BucketOperations = {
  GetBucketPolicy: {
    ...shape,
    method: 'GET',
    run: ({ bucket }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: policyOf(bucket),
    }),
  },
  PutBucketPolicy: {
    ...shape,
    method: 'PUT',
    // Whether the caller may shut itself out has no meaning where policies do not bind their own account.
    headers: ['x-amz-confirm-remove-self-bucket-access'],
    needsChecksum: true,
    changes: true,
    run({ bucket, accountBlock, body, caller }) {
      const text = body.toString();
      const statements = parsePolicy(text, bucketArn(bucket));
      if (isPublicPolicy(statements) && isBlocked('blockPublicPolicy', bucket.publicAccessBlock, accountBlock)) {
        throw blockedBy('BlockPublicPolicy', 's3:PutBucketPolicy', bucketArn(bucket), caller);
      }
      bucket.policy = text;
      return emptyAnswer(204);
    },
  },
  DeleteBucketPolicy: {
    ...shape,
    method: 'DELETE',
    changes: true,
    run({ bucket }) {
      bucket.policy = undefined;
      return emptyAnswer(204);
    },
  },
  /** Judges the policy alone: neither the ACL nor Block Public Access changes the answer. */
  GetBucketPolicyStatus: {
    ...shape,
    method: 'GET',
    selector: 'policyStatus',
    run: ({ bucket }) =>
      xmlAnswer('PolicyStatus', { IsPublic: isPublicPolicy(parsePolicy(policyOf(bucket), bucketArn(bucket))) }),
  },
};

function policyOf(bucket: Bucket): string {
  if (bucket.policy === undefined) {
    throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket.name });
  }
  return bucket.policy;
}
