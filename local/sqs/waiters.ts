import type { ServiceDeps } from '../service.ts';

interface Waiter {
  /** Whether it got what it waits for. */
  readonly attempt: () => boolean;
  readonly end: () => void;
}

/** The long polls that wait at one queue, served in the order in which they came, and what watches it, served after them. */
export class Waiters {
  readonly #clock: ServiceDeps['clock'];
  readonly #nextDue: () => number | undefined;
  readonly #parked = new Set<Waiter>();
  readonly #watchers = new Set<() => void>();
  #cancelTimer: () => void = () => {};

  /** `nextDue` says when a message becomes visible by itself. */
  constructor(clock: ServiceDeps['clock'], nextDue: () => number | undefined) {
    this.#clock = clock;
    this.#nextDue = nextDue;
  }

  /** Resolves when `attempt` succeeds, after `forMs`, or when the client is gone; `attempt` is never made for one that is gone. */
  park(attempt: () => boolean, forMs: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#parked.delete(waiter);
        cancel();
        gone.removeEventListener('abort', end);
        resolve();
      };
      const waiter: Waiter = { attempt, end };
      const cancel = this.#clock.after(forMs, end);
      gone.addEventListener('abort', end);
      this.#parked.add(waiter);
      this.#setTimer();
    });
  }

  /** Calls `look` whenever messages may have become visible, until the function that it returns is called or the queue is gone. */
  watch(look: () => void): () => void {
    this.#watchers.add(look);
    this.#setTimer();
    return () => {
      this.#watchers.delete(look);
    };
  }

  /** Called when messages may have become visible, or will at another time than before. */
  wake(): void {
    if (this.#parked.size === 0 && this.#watchers.size === 0) return;
    for (const waiter of this.#parked) {
      if (waiter.attempt()) waiter.end();
    }
    for (const look of this.#watchers) look();
    this.#setTimer();
  }

  /** To be called when a message was taken outside of a wake: it becomes visible again at a time that nobody waits for yet. */
  rearm(): void {
    this.#setTimer();
  }

  /** Lets all go, for instance because the queue is deleted. */
  release(): void {
    for (const waiter of this.#parked) waiter.end();
    this.#watchers.clear();
    this.#cancelTimer();
  }

  #setTimer(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    const due = this.#nextDue();
    if (due === undefined || (this.#parked.size === 0 && this.#watchers.size === 0)) return;
    this.#cancelTimer = this.#clock.after(due - this.#clock.now(), () => this.wake());
  }
}
