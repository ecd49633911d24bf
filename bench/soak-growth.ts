import { type Samples, type Trend, trendOf, type Verdict, verdictOn } from './soak-trend.ts';

/** What was seen at one moment. */
export interface SoakSample {
  readonly seconds: number;
  /** Execution environments of all functions: as many as were needed at once so far. */
  readonly environments: number;
  /** Living objects after a collection, in MB: of all environments together. */
  readonly functionsMegabytes: number;
  /** The same of the local account with all that it keeps; NaN where it was not looked at. */
  readonly accountMegabytes: number;
  readonly residentMegabytes: number;
  /** `process.getActiveResourcesInfo()`: sockets, servers, workers, timers. */
  readonly handles: number;
  /** Event to mended, over those that were opened and mended between the sample before and this one; NaN where none was. */
  readonly p95Seconds: number;
  /** Changes that were due and not answered. */
  readonly behind: number;
  /** Messages in the remediation queue. */
  readonly queued: number;
  /** Of the main thread, from 0 to 1: the share of the time since the sample before in which it had work. */
  readonly busy: number;
  /** Of the process, in processors. */
  readonly processors: number;
}

export interface Trends {
  /** Of one environment: how many there are follows what happens at once, and is no sign of what one keeps. */
  readonly functions: Trend;
  /** The same; each environment has connections of its own. */
  readonly handles: Trend;
  readonly latency: Trend;
  /** Of the local account's own heap: histories, versions and logs that it keeps, so that it is no sign of the pipeline's. */
  readonly account: Trend;
}

/** Growth below these is no growth, whatever the mean: megabytes and handles of an environment, seconds. */
const leeway = { megabytes: 1, handles: 2, seconds: 0.25 };
/** Pure. */
export function trendsOf(samples: readonly SoakSample[]): Trends {
  const of = (value: (sample: SoakSample) => number): Trend => {
    const known: Samples = samples.map((sample): [number, number] => [sample.seconds, value(sample)]);
    return trendOf(known.filter(([, one]) => !Number.isNaN(one)));
  };
  return {
    functions: of(({ functionsMegabytes, environments }) => functionsMegabytes / environments),
    handles: of(({ handles, environments }) => handles / environments),
    latency: of(({ p95Seconds }) => p95Seconds),
    account: of(({ accountMegabytes }) => accountMegabytes),
  };
}

/** What of a run is wrong, and what it could not tell; the account's own growth is not judged. */
export interface Growth {
  readonly grown: readonly string[];
  readonly inconclusive: readonly string[];
}

/** Pure. A line for each series that surely grows, and for each of which nothing can be said. */
export function growthIn({ functions, handles, latency }: Omit<Trends, 'account'>): Growth {
  const series = [
    ["an environment's heap", functions, leeway.megabytes, 'MB'],
    ["an environment's handles", handles, leeway.handles, ''],
    ['the p95 from event to mended', latency, leeway.seconds, 's'],
  ] as const;
  const judged = series.map(([what, trend, most, unit]) => {
    const { growth, standardError } = trend;
    const grown = `${what} grew by ${growth.toFixed(2)}`;
    return { verdict: verdictOn(trend, most), grown, unit, error: (2 * standardError).toFixed(2) };
  });
  const those = (verdict: Verdict): typeof judged => judged.filter((one) => one.verdict === verdict);
  return {
    grown: those('grows').map(({ grown, unit }) => `${grown} ${unit}`.trimEnd()),
    inconclusive: those('inconclusive').map(({ grown, error, unit }) => `${grown} ± ${error} ${unit}`.trimEnd()),
  };
}
