import { createSandbox } from 'sinon';

const { setImmediate: afterMicrotasks } = globalThis;

/** Time that passes only from one thing that is waited for to the next. */
export interface VirtualTime {
  now(): number;
  /** Milliseconds since the start, jumps left out. */
  elapsed(): number;
  after(ms: number, run: () => void): () => void;
  sleep(ms: number): Promise<void>;
  /** The wall clock of everybody jumps; what is waited for is not due any earlier. */
  jump(ms: number): void;
  /** Something happened that may have woken others: nobody is waiting yet. */
  stir(): void;
  /** Lets everything happen until `done`, or until `until`; answers whether it was done. */
  run(done: () => boolean, until: number): Promise<boolean>;
  end(): void;
}

/** Takes the place of the process's clock and timers until `end`. */
export function startVirtualTime(startAt: number): VirtualTime {
  // A sandbox of its own: that which all share keeps every clock for good, and with it all that ever waited for it.
  const sandbox = createSandbox();
  const clock = sandbox.useFakeTimers({
    now: startAt,
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
  let stirred = 0;
  let jumped = 0;
  const elapsed = (): number => Date.now() - startAt - jumped;
  const settle = async (): Promise<void> => {
    let before: number;
    do {
      before = stirred;
      await new Promise<void>((resolve) => {
        afterMicrotasks(resolve);
      });
    } while (before !== stirred);
  };
  return {
    now: () => Date.now(),
    elapsed,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    sleep: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms);
      }),
    jump(ms) {
      jumped += ms;
      clock.setSystemTime(Date.now() + ms);
    },
    stir() {
      stirred += 1;
    },
    async run(done, until) {
      for (;;) {
        await settle();
        if (done()) return true;
        if (elapsed() >= until) return false;
        // An SDK client reads its configuration files once in a process.
        if (clock.countTimers() > 0) clock.next();
        else if (!process.getActiveResourcesInfo().some((resource) => resource.startsWith('FS'))) return false;
      }
    },
    end: () => sandbox.restore(),
  };
}
