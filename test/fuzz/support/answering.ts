import { Readable } from 'node:stream';
import { secrets } from './secrets.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As far as the SDK's own request is read. */
export interface Asked {
  readonly hostname: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** Text, of the protocols that put what they ask for there. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** So often nobody asks, of a listing of three pages at most. */
const mostCalls = 40;

export interface Answering {
  /** How a client is made that is answered without a socket: ten thousand answers take seconds. */
  readonly config: {
    readonly region: string;
    readonly credentials: {
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string;
    };
    readonly maxAttempts: number;
    readonly requestHandler: never;
  };
  /** Begins anew, with these answers. */
  answer(answers: (asked: Asked, count: number) => Answer): void;
  /** How often it was asked since; more than `mostCalls` are answered no more. */
  calls(): number;
}

export const isEndless = (calls: number): boolean => calls > mostCalls;

export function answering(contentType = 'text/xml'): Answering {
  let answers: (asked: Asked, count: number) => Answer = () => ({ status: 500, body: '' });
  let calls = 0;
  const requestHandler = {
    async handle({ hostname = '', path = '', query = {}, body = '', headers: given = {} }: Partial<Asked>) {
      calls += 1;
      if (isEndless(calls)) throw new Error('the listing has no end');
      const {
        status,
        body: text,
        headers,
      } = answers({ hostname, path, query, body: textOf(body), headers: given }, calls - 1);
      return {
        response: {
          statusCode: status,
          headers: { 'content-type': contentType, 'x-amzn-requestid': 'r-1', ...headers },
          body: Readable.from([Buffer.from(text)]),
        },
      };
    },
  };
  return {
    config: {
      region: 'eu-west-1',
      credentials: {
        accessKeyId: 'AKIAPLANTED',
        secretAccessKey: secrets.secretAccessKey,
        sessionToken: secrets.sessionToken,
      },
      maxAttempts: 1,
      requestHandler: requestHandler as never,
    },
    answer(given) {
      answers = given;
      calls = 0;
    },
    calls: () => calls,
  };
}

function textOf(body: unknown): unknown {
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : body;
}
