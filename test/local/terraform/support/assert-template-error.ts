import { assert } from 'chai';
import { TerraformError } from '../../../../local/terraform/terraform-error.ts';

/** The TerraformError that the call throws or rejects with, whose message holds the text. Anything else fails the test. */
export async function assertTemplateError(call: () => unknown, text: string): Promise<TerraformError> {
  let thrown: unknown = 'nothing thrown';
  try {
    await call();
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof TerraformError)) assert.fail(`expected a TerraformError, got ${String(thrown)}`);
  assert.include(thrown.message, text);
  return thrown;
}
