import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { isGrantToOthers } from './acl.ts';
import { type Bucket, ownerships } from './bucket.ts';
import type { BucketOperations } from './operation.ts';
import { emptyAnswer, xmlAnswer } from './s3-answer.ts';
import { readXml } from './xml-body.ts';

const shape = { needs: 'bucket', path: 'bucket', selector: 'ownershipControls' } as const;

const Controls = v.strictObject({ Rule: v.strictObject({ ObjectOwnership: v.picklist(ownerships) }) });

export const ownershipOperations: BucketOperations = {
  GetBucketOwnershipControls: {
    ...shape,
    method: 'GET',
    run({ bucket }) {
      if (bucket.ownership === undefined) {
        throw new AwsError('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', 404, {
          BucketName: bucket.name,
        });
      }
      return xmlAnswer('OwnershipControls', { Rule: { ObjectOwnership: bucket.ownership } });
    },
  },
  PutBucketOwnershipControls: {
    ...shape,
    method: 'PUT',
    needsChecksum: true,
    changes: true,
    run({ bucket, body }) {
      const { ObjectOwnership: ownership } = readXml(body, 'OwnershipControls', Controls).Rule;
      if (ownership === 'BucketOwnerEnforced') refuseGrantsToOthers(bucket.grants, bucket.accountId);
      bucket.ownership = ownership;
      return emptyAnswer(200);
    },
  },
  DeleteBucketOwnershipControls: {
    ...shape,
    method: 'DELETE',
    changes: true,
    run({ bucket }) {
      bucket.ownership = undefined;
      return emptyAnswer(204);
    },
  },
};

/** ACLs can only be disabled where none but the owner is granted anything, hidden or not (S3 User Guide, "Object Ownership"). */
export function refuseGrantsToOthers(grants: Bucket['grants'], accountId: string): void {
  if (!grants.some((grant) => isGrantToOthers(grant, accountId))) return;
  throw new AwsError(
    'InvalidBucketAclWithObjectOwnership',
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}
