import type { EmittedEvent } from '../events/rule.ts';
import { jsonService } from '../json-protocol.ts';
import type { InvokeSource } from '../lambda/resource-policy.ts';
import type { Pending } from '../pending.ts';
import { type LocalService, type Recordable, Regional, type ResourceChange, type ServiceDeps } from '../service.ts';
import { channelOperations } from './channel-operations.ts';
import { complianceOperations } from './compliance-operations.ts';
import { type Delivery, quickDelivery } from './delivery.ts';
import { historyOperations } from './history-operations.ts';
import { createNotifications } from './notifications.ts';
import { putEvaluations, type RefuseEvaluation } from './put-evaluations.ts';
import { createRecording } from './recording.ts';
import { recorderOperations } from './recorder-operations.ts';
import { ruleOperations } from './rule-operations.ts';
import { createConfigState } from './state.ts';
import { createTriggering } from './triggering.ts';

export interface ConfigOptions {
  readonly pending: Pending;
  /** The services whose resources are recorded. */
  readonly recordables: readonly Recordable[];
  readonly lambda: {
    mayInvoke(functionArn: string, source: InvokeSource): boolean;
    invokeAsync(functionArn: string, event: unknown, source: InvokeSource): void;
  };
  /** Publishes to the delivery channel's topic; false where there is none. */
  readonly publish: (topicArn: string, message: { subject: string; message: string }) => boolean;
  readonly events: { emit(event: EmittedEvent, where: { accountId: string; region: string }): unknown };
  readonly delivery?: Partial<Delivery>;
}

export interface LocalConfig extends LocalService {
  /** A recordable resource changed. */
  changed(change: ResourceChange): void;
  /** From now on PutEvaluations answers the evaluations that `refuse` picks in FailedEvaluations; returns what ends that. */
  refuseEvaluations(refuse: RefuseEvaluation): () => void;
  stop(): void;
}

/** AWS Config: record, invoke rules, take evaluations, answer compliance, notify. State per account and region. */
export function createConfig(deps: ServiceDeps, options: ConfigOptions): LocalConfig {
  const { pending, lambda } = options;
  const delivery = { ...quickDelivery, ...options.delivery };
  const states = new Regional(createConfigState);
  const now = (): number => deps.clock.now();
  const refusals = new Set<RefuseEvaluation>();

  const notifications = createNotifications({
    pending,
    now,
    ...delivery,
    publish: options.publish,
    emit: (event, where) => options.events.emit(event, where),
  });
  const triggering = createTriggering({ deps, pending, lambda, ...delivery });
  const recording = createRecording({
    states,
    recordables: options.recordables,
    pending,
    now,
    recordMs: delivery.recordMs,
    recorded(state, item, previous, diff) {
      notifications.itemRecorded(state, item, diff);
      triggering.itemRecorded(state, item, previous, diff);
    },
  });
  const refuses: RefuseEvaluation = (evaluation) => [...refusals].some((refuse) => refuse(evaluation));

  return {
    ...jsonService({
      signingName: 'config',
      version: '1.1',
      operations: {
        ...recorderOperations(states, now, (state) => recording.inventory(state)),
        ...channelOperations(states),
        ...ruleOperations({ states, deps, lambda, triggering, notifications }),
        PutEvaluations: putEvaluations(states, now, notifications, refuses),
        ...complianceOperations(states),
        ...historyOperations(states),
      },
    }),
    changed: (change) => recording.changed(change),
    refuseEvaluations(refuse) {
      refusals.add(refuse);
      return () => refusals.delete(refuse);
    },
    stop() {
      for (const { state } of states.entries()) for (const rule of state.rules.values()) rule.disarm?.();
    },
  };
}
