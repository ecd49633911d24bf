import * as v from 'valibot';
import type { PublicAccessBlock } from '../contract/resource.ts';

const Setting = v.nullish(v.boolean(), false);

/**
 * The four settings as items spell them. Where the whole is absent, or one of them, it was never set and is off; anything but
 * a boolean is refused, since a block that is not understood must not count as on or as off.
 */
export const PublicAccessBlockSettings = v.pipe(
  v.nullish(
    v.object({
      blockPublicAcls: Setting,
      ignorePublicAcls: Setting,
      blockPublicPolicy: Setting,
      restrictPublicBuckets: Setting,
    }),
  ),
  v.transform(
    (given): PublicAccessBlock =>
      given ?? {
        blockPublicAcls: false,
        ignorePublicAcls: false,
        blockPublicPolicy: false,
        restrictPublicBuckets: false,
      },
  ),
);
