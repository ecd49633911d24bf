import type { Unreadable } from './announcement.ts';
import type { Draft } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { whyBlock } from './rule-words.ts';

/** A message that could not be read: told, because it may have been a finding, but without its content; pure. */
export function renderUnreadable(unreadable: Unreadable): Draft {
  const title = 'A message could not be read';
  return {
    summary: [words(`${title}: `), said(unreadable.why)],
    blocks: [
      { kind: 'header', text: `${emoji.unknown[0]} ${title}` },
      { kind: 'line', spans: [bold('What stopped it:'), words(' '), said(unreadable.why)] },
      whyBlock('It may have been a finding, of which nobody is told now.'),
      {
        kind: 'line',
        spans: [
          bold('Next:'),
          words(' see what publishes to the notification topic besides AWS Config and configmend, and what '),
          code('configmend history'),
          words(' and AWS Config say.'),
        ],
      },
      {
        kind: 'context',
        parts: unreadable.messageId === null ? [] : [[words('Message '), code(unreadable.messageId)]],
      },
    ],
  };
}
