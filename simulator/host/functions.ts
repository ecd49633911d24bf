import type { Actor } from './actor.ts';
import type { BiteKind } from './bites.ts';
import type { LambdaHandler } from './product.ts';
import { accountId, region } from './services.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface FunctionSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of an asynchronous event that failed. */
  readonly retries: number;
  /** A failed event is kept nowhere: the next run makes up for it. */
  readonly forgetsFailures?: boolean;
  /** Runs at the same time at most. */
  readonly concurrency?: number;
}

export type Ended =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly message: string };

export interface FunctionsDeps {
  readonly time: VirtualTime;
  /** By the names of the functions, as they are deployed now. */
  settings(): ReadonlyMap<string, FunctionSettings>;
  /** The handler of a new execution environment, in which nothing is remembered; `actor` is whose event it works. */
  start(name: string, actor: () => Actor): LambdaHandler;
  /** An invocation begins, while so many others of the function run. */
  begun(name: string, event: unknown, running: number): void;
  bit(kind: BiteKind): void;
  /** An asynchronous event that failed for good. */
  failed(name: string, event: unknown, reason: string): void;
  note(line: string): void;
}

/** Lambda: runs the handlers, each invocation as a process of its own that may end at any moment. */
export interface Functions {
  invoke(name: string, event: unknown): Promise<Ended>;
  /** Accepts an event that is worked later, and again where that fails. */
  enqueue(name: string, event: unknown): void;
  /** Delivers the latest event of a function once more; answers whether there was one. */
  repeat(name: string): boolean;
  /** Ends the process of an invocation. */
  kill(actor: Actor, why: string): void;
  /** Invocations that run, and events that wait. */
  pending(): number;
  readonly actors: readonly Actor[];
}

export const prefix = 'configmend';

export function roleNameOf(name: string): string {
  return `${prefix}-${region}-${name}`;
}

export function functionArnOf(name: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${prefix}-${name}`;
}

/** An execution environment: it works one event at a time, and remembers what it has read. */
interface Environment {
  readonly handler: LambdaHandler;
  actor: Actor;
}

const retryAfterMs = [60_000, 120_000];

export function createFunctions(deps: FunctionsDeps): Functions {
  const { time, settings: settingsNow, start, failed, note } = deps;
  const actors: Actor[] = [];
  const running = new Map<string, number>();
  const killers = new Map<Actor, (why: string) => void>();
  /** Execution environments that are free, by function. */
  const free = new Map<string, Environment[]>();
  const latest = new Map<string, unknown>();
  let waiting = 0;

  const settingsOf = (name: string): FunctionSettings => {
    const found = settingsNow().get(name);
    if (found === undefined) throw new Error(`there is no function ${name}`);
    return found;
  };
  const startEnvironment = (name: string, first: Actor): Environment => {
    const serving = { actor: first };
    return Object.assign(serving, { handler: start(name, () => serving.actor) });
  };
  const invoke = async (name: string, event: unknown): Promise<Ended> => {
    const { environment: settings, timeoutMs, concurrency = Number.POSITIVE_INFINITY } = settingsOf(name);
    const busy = running.get(name) ?? 0;
    if (busy >= concurrency) return { kind: 'failed', message: 'Rate Exceeded.' };
    running.set(name, busy + 1);
    deps.begun(name, event, busy);
    const startedAt = time.now();
    const deadline = time.elapsed() + timeoutMs;
    const principalArn = `arn:aws:sts::${accountId}:assumed-role/${roleNameOf(name)}/${name}`;
    const actor: Actor = {
      name,
      number: actors.length,
      principalArn,
      environment: { AWS_REGION: region, ...settings },
      dead: false,
      startedAt,
    };
    actors.push(actor);
    note(`${name}#${actor.number} begins`);
    const environment = free.get(name)?.pop() ?? startEnvironment(name, actor);
    environment.actor = actor;
    const ended = await new Promise<Ended>((resolve) => {
      const end = (result: Ended): void => {
        cancel();
        killers.delete(actor);
        resolve(result);
      };
      const kill = (message: string): void => {
        actor.dead = true;
        end({ kind: 'failed', message });
      };
      const cancel = time.after(timeoutMs, () => {
        deps.bit('function timed out');
        kill('Task timed out');
      });
      killers.set(actor, kill);
      const context = {
        invokedFunctionArn: functionArnOf(name),
        awsRequestId: `request-${actor.number}`,
        // By Lambda's own measure, which no clock that is set can change.
        getRemainingTimeInMillis: () => deadline - time.elapsed(),
      };
      environment.handler(structuredClone(event), context).then(
        (value) => end({ kind: 'returned', value }),
        (error: unknown) => end({ kind: 'failed', message: String(error) }),
      );
    });
    actor.endedAt = time.now();
    if (!actor.dead) free.set(name, [...(free.get(name) ?? []), environment]);
    running.set(name, (running.get(name) ?? 1) - 1);
    note(`${name}#${actor.number} ${ended.kind === 'returned' ? 'ends' : `fails: ${ended.message}`}`);
    return ended;
  };
  const work = async (name: string, event: unknown, attempt: number, throttled: number): Promise<void> => {
    if (attempt > 0) deps.bit('event tried again after a failure');
    const ended = await invoke(name, event);
    const again = (ms: number, nextAttempt: number, nextThrottled: number): void => {
      time.after(ms, () => void work(name, event, nextAttempt, nextThrottled));
    };
    if (ended.kind === 'returned') waiting -= 1;
    else if (ended.message === 'Rate Exceeded.' && throttled < 6) again(10_000, attempt, throttled + 1);
    else if (attempt < settingsOf(name).retries) again(retryAfterMs[attempt] ?? 0, attempt + 1, 0);
    else {
      waiting -= 1;
      deps.bit('event failed for good');
      failed(name, event, ended.message);
    }
  };
  const enqueue = (name: string, event: unknown): void => {
    latest.set(name, event);
    waiting += 1;
    time.after(10, () => void work(name, event, 0, 0));
  };
  return {
    invoke,
    enqueue,
    repeat(name) {
      if (latest.has(name)) enqueue(name, latest.get(name));
      return latest.has(name);
    },
    kill: (actor, why) => killers.get(actor)?.(why),
    pending: () => waiting + [...running.values()].reduce((sum, count) => sum + count, 0),
    actors,
  };
}
