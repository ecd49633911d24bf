import { Readable } from 'node:stream';
import type { Actor } from './actor.ts';

/** One request of an SDK client. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null | undefined>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface GivenResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Answers the requests of an actor to a service, by its signing name. Rejects where the connection is lost; never answers a function that is gone. */
export type Wire = (request: SentRequest, service: string, actor: Actor) => Promise<GivenResponse>;

let connected: { readonly wire: Wire; readonly others: Actor } | undefined;

/** From now on every SDK client of this process talks to `wire`, and as `others` where it is of nobody in particular. */
export function connect(wire: Wire, others: Actor): void {
  connected = { wire, others };
}

/** Where nobody listens. S3 Control puts the account before its host's name, which no address can take. */
export function endpointOf(client: string): string {
  return client.startsWith('S3Control') ? 'http://localhost:4566' : 'http://127.0.0.1:4566';
}

/** Who calls by a client, and whom. */
interface Line {
  readonly actor: () => Actor;
  /** By its signing name. */
  readonly service: string;
  /** Milliseconds after which the client gives a request up; 0 for never. */
  readonly timeoutMs: number;
}

/**
 * Stands where the SDK's HTTP handler stands, so that clients are the SDK's own down to the request, and no socket is opened: what
 * is answered, and when, is the simulation's to say.
 *
 * Who calls is known by the handler that a client was made with, so that no promise has to be followed to where it began.
 */
export class NodeHttpHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #of: Line | undefined;

  constructor(of?: Line) {
    this.#of = of;
  }

  static create(given: unknown): NodeHttpHandler {
    return given instanceof NodeHttpHandler ? given : new NodeHttpHandler();
  }

  async handle(request: SentRequest): Promise<{ response: object }> {
    if (connected === undefined) throw new Error('no wire is connected');
    const actor = this.#of?.actor() ?? connected.others;
    const answer = connected.wire(request, this.#of?.service ?? signedFor(request), actor);
    const { body, ...head } = await within(this.#of?.timeoutMs ?? 0, answer);
    // Of an object the SDK wants a stream; anything else it would only collect into what this is already.
    const isObject = request.method === 'GET' && request.path.split('/').length > 2;
    return { response: { ...head, body: isObject ? Readable.from([body], { objectMode: false }) : body } };
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }

  destroy(): void {}
}

/** As the SDK's own handler gives up. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  if (ms === 0) return answer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`no answer within ${ms} ms`), { name: 'TimeoutError' });
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([answer, over]);
  } finally {
    clearTimeout(timer);
  }
}

function signedFor({ headers }: SentRequest): string {
  return /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(String(headers['authorization']))?.[1] ?? '';
}

export const NodeHttp2Handler = NodeHttpHandler;

export const DEFAULT_REQUEST_TIMEOUT = 0;

export async function streamCollector(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
