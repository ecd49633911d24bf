import { SQSClient } from '@aws-sdk/client-sqs';
import { Failure } from '../../contract/failure.ts';
import { parseInstruction } from '../../coordinator/read-message.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { peek } from '../../queue/peek.ts';
import type { QueuedMend } from './story.ts';

export type Queued = QueuedMend & { readonly reason?: { code: string; message: string } };

/** The instructions in a queue, with the reason of each that is a dead letter; none is received. */
export async function readQueue(account: LocalAccount, queueUrl: string): Promise<Queued[]> {
  const messages = await peek(new SQSClient(account.clientConfig()), queueUrl);
  return messages.map(({ Body, MessageAttributes }) => {
    const instruction = parseInstruction(Body ?? '');
    if (instruction instanceof Failure) throw instruction;
    const { resource, rule, severity, plan } = instruction;
    const code = MessageAttributes?.['ReasonCode']?.StringValue;
    const reason =
      code === undefined ? {} : { reason: { code, message: MessageAttributes?.['Reason']?.StringValue ?? '' } };
    return {
      resourceId: resource.id,
      rule,
      severity,
      calls: plan.changes,
      before: plan.before,
      after: plan.after,
      notes: plan.notes,
      ...reason,
    };
  });
}
