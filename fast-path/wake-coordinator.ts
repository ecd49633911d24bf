import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

export interface WakeDeps {
  readonly lambda: Pick<LambdaClient, 'send'>;
  now(): number;
  report(message: string, fields: Record<string, unknown>): void;
}

/** A start that found the coordinator running is repeated by Lambda itself, from a second later on: more of them would only wait. */
const oftenestMs = 5_000;

/**
 * Starts the coordinator, which polls for most of each minute: what is queued in the rest of it would wait for the next. Where one
 * is running, Lambda holds the start back, since there may be one at a time, and forgets it after a minute. Never rejects: the
 * schedule starts it all the same.
 */
export function createWake({ lambda, now, report }: WakeDeps): (functionName: string) => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async (functionName) => {
    if (now() - last < oftenestMs) return;
    last = now();
    try {
      await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload: '{}' }));
    } catch (error) {
      report('the coordinator was not started, its schedule will', { functionName, error });
    }
  };
}
