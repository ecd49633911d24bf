import { type AccountBlock, BlockSetting } from '../contract/resource.ts';
import { allOff, blockConfiguration, isAllOff, switchedOn, switchedOnByWhom } from './block-settings.ts';
import type { Mended, RestorePlan } from './restore-plan.ts';

/**
 * Pure. Switches off what the mend switched on; a setting that is off again is let be. An account that had never set it has nothing
 * set again, unless others have switched something on meanwhile.
 */
export function planAccountRestore({ before, after, live, made }: Mended<AccountBlock>): RestorePlan<AccountBlock> {
  const switched = switchedOn(made, 's3-control', before.publicAccessBlock ?? allOff);
  const now = live.publicAccessBlock ?? allOff;
  const off = switched.filter((setting) => now[setting]);
  const settings = { ...now };
  for (const setting of off) settings[setting] = false;
  const publicAccessBlock = before.publicAccessBlock === null && isAllOff(settings) ? null : settings;
  const { accountId: AccountId } = before;
  return {
    plan: {
      changes:
        off.length === 0
          ? []
          : [
              publicAccessBlock === null
                ? { service: 's3-control', operation: 'DeletePublicAccessBlock', input: { AccountId } }
                : {
                    service: 's3-control',
                    operation: 'PutPublicAccessBlock',
                    input: { AccountId, PublicAccessBlockConfiguration: blockConfiguration(settings) },
                  },
            ],
      before: off.map((setting) => `Block Public Access ${setting}: on`),
      after: off.map((setting) => `Block Public Access ${setting}: off`),
      notes: [],
    },
    conflicts: after === undefined ? switchedOnByWhom(made, off) : [],
    closing: new Set(),
    leadsTo: { ...live, publicAccessBlock: off.length === 0 ? live.publicAccessBlock : publicAccessBlock },
    isRestored: ({ publicAccessBlock: block }) =>
      BlockSetting.options.every((setting) => !switched.includes(setting) || block?.[setting] !== true),
  };
}
