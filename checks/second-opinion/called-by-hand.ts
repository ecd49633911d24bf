import type { Message } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { Instruction, type RemediatorId } from '../../contract/instruction.ts';
import { coalesce } from '../../coordinator/coalesce.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { region } from './sides.ts';

/** Somebody who may invoke it passes a remediator these messages, as the coordinator hands them on; answers what it answered. */
export function calledByHand(hybrid: Hybrid, remediator: RemediatorId, messages: readonly Message[]): Promise<unknown> {
  const held = messages.map(({ MessageId: messageId = '', ReceiptHandle: receiptHandle = '', Body = '' }) => ({
    messageId,
    receiptHandle,
    instruction: v.parse(Instruction, JSON.parse(Body)),
  }));
  return hybrid.invoke(`remediator-${remediator}`, {
    version: 1,
    runId: 'by-hand',
    remediator,
    accountId: hub,
    region,
    work: coalesce(held),
  });
}
