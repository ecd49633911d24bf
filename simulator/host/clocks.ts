import { createRandom } from './random.ts';
import { mostOffMs, type Scenario } from './scenario.ts';

/** The clocks that functions read, which are not AWS's: each execution environment has one, and none is further off than it may be. */
export interface Clocks {
  /** Of a new environment: how far it is off, now. */
  started(): () => number;
  /** All that there are are set back. */
  setBack(ms: number): void;
}

export function createClocks({ seed, skewMs }: Scenario): Clocks {
  const random = createRandom(seed ^ 0x68_e3_1d_a4);
  const clocks: { offMs: number }[] = [];
  return {
    started() {
      const clock = { offMs: random.below(2 * skewMs + 1) - skewMs };
      clocks.push(clock);
      return () => clock.offMs;
    },
    setBack(ms) {
      for (const clock of clocks) clock.offMs = Math.max(-mostOffMs, clock.offMs - ms);
    },
  };
}

/** Dates by a clock that is off; what they are otherwise is the same to everybody. */
export function datesOff(offMs: () => number): DateConstructor {
  const Right = Date;
  const now = (): number => Right.now() + offMs();
  return new Proxy(Right, {
    construct: (_, given: []) => (given.length === 0 ? new Right(now()) : new Right(...given)),
    get: (_, property) => (property === 'now' ? now : (Reflect.get(Right, property) as unknown)),
  });
}
