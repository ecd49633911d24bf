import type { Span } from '../draft.ts';
import { oneLine } from '../mrkdwn.ts';
import { emailLimits } from './email.ts';

/** Of somebody else's text; the ARN of a role with the longest path and session name is shorter. */
const longestText = 1200;
/** A word with its indentation stays below the longest line of a mail. */
const longestWordBytes = emailLimits.lineBytes - 48;
/** Stands for a space within a word until the words are placed: no text has it, since all blanks are made one space before. */
const heldSpace = '\u00A0';

/**
 * Somebody else's text on one line: without what cannot be seen, at most `room` characters long, and with nothing that a mail program
 * takes for a link. Names are written by whoever wants them to be read.
 */
export function foreign(text: string, room: number = longestText): string {
  const clean = oneLine(text, room)
    .replaceAll(/[\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll('://', '[:]//');
  if (clean.length <= room) return clean;
  let cut = '';
  for (const character of clean) {
    if (cut.length + character.length >= room) break;
    cut += character;
  }
  return `${cut}…`;
}

/** The subject of a mail: ASCII on one line, and no header but its own. */
export function subjectOf(text: string): string {
  const ascii = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('→', '->')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[^\x20-\x7E]/gu, '?')
    .trim();
  return ascii.length > emailLimits.subject ? `${ascii.slice(0, emailLimits.subject - 3).trimEnd()}...` : ascii;
}

/** The spans as one line of plain text. */
export function plainSpans(spans: readonly Span[]): string {
  return wordsOf(spans).join(' ').replaceAll(heldSpace, ' ');
}

/** What is not broken over lines: words, and whole what is to be copied. */
export function wordsOf(spans: readonly Span[]): string[] {
  return spans
    .map(spanText)
    .join('')
    .split(/[ \n]+/u)
    .filter((word) => word !== '');
}

function spanText(span: Span): string {
  switch (span.kind) {
    case 'words':
    case 'bold':
      return span.text;
    case 'said':
      return foreign(span.text);
    case 'code':
      return held(foreign(span.text));
    case 'link': {
      const label = foreign(span.label);
      return Buffer.byteLength(span.url) > longestWordBytes ? label : `${label} <${span.url}>`;
    }
  }
}

/** A command or a name in one piece; what is longer is prose. */
function held(text: string): string {
  return text.length > emailLimits.width ? text : text.replaceAll(' ', heldSpace);
}

/**
 * Words on lines of the usual width, the first begun with `first` and the others with `hang`; a word that is longer has a line of its
 * own, and is broken only where no mail could carry it.
 */
export function wrapped(words: readonly string[], first: string, hang: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of words.flatMap(carried)) {
    if (!isEmpty && line.length + 1 + word.length > emailLimits.width) {
      lines.push(line);
      line = hang;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines.map((one) => one.replaceAll(heldSpace, ' ').trimEnd());
}

function carried(word: string): string[] {
  if (Buffer.byteLength(word) <= longestWordBytes) return [word];
  const parts: string[] = [];
  let part = '';
  let bytes = 0;
  for (const character of word) {
    bytes += Buffer.byteLength(character);
    if (bytes > longestWordBytes) {
      parts.push(part);
      part = '';
      bytes = Buffer.byteLength(character);
    }
    part += character;
  }
  return [...parts, part];
}
