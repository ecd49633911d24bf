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

/** The taking of a sample, in milliseconds on the clock of `performance.now()`. */
export interface Look {
  readonly from: number;
  readonly to: number;
}

export interface SoakSamples {
  readonly samples: readonly SoakSample[];
  /** All that was mended meanwhile. */
  readonly mended: readonly Mended[];
  /** One of each sample, one after the other. */
  readonly looks: readonly Look[];
}

/** The account collects for the longer the more it keeps, which is not judged: so seldom, in samples, is it looked at. */
const accountEvery = 6;

/**
 * Takes samples until the events are over. Taking one stops every thread for a collection, and tidies the state: nearly a second of ten,
 * and more the more the account keeps. That time is taken off each mend that it is part of, since it tells of the sample and not of
 * the pipeline. No mend is left out for it, since the longer one takes the likelier it meets a sample.
 */
export async function sampleUntil(over: () => boolean, sampling: Sampling): Promise<SoakSamples> {
  const { stage, memory, events, everySeconds, progress } = sampling;
  const samples: SoakSample[] = [];
  const mended: Mended[] = [];
  const looks: Look[] = [];
  const started = performance.now();
  let [busyAt, cpuAt, at] = [performance.eventLoopUtilization(), process.cpuUsage(), started];
  for (let count = 1; !over(); count += 1) {
    const due = started + count * everySeconds * 1000;
    while (!over() && performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 100));
    if (over()) break;
    const since = events.mended();
    mended.push(...since);
    // Before anything is stopped for the sample.
    const behind = events.behind();
    const [now, { user, system }] = [performance.now(), process.cpuUsage(cpuAt)];
    const { utilization: busy } = performance.eventLoopUtilization(busyAt);
    const seconds = apart(since, looks);
    const held = [...(await memory.functions()).values()].flat();
    const sample: SoakSample = {
      seconds: (now - started) / 1000,
      environments: held.length,
      functionsMegabytes: megabytes(held.reduce((sum, { used }) => sum + used, 0)),
      accountMegabytes: count % accountEvery === 0 ? megabytes(await memory.account()) : Number.NaN,
      residentMegabytes: megabytes(process.memoryUsage().rss),
      handles: held.reduce((sum, { handles }) => sum + handles, 0),
      accountHandles: process.getActiveResourcesInfo().length,
      p50Seconds: quantile(seconds, 0.5),
      p95Seconds: quantile(seconds, 0.95),
      stateKilobytes: (await stage.keepStateAtLimits()) / 1024,
      behind,
      queued: await stage.waiting(),
      busy,
      processors: (user + system) / 1000 / (now - at),
    };
    samples.push(sample);
    progress?.(describe(sample));
    stage.account.calls.clear();
    await stage.expireVersions();
    [busyAt, cpuAt, at] = [performance.eventLoopUtilization(), process.cpuUsage(), performance.now()];
    looks.push({ from: now, to: at });
  }
  return { samples, mended, looks };
}

/** Pure. From due to mended. */
export function secondsOf({ openedAt, closedAt }: Mended): number {
  return (closedAt - openedAt) / 1000;
}

/** Pure. The same without the time in which samples were taken. */
export function secondsApart({ openedAt, closedAt }: Mended, looks: readonly Look[]): number {
  const within = looks.map(({ from, to }) => Math.max(0, Math.min(closedAt, to) - Math.max(openedAt, from)));
  return (closedAt - openedAt - within.reduce((sum, one) => sum + one, 0)) / 1000;
}

/** Pure. How many of them met the taking of a sample. */
export function besideLooks(mended: readonly Mended[], looks: readonly Look[]): number {
  return mended.filter(({ openedAt, closedAt }) => looks.some(({ from, to }) => openedAt < to && closedAt > from))
    .length;
}

/** Pure. Without those of which nothing is left: they began and ended while a sample was taken, and say nothing of the pipeline. */
function apart(mended: readonly Mended[], looks: readonly Look[]): number[] {
  return mended.map((one) => secondsApart(one, looks)).filter((seconds) => seconds > 0);
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
