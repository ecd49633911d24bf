import { assert } from 'chai';

/** The error that a call was refused with. Fails when it succeeds. */
export async function refusalOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    assert.instanceOf(error, Error);
    if (error instanceof Error) return error;
  }
  return assert.fail('the call succeeded');
}

/** Asserts the error's name and, where given, its message. */
export async function assertRefused(call: Promise<unknown>, name: string, message?: RegExp): Promise<void> {
  const error = await refusalOf(call);
  assert.equal(error.name, name, error.message);
  if (message !== undefined) assert.match(error.message, message);
}
