import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Refusal, securityHeaders } from './guard.ts';

/** What is answered. A string body is of the type given, else it is JSON. */
export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function send(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    ...securityHeaders,
    ...(text === '' ? {} : { 'content-type': type ?? 'application/json; charset=utf-8' }),
    ...(status === 304 ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
    ...headers,
  });
  response.end(text);
}

/** Anything but what the page sends is refused, so that a body is read that no form of another page could send. */
export async function readJson(request: IncomingMessage, most = 16_384): Promise<{ readonly json: unknown } | Answer> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json(;|$)/i.test(type))
    return problem(415, 'BODY_UNREADABLE', 'the body must be application/json');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > most) return problem(413, 'BODY_UNREADABLE', `the body may have ${most} bytes`);
    chunks.push(bytes);
  }
  try {
    return { json: JSON.parse(Buffer.concat(chunks).toString()) };
  } catch {
    return problem(400, 'BODY_UNREADABLE', 'the body is not JSON');
  }
}

export function problem(status: number, code: string, message: string): Answer {
  return { status, body: { problem: { code, message } } };
}

export function refusal({ status, code, message }: Refusal): Answer {
  return problem(status, code, message);
}

export function notAllowed(methods: string): Answer {
  return { ...problem(405, 'METHOD_NOT_ALLOWED', `only ${methods} is answered here`), headers: { allow: methods } };
}
