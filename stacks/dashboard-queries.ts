export interface DashboardQuery {
  readonly title: string;
  /** Whose logs are asked. */
  readonly of: 'rules' | 'remediators';
  /** How CloudWatch draws it; a time series needs `bin`. */
  readonly view: 'table' | 'timeSeries';
  /** In the Logs Insights query language, without its sources. */
  readonly text: string;
}

/**
 * What the dashboard asks the logs. Logs Insights finds the fields in the first JSON fragment of a Lambda's line (CloudWatch Logs User
 * Guide, "Supported logs and discovered fields"), so the functions must keep the log format `Text`: in `JSON` our line becomes a
 * string within another. Two `stats` are the most, and the second sees what the first names (same guide, "stats").
 */
export const dashboardQueries: readonly DashboardQuery[] = [
  {
    title: 'Compliance by rule: latest verdict of each resource judged in the time range',
    of: 'rules',
    view: 'table',
    text:
      'filter message = "verdict" | stats latest(compliance) as verdict by rule, resourceId' +
      ' | filter verdict != "NOT_APPLICABLE" | stats count(*) as resources by rule, verdict | sort rule asc',
  },
  {
    title: 'Verdicts and fix instructions by rule',
    of: 'rules',
    view: 'table',
    text: 'filter message = "evaluated" | stats sum(evaluations) as verdicts, sum(instructions) as queued by rule',
  },
  {
    title: 'Mends, per hour',
    of: 'remediators',
    view: 'timeSeries',
    text: 'filter message = "outcome" and outcome = "mended" | stats count(*) as mends by bin(1h)',
  },
  {
    title: 'Failures, per hour, each attempt',
    of: 'remediators',
    view: 'timeSeries',
    text: 'filter message = "outcome" and outcome in ["failed", "partly-mended"] | stats count(*) as failures by bin(1h)',
  },
  {
    title: 'Time to mend, from the recorded change, in seconds',
    of: 'remediators',
    view: 'timeSeries',
    text:
      'filter message = "outcome" and ispresent(secondsToMend)' +
      ' | stats avg(secondsToMend) as average, pct(secondsToMend, 50) as p50, pct(secondsToMend, 95) as p95 by bin(1h)',
  },
  {
    title: 'Outcomes',
    of: 'remediators',
    view: 'table',
    text: 'filter message = "outcome" | stats count(*) as resources by outcome',
  },
];
