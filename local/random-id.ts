import { randomBytes } from 'node:crypto';

/**
 * Makes identifiers of hex digits, `length` of them at a time. With a seed the same calls give the same ids in every run (a
 * xorshift generator: nothing here is a secret). Each `stream` of a seed has ids of its own, so that what one service hands out
 * does not depend on what others were asked in the meantime.
 */
export function idGenerator(seed?: number, stream = ''): (length: number) => string {
  if (seed === undefined)
    return (length) =>
      randomBytes(Math.ceil(length / 2))
        .toString('hex')
        .slice(0, length);
  let state = (Math.imul(seed, 2_654_435_761) ^ mixed(stream)) >>> 0 || 1;
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

/** FNV-1a. */
function mixed(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01_00_01_93);
  return hash >>> 0;
}
