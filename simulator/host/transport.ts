import { Readable } from 'node:stream';

/** One request of an SDK client, signed. */
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

/** Answers requests. Rejects where the connection is lost; never answers a function that is gone. */
export type Wire = (request: SentRequest) => Promise<GivenResponse>;

let wire: Wire | undefined;

/** From now on every SDK client of this process talks to `next`. */
export function connect(next: Wire): void {
  wire = next;
}

/**
 * Stands where the SDK's HTTP handler stands, so that clients are the SDK's own down to the signed request, and no socket is opened: what
 * is answered, and when, is the simulation's to say.
 */
export class NodeHttpHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };

  static create(given: unknown): NodeHttpHandler {
    return given instanceof NodeHttpHandler ? given : new NodeHttpHandler();
  }

  async handle(request: SentRequest): Promise<{ response: object }> {
    if (wire === undefined) throw new Error('no wire is connected');
    const { body, ...head } = await wire(request);
    return { response: { ...head, body: Readable.from([body], { objectMode: false }) } };
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }

  destroy(): void {}
}

export const NodeHttp2Handler = NodeHttpHandler;

export const DEFAULT_REQUEST_TIMEOUT = 0;

export async function streamCollector(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
