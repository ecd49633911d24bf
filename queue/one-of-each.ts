import type { HeldMessage } from '../contract/remediation-batch.ts';

/** Of the messages of each instruction the one of the most attempts, and all others: they say the same. */
export function oneOfEach(messages: readonly HeldMessage[]): { kept: HeldMessage[]; duplicates: HeldMessage[] } {
  const kept = new Map<string, HeldMessage>();
  for (const message of messages) {
    const { id, attempt } = message.instruction;
    const known = kept.get(id);
    if (known === undefined || attempt > known.instruction.attempt) kept.set(id, message);
  }
  const keeping = new Set(kept.values());
  return { kept: [...keeping], duplicates: messages.filter((message) => !keeping.has(message)) };
}
