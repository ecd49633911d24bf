import { escapeMarkup } from '../cli/markup.ts';
import { emojiCharacter } from './emoji.ts';

const fence = /```([^]*?)```/u;

/**
 * What stands for more than itself within a line, code first: in there nothing does. Formatting begins and ends at the edge of a
 * word, and encloses code and links whole (Slack: "Formatting text for app surfaces").
 */
const special =
  /`(?<code>[^`\n]+)`|<(?<angle>[^<>\n]+)>|(?<emoji>:[a-z0-9_+-]+:)|(?<![\p{L}\p{N}])(?<mark>[*_~])(?=\S)(?<inner>(?:`[^`\n]+`|<[^<>\n]+>|[^`<>\n])+?)(?<=\S)\k<mark>(?![\p{L}\p{N}])/u;

const elements: Readonly<Record<string, string>> = { '*': 'strong', _: 'em', '~': 'del' };

/** mrkdwn as Slack shows it, as safe HTML; pure. */
export function mrkdwnHtml(text: string): string {
  const found = fence.exec(text);
  if (found === null) return inlineHtml(text);
  const before = text.slice(0, found.index).replace(/\n$/u, '');
  const after = text.slice(found.index + found[0].length).replace(/^\n/u, '');
  const lines = decoded((found[1] ?? '').replaceAll(/^\n|\n$/gu, ''));
  return `${inlineHtml(before)}<pre>${escapeMarkup(lines)}</pre>${mrkdwnHtml(after)}`;
}

/** plain_text, in which only emoji are anything but themselves. */
export function plainTextHtml(text: string): string {
  return text
    .split(/(:[a-z0-9_+-]+:)/u)
    .map((part, index) => (index % 2 === 1 ? emojiHtml(part) : escapeMarkup(part)))
    .join('')
    .replaceAll('\n', '<br>');
}

function inlineHtml(text: string): string {
  let html = '';
  let rest = text;
  for (;;) {
    const found = special.exec(rest);
    if (found === null) return html + wordsHtml(rest);
    html += wordsHtml(rest.slice(0, found.index)) + specialHtml(found.groups ?? {});
    rest = rest.slice(found.index + found[0].length);
  }
}

function specialHtml({ code, angle, emoji, mark, inner }: Readonly<Record<string, string | undefined>>): string {
  if (code !== undefined) return `<code>${escapeMarkup(decoded(code))}</code>`;
  if (angle !== undefined) return angleHtml(angle);
  if (emoji !== undefined) return emojiHtml(emoji);
  const element = elements[mark ?? ''] ?? 'span';
  return `<${element}>${inlineHtml(inner ?? '')}</${element}>`;
}

function wordsHtml(text: string): string {
  return escapeMarkup(decoded(text)).replaceAll('\n', '<br>');
}

/** `url|label`, or a mention, which is shown and alerts nobody. */
function angleHtml(angle: string): string {
  const bar = angle.indexOf('|');
  const target = decoded(bar < 0 ? angle : angle.slice(0, bar));
  const label = decoded(bar < 0 ? angle : angle.slice(bar + 1));
  if (/^[@#!]/u.test(target)) {
    return `<span class="slack-mention">${escapeMarkup(bar < 0 ? target.replace(/^!/u, '@') : label)}</span>`;
  }
  const isLink = URL.canParse(target) && new URL(target).protocol === 'https:';
  if (!isLink) return escapeMarkup(label);
  return `<a href="${escapeMarkup(target)}" target="_blank" rel="noopener noreferrer">${escapeMarkup(label)}</a>`;
}

/** The character, named by its shortcode so that a page may draw it; a shortcode that is not known stays as it is. */
function emojiHtml(shortcode: string): string {
  const character = emojiCharacter(shortcode);
  if (character === null) return escapeMarkup(shortcode);
  const name = shortcode.slice(1, -1);
  const label = name.replaceAll('_', ' ');
  return `<span class="slack-emoji" data-emoji="${name}" role="img" aria-label="${label}">${character}</span>`;
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
