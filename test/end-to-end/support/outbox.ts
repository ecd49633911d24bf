import type { InspectedMessage } from '../../../local/sqs/sqs.ts';
import type { Pipeline } from './pipeline.ts';

/** What waits to be told to Slack, put back or not; or what was given up. */
export function inOutbox(
  { account, deployment }: Pick<Pipeline, 'account' | 'deployment'>,
  which: 'waiting' | 'dead' = 'waiting',
): InspectedMessage[] {
  const url = which === 'waiting' ? deployment.outboxUrl : deployment.outboxDeadLetterQueueUrl;
  const queue = account.services.sqs.queueByUrl(url, account.region);
  if (queue === undefined) throw new Error(`there is no queue ${url}`);
  return account.services.sqs.inspect(queue.arn);
}
