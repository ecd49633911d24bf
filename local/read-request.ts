import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';
import type { AwsRequest } from './service.ts';

/** A request as far as it could be read, and what is wrong with it. */
export interface ReadRequest {
  readonly request: AwsRequest;
  readonly problem: AwsError | undefined;
}

/** Larger bodies are refused. What the project sends is below 2 MiB, and everything is kept in memory. */
export const largestBodyBytes = 32 * 1024 * 1024;

/**
 * Reads a request to its end; an oversized body is read too but not kept, so that the client hears the answer. The path is taken
 * as it came: `..` is part of an S3 key, and a URL parser would walk up with it.
 */
export async function readRequest(incoming: IncomingMessage): Promise<ReadRequest> {
  const target = targetOf(incoming.url ?? '/');
  const path = decoded(target.path);
  const body = await readBody(incoming);
  const request = {
    method: incoming.method ?? 'GET',
    path: path ?? target.path,
    query: new URLSearchParams(target.query),
    headers: incoming.headers,
    body: body ?? Buffer.alloc(0),
  };
  return { request, problem: problemOf(incoming, path !== undefined, body !== undefined) };
}

/** The request line's target: a path, or a whole URL as proxies send it. */
function targetOf(target: string): { path: string; query: string } {
  const [, origin = ''] = /^(https?:\/\/[^/?]*)/i.exec(target) ?? [];
  const [path = '', ...query] = target.slice(origin.length).split('?');
  return { path: path === '' ? '/' : path, query: query.join('?') };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > largestBodyBytes) chunks = [];
    else chunks.push(bytes);
  }
  return size > largestBodyBytes ? undefined : Buffer.concat(chunks);
}

/** The name by which it was reached has to be one of loopback: a web page could otherwise rebind a name of its own to it. */
const loopbackHost = /^(?:127\.0\.0\.1|(?:[^/@]+\.)?localhost)(?::\d+)?$/i;

function problemOf(incoming: IncomingMessage, hasPath: boolean, hasBody: boolean): AwsError | undefined {
  const host = incoming.headers.host ?? '';
  if (!loopbackHost.test(host)) {
    return new AwsError(
      'InvalidHost',
      `the local account answers to 127.0.0.1, localhost and names below localhost only, not to '${host}'`,
      403,
    );
  }
  if (!hasPath) return new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  if (hasBody) return undefined;
  return new AwsError('EntityTooLarge', `the local account takes bodies of at most ${largestBodyBytes} bytes`, 413);
}
