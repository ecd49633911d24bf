import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { batches } from '../aws/batches.ts';
import { Failure } from '../contract/failure.ts';
import type { Notice } from '../contract/notice.ts';

/** Ten entries and 256 KiB for all together (Amazon SNS API, PublishBatch), with room for the envelope. */
const perCall = { items: 10, bytes: 250_000 };
const rounds = 3;

/** Tells people, through the notification topic. Throws QUEUE_SEND_FAILED when the topic refuses a notice three times. */
export async function publishNotices(
  sns: Pick<SNSClient, 'send'>,
  topicArn: string,
  notices: readonly Notice[],
): Promise<void> {
  const messages = notices.map((notice) => JSON.stringify(notice));
  for (const batch of batches(messages, Buffer.byteLength, perCall)) {
    let left = batch;
    for (let round = 0; round < rounds && left.length > 0; round++) {
      const entries = left.map((Message, index) => ({ Id: String(index), Message }));
      const { Failed } = await sns.send(
        new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
      );
      const refused = new Set(Failed?.map(({ Id }) => Id));
      left = left.filter((_, index) => refused.has(String(index)));
    }
    if (left.length > 0) {
      throw new Failure('QUEUE_SEND_FAILED', `${left.length} notices were not published`, {
        ids: { topicArn },
        transient: true,
      });
    }
  }
}
