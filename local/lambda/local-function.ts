import { AwsError } from '../aws-error.ts';
import { type ExecutionEnvironment, type Outcome, startEnvironment } from './execution-environment.ts';
import type { FunctionName } from './names.ts';
import type { Permission } from './resource-policy.ts';

/** A function to run: a built bundle and what would be its configuration. */
export interface FunctionSpec extends FunctionName {
  /** An ES module whose export `handler` is called. */
  readonly bundlePath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The account's credentials are minted for it; what the role may do is `LocalAccount.enforce`'s to say. */
  readonly roleArn: string;
  readonly memorySizeMb?: number;
  /** 0 switches the function off. */
  readonly reservedConcurrency?: number;
  /** Waits before each retry of an asynchronous invocation; as many retries as waits. */
  readonly retryDelaysMs?: readonly number[];
  /** Where an asynchronous event goes that failed for good, as an on-failure destination. */
  readonly onFailure?: { readonly queueArn: string };
  readonly permissions?: readonly (Omit<Permission, 'statementId'> & { readonly statementId?: string })[];
}

export interface Answer {
  readonly requestId: string;
  readonly outcome: Outcome;
  /** What the function printed during this invocation. */
  readonly log: readonly string[];
}

/** One function and its execution environments. */
export interface LocalFunction {
  /** As it is now. */
  readonly spec: FunctionSpec;
  readonly arn: string;
  permissions: readonly Permission[];
  reservedConcurrency: number | undefined;
  /** All output so far, by line; of much, the newest 10,000 to 20,000. */
  readonly log: string[];
  busy(): number;
  /** Throws TooManyRequestsException when reserved concurrency is used up, ResourceNotFoundException once it is stopped. */
  invoke(payload: string, requestId: string): Promise<Answer>;
  /** What runs goes on as it began; later invocations have the new configuration, in environments of their own. */
  reconfigure(spec: FunctionSpec, env: Readonly<Record<string, string>>): Promise<void>;
  /** Ends its environments as they are, and fails what runs in them, as where the process dies; later invocations start others. */
  crash(): Promise<void>;
  /** For good: ends its environments and what runs in them. */
  stop(): Promise<void>;
}

const keptLines = 10_000;

interface Warm {
  readonly environment: ExecutionEnvironment;
  /** What was printed since the present invocation began. */
  output: string[];
}

export function createLocalFunction(
  created: FunctionSpec,
  arn: string,
  runtime: { env: Readonly<Record<string, string>>; clockOffset: () => number },
): LocalFunction {
  let [spec, env] = [created, runtime.env];
  let idle: Warm[] = [];
  const all = new Set<Warm>();
  const log: string[] = [];
  let busy = 0;
  let stopped = false;
  /** Counts the configurations: an environment serves the one that it was started with. */
  let generation = 0;

  const start = (): Warm => {
    const warm: Warm = {
      output: [],
      environment: startEnvironment(spec.bundlePath, env, (text) => {
        const lines = text.replace(/\n$/, '').split('\n');
        warm.output.push(...lines);
        log.push(...lines);
        // Not at every line, since it moves all that are kept.
        if (log.length >= 2 * keptLines) log.splice(0, log.length - keptLines);
      }),
    };
    all.add(warm);
    return warm;
  };
  const take = (): Warm => {
    for (let warm = idle.pop(); warm !== undefined; warm = idle.pop()) {
      if (warm.environment.alive()) return warm;
      all.delete(warm);
    }
    return start();
  };

  const end = async (warm: Warm): Promise<void> => {
    all.delete(warm);
    await warm.environment.stop();
  };

  const context = (requestId: string): Record<string, unknown> => ({
    functionName: spec.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(spec.memorySizeMb ?? 128),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${spec.name}`,
    logStreamName: 'local',
  });

  const self: LocalFunction = {
    get spec() {
      return spec;
    },
    arn,
    permissions: (spec.permissions ?? []).map((one, index) => ({ statementId: `statement-${index + 1}`, ...one })),
    reservedConcurrency: spec.reservedConcurrency,
    log,
    busy: () => busy,
    async invoke(payload, requestId) {
      if (stopped) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      if (self.reservedConcurrency !== undefined && busy >= self.reservedConcurrency) {
        throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
          Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        });
      }
      busy += 1;
      const begunIn = generation;
      const warm = take();
      warm.output = [];
      try {
        const outcome = await warm.environment.run(
          { payload, clockOffset: runtime.clockOffset(), context: context(requestId) },
          spec.timeoutMs,
        );
        return { requestId, outcome, log: warm.output };
      } finally {
        busy -= 1;
        if (!warm.environment.alive()) all.delete(warm);
        else if (generation === begunIn) idle.push(warm);
        else await end(warm);
      }
    },
    async reconfigure(newSpec, newEnv) {
      const retired = idle;
      [spec, env, idle] = [newSpec, newEnv, []];
      self.reservedConcurrency = newSpec.reservedConcurrency;
      generation += 1;
      await Promise.all(retired.map(end));
    },
    async crash() {
      idle = [];
      await Promise.all([...all].map((warm) => warm.environment.stop()));
    },
    async stop() {
      stopped = true;
      await Promise.all([...all].map((warm) => warm.environment.stop()));
    },
  };
  return self;
}
