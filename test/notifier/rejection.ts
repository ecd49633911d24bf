import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';

/** The Failure that a promise rejects with; anything else fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );
  if (outcome instanceof Failure) return outcome;
  assert.fail(`expected a Failure, got ${String(outcome)}`);
}
