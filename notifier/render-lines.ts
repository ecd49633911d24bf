import type { SectionBlock } from '@slack/types';
import type { DraftBlock } from './draft.ts';
import { fencedLine, renderSpans } from './mrkdwn.ts';
import { mrkdwn } from './render-block.ts';
import { slackLimits } from './slack-message.ts';

/** A diff is read, a policy is not: what is longer belongs into the ledger, not into a channel. */
const fenceLineRoom = 240;
const linesPerGroup = 15;
const bulletRoom = 300;
const bulletsShown = 10;
/** Below this a list says nothing. */
const leastRoom = 240;

type Fence = Extract<DraftBlock, { kind: 'fence' }>;
type Bullets = Extract<DraftBlock, { kind: 'bullets' }>;

/** Lines as a code block under a title; each group that had to be cut ends in "… and N more". */
export function renderFence(fence: Fence, room: number): SectionBlock | null {
  if (room < leastRoom) return null;
  const title = renderSpans([{ kind: 'bold', text: fence.title }], 80);
  const groups = fence.groups.filter((group) => group.lines.length > 0);
  let left = Math.min(room, slackLimits.section) - title.length - '\n```\n\n```'.length;
  const shown: string[] = [];
  for (const [index, group] of groups.entries()) {
    const share = Math.floor(left / (groups.length - index));
    const fenced = (line: string) => `${group.prefix}${fencedLine(line, fenceLineRoom)}`;
    const lines = cutList(group.lines, group.most ?? fence.most ?? linesPerGroup, share, fenced, group.prefix);
    shown.push(...lines);
    left -= lengthOf(lines);
  }
  const text = `${title}\n\`\`\`\n${shown.join('\n')}\n\`\`\``;
  return text.length > slackLimits.section ? null : { type: 'section', text: mrkdwn(text) };
}

/** Prose as a list under a title. */
export function renderBullets(bullets: Bullets, room: number): SectionBlock | null {
  if (room < leastRoom) return null;
  const title = renderSpans([{ kind: 'bold', text: bullets.title }], 80);
  const left = Math.min(room, slackLimits.section) - title.length - 1;
  const bullet = (item: string) => `• ${renderSpans([{ kind: 'said', text: item }], bulletRoom)}`;
  const lines = cutList(bullets.items, bulletsShown, left, bullet, '• ');
  return { type: 'section', text: mrkdwn([title, ...lines].join('\n')) };
}

/** As many items as fit into `most` lines and `room` characters; what is left out is counted in a last line. */
function cutList(
  items: readonly string[],
  most: number,
  room: number,
  render: (item: string) => string,
  prefix: string,
): string[] {
  const note = (left: number) => `${prefix}… and ${left} more`;
  const noteRoom = note(items.length).length + 1;
  const lines: string[] = [];
  let left = room;
  for (const [index, item] of items.entries()) {
    const line = render(item);
    const last = index === items.length - 1;
    if (lines.length >= most || line.length + 1 + (last ? 0 : noteRoom) > left) {
      lines.push(note(items.length - index));
      return lines;
    }
    lines.push(line);
    left -= line.length + 1;
  }
  return lines;
}

/** With the line break that follows each. */
function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
