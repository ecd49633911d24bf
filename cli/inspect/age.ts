const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** `3 d`, `5 h`, `12 min`, `now`: how long ago, in its largest unit, rounded down; what lies ahead is `now`. */
export function ageText(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  for (const [unit, length] of units) if (ms >= length) return `${Math.floor(ms / length)} ${unit}`;
  return 'now';
}

/** `3 d ago`, or `just now`. */
export function agoText(from: string, to: string): string {
  const age = ageText(from, to);
  return age === 'now' ? 'just now' : `${age} ago`;
}
