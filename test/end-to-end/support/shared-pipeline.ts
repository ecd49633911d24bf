import { sharedBySpecs } from '../../support/shared-by-specs.ts';
import { startPipeline } from './pipeline.ts';

/**
 * One pipeline with its gate open for all tests that need no other. They leave nothing behind: the queue empty, no fault in force,
 * the recorder on. They advance the clock by four minutes in all at most: the account dates its answers by real time, so that
 * an SDK client in a function would take its own clock for wrong beyond that, and repeat every call that is refused.
 */
export const sharedPipeline = sharedBySpecs(
  () => startPipeline({ open: true }),
  (pipeline) => pipeline.stop(),
);
