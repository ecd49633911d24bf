import type { Plan } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';

/** Enables versioning; nothing where S3 would ask for a code of an MFA device. */
export function bucketVersioningPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  const { id, accountId, versioning } = bucket;
  if (!violations.some((one) => one.kind === 'versioning-off' && isMendable(one))) return null;
  if ('kind' in versioning || versioning.status === 'Enabled' || versioning.mfaDelete) return null;
  return {
    changes: [
      {
        service: 's3',
        operation: 'PutBucketVersioning',
        input: { Bucket: id, ExpectedBucketOwner: accountId, VersioningConfiguration: { Status: 'Enabled' } },
      },
    ],
    before: [`versioning: ${versioning.status}`],
    after: ['versioning: Enabled'],
    notes: [...(versioning.status === 'Off' ? firstTime : []), everyTime],
  };
}

/** S3 API Reference, "PutBucketVersioning"; Amazon S3 User Guide, "Enabling versioning on buckets". */
const firstTime = [
  'Once enabled, versioning can be suspended and never be off again: a restore suspends it.',
  'For up to 15 minutes requests for new objects may answer NoSuchKey.',
];

/** Amazon S3 User Guide, "How S3 Versioning works" and "Managing the lifecycle of objects". */
const everyTime =
  'What is overwritten, deleted or expired stays as a noncurrent version, and is billed until a lifecycle rule for noncurrent versions ends it.';
