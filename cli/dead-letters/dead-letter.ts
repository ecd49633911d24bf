import type { Message } from '@aws-sdk/client-sqs';
import type { Instruction } from '../../contract/instruction.ts';
import { readMessage } from '../../coordinator/read-message.ts';
import { type Explanation, explainReason } from './explain.ts';

/** One message of the dead-letter queue. */
export interface DeadLetter extends Explanation {
  readonly messageId: string;
  /** The id that it had in the remediation queue, where the coordinator or a remediator moved it. */
  readonly sourceMessageId?: string;
  /** ISO 8601: when it was put here; of what SQS moved by itself, when it was first queued. */
  readonly at: string;
  /** Absent where SQS moved it by itself. */
  readonly code?: string;
  readonly reason?: string;
  readonly rule?: string;
  readonly resource?: Instruction['resource'];
  readonly severity?: Instruction['severity'];
  readonly attempts?: number;
  /** Why it cannot go back to the remediation queue; absent where it can. */
  readonly unreturnable?: string;
}

/** Pure. Reason and body may hold anything, written by anybody who may send to the queue. */
export function deadLetterOf(message: Message): DeadLetter {
  const { MessageId = '', MessageAttributes = {}, Attributes = {} } = message;
  const code = MessageAttributes['ReasonCode']?.StringValue;
  const reason = MessageAttributes['Reason']?.StringValue;
  const source = MessageAttributes['SourceMessageId']?.StringValue;
  const read = readMessage(message);
  const instruction = read.kind === 'instruction' ? read.held.instruction : read.unreadable.instruction;
  return {
    messageId: MessageId,
    ...(source === undefined ? {} : { sourceMessageId: source }),
    at: momentOf(Attributes.SentTimestamp),
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
    ...explainReason(code, Attributes.DeadLetterQueueSourceArn !== undefined),
    ...(instruction === undefined
      ? {}
      : {
          rule: instruction.rule,
          resource: instruction.resource,
          severity: instruction.severity,
          attempts: instruction.attempt,
        }),
    ...(read.kind === 'instruction' ? {} : { unreturnable: read.unreadable.failure.message }),
  };
}

/** The beginning of time where SQS says none. */
function momentOf(milliseconds = ''): string {
  return new Date(/^\d{1,15}$/.test(milliseconds) ? Number(milliseconds) : 0).toISOString();
}

/** Pure. The instruction that goes back, its attempts counted anew; undefined where the body is none that can be worked. */
export function returnedInstruction(message: Message): Instruction | undefined {
  const read = readMessage(message);
  return read.kind === 'instruction' ? { ...read.held.instruction, attempt: 0 } : undefined;
}
