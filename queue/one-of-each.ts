import { groupBy } from '../contract/group-by.ts';
import { type Instruction, mostOtherCalls } from '../contract/instruction.ts';
import type { HeldMessage } from '../contract/remediation-batch.ts';
import { callsOf } from './calls-of.ts';

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

/** As `oneOfEach`, for messages that are about to be dropped: each that is kept names the calls of those that it stands for. */
export function oneForAll(messages: readonly HeldMessage[]): { kept: HeldMessage[]; duplicates: HeldMessage[] } {
  const { kept, duplicates } = oneOfEach(messages);
  if (duplicates.length === 0) return { kept, duplicates };
  const byRule = messagesByRule(duplicates);
  return { kept: kept.map((message) => standingFor(message, byRule(message.instruction.rule))), duplicates };
}

/** The messages of each rule, in their order. A message names its rule itself: there may be as many rules as messages. */
export function messagesByRule(messages: readonly HeldMessage[]): (rule: string) => readonly HeldMessage[] {
  const byRule = groupBy(messages, ({ instruction }) => instruction.rule);
  return (rule) => byRule.get(rule) ?? [];
}

/**
 * Pure. The message with the calls of others about the same violation, whose duplicate it is: AWS Config does not know who made a
 * change, and what does must not be lost because Config's message is the newer one. One that names no call takes over the oldest as its own.
 */
export function standingFor(message: HeldMessage, others: readonly HeldMessage[]): HeldMessage {
  const { instruction } = message;
  const known = others.map((other) => other.instruction).toSorted((one, two) => captured(one) - captured(two));
  const isNamed = callsOf([{ ...instruction, otherCalls: [] }]).length > 0;
  const donor = isNamed ? undefined : known.find((other) => callsOf([{ ...other, otherCalls: [] }]).length > 0);
  const own = donor === undefined ? instruction : withCallOf(instruction, donor);
  const [, ...all] = callsOf([own, ...known]);
  if (all.length === (instruction.otherCalls ?? []).length && donor === undefined) return message;
  const otherCalls = all.slice(0, mostOtherCalls);
  return { ...message, instruction: { ...own, ...(otherCalls.length === 0 ? {} : { otherCalls }) } };
}

function withCallOf(instruction: Instruction, { evidence, actor }: Instruction): Instruction {
  const { source: _source, capturedAt: _capturedAt, ...call } = evidence;
  return {
    ...instruction,
    evidence: { ...instruction.evidence, ...call },
    ...(actor === undefined ? {} : { actor }),
  };
}

function supersedes({ instruction: later }: HeldMessage, { instruction: known }: HeldMessage): boolean {
  if (later.attempt !== known.attempt) return later.attempt > known.attempt;
  return captured(later) > captured(known);
}

function captured({ evidence }: Instruction): number {
  return Date.parse(evidence.capturedAt);
}
