import type { LocalClock } from './clock.ts';
import { IndexedHeap } from './indexed-heap.ts';

type PendingClock = Pick<LocalClock, 'now' | 'after' | 'advance' | 'frozen' | 'stopped'>;

/**
 * Everything that is under way inside the account: recordings, rule invocations, notifications, asynchronous function calls.
 * Each hop begins before the one that caused it ends, so an empty count means that the whole chain is done. Timers that only
 * wait for the clock (schedules, visibility timeouts) are not kept here.
 */
export class Pending {
  readonly #clock: PendingClock;
  readonly #deliveries = new IndexedHeap<{ readonly due: number }>((a, b) => a.due < b.due);
  /** What closes each window that is open, in the order of opening. */
  readonly #windows = new Set<() => void>();
  #running = 0;
  #stopped = false;
  #waiters: (() => void)[] = [];

  constructor(clock: PendingClock) {
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
    const delivery = { due: this.#clock.now() + Math.max(0, delayMs) };
    this.#deliveries.push(delivery);
    const cancel = this.#clock.after(delayMs, () => {
      if (this.#stopped) return;
      const end = this.begin();
      this.#deliveries.remove(delivery);
      try {
        run();
      } finally {
        end();
      }
    });
    return () => {
      cancel();
      this.#deliveries.remove(delivery);
      this.#changed();
    };
  }

  /**
   * Opens a window in which more is waited for, such as a batch window: `run` when it is over, `windowMs` from now on the account's
   * clock. Whoever waits for the account to settle has it closed at once when all else is done, and no time passes. What it
   * returns closes it without running.
   */
  window(windowMs: number, run: () => void): () => void {
    const forget = (): void => {
      cancel();
      this.#windows.delete(close);
    };
    const close = (): void => {
      forget();
      if (this.#stopped) return;
      const end = this.begin();
      try {
        run();
      } finally {
        end();
      }
    };
    const cancel = this.#clock.after(windowMs, close);
    this.#windows.add(close);
    this.#changed();
    return () => {
      forget();
      this.#changed();
    };
  }

  /** Whether nothing is under way, windows apart. */
  get idle(): boolean {
    return this.#running === 0 && this.#deliveries.peek() === undefined;
  }

  /**
   * Resolves when nothing is pending. While the clock is frozen nothing would ever fall due, so it moves time itself, from one
   * pending delivery to the next and no further. A stopped clock delivers nothing: nothing is waited for then.
   */
  async settled(): Promise<void> {
    while (!this.#stopped && !this.#clock.stopped) {
      const next = this.#deliveries.peek();
      if (this.#running === 0 && next === undefined) {
        const [close] = this.#windows;
        if (close === undefined) return;
        close();
        continue;
      }
      if (this.#running === 0 && next !== undefined && this.#clock.frozen) {
        this.#clock.advance(Math.max(0, next.due - this.#clock.now()));
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
    this.#changed();
  }

  #changed(): void {
    if (!this.#stopped && this.#running > 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
