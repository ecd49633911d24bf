/** Cancels what was scheduled; harmless afterwards. */
export type Cancel = () => void;

interface Timer {
  readonly due: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * The local account's time, in milliseconds since the epoch. It runs with real time until it is moved: `advance` jumps and
 * fires, in order, everything that falls due on the way, so an hour of visibility timeouts and schedules takes no time at all.
 * A frozen clock moves by `advance` only.
 */
export class LocalClock {
  #offset: number;
  #frozenAt: number | undefined;
  /** By due time; those due at the same moment in the order in which they were set. */
  #timers: Timer[] = [];
  #wake: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: { startAt?: number; frozen?: boolean } = {}) {
    const now = Date.now();
    const { startAt = now, frozen = false } = options;
    this.#offset = startAt - now;
    if (frozen) this.#frozenAt = startAt;
  }

  now(): number {
    return this.#frozenAt ?? Date.now() + this.#offset;
  }

  /** Whether time stands still until `advance`. */
  get frozen(): boolean {
    return this.#frozenAt !== undefined;
  }

  /** Whether `stop` was called: no timer will ever fire. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Runs `run` once, `delayMs` from now on this clock; never, once the clock is stopped. */
  after(delayMs: number, run: () => void): Cancel {
    if (this.#stopped) return () => {};
    const timer: Timer = { due: this.now() + Math.max(0, delayMs), run, cancelled: false };
    const at = this.#firstDueAfter(timer.due);
    this.#timers.splice(at, 0, timer);
    if (at === 0) this.#arm();
    return () => {
      if (timer.cancelled) return;
      timer.cancelled = true;
      const position = this.#timers.indexOf(timer, this.#firstDueAfter(timer.due - 1));
      if (position === -1) return;
      this.#timers.splice(position, 1);
      if (position === 0) this.#arm();
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  /**
   * Moves time forward; timers due on the way see the moment they were set for as `now`. What a timer throws is thrown here, once
   * all that fell due with it have run.
   */
  advance(ms: number): void {
    const target = this.now() + ms;
    try {
      for (let next = this.#timers[0]; next !== undefined && next.due <= target; next = this.#timers[0]) {
        this.#moveTo(Math.max(next.due, this.now()));
        this.#fireDue();
      }
      this.#moveTo(Math.max(target, this.now()));
    } finally {
      this.#arm();
    }
  }

  /** Forgets every timer and takes no more, so that a process can end whatever is still under way. */
  stop(): void {
    this.#stopped = true;
    this.#timers = [];
    clearTimeout(this.#wake);
  }

  #moveTo(moment: number): void {
    if (this.#frozenAt === undefined) this.#offset = moment - Date.now();
    else this.#frozenAt = moment;
  }

  #fireDue(): void {
    const due = this.#timers.splice(0, this.#firstDueAfter(this.now()));
    const thrown: unknown[] = [];
    for (const timer of due) {
      if (timer.cancelled || this.#stopped) continue;
      timer.cancelled = true;
      try {
        timer.run();
      } catch (error) {
        thrown.push(error);
      }
    }
    if (thrown.length > 0) throw thrown[0];
  }

  /** Position of the first timer due later than `moment`. */
  #firstDueAfter(moment: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle]?.due ?? moment) <= moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #arm(): void {
    clearTimeout(this.#wake);
    const next = this.#timers[0];
    if (next === undefined || this.#frozenAt !== undefined) return;
    this.#wake = setTimeout(
      () => {
        try {
          this.#fireDue();
        } finally {
          this.#arm();
        }
      },
      Math.min(2 ** 31 - 1, Math.max(0, next.due - this.now())),
    );
  }
}
