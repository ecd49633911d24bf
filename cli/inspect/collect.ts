import type { Message } from '@aws-sdk/client-sqs';
import type { HeldMessage } from '../../contract/remediation-batch.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import { readMessage } from '../../coordinator/read-message.ts';
import { oneForAll } from '../../queue/one-of-each.ts';
import type { Inspection, InspectionFilter } from './inspection.ts';

/** All that is kept of one resource's messages. */
export interface Gathered {
  /** Of each rule the message that the coordinator would go on with. */
  readonly kept: ReadonlyMap<string, HeldMessage>;
  /** Of each rule when its messages may be worked on, ISO 8601, each once; empty text: at once. */
  readonly starts: ReadonlyMap<string, ReadonlySet<string>>;
  readonly messages: number;
  /** ISO 8601. */
  readonly oldestAt: string;
}

export interface Collector {
  add(message: Message): void;
  gathered(): readonly Gathered[];
  unreadable(): Inspection['unreadable'];
  /** How many plans were left out for want of room. */
  shortened(): number;
}

/** Bodies of so many characters are kept whole; a queue may hold plans of 800 KB each. */
const mostCharacters = 64_000_000;

/**
 * Pure but for what it gathers. Duplicates are counted and dropped as they come, so that memory grows with what is wrong and not with how
 * often it was found. The filter's account, region and resource hold from the start; rule and severity are of a resource as a whole.
 */
export function createCollector(filter: InspectionFilter = {}, most = mostCharacters): Collector {
  const byResource = new Map<string, Collected>();
  const unreadable: { messageId: string; reason: string }[] = [];
  let characters = 0;
  let shortened = 0;

  const roomFor = (held: HeldMessage, { Body = '' }: Message): HeldMessage => {
    if (characters + Body.length <= most) {
      characters += Body.length;
      return held;
    }
    shortened += 1;
    return { ...held, instruction: shorter(held.instruction) };
  };

  return {
    add(message) {
      const read = readMessage(message);
      if (read.kind === 'unreadable') {
        const { receipt, failure } = read.unreadable;
        unreadable.push({ messageId: receipt.messageId, reason: `${failure.message} [${failure.code}]` });
        return;
      }
      const { instruction } = read.held;
      if (!isAsked(read.held, filter)) return;
      const key = resourceKey(instruction.resource);
      const collected = byResource.get(key) ?? {
        kept: new Map(),
        starts: new Map(),
        messages: 0,
        oldestAt: instruction.evidence.capturedAt,
      };
      byResource.set(key, collected);
      collected.messages += 1;
      const starts = collected.starts.get(instruction.rule) ?? new Set();
      collected.starts.set(instruction.rule, starts.add(instruction.notBefore ?? ''));
      const { capturedAt } = instruction.evidence;
      if (Date.parse(capturedAt) < Date.parse(collected.oldestAt)) collected.oldestAt = capturedAt;
      const known = collected.kept.get(instruction.rule);
      // The receipt is of use only while the message is held.
      const next = { ...read.held, receiptHandle: '' };
      const [kept = next] = known === undefined ? [next] : oneForAll([known, next]).kept;
      collected.kept.set(instruction.rule, kept.messageId === known?.messageId ? kept : roomFor(kept, message));
    },
    gathered: () => [...byResource.values()],
    unreadable: () => unreadable,
    shortened: () => shortened,
  };
}

interface Collected {
  readonly kept: Map<string, HeldMessage>;
  readonly starts: Map<string, Set<string>>;
  messages: number;
  oldestAt: string;
}

function isAsked(
  { instruction: { resource } }: HeldMessage,
  { account, region, resource: wanted }: InspectionFilter,
): boolean {
  if (account !== undefined && resource.accountId !== account) return false;
  if (region !== undefined && resource.region !== region) return false;
  return wanted === undefined || resource.id === wanted || resource.arn === wanted;
}

function shorter(instruction: HeldMessage['instruction']): HeldMessage['instruction'] {
  const note = 'There is no room for its plan among so many: ask for the resource alone.';
  return {
    ...instruction,
    violations: instruction.violations.slice(0, 3),
    plan: { changes: [], before: [], after: [], notes: [note] },
  };
}
