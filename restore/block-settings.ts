import * as v from 'valibot';
import type { Change } from '../contract/plan.ts';
import { BlockSetting, type PublicAccessBlock } from '../contract/resource.ts';
import type { MadeChange } from './made-change.ts';

/** The settings as the S3 API spells them. All four: one that is left out is taken for one that is off. */
export function blockConfiguration(settings: PublicAccessBlock): Record<string, boolean> {
  return Object.fromEntries(BlockSetting.options.map((setting) => [spelt(setting), settings[setting]]));
}

export function isAllOff(settings: PublicAccessBlock): boolean {
  return BlockSetting.options.every((setting) => !settings[setting]);
}

const Put = v.object({ PublicAccessBlockConfiguration: v.record(v.string(), v.boolean()) });

/** What the mend switched on that had been off, in S3's order. */
export function switchedOn(
  made: readonly MadeChange[],
  service: Change['service'],
  before: PublicAccessBlock,
): BlockSetting[] {
  const puts = made.flatMap(({ change }) =>
    change.service === service && change.operation === 'PutPublicAccessBlock'
      ? [v.parse(Put, change.input).PublicAccessBlockConfiguration]
      : [],
  );
  return BlockSetting.options.filter((setting) => !before[setting] && puts.some((put) => put[spelt(setting)] === true));
}

function spelt(setting: BlockSetting): string {
  return setting.charAt(0).toUpperCase() + setting.slice(1);
}
