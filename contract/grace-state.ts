import * as v from 'valibot';
import { moment } from './moment.ts';

/** The grace of one violation, a rule that one resource breaks: people have been told of it. */
export const GracePeriod = v.strictObject({
  /** Capture time of the evidence that it began with. */
  since: moment,
  /** Not mended before. */
  until: moment,
  /** Whether AWS Config knew of no violation before it, so that what was captured earlier is about one that has ended. */
  begun: v.boolean(),
  /** When the run of the remediator began that found it mended: what was captured before is about it, what is captured later is not. */
  settledAt: v.optional(moment),
});
export type GracePeriod = v.InferOutput<typeof GracePeriod>;

/**
 * What the coordinator remembers of grace periods: one S3 object, `grace/state.json` in the ledger bucket, written only under the
 * condition that it is as it was read. By the id of the instruction, as its resource and rule give it.
 */
export const GraceState = v.strictObject({ version: v.literal(1), periods: v.record(v.string(), GracePeriod) });
export type GraceState = v.InferOutput<typeof GraceState>;

/** Before anything was ever announced; the stack creates the object with it. */
export const initialGraceState: GraceState = { version: 1, periods: {} };
