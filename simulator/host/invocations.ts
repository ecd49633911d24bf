import { AsyncLocalStorage } from 'node:async_hooks';

/** Who runs: one invocation of a function, or a person. */
export interface Actor {
  /** Of the bundle, `person` or `operator`. */
  readonly name: string;
  readonly number: number;
  readonly principalArn: string;
  readonly environment: Record<string, string>;
  /** Its process is gone: nothing that it still computes reaches anybody. */
  dead: boolean;
  readonly startedAt: number;
  /** How its latest reading of the gate came out. */
  gate?: 'open' | 'closed';
  endedAt?: number;
}

/** Whether it is people's own doing, and no function's. */
export function isPerson({ name }: Actor): boolean {
  return name === 'person' || name === 'operator';
}

const running = new AsyncLocalStorage<Actor>();

export function runAs<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
  return running.run(actor, work);
}

export function currentActor(): Actor | undefined {
  return running.getStore();
}

/** `process.env` is the environment of whoever asks, as it is in a Lambda. */
export function giveEnvironments(common: Readonly<Record<string, string>>): void {
  const real = process.env;
  process.env = new Proxy(real, {
    get: (target, key: string) => running.getStore()?.environment[key] ?? common[key] ?? target[key],
    set(target, key: string, value: string) {
      (running.getStore()?.environment ?? target)[key] = value;
      return true;
    },
    has: (target, key: string) => key in (running.getStore()?.environment ?? {}) || key in common || key in target,
  });
}
