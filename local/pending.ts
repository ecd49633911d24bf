import type { LocalClock } from './clock.ts';

/**
 * Everything that is under way inside the account: recordings, rule invocations, notifications, asynchronous function calls.
 * Each hop begins before the one that caused it ends, so an empty count means that the whole chain is done. Timers that only
 * wait for the clock (schedules, visibility timeouts) are not kept here.
 */
export class Pending {
  readonly #clock: Pick<LocalClock, 'now' | 'after' | 'advance' | 'frozen'>;
  readonly #dues = new Map<object, number>();
  #running = 0;
  #stopped = false;
  #waiters: (() => void)[] = [];

  constructor(clock: Pick<LocalClock, 'now' | 'after' | 'advance' | 'frozen'>) {
    this.#clock = clock;
  }

  /** Counts one piece of work until the function it returns is called; calling that again is harmless. */
  begin(): () => void {
    this.#running += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#running -= 1;
      this.#changed();
    };
  }

  /** Runs `run` after a delay of AWS's own (`delayMs` on the account's clock), counted until it has run. */
  after(delayMs: number, run: () => void): () => void {
    const delivery = {};
    this.#dues.set(delivery, this.#clock.now() + delayMs);
    const cancel = this.#clock.after(delayMs, () => {
      if (this.#stopped) return;
      const end = this.begin();
      this.#dues.delete(delivery);
      try {
        run();
      } finally {
        end();
      }
    });
    return () => {
      cancel();
      this.#dues.delete(delivery);
      this.#changed();
    };
  }

  /**
   * Resolves when nothing is pending. While the clock is frozen nothing would ever fall due, so it moves time itself, from one
   * pending delivery to the next and no further.
   */
  async settled(): Promise<void> {
    while (!this.#stopped) {
      if (this.#running === 0 && this.#dues.size === 0) return;
      if (this.#running === 0 && this.#clock.frozen) {
        const next = [...this.#dues.values()].reduce((first, due) => Math.min(first, due), Number.POSITIVE_INFINITY);
        this.#clock.advance(Math.max(0, next - this.#clock.now()));
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#waiters.push(resolve);
      });
    }
  }

  /** Drops what is pending and lets every waiter go. */
  stop(): void {
    this.#stopped = true;
    this.#dues.clear();
    this.#changed();
  }

  #changed(): void {
    if (!this.#stopped && this.#running > 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
