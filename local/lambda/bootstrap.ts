import { Worker } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';

const FunctionError = v.object({
  errorType: v.string(),
  errorMessage: v.string(),
  trace: v.exactOptional(v.array(v.string())),
});

/** What a function answers when it fails (AWS Lambda Developer Guide, "Error responses"). */
export type FunctionError = v.InferOutput<typeof FunctionError>;

const WorkerMessage = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('log'), text: v.string() }),
  v.object({ kind: v.literal('returned'), payload: v.string() }),
  v.object({ kind: v.literal('failed'), error: FunctionError }),
]);

/** What the runtime inside a worker says: initialised, a line of output, the handler's answer, or an error of either. */
export type WorkerMessage = v.InferOutput<typeof WorkerMessage>;

export function readWorkerMessage(message: unknown): WorkerMessage {
  return v.parse(WorkerMessage, message);
}

/** One event for the handler; `deadline` is real time, in milliseconds since the epoch. */
export interface WorkerEvent {
  readonly payload: string;
  readonly deadline: number;
  /** How far the account's clock is ahead of real time: the function sees the account's time. */
  readonly clockOffset: number;
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * Starts a worker that imports the bundle and calls its export `handler`. The runtime is plain JavaScript in a string, so that
 * it runs whether this file was compiled or is run from TypeScript, and no loader of the parent reaches the function. Only
 * `env` is visible inside; output is sent as messages, so that it stays in order with the answers.
 */
export function startWorker(bundlePath: string, env: Readonly<Record<string, string>>): Worker {
  return new Worker(runtime, {
    eval: true,
    env: { ...env },
    execArgv: [],
    stdout: true,
    stderr: true,
    workerData: pathToFileURL(bundlePath).href,
  });
}

const runtime = `
const { parentPort, workerData } = require('node:worker_threads');
const dns = require('node:dns');

const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(/(^|\\.)localhost$/.test(name) ? '127.0.0.1' : name, ...rest);

let clockOffset = 0;
const RealDate = Date;
const now = () => RealDate.now() + clockOffset;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, callback) => {
    parentPort.postMessage({ kind: 'log', text: String(chunk) });
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') done();
    return true;
  };
}

const describe = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack ?? error).split('\\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
const fail = (error) => parentPort.postMessage({ kind: 'failed', error });

async function serve(handler, event) {
  clockOffset = event.clockOffset;
  const context = {
    ...event.context,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, event.deadline - RealDate.now()),
  };
  try {
    const result = await handler(JSON.parse(event.payload), context);
    parentPort.postMessage({ kind: 'returned', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    const described = describe(error);
    console.error(event.context.awsRequestId + ' ERROR Invoke Error ' + JSON.stringify(described));
    fail(described);
  }
}

import(workerData).then(
  ({ handler }) => {
    if (typeof handler !== 'function') {
      fail({ errorType: 'Runtime.HandlerNotFound', errorMessage: workerData + ' does not export a function named handler' });
      return;
    }
    parentPort.on('message', (event) => serve(handler, event));
    parentPort.postMessage({ kind: 'ready' });
  },
  (error) => fail({ ...describe(error), errorType: 'Runtime.ImportModuleError' }),
);
`;
