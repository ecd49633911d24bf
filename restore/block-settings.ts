import * as v from 'valibot';
import type { Change } from '../contract/plan.ts';
import { BlockSetting, type PublicAccessBlock } from '../contract/resource.ts';
import type { MadeChange } from './made-change.ts';
import { recordedInput } from './recorded-input.ts';
import type { UnfinishedRestore } from './restore-plan.ts';

export const allOff: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

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
  const puts = made.filter(({ change }) => change.service === service).flatMap(({ change }) => putBy(change));
  return BlockSetting.options.filter((setting) => !before[setting] && puts.some((put) => put[setting]));
}

/**
 * Of what would be switched off, a sentence for each setting that others may have switched on: where the mend was interrupted, nobody
 * knows whether its call was made.
 */
export function switchedOnByWhom(made: readonly MadeChange[], off: readonly BlockSetting[]): string[] {
  const surely = made.filter((one) => one.surely).flatMap(({ change }) => putBy(change));
  return off
    .filter((setting) => !surely.some((put) => put[setting]))
    .map((setting) => `It is not known whether the mend or somebody else switched on Block Public Access ${setting}.`);
}

/**
 * What restores that were to switch a setting off for a moment left off: it was on before them, and their plan was to switch it on
 * again.
 */
export function leftOff(restores: readonly UnfinishedRestore[]): BlockSetting[] {
  return BlockSetting.options.filter((setting) =>
    restores.some(({ before, plan }) => {
      const steps = plan.changes.flatMap((change) => {
        if (change.operation === 'DeletePublicAccessBlock') return [false];
        return putBy(change).map((put) => put[setting]);
      });
      const wasOn = before.type === 'AWS::S3::Bucket' && before.publicAccessBlock[setting];
      return wasOn && steps.includes(false) && steps.at(-1) === true;
    }),
  );
}

function putBy(change: Change): PublicAccessBlock[] {
  if (change.operation !== 'PutPublicAccessBlock') return [];
  const { PublicAccessBlockConfiguration: put } = recordedInput(Put, change);
  const isOn = (setting: BlockSetting): boolean => put[spelt(setting)] === true;
  return [
    {
      blockPublicAcls: isOn('blockPublicAcls'),
      ignorePublicAcls: isOn('ignorePublicAcls'),
      blockPublicPolicy: isOn('blockPublicPolicy'),
      restrictPublicBuckets: isOn('restrictPublicBuckets'),
    },
  ];
}

function spelt(setting: BlockSetting): string {
  return setting.charAt(0).toUpperCase() + setting.slice(1);
}
