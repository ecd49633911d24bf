import type { GracePeriod } from '../contract/grace-state.ts';
import type { HeldMessage, Work } from '../contract/remediation-batch.ts';
import { messagesByRule, oneOfEach, standingFor } from '../queue/one-of-each.ts';
import { instructionId } from '../rules/instruct.ts';
import { isSettled, settlingMs } from './grace-period.ts';

/** The messages of one rule about one resource. */
export interface Claim {
  /** As resource and rule give it: not the id that a message gives itself. */
  readonly id: string;
  readonly work: Work;
  readonly kept: HeldMessage;
  readonly messages: readonly HeldMessage[];
}

export function claimsOf(work: Work): Claim[] {
  const byRule = messagesByRule(work.messages);
  return oneOfEach(work.messages).kept.map((kept) => ({
    id: idOf(kept.instruction),
    work,
    kept,
    messages: byRule(kept.instruction.rule),
  }));
}

export function idOf({ resource, rule }: HeldMessage['instruction']): string {
  return instructionId(resource, rule);
}

/** One that was tried before may be here to be told what came of it. */
export function isLeftOver({ instruction }: HeldMessage, known: GracePeriod | undefined): boolean {
  return instruction.attempt === 0 && isSettled(known, instruction.evidence.capturedAt);
}

export function hasGrace({ instruction }: HeldMessage): boolean {
  return instruction.notBefore !== undefined;
}

/**
 * What is told and queued again is of this period, and not of one that has ended. It names the calls of the others, also of those from just
 * before its beginning, which were about the same one.
 */
export function current(claim: Claim, { since, begun }: GracePeriod): Claim {
  const from = begun ? Date.parse(since) : Number.NEGATIVE_INFINITY;
  const [newest] = oneOfEach(claim.messages.filter((message) => capturedMs(message) >= from)).kept;
  const kept = newest ?? claim.kept;
  const others = claim.messages.filter((message) => message !== kept && capturedMs(message) >= from - settlingMs);
  return { ...claim, kept: standingFor(kept, others) };
}

function capturedMs({ instruction }: HeldMessage): number {
  return Date.parse(instruction.evidence.capturedAt);
}

/** By the handle, since a message that stands for others is a copy. */
export function isOtherThan({ receiptHandle }: HeldMessage): (message: HeldMessage) => boolean {
  return (message) => message.receiptHandle !== receiptHandle;
}

export function messagesOf(claims: readonly Claim[]): HeldMessage[] {
  return claims.flatMap(({ messages }) => messages);
}

export function without(work: readonly Work[], claims: readonly Claim[]): Work[] {
  return withoutMessages(work, messagesOf(claims));
}

export function withoutMessages(work: readonly Work[], messages: readonly HeldMessage[]): Work[] {
  const away = new Set(messages);
  return work
    .map((item) => ({ ...item, messages: item.messages.filter((message) => !away.has(message)) }))
    .filter(({ messages }) => messages.length > 0);
}
