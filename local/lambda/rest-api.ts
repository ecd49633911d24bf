import * as v from 'valibot';
import { AwsError, notImplemented } from '../aws-error.ts';
import { page } from '../paging.ts';
import { readInput } from '../read-input.ts';
import type { AwsRequest, AwsResponse, Caller, LocalService } from '../service.ts';
import type { Answer, LocalFunction } from './local-function.ts';
import { configuration, invokeAnswer, json } from './answers.ts';
import { CreateInput, UpdateInput } from './event-source-mapping.ts';
import type { EventSourceMappings } from './event-source-mappings.ts';
import { AddPermissionInput, addPermission, getPolicy, removePermission } from './permission-operations.ts';
import { isPermitted } from './resource-policy.ts';
import { routeOf } from './routes.ts';

export interface LambdaApiDeps {
  functionsOf(where: { accountId: string; region: string }): Map<string, LocalFunction>;
  /** By name, partial ARN or ARN. */
  find(name: string, caller: Caller, qualifier?: string): LocalFunction | undefined;
  invoke(target: LocalFunction, payload: string, requestId: string): Promise<Answer>;
  enqueue(target: LocalFunction, payload: string, requestId: string): void;
  readonly mappings: EventSourceMappings;
  /** Reserved concurrency was set or taken away. */
  concurrencyChanged(): void;
}

interface Operation {
  /** Query parameters that it understands. */
  readonly parameters?: readonly string[];
  /** `x-amz-*` headers that it understands besides those of every call. */
  readonly headers?: readonly string[];
  run(request: AwsRequest, caller: Caller, name: string, last: string): AwsResponse | Promise<AwsResponse>;
}

/** Headers of every signed call. */
const anyCall = ['x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token', 'x-amz-user-agent'];

const ConcurrencyInput = v.strictObject({
  ReservedConcurrentExecutions: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

const syncLimit = 6 * 1024 * 1024;
const asyncLimit = 1024 * 1024;

/** AWS Lambda's REST JSON API over the functions that exist here (AWS Lambda API Reference). */
export function lambdaApi(deps: LambdaApiDeps): LocalService {
  const get = (request: AwsRequest, caller: Caller, name: string): LocalFunction => {
    const found = deps.find(name, caller, request.query.get('Qualifier') ?? undefined);
    if (found === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return found;
  };
  const parameters = ['Qualifier'];

  const operations: Record<string, Operation> = {
    Invoke: {
      parameters,
      headers: ['x-amz-invocation-type', 'x-amz-log-type'],
      run: (request, caller, name) => invoke(deps, get(request, caller, name), request, caller),
    },
    GetFunctionConfiguration: {
      parameters,
      run: (request, caller, name) => json(200, configuration(get(request, caller, name))),
    },
    ListFunctions: {
      parameters: ['MaxItems', 'Marker'],
      run: (request, caller) => listFunctions(deps, request, caller),
    },
    AddPermission: {
      parameters,
      run: (request, caller, name) =>
        addPermission(get(request, caller, name), readBody(AddPermissionInput, request.body)),
    },
    GetPolicy: { parameters, run: (request, caller, name) => getPolicy(get(request, caller, name)) },
    RemovePermission: {
      parameters,
      run: (request, caller, name, statementId) => removePermission(get(request, caller, name), statementId),
    },
    PutFunctionConcurrency: {
      run(request, caller, name) {
        const target = get(request, caller, name);
        target.reservedConcurrency = readBody(ConcurrencyInput, request.body).ReservedConcurrentExecutions;
        deps.concurrencyChanged();
        return json(200, { ReservedConcurrentExecutions: target.reservedConcurrency });
      },
    },
    GetFunctionConcurrency: {
      run(request, caller, name) {
        const reserved = get(request, caller, name).reservedConcurrency;
        return json(200, reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved });
      },
    },
    CreateEventSourceMapping: {
      run: (request, caller) => deps.mappings.create(readBody(CreateInput, request.body), caller),
    },
    GetEventSourceMapping: { run: (_request, _caller, id) => deps.mappings.get(id) },
    ListEventSourceMappings: {
      parameters: ['EventSourceArn', 'FunctionName', 'MaxItems', 'Marker'],
      run: (request, caller) => deps.mappings.list(request, caller),
    },
    UpdateEventSourceMapping: {
      run: (request, caller, id) => deps.mappings.update(id, readBody(UpdateInput, request.body), caller),
    },
    DeleteEventSourceMapping: { run: (_request, _caller, id) => deps.mappings.delete(id) },
    DeleteFunctionConcurrency: {
      run(request, caller, name) {
        get(request, caller, name).reservedConcurrency = undefined;
        deps.concurrencyChanged();
        return { status: 204 };
      },
    },
  };

  return {
    signingName: 'lambda',
    operations: Object.keys(operations),
    operationOf: (request) => routeOf(request).operation,
    async handle(request, caller) {
      const { operation, name, last } = routeOf(request);
      const found = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (found === undefined) throw notImplemented('lambda', operation);
      refuseUnknown(request, operation, found);
      return found.run(request, caller, name, last);
    },
    renderError: ({ code, message, status, details }) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, message, ...details }),
    }),
  };
}

/** A parameter or header that an operation does not know may change what the call means. */
function refuseUnknown(request: AwsRequest, name: string, { parameters = [], headers = [] }: Operation): void {
  const unknown = [
    ...[...request.query.keys()].filter((parameter) => !parameters.includes(parameter)),
    ...Object.keys(request.headers).filter(
      (header) => header.startsWith('x-amz-') && !anyCall.includes(header) && !headers.includes(header),
    ),
  ];
  if (unknown.length === 0) return;
  throw new AwsError(
    'NotImplemented',
    `the local account does not implement ${unknown.join(', ')} of lambda:${name}`,
    501,
  );
}

async function invoke(
  deps: LambdaApiDeps,
  target: LocalFunction,
  request: AwsRequest,
  caller: Caller,
): Promise<AwsResponse> {
  requireAccess(target, caller);
  const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  const payload = readPayload(request.body, type === 'Event' ? asyncLimit : syncLimit);
  switch (type) {
    case 'DryRun':
      return { status: 204 };
    case 'Event':
      deps.enqueue(target, payload, caller.requestId);
      return { status: 202 };
    case 'RequestResponse': {
      const answer = await deps.invoke(target, payload, caller.requestId);
      return invokeAnswer(answer, request.headers['x-amz-log-type'] === 'Tail', syncLimit);
    }
    default:
      throw new AwsError('InvalidParameterValueException', `invocation type ${type} is not one of Lambda's`);
  }
}

function listFunctions(deps: LambdaApiDeps, request: AwsRequest, caller: Caller): AwsResponse {
  const all = [...deps.functionsOf(caller).values()].toSorted((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
  const asked = request.query.get('MaxItems') ?? '50';
  if (!/^[1-9]\d{0,4}$/.test(asked)) throw invalidParameter(`MaxItems: ${asked} is not a number from 1 on`);
  const { items, nextToken } = page(all, {
    scope: 'functions',
    limit: Math.min(50, Number(asked)),
    token: request.query.get('Marker') ?? undefined,
    invalid: () => invalidParameter('Marker: not one that ListFunctions answered'),
  });
  return json(200, { Functions: items.map(configuration), NextMarker: nextToken });
}

/** Another account needs a statement in the function's policy; the function's own account does not. */
function requireAccess(target: LocalFunction, caller: Caller): void {
  if (target.spec.accountId === caller.accountId) return;
  if (isPermitted(target.permissions, { principal: caller.accountId })) return;
  throw new AwsError(
    'AccessDeniedException',
    `User: ${caller.principalArn} is not authorized to perform: lambda:InvokeFunction on resource: ${target.arn}`,
    403,
  );
}

function readPayload(body: Buffer, limit: number): string {
  if (body.length > limit) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
    );
  }
  const text = body.length === 0 ? '{}' : body.toString();
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${String(error)}`);
  }
  return text;
}

function readBody<const Schema extends v.GenericSchema>(schema: Schema, body: Buffer): v.InferOutput<Schema> {
  return readInput(schema, JSON.parse(readPayload(body, asyncLimit)), ({ member, message }) =>
    invalidParameter(`${member}: ${message}`),
  );
}

function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
