import * as v from 'valibot';
import { BlockSetting } from '../contract/resource.ts';
import type { ViolationOf } from '../contract/violation.ts';
import type { ObjectAcls } from '../publicness/acl-reliance.ts';
import { blockReliance } from '../publicness/block-reliance.ts';
import type { Rule } from './rule.ts';

const objectAcls = ['unproven', 'unused'] as const satisfies readonly ObjectAcls[];
const parameterSchema = v.object({ objectAcls: v.picklist(objectAcls, `must be ${objectAcls.join(' or ')}`) });

/**
 * Judges the bucket's own four settings, whatever the account's are: those can be changed for all buckets at once, and the bucket's
 * then still stand (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage"). Whether anything is public for want
 * of them is what s3-bucket-public-access judges.
 *
 * While anything is, the settings are left to people: RestrictPublicBuckets ends all access by other accounts to a bucket whose policy is
 * public, also what other statements allow, and BlockPublicPolicy then refuses the mend of that policy. Once the public part is gone,
 * which is a change, the settings are judged and switched on: each of them where nobody can rely on what it ends or refuses.
 */
export const s3BucketPublicAccessBlock = {
  id: 's3-bucket-public-access-block',
  resourceType: 'AWS::S3::Bucket',
  severity: 'high',
  enabledByDefault: true,
  summary: 'A setting of the S3 Block Public Access of the bucket itself is off, or none was ever made.',
  risk: 'Without it one careless policy or ACL is enough to make the bucket public.',
  triggers: ['change'],
  iamActions: ['s3:GetAccountPublicAccessBlock', 's3:GetBucketOwnershipControls'],
  needs: ['account-block', 'ownership'],
  mend: {
    by: 's3-bucket',
    summary:
      'Switches on the settings that are off, once nothing of the bucket is public any more: those about ACLs where ACLs are disabled or you say that no object uses them, those about policies where AWS cannot call the policy public. The others it leaves to people and says why.',
  },
  parameters: {
    objectAcls: {
      summary:
        'What proves that nobody relies on public ACLs of single objects, which the bucket does not show: `unproven`, nothing does, and while ACLs are enabled the settings about them are not mended; `unused`, you have made sure that no object is public by its own ACL and that none is uploaded with a public one.',
      default: 'unproven',
    },
  },
  parameterSchema,
  evaluate(bucket, parameters, { accountBlock }) {
    const byReason = new Map<string | null, BlockSetting[]>();
    for (const setting of BlockSetting.options) {
      if (bucket.publicAccessBlock[setting]) continue;
      const reason = blockReliance(setting, bucket, accountBlock, parameters.objectAcls);
      byReason.set(reason, [...(byReason.get(reason) ?? []), setting]);
    }
    return [...byReason].map(([reason, settings]): ViolationOf<'block-off'> => {
      const unmendable = reason === null ? {} : { unmendable: reason };
      return { kind: 'block-off', of: 'bucket', settings, ...unmendable };
    });
  },
} satisfies Rule<'AWS::S3::Bucket', v.InferOutput<typeof parameterSchema>>;
