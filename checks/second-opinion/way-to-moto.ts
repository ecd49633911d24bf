import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as ask,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call of a function on its way to moto. */
export interface Passing {
  /** `RevokeSecurityGroupIngress` of EC2 and STS, `SendMessageBatch` of SQS, `PUT policy` or `PUT` of S3. */
  readonly operation: string;
  readonly path: string;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Asks moto, with another body where one is given. */
export type Forward = (body?: string) => Promise<Answered>;
/** What becomes of a call: what is answered, or the connection ends without an answer. */
export type Trouble = (forward: Forward, call: Passing) => Promise<Answered | 'no answer'>;

/** Between the functions and moto: calls pass as they are, but for those that a scenario has met with trouble. */
export interface WayToMoto {
  readonly endpoint: string;
  /** Lets this become of the next calls that are meant, so many of them; answers how to end it, which says how many there were. */
  meet(which: (call: Passing) => boolean, trouble: Trouble, times?: number): () => number;
  /** Ends all trouble that is still there. */
  clear(): void;
  stop(): Promise<void>;
}

interface Met {
  readonly which: (call: Passing) => boolean;
  readonly trouble: Trouble;
  left: number;
  count: number;
}

export async function startWayToMoto(moto: string): Promise<WayToMoto> {
  const all = new Set<Met>();
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const call = passing(request, sent.toString());
    const forward: Forward = (body) => askMoto(moto, request, body === undefined ? sent : Buffer.from(body));
    const met = [...all].find(({ which, left }) => left > 0 && which(call));
    if (met !== undefined) {
      met.left -= 1;
      met.count += 1;
    }
    const answer = await (met === undefined ? forward() : met.trouble(forward, call));
    if (answer === 'no answer') return void response.destroy();
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };
  const server = createServer((request, response) => {
    // A function that has died does not wait for its answer.
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    meet(which, trouble, times = 1) {
      const met = { which, trouble, left: times, count: 0 };
      all.add(met);
      return () => {
        all.delete(met);
        return met.count;
      };
    },
    clear: () => all.clear(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Pure, of what was sent. S3's operations have no names of their own on the way: the method stands for them, with the part that it is of. */
function passing({ method = '', url = '', headers }: IncomingMessage, body: string): Passing {
  const path = decodeURIComponent(url);
  const target = headers['x-amz-target'];
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
  const part = /\?([a-zA-Z]+)(?:=?&|=?$)/.exec(url)?.[1];
  const named = typeof target === 'string' ? target.split('.').at(-1) : action;
  return { operation: named ?? [method, part].filter((one) => one !== undefined).join(' '), path, body };
}

function askMoto(moto: string, { method, url: path, headers }: IncomingMessage, body: Buffer): Promise<Answered> {
  const { hostname: host, port } = new URL(moto);
  const { 'transfer-encoding': _whole, ...asWere } = headers;
  return new Promise((resolve, reject) => {
    // The name of the host is as it was asked: by it moto knows buckets, and the accounts of S3 Control.
    const asked = ask({ host, port, method, path, headers: { ...asWere, 'content-length': String(body.length) } });
    asked.on('error', reject);
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const kept = Object.entries(response.headers).filter(([name]) => !hopByHop.has(name));
        resolve({ status: response.statusCode ?? 500, headers: Object.fromEntries(kept), body: Buffer.concat(chunks) });
      });
    });
    asked.end(body);
  });
}

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);
