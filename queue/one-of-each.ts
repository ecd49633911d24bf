import type { HeldMessage } from '../contract/remediation-batch.ts';

/**
 * Of the messages of one resource, for each rule the one of the most attempts, of equals the newest; and all others, which are
 * stale. By rule and not by the id that a message gives itself: a forged id must not displace another instruction.
 */
export function oneOfEach(messages: readonly HeldMessage[]): { kept: HeldMessage[]; duplicates: HeldMessage[] } {
  const kept = new Map<string, HeldMessage>();
  for (const message of messages) {
    const { rule } = message.instruction;
    const known = kept.get(rule);
    if (known === undefined || supersedes(message, known)) kept.set(rule, message);
  }
  const keeping = new Set(kept.values());
  return { kept: [...keeping], duplicates: messages.filter((message) => !keeping.has(message)) };
}

function supersedes({ instruction: later }: HeldMessage, { instruction: known }: HeldMessage): boolean {
  if (later.attempt !== known.attempt) return later.attempt > known.attempt;
  return Date.parse(later.evidence.capturedAt) > Date.parse(known.evidence.capturedAt);
}
