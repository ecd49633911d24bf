import { AwsError } from '../aws-error.ts';
import type { StoredMessage } from './message.ts';
import { settle, type Queue } from './queue.ts';

/** A handle names the queue, the copy of the message and the receive; clients see an opaque string. */
export function receiptHandle(queue: Queue, message: StoredMessage): string {
  return Buffer.from(`${queue.arn} ${message.key} ${message.receipt}`).toString('base64');
}

/**
 * The message a handle stands for: undefined when it is gone, or was received again since and the handle is stale. Throws
 * ReceiptHandleIsInvalid for what is no handle of this queue.
 */
export function messageOf(queue: Queue, handle: string): StoredMessage | undefined {
  const [arn, key, receipt, ...rest] = Buffer.from(handle, 'base64').toString().split(' ');
  if (arn !== queue.arn || key === undefined || receipt === undefined || rest.length > 0) {
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      404,
    );
  }
  const message = settle(queue).get(key);
  return message?.receipt === receipt ? message : undefined;
}
