import type { ListedAction } from '../cli/history.ts';
import { blockKitHtml } from '../notifier/block-html.ts';
import { type Known, nothingKnown } from '../notifier/known.ts';
import { renderNotice } from '../notifier/render-telling.ts';
import type { SlackMessage } from '../notifier/slack-message.ts';
import { renderPlain } from '../notifier/slack-text.ts';
import type { Feed, FeedMessage } from './console-data.ts';
import { ledgerNotice } from './ledger-notice.ts';

const mostMessages = 200;

/** Pure. What was posted to Slack, in its order. */
export function slackFeed(messages: readonly SlackMessage[]): Feed {
  const shown = messages.map((message, index): FeedMessage => feedMessage(message, `posted ${index}`));
  return { source: 'slack', messages: shown.slice(-mostMessages).toReversed() };
}

/** Pure. What Slack must have been told of these actions, the newest first. */
export function ledgerFeed(actions: readonly ListedAction[], known: Known = nothingKnown): Feed {
  const messages = actions.slice(0, mostMessages).flatMap((action): FeedMessage[] => {
    const notice = ledgerNotice(action);
    return notice === undefined ? [] : [feedMessage(renderNotice(notice, known), action.id)];
  });
  return { source: 'ledger', messages };
}

function feedMessage(message: SlackMessage, key: string): FeedMessage {
  return { key, html: blockKitHtml(message), text: renderPlain({ text: message.text, blocks: [] }) };
}
