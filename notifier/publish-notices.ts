import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { sendInBatches } from '../aws/send-batches.ts';
import { Failure } from '../contract/failure.ts';
import type { Notice } from '../contract/notice.ts';

/** Entries of one call, and their bytes together, with room below 262,144 (Amazon SNS API, PublishBatch). */
const limits = { perCall: 10, bytesPerCall: 250_000, sizeOf: (message: string) => Buffer.byteLength(message) };

/** Tells people, through the notification topic. Throws QUEUE_SEND_FAILED when the topic refuses notices; all others are out. */
export async function publishNotices(
  sns: Pick<SNSClient, 'send'>,
  topicArn: string,
  notices: readonly Notice[],
): Promise<void> {
  const messages = notices.map((notice) => JSON.stringify(notice));
  const refusals = await sendInBatches(messages, limits, async (batch) => {
    const entries = batch.map((Message, index) => ({ Id: String(index), Message }));
    return sns.send(new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }));
  });
  const [first] = refusals;
  if (first === undefined) return;
  throw new Failure('QUEUE_SEND_FAILED', `${refusals.length} notices were not published: ${first.reason}`, {
    cause: first.cause,
    ids: { topicArn },
    transient: true,
  });
}
