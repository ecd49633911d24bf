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
  /** The account's credentials are minted for it; the role itself is neither checked nor limited. */
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
  readonly spec: FunctionSpec;
  readonly arn: string;
  permissions: readonly Permission[];
  reservedConcurrency: number | undefined;
  /** All output so far, by line, the newest 10,000. */
  readonly log: string[];
  busy(): number;
  /** Throws TooManyRequestsException when reserved concurrency is used up, ResourceNotFoundException once it is stopped. */
  invoke(payload: string, requestId: string): Promise<Answer>;
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
  spec: FunctionSpec,
  arn: string,
  runtime: { env: Readonly<Record<string, string>>; clockOffset: () => number },
): LocalFunction {
  const idle: Warm[] = [];
  const all = new Set<Warm>();
  const log: string[] = [];
  let busy = 0;
  let stopped = false;

  const start = (): Warm => {
    const warm: Warm = {
      output: [],
      environment: startEnvironment(spec.bundlePath, runtime.env, (text) => {
        const lines = text.replace(/\n$/, '').split('\n');
        warm.output.push(...lines);
        log.push(...lines);
        if (log.length > keptLines) log.splice(0, log.length - keptLines);
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
    spec,
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
        if (warm.environment.alive()) idle.push(warm);
        else all.delete(warm);
      }
    },
    async stop() {
      stopped = true;
      await Promise.all([...all].map((warm) => warm.environment.stop()));
    },
  };
  return self;
}
