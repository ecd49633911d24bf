import { Failure } from '../contract/failure.ts';
import { errorText } from './classify-error.ts';

/**
 * What a call of AWS answers, as `read` makes it out. The SDK passes on whatever stands in an answer, and trips over some of it itself: rejects
 * with READ_FAILED, transient, where the answer has not the form that AWS documents. What AWS refuses goes on as the SDK throws it.
 */
export async function understood<T>(service: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw notUnderstood(service, cause);
  }
}

/** The same of what was thrown already. */
export function notUnderstood(service: string, cause: unknown): unknown {
  if (!isOfNoForm(cause)) return cause;
  const message = `${service} answered in a form that is not known: ${errorText(cause)}`;
  return new Failure('READ_FAILED', message, { cause, transient: true });
}

/** What JavaScript throws by itself; the last where a token of one answer is to be put into the next call. */
const tripped = [TypeError, SyntaxError, RangeError, URIError] as const;

function isOfNoForm(error: unknown): boolean {
  if (tripped.some((kind) => error instanceof kind)) return true;
  if (!(error instanceof Error) || '$metadata' in error) return false;
  // What the SDK throws for itself has no code: of an answer that it could not read, and of a message that came otherwise than it was sent.
  return '$response' in error || error.message.startsWith('Invalid MD5 checksum');
}
