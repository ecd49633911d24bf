import type { Terminal } from './terminal.ts';

export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const drawnEveryMs = 100;
const barWidth = 24;
const clearLine = '\r\u001B[2K';

/** The line of progress on a terminal; nothing at all on anything else. `clear` takes it away before something is said. */
export function progressLine(
  stream: ProgressStream,
  now: () => number = Date.now,
): Pick<Terminal, 'progress' | 'bar'> & { clear(): void } {
  let shown = false;
  let drawnAt = -Infinity;
  const draw = (text: string): void => {
    if (stream.isTTY !== true || (text === '' && !shown)) return;
    // A line that wraps cannot be overwritten.
    const width = Math.max(0, (stream.columns ?? 80) - 1);
    stream.write(clearLine + text.slice(0, width).replace(/[\uD800-\uDBFF]$/, ''));
    shown = text !== '';
  };
  return {
    clear: () => draw(''),
    progress: draw,
    bar(done, total, label) {
      const time = now();
      const isOver = total !== undefined && done >= total;
      if (!isOver && time - drawnAt < drawnEveryMs) return;
      drawnAt = isOver ? -Infinity : time;
      draw(isOver ? '' : barOf(done, total, label));
    },
  };
}

/** `[#######-----------------]  29 % 290/1000 resources`, or `290 resources` of an unknown number. */
export function barOf(done: number, total: number | undefined, label: string): string {
  if (total === undefined) return `${done} ${label}`;
  const share = Math.max(0, Math.min(1, done / total));
  const filled = Math.floor(share * barWidth);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${percent} % ${done}/${total} ${label}`;
}
