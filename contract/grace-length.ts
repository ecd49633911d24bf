/** The queue keeps a message for 14 days (SQS Developer Guide, "Message quotas"): what is longer could be lost while it waits. */
export const longestGraceDays = 10;

/** Whole minutes, hours or days, from one minute to the longest; in what RE2 and JavaScript have in common. */
export const graceForm = {
  pattern:
    '^(([1-9][0-9]{0,3}|1[0-3][0-9]{3}|14[0-3][0-9]{2}|14400)m|([1-9][0-9]?|1[0-9]{2}|2[0-3][0-9]|240)h|([1-9]|10)d)$',
  says: `minutes, hours or days, such as 30m, 24h or 7d, of at most ${longestGraceDays} days`,
} as const;

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a length such as `24h`; undefined for anything of another form. */
export function graceMs(text: string): number | undefined {
  if (!new RegExp(graceForm.pattern).test(text)) return undefined;
  const unit = text.at(-1);
  return unit === 'm' || unit === 'h' || unit === 'd' ? Number.parseInt(text, 10) * unitMs[unit] : undefined;
}
