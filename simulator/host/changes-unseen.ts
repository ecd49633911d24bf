import type { RawCalls } from './raw-calls.ts';
import { typeOf } from './resource-type.ts';
import type { Scenario } from './scenario.ts';
import { accountId } from './services.ts';
import type { Watch } from './watch.ts';

interface ConfigItems {
  readonly baseConfigurationItems: readonly {
    readonly resourceId: string;
    /** Seconds since 1970, with a fraction. */
    readonly configurationItemCaptureTime: number;
  }[];
}

/** What has changed and nobody has judged, so that what looks at everything has to find it. */
export async function changesUnseen({ deeds }: Scenario, watch: Watch, calls: RawCalls): Promise<string[]> {
  // A bucket that only the account's block had kept private is public now, and has not changed itself.
  const opened = deeds.some((deed) => deed.do === 'open account') ? [accountId] : [];
  return [...opened, ...(await mendsUnseen(watch, calls))];
}

/**
 * The resources whose latest mend AWS Config has no item of, though it is done with recording: people had undone it before it looked, and
 * what it found then was what it knew.
 */
async function mendsUnseen({ mutations }: Watch, calls: RawCalls): Promise<string[]> {
  const mendedAt = new Map(mutations.map(({ resourceId, at }) => [resourceId, at]));
  if (mendedAt.size === 0) return [];
  const resourceKeys = [...mendedAt.keys()].map((resourceId) => ({ resourceType: typeOf(resourceId), resourceId }));
  const answer = await calls.json('config', 'StarlingDoveService.BatchGetResourceConfig', { resourceKeys });
  const { baseConfigurationItems } = JSON.parse(answer) as ConfigItems;
  return baseConfigurationItems
    .filter(({ resourceId, configurationItemCaptureTime }) => {
      const at = mendedAt.get(resourceId);
      return at !== undefined && Math.round(configurationItemCaptureTime * 1000) < at;
    })
    .map(({ resourceId }) => resourceId);
}
