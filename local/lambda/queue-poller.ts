import { AwsError } from '../aws-error.ts';
import type { Pending } from '../pending.ts';
import type { QueueFeed, TakenRecord } from '../sqs/sqs.ts';
import { unfinished } from './batch-response.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { Answer } from './local-function.ts';

export interface QueuePollerDeps {
  readonly pending: Pending;
  readonly feed: QueueFeed;
  /** Throws where the function's role may not. */
  authorise(operation: 'ReceiveMessage' | 'DeleteMessage'): void;
  /** Whether the function has room; what is gathered waits until `look` is called and it has. */
  hasRoom(): boolean;
  invoke(payload: string): Promise<Answer>;
  /** What goes wrong is said here, among the function's lines. */
  note(line: string): void;
}

export interface QueuePoller {
  /** Looks again: at the queue, and for room. */
  look(): void;
  /** What is gathered and not invoked comes back when its visibility timeout ends. */
  stop(): void;
}

/** What a synchronous invocation takes (AWS Lambda Developer Guide, "Lambda quotas"). */
const payloadBytes = 6 * 1024 * 1024;
/** Batches at once that Lambda begins with (AWS Lambda Developer Guide, "Configuring scaling behavior for SQS"). */
const firstConcurrency = 5;

/**
 * Polls a queue for a function: a batch is gathered until its window is over or it is full, the function is invoked with it, and what
 * it has finished is deleted. The rest becomes visible when its own visibility timeout ends, which the function may have changed. Unlike
 * AWS's pollers, which gather several batches at a time, this one gathers one after the other.
 */
export function createQueuePoller(mapping: EventSourceMapping, deps: QueuePollerDeps): QueuePoller {
  const { pending, feed } = deps;
  const most = mapping.maximumConcurrency ?? firstConcurrency;
  let gathered: TakenRecord[] = [];
  let bytes = 0;
  let dropWindow = (): void => {};
  /** Full batches that wait for room, each with what ends it as pending. */
  const ready: { readonly records: readonly TakenRecord[]; readonly end: () => void }[] = [];
  let running = 0;
  let stopped = false;
  const mayRun = (): boolean => !stopped && running < most;

  const close = (): void => {
    dropWindow();
    if (gathered.length === 0) return;
    ready.push({ records: gathered, end: pending.begin() });
    gathered = [];
    bytes = 0;
    start();
  };

  const start = (): void => {
    while (mayRun() && deps.hasRoom()) {
      const batch = ready.shift();
      if (batch === undefined) return;
      running += 1;
      void run(batch.records).finally(() => {
        running -= 1;
        batch.end();
        look();
      });
    }
  };

  const run = async (records: readonly TakenRecord[]): Promise<void> => {
    try {
      const { outcome } = await deps.invoke(JSON.stringify({ Records: records }));
      if (outcome.kind === 'failed' || stopped) return;
      const left = unfinished(records, outcome.payload, mapping.reportsFailures);
      const done = records.filter(({ messageId }) => !left.has(messageId));
      if (done.length === 0) return;
      deps.authorise('DeleteMessage');
      for (const { receiptHandle } of done) feed.delete(receiptHandle);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      deps.note(`event source mapping ${mapping.uuid}: ${error.message}`);
    }
  };

  const mayReceive = (): boolean => {
    if (stopped || feed.visible() === 0) return false;
    try {
      deps.authorise('ReceiveMessage');
      return true;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      deps.note(`event source mapping ${mapping.uuid}: ${error.message}`);
      return false;
    }
  };

  const gather = (): void => {
    if (!mayReceive()) return;
    while (ready.length === 0 && mayRun()) {
      const record = feed.takeOne();
      if (record === undefined) return;
      const size = Buffer.byteLength(JSON.stringify(record)) + 1;
      if (gathered.length > 0 && bytes + size > payloadBytes) close();
      if (gathered.length === 0 && mapping.windowSeconds > 0) {
        dropWindow = pending.window(mapping.windowSeconds * 1000, close);
      }
      gathered.push(record);
      bytes += size;
      if (gathered.length >= mapping.batchSize) close();
    }
  };

  const look = (): void => {
    start();
    gather();
    if (mapping.windowSeconds === 0) close();
  };

  const unwatch = feed.watch(look);
  look();
  return {
    look,
    stop() {
      stopped = true;
      unwatch();
      dropWindow();
      for (const { end } of ready) end();
      ready.length = 0;
    },
  };
}
