import type { Stage } from './load-stage.ts';
import type { ChangeEvents, Mended } from './soak-events.ts';
import type { SoakSample } from './soak-growth.ts';
import type { MemoryWatch } from './soak-memory.ts';
import { quantile } from './soak-trend.ts';

interface Sampling {
  readonly stage: Stage;
  readonly memory: MemoryWatch;
  readonly events: ChangeEvents;
  readonly everySeconds: number;
  readonly progress: ((text: string) => void) | undefined;
}

export interface SoakSamples {
  readonly samples: readonly SoakSample[];
  /** All that was mended meanwhile. */
  readonly mended: readonly Mended[];
  /** Of them those that a sample may have held up. */
  readonly beside: number;
}

/** The account collects for the longer the more it keeps, which is not judged: so seldom, in samples, is it looked at. */
const accountEvery = 6;

/**
 * Takes samples until the events are over. Taking one stops every thread for a collection, and tidies the state: nearly a second of ten,
 * and more the more the account keeps. What was opened or mended meanwhile tells of that and not of the pipeline.
 */
export async function sampleUntil(over: () => boolean, sampling: Sampling): Promise<SoakSamples> {
  const { stage, memory, events, everySeconds, progress } = sampling;
  const samples: SoakSample[] = [];
  const mended: Mended[] = [];
  let beside = 0;
  const started = performance.now();
  let [busyAt, cpuAt, at] = [performance.eventLoopUtilization(), process.cpuUsage(), started];
  for (let count = 1; !over(); count += 1) {
    const due = started + count * everySeconds * 1000;
    while (!over() && performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 100));
    if (over()) break;
    const since = events.mended();
    const apart = since.filter(({ openedAt }) => openedAt >= at);
    mended.push(...since);
    beside += since.length - apart.length;
    const [now, { user, system }] = [performance.now(), process.cpuUsage(cpuAt)];
    const { utilization: busy } = performance.eventLoopUtilization(busyAt);
    const heaps = [...(await memory.functions()).values()].flat();
    const sample: SoakSample = {
      seconds: (now - started) / 1000,
      environments: heaps.length,
      functionsMegabytes: megabytes(heaps.reduce((sum, used) => sum + used, 0)),
      accountMegabytes: count % accountEvery === 0 ? megabytes(await memory.account()) : Number.NaN,
      residentMegabytes: megabytes(process.memoryUsage().rss),
      handles: process.getActiveResourcesInfo().length,
      p95Seconds: quantile(apart.map(secondsOf), 0.95),
      behind: events.behind(),
      queued: await stage.waiting(),
      busy,
      processors: (user + system) / 1000 / (now - at),
    };
    samples.push(sample);
    progress?.(describe(sample));
    stage.account.calls.clear();
    await stage.keepStateAtLimits();
    await stage.expireVersions();
    [busyAt, cpuAt, at] = [performance.eventLoopUtilization(), process.cpuUsage(), performance.now()];
  }
  return { samples, mended, beside };
}

/** From event to mended. */
export function secondsOf({ openedAt, closedAt }: Mended): number {
  return (closedAt - openedAt) / 1000;
}

function describe(sample: SoakSample): string {
  const { seconds, behind, queued, p95Seconds, environments, functionsMegabytes, busy, processors } = sample;
  const waits = `${behind} changes behind, ${queued} messages queued, p95 ${p95Seconds.toFixed(2)} s`;
  const load = `${environments} environments ${functionsMegabytes.toFixed(1)} MB, account's thread busy ${(busy * 100).toFixed(0)} %`;
  return `${seconds.toFixed(0)} s: ${waits}, ${load}, ${processors.toFixed(2)} processors`;
}

function megabytes(bytes: number): number {
  return bytes / 2 ** 20;
}
