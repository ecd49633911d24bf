import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from './aws-error.ts';
import type { CallLog } from './call-log.ts';
import type { LocalClock } from './clock.ts';
import { type Credentials, partitionOf, type Principal } from './credentials.ts';
import type { Fault, Faults } from './faults.ts';
import type { RoutedCall } from './iam/required-access.ts';
import { readRequest } from './read-request.ts';
import type { AnsweredCall, AwsRequest, AwsResponse, Caller, LocalService } from './service.ts';
import { unroutedError } from './unrouted-error.ts';

export interface ServerDeps {
  readonly services: readonly LocalService[];
  readonly clock: LocalClock;
  readonly credentials: Credentials;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly id: (length: number) => string;
  /** Throws what a call is denied with; without it every call is allowed. */
  readonly authorise?: (call: RoutedCall, caller: Caller) => void;
  /** What a service refuses everything with, such as in a region that the caller's account has switched off. */
  readonly unavailable?: (service: string, caller: Caller) => AwsError | undefined;
  /** Told of every call that reached its service, before the answer is sent, or lost. */
  readonly answered?: (call: AnsweredCall) => void;
}

export interface RunningServer {
  readonly port: number;
  /** Hangs up on every client, and resolves when nothing is running any more. */
  close(): Promise<void>;
}

/** Above what S3 takes as metadata, so that S3 can say so. */
const largestHeaderBytes = 64 * 1024;
/** Long, so that no client finds its connection closed as it uses it again. */
const idleConnectionMs = 600_000;

/** Serves all services on one loopback port; a request is routed by the service its signature names. */
export async function startServer(deps: ServerDeps, port = 0): Promise<RunningServer> {
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: largestHeaderBytes }, (incoming, outgoing) => {
    const answered = answer({ ...deps, closing: closing.signal }, incoming, outgoing)
      .catch((error: unknown) => {
        console.error(error);
        outgoing.destroy();
      })
      .finally(() => running.delete(answered));
    running.add(answered);
  });
  server.keepAliveTimeout = idleConnectionMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    async close() {
      closing.abort();
      await closed(server);
      await Promise.all(running);
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

type Deps = ServerDeps & { readonly closing: AbortSignal };

async function answer(deps: Deps, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  // Of an answer that was sent nobody waits any more, and each abort makes an error with a stack.
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const read = await readRequest(incoming).catch(() => undefined);
  // The client hung up before its request was complete.
  if (read === undefined) return void outgoing.destroy();
  const { request, problem } = read;
  const requestId = deps.id(32);
  const response = await route(deps, request, problem, requestId, gone.signal);
  if (response === 'lost') outgoing.destroy();
  else if (!outgoing.destroyed) send(outgoing, response, requestId);
}

/** A client without credentials sends none of it, a presigned URL carries it in the query. */
const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

async function route(
  deps: Deps,
  request: AwsRequest,
  problem: AwsError | undefined,
  requestId: string,
  signal: AbortSignal,
): Promise<AwsResponse | 'lost'> {
  const [, accessKey = '', region = '', signingName] = scope.exec(request.headers.authorization ?? '') ?? [];
  const refuse = (error: AwsError): AwsResponse => unroutedError(request, signingName, error, requestId);
  if (signingName === undefined) return refuse(problem ?? notSigned(request));
  const service = deps.services.find((candidate) => serves(candidate, signingName, request));
  if (service === undefined) {
    return refuse(problem ?? new AwsError('NotImplemented', `the local account has no service ${signingName}`, 501));
  }
  const partition = partitionOf(region);
  const principal = deps.credentials.of(accessKey, partition);
  const { accountId, principalArn, roleArn, sessionTags, sessionPolicy } = principal;
  const organizationId = deps.credentials.organizationOf(accountId);
  const caller: Caller = {
    accountId,
    region,
    partition,
    principalArn,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(organizationId === undefined ? {} : { organizationId }),
    ...(sessionTags === undefined ? {} : { sessionTags }),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    requestId,
    now: deps.clock.now(),
    signal,
  };
  return problem === undefined
    ? respond(deps, service, request, caller, { ...principal, accessKeyId: accessKey })
    : service.renderError(problem, caller);
}

function notSigned(request: AwsRequest): AwsError {
  return request.query.has('X-Amz-Signature')
    ? new AwsError('NotImplemented', 'the local account does not implement presigned URLs', 501)
    : new AwsError(
        'MissingAuthenticationToken',
        'the request is not signed with SigV4 in its Authorization header',
        403,
      );
}

/** S3 and S3 Control sign with the same name; S3 Control's paths begin with its API version. */
function serves(service: LocalService, signingName: string, request: AwsRequest): boolean {
  if (signingName !== 's3') return service.signingName === signingName;
  return service.signingName === (request.path.startsWith('/v20180820/') ? 's3-control' : 's3');
}

async function respond(
  deps: Deps,
  service: LocalService,
  request: AwsRequest,
  caller: Caller,
  principal: Principal & { readonly accessKeyId: string },
): Promise<AwsResponse | 'lost'> {
  const { accountId, region, principalArn, sessionTags } = caller;
  const call = { service: service.signingName, operation: 'unknown', accountId, region, principalArn };
  const log = (status: number, errorCode?: string): void =>
    deps.calls.add({
      at: caller.now,
      ...call,
      status,
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(sessionTags === undefined ? {} : { sessionTags }),
    });
  let fault: Fault | undefined;
  let response: AwsResponse;
  let refused: AwsError | undefined;
  try {
    call.operation = service.operationOf(request);
    fault = deps.faults.strike({
      ...call,
      path: request.path,
      get body() {
        return request.body.toString();
      },
    });
    if (fault !== undefined && !(await mayRun(fault, deps.closing))) {
      log(0, 'lost');
      return 'lost';
    }
    const refusal = deps.unavailable?.(call.service, caller);
    if (refusal !== undefined) throw refusal;
    deps.authorise?.({ service: call.service, operation: call.operation, request }, caller);
    response = await service.handle(request, { ...caller, now: deps.clock.now() });
  } catch (error) {
    const answered =
      error instanceof AwsError ? error : new AwsError('InternalError', `local account: ${String(error)}`, 500);
    if (!(error instanceof AwsError)) console.error(error);
    refused = answered;
    response = service.renderError(answered, caller);
  }
  log(response.status, fault?.kind === 'lose' ? 'lost' : refused?.code);
  deps.answered?.({
    service: call.service,
    operation: call.operation,
    request,
    caller: { ...caller, now: deps.clock.now() },
    principal,
    response,
    ...(refused === undefined ? {} : { error: refused }),
  });
  return fault?.kind === 'lose' ? 'lost' : response;
}

/** What a fault does before the operation runs: false where the connection is lost instead, or the server closes meanwhile. */
async function mayRun(fault: Fault, closing: AbortSignal): Promise<boolean> {
  switch (fault.kind) {
    case 'error':
      throw new AwsError(fault.code, fault.message ?? `injected ${fault.code}`, fault.status ?? 400);
    case 'delay':
      await delay(fault.ms, undefined, { signal: closing }).catch(() => {});
      return !closing.aborted;
    case 'lose':
      return fault.when === 'after';
  }
}

/**
 * Answers have no date: callers live by the account's clock, by the process's, or by one of their own. Given another time than its own, an
 * SDK takes its clock for wrong and repeats every refused call; given its own back in whole seconds, it signs by a clock that hardly moves
 * as long as calls are frequent, and does the same once that is four minutes behind.
 */
function send(outgoing: ServerResponse, response: AwsResponse, requestId: string): void {
  outgoing.sendDate = false;
  const body = response.body ?? '';
  outgoing.writeHead(response.status, {
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    'content-length': Buffer.byteLength(body),
    ...response.headers,
  });
  outgoing.end(outgoing.req.method === 'HEAD' ? undefined : body);
}
