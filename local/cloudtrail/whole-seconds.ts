/** ISO 8601 to the second, in which CloudTrail tells time. `moment` is in milliseconds since the epoch. */
export function wholeSeconds(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}
