import { IncomingWebhookHTTPError, IncomingWebhookRequestError } from '@slack/webhook';
import { Failure } from '../contract/failure.ts';

/** Whether the same message may be taken later. */
export function mayPassLater(status: number): boolean {
  return status === 429 || status === 408 || status >= 500;
}

/**
 * What @slack/webhook threw, as a Failure. No cause is attached and no foreign message is quoted: fetch puts the URL
 * into some of its errors, and whoever has the URL can post.
 */
export function slackFailure(error: unknown, webhookUrl: string, retryAfterMs: number | null = null): Failure {
  const later = retryAfterMs === null ? {} : { retryAfterSeconds: String(Math.ceil(retryAfterMs / 1000)) };
  if (error instanceof IncomingWebhookHTTPError) {
    const status = String(error.statusCode);
    const body = withoutUrl(error.body, webhookUrl);
    const ids = { status, body };
    if (mayPassLater(error.statusCode)) {
      return new Failure('SLACK_UNAVAILABLE', `Slack answered ${status} to every attempt`, {
        ids: { ...ids, ...later },
        transient: true,
      });
    }
    const next = error.statusCode === 400 ? 'report this message' : 'check the webhook URL in its SSM parameter';
    return new Failure('SLACK_REJECTED', `Slack refused the message with ${status} ${body}; ${next}`, { ids });
  }
  const reason = error instanceof IncomingWebhookRequestError ? reasonOf(error.original) : 'unexpected error';
  return new Failure('SLACK_UNAVAILABLE', `Slack could not be reached: ${reason}`, {
    ids: { reason },
    transient: true,
  });
}

/** A system error code (ECONNREFUSED, ENOTFOUND) or "timeout": nothing that could hold a URL. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return 'timeout';
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'connection failed';
}

/** Slack answers in a word or two; a proxy in between may answer with a page that repeats the address. */
function withoutUrl(body: string, webhookUrl: string): string {
  const path = URL.canParse(webhookUrl) ? new URL(webhookUrl).pathname : '';
  const secrets = [webhookUrl, path, ...path.split('/').filter((part) => part.length >= 8)];
  let out = body;
  for (const secret of secrets) {
    if (secret.length >= 8) out = out.replaceAll(secret, '[webhook]');
  }
  return out.replaceAll(/\s+/gu, ' ').trim().slice(0, 200);
}
