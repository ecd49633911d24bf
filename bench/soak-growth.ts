import { allowedGrowth, type Samples, type Trend, trendOf, type Verdict, verdictOn } from './soak-trend.ts';

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
  /** `process.getActiveResourcesInfo()` of all threads together: sockets, servers, workers, timers. */
  readonly handles: number;
  /** Due to mended, without the time in which samples were taken: of those that were mended since the sample before; NaN where none was. */
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
  /** How many there are: what divides the two above, so that they cannot hide a number that goes on growing. */
  readonly environments: Trend;
  readonly latency: Trend;
  /** Changes that were due and not answered: what cannot keep up piles up here. */
  readonly behind: Trend;
  /** Of the local account's own heap: histories, versions and logs that it keeps, so that it is no sign of the pipeline's. */
  readonly account: Trend;
}

/** All of them but the account's own, which is not judged. */
export type JudgedTrends = Omit<Trends, 'account'>;
type Judged = keyof JudgedTrends;

/** Growth below these is no growth, whatever the mean: one environment more, whenever it comes, and behind as many changes as come in a second. */
function leewayAt(rate: number): Readonly<Record<Judged, number>> {
  return { functions: 1, handles: 2, environments: 1.5, latency: 0.15, behind: rate };
}

/** Pure. */
export function trendsOf(samples: readonly SoakSample[]): Trends {
  const of = (value: (sample: SoakSample) => number): Trend => {
    const known: Samples = samples.map((sample): [number, number] => [sample.seconds, value(sample)]);
    return trendOf(known.filter(([, one]) => !Number.isNaN(one)));
  };
  return {
    functions: of(({ functionsMegabytes, environments }) => functionsMegabytes / environments),
    handles: of(({ handles, environments }) => handles / environments),
    environments: of(({ environments }) => environments),
    latency: of(({ p95Seconds }) => p95Seconds),
    behind: of(({ behind }) => behind),
    account: of(({ accountMegabytes }) => accountMegabytes),
  };
}

/** What of a run is wrong, and what it could not tell; the account's own growth is not judged. */
export interface Growth {
  readonly grown: readonly string[];
  readonly inconclusive: readonly string[];
}

/** Pure. By how much each series may grow, at so many changes a second. */
export function allowedIn(trends: JudgedTrends, rate: number): Readonly<Record<Judged, number>> {
  const leeway = leewayAt(rate);
  const of = (one: Judged): number => allowedGrowth(trends[one], leeway[one]);
  return {
    functions: of('functions'),
    handles: of('handles'),
    environments: of('environments'),
    latency: of('latency'),
    behind: of('behind'),
  };
}

/** Pure. A line for each series that surely grows, and for each of which nothing can be said, at so many changes a second. */
export function growthIn(trends: JudgedTrends, rate: number): Growth {
  const leeway = leewayAt(rate);
  const series = [
    ["an environment's heap", 'functions', 'MB'],
    ["an environment's handles", 'handles', ''],
    ['the number of environments', 'environments', ''],
    ['the p95 from event to mended', 'latency', 's'],
    ['the number of changes that are due and not answered', 'behind', ''],
  ] as const;
  const judged = series.map(([what, one, unit]) => {
    const { growth, standardError } = trends[one];
    const grown = `${what} grew by ${growth.toFixed(2)}`;
    return { verdict: verdictOn(trends[one], leeway[one]), grown, unit, error: (2 * standardError).toFixed(2) };
  });
  const those = (verdict: Verdict): typeof judged => judged.filter((one) => one.verdict === verdict);
  return {
    grown: those('grows').map(({ grown, unit }) => `${grown} ${unit}`.trimEnd()),
    inconclusive: those('inconclusive').map(({ grown, error, unit }) => `${grown} ± ${error} ${unit}`.trimEnd()),
  };
}
