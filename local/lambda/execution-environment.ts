import {
  type FunctionError,
  readWorkerMessage,
  startWorker,
  type WorkerEvent,
  type WorkerMessage,
} from './bootstrap.ts';

export type Outcome =
  | { readonly kind: 'returned'; readonly payload: string }
  | { readonly kind: 'failed'; readonly error: FunctionError };

/** One worker thread that serves one event at a time and is reused while it lives. */
export interface ExecutionEnvironment {
  /** Never rejects: whatever goes wrong is the function's failure. */
  run(event: Omit<WorkerEvent, 'deadline'>, timeoutMs: number): Promise<Outcome>;
  /** Whether it can serve another event; a time-out, a crash or an exit ends it. */
  alive(): boolean;
  stop(): Promise<void>;
}

/** Generous against the service's 10 seconds: it bounds a hang, and a busy machine starts a worker slowly. */
const initTimeoutMs = 30_000;

/** The time-outs run in real time, because the function does. */
export function startEnvironment(
  bundlePath: string,
  env: Readonly<Record<string, string>>,
  log: (text: string) => void,
): ExecutionEnvironment {
  const worker = startWorker(bundlePath, env);
  let listener: ((message: WorkerMessage) => void) | undefined;
  let ended: FunctionError | undefined;

  const end = (error: FunctionError): void => {
    ended ??= error;
    listener?.({ kind: 'failed', error: ended });
  };
  worker.on('message', (raw: unknown) => {
    const message = readWorkerMessage(raw);
    if (message.kind === 'log') log(message.text);
    else listener?.(message);
  });
  worker.on('error', (error: unknown) => {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    log(`${stack ?? message}\n`);
    end({ errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') });
  });
  worker.on('exit', (code) =>
    end({
      errorType: 'Runtime.ExitError',
      errorMessage:
        code === 0
          ? 'Error: Runtime exited without providing a reason'
          : `Error: Runtime exited with error: exit status ${code}`,
    }),
  );
  const stop = async (): Promise<void> => {
    await worker.terminate();
  };

  const next = (timeoutMs: number, timedOut: FunctionError): Promise<WorkerMessage> =>
    new Promise((resolve) => {
      const settle = (message: WorkerMessage): void => {
        clearTimeout(timer);
        listener = undefined;
        resolve(message);
      };
      const timer = setTimeout(() => {
        ended = timedOut;
        settle({ kind: 'failed', error: timedOut });
        void stop();
      }, timeoutMs);
      listener = settle;
      if (ended !== undefined) settle({ kind: 'failed', error: ended });
    });

  const ready = next(initTimeoutMs, {
    errorType: 'Runtime.InitTimeout',
    errorMessage: `Init phase timed out after ${initTimeoutMs / 1000} seconds`,
  });

  return {
    async run(event, timeoutMs) {
      const initialised = await ready;
      if (initialised.kind === 'failed') {
        ended ??= initialised.error;
        void stop();
        return initialised;
      }
      const answer = next(timeoutMs, {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${String(event.context['awsRequestId'])} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
      });
      worker.postMessage({ ...event, deadline: Date.now() + timeoutMs } satisfies WorkerEvent, []);
      const message = await answer;
      return message.kind === 'returned' || message.kind === 'failed'
        ? message
        : { kind: 'failed', error: { errorType: 'Runtime.Unknown', errorMessage: `unexpected ${message.kind}` } };
    },
    alive: () => ended === undefined,
    stop,
  };
}
