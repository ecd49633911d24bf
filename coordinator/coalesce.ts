import { groupBy } from '../contract/group-by.ts';
import type { HeldMessage, Work } from '../contract/remediation-batch.ts';
import { resourceKey } from '../contract/resource-key.ts';

/**
 * Pure. All messages of one resource become one piece of work, in the order in which resources first appear. The newest
 * evidence gives the identity (tags and the like); every message stays in, because each has to be settled.
 */
export function coalesce(messages: readonly HeldMessage[]): Work[] {
  const byResource = groupBy(messages, ({ instruction }) => resourceKey(instruction.resource));
  return [...byResource.values()].map((same) => ({ resource: newest(same).instruction.resource, messages: same }));
}

function newest([first, ...others]: readonly HeldMessage[]): HeldMessage {
  if (first === undefined) throw new RangeError('no messages to coalesce');
  let latest = first;
  for (const message of others) if (capturedAt(message) > capturedAt(latest)) latest = message;
  return latest;
}

function capturedAt({ instruction }: HeldMessage): number {
  return Date.parse(instruction.evidence.capturedAt);
}
