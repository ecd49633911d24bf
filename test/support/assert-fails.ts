import { assert } from 'chai';
import { Failure, type FailureCode } from '../../contract/failure.ts';

/** Asserts that the call throws a Failure of that code whose message holds the text. */
export function assertFails(call: () => unknown, code: FailureCode, text: string): void {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  assert.instanceOf(thrown, Failure);
  if (!(thrown instanceof Failure)) return;
  assert.equal(thrown.code, code);
  assert.include(thrown.message, text);
}
