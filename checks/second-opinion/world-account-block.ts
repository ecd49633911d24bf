import * as fc from 'fast-check';
import { calls } from './calls.ts';
import type { World } from './worlds.ts';

const control = calls['s3-control'];
const AccountId = '$account-own';
const flag = fc.boolean();

export const accountBlock: World = {
  prepare: [],
  steps: fc.oneof(
    fc
      .record({ BlockPublicAcls: flag, IgnorePublicAcls: flag, BlockPublicPolicy: flag, RestrictPublicBuckets: flag })
      .map((PublicAccessBlockConfiguration) => control.putBlock({ AccountId, PublicAccessBlockConfiguration })),
    fc.constant(control.deleteBlock({ AccountId })),
    fc.constant(control.block({ AccountId })),
  ),
  always: [
    [
      control.block({ AccountId }),
      control.putBlock({ AccountId, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
      control.deleteBlock({ AccountId }),
      control.deleteBlock({ AccountId }),
    ],
  ],
  longest: 6,
  sequences: 24,
  reads: () => [control.block({ AccountId })],
};
