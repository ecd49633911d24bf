import * as v from 'valibot';
import type { Rule } from './rule.ts';

/** S3 User Guide, "Configuring MFA delete". */
const mfaNeeded =
  'MFA delete is on, and S3 then changes versioning only for the root user with a code of its MFA device';

/** Suspended is not enabled: new objects then overwrite each other (Amazon S3 User Guide, "Retaining multiple versions of objects"). */
export const s3BucketVersioning = {
  id: 's3-bucket-versioning',
  resourceType: 'AWS::S3::Bucket',
  severity: 'low',
  enabledByDefault: true,
  summary: 'Versioning of the bucket was never enabled, or is suspended.',
  risk: 'What is overwritten or deleted, by mistake or for ransom, cannot be brought back.',
  triggers: ['change'],
  iamActions: [],
  mend: { by: 's3-bucket', summary: 'Enables versioning; a bucket with MFA delete is left to people.' },
  parameters: {},
  parameterSchema: v.object({}),
  evaluate({ versioning }) {
    if ('kind' in versioning) return [{ kind: 'undecided', subject: 'versioning', reason: versioning.reason }];
    const { status, mfaDelete } = versioning;
    if (status === 'Enabled') return [];
    return [{ kind: 'versioning-off', found: status, ...(mfaDelete ? { unmendable: mfaNeeded } : {}) }];
  },
} satisfies Rule<'AWS::S3::Bucket', object>;
