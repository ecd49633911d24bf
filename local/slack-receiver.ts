import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for Slack's incoming webhook on loopback: keeps what is posted, answers `ok`. */
export interface SlackReceiver {
  /** To be kept as a secret, like the real one. */
  readonly url: string;
  /** The posted payloads in order, parsed. */
  readonly messages: unknown[];
  /** The next posts are answered with these instead, one each: for instance `{status: 429, retryAfter: 1}`. */
  readonly refusals: { status: number; body: string; retryAfter?: number }[];
  stop(): Promise<void>;
}

export async function startSlackReceiver(): Promise<SlackReceiver> {
  const messages: unknown[] = [];
  const refusals: SlackReceiver['refusals'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const refusal = refusals.shift();
      if (refusal !== undefined) {
        const wait = refusal.retryAfter === undefined ? {} : { 'retry-after': String(refusal.retryAfter) };
        response.writeHead(refusal.status, wait).end(refusal.body);
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
  return {
    url: `http://127.0.0.1:${port}/services/T0LOCAL/B0LOCAL/local-webhook-secret`,
    messages,
    refusals,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
