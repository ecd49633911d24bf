import * as v from 'valibot';
import type { PublicAccessBlock } from '../contract/resource.ts';

const Setting = v.nullish(v.boolean(), false);
const names = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'] as const;
const Spelled = v.pipe(
  v.record(v.string(), v.unknown()),
  v.check((given) => names.some((name) => Object.hasOwn(given, name)), `has none of ${names.join(', ')}`),
);

/**
 * The four settings as items spell them. Where the whole is absent, or one of them, it was never set and is off. An object
 * with none of them is spelled otherwise, and is refused as anything but a boolean is: a block that is not understood must
 * not count as on or as off.
 */
export const PublicAccessBlockSettings = v.pipe(
  v.nullish(
    v.pipe(
      Spelled,
      v.object({
        blockPublicAcls: Setting,
        ignorePublicAcls: Setting,
        blockPublicPolicy: Setting,
        restrictPublicBuckets: Setting,
      }),
    ),
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
