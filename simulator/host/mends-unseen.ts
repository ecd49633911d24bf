import type { RawCalls } from './raw-calls.ts';
import type { Watch } from './watch.ts';

interface ConfigItems {
  readonly baseConfigurationItems: readonly {
    readonly resourceId: string;
    /** Seconds since 1970, with a fraction. */
    readonly configurationItemCaptureTime: number;
  }[];
}

/**
 * The resources whose latest mend AWS Config has no item of, though it is done with recording: people had undone it before it looked, and
 * what it found then was what it knew. Nobody has it judged, so what looks at everything has to find it.
 */
export async function mendsUnseen({ mutations }: Watch, calls: RawCalls): Promise<string[]> {
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

function typeOf(resourceId: string): string {
  return resourceId.startsWith('sg-') ? 'AWS::EC2::SecurityGroup' : 'AWS::S3::Bucket';
}
