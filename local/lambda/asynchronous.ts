import { AwsError } from '../aws-error.ts';
import type { Pending } from '../pending.ts';
import type { Answer, LocalFunction } from './local-function.ts';

export interface AsynchronousDeps {
  readonly pending: Pending;
  readonly now: () => number;
  /** Default waits before the retries. */
  readonly retryDelaysMs: readonly number[];
  readonly sqs: { deliver(queueArn: string, body: string): boolean };
  /** Invocations of one function at the same time. */
  readonly parallel: number;
  /** Whether the function's account and region have room for another invocation. */
  readonly hasRoom: (target: LocalFunction) => boolean;
}

export interface AsynchronousInvoker {
  enqueue(target: LocalFunction, payload: string, requestId: string): void;
  /** Starts what waits for room, after an invocation ended or a function's concurrency changed. */
  pump(): void;
  stop(): void;
}

interface AsyncEvent {
  readonly payload: string;
  readonly requestId: string;
  readonly attempt: number;
}

interface Queue {
  readonly waiting: AsyncEvent[];
  running: number;
}

/**
 * The internal queue of asynchronous invocation: an event waits while the function has no free concurrency, a failed one is
 * retried after the delays, and what failed for good goes to the on-failure destination or is dropped (AWS Lambda Developer
 * Guide, "How Lambda handles errors and retries with asynchronous invocation"). With reserved concurrency 0 nothing is tried.
 */
export function createAsynchronousInvoker(
  deps: AsynchronousDeps,
  invoke: (target: LocalFunction, payload: string, requestId: string) => Promise<Answer>,
): AsynchronousInvoker {
  const queues = new Map<LocalFunction, Queue>();
  let stopped = false;

  const queueOf = (target: LocalFunction): Queue => {
    const queue = queues.get(target) ?? { waiting: [], running: 0 };
    queues.set(target, queue);
    return queue;
  };

  const hasRoom = (target: LocalFunction, queue: Queue): boolean =>
    queue.running < deps.parallel &&
    target.busy() < (target.reservedConcurrency ?? Number.POSITIVE_INFINITY) &&
    deps.hasRoom(target);

  const pumpOne = (target: LocalFunction, queue: Queue): void => {
    for (;;) {
      const isOff = target.reservedConcurrency === 0;
      if (stopped || !(isOff || hasRoom(target, queue))) return;
      const event = queue.waiting.shift();
      if (event === undefined) return;
      if (isOff) {
        give(target, event, undefined, 'ReservedFunctionConcurrencyIsZero');
        end(event);
        continue;
      }
      queue.running += 1;
      void attempt(target, event).finally(() => {
        queue.running -= 1;
        end(event);
        pumpOne(target, queue);
      });
    }
  };
  const ends = new Map<AsyncEvent, () => void>();
  const end = (event: AsyncEvent): void => {
    ends.get(event)?.();
    ends.delete(event);
  };

  const add = (target: LocalFunction, event: AsyncEvent): void => {
    ends.set(event, deps.pending.begin());
    const queue = queueOf(target);
    queue.waiting.push(event);
    pumpOne(target, queue);
  };

  const attempt = async (target: LocalFunction, event: AsyncEvent): Promise<void> => {
    let answer: Answer | undefined;
    try {
      answer = await invoke(target, event.payload, event.requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
    if (stopped || answer?.outcome.kind === 'returned') return;
    const delay = (target.spec.retryDelaysMs ?? deps.retryDelaysMs)[event.attempt];
    if (delay === undefined) give(target, event, answer, 'RetriesExhausted');
    else deps.pending.after(delay, () => add(target, { ...event, attempt: event.attempt + 1 }));
  };

  const give = (target: LocalFunction, event: AsyncEvent, answer: Answer | undefined, condition: string): void => {
    const queueArn = target.spec.onFailure?.queueArn;
    target.log.push(`${event.requestId} asynchronous event given up: ${condition}`);
    if (queueArn === undefined) return;
    const record = {
      version: '1.0',
      timestamp: new Date(deps.now()).toISOString(),
      requestContext: {
        requestId: event.requestId,
        functionArn: `${target.arn}:$LATEST`,
        condition,
        approximateInvokeCount: answer === undefined ? event.attempt : event.attempt + 1,
      },
      requestPayload: JSON.parse(event.payload) as unknown,
      ...(answer?.outcome.kind === 'failed'
        ? {
            responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
            responsePayload: answer.outcome.error,
          }
        : {}),
    };
    const taken = deps.sqs.deliver(queueArn, JSON.stringify(record));
    if (!taken) target.log.push(`${event.requestId} on-failure destination ${queueArn} did not take the event`);
  };

  return {
    enqueue: (target, payload, requestId) => add(target, { payload, requestId, attempt: 0 }),
    pump() {
      for (const [target, queue] of queues) pumpOne(target, queue);
    },
    stop() {
      stopped = true;
      queues.clear();
    },
  };
}
