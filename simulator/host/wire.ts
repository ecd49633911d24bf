import { AwsError } from '../../local/aws-error.ts';
import type { AwsRequest, AwsResponse, Caller, LocalService } from '../../local/service.ts';
import { prefix, type Ended, type Functions } from './functions.ts';
import { type Actor, isPerson } from './actor.ts';
import { createDueFaults, type Fault, mayConflict } from './due-faults.ts';
import { outageOf } from './outage-of.ts';
import { createTally } from './tally.ts';
import { createRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import { accountId, region, type Services } from './services.ts';
import type { GivenResponse, SentRequest, Wire } from './transport.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A call that reached its service. */
export interface WiredCall {
  readonly actor: Actor;
  readonly service: string;
  readonly operation: string;
  readonly request: AwsRequest;
}

export interface WireDeps {
  readonly scenario: Scenario;
  readonly services: Services;
  readonly time: VirtualTime;
  functions(): Functions;
  /** Milliseconds since the beginning. */
  elapsed(): number;
  /** Whether trouble is over. */
  calm(): boolean;
  /** A function makes the call of that number. */
  called(number: number): void;
  note(line: string): void;
  /** Around a call that its service answers, with nothing in between. */
  before(call: WiredCall): void;
  after(call: WiredCall, response: AwsResponse): void;
}

/** Longer than a remediator takes the gate's word for. */
const slowMs = 12_000;
/** A new one each time: one that all wait for would hold on to all of them. */
const never = (): Promise<never> => new Promise(() => {});
const neverAborted = new AbortController().signal;
const lost = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'Error' });

/** What lies between the SDK's clients and the services: latency, and whatever the scenario has befall a call. */
export function createWire(deps: WireDeps): Wire & {
  calls(): number;
  struck(): Readonly<Record<string, number>>;
  /** Counts a fault that struck elsewhere. */
  strikes(kind: string): void;
} {
  const { scenario, services, time } = deps;
  const faultAt = createDueFaults(scenario.faults);
  const latency = createRandom(scenario.seed ^ 0x5f_37_59_df);
  const struck = createTally();
  let calls = 0;
  const dies = (actor: Actor): void => {
    if (actor.trouble !== undefined) actor.trouble.dies();
    else deps.functions().kill(actor, 'Runtime exited with error: signal: killed');
  };

  const wire = async (sent: SentRequest, signingName: string, actor: Actor): Promise<GivenResponse> => {
    time.stir();
    if (actor.dead) return never();
    const request = awsRequest(sent);
    const isFunction = !isPerson(actor);
    const number = isFunction ? calls++ : -1;
    const { service, name, operation } = routed(services, signingName, request);
    const ofFunction = isFunction && !deps.calm() ? faultAt(number, name, operation) : undefined;
    const fault = ofFunction ?? actor.trouble?.fault(name, operation);
    const label = `${actor.name}#${actor.number} ${name}:${operation}`;
    if (isFunction) deps.called(number);
    if (isFunction) deps.note(`${number} ${label}${fault === undefined ? '' : ` [${fault}]`}`);
    else if (actor.trouble !== undefined) deps.note(`  ${label}${fault === undefined ? '' : ` [${fault}]`}`);
    if (fault !== undefined) struck.count(isFunction ? fault : `restore: ${fault}`);
    if (fault === 'crash before') {
      dies(actor);
      return never();
    }
    await time.sleep(1 + latency.below(isFunction ? 40 : 3));
    if (fault === 'lose before') throw lost();
    const call = { actor, service: name, operation, request };
    const outed = isFunction && !deps.calm() ? outageOf(scenario, deps.elapsed(), call) : undefined;
    if (outed !== undefined) struck.count(`outage: ${outed.of}`);
    const error = answeredInstead(fault, call) ?? outed?.error;
    const response =
      error === undefined ? await carriedOut(deps, service, call) : refused(service, error, callerOf(deps, actor));
    if (error !== undefined) deps.note(`  ${label} is refused: ${error.code}`);
    if (fault === 'crash after') {
      dies(actor);
      return never();
    }
    if (fault === 'stall') await time.sleep(400_000);
    if (fault === 'slow') await time.sleep(slowMs);
    await time.sleep(1 + latency.below(isFunction ? 20 : 3));
    if (fault === 'lose after') throw lost();
    if (actor.dead) return never();
    noteGate(call, response, deps.elapsed());
    return given(response, time.now());
  };
  return Object.assign(wire, {
    calls: () => calls,
    struck: () => struck.counts(),
    strikes: (kind: string) => struck.count(kind),
  });
}

async function carriedOut(deps: WireDeps, service: LocalService | 'lambda', call: WiredCall): Promise<AwsResponse> {
  if (service === 'lambda') {
    deps.before(call);
    return invoked(deps, call);
  }
  const caller = callerOf(deps, call.actor);
  deps.before(call);
  try {
    const response = await service.handle(call.request, caller);
    deps.after(call, response);
    deps.services.trail.record({
      service: service.signingName,
      operation: call.operation,
      request: call.request,
      caller: { ...caller, now: deps.time.now() },
      principal: principalOf(call.actor),
      response,
    });
    return response;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const response = refused(service, error, caller);
    deps.after(call, response);
    return response;
  }
}

function principalOf({ name, principalArn }: Actor) {
  const role = /:assumed-role\/([^/]+)\//.exec(principalArn)?.[1];
  const accessKeyId = `AKIA${name.toUpperCase()}`;
  return role === undefined
    ? { accountId, principalArn, accessKeyId }
    : { accountId, principalArn, accessKeyId, roleArn: `arn:aws:iam::${accountId}:role/${role}`, issuedAt: 0 };
}

function refused(service: LocalService | 'lambda', error: AwsError, caller: Caller): AwsResponse {
  if (service !== 'lambda') return service.renderError(error, caller);
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ message: error.message }),
  };
}

/** Lambda's own API: Invoke, and nothing else. */
async function invoked({ functions }: WireDeps, { request }: WiredCall): Promise<AwsResponse> {
  const name = (/\/functions\/([^/]+)\/invocations/.exec(request.path)?.[1] ?? '').replace(`${prefix}-`, '');
  const event: unknown = JSON.parse(request.body.toString() || '{}');
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    functions().enqueue(name, event);
    return { status: 202 };
  }
  const ended: Ended = await functions().invoke(name, event);
  if (ended.kind === 'returned') return { status: 200, body: JSON.stringify(ended.value ?? null) };
  if (ended.message === 'Rate Exceeded.') {
    return refused('lambda', new AwsError('TooManyRequestsException', ended.message, 429), {} as Caller);
  }
  return {
    status: 200,
    headers: { 'x-amz-function-error': 'Unhandled' },
    body: JSON.stringify({ errorMessage: ended.message }),
  };
}

function callerOf({ services, time }: Pick<WireDeps, 'services' | 'time'>, actor: Actor): Caller {
  return {
    accountId,
    region,
    partition: 'aws',
    principalArn: actor.principalArn,
    requestId: services.requestId(32),
    now: time.now(),
    signal: neverAborted,
  };
}

function answeredInstead(fault: Fault | undefined, { service, operation, request }: WiredCall): AwsError | undefined {
  switch (fault) {
    case 'throttle':
      if (service === 'ec2') return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
      if (service === 'lambda') return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      return new AwsError('ThrottlingException', 'Rate exceeded', 400);
    case 'server error':
      return new AwsError(service === 'ec2' ? 'InternalError' : 'InternalServerError', 'try again', 500);
    case 'conflict':
      if (!mayConflict(service, operation)) return undefined;
      return 'if-match' in request.headers || 'if-none-match' in request.headers
        ? new AwsError('ConditionalRequestConflict', 'A conflicting operation occurred.', 409)
        : new AwsError('OperationAborted', 'A conflicting conditional operation is in progress.', 409);
    default:
      return undefined;
  }
}

function noteGate({ actor, service, operation, request }: WiredCall, response: AwsResponse, at: number): void {
  if (service !== 'ssm' || operation !== 'GetParameter' || response.status !== 200) return;
  if (!request.body.toString().includes('/gate')) return;
  actor.gate = /"Value":"true"/.test(String(response.body)) ? 'open' : 'closed';
  actor.gateAt = at;
}

function routed(
  services: Services,
  signingName: string,
  request: AwsRequest,
): { service: LocalService | 'lambda'; name: string; operation: string } {
  if (signingName === 'lambda') return { service: 'lambda', name: 'lambda', operation: 'Invoke' };
  const name = signingName === 's3' && request.path.startsWith('/v20180820/') ? 's3-control' : signingName;
  const service = services.all.find((one) => one.signingName === name);
  if (service === undefined) throw new Error(`there is no service ${name}`);
  return { service, name, operation: service.operationOf(request) };
}

function awsRequest({ method, path, query = {}, headers, body }: SentRequest): AwsRequest {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(key, String(one ?? ''));
  }
  const lower: Record<string, string> = { host: '127.0.0.1:4566' };
  for (const [key, value] of Object.entries(headers)) lower[key.toLowerCase()] = value;
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0);
  return { method, path: decodeURIComponent(path), query: parameters, headers: lower, body: bytes };
}

function given({ status, headers = {}, body = '' }: AwsResponse, now: number): GivenResponse {
  const bytes = Buffer.from(body);
  const shared = {
    'content-length': String(bytes.length),
    date: new Date(now).toUTCString(),
    'x-amzn-requestid': 'simulated',
  };
  return { statusCode: status, headers: { ...shared, ...headers }, body: bytes };
}
