import { AwsError } from '../aws-error.ts';
import type { Caller } from '../service.ts';
import { parseBusName } from './bus-name.ts';
import { assertTakes, type EventBus } from './bus.ts';
import type { EventBuses } from './buses.ts';
import type { BusEvent, EventRule, Target } from './rule.ts';

/** Roles that EventBridge assumes to put events on other buses. */
export interface EventSenders {
  /** A session of the role, for a rule (`sourceArn`); undefined where it does not exist, or does not trust `events.amazonaws.com`. */
  callerOf(roleArn: string, where: { readonly region: string; readonly sourceArn: string }): Caller | undefined;
  /** Throws what the role's own policies deny the event with. */
  authorise(caller: Caller, busArn: string, event: BusEvent): void;
}

interface Forwarded {
  readonly buses: EventBuses;
  readonly senders: EventSenders | undefined;
  readonly rule: EventRule;
  readonly target: Target;
  readonly event: BusEvent;
}

/**
 * The bus that a rule's event goes to. Both sides are asked: the rule's role by its policies, and the bus of another account by its own, to
 * which the role is the caller. Throws where either says no, or there is no such bus.
 */
export function forward({ buses, senders, rule, target, event }: Forwarded): EventBus {
  const [, , , region = '', accountId = ''] = rule.arn.split(':');
  const name = parseBusName(target.arn, { accountId, region });
  const bus = buses.find(name);
  if (bus === undefined) throw new AwsError('NotDelivered', `there is no event bus ${target.arn}`);
  if (target.roleArn === undefined || senders === undefined) return bus;
  const caller = senders.callerOf(target.roleArn, { region: name.region, sourceArn: rule.arn });
  if (caller === undefined) throw new AwsError('NotDelivered', `EventBridge cannot assume ${target.roleArn}`);
  senders.authorise(caller, bus.arn, event);
  assertTakes(bus, caller, {
    'aws:SourceArn': rule.arn,
    'aws:SourceAccount': accountId,
    'events:source': event.source,
    'events:detail-type': event['detail-type'],
  });
  return bus;
}
