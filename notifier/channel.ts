import { Failure } from '../contract/failure.ts';
import type { SlackSender } from './slack.ts';
import type { SlackMessage } from './slack-message.ts';
import type { WebhookUrlSource } from './webhook-url.ts';

/** One webhook, by the parameter that its URL is kept in. */
export interface Channel {
  readonly parameter: string;
  /**
   * Nothing is to be sent before, in milliseconds since the epoch: Slack said so, or was not there. Kept for as long as the
   * function's environment lives, so that what arrives meanwhile does not overtake what waits.
   */
  closedUntil: number;
  /** Throws SLACK_UNAVAILABLE, SLACK_REJECTED, or what kept the URL from being read: SETTING_MISSING, READ_FAILED. */
  send(message: SlackMessage): Promise<void>;
}

/**
 * A webhook that Slack no longer knows may have been rotated: its URL is read again, and tried again if it is another
 * one.
 */
export function createChannel(
  parameter: string,
  webhookUrl: WebhookUrlSource,
  createSender: (webhookUrl: string) => SlackSender,
): Channel {
  return {
    parameter,
    closedUntil: 0,
    async send(message) {
      const url = await webhookUrl.read();
      try {
        await createSender(url).send(message);
      } catch (error) {
        if (!isRefused(error) || isAboutMessage(error)) throw error;
        webhookUrl.drop();
        const current = await webhookUrl.read();
        if (current === url) throw error;
        await createSender(current).send(message);
      }
    },
  };
}

function isRefused(error: unknown): error is Failure {
  return error instanceof Failure && error.code === 'SLACK_REJECTED';
}

/** Whether Slack refused what was said, and not the webhook that it was said to (Slack: "Incoming webhooks: handling errors"). */
export function isAboutMessage({ ids }: Failure): boolean {
  return ids['status'] === '400' || ids['status'] === '413';
}
