import { painter } from './table.ts';

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  out(text: string): void;
  warn(text: string): void;
  /** One line that overwrites itself, only where stderr is a terminal; the empty text clears it. */
  progress(text: string): void;
  readonly paint: ReturnType<typeof painter>;
}

export function processTerminal(): Terminal {
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    warn: (text) => process.stderr.write(`configmend: ${text}\n`),
    progress(text) {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`);
    },
    paint: painter(process.stdout),
  };
}
