/**
 * One line that a terminal shows as it is: no control characters, which could move its cursor or change its title, and none that
 * turn the direction of writing. Names, tags and policies hold whatever somebody wrote into them.
 */
export function plainText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]|\p{Cs}/gu, '\uFFFD');
}

/** The same for the words of one cell or sentence of ours: what is not seen is a blank as well, and leaves no mark. */
export function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ');
}
