import { Failure } from '../contract/failure.ts';
import { notUnderstood } from './understood.ts';

/**
 * The pages of a listing, as they come. AWS gives no token of a listing twice, and whoever follows one that comes again never ends. Rejects with
 * READ_FAILED then, since a listing that is cut short would pass for whole; and for a page of no known form.
 */
export async function* endingPages<P>(
  pages: AsyncIterable<P>,
  tokenOf: (page: P) => string | undefined,
): AsyncGenerator<P, void, undefined> {
  const tokens = new Set<string>();
  try {
    for await (const page of pages) {
      const token = tokenOf(page);
      if (token !== undefined && tokens.has(token)) {
        throw new Failure('READ_FAILED', 'AWS lists the same page again and again', { transient: true });
      }
      if (token !== undefined) tokens.add(token);
      yield page;
    }
  } catch (cause) {
    throw notUnderstood('AWS', cause);
  }
}
