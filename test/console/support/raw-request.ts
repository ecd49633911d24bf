import { type Agent, request } from 'node:http';
import type { RunningConsole } from '../../../console/console-server.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Keeps its connection open for more of them; one for each unless given. */
  readonly agent?: Agent;
}

/** A request as it is written here: fetch would set Host itself, and tidy up the path. */
export function raw({ port }: RunningConsole, path: string, given: RawRequest = {}): Promise<RawAnswer> {
  const { method = 'GET', headers = {}, body, agent } = given;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        headers: { host: `127.0.0.1:${port}`, ...headers },
        ...(agent === undefined ? {} : { agent }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A POST as the page makes it. */
export function posted(server: RunningConsole, body: unknown, more: Record<string, string> = {}): RawRequest {
  return {
    method: 'POST',
    headers: { origin: `http://127.0.0.1:${server.port}`, 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  };
}

export function tokenOf({ url }: RunningConsole): string {
  return new URL(url).hash.slice(1);
}

/** The cookie that a browser gets for the token, as it sends it back. */
export async function cookieOf(server: RunningConsole): Promise<Record<string, string>> {
  const { headers } = await raw(server, '/api/session', posted(server, { token: tokenOf(server) }));
  const [cookie = ''] = [headers['set-cookie'] ?? []].flat();
  return { cookie: cookie.split(';')[0] ?? '' };
}
