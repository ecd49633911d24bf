import { AssertionError } from 'chai';
import * as v from 'valibot';
import { Failure } from '../../../contract/failure.ts';
import { answerOf, type Ended } from './fuzz.ts';
import { assertNoSecret, loggedAs } from './secrets.ts';

/** What was thrown has a code of ours, or is what AWS refused as the SDK throws it. */
export async function endOf(call: () => Promise<unknown>): Promise<Ended> {
  try {
    const answer = await answerOf(call);
    if (!(answer instanceof Failure)) return 'good';
    if (isOfTest(answer.cause)) throw answer.cause;
    assertNoSecret(loggedAs(answer));
  } catch (error) {
    if (isOfTest(error) || !(error instanceof Error && '$metadata' in error)) throw error;
  }
  return 'refused';
}

/** Thrown by whoever answers below, and come up through a client. */
function isOfTest(error: unknown): boolean {
  return error instanceof AssertionError || v.isValiError(error);
}
