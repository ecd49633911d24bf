import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../contract/failure.ts';
import { type Answer, notAllowed, problem, refusal, send } from './answer.ts';
import { createConfirmations } from './confirmations.ts';
import type { ConsoleSource } from './console-source.ts';
import { createApi } from './console-api.ts';
import { emojiSprite } from './emoji-sprite.ts';
import { refuseHost } from './guard.ts';
import { pageBundle, type PageBundle } from './page-bundle.ts';
import { pageIcon, pageShell } from './page-shell.ts';
import { createViewCache } from './view-cache.ts';

export interface RunningConsole {
  /** For the browser, with the token behind `#`, which browsers keep to themselves. */
  readonly url: string;
  readonly port: number;
  /** Size of the page's script and style, and how long building took. */
  readonly bundle: { readonly bytes: number; readonly ms: number };
  stop(): Promise<void>;
}

export interface ConsoleOptions {
  /** An unused one, unless given. */
  readonly port?: number;
}

/**
 * Serves the console on loopback until it is stopped. Rejects with USAGE where the port is taken. Whoever has the token, or the cookie
 * that a browser gets for it, may use it; it ends with the process.
 */
export async function startConsole(source: ConsoleSource, { port = 0 }: ConsoleOptions = {}): Promise<RunningConsole> {
  const bundle = await pageBundle();
  const [token, session] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
  const views = createViewCache(source);
  const confirmations = createConfirmations();
  let bound = port;
  const api = createApi({ source, views, confirmations, token, session, port: () => bound });
  const fixed = fixedFiles(bundle);
  const server = createServer(
    answering(async (request) => {
      const refused = refuseHost(request.headers, bound);
      if (refused !== undefined) return refusal(refused);
      // As it was sent: nothing is decoded or normalised, so that there is nothing to climb out of.
      const [path = ''] = (request.url ?? '').split('?');
      const file = fixed.get(path);
      if (file !== undefined) return request.method === 'GET' ? file : notAllowed('GET');
      if (path.startsWith('/api/')) return api(request, path);
      return problem(404, 'NOT_FOUND', 'there is no such page');
    }),
  );
  server.requestTimeout = 30_000;
  await listen(server, port);
  bound = portOf(server.address());
  return {
    url: `http://127.0.0.1:${bound}/#${token}`,
    port: bound,
    bundle: { bytes: Buffer.byteLength(bundle.script) + Buffer.byteLength(bundle.style), ms: bundle.ms },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The whole of what is served beside the API. */
function fixedFiles({ script, style }: PageBundle): ReadonlyMap<string, Answer> {
  const file = (type: string, body: string): Answer => ({ status: 200, type: `${type}; charset=utf-8`, body });
  return new Map([
    ['/', file('text/html', pageShell)],
    ['/console.js', file('text/javascript', script)],
    ['/console.css', file('text/css', style)],
    ['/emoji.svg', file('image/svg+xml', emojiSprite)],
    ['/icon.svg', file('image/svg+xml', pageIcon)],
  ]);
}

function answering(answer: (request: IncomingMessage) => Promise<Answer>): RequestListener {
  return (request, response) => {
    answer(request)
      .catch((error: unknown) => {
        const said = error instanceof Failure ? error.message : 'the console made a mistake: see its terminal';
        if (!(error instanceof Failure)) console.error(error);
        return problem(500, error instanceof Failure ? error.code : 'CONSOLE_FAILED', said);
      })
      .then((answered) => send(response, answered))
      .catch(() => response.destroy());
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Failure('USAGE', `port ${port} cannot be used (${cause.message}): give another --port`, { cause })),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the console has no port');
  return address.port;
}
