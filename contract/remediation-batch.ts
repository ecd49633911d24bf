import * as v from 'valibot';
import { Instruction, NamedResource, RemediatorId } from './instruction.ts';
import { Outcome } from './outcome.ts';

/** One queue message as the coordinator holds it: the handle is what it is settled by. */
export const HeldMessage = v.strictObject({
  messageId: v.string(),
  receiptHandle: v.string(),
  instruction: Instruction,
});
export type HeldMessage = v.InferOutput<typeof HeldMessage>;

/** A resource and every message that asks for it, whichever rule they come from. */
export const Work = v.strictObject({
  resource: NamedResource,
  messages: v.pipe(v.array(HeldMessage), v.minLength(1)),
});
export type Work = v.InferOutput<typeof Work>;

/** What the coordinator invokes a remediator with: resources of one kind, account and region (at most 6 MB, Lambda's limit). */
export const RemediationBatch = v.strictObject({
  version: v.literal(1),
  runId: v.string(),
  remediator: RemediatorId,
  accountId: v.string(),
  region: v.string(),
  work: v.pipe(v.array(Work), v.minLength(1)),
});
export type RemediationBatch = v.InferOutput<typeof RemediationBatch>;

/** What a remediator answers: one line per resource of the batch. */
export const RemediationReport = v.strictObject({
  results: v.array(
    v.strictObject({
      resourceId: v.string(),
      outcome: Outcome,
      actionId: v.optional(v.string()),
      detail: v.string(),
      /** Of a refusal: for the sake of the resource's own account alone, so that it says nothing of the others. */
      accountOnly: v.optional(v.literal(true)),
    }),
  ),
});
export type RemediationReport = v.InferOutput<typeof RemediationReport>;
