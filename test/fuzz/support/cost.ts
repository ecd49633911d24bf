import { assert } from 'chai';

/** CPU milliseconds of this process: what else runs on the machine does not count. */
async function cpuMs(work: () => unknown): Promise<number> {
  const { user, system } = process.cpuUsage();
  await work();
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1000;
}

/** Below this nothing can be told of a growth: it is all noise, and harmless. */
const noiseMs = 15;
/**
 * Wide apart, so that a cost in proportion (eight times) and one of the square (64 times) are told apart by any machine. What is
 * in proportion was seen to grow 27 times on a core shared with another process: the larger input leaves its caches, the smaller
 * does not.
 */
const spread = 8;
const mostGrowth = 5 * spread;
const repeats = 5;
const tries = 4;

/** CPU milliseconds, the least of several times: collecting garbage and compiling only ever add to a cost. */
export async function leastMs(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let time = 0; time < repeats; time++) least = Math.min(least, await cpuMs(work));
  return least;
}

/**
 * That `spread` times the size costs `mostGrowth` times as much at most, and `mostMs` of CPU time at the very most: enough to
 * find a cost of the square, which is what an attacker could make use of. The larger input is of twice `size`. What `run`
 * promises is waited for. The least of all that was seen of each counts: the machine only ever adds to a cost.
 */
export async function assertLinear<T>(
  make: (size: number) => T,
  size: number,
  run: (input: T) => unknown,
  mostMs: number,
): Promise<void> {
  const [few, many] = [Math.ceil((2 * size) / spread), 2 * size];
  const [small, large] = [make(few), make(many)];
  let [one, two] = [Infinity, Infinity];
  for (let attempt = 0; attempt < tries; attempt++) {
    one = Math.min(one, await leastMs(() => run(small)));
    two = Math.min(two, await leastMs(() => run(large)));
    if (two <= noiseMs || two <= Math.min(mostMs, mostGrowth * one)) return;
  }
  const said = `${one.toFixed(1)} ms for ${few}, ${two.toFixed(1)} ms for ${many}`;
  assert.isAtMost(two, mostMs, said);
  assert.fail(`the cost grows faster than the input: ${said}`);
}
