const lengths = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** `3 min`: from one moment to another, in the largest unit, rounded down. */
export function span(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  for (const [unit, length] of lengths) if (ms >= length) return `${Math.floor(ms / length)} ${unit}`;
  return '0 s';
}

/** `06:26:04`, with the date where it is not today's; UTC, as everywhere in configmend. */
export function clock(at: string, now: string): string {
  const text = new Date(at).toISOString();
  const time = text.slice(11, 19);
  return text.slice(0, 10) === now.slice(0, 10) ? time : `${text.slice(0, 10)} ${time}`;
}

export function number(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
}

/** `configmend-operator` of `arn:aws:sts::123456789012:assumed-role/configmend-operator/me`. */
export function shortArn(arn: string): string {
  return arn.split(':').slice(5).join(':') || arn;
}

/** `security-group-` and `restricted-ports`: the kind is in a heading already. */
export function ruleParts(id: string): readonly [string, string] {
  const kind = ['security-group-', 's3-bucket-', 's3-account-'].find((start) => id.startsWith(start)) ?? '';
  return [kind, id.slice(kind.length)];
}
