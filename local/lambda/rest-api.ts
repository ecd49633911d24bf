import * as v from 'valibot';
import { AwsError, notImplemented } from '../aws-error.ts';
import { readInput } from '../read-input.ts';
import type { AwsRequest, AwsResponse, Caller, LocalService } from '../service.ts';
import type { Answer, LocalFunction } from './local-function.ts';
import { configuration, invokeAnswer, json } from './answers.ts';
import { isPermitted, type Permission, policyDocument, policyStatement } from './resource-policy.ts';

export interface LambdaApiDeps {
  functionsOf(where: { accountId: string; region: string }): Map<string, LocalFunction>;
  /** By name, partial ARN or ARN. */
  find(name: string, caller: Caller, qualifier?: string): LocalFunction | undefined;
  invoke(target: LocalFunction, payload: string, requestId: string): Promise<Answer>;
  enqueue(target: LocalFunction, payload: string, requestId: string): void;
}

type Operation = (
  request: AwsRequest,
  caller: Caller,
  name: string,
  last: string,
) => AwsResponse | Promise<AwsResponse>;

const functionPath = String.raw`^/2015-03-31/functions/([^/]+)`;
const concurrencyPath = '/functions/([^/]+)/concurrency$';

/** Paths of the Lambda API; those without an operation here are named in the NotImplemented that answers them. */
const routes: readonly { method: string; path: RegExp; operation: string }[] = [
  { method: 'POST', path: new RegExp(`${functionPath}/invocations$`), operation: 'Invoke' },
  { method: 'GET', path: new RegExp(`${functionPath}/configuration$`), operation: 'GetFunctionConfiguration' },
  { method: 'GET', path: /^\/2015-03-31\/functions\/?$/, operation: 'ListFunctions' },
  { method: 'POST', path: new RegExp(`${functionPath}/policy$`), operation: 'AddPermission' },
  { method: 'GET', path: new RegExp(`${functionPath}/policy$`), operation: 'GetPolicy' },
  { method: 'DELETE', path: new RegExp(`${functionPath}/policy/([^/]+)$`), operation: 'RemovePermission' },
  { method: 'PUT', path: new RegExp(`^/2017-10-31${concurrencyPath}`), operation: 'PutFunctionConcurrency' },
  { method: 'GET', path: new RegExp(`^/2019-09-30${concurrencyPath}`), operation: 'GetFunctionConcurrency' },
  { method: 'DELETE', path: new RegExp(`^/2017-10-31${concurrencyPath}`), operation: 'DeleteFunctionConcurrency' },
  { method: 'POST', path: /^\/2015-03-31\/functions\/?$/, operation: 'CreateFunction' },
  { method: 'GET', path: new RegExp(`${functionPath}$`), operation: 'GetFunction' },
  { method: 'DELETE', path: new RegExp(`${functionPath}$`), operation: 'DeleteFunction' },
];

const AddPermissionInput = v.strictObject({
  StatementId: v.string(),
  Action: v.literal('lambda:InvokeFunction'),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
  SourceAccount: v.optional(v.string()),
});
const ConcurrencyInput = v.strictObject({
  ReservedConcurrentExecutions: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

const syncLimit = 6 * 1024 * 1024;
const asyncLimit = 1024 * 1024;

/** AWS Lambda's REST JSON API over the functions that exist here (AWS Lambda API Reference). */
export function lambdaApi(deps: LambdaApiDeps): LocalService {
  const get = (name: string, caller: Caller, qualifier?: string): LocalFunction => {
    const found = deps.find(name, caller, qualifier);
    if (found === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return found;
  };

  const operations: Record<string, Operation> = {
    async Invoke(request, caller, name) {
      const target = get(name, caller, request.query.get('Qualifier') ?? undefined);
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
    },
    GetFunctionConfiguration: (_request, caller, name) => json(200, configuration(get(name, caller))),
    ListFunctions(request, caller) {
      const all = [...deps.functionsOf(caller).values()].toSorted((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
      const limit = Math.min(50, Number(request.query.get('MaxItems') ?? 50));
      const from = Number(request.query.get('Marker') ?? 0);
      const next = from + limit;
      return json(200, {
        Functions: all.slice(from, next).map(configuration),
        ...(next < all.length ? { NextMarker: String(next) } : {}),
      });
    },
    AddPermission(request, caller, name) {
      const target = get(name, caller);
      const input = readBody(AddPermissionInput, request.body);
      if (target.permissions.some((held) => held.statementId === input.StatementId)) {
        throw new AwsError(
          'ResourceConflictException',
          `The statement id (${input.StatementId}) provided already exists.`,
          409,
        );
      }
      const permission: Permission = {
        statementId: input.StatementId,
        principal: input.Principal,
        ...(input.SourceArn === undefined ? {} : { sourceArn: input.SourceArn }),
        ...(input.SourceAccount === undefined ? {} : { sourceAccount: input.SourceAccount }),
      };
      target.permissions = [...target.permissions, permission];
      return json(201, { Statement: JSON.stringify(policyStatement(permission, target.arn)) });
    },
    GetPolicy(_request, caller, name) {
      const target = get(name, caller);
      if (target.permissions.length === 0) {
        throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      }
      return json(200, { Policy: policyDocument(target.permissions, target.arn), RevisionId: '1' });
    },
    RemovePermission(_request, caller, name, statementId) {
      const target = get(name, caller);
      const kept = target.permissions.filter((held) => held.statementId !== statementId);
      if (kept.length === target.permissions.length) {
        throw new AwsError(
          'ResourceNotFoundException',
          `Statement ${statementId} is not found in resource policy.`,
          404,
        );
      }
      target.permissions = kept;
      return { status: 204 };
    },
    PutFunctionConcurrency(request, caller, name) {
      const target = get(name, caller);
      target.reservedConcurrency = readBody(ConcurrencyInput, request.body).ReservedConcurrentExecutions;
      return json(200, { ReservedConcurrentExecutions: target.reservedConcurrency });
    },
    GetFunctionConcurrency(_request, caller, name) {
      const reserved = get(name, caller).reservedConcurrency;
      return json(200, reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved });
    },
    DeleteFunctionConcurrency(_request, caller, name) {
      get(name, caller).reservedConcurrency = undefined;
      return { status: 204 };
    },
  };

  const route = (request: AwsRequest): { operation: string; name: string; last: string } => {
    for (const { method, path, operation } of routes) {
      const match = request.method === method ? path.exec(request.path) : null;
      if (match !== null) return { operation, name: match[1] ?? '', last: match[2] ?? '' };
    }
    return { operation: `${request.method} ${request.path}`, name: '', last: '' };
  };

  return {
    signingName: 'lambda',
    operations: Object.keys(operations),
    operationOf: (request) => route(request).operation,
    async handle(request, caller) {
      const { operation, name, last } = route(request);
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (run === undefined) throw notImplemented('lambda', operation);
      return run(request, caller, name, last);
    },
    renderError: ({ code, message, status, details }) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, message, ...details }),
    }),
  };
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
  return readInput(
    schema,
    JSON.parse(readPayload(body, asyncLimit)),
    ({ member, message }) => new AwsError('InvalidParameterValueException', `${member}: ${message}`),
  );
}
