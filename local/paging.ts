import type { AwsError } from './aws-error.ts';

/**
 * One page of a list and the opaque token of the next. `scope` names the list: a token of another list, or a made-up one, is
 * answered with `invalid`.
 */
export function page<T>(
  items: readonly T[],
  options: { scope: string; limit: number; token: string | undefined; invalid: () => AwsError },
): { items: readonly T[]; nextToken: string | undefined } {
  const from = options.token === undefined ? 0 : readToken(options.token, options.scope);
  if (from === undefined) throw options.invalid();
  const next = from + options.limit;
  return {
    items: items.slice(from, next),
    nextToken:
      next < items.length ? Buffer.from(JSON.stringify([options.scope, next])).toString('base64url') : undefined,
  };
}

function readToken(token: string, scope: string): number | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (!Array.isArray(read)) return undefined;
    const [held, from]: unknown[] = read;
    return held === scope && typeof from === 'number' ? from : undefined;
  } catch {
    return undefined;
  }
}
