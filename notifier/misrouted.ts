import type { Failure } from '../contract/failure.ts';
import { mrkdwn } from './render-block.ts';
import { type SlackMessage, slackLimits } from './slack-message.ts';
import { renderSpans } from './mrkdwn.ts';

/** What the note may take: a parameter's name and a code. */
const noteRoom = 1200;

/** Pure. The message with a last line that says where it should have gone, and why it did not. */
export function misrouted(message: SlackMessage, parameter: string, failure: Failure): SlackMessage {
  const note = renderSpans(
    [
      { kind: 'words', text: ':warning: This was for the webhook in ' },
      { kind: 'code', text: parameter },
      { kind: 'words', text: ', which cannot be used (' },
      { kind: 'code', text: failure.code },
      { kind: 'words', text: '): put it right, or take the route out.' },
    ],
    noteRoom,
  );
  // The last block of a message that has as many as Slack takes is a count of what was left out.
  const blocks = message.blocks.slice(0, slackLimits.blocks - 1);
  return { text: message.text, blocks: [...blocks, { type: 'context', elements: [mrkdwn(note)] }] };
}
