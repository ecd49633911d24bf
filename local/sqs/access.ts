import { AwsError } from '../aws-error.ts';
import { policyAllows } from '../policy-allows.ts';
import type { Caller } from '../service.ts';
import type { Queue } from './queue.ts';

/** Never granted to another account (SQS Developer Guide, "Limitations of Amazon SQS custom policies"). */
const ownAccountOnly = new Set([
  'CancelMessageMoveTask',
  'CreateQueue',
  'DeleteQueue',
  'ListMessageMoveTasks',
  'ListQueues',
  'ListQueueTags',
  'SetQueueAttributes',
  'StartMessageMoveTask',
  'TagQueue',
  'UntagQueue',
]);

/**
 * Another account needs the queue's policy to let it in; the owner's account is let in always. A batch counts as its single
 * action (SQS Developer Guide, "Amazon SQS API permissions"). Throws AccessDenied.
 */
export function assertAllowed(queue: Queue, caller: Caller, action: string): void {
  if (queue.accountId === caller.accountId) return;
  const asked = { action: `sqs:${action.replace(/Batch$/, '')}`, resource: queue.arn };
  const granted = !ownAccountOnly.has(action) && policyAllows(queue.settings.Policy, caller, asked);
  if (!granted) throw new AwsError('AccessDeniedException', `Access to the resource ${queue.arn} is denied.`, 403);
}
