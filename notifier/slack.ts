import { setTimeout as sleep } from 'node:timers/promises';
import type { FetchFunction } from '@slack/webhook';
import { IncomingWebhook } from '@slack/webhook';
import { mayPassLater, slackFailure } from './slack-failure.ts';
import type { SlackMessage } from './slack-message.ts';

export interface SlackSender {
  /**
   * Resolves once Slack has taken the message. Throws SLACK_UNAVAILABLE (transient: Slack may take it later, and
   * `ids.retryAfterSeconds` says when it said so) or SLACK_REJECTED (permanent: `ids.status` and `ids.body` say why). Neither ever
   * carries the URL, which is the secret.
   */
  readonly send: (message: SlackMessage) => Promise<void>;
}

export interface SlackSenderOptions {
  readonly webhookUrl: string;
  readonly fetch?: FetchFunction;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Per attempt, until the answer is read. */
  readonly timeoutMs?: number;
}

const attempts = 4;
const firstBackoffMs = 500;
/** For all pauses of one message together: the Lambda is paid for while it sleeps, and what is left waits in the outbox. */
const pauseBudgetMs = 20_000;
const defaultTimeoutMs = 5_000;

/** How long one message can take at worst, in milliseconds; the Lambda's timeout must be longer. */
export const slowestSendMs = pauseBudgetMs + attempts * defaultTimeoutMs;

/**
 * Posts to an incoming webhook. Too many requests (429) wait as long as `Retry-After` says, server errors and lost
 * connections back off; four attempts and 20 s of pauses at most. Anything else is final at the first answer. (Slack:
 * "Rate limits", "Incoming webhooks: handling errors")
 */
export function createSlackSender(options: SlackSenderOptions): SlackSender {
  return {
    async send(message) {
      let retryAfter: number | null = null;
      // The library neither retries 429 nor shows its Retry-After, and its own timeout would also count the pauses: both are
      // done underneath it.
      const fetch = patientFetch(options, (ms) => {
        retryAfter = ms;
      });
      try {
        const webhook = new IncomingWebhook(options.webhookUrl, { fetch });
        await webhook.send({ text: message.text, blocks: [...message.blocks] });
      } catch (error) {
        throw slackFailure(error, options.webhookUrl, retryAfter);
      }
    },
  };
}

/** `note` is told what the latest answer says of when to come again, in milliseconds; null where it says nothing. */
function patientFetch(options: SlackSenderOptions, note: (retryAfter: number | null) => void): FetchFunction {
  const { fetch = globalThis.fetch, wait = sleep, timeoutMs = defaultTimeoutMs } = options;
  return async (url, init) => {
    let budget = pauseBudgetMs;
    for (let attempt = 1; ; attempt += 1) {
      const backoff = firstBackoffMs * 2 ** (attempt - 1);
      const last = attempt === attempts;
      let pause = backoff;
      note(null);
      try {
        const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
        if (!mayPassLater(response.status)) return response;
        const asked = response.status === 429 ? retryAfterMs(response.headers.get('retry-after')) : null;
        note(asked);
        pause = asked ?? backoff;
        if (last || pause > budget) return response;
        // Unread, the answer would keep its connection.
        await response.text();
      } catch (error) {
        if (last || pause > budget) throw error;
      }
      budget -= pause;
      await wait(pause);
    }
  };
}

/** Slack sends whole seconds; null where the header says nothing usable. */
function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : null;
}
