import { createHash } from 'node:crypto';
import type { Actor } from './actor.ts';
import { accountId, region } from './services.ts';
import type { GivenResponse, SentRequest, Wire } from './transport.ts';

/**
 * Calls as the services read them, with no client that makes them. What people and the stack do is not what a scenario tries, and a client's
 * own work is most of what a call costs. Each rejects with what the service says, where it refuses.
 */
export interface RawCalls {
  /** Of the services whose operation is named in `X-Amz-Target`: its prefix, a dot and the name. Answers the JSON. */
  json(service: string, target: string, input: object): Promise<string>;
  /** Of the query services: answers the XML. */
  query(service: string, parameters: Readonly<Record<string, string>>): Promise<string>;
  /** Of S3 Control: what is set of the account. */
  s3Control(method: 'PUT', of: string, body: string): Promise<string>;
  /** Of S3: a path of bucket and key, and one parameter that says what of it. */
  s3(
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    of?: string,
    sent?: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<string>;
}

export const s3Namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
export const createBucketBody = `<CreateBucketConfiguration xmlns="${s3Namespace}"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;

export function createRawCalls(wire: Wire, actor: Actor): RawCalls {
  const send = async (service: string, request: Omit<SentRequest, 'headers'>, headers = {}): Promise<string> => {
    const { statusCode, body }: GivenResponse = await wire({ ...request, headers }, service, actor);
    if (statusCode >= 300) throw new Error(body.toString());
    return body.toString();
  };
  return {
    json(service, target, input) {
      const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
      return send(service, { method: 'POST', path: '/', body: JSON.stringify(input) }, headers);
    },
    query(service, parameters) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return send(service, { method: 'POST', path: '/', body: new URLSearchParams(parameters).toString() }, headers);
    },
    s3Control(method, of, body) {
      const headers = { 'x-amz-account-id': accountId, 'content-type': 'application/xml' };
      return send('s3', { method, path: `/v20180820/configuration/${of}`, body }, headers);
    },
    s3(method, path, of, { body = '', headers = {} } = {}) {
      // S3 asks for it with an ACL in headers and no body as well.
      const digest = method !== 'PUT' ? {} : { 'content-md5': createHash('md5').update(body).digest('base64') };
      const query = of === undefined ? {} : { [of]: '' };
      return send('s3', { method, path, query, body }, { ...headers, ...digest });
    },
  };
}
