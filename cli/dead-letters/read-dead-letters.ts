import type { SQSClient } from '@aws-sdk/client-sqs';
import { isDenied } from '../../aws/classify-error.ts';
import { peek } from '../../queue/peek.ts';
import { queueFacts } from '../../queue/queue-facts.ts';
import { type DeadLetter, deadLetterOf } from './dead-letter.ts';

/** What the dead-letter queue holds. JSON as it is: what `configmend dead-letters --json` prints. */
export interface DeadLetters {
  readonly queueUrl: string;
  readonly deadLetters: readonly DeadLetter[];
  /** Whether the read came to its end. */
  readonly complete: boolean;
  /** About how many others hold, which are not listed. */
  readonly inFlight: number;
}

export interface DeadLettersOptions {
  readonly signal?: AbortSignal;
  progress?(done: number, total: number | undefined, label: string): void;
}

/** The oldest first; the queue is as it was when this is over. Rejects with the SDK's error. */
export async function readDeadLetters(
  sqs: Pick<SQSClient, 'send'>,
  queueUrl: string,
  { signal, progress }: DeadLettersOptions = {},
): Promise<DeadLetters> {
  const facts = await queueFacts(sqs, queueUrl).catch((error: unknown) => {
    if (isDenied(error)) return undefined;
    throw error;
  });
  const deadLetters: DeadLetter[] = [];
  const { ended } = await peek(sqs, queueUrl, {
    take: (message) => deadLetters.push(deadLetterOf(message)),
    ...(facts === undefined ? {} : { expected: facts.visible }),
    ...(signal === undefined ? {} : { signal }),
    progress: (read) => progress?.(read, facts?.visible, 'messages'),
  });
  return {
    queueUrl,
    deadLetters: deadLetters.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    complete: ended === 'empty',
    inFlight: facts?.inFlight ?? 0,
  };
}
