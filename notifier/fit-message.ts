import type { Draft, DraftBlock } from './draft.ts';
import { plainWithin, renderSpans } from './mrkdwn.ts';
import { renderContext, renderFields, renderLine } from './render-block.ts';
import { renderBullets, renderFence } from './render-lines.ts';
import type { SlackBlock, SlackMessage } from './slack-message.ts';
import { slackLimits } from './slack-message.ts';

/** What the closing note ("and N more parts") may take. */
const noteRoom = 80;

/**
 * The one place where Slack's limits are kept; pure. Any draft, however large, becomes a message that Slack takes: each
 * part is cut to its own limit, and where all of them together are still too much, headings, sentences and fields are
 * placed before the long lists. What had to be left out is counted in a last line.
 */
export function fitMessage(draft: Draft): SlackMessage {
  const parts = draft.blocks.filter((block) => !isEmpty(block));
  const places = parts.length > slackLimits.blocks ? slackLimits.blocks - 1 : slackLimits.blocks;
  const fitted = new Map<number, SlackBlock>();
  let room = slackLimits.total - noteRoom;
  for (const [index, part] of byImportance(parts)) {
    const block = fitted.size < places ? renderPart(part, room) : null;
    if (block === null || sizeOf(block) > room) continue;
    fitted.set(index, block);
    room -= sizeOf(block);
  }
  const blocks = parts.flatMap((_, index) => fitted.get(index) ?? []);
  const missing = parts.length - blocks.length;
  if (missing > 0) {
    const note = `… and ${missing} more ${missing === 1 ? 'part' : 'parts'} left out: too long for Slack`;
    blocks.push(...[renderContext([[{ kind: 'words', text: note }]], noteRoom)].filter((block) => block !== null));
  }
  return { text: renderSpans(draft.summary, slackLimits.text) || '…', blocks };
}

/** The characters of a block that count towards Slack's total. */
export function sizeOf(block: SlackBlock): number {
  switch (block.type) {
    case 'header':
      return block.text.text.length;
    case 'section':
      return (block.text?.text.length ?? 0) + (block.fields ?? []).reduce((sum, field) => sum + field.text.length, 0);
    case 'context':
      return block.elements.reduce((sum, element) => sum + ('text' in element ? element.text.length : 0), 0);
  }
}

function byImportance(parts: readonly DraftBlock[]): [number, DraftBlock][] {
  const essential = (part: DraftBlock) => part.kind === 'header' || part.kind === 'line' || part.kind === 'fields';
  const numbered = [...parts.entries()];
  return [...numbered.filter(([, part]) => essential(part)), ...numbered.filter(([, part]) => !essential(part))];
}

/** null: there is no room left for it. */
function renderPart(part: DraftBlock, room: number): SlackBlock | null {
  switch (part.kind) {
    case 'header': {
      const text = plainWithin(part.text, Math.min(room, slackLimits.header));
      return room < 1 ? null : { type: 'header', text: { type: 'plain_text', text: text || '…', emoji: true } };
    }
    case 'line':
      return renderLine(part.spans, room);
    case 'fields':
      return renderFields(part.fields, room);
    case 'fence':
      return renderFence(part, room);
    case 'bullets':
      return renderBullets(part, room);
    case 'context':
      return renderContext(part.parts, room);
  }
}

function isEmpty(part: DraftBlock): boolean {
  switch (part.kind) {
    case 'header':
      return false;
    case 'line':
      return part.spans.length === 0;
    case 'fields':
      return part.fields.length === 0;
    case 'fence':
      return part.groups.every((group) => group.lines.length === 0);
    case 'bullets':
      return part.items.length === 0;
    case 'context':
      return part.parts.length === 0;
  }
}
