import type { EmittedEvent } from '../events/rule.ts';
import type { Pending } from '../pending.ts';
import type { BucketHomes } from '../s3/s3.ts';
import type { AnsweredCall } from '../service.ts';
import { uuid } from '../uuid.ts';
import { apiCallRecord } from './api-call-record.ts';
import { recordedCall } from './recorded-call.ts';

/** The account's trail: it logs the management calls that change security groups, buckets or the account's public access block. */
export interface LocalTrail {
  /** Whether calls are logged; without a trail that does, EventBridge hears of none (EventBridge User Guide, "Events via CloudTrail"). */
  logging: boolean;
  /** The next `times` records, or all from now on, arrive twice under the same eventID. Returns what takes it back. */
  deliverTwice(times?: number): () => void;
  /** Logs a call that was answered, if it is one of those. */
  record(call: AnsweredCall): void;
}

export interface TrailDeps {
  readonly pending: Pick<Pending, 'after'>;
  /** From the answer to the event on the bus. */
  readonly deliveryMs: number;
  readonly id: (length: number) => string;
  readonly emit: (event: EmittedEvent, where: { accountId: string; region: string }) => void;
  readonly homeOf: BucketHomes['homeOf'];
}

/**
 * Makes the trail of all accounts and regions. A record is an event "AWS API Call via CloudTrail" on the default bus of each account that
 * the call concerns, in the region where the resource is.
 */
export function createTrail(deps: TrailDeps, logging: boolean): LocalTrail {
  const { pending, deliveryMs, emit } = deps;
  const newId = (): string => uuid(deps.id(32));
  let repeats: { left: number }[] = [];

  const takeRepeat = (): boolean => {
    const repeat = repeats.find(({ left }) => left > 0);
    if (repeat !== undefined) repeat.left -= 1;
    return repeat !== undefined;
  };
  const deliver = (event: EmittedEvent, where: { accountId: string; region: string }, delayMs: number): void => {
    const sent = { ...event, id: newId() };
    pending.after(delayMs, () => emit(sent, where));
  };

  const trail: LocalTrail = {
    logging,
    deliverTwice(times = Number.POSITIVE_INFINITY) {
      const repeat = { left: times };
      repeats.push(repeat);
      return () => {
        repeats = repeats.filter((other) => other !== repeat);
      };
    },
    record(call) {
      if (!trail.logging) return;
      const recorded = recordedCall(call, deps.homeOf);
      if (recorded === undefined) return;
      const sharedEventId = recorded.recipients.length > 1 ? newId() : undefined;
      for (const recipient of recorded.recipients) {
        const where = { accountId: recipient, region: recorded.region };
        const event = {
          source: `aws.${recorded.source}`,
          detailType: 'AWS API Call via CloudTrail',
          resources: [],
          detail: apiCallRecord(call, recorded, { eventId: newId(), recipient, sharedEventId }),
          time: call.caller.now,
        };
        deliver(event, where, deliveryMs);
        if (takeRepeat()) deliver(event, where, 2 * deliveryMs);
      }
    },
  };
  return trail;
}
