import { AwsError, notImplemented } from './aws-error.ts';
import type { AwsRequest, Caller, LocalService } from './service.ts';

export type JsonInput = { readonly [member: string]: unknown };
export type JsonOperation = (input: JsonInput, caller: Caller, request: AwsRequest) => object | Promise<object>;

/** AWS JSON 1.0 / 1.1: the operation is in `X-Amz-Target: PREFIX.Operation`, input and output are JSON objects. */
export function jsonService(options: {
  signingName: string;
  version: '1.0' | '1.1';
  operations: Readonly<Record<string, JsonOperation>>;
  /** Codes that differ on the older query wire, sent as `x-amzn-query-error` (SQS). */
  queryCodes?: Readonly<Record<string, string>>;
}): LocalService {
  const { signingName, version, operations, queryCodes = {} } = options;
  const contentType = `application/x-amz-json-${version}`;
  const targetOf = (request: AwsRequest): string | undefined =>
    request.headers['x-amz-target']?.toString().split('.').at(-1);
  return {
    signingName,
    operations: Object.keys(operations),
    operationOf: (request) => targetOf(request) ?? 'unknown',
    async handle(request, caller) {
      const name = targetOf(request);
      if (name === undefined || name === '') {
        throw new AwsError('UnknownOperationException', 'the request names no operation in the header X-Amz-Target');
      }
      if (!Object.hasOwn(operations, name)) throw notImplemented(signingName, name);
      const output = await operations[name]?.(parseInput(request.body), caller, request);
      return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(output) };
    },
    renderError(error) {
      const headers: Record<string, string> = { 'content-type': contentType, 'x-amzn-errortype': error.code };
      const queryCode = queryCodes[error.code];
      if (queryCode !== undefined)
        headers['x-amzn-query-error'] = `${queryCode};${error.status < 500 ? 'Sender' : 'Receiver'}`;
      return {
        status: error.status,
        headers,
        body: JSON.stringify({ __type: error.code, message: error.message, ...error.details }),
      };
    },
  };
}

function parseInput(body: Buffer): JsonInput {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.length === 0 ? '{}' : body.toString());
  } catch {
    throw new AwsError('SerializationException', 'the request body is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new AwsError('SerializationException', 'the request body is not a JSON object');
  }
  return Object.fromEntries(Object.entries(parsed));
}
