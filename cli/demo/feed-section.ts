import type { SlackMessage } from '../../notifier/slack-message.ts';
import type { Story } from './story.ts';
import type { World } from './world.ts';

/** All that Slack was told, and of each kind of message one to read whole. */
export function feedSection(messages: readonly SlackMessage[], world: World): Story['feed'] {
  const first = (...parts: string[]): number =>
    messages.findIndex((message) => parts.every((part) => JSON.stringify(message).includes(part)));
  const picks = [
    first('Non-compliant', world.rangedGroup),
    first('Compliant again', world.handMendedGroup),
    first('Mended', world.rangedGroup),
    first('Mend failed', world.guardedGroup),
    first('Keeps coming back', world.reopenedGroup),
    first('Put back as it was', world.rangedGroup),
  ];
  return { messages, inFull: picks.filter((index) => index >= 0) };
}
