import { graceKey } from '../../coordinator/grace-store.ts';
import type { AwsResponse } from '../../local/service.ts';
import { type Deed, deedKinds, type Scenario } from './scenario.ts';
import { createTally } from './tally.ts';
import type { Watch } from './watch.ts';
import type { WiredCall } from './wire.ts';

/** What people and services do besides faults of calls and outages, each counted where it takes effect: what is only drawn says nothing. */
export const biteKinds = [
  ...deedKinds.map((kind): `deed: ${Deed['do']}` => `deed: ${kind}`),
  'deed amid a call',
  'message delivered twice',
  'message delivered out of order',
  'two coordinators at once',
  'function timed out',
  'event tried again after a failure',
  'event failed for good',
  'alarm gone off',
  'write to S3 that lost a race',
  'breaker tripped',
  'tug-of-war left to people',
  'grace period waited for',
  'stale item of AWS Config judged',
  'item of AWS Config half a minute late',
  'verdict of AWS Config told half a minute late',
] as const;
export type BiteKind = (typeof biteKinds)[number];

const lateMs = 30_000;

/** A message as its consumer has it, by the wire or by Lambda's poller. */
export interface Delivered {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Bites {
  bit(kind: BiteKind): void;
  /** A resource is no longer what it was. */
  changed(resourceId: string): void;
  /** A function begins to work an event, while so many of its invocations run. */
  begun(name: string, event: unknown, running: number): void;
  /** Messages came out of a queue. */
  delivered(queue: string, messages: readonly Delivered[]): void;
  /** A verdict came to the notifier. */
  told(body: string): void;
  /** A call was answered. */
  answered(call: WiredCall, response: AwsResponse): void;
  counts(watch: Watch): Readonly<Record<string, number>>;
}

export function createBites(scenario: Scenario, now: () => number): Bites {
  const tally = createTally();
  const bit = (kind: BiteKind): void => tally.count(kind);
  const changedAt = new Map<string, number>();
  const seen = new Set<string>();
  /** The latest message of each queue that came out, by when it was sent. */
  const newest = new Map<string, number>();
  let periods: ReadonlySet<string> = new Set();

  const delivered: Bites['delivered'] = (queue, messages) => {
    for (const { id, attributes } of messages) {
      if (attributes['ApproximateReceiveCount'] !== '1') continue;
      if (seen.has(`${queue} ${id}`)) bit('message delivered twice');
      seen.add(`${queue} ${id}`);
      const sent = Number(attributes['SentTimestamp']);
      // Without the queue's own disorder, what the product delays comes late too: that is its own doing.
      if (scenario.reorder && sent < (newest.get(queue) ?? 0)) bit('message delivered out of order');
      newest.set(queue, Math.max(sent, newest.get(queue) ?? 0));
    }
  };
  /** A period that is new holds back what it was announced for. */
  const graceWritten = (text: string): void => {
    const known = new Set(Object.keys((JSON.parse(text) as { periods: object }).periods));
    for (const id of known) if (!periods.has(id)) bit('grace period waited for');
    periods = known;
  };

  return {
    bit,
    delivered,
    changed: (resourceId) => void changedAt.set(resourceId, now()),
    begun(name, event, running) {
      if (name === 'coordinator' && running > 0) bit('two coordinators at once');
      const item = itemOf(event);
      if (item === undefined) return;
      const captured = Date.parse(item.configurationItemCaptureTime);
      if ((changedAt.get(item.resourceId) ?? 0) > captured) bit('stale item of AWS Config judged');
      if (now() - captured > lateMs) bit('item of AWS Config half a minute late');
    },
    told(body) {
      const recorded = /"resultRecordedTime":"([^"]+)"/.exec(body)?.[1];
      if (recorded !== undefined && now() - Date.parse(recorded) > lateMs)
        bit('verdict of AWS Config told half a minute late');
    },
    answered({ service, operation, request }, { status, body }) {
      if (service === 'sqs' && operation === 'ReceiveMessage' && status === 200)
        delivered('remediation', messagesOf(String(body)));
      if (service !== 's3' || operation !== 'PutObject') return;
      if (status === 412) bit('write to S3 that lost a race');
      if (status < 300 && request.path.endsWith(graceKey)) graceWritten(request.body.toString());
    },
    counts(watch) {
      const ended = createTally();
      ended.count('breaker tripped', watch.trips());
      ended.count('tug-of-war left to people', watch.safety()?.tugsOfWar.length ?? 0);
      return { ...tally.counts(), ...ended.counts() };
    },
  };
}

interface Item {
  readonly resourceId: string;
  readonly configurationItemCaptureTime: string;
}

/** The item that a rule is to judge; undefined of every other event. */
function itemOf(event: unknown): Item | undefined {
  const { invokingEvent } = (event ?? {}) as { readonly invokingEvent?: unknown };
  if (typeof invokingEvent !== 'string') return undefined;
  return (JSON.parse(invokingEvent) as { readonly configurationItem?: Item }).configurationItem ?? undefined;
}

function messagesOf(body: string): Delivered[] {
  const { Messages = [] } = JSON.parse(body) as {
    Messages?: { MessageId: string; Attributes?: Record<string, string> }[];
  };
  return Messages.map(({ MessageId, Attributes = {} }) => ({ id: MessageId, attributes: Attributes }));
}
