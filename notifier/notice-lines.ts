import { jsonBytes } from '../contract/json-bytes.ts';

const maxLines = 40;
const maxListBytes = 30_000;
export const longestLine = 500;

/**
 * A list of a notice, cut. Four lists, tags and the rest stay below SNS's 256 KiB (Amazon SNS API, Publish); Slack shows fewer lines
 * still.
 */
export function noticeLines(lines: readonly string[]): string[] {
  const shown: string[] = [];
  let bytes = 0;
  for (const line of lines.slice(0, maxLines).map((text) => text.slice(0, longestLine))) {
    bytes += jsonBytes(line);
    if (bytes > maxListBytes) break;
    shown.push(line);
  }
  return shown.length < lines.length ? [...shown, `and ${lines.length - shown.length} more`] : shown;
}
