import type { Span } from '../draft.ts';
import { emailLimits } from './email.ts';
import { wordsOf, wrapped } from './email-text.ts';

export type EmailLine =
  | { readonly kind: 'pair'; readonly label: string; readonly value: readonly Span[] }
  /** An entry of a list; `mark` is `- `, or what a diff begins its lines with. */
  | { readonly kind: 'item'; readonly mark: string; readonly spans: readonly Span[] }
  | { readonly kind: 'text'; readonly spans: readonly Span[] };

/** What belongs together in a mail; one without lines is left out. */
export interface EmailPart {
  /** Ours; null for sentences that need none. */
  readonly title: string | null;
  readonly lines: readonly EmailLine[];
  /** What it may take, in bytes. */
  readonly mostBytes?: number;
}

const labelWidth = 13;

/** Of one part: five of the longest lists fit into one mail. */
const mostBytesOfPart = 40_000;

/**
 * The parts as the text of a mail, below what SNS takes; pure. Only titles and sentences of ours begin a line at its very beginning, so that
 * nothing that is quoted can look like a part of its own.
 */
export function layOut(opening: readonly Span[], parts: readonly EmailPart[]): string {
  const blocks = [
    wrapped(wordsOf(opening), '', '  '),
    ...parts.filter(({ lines }) => lines.length > 0).map((part) => linesOf(part)),
  ];
  const lines = blocks.flatMap((block) => [...block, '']);
  return `${within(lines, emailLimits.bodyBytes, 'left out: an e-mail has room for no more').join('\n').trimEnd()}\n`;
}

function linesOf({ title, lines, mostBytes = mostBytesOfPart }: EmailPart): string[] {
  const indent = title === null ? '' : '  ';
  const shown = within(
    lines.flatMap((line) => lineOf(line, indent)),
    mostBytes,
    'left out',
  );
  return title === null ? shown : [title, ...shown];
}

function lineOf(line: EmailLine, indent: string): string[] {
  switch (line.kind) {
    case 'pair':
      return wrapped(
        wordsOf(line.value),
        `  ${line.label}`.padEnd(Math.max(labelWidth, line.label.length + 2) + 2),
        ' '.repeat(labelWidth + 2),
      );
    case 'item':
      return wrapped(wordsOf(line.spans), `  ${line.mark}`, `  ${' '.repeat(line.mark.length + 2)}`);
    case 'text':
      return wrapped(wordsOf(line.spans), indent, '  ');
  }
}

/** As many lines as there is room for; what is left out is counted in a last line. */
function within(lines: readonly string[], most: number, why: string): string[] {
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > most) return [...lines.slice(0, index), `  … and ${lines.length - index} more lines ${why}`];
  }
  return [...lines];
}
