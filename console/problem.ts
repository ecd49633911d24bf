import { errorCode, errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';

/** What went wrong, for the page: a stable code, and words that end with the next step. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** A Failure says by itself what to do next; of AWS's own errors the code and words are all there is. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  return { code: errorCode(error), message: `${errorText(error)}. It is tried again with the next refresh.` };
}
