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

  constructor(options: { startAt?: number; frozen?: boolean } = {}) {
    this.#offset = options.startAt === undefined ? 0 : options.startAt - Date.now();
    if (options.frozen === true) this.#frozenAt = Date.now() + this.#offset;
  }

  now(): number {
    return this.#frozenAt ?? Date.now() + this.#offset;
  }

  /** Whether time stands still until `advance`. */
  get frozen(): boolean {
    return this.#frozenAt !== undefined;
  }

  /** Runs `run` once, `delayMs` from now on this clock. */
  after(delayMs: number, run: () => void): Cancel {
    const timer: Timer = { due: this.now() + Math.max(0, delayMs), run, cancelled: false };
    const at = this.#firstDueAfter(timer.due);
    this.#timers.splice(at, 0, timer);
    if (at === 0) this.#arm();
    return () => {
      if (timer.cancelled) return;
      timer.cancelled = true;
      const wasNext = this.#timers[0] === timer;
      this.#timers = this.#timers.filter((other) => other !== timer);
      if (wasNext) this.#arm();
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  /** Moves time forward; timers due on the way see the moment they were set for as `now`. */
  advance(ms: number): void {
    const target = this.now() + ms;
    for (let next = this.#timers[0]; next !== undefined && next.due <= target; next = this.#timers[0]) {
      this.#moveTo(Math.max(next.due, this.now()));
      this.#fireDue();
    }
    this.#moveTo(Math.max(target, this.now()));
    this.#arm();
  }

  /** Forgets every timer, so that a process can end. */
  stop(): void {
    this.#timers = [];
    clearTimeout(this.#wake);
  }

  #moveTo(moment: number): void {
    if (this.#frozenAt === undefined) this.#offset = moment - Date.now();
    else this.#frozenAt = moment;
  }

  #fireDue(): void {
    const now = this.now();
    for (const timer of this.#timers.splice(0, this.#firstDueAfter(now))) {
      if (timer.cancelled) continue;
      timer.cancelled = true;
      timer.run();
    }
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
        this.#fireDue();
        this.#arm();
      },
      Math.min(2 ** 31 - 1, Math.max(0, next.due - this.now())),
    );
  }
}
