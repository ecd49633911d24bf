import type { Message } from '@aws-sdk/client-sqs';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { RemediationBatch } from '../../contract/remediation-batch.ts';
import { drain, type DrainDeps, type DrainSummary } from '../../coordinator/drain.ts';
import type { Invocation } from '../../coordinator/invoke-remediator.ts';
import { accountsOf } from './accounts.ts';
import { memoryGrace } from './grace.ts';
import { type Journal, memoryQueue, memoryTopic } from './pipeline.ts';

/** Every resource of the batch has this outcome. */
export function answered(batch: RemediationBatch, outcome: Outcome = 'mended'): Invocation {
  const results = batch.work.map(({ resource }) => ({ resourceId: resource.id, outcome, detail: '' }));
  return { kind: 'answered', report: { results } };
}

export const unreadableGate = (): Promise<boolean> =>
  Promise.reject(new Failure('GATE_UNREADABLE', 'the gate cannot be read'));

/**
 * A coordinator over a queue in memory, whose run has a minute left until a long poll finds the queue empty. Set `time.left` to take
 * time from it; `arriving` are messages that come after the first ones were received.
 */
export function coordinator(messages: readonly Message[], overrides: Partial<DrainDeps> = {}) {
  const journal: Journal = [];
  const graceStore = memoryGrace();
  const queue = memoryQueue(messages, journal);
  const topic = memoryTopic(journal);
  const time = { left: 60_000 };
  const arriving: Message[] = [];
  const invoke = sinon.spy(
    overrides.invoke ?? ((batch: RemediationBatch): Promise<Invocation> => Promise.resolve(answered(batch))),
  );
  const report = sinon.spy<DrainDeps['report']>(() => undefined);
  const timedQueue = {
    ...queue,
    async receive(waitSeconds: number) {
      const received = await queue.receive(waitSeconds);
      if (received.length === 0 && waitSeconds > 0) time.left = 0;
      queue.visible.push(...arriving.splice(0));
      return received;
    },
  };
  const deps: DrainDeps = {
    gate: () => Promise.resolve(true),
    tripped: () => Promise.resolve(false),
    abandon: () => Promise.resolve(),
    accounts: () => Promise.resolve(accountsOf()),
    exemptionsKnown: () => Promise.resolve(true),
    graceStore,
    queue: timedQueue,
    tell: (notices) => topic.tell(notices),
    remainingMs: () => time.left,
    now: () => new Date('2026-11-20T12:00:00.000Z'),
    report,
    runId: 'run-1',
    ...overrides,
    invoke,
  };
  return {
    run: (): Promise<DrainSummary> => drain(deps),
    queue,
    topic,
    time,
    arriving,
    invoke,
    report,
    journal,
    graceStore,
  };
}

/** The resources of every batch that was invoked. */
export function invokedWith(invoke: sinon.SinonSpy<[RemediationBatch], unknown>): string[][] {
  return invoke.args.map(([batch]) => batch.work.map(({ resource }) => resource.id));
}
