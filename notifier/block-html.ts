import type { DividerBlock } from '@slack/types';
import { mrkdwnHtml, plainTextHtml } from './mrkdwn-html.ts';
import type { SlackBlock, SlackMessage } from './slack-message.ts';

/** What is shown: the notifier's own messages, and dividers, which it does not write. */
export interface ShownMessage extends Pick<SlackMessage, 'text'> {
  readonly blocks: readonly (SlackBlock | DividerBlock)[];
}

/**
 * A message as Slack shows it, as HTML to be put into an element of class `slack-blocks`; pure. Everything that the message says is
 * escaped, only https links are links, and what would alert people in Slack is shown and does nothing. Knows the blocks that the
 * notifier writes; `blockKitCss` is its look.
 */
export function blockKitHtml(message: ShownMessage): string {
  if (message.blocks.length === 0) return section(mrkdwnHtml(message.text));
  return message.blocks.map(blockHtml).join('');
}

function blockHtml(block: SlackBlock | DividerBlock): string {
  switch (block.type) {
    case 'header':
      return `<h4 class="slack-header">${plainTextHtml(block.text.text)}</h4>`;
    case 'section':
      return section(block.text === undefined ? '' : textHtml(block.text), block.fields ?? []);
    case 'context': {
      const parts = block.elements.flatMap((element) => ('text' in element ? `<p>${textHtml(element)}</p>` : []));
      return `<div class="slack-context">${parts.join('')}</div>`;
    }
    case 'divider':
      return '<hr class="slack-divider">';
  }
}

interface Text {
  readonly type: 'mrkdwn' | 'plain_text';
  readonly text: string;
}

function section(text: string, fields: readonly Text[] = []): string {
  const own = text === '' ? '' : `<div class="slack-text">${text}</div>`;
  const columns = fields.map((field) => `<div class="slack-field">${textHtml(field)}</div>`).join('');
  return `<div class="slack-section">${own}${columns === '' ? '' : `<div class="slack-fields">${columns}</div>`}</div>`;
}

function textHtml({ type, text }: Text): string {
  return type === 'mrkdwn' ? mrkdwnHtml(text) : plainTextHtml(text);
}

/** The look of Slack, light or dark as `color-scheme` is where it stands; fields below each other on a phone. */
export const blockKitCss = `
.slack-blocks {
  display: grid; gap: 8px; overflow-wrap: anywhere; color: light-dark(#1d1c1d, #d1d2d3);
  font: 15px/1.46 Lato, "Helvetica Neue", "Segoe UI", "Liberation Sans", Arial, sans-serif;
}
.slack-header { margin: 0; font-size: 18px; line-height: 1.34; font-weight: 800; color: light-dark(#1d1c1d, #f8f8f8); }
.slack-section { display: grid; gap: 8px; }
.slack-fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px 16px; }
.slack-context { font-size: 13px; color: light-dark(#616061, #ababad); }
.slack-context p { margin: 0; }
.slack-divider { width: 100%; margin: 4px 0; border: 0; border-top: 1px solid light-dark(#dddddd, #3b3d41); }
.slack-emoji { font-family: "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif; font-weight: normal; }
.slack-mention { padding: 0 2px; border-radius: 3px; background: light-dark(#fdf2da, #3d3420); }
.slack-blocks a { color: light-dark(#1264a3, #1d9bd1); text-decoration: none; }
.slack-blocks a:hover, .slack-blocks a:focus-visible { text-decoration: underline; }
.slack-blocks code, .slack-blocks pre {
  border: 1px solid light-dark(#dddddd, #3b3d41); border-radius: 3px; background: light-dark(#f8f8f8, #222529);
  font: 12px/1.5 Monaco, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
.slack-blocks code { padding: 1px 4px; color: light-dark(#c01343, #e8912d); }
.slack-blocks pre { margin: 4px 0 0; padding: 8px; border-radius: 4px; white-space: pre-wrap; }
@media (max-width: 480px) { .slack-fields { grid-template-columns: minmax(0, 1fr); } }
`;
