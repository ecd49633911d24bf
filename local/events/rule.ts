import type { EventPattern } from './pattern.ts';
import type { Schedule } from './schedule.ts';

/** Where a rule sends its events: the ARN of a function, a queue, a topic or another event bus. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  /** JSON text sent instead of the event. */
  readonly input?: string;
  /** What events are put on another bus with. */
  readonly roleArn?: string;
}

export interface EventRule {
  readonly busName: string;
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly eventPattern: string | undefined;
  readonly matches: EventPattern | undefined;
  readonly scheduleExpression: string | undefined;
  readonly schedule: Schedule | undefined;
  readonly targets: Map<string, Target>;
  enabled: boolean;
  /** Takes back the next firing. */
  disarm: (() => void) | undefined;
}

/** An event as its source gives it; the bus adds account and region. */
export interface EmittedEvent {
  /** The bus makes one, if absent. */
  readonly id?: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** Milliseconds since the epoch; now, if absent. */
  readonly time?: number;
}

/** An event as it is on a bus (EventBridge User Guide, "Event structure"). Wherever it goes, account and region stay those of its origin. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}
