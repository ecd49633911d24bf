import { plainText } from './plain-text.ts';
import { progressLine, type ProgressStream } from './progress-line.ts';
import { painter } from './table.ts';

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  out(text: string): void;
  /** One line, whatever is in the text: errors and reasons hold words of AWS, of the queue and of files. */
  warn(text: string): void;
  /** One line that overwrites itself, only where stderr is a terminal; the empty text clears it. */
  progress(text: string): void;
  /**
   * The same line as a progress bar: so many done of so many, or of an unknown number. Drawn ten times a second at most, and cleared
   * once all are done; whoever does not know how many there are clears it with `progress('')`.
   */
  bar(done: number, total: number | undefined, label: string): void;
  readonly paint: ReturnType<typeof painter>;
  /** How wide stdout is, where it is a terminal. */
  readonly columns?: number | undefined;
}

interface Streams {
  readonly stdout: { isTTY?: boolean; columns?: number; write(text: string): unknown };
  readonly stderr: ProgressStream;
}

export function processTerminal({ stdout, stderr }: Streams = process): Terminal {
  const { clear, ...line } = progressLine(stderr);
  return {
    out(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    warn(text) {
      clear();
      stderr.write(`configmend: ${plainText(text)}\n`);
    },
    ...line,
    paint: painter(stdout),
    columns: stdout.isTTY === true ? stdout.columns : undefined,
  };
}
