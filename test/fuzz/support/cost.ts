import { assert } from 'chai';

/** CPU milliseconds of this process: what else runs on the machine does not count. */
function cpuMs(work: () => void): number {
  const { user, system } = process.cpuUsage();
  work();
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1000;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** Below this nothing can be told of a growth: it is all noise, and harmless. */
const noiseMs = 15;
const mostGrowth = 3;
const repeats = 5;
const tries = 4;

/**
 * That twice the size costs three times as much at most, and `mostMs` of CPU time at the very most. What is measured is the median of several; a
 * growth that is seen once and not again was the machine's.
 */
export function assertLinear<T>(
  make: (size: number) => T,
  size: number,
  run: (input: T) => void,
  mostMs: number,
): void {
  const [small, large] = [make(size), make(2 * size)];
  let said = '';
  for (let attempt = 0; attempt < tries; attempt++) {
    const costs = Array.from({ length: repeats }, () => [cpuMs(() => run(small)), cpuMs(() => run(large))] as const);
    const [one, two] = [median(costs.map(([cost]) => cost)), median(costs.map(([, cost]) => cost))];
    said = `${one.toFixed(1)} ms for ${size}, ${two.toFixed(1)} ms for twice that`;
    assert.isAtMost(two, mostMs, said);
    if (two <= noiseMs || two <= mostGrowth * one) return;
  }
  assert.fail(`the cost grows faster than the input: ${said}`);
}
