import { assert } from 'chai';
import { Failure, type FailureCode } from '../../contract/failure.ts';

/** The Failure of that code that a promise rejects with; its message must hold the text. Anything else fails the test. */
export async function assertRejects(promise: Promise<unknown>, code: FailureCode, text = ''): Promise<Failure> {
  const outcome = await promise.then(
    () => 'no rejection',
    (error: unknown) => error,
  );
  if (!(outcome instanceof Failure)) assert.fail(`expected ${code}, got ${String(outcome)}`);
  assert.equal(outcome.code, code);
  assert.include(outcome.message, text);
  return outcome;
}
