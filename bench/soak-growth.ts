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
  /** `process.getActiveResourcesInfo()` of the threads of all environments together: sockets, timers. */
  readonly handles: number;
  /** The same of the account's own thread: the other ends of those sockets, what is under way in the account, and the bench. */
  readonly accountHandles: number;
  /** Due to mended, without the time in which samples were taken: of those that were mended since the sample before; NaN where none was. */
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  /** The state of the safeguards, as JSON. */
  readonly stateKilobytes: number;
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
  /** The same; each environment has connections of its own, and the account the other ends of them. */
  readonly handles: Trend;
  readonly accountHandles: Trend;
  /** How many there are: what divides the two above, so that they cannot hide a number that goes on growing. */
  readonly environments: Trend;
  readonly median: Trend;
  readonly latency: Trend;
  /** What is read and written with every mend: were it to grow, the bench would measure that. */
  readonly state: Trend;
  /** Changes that were due and not answered: what cannot keep up piles up here. */
  readonly behind: Trend;
  /** Of the local account's own heap: histories, versions and logs that it keeps, so that it is no sign of the pipeline's. */
  readonly account: Trend;
}

/** All of them but the account's own, which is not judged. */
export type JudgedTrends = Omit<Trends, 'account'>;
export type Judged = keyof JudgedTrends;

interface Series {
  readonly of: Judged;
  readonly what: string;
  readonly unit: string;
  /** Growth below this is no growth, whatever the mean. */
  readonly leeway: number;
}

/** At so many changes a second. */
function seriesAt(rate: number): readonly Series[] {
  return [
    { of: 'functions', what: "an environment's heap", unit: 'MB', leeway: 1 },
    { of: 'handles', what: "an environment's handles", unit: '', leeway: 2 },
    { of: 'accountHandles', what: "the account's handles for an environment", unit: '', leeway: 2 },
    // One more, whenever it comes.
    { of: 'environments', what: 'the number of environments', unit: '', leeway: 1.5 },
    { of: 'median', what: 'the p50 from event to mended', unit: 's', leeway: 0.05 },
    { of: 'latency', what: 'the p95 from event to mended', unit: 's', leeway: 0.15 },
    { of: 'state', what: 'the state of the safeguards', unit: 'KB', leeway: 0 },
    // As many as come in a second.
    { of: 'behind', what: 'the number of changes that are due and not answered', unit: '', leeway: rate },
  ];
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
    accountHandles: of(({ accountHandles, environments }) => accountHandles / environments),
    environments: of(({ environments }) => environments),
    median: of(({ p50Seconds }) => p50Seconds),
    latency: of(({ p95Seconds }) => p95Seconds),
    state: of(({ stateKilobytes }) => stateKilobytes),
    behind: of(({ behind }) => behind),
    account: of(({ accountMegabytes }) => accountMegabytes),
  };
}

/** What of a run is wrong, and what it could not tell; the account's own growth is not judged. */
export interface Growth {
  readonly grown: readonly string[];
  readonly inconclusive: readonly string[];
}

/** Pure. By how much the series may grow, at so many changes a second. */
export function allowedFor(one: Judged, trend: Trend, rate: number): number {
  return allowedGrowth(trend, seriesAt(rate).find(({ of }) => of === one)?.leeway);
}

/** Pure. A line for each series that surely grows, and for each of which nothing can be said, at so many changes a second. */
export function growthIn(trends: JudgedTrends, rate: number): Growth {
  const judged = seriesAt(rate).map(({ of, what, unit, leeway }) => {
    const { growth, standardError } = trends[of];
    const grown = `${what} grew by ${growth.toFixed(2)}`;
    return { verdict: verdictOn(trends[of], leeway), grown, unit, error: (2 * standardError).toFixed(2) };
  });
  const those = (verdict: Verdict): typeof judged => judged.filter((one) => one.verdict === verdict);
  return {
    grown: those('grows').map(({ grown, unit }) => `${grown} ${unit}`.trimEnd()),
    inconclusive: those('inconclusive').map(({ grown, error, unit }) => `${grown} ± ${error} ${unit}`.trimEnd()),
  };
}
