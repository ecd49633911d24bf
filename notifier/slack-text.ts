import { emoji } from './emoji.ts';
import type { SlackBlock, SlackMessage } from './slack-message.ts';

/**
 * How a message reads to a person, as text for a terminal: heading, fields in a column, code blocks indented, links as
 * `label (url)`, entities decoded, our own emoji as characters. Pure. Knows the mrkdwn that this notifier writes, not
 * all of Slack's.
 */
export function renderPlain(message: SlackMessage): string {
  if (message.blocks.length === 0) return plainText(message.text);
  return message.blocks.flatMap(blockLines).join('\n');
}

function blockLines(block: SlackBlock): string[] {
  switch (block.type) {
    case 'header':
      return [withEmoji(block.text.text)];
    case 'section':
      return [...indented(plainText(block.text?.text ?? '')), ...indented(fieldColumn(block.fields ?? []))];
    case 'context':
      return block.elements.flatMap((element) => ('text' in element ? indented(plainText(element.text)) : []));
  }
}

/** `*Label*\nvalue` as `Label  value`, the values one below the other. */
function fieldColumn(fields: readonly { text: string }[]): string {
  const rows = fields.map((field) => {
    const [label = '', ...value] = plainText(field.text).split('\n');
    return { label, value: value.join(' ') };
  });
  const width = Math.max(0, ...rows.map((row) => row.label.length));
  return rows.map((row) => `${row.label.padEnd(width)}  ${row.value}`.trimEnd()).join('\n');
}

function plainText(mrkdwn: string): string {
  const parts = mrkdwn.split('```');
  return parts.map((part, index) => (index % 2 === 1 ? fenced(part) : unfenced(part))).join('');
}

function fenced(part: string): string {
  const lines = decoded(part.replace(/^\n/, '').replace(/\n$/, '')).split('\n');
  return lines.map((line) => `  ${line}`).join('\n');
}

/** Formatting is undone outside of inline code only: what stands in there is somebody's own text. */
function unfenced(part: string): string {
  const pieces = part.split('`');
  return pieces.map((piece, index) => decoded(index % 2 === 1 ? piece : unformatted(piece))).join('');
}

function unformatted(piece: string): string {
  const linked = piece.replaceAll(/<([^|<>]+)\|([^<>]*)>/gu, '$2 ($1)');
  return withEmoji(linked.replaceAll(/\*([^*\n]+)\*/gu, '$1'));
}

function withEmoji(text: string): string {
  let out = text;
  for (const [shortcode, character] of Object.values(emoji)) out = out.replaceAll(shortcode, character);
  return out;
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function indented(text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `  ${line}`.trimEnd());
}
