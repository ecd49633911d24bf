import { batches } from '../aws/batches.ts';
import type { RemediatorId } from '../contract/instruction.ts';
import { jsonBytes } from '../contract/json-bytes.ts';
import type { HeldMessage, RemediationBatch, Work } from '../contract/remediation-batch.ts';
import { oneOfEach } from '../queue/one-of-each.ts';

export interface RouteLimits {
  readonly resourcesPerBatch: number;
  /** Below Lambda's 6 MB for a synchronous payload. */
  readonly bytesPerBatch: number;
}

export const defaultRouteLimits: RouteLimits = { resourcesPerBatch: 100, bytesPerBatch: 4_000_000 };

export interface Routing {
  readonly batches: readonly RemediationBatch[];
  /** Messages that no batch has room for beside the others of their resource: to be given back, and to come again. */
  readonly leftOver: readonly HeldMessage[];
}

/** Pure. Batches of one remediator, account and region; a resource is in exactly one of them. */
export function route(work: readonly Work[], runId: string, limits: RouteLimits = defaultRouteLimits): Routing {
  const lanes = new Map<string, { remediator: RemediatorId; items: Work[] }>();
  const leftOver: HeldMessage[] = [];
  for (const whole of work) {
    const item = fitted(whole, limits.bytesPerBatch);
    const taken = new Set(item.messages);
    leftOver.push(...whole.messages.filter((message) => !taken.has(message)));
    const remediator = item.messages[0]?.instruction.remediator;
    if (remediator === undefined) continue;
    const { accountId, region } = item.resource;
    const key = `${remediator}/${accountId}/${region}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, { remediator, items: [item] });
    else lane.items.push(item);
  }
  const within = { items: limits.resourcesPerBatch, bytes: limits.bytesPerBatch };
  const routed = [...lanes.values()].flatMap(({ remediator, items }) =>
    [...batches(items, jsonBytes, within)].map((batch) => {
      const { accountId = '', region = '' } = batch[0]?.resource ?? {};
      return { version: 1 as const, runId, remediator, accountId, region, work: batch };
    }),
  );
  return { batches: routed, leftOver };
}

/** As many of a resource's messages as fit, one of each instruction before the duplicates. */
function fitted(work: Work, mostBytes: number): Work {
  if (jsonBytes(work) <= mostBytes) return work;
  const { kept, duplicates } = oneOfEach(work.messages);
  const messages: HeldMessage[] = [];
  let bytes = jsonBytes(work.resource);
  for (const message of [...kept, ...duplicates]) {
    bytes += jsonBytes(message);
    if (messages.length > 0 && bytes > mostBytes) break;
    messages.push(message);
  }
  return { resource: work.resource, messages };
}
