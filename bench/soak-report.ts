import type { OverlapFigures } from './load-overlap.ts';
import { type Report, whole } from './load-report.ts';
import { leastRateShare } from './soak-events.ts';
import { allowedFor, type Judged } from './soak-growth.ts';
import type { SoakFigures } from './soak-run.ts';
import type { Trend } from './soak-trend.ts';

export function overlapReport(figures: OverlapFigures): Report {
  const { problems, ...record } = figures;
  return {
    rows: [
      [`${figures.coordinators} coordinators at once, resources mended`, whole(figures.resources), ''],
      ['  about them messages', whole(figures.messages), ''],
      ['  pairs of batches of both under way at once', whole(figures.atOnce), 'at least 1'],
      ['  times a resource was left to the other', whole(figures.refused), ''],
      ['  mended by two, not mended, or mended twice', whole(problems.length), '0'],
    ],
    record: { overlap: { ...record, problems: problems.length } },
    problems,
  };
}

export function soakReport(figures: SoakFigures): Report {
  const { problems, inconclusive, trends, samples, ...measured } = figures;
  const { functions, handles, accountHandles, environments, median, latency, state, behind, account } = trends;
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  const growth = (of: Judged, unit = ''): readonly [shown: string, aim: string] => {
    const most = allowedFor(of, trends[of], figures.rateAsked);
    return [shown(trends[of], unit), `no sure growth above ${most.toFixed(2)} ${unit}`.trimEnd()];
  };
  return {
    rows: [
      [`change events over ${figures.minutes} minutes, ${whole(figures.groups)} groups`, whole(figures.events), ''],
      [
        '  per second',
        figures.rate.toFixed(1),
        `${figures.rateAsked.toFixed(1)}, at least ${leastRateShare * 100} % of it`,
      ],
      ['  that opened a port to the world', whole(figures.opened), ''],
      ['  whose mend met another opening, left to the next mend', whole(figures.overtaken), ''],
      ['  lost', whole(figures.lost), '0'],
      ['  event to mended, p50', seconds(figures.p50Seconds), ''],
      ['  the same, p95', seconds(figures.p95Seconds), ''],
      ['  the longest', seconds(figures.longestSeconds), ''],
      ["  that met a sample, in the growth without the sample's time", whole(figures.besideSamples), ''],
      ['  growth of the p50', ...growth('median', 's')],
      ['  growth of the p95', ...growth('latency', 's')],
      ['  growth of the changes that are due and not answered', ...growth('behind')],
      ['  growth of the state of the safeguards', ...growth('state', 'KB')],
      ['  execution environments at most', whole(figures.environments), ''],
      ['  growth of their number', ...growth('environments')],
      ['  growth of living objects in one of them', ...growth('functions', 'MB')],
      ['  growth of open handles of one of them', ...growth('handles')],
      ["  growth of the account's open handles for one of them", ...growth('accountHandles')],
      ['  growth of what the local account keeps', shown(account, 'MB'), ''],
      ["  share of the time in which the account's thread had work", figures.busy.toFixed(2), 'at most 0.95'],
      ['  processors in use', figures.processors.toFixed(2), ''],
    ],
    record: {
      soak: {
        ...measured,
        heapMegabytes: functions.mean,
        heapGrowth: functions.growth,
        heapGrowthError: functions.standardError,
        handles: handles.mean,
        handlesGrowth: handles.growth,
        handlesGrowthError: handles.standardError,
        accountHandles: accountHandles.mean,
        accountHandlesGrowth: accountHandles.growth,
        accountHandlesGrowthError: accountHandles.standardError,
        environmentsGrowth: environments.growth,
        environmentsGrowthError: environments.standardError,
        medianGrowth: median.growth,
        medianGrowthError: median.standardError,
        latencyGrowth: latency.growth,
        latencyGrowthError: latency.standardError,
        stateKilobytes: state.mean,
        stateGrowth: state.growth,
        stateGrowthError: state.standardError,
        behind: behind.mean,
        behindGrowth: behind.growth,
        behindGrowthError: behind.standardError,
        accountGrowth: account.growth,
        peakMegabytes: Math.max(...samples.map(({ residentMegabytes }) => residentMegabytes)),
      },
    },
    problems,
    inconclusive,
  };
}

/** With two standard errors, by which it is judged. */
function shown({ mean, growth, standardError }: Trend, unit: string): string {
  const error = Number.isFinite(standardError) ? ` ± ${(2 * standardError).toFixed(2)}` : '';
  return `${growth.toFixed(2)}${error} of ${mean.toFixed(2)} ${unit}`.trimEnd();
}
