/** Cancels what was scheduled; harmless afterwards. */
export type Cancel = () => void;

interface Timer {
  readonly due: number;
  readonly sequence: number;
  readonly run: () => void;
}

/**
 * The local account's time, in milliseconds since the epoch. It runs with real time until it is moved: `advance` jumps and
 * fires, in order, everything that falls due on the way, so an hour of visibility timeouts and schedules takes no time at all.
 * A frozen clock moves by `advance` only.
 */
export class LocalClock {
  #offset: number;
  #frozenAt: number | undefined;
  #timers: Timer[] = [];
  #sequence = 0;
  #wake: NodeJS.Timeout | undefined;

  constructor(options: { startAt?: number; frozen?: boolean } = {}) {
    this.#offset = options.startAt === undefined ? 0 : options.startAt - Date.now();
    if (options.frozen === true) this.#frozenAt = Date.now() + this.#offset;
  }

  now(): number {
    return this.#frozenAt ?? Date.now() + this.#offset;
  }

  /** Runs `run` once, `delayMs` from now on this clock. */
  after(delayMs: number, run: () => void): Cancel {
    const timer = { due: this.now() + Math.max(0, delayMs), sequence: this.#sequence++, run };
    this.#timers.push(timer);
    this.#timers.sort((a, b) => a.due - b.due || a.sequence - b.sequence);
    this.#arm();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
      this.#arm();
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
    const due = this.#timers.filter((timer) => timer.due <= now);
    this.#timers = this.#timers.filter((timer) => timer.due > now);
    for (const timer of due) timer.run();
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
