import { classifyError, errorCode, errorText, isDenied } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import { rejectedCredentials } from './ledger-error.ts';
import { regionOfQueue } from './queue-url.ts';

/** Why a queue could not be read, in one sentence that ends with the next step. A Failure, and what is no error of a call, is taken as it is. */
export function explainQueueError(cause: unknown, queueUrl: string): unknown {
  if (cause instanceof Failure || !(cause instanceof Error)) return cause;
  const failure = (message: string): Failure => new Failure('READ_FAILED', message, { cause, ids: { queueUrl } });
  const code = errorCode(cause);
  if (code === 'QueueDoesNotExist' || code === 'AWS.SimpleQueueService.NonExistentQueue') {
    const where = regionOfQueue(queueUrl);
    const region = where === undefined ? 'the region of AWS_REGION' : where;
    return failure(
      `there is no queue ${queueUrl} in ${region}: give the stack’s output queue_url, of the region that it is deployed in`,
    );
  }
  if (code === 'InvalidAddress') {
    return failure(`${queueUrl} is not in the region of the call: set AWS_REGION to that of the queue`);
  }
  if (rejectedCredentials.has(code)) {
    return failure(
      `AWS does not accept the credentials (${errorText(cause)}): check AWS_PROFILE and the other AWS_* variables`,
    );
  }
  if (isDenied(cause)) {
    return failure(
      `the caller may not read ${queueUrl} (${errorText(cause)}): ask for sqs:ReceiveMessage, sqs:ChangeMessageVisibility and sqs:GetQueueAttributes on it`,
    );
  }
  if (/region is missing/i.test(cause.message)) return failure('no region is set: set AWS_REGION to that of the queue');
  const next =
    classifyError(cause) === 'transient' ? 'check the network, and try again' : 'check --queue and AWS_REGION';
  return failure(`${queueUrl} was not read (${errorText(cause)}): ${next}`);
}
