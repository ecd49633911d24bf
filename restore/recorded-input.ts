import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { Change } from '../contract/plan.ts';

/** What a recorded call was made with. Throws RESTORE_REFUSED where the ledger has it in another form: nobody knows then what it changed. */
export function recordedInput<S extends v.GenericSchema>(
  schema: S,
  { service, operation, input }: Change,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const what = `the ledger does not say what ${service}:${operation} changed: a person has to put it back`;
  throw new Failure('RESTORE_REFUSED', what);
}
