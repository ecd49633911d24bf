import type { Scenario } from './scenario.ts';

/** Tried so often at most: one run takes a fraction of a second. */
const mostRuns = 200;

/**
 * The scenario without whatever it needs not to break. `breaks` runs one. What is left breaks in the same way, and taking away any one thing
 * more that can be taken away ends that, unless the tries were used up before.
 */
export async function shrink(scenario: Scenario, breaks: (scenario: Scenario) => Promise<boolean>): Promise<Scenario> {
  let [smallest, runs] = [scenario, 0];
  for (let smaller = true; smaller;) {
    smaller = false;
    for (const candidate of reductions(smallest)) {
      if (runs >= mostRuns) return smallest;
      runs += 1;
      if (!(await breaks(candidate))) continue;
      smallest = candidate;
      smaller = true;
      break;
    }
  }
  return smallest;
}

/** Pure. Each with one thing less, the greatest first. */
export function reductions(scenario: Scenario): Scenario[] {
  const { faults, restoreFaults, deeds, outages, groups, buckets } = scenario;
  const plain: Partial<Scenario>[] = [
    { overlap: false },
    { fastPath: false },
    { skewMs: 0 },
    { duplicateEvery: 0 },
    { mostAtOnce: 10 },
    { reorder: false },
    { graceMinutes: 0 },
    { exempt: null },
    { perRun: 50, perHour: 200 },
    { tugOfWar: 50 },
    { publicBuckets: 'none' },
    { notifyMs: 500 },
    { pollMs: 990 },
    { net: 'none' },
    { buckets: [] },
    { faults: [] },
    { restoreFaults: [] },
    { deeds: [] },
    { outages: [] },
    { rules: scenario.rules.slice(0, 2) },
  ];
  const changed = plain
    .map((part): Scenario => ({ ...scenario, ...part }))
    .filter((candidate) => JSON.stringify(candidate) !== JSON.stringify(scenario));
  return [
    ...changed,
    ...without(outages).map((left): Scenario => ({ ...scenario, outages: left })),
    ...without(deeds).map((left): Scenario => ({ ...scenario, deeds: left })),
    ...without(faults).map((left): Scenario => ({ ...scenario, faults: left })),
    ...without(restoreFaults).map((left): Scenario => ({ ...scenario, restoreFaults: left })),
    ...without(buckets).map((left): Scenario => ({ ...scenario, buckets: left })),
    ...groups.flatMap(({ ingress }, at) =>
      without(ingress).map((left): Scenario => ({ ...scenario, groups: groups.with(at, { ingress: left }) })),
    ),
  ];
}

function without<T>(list: readonly T[]): T[][] {
  return list.map((_, at) => list.toSpliced(at, 1));
}
