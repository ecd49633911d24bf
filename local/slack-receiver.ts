import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One incoming webhook. */
export interface SlackWebhook {
  /** To be kept as a secret, like the real one. */
  readonly url: string;
  /** The posted payloads in order, parsed. */
  readonly messages: unknown[];
}

/** A stand-in for Slack's incoming webhooks on loopback: keeps what is posted, answers `ok`. The default webhook is itself. */
export interface SlackReceiver extends SlackWebhook {
  /** The next posts, to whichever webhook, are answered with these instead, one each: for instance `{status: 429, retryAfter: 1}`. */
  readonly refusals: { status: number; body: string; retryAfter?: number }[];
  /** While true every connection is cut before it is answered. */
  down: boolean;
  /** How many posts there were, answered, refused or cut. */
  readonly posts: number;
  /** Another webhook beside the default one. */
  add(name: string): SlackWebhook;
  /** Revokes a webhook: Slack answers 404 `no_service` to what is posted there. */
  revoke(webhook: Pick<SlackWebhook, 'url'>): void;
  stop(): Promise<void>;
}

export async function startSlackReceiver(): Promise<SlackReceiver> {
  const refusals: SlackReceiver['refusals'] = [];
  /** By path. */
  const webhooks = new Map<string, unknown[]>();
  const state = { down: false, posts: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      state.posts += 1;
      if (state.down) {
        request.socket.destroy();
        return;
      }
      const refusal = refusals.shift();
      if (refusal !== undefined) {
        const wait = refusal.retryAfter === undefined ? {} : { 'retry-after': String(refusal.retryAfter) };
        response.writeHead(refusal.status, wait).end(refusal.body);
        return;
      }
      const messages = webhooks.get(request.url ?? '');
      if (messages === undefined) {
        response.writeHead(404).end('no_service');
        return;
      }
      messages.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const add = (name: string): SlackWebhook => {
    const path = `/services/T0LOCAL/B0LOCAL/${name}`;
    const messages: unknown[] = [];
    webhooks.set(path, messages);
    return { url: `http://127.0.0.1:${port}${path}`, messages };
  };
  return {
    ...add('local-webhook-secret'),
    refusals,
    get down() {
      return state.down;
    },
    set down(value) {
      state.down = value;
    },
    get posts() {
      return state.posts;
    },
    add,
    revoke({ url }) {
      webhooks.delete(new URL(url).pathname);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
