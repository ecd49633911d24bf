/** The few emoji that head a message: Slack's shortcode, and what a terminal shows. */
export const emoji = {
  broken: [':rotating_light:', '🚨'],
  well: [':white_check_mark:', '✅'],
  gone: [':wastebasket:', '🗑️'],
  unknown: [':grey_question:', '❔'],
  mended: [':wrench:', '🔧'],
  partly: [':warning:', '⚠️'],
  failed: [':x:', '❌'],
  refused: [':no_entry:', '⛔'],
  exempt: [':shield:', '🛡️'],
  deadLetter: [':incoming_envelope:', '📨'],
  breaker: [':octagonal_sign:', '🛑'],
  contested: [':repeat:', '🔁'],
  grace: [':hourglass_flowing_sand:', '⏳'],
  restored: [':leftwards_arrow_with_hook:', '↩️'],
  alarm: [':bell:', '🔔'],
  digest: [':newspaper:', '📰'],
} as const satisfies Record<string, readonly [`:${string}:`, string]>;

/** The character of a shortcode of ours; null for any other. */
export function emojiCharacter(shortcode: string): string | null {
  return Object.values(emoji).find(([code]) => code === shortcode)?.[1] ?? null;
}
