import { assert } from 'chai';

/** CPU milliseconds of this process: what else runs on the machine does not count. */
function cpuMs(work: () => void): number {
  const { user, system } = process.cpuUsage();
  work();
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1000;
}

/** Below this nothing can be told of a growth: it is all noise, and harmless. */
const noiseMs = 15;
/** Wide apart, so that a cost in proportion (eight times) and one of the square (64 times) are told apart by any machine. */
const spread = 8;
const mostGrowth = 3 * spread;
const repeats = 5;
const tries = 4;

/** The least of several: collecting garbage and compiling only ever add to a cost. */
function leastMs(work: () => void): number {
  return Math.min(...Array.from({ length: repeats }, () => cpuMs(work)));
}

/**
 * That `spread` times the size costs three times as much more at most, and `mostMs` of CPU time at the very most. The larger
 * input is of twice `size`. A growth that is seen once and not again was the machine's.
 */
export function assertLinear<T>(
  make: (size: number) => T,
  size: number,
  run: (input: T) => void,
  mostMs: number,
): void {
  const [few, many] = [Math.ceil((2 * size) / spread), 2 * size];
  const [small, large] = [make(few), make(many)];
  let said = '';
  for (let attempt = 0; attempt < tries; attempt++) {
    const [one, two] = [leastMs(() => run(small)), leastMs(() => run(large))];
    said = `${one.toFixed(1)} ms for ${few}, ${two.toFixed(1)} ms for ${many}`;
    assert.isAtMost(two, mostMs, said);
    if (two <= noiseMs || two <= mostGrowth * one) return;
  }
  assert.fail(`the cost grows faster than the input: ${said}`);
}
