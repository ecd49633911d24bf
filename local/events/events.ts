import { AwsError } from '../aws-error.ts';
import { jsonService } from '../json-protocol.ts';
import type { InvokeSource } from '../lambda/resource-policy.ts';
import type { Pending } from '../pending.ts';
import { type LocalService, Regional, type ServiceDeps } from '../service.ts';
import { uuid } from '../uuid.ts';
import { putEvents } from './put-events.ts';
import { ruleOperations } from './rule-operations.ts';
import type { EmittedEvent, EventRule, EventsState, Target } from './rule.ts';

export interface EventsOptions {
  readonly pending: Pending;
  readonly lambda: { invokeAsync(functionArn: string, event: unknown, source: InvokeSource): void };
  readonly sqs: { deliver(queueArn: string, body: string): boolean };
  /** False where there is no such topic. */
  readonly publish: (topicArn: string, message: string) => boolean;
  /** From the event to its targets. */
  readonly deliveryMs?: number;
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
  const states = new Regional<EventsState>(() => ({ rules: new Map() }));
  const failedInvocations: FailedInvocation[] = [];

  const invokeTarget = (rule: EventRule, target: Target, body: string): void => {
    const service = target.arn.split(':')[2];
    const sourceAccount = rule.arn.split(':')[4] ?? '';
    switch (service) {
      case 'lambda':
        options.lambda.invokeAsync(target.arn, JSON.parse(body), {
          principal: 'events.amazonaws.com',
          sourceArn: rule.arn,
          sourceAccount,
        });
        break;
      case 'sqs':
        if (!options.sqs.deliver(target.arn, body))
          throw new AwsError('NotDelivered', 'the queue did not take the event');
        break;
      default:
        if (!options.publish(target.arn, body)) throw new AwsError('NotDelivered', 'the topic did not take the event');
    }
  };
  const deliver = (rule: EventRule, event: object): void => {
    for (const target of rule.targets.values()) {
      pending.after(deliveryMs, () => {
        try {
          invokeTarget(rule, target, target.input ?? JSON.stringify(event));
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          const reason = `${error.code}: ${error.message}`;
          failedInvocations.push({ ruleArn: rule.arn, targetArn: target.arn, reason });
        }
      });
    }
  };

  const envelope = (event: EmittedEvent, where: { accountId: string; region: string }) => ({
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

  const emit = (event: EmittedEvent, where: { accountId: string; region: string }): string => {
    const sent = envelope(event, where);
    for (const rule of states.of(where).rules.values()) {
      if (rule.enabled && rule.matches?.(sent) === true) deliver(rule, sent);
    }
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
        ...ruleOperations(states, (rule, where) => {
          rule.disarm?.();
          rule.disarm = undefined;
          if (rule.enabled && rule.schedule !== undefined) arm(rule, rule.schedule(deps.clock.now()), where);
        }),
        PutEvents: putEvents(emit),
      },
    }),
    emit,
    failedInvocations,
    stop() {
      for (const { state } of states.entries()) for (const rule of state.rules.values()) rule.disarm?.();
    },
  };
}
