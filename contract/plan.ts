import * as v from 'valibot';
import { nestsWithin } from './nests-within.ts';

/** The inputs of the calls that are made nest six deep; what goes far beyond is none of them, and could not be written again. */
const deepest = 32;

/**
 * One AWS call that a mend consists of. `service` is the SDK client's short name, `operation` its command without the
 * suffix (`RevokeSecurityGroupIngress`), `input` the command's own input, plain JSON.
 */
export const Change = v.strictObject({
  service: v.picklist(['ec2', 's3', 's3-control']),
  operation: v.string(),
  input: v.pipe(
    v.record(v.string(), v.unknown()),
    v.check((input) => nestsWithin(deepest, input), `must not nest deeper than ${deepest} levels`),
  ),
});
export type Change = v.InferOutput<typeof Change>;

/**
 * What a mend would do: calls in the order in which they must be made, the affected part before and after as lines a person
 * can diff, and notes that say where least change could not be had ("revoked whole: all traffic cannot be split").
 * No changes = nothing to do.
 */
export const Plan = v.strictObject({
  changes: v.array(Change),
  before: v.array(v.string()),
  after: v.array(v.string()),
  notes: v.array(v.string()),
});
export type Plan = v.InferOutput<typeof Plan>;
