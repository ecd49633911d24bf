import * as v from 'valibot';
import { BlockSetting } from '../contract/resource.ts';
import type { Rule } from './rule.ts';

/**
 * Judges the bucket's own four settings, whatever the account's are: those can be changed for all buckets at once, and the bucket's
 * then still stand (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage"). Whether anything is public for want
 * of them is what s3-bucket-public-access judges.
 */
export const s3BucketPublicAccessBlock = {
  id: 's3-bucket-public-access-block',
  resourceType: 'AWS::S3::Bucket',
  severity: 'high',
  enabledByDefault: true,
  summary: 'A setting of the S3 Block Public Access of the bucket itself is off, or none was ever made.',
  triggers: ['change'],
  iamActions: [],
  mend: { by: 's3-bucket', summary: 'Switches on the settings that are off.' },
  parameters: {},
  parameterSchema: v.object({}),
  evaluate({ publicAccessBlock }) {
    const settings = BlockSetting.options.filter((setting) => !publicAccessBlock[setting]);
    return settings.length === 0 ? [] : [{ kind: 'block-off', of: 'bucket', settings }];
  },
} satisfies Rule<'AWS::S3::Bucket', object>;
