import type { Span } from './draft.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const lookalikes: Readonly<Record<string, string>> = { '<': '‹', '>': '›' };

// Control characters, halves of surrogate pairs, and what turns the reading direction or hides itself: with these a name
// could look like another one.
const unprintable = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

// What mrkdwn would take for formatting, a quotation or an emoji.
const formatting = /[*_~`]|:[\w+'-]+:|^>/u;

/**
 * `text` on one line, without characters that a reader cannot see. At most `room` times four characters are looked at:
 * a message of megabytes costs no more than one of kilobytes.
 */
export function oneLine(text: string, room: number): string {
  const head = text.slice(0, room * 4);
  const line = head.replaceAll(/\s+/gu, ' ').trim().replaceAll(unprintable, '\uFFFD');
  return head.length < text.length && line.length <= room ? `${line}…` : line;
}

/**
 * `text` with & < > escaped (Slack: "Formatting text for app surfaces", the only three that need it), in at most `room`
 * characters. It is cut before it is escaped, between code points, and ends in an ellipsis where something is missing.
 */
export function escapeWithin(text: string, room: number): string {
  return fitted(text, room, entities).text;
}

/**
 * `text` in at most `room` characters as plain_text shows it, where angle brackets could only be mistaken for markup.
 */
export function plainWithin(text: string, room: number): string {
  return fitted(oneLine(text, room), room, lookalikes).text;
}

/** A line of a code block: escaped, within `room`, and unable to close the block. */
export function fencedLine(line: string, room: number): string {
  const flat = oneLine(line, room).replaceAll(/`{3,}/gu, (run) => "'".repeat(run.length));
  return escapeWithin(flat, room);
}

/**
 * Spans side by side, in at most `room` characters; the first that has to be cut is the last, and an ellipsis says so.
 */
export function renderSpans(spans: readonly Span[], room: number): string {
  let out = '';
  for (const [index, span] of spans.entries()) {
    // One character is kept back for the ellipsis that stands for everything after this span.
    const left = room - out.length - (index === spans.length - 1 ? 0 : 1);
    const { text, whole } = renderSpan(span, left);
    out += text;
    if (!whole) return text === '' && out.length < room ? `${out}…` : out;
  }
  return out;
}

interface Fitted {
  readonly text: string;
  /** Whether nothing had to be cut off. */
  readonly whole: boolean;
}

function fitted(text: string, room: number, replacements: Readonly<Record<string, string>>): Fitted {
  let out = '';
  let cut = '';
  for (const character of text) {
    const safe = replacements[character] ?? character;
    if (out.length + safe.length > room) return { text: room < 1 ? '' : `${cut}…`, whole: false };
    out += safe;
    if (out.length < room) cut = out;
  }
  return { text: out, whole: true };
}

function withoutBackticks(text: string, room: number): string {
  return oneLine(text, room).replaceAll('`', "'");
}

/** `text` between two marks; nothing at all where they would enclose nothing. */
function enclosed(mark: string, text: string, room: number): Fitted {
  if (text === '') return { text: '', whole: true };
  if (room < 3) return { text: '', whole: false };
  const inner = fitted(text, room - 2, entities);
  return { text: `${mark}${inner.text}${mark}`, whole: inner.whole };
}

function renderSpan(span: Span, room: number): Fitted {
  switch (span.kind) {
    case 'words':
      return fitted(span.text, room, entities);
    case 'bold':
      return enclosed('*', oneLine(span.text, room), room);
    case 'said': {
      const text = oneLine(span.text, room);
      return formatting.test(text) ? renderSpan({ kind: 'code', text }, room) : fitted(text, room, entities);
    }
    case 'code':
      return enclosed('`', withoutBackticks(span.text, room), room);
    case 'link': {
      const url = span.url.replaceAll('&', '&amp;');
      const labelRoom = room - url.length - 3;
      if (labelRoom < 8) return renderSpan({ kind: 'code', text: span.label }, room);
      const label = fitted(withoutBackticks(span.label, labelRoom) || 'link', labelRoom, entities);
      return { text: `<${url}|${label.text}>`, whole: label.whole };
    }
  }
}
