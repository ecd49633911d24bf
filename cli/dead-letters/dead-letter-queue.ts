import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Failure } from '../../contract/failure.ts';
import { queueFacts } from '../../queue/queue-facts.ts';
import { explainQueueError } from '../queue-error.ts';
import { regionSetting, remediationQueue } from '../queue-url.ts';
import { useEndpoint } from '../use-endpoint.ts';

export interface DeadLetterConnection {
  readonly queue?: string;
  readonly deadLetters?: string;
}

/** A dead-letter queue, and the queue that its messages came from. */
export interface DeadLetterQueue {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly url: string;
  /** Rejects with USAGE where nobody has said which it is. */
  sourceUrl(): string;
}

/** As asked for, else where the remediation queue's redrive policy leads. Rejects with USAGE or READ_FAILED. */
export async function deadLetterQueue(
  { queue, deadLetters }: DeadLetterConnection,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DeadLetterQueue> {
  const sourceUrl = (): string => remediationQueue(queue, environment);
  const given = deadLetters ?? environment['CONFIGMEND_DEAD_LETTERS'] ?? '';
  useEndpoint(undefined);
  if (given !== '') {
    const url = remediationQueue(given, environment);
    return { sqs: new SQSClient({ ...regionSetting(url), maxAttempts: 4 }), url, sourceUrl };
  }
  const source = sourceUrl();
  const sqs = new SQSClient({ ...regionSetting(source), maxAttempts: 4 });
  try {
    const { deadLetterArn } = await queueFacts(sqs, source);
    if (deadLetterArn === undefined) {
      throw new Failure('USAGE', `${source} has no dead-letter queue: is it the remediation queue?`);
    }
    const [, , , , QueueOwnerAWSAccountId, QueueName] = deadLetterArn.split(':');
    const { QueueUrl: url = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }));
    return { sqs, url, sourceUrl };
  } catch (cause) {
    throw explainQueueError(cause, source);
  }
}
