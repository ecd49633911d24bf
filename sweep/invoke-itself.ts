import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { PlaceEvent } from './sweep-event.ts';

/** The function, as it starts itself. */
export interface Itself {
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly functionName: string;
}

/** Asynchronously: Lambda takes the event, and tries it twice more if it fails. Rejects with the SDK's error. */
export async function invokeItself({ lambda, functionName }: Itself, event: PlaceEvent): Promise<void> {
  const Payload = JSON.stringify(event);
  await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
}
