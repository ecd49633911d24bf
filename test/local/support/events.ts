import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createEvents } from '../../../local/events/events.ts';
import { Pending } from '../../../local/pending.ts';
import { accountId, region, serve } from './served.ts';

export const where = { accountId, region };
export const queueArn = `arn:aws:sqs:${region}:${accountId}:inbox`;
export const functionArn = `arn:aws:lambda:${region}:${accountId}:function:worker`;
export const topicArn = `arn:aws:sns:${region}:${accountId}:news`;

/** An EventBridge event, as far as the tests look. */
export interface ReceivedEvent {
  readonly id: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly [field: string]: unknown;
}

/** EventBridge alone, its targets recorded. */
export async function startEvents(options: { frozen?: boolean; deliveryMs?: number } = {}) {
  const received: { target: string; body: unknown; source?: unknown }[] = [];
  const take = (target: string, body: string): boolean => {
    if (target.endsWith(':missing')) return false;
    received.push({ target, body: JSON.parse(body) });
    return true;
  };
  const served = await serve(
    (deps, _credentials, clock) => {
      const pending = new Pending(clock);
      const events = createEvents(deps, {
        pending,
        sqs: { deliver: take },
        publish: take,
        lambda: {
          invokeAsync: (target, body, source) => {
            received.push({ target, body, source });
          },
        },
        ...options,
      });
      return { services: [events], handles: { events, pending } };
    },
    { frozen: true, ...options },
  );
  return {
    ...served,
    received,
    bodies: () => received.map(({ body }) => body as ReceivedEvent),
    sdk: new EventBridgeClient({ ...served.settings(), maxAttempts: 1 }),
    async stop(): Promise<void> {
      served.events.stop();
      served.pending.stop();
      await served.stop();
    },
  };
}
