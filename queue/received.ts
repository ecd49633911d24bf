import { type Message, ReceiveMessageCommand, type ReceiveMessageRequest, type SQSClient } from '@aws-sdk/client-sqs';
import { understood } from '../aws/understood.ts';

/** Up to ten messages. Rejects with the SDK's error, or with READ_FAILED for an answer that is no list of messages. */
export function received(sqs: Pick<SQSClient, 'send'>, input: ReceiveMessageRequest): Promise<Message[]> {
  return understood('SQS', async () => {
    const messages: unknown = (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
    if (isMessages(messages)) return messages;
    throw new TypeError('Messages is no list of messages');
  });
}

function isMessages(messages: unknown): messages is Message[] {
  return Array.isArray(messages) && messages.every((message) => typeof message === 'object' && message !== null);
}
