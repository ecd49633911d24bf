import { randomBytes } from 'node:crypto';

/**
 * Makes identifiers of hex digits, `length` of them at a time. With a seed the same calls give the same ids in every run (a
 * xorshift generator: nothing here is a secret).
 */
export function idGenerator(seed?: number): (length: number) => string {
  if (seed === undefined)
    return (length) =>
      randomBytes(Math.ceil(length / 2))
        .toString('hex')
        .slice(0, length);
  let state = (Math.imul(seed, 2_654_435_761) ^ 0x9e_37_79_b9) >>> 0 || 1;
  const next = (): string => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0).toString(16).padStart(8, '0');
  };
  return (length) =>
    Array.from({ length: Math.ceil(length / 8) }, next)
      .join('')
      .slice(0, length);
}
