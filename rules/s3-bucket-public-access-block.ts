import * as v from 'valibot';
import { BlockSetting } from '../contract/resource.ts';
import { publicInForce } from '../publicness/public-part.ts';
import type { Rule } from './rule.ts';

/**
 * Judges the bucket's own four settings, whatever the account's are: those can be changed for all buckets at once, and the bucket's
 * then still stand (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage"). Whether anything is public for want
 * of them is what s3-bucket-public-access judges.
 *
 * While anything is, the settings are left to people: RestrictPublicBuckets ends all access by other accounts to a bucket whose policy is
 * public, also what other statements allow, and BlockPublicPolicy then refuses the mend of that policy. Once the public part is gone,
 * which is a change, the settings are judged and switched on.
 */
export const s3BucketPublicAccessBlock = {
  id: 's3-bucket-public-access-block',
  resourceType: 'AWS::S3::Bucket',
  severity: 'high',
  enabledByDefault: true,
  summary: 'A setting of the S3 Block Public Access of the bucket itself is off, or none was ever made.',
  risk: 'Without it one careless policy or ACL is enough to make the bucket public.',
  triggers: ['change'],
  iamActions: ['s3:GetAccountPublicAccessBlock'],
  needs: ['account-block'],
  mend: {
    by: 's3-bucket',
    summary: 'Switches on the settings that are off, once nothing of the bucket is public any more.',
  },
  parameters: {},
  parameterSchema: v.object({}),
  evaluate(bucket, _parameters, { accountBlock }) {
    const settings = BlockSetting.options.filter((setting) => !bucket.publicAccessBlock[setting]);
    if (settings.length === 0) return [];
    const relied = publicInForce(bucket, accountBlock);
    const unmendable = relied === null ? {} : { unmendable: `${relied}, and who relies on it would be cut off` };
    return [{ kind: 'block-off', of: 'bucket', settings, ...unmendable }];
  },
} satisfies Rule<'AWS::S3::Bucket', object>;
