/**
 * Whether every text that `inner` matches is matched by `outer` as well: patterns with `*` for any text and `?` for any one
 * character, a text without them being a pattern too. False where it cannot be told from the two side by side.
 */
export function covers(outer: string, inner: string): boolean {
  let at = 0;
  let inside = 0;
  let star = -1;
  let resumeAt = 0;
  while (inside < inner.length) {
    const wanted = outer[at];
    const given = inner[inside];
    if (wanted === '*') {
      star = at;
      resumeAt = inside;
      at += 1;
    } else if (given !== '*' && (wanted === '?' || wanted === given)) {
      at += 1;
      inside += 1;
    } else if (star >= 0) {
      resumeAt += 1;
      inside = resumeAt;
      at = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(outer.slice(at));
}

/** Whether no text is matched by both. False where it cannot be told by what stands before the first wildcard or policy variable. */
export function areDisjoint(one: string, other: string): boolean {
  const [a, b] = [headOf(one), headOf(other)];
  const startsAlike =
    (a.isWhole ? a.text.length >= b.text.length : true) &&
    (b.isWhole ? b.text.length >= a.text.length : true) &&
    (a.text.startsWith(b.text) || b.text.startsWith(a.text));
  return !startsAlike;
}

function headOf(pattern: string): { readonly text: string; readonly isWhole: boolean } {
  const [text = ''] = pattern.split(/[*?]|\$\{/);
  return { text, isWhole: text.length === pattern.length };
}
