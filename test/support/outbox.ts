import * as sinon from 'sinon';
import type { OutboxMessage } from '../../notifier/outbox-event.ts';
import type { Way } from '../../notifier/way.ts';
import type { Receipt } from '../../queue/queue.ts';

/** One message of the outbox as Lambda hands it over; what is no text is JSON. */
export function outboxRecord(
  body: unknown,
  messageId: string,
  overrides: { receives?: number; sentAt?: number; told?: string } = {},
) {
  const { receives = 1, sentAt = Date.parse('2026-11-20T10:15:33Z'), told } = overrides;
  return {
    messageId,
    receiptHandle: `handle-${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes:
      told === undefined
        ? {}
        : { ConfigmendTold: { stringValue: told, stringListValues: [], binaryListValues: [], dataType: 'String' } },
    md5OfBody: 'EXAMPLE',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:configmend-outbox',
    awsRegion: 'eu-west-1',
  };
}

/** A batch of the outbox, its messages named m0, m1 and so on. */
export function outboxEvent(...bodies: readonly unknown[]) {
  return { Records: bodies.map((body, index) => outboxRecord(body, `m${index}`)) };
}

/** What becomes of messages, in order; a message named in `refusing` is not taken. */
export function memoryOutbox(refusing: ReadonlySet<string> = new Set()) {
  const journal: string[] = [];
  const note = (what: string, receipts: readonly Receipt[]): void => {
    if (receipts.some(({ messageId }) => refusing.has(messageId))) throw new Error('SQS refuses');
    journal.push(`${what} ${receipts.map(({ messageId }) => messageId).join(' ')}`);
  };
  return {
    journal,
    delete: sinon.spy(async (receipts: readonly Receipt[]) => note('delete', receipts)),
    giveBack: sinon.spy(async (receipts: readonly Receipt[], seconds: number) => note(`back ${seconds}`, receipts)),
    deadLetter: sinon.spy(async (receipt: Receipt, _body: string, reason: { code: string; message: string }) =>
      note(`bury ${reason.code}`, [receipt]),
    ),
    passOn: sinon.spy(async (message: OutboxMessage, told: readonly Way[], seconds: number) =>
      note(`pass on ${seconds}, told by ${told.join(' ')}`, [message]),
    ),
  };
}
