import { AwsError } from '../aws-error.ts';
import { jsonService } from '../json-protocol.ts';
import type { InvokeSource } from '../lambda/resource-policy.ts';
import type { Pending } from '../pending.ts';
import type { LocalService, ServiceDeps } from '../service.ts';
import { uuid } from '../uuid.ts';
import type { EventBus } from './bus.ts';
import { busOperations } from './bus-operations.ts';
import { createBuses } from './buses.ts';
import { type EventSenders, forward } from './forward.ts';
import { putEvents } from './put-events.ts';
import { ruleOperations } from './rule-operations.ts';
import type { BusEvent, EmittedEvent, EventRule, Target } from './rule.ts';

export interface EventsOptions {
  readonly pending: Pending;
  readonly lambda: { invokeAsync(functionArn: string, event: unknown, source: InvokeSource): void };
  readonly sqs: { deliver(queueArn: string, body: string): boolean };
  /** False where there is no such topic. */
  readonly publish: (topicArn: string, message: string) => boolean;
  /** From the event to its targets. */
  readonly deliveryMs?: number;
  /** The roles by which rules put events on other buses; every role may, where it is not given. */
  readonly senders?: EventSenders;
}

/** A target that could not be invoked: the service would count it in its metric FailedInvocations. */
export interface FailedInvocation {
  readonly ruleArn: string;
  readonly targetArn: string;
  readonly reason: string;
}

export interface LocalEvents extends LocalService {
  /** Puts an event of a service or a caller on the default bus; answers its id. */
  emit(event: EmittedEvent, where: { accountId: string; region: string }): string;
  readonly failedInvocations: readonly FailedInvocation[];
  stop(): void;
}

export function createEvents(deps: ServiceDeps, options: EventsOptions): LocalEvents {
  const { pending, deliveryMs = 0 } = options;
  const buses = createBuses(() => deps.clock.now());
  const failedInvocations: FailedInvocation[] = [];

  const invokeTarget = (rule: EventRule, target: Target, event: BusEvent): void => {
    const body = target.input ?? JSON.stringify(event);
    const service = target.arn.split(':')[2];
    switch (service) {
      case 'lambda':
        options.lambda.invokeAsync(target.arn, JSON.parse(body), {
          principal: 'events.amazonaws.com',
          sourceArn: rule.arn,
          sourceAccount: rule.arn.split(':')[4] ?? '',
        });
        break;
      case 'sqs':
        if (!options.sqs.deliver(target.arn, body))
          throw new AwsError('NotDelivered', 'the queue did not take the event');
        break;
      case 'events':
        put(forward({ buses, senders: options.senders, rule, target, event }), event, true);
        break;
      default:
        if (!options.publish(target.arn, body)) throw new AwsError('NotDelivered', 'the topic did not take the event');
    }
  };
  const deliver = (rule: EventRule, event: BusEvent, forwarded = false): void => {
    for (const target of rule.targets.values()) {
      // What came from another bus goes to no third one (EventBridge User Guide, "Sending and receiving events between event buses").
      if (forwarded && target.arn.split(':')[2] === 'events') continue;
      pending.after(deliveryMs, () => {
        try {
          invokeTarget(rule, target, event);
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          const reason = `${error.code}: ${error.message}`;
          failedInvocations.push({ ruleArn: rule.arn, targetArn: target.arn, reason });
        }
      });
    }
  };
  const put = (bus: EventBus, event: BusEvent, forwarded = false): void => {
    for (const rule of bus.rules.values()) {
      if (rule.enabled && rule.matches?.(event) === true) deliver(rule, event, forwarded);
    }
  };

  const envelope = (event: EmittedEvent, where: { accountId: string; region: string }): BusEvent => ({
    version: '0',
    id: event.id ?? uuid(deps.id(32)),
    'detail-type': event.detailType,
    source: event.source,
    account: where.accountId,
    time: `${new Date(event.time ?? deps.clock.now()).toISOString().slice(0, 19)}Z`,
    region: where.region,
    resources: event.resources,
    detail: event.detail,
  });

  const emit = (bus: EventBus, event: EmittedEvent, origin: { accountId: string; region: string }): string => {
    const sent = envelope(event, origin);
    put(bus, sent);
    return sent.id;
  };

  const arm = (rule: EventRule, due: number, where: { accountId: string; region: string }): void => {
    const { schedule } = rule;
    if (schedule === undefined) return;
    rule.disarm = deps.clock.after(due - deps.clock.now(), () => {
      arm(rule, schedule(due), where);
      const event = {
        source: 'aws.events',
        detailType: 'Scheduled Event',
        resources: [rule.arn],
        detail: {},
        time: due,
      };
      deliver(rule, envelope(event, where));
    });
  };

  return {
    ...jsonService({
      signingName: 'events',
      version: '1.1',
      operations: {
        ...busOperations(buses, () => deps.clock.now()),
        ...ruleOperations({
          buses,
          mayAssume: (roleArn, { arn }) =>
            options.senders === undefined ||
            options.senders.callerOf(roleArn, { region: arn.split(':')[3] ?? '', sourceArn: arn }) !== undefined,
          rearm(rule, where) {
            rule.disarm?.();
            rule.disarm = undefined;
            if (rule.enabled && rule.schedule !== undefined) arm(rule, rule.schedule(deps.clock.now()), where);
          },
        }),
        PutEvents: putEvents(buses, emit),
      },
    }),
    emit: (event, where) => emit(buses.named('default', where), event, where),
    failedInvocations,
    stop() {
      for (const bus of buses.all()) for (const rule of bus.rules.values()) rule.disarm?.();
    },
  };
}
