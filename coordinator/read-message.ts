import type { Message } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { Instruction } from '../contract/instruction.ts';
import type { HeldMessage } from '../contract/remediation-batch.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import type { Receipt } from '../queue/queue.ts';
import { messageBody, mostBytesOfInstruction } from '../queue/send-instructions.ts';
import { remediatorOf } from '../remediators/registry.ts';

export interface Unreadable {
  readonly receipt: Receipt;
  readonly body: string;
  readonly failure: Failure;
  /** Where it could be read, but nobody can work on it. */
  readonly instruction: Instruction | undefined;
}

export type ReadMessage =
  | { readonly kind: 'instruction'; readonly held: HeldMessage }
  | { readonly kind: 'unreadable'; readonly unreadable: Unreadable };

/** Pure. An invalid message (MESSAGE_INVALID, naming the field) or one that nobody can work on (MESSAGE_UNROUTABLE) never becomes valid: its place is the dead-letter queue. */
export function readMessage(message: Message): ReadMessage {
  const receipt = { messageId: message.MessageId ?? '', receiptHandle: message.ReceiptHandle ?? '' };
  const body = message.Body ?? '';
  const instruction = parseInstruction(body);
  if (instruction instanceof Failure) {
    return { kind: 'unreadable', unreadable: { receipt, body, failure: instruction, instruction: undefined } };
  }
  const failure = unroutable(instruction);
  if (failure !== undefined) return { kind: 'unreadable', unreadable: { receipt, body, failure, instruction } };
  return { kind: 'instruction', held: { ...receipt, instruction } };
}

/** A fix instruction from a message's body, whoever is to work on it; MESSAGE_INVALID names the field, or the size, and quotes nothing. */
export function parseInstruction(body: string): Instruction | Failure {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    return new Failure('MESSAGE_INVALID', 'fix instruction: the body is not JSON');
  }
  const parsed = v.safeParse(Instruction, raw);
  if (!parsed.success) return new Failure('MESSAGE_INVALID', `fix instruction: ${explainIssues(parsed.issues)}`);
  // What is written again can be longer than what was sent, 1e20 for one: whoever cannot queue it anew could never be done with it.
  const bytes = Buffer.byteLength(messageBody(parsed.output));
  if (bytes <= mostBytesOfInstruction) return parsed.output;
  const message = `fix instruction: it has ${bytes} bytes, and ${mostBytesOfInstruction} can be queued again`;
  return new Failure('MESSAGE_INVALID', message);
}

function unroutable({ remediator: id, resource }: Instruction): Failure | undefined {
  const ids = { resourceId: resource.id, accountId: resource.accountId, region: resource.region };
  const mended = remediatorOf(id)?.resourceType;
  if (mended === resource.type) return undefined;
  const message = `fix instruction: remediator ${id} mends ${mended ?? 'nothing here'}, not ${resource.type}`;
  return new Failure('MESSAGE_UNROUTABLE', message, { ids });
}
