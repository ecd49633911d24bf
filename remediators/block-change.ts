import { BlockSetting, type PublicAccessBlock } from '../contract/resource.ts';
import { isMendable, type Violation, type ViolationOf } from '../contract/violation.ts';

/** Block Public Access with the settings switched on that rules miss. */
export interface BlockChange {
  /** Those that were off, in S3's order; never none. */
  readonly switched: readonly BlockSetting[];
  readonly after: PublicAccessBlock;
  /**
   * `after` as the S3 API spells it: all four, because S3 takes one that is left out for one that is off (S3 API Reference and S3
   * Control API, "PutPublicAccessBlock").
   */
  readonly configuration: Readonly<Record<string, boolean>>;
  /** A plan's `before` and `after`: what changes, and nothing else. */
  readonly lines: { readonly before: string[]; readonly after: string[] };
}

/** Pure. Settings that nobody asked for, or that are left to people, stay as they are; null where nothing is to be switched on. */
export function blockChange(
  before: PublicAccessBlock,
  of: ViolationOf<'block-off'>['of'],
  violations: readonly Violation[],
): BlockChange | null {
  const missed = violations.flatMap((violation) =>
    violation.kind === 'block-off' && violation.of === of && isMendable(violation) ? violation.settings : [],
  );
  const switched = BlockSetting.options.filter((setting) => missed.includes(setting) && !before[setting]);
  if (switched.length === 0) return null;
  const after = { ...before };
  for (const setting of switched) after[setting] = true;
  return {
    switched,
    after,
    configuration: {
      BlockPublicAcls: after.blockPublicAcls,
      IgnorePublicAcls: after.ignorePublicAcls,
      BlockPublicPolicy: after.blockPublicPolicy,
      RestrictPublicBuckets: after.restrictPublicBuckets,
    },
    lines: {
      before: switched.map((setting) => `Block Public Access ${setting}: off`),
      after: switched.map((setting) => `Block Public Access ${setting}: on`),
    },
  };
}
