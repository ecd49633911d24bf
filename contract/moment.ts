import * as v from 'valibot';

/**
 * A moment, ISO 8601 with date, time and zone: of those that `Date` knows, which has no zone of hours alone, and of the years that an id
 * names by four digits.
 */
export const moment = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check((text) => {
    const at = new Date(text).getTime();
    return at >= first && at <= last;
  }, 'Invalid moment'),
);

const first = Date.UTC(1970, 0);
const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
