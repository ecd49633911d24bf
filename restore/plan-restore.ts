import { isOfType } from '../contract/is-of-type.ts';
import type { ResourceOf, ResourceType } from '../contract/resource.ts';
import { planAccountRestore } from './account-restore.ts';
import { planBucketRestore } from './bucket-restore.ts';
import { planGroupRestore } from './group-restore.ts';
import { recordedAs } from './recorded-as.ts';
import type { Mended, RestorePlan } from './restore-plan.ts';

const planners: Readonly<Record<ResourceType, (mended: Mended) => RestorePlan>> = {
  'AWS::EC2::SecurityGroup': ofType('AWS::EC2::SecurityGroup', planGroupRestore),
  'AWS::S3::Bucket': ofType('AWS::S3::Bucket', planBucketRestore),
  'AWS::S3::AccountPublicAccessBlock': ofType('AWS::S3::AccountPublicAccessBlock', planAccountRestore),
};

/**
 * Pure. Puts back what the mend changed and nothing else, whatever others changed beside it since. Throws RESTORE_REFUSED where the
 * live resource is of another kind.
 */
export function planRestore(mended: Mended): RestorePlan {
  return planners[mended.before.type](mended);
}

function ofType<T extends ResourceType>(
  type: T,
  plan: (mended: Mended<ResourceOf<T>>) => RestorePlan<ResourceOf<T>>,
): (mended: Mended) => RestorePlan {
  return ({ before, after, live, made, unfinished = [] }) => {
    const planned = plan({
      before: recordedAs(type, before),
      after: after === undefined ? undefined : recordedAs(type, after),
      live: recordedAs(type, live),
      made,
      unfinished,
    });
    return { ...planned, isRestored: (resource) => isOfType(resource, type) && planned.isRestored(resource) };
  };
}
