import { AwsError } from '../aws-error.ts';
import type { Credentials } from '../credentials.ts';
import type { Pending } from '../pending.ts';
import { type LocalService, Regional, type ServiceDeps } from '../service.ts';
import { uuid } from '../uuid.ts';
import type { QueueFeed } from '../sqs/sqs.ts';
import { createAsynchronousInvoker } from './asynchronous.ts';
import { createEventSourceMappings, type PollCall } from './event-source-mappings.ts';
import { type Answer, createLocalFunction, type FunctionSpec, type LocalFunction } from './local-function.ts';
import { checkSpec } from './check-spec.ts';
import { functionArn, parseFunctionName } from './names.ts';
import { lambdaApi } from './rest-api.ts';
import { type InvokeSource, isPermitted } from './resource-policy.ts';

export interface LambdaOptions {
  readonly credentials: Credentials;
  readonly pending: Pending;
  /** The port of the account's server, asked for when a function is created. */
  readonly port: () => number;
  /** For on-failure destinations, and as sources of events; without `feed` there is no queue to poll. */
  readonly sqs: { deliver(queueArn: string, body: string): boolean; feed?(queueArn: string): QueueFeed | undefined };
  /** Throws where a role may not make the call that an event source mapping makes with it. */
  readonly authorisePoll?: (call: PollCall) => void;
  /** Waits before the retries of an asynchronous invocation; the service's own are one and two minutes. */
  readonly retryDelaysMs?: readonly number[];
  /** Invocations at the same time in one account and region; the service's default is 1,000. */
  readonly concurrency?: number;
  /** Asynchronous invocations of one function at the same time; the rest waits, as in the service's own queue. */
  readonly asynchronousParallel?: number;
}

export interface LocalLambda extends LocalService {
  /** Waits before the retries of an asynchronous invocation, for functions that have none of their own. */
  readonly retryDelaysMs: readonly number[];
  /** Answers the function's ARN. ResourceConflictException if the name is taken, InvalidParameterValueException for a bad spec. */
  createFunction(spec: FunctionSpec): string;
  /**
   * Gives it another configuration, made of the present one; its name stays, and so do its permissions, its output and the events
   * that wait. ResourceNotFoundException for an unknown function, InvalidParameterValueException for a bad spec.
   */
  updateFunction(functionArn: string, change: (spec: FunctionSpec) => FunctionSpec): Promise<void>;
  /** Has the processes die that serve the function: what they were at ends with an error. ResourceNotFoundException for an unknown one. */
  crashFunction(functionArn: string): Promise<void>;
  deleteFunction(functionArn: string): Promise<void>;
  /** Whether the function exists and its resource policy lets the source invoke it. */
  mayInvoke(functionArn: string, source: InvokeSource): boolean;
  /**
   * Invokes as a service does, asynchronously. ResourceNotFoundException for an unknown function; AccessDeniedException if its
   * policy does not permit the source (no source: its own account).
   */
  invokeAsync(functionArn: string, event: unknown, source?: InvokeSource): void;
  /** What the function of that name or ARN has printed, by line. */
  logs(nameOrArn: string): readonly string[];
  /** Resolves when no invocation is running, waiting or to be retried (nor anything else that the account counts). */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface RegionState {
  readonly functions: Map<string, LocalFunction>;
}

export function createLambda(deps: ServiceDeps, options: LambdaOptions): LocalLambda {
  const { credentials, pending, concurrency = 100 } = options;
  const states = new Regional<RegionState>(() => ({ functions: new Map() }));

  const find = (arn: string): LocalFunction | undefined => {
    const [, , , region = '', accountId = '', , name = ''] = arn.split(':');
    return states.of({ accountId, region }).functions.get(name);
  };

  const hasRoom = ({ spec }: LocalFunction): boolean =>
    [...states.of(spec).functions.values()].reduce((sum, one) => sum + one.busy(), 0) < concurrency;
  const invoke = async (target: LocalFunction, payload: string, requestId: string): Promise<Answer> => {
    if (!hasRoom(target)) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ConcurrentInvocationLimitExceeded',
      });
    }
    const end = pending.begin();
    try {
      return await target.invoke(payload, requestId);
    } finally {
      asynchronous.pump();
      mappings.look();
      end();
    }
  };
  const functionNamed = (text: string, caller: { accountId: string; region: string }): LocalFunction => {
    const target = find(functionArn(parseFunctionName(text, caller)));
    if (target === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${text}`, 404);
    return target;
  };
  const mappings = createEventSourceMappings({
    pending,
    now: () => deps.clock.now(),
    id: (length) => deps.id(length),
    feed: (queueArn) => options.sqs.feed?.(queueArn),
    authorise: (call) => options.authorisePoll?.(call),
    hasRoom: (target) => target.busy() < (target.reservedConcurrency ?? Number.POSITIVE_INFINITY) && hasRoom(target),
    invoke: (target, payload, requestId) => invoke(target, payload, requestId),
    functionNamed,
  });
  const retryDelaysMs = options.retryDelaysMs ?? [60_000, 120_000];
  const asynchronous = createAsynchronousInvoker(
    {
      pending,
      now: () => deps.clock.now(),
      retryDelaysMs,
      sqs: options.sqs,
      parallel: options.asynchronousParallel ?? 2,
      hasRoom,
    },
    invoke,
  );

  const environmentOf = (spec: FunctionSpec, port: number): Record<string, string> => {
    const { accessKeyId } = credentials.issueSession(spec.roleArn, spec.name, (length) => deps.id(length));
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ENDPOINT_URL_S3_CONTROL: `http://localhost:${port}`,
      ...spec.environment,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_REGION: spec.region,
      AWS_DEFAULT_REGION: spec.region,
      AWS_LAMBDA_FUNCTION_NAME: spec.name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memorySizeMb ?? 128),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    };
  };

  return {
    ...lambdaApi({
      functionsOf: (where) => states.of(where).functions,
      find: (text, caller, qualifier) => find(functionArn(parseFunctionName(text, caller, qualifier))),
      invoke,
      enqueue: (target, payload, id) => asynchronous.enqueue(target, payload, id),
      mappings,
      concurrencyChanged() {
        asynchronous.pump();
        mappings.look();
      },
    }),
    retryDelaysMs,
    createFunction(spec) {
      const { functions } = states.of(spec);
      const arn = functionArn(spec);
      if (functions.has(spec.name)) {
        throw new AwsError('ResourceConflictException', `Function already exist: ${spec.name}`, 409);
      }
      checkSpec(spec);
      const clockOffset = (): number => deps.clock.now() - Date.now();
      functions.set(
        spec.name,
        createLocalFunction(spec, arn, { env: environmentOf(spec, options.port()), clockOffset }),
      );
      return arn;
    },
    async updateFunction(arn, change) {
      const target = find(arn);
      if (target === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      const spec = change(target.spec);
      checkSpec(spec);
      await target.reconfigure(spec, environmentOf(spec, options.port()));
    },
    async crashFunction(arn) {
      const target = find(arn);
      if (target === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      await target.crash();
    },
    async deleteFunction(arn) {
      const target = find(arn);
      if (target === undefined) return;
      states.of(target.spec).functions.delete(target.spec.name);
      await target.stop();
    },
    mayInvoke(arn, source) {
      const target = find(arn);
      return target !== undefined && isPermitted(target.permissions, source);
    },
    invokeAsync(arn, event, source) {
      const target = find(arn);
      if (target === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      if (source !== undefined && !isPermitted(target.permissions, source)) {
        throw new AwsError(
          'AccessDeniedException',
          `${source.principal} is not authorized to perform: lambda:InvokeFunction on resource: ${arn}`,
          403,
        );
      }
      asynchronous.enqueue(target, JSON.stringify(event), uuid(deps.id(32)));
    },
    logs: (nameOrArn) =>
      states
        .entries()
        .flatMap(({ state }) => [...state.functions.values()])
        .filter(({ arn, spec }) => arn === nameOrArn || spec.name === nameOrArn)
        .flatMap(({ log }) => log),
    idle: () => pending.settled(),
    async stop() {
      asynchronous.stop();
      mappings.stop();
      const functions = states.entries().flatMap(({ state }) => [...state.functions.values()]);
      await Promise.all(functions.map((one) => one.stop()));
    },
  };
}
