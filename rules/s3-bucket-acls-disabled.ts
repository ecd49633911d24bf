import * as v from 'valibot';
import type { ViolationOf } from '../contract/violation.ts';
import { aclReliance, type ObjectAcls } from '../publicness/acl-reliance.ts';
import { type HiddenGrants, hiddenGrantReasons } from '../publicness/hidden-grants.ts';
import type { Rule } from './rule.ts';

const objectAcls = ['unproven', 'blocked', 'unused'] as const satisfies readonly ObjectAcls[];
const hiddenGrants = ['unproven', 'none'] as const satisfies readonly HiddenGrants[];
const parameterSchema = v.object({
  objectAcls: v.picklist(objectAcls, `must be ${objectAcls.join(', ')}`),
  hiddenGrants: v.picklist(hiddenGrants, `must be ${hiddenGrants.join(', ')}`),
});

/**
 * ACLs are disabled by BucketOwnerEnforced only (Amazon S3 User Guide, "Controlling ownership of objects and disabling ACLs for your
 * bucket"). Whether AWS Config records a change of object ownership is not documented, so there is a periodic run as well.
 *
 * Nothing is mended where it could lock somebody out, or where S3 may refuse it for a public grant that it does not show.
 */
export const s3BucketAclsDisabled = {
  id: 's3-bucket-acls-disabled',
  resourceType: 'AWS::S3::Bucket',
  severity: 'medium',
  enabledByDefault: true,
  summary: 'ACLs are enabled: the object ownership of the bucket is not BucketOwnerEnforced.',
  risk: 'ACLs share single objects past the bucket policy, where hardly anyone looks for a leak.',
  triggers: ['change', 'periodic'],
  iamActions: ['s3:GetAccountPublicAccessBlock', 's3:GetBucketOwnershipControls'],
  needs: ['account-block', 'ownership'],
  mend: {
    by: 's3-bucket',
    summary:
      'Disables ACLs where no grant, statement or object can depend on one; else it names what does and leaves it to people.',
  },
  parameters: {
    objectAcls: {
      summary:
        'What proves that nobody relies on ACLs of single objects, which the bucket does not show: `unproven`, nothing does and nothing is mended; `blocked`, that Block Public Access refuses and ignores public ones and the policy lets no other account write objects; `unused`, that you have made sure of it yourself.',
      default: 'unproven',
    },
    hiddenGrants: {
      summary:
        'What proves that the ACL holds no public grant that S3 does not show, while Block Public Access ignores them: `unproven`, nothing does and nothing is mended; `none`, that you have made sure of it yourself.',
      default: 'unproven',
    },
  },
  parameterSchema,
  evaluate(bucket, parameters, { accountBlock }) {
    const { ownership } = bucket;
    if (ownership === 'BucketOwnerEnforced') return [];
    if (ownership === 'unknown') return [{ kind: 'undecided', subject: 'object ownership', reason: unread }];
    const violation: ViolationOf<'acls-enabled'> = { kind: 'acls-enabled', ownership };
    const reasons = [
      ...aclReliance(bucket, accountBlock, parameters.objectAcls),
      ...hiddenGrantReasons(bucket, accountBlock, parameters.hiddenGrants),
    ];
    return [reasons.length === 0 ? violation : { ...violation, unmendable: reasons.join('; ') }];
  },
} satisfies Rule<'AWS::S3::Bucket', v.InferOutput<typeof parameterSchema>>;

const unread = 'AWS Config does not record it, and it was not to be had from S3 either';
