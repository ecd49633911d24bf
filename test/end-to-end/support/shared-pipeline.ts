import { type Pipeline, startPipeline } from './pipeline.ts';

let shared: Promise<Pipeline> | undefined;

/**
 * One pipeline with its gate open for all tests that need no other. They leave nothing behind: the queue empty, no fault in force,
 * the recorder on. They advance the clock by four minutes in all at most: the account dates its answers by real time, so that
 * an SDK client in a function would take its own clock for wrong beyond that, and repeat every call that is refused.
 */
export function sharedPipeline(): Promise<Pipeline> {
  shared ??= startPipeline({ open: true });
  return shared;
}

after('stop the shared pipeline', async () => {
  if (shared !== undefined) await (await shared).stop();
});
