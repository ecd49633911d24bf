import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from './aws-error.ts';
import type { CallLog } from './call-log.ts';
import type { LocalClock } from './clock.ts';
import { type Credentials, partitionOf } from './credentials.ts';
import type { Faults } from './faults.ts';
import type { AwsRequest, AwsResponse, Caller, LocalService } from './service.ts';

export interface ServerDeps {
  readonly services: readonly LocalService[];
  readonly clock: LocalClock;
  readonly credentials: Credentials;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly id: (length: number) => string;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves all services on one loopback port; a request is routed by the service its signature names. */
export async function startServer(deps: ServerDeps, port = 0): Promise<RunningServer> {
  const server = createServer((incoming, outgoing) => {
    answer(deps, incoming, outgoing).catch((error: unknown) =>
      outgoing.destroy(error instanceof Error ? error : undefined),
    );
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return { port: address.port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

async function answer(deps: ServerDeps, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await readBody(incoming);
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const request: AwsRequest = {
    method: incoming.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: incoming.headers,
    body,
  };
  const signed = scope.exec(incoming.headers.authorization ?? '');
  if (signed === null)
    return send(outgoing, { status: 403, body: 'MissingAuthenticationToken: the request is not signed with SigV4' });
  const [, accessKey = '', region = '', signingName = ''] = signed;
  const service = deps.services.find((candidate) => serves(candidate, signingName, request));
  if (service === undefined) {
    return send(outgoing, { status: 501, body: `NotImplemented: the local account has no service ${signingName}` });
  }
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const partition = partitionOf(region);
  const principal = deps.credentials.of(accessKey, partition);
  const caller: Caller = {
    accountId: principal.accountId,
    region,
    partition,
    principalArn: principal.principalArn,
    requestId: deps.id(32),
    now: deps.clock.now(),
    signal: gone.signal,
  };
  const response = await respond(deps, service, request, caller);
  if (response === 'lost') outgoing.destroy();
  else send(outgoing, response, caller.requestId);
}

/** S3 and S3 Control sign with the same name; S3 Control's paths begin with its API version. */
function serves(service: LocalService, signingName: string, request: AwsRequest): boolean {
  if (signingName !== 's3') return service.signingName === signingName;
  return service.signingName === (request.path.startsWith('/v20180820/') ? 's3-control' : 's3');
}

async function respond(
  deps: ServerDeps,
  service: LocalService,
  request: AwsRequest,
  caller: Caller,
): Promise<AwsResponse | 'lost'> {
  const operation = service.operationOf(request);
  const call = {
    service: service.signingName,
    operation,
    accountId: caller.accountId,
    region: caller.region,
    principalArn: caller.principalArn,
  };
  const log = (status: number, errorCode?: string): void =>
    deps.calls.add({ at: caller.now, ...call, status, ...(errorCode === undefined ? {} : { errorCode }) });
  const fault = deps.faults.strike({ ...call, body: request.body.toString(), path: request.path });
  try {
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault?.kind === 'error')
      throw new AwsError(fault.code, fault.message ?? `injected ${fault.code}`, fault.status ?? 400);
    if (fault?.kind === 'lose' && fault.when === 'before') {
      log(0, 'lost');
      return 'lost';
    }
    const response = await service.handle(request, caller);
    if (fault?.kind === 'lose') {
      log(response.status, 'lost');
      return 'lost';
    }
    log(response.status);
    return response;
  } catch (error) {
    const answered =
      error instanceof AwsError ? error : new AwsError('InternalError', `local account: ${String(error)}`, 500);
    if (!(error instanceof AwsError)) console.error(error);
    log(answered.status, answered.code);
    return service.renderError(answered, caller);
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(outgoing: ServerResponse, response: AwsResponse, requestId = ''): void {
  const body = response.body ?? '';
  outgoing.writeHead(response.status, {
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    'content-length': Buffer.byteLength(body),
    ...response.headers,
  });
  outgoing.end(outgoing.req.method === 'HEAD' ? undefined : body);
}
